//! The official data of `tests/data/ofac` (its README says where it comes from).

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

const FULL: [(&str, &[u8]); 4] = [
    ("SDN.CSV", include_bytes!("../../data/ofac/full-2021-07/SDN.CSV.gz")),
    ("ADD.CSV", include_bytes!("../../data/ofac/full-2021-07/ADD.CSV.gz")),
    ("ALT.CSV", include_bytes!("../../data/ofac/full-2021-07/ALT.CSV.gz")),
    (
        "SDN_COMMENTS.CSV",
        include_bytes!("../../data/ofac/full-2021-07/SDN_COMMENTS.CSV.gz"),
    ),
];

const HISTORY: &[u8] = include_bytes!("../../data/ofac/sdn-history.txt.gz");

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut out).expect("the data is gzip");
    out
}

/// Returns the four files of the publication of July 2021.
pub(crate) fn publication() -> Vec<(&'static str, Vec<u8>)> {
    FULL.iter().map(|(name, bytes)| (*name, unpacked(bytes))).collect()
}

/// One version of SDN.CSV alone.
pub(crate) struct Version {
    pub(crate) time: String,
    pub(crate) digest: String,
    /// The rows by their numbers, without line ends.
    pub(crate) rows: BTreeMap<u64, String>,
}

impl Version {
    /// Returns the file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        file_of(self.rows.values().map(String::as_str))
    }

    /// Returns the SHA-256 of the file.
    pub(crate) fn computed_digest(&self) -> String {
        Sha256::digest(self.bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Returns rows as a file of OFAC's.
pub(crate) fn file_of<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut bytes: Vec<u8> = rows.flat_map(|row| [row, "\r\n"]).collect::<String>().into_bytes();
    bytes.push(0x1A);
    bytes
}

/// Returns the 88 versions, the oldest first.
pub(crate) fn history() -> Vec<Version> {
    let text = String::from_utf8(unpacked(HISTORY)).expect("the data is ASCII");
    let mut versions: Vec<Version> = Vec::new();
    let number = |row: &str| -> u64 {
        let digits = row.split(',').next().expect("a split has a first part");
        digits.parse().expect("a row begins with a number")
    };
    for line in text.lines() {
        let (mark, rest) = line.split_at(1);
        if mark == "=" {
            let (time, digest) = rest.trim().split_once(' ').expect("time and digest");
            let rows = versions.last().map(|version| version.rows.clone()).unwrap_or_default();
            versions.push(Version {
                time: time.to_owned(),
                digest: digest.to_owned(),
                rows,
            });
            continue;
        }
        let rows = &mut versions.last_mut().expect("a version is open").rows;
        match mark {
            "-" => rows.remove(&number(rest)),
            _ => rows.insert(number(rest), rest.to_owned()),
        };
    }
    versions
}
