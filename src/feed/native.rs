//! gazette's own JSON: the shapes that `json`, `jsonl` and the delta share.
//!
//! A *record* is an entry, a party or the facts of a list in the long form of the model, as compact JSON with the fields in
//! the order of `docs/format.md`. The record of an entry in canonical form is one text, so that equal entries have equal
//! records and a digest over records is a digest over meaning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::data::Node;
pub use crate::data::hex;
use crate::model::record::{Complaint, Fault, Field, Form};
use crate::model::{Edition, Entry, List, Release};

/// The version of the native shapes; a reader refuses a higher one. Headers may get new members without a new version,
/// and records new fields.
pub const VERSION: u64 = 1;

/// Returns the record of an entry, a party or a list: one line of JSON without its line end.
pub fn record<R: Field>(value: &R) -> String {
    let node = value.node(Form::Long).unwrap_or_else(|| Node::map(Vec::new()));
    serde_json::to_string(&node).expect("a node has only names that are texts")
}

/// Reads an entry or party from its record.
///
/// # Errors
///
/// Fails where the text is no JSON or is not of this shape; the text says what is wrong.
pub fn read_entry(record: &str) -> Result<Entry, String> {
    read(record).map(Entry::canonical)
}

/// Reads the facts of a list from their record.
///
/// # Errors
///
/// As [`read_entry`].
pub fn read_list(record: &str) -> Result<List, String> {
    read(record)
}

fn read<R: Field>(record: &str) -> Result<R, String> {
    let node: Node = serde_json::from_str(record).map_err(|error| error.to_string())?;
    let mut complaints = Vec::new();
    let value = R::read(&node, &mut complaints);
    // A field that is not there is the list's affair (an unlisted party has no designations), and none of the shape's.
    complaints.iter().find_map(misread).map_or(Ok(value), Err)
}

fn misread(complaint: &Complaint) -> Option<String> {
    match &complaint.fault {
        Fault::MissingField { .. } => None,
        Fault::UnknownField { record, name } => {
            Some(format!("this version knows no field `{name}` of {}", record.name))
        }
        Fault::WrongShape { expected } => Some(format!("{expected} was expected")),
    }
}

/// How many entries an edition has, in all and of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All entries.
    pub entries: u64,
    /// The entries of each kind, under its word.
    pub kinds: BTreeMap<String, u64>,
    /// The parties that are not listed.
    pub parties: u64,
}

impl Counts {
    /// Counts an edition.
    pub fn of(edition: &Edition) -> Self {
        let mut kinds = BTreeMap::new();
        for entry in &edition.entries {
            *kinds.entry(entry.kind.as_str().to_owned()).or_default() += 1;
        }
        Self {
            entries: edition.entries.len() as u64,
            kinds,
            parties: edition.parties.len() as u64,
        }
    }
}

/// A release as the native formats say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseFacts<'a> {
    name: &'a str,
    date: String,
    time: String,
    commit: &'a str,
    tree: &'a str,
    title: &'a str,
    body: &'a str,
}

impl<'a> From<&'a Release> for ReleaseFacts<'a> {
    fn from(release: &'a Release) -> Self {
        Self {
            name: &release.name,
            date: release.date.to_string(),
            time: release.time.to_string(),
            commit: &release.commit,
            tree: &release.tree,
            title: &release.title,
            body: &release.body,
        }
    }
}

/// The SHA-256 of what an edition says, in three parts, each over lines that end in LF: the facts of the list, the
/// records of the entries, the records of the parties, in the order of their ids.
///
/// `entries` is the SHA-256 of `entries.jsonl` without its first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct StateDigest {
    /// Over the record of the list.
    pub list: String,
    /// Over the records of the entries.
    pub entries: String,
    /// Over the records of the parties.
    pub parties: String,
}

impl StateDigest {
    /// Returns the digest of an edition.
    pub fn of(edition: &Edition) -> Self {
        Self {
            list: sha256_of_lines([record(&edition.list)]),
            entries: sha256_of_lines(edition.entries.iter().map(record)),
            parties: sha256_of_lines(edition.parties.iter().map(record)),
        }
    }

    /// Returns the digest of the state before the first release: no facts, no entries, no parties.
    pub fn of_nothing() -> Self {
        let nothing = || sha256_of_lines(std::iter::empty::<String>());
        Self {
            list: nothing(),
            entries: nothing(),
            parties: nothing(),
        }
    }
}

/// Returns the SHA-256, in hexadecimal, of the lines, each with its LF.
pub fn sha256_of_lines<L: AsRef<str>>(lines: impl IntoIterator<Item = L>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line.as_ref());
        hasher.update(b"\n");
    }
    hex(&hasher.finalize())
}

/// Returns the SHA-256 of the bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Writes records as the elements of a JSON list, one a line, so that the file can be searched and compared by line.
pub(super) fn write_rows<R: Field>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, row) in rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        out.write_all(record(row).as_bytes())?;
    }
    out.write_all(if rows.is_empty() { b"]" } else { b"\n]" })
}

/// Writes a value as compact JSON.
pub(super) fn write_json<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
