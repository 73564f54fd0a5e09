//! Checking a publication: everything that can be proved with the published files and one key.
//!
//! One pass reads every file that the manifest names and compares size and SHA-256; then the chain of each list is followed from the
//! newest manifest to the first, the deltas are applied from the first to the newest, and the feeds are made again from what
//! comes of them. A fault names the file that is faulty. A manifest whose signature does not hold is believed in nothing: no other
//! file is looked at on its word, and it is not even parsed.
//!
//! A publication may take the place of another while it is read, and old and new files together look faulty. So where there
//! are faults and the manifest has become another, everything is read again.

mod canonical;
mod chain;
mod kept;
mod proof;
mod shape;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::SpooledTempFile;
use thiserror::Error;

use super::SUMS;
use super::head::HEAD;
use super::keys;
use super::manifest::{FILE_NAME, FileFacts, HEAD_FORMAT, Head, Header, PUBLICATION_FORMAT, PublicationManifest, sums};
use super::measured::Measured;
use super::minisign::{EXTENSION, KeyError, PublicKey};
use super::published::is_inner_path;
use super::source::{Source, SourceError};

use canonical::is_canonical;
use kept::Kept;
use proof::{Proved, Unproved};

pub use chain::edition_of;
pub use trust::{TrustError, trusted_key};

/// No manifest has more bytes: some millions of files.
pub const LONGEST_MANIFEST: u64 = 1 << 30;

/// A file with more bytes is checked on disk: a manifest may state any size, and memory must not follow it.
const LARGEST_IN_MEMORY: usize = 1 << 26;

/// After so many faulty files no other is asked for: a manifest may name any number of files that do not exist.
const MOST_FAULTY_FILES: usize = 1000;

/// How often a publication is read that is replaced while it is read.
const READINGS: usize = 3;

/// No signature and no statement of a key has more bytes.
pub const LONGEST_SIGNATURE: u64 = 1 << 12;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The id of the key that signed the manifest; nothing where it is not signed.
    pub key: Option<String>,
    /// True where that key is the one that was asked for, or follows from it by signed statements.
    pub pinned: bool,
    /// The publication's number.
    pub serial: u64,
    /// Its newest release.
    pub release: String,
    /// The day from which it must no longer be taken for the newest.
    pub expires: String,
    /// Its lists.
    pub lists: Vec<ListReport>,
    /// How many files were looked at.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// What is wrong, in the order of the files.
    pub faults: Vec<Fault>,
    /// What is worth knowing and not wrong.
    pub notes: Vec<String>,
}

/// A list that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListReport {
    /// The list.
    pub list_id: String,
    /// How many releases its chain has.
    pub releases: u64,
    /// The newest.
    pub newest: String,
    /// How many entries that has.
    pub entries: u64,
}

/// Something that is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The file's path from the root of the publication.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

/// Why nothing could be checked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no manifest.
    #[error("there is no `manifest.json`, so this is no publication")]
    NoPublication,
    /// The source cannot be read.
    #[error("`{path}` cannot be had")]
    Source {
        /// The file.
        path: String,
        /// Why.
        source: SourceError,
    },
}

/// Checks a publication, against a key if there is one. With a day, a publication that has expired on it is faulty.
///
/// # Errors
///
/// Fails if there is no publication, or nothing of it can be read; everything else is a fault of the report.
pub fn verify(source: &dyn Source, pinned: Option<&PublicKey>, at: Option<Date>) -> Result<Report, VerifyError> {
    let mut manifest = Unproved::fetch(source)?;
    for _ in 1..READINGS {
        let report = check(source, &mut manifest, pinned, at);
        if report.faults.is_empty() {
            return Ok(report);
        }
        match Unproved::fetch(source) {
            Ok(now) if now.sha256 != manifest.sha256 => manifest = now,
            _ => return Ok(report),
        }
    }
    Ok(check(source, &mut manifest, pinned, at))
}

fn check(source: &dyn Source, manifest: &mut Unproved, pinned: Option<&PublicKey>, at: Option<Date>) -> Report {
    let mut check = Check {
        source,
        report: Report {
            key: None,
            pinned: false,
            serial: 0,
            release: String::new(),
            expires: String::new(),
            lists: Vec::new(),
            files: 1,
            bytes: manifest.bytes,
            faults: Vec::new(),
            notes: Vec::new(),
        },
        facts: BTreeMap::new(),
        kept: Kept::new(),
    };
    check.publication(manifest, pinned, at);
    if let Some(error) = check.kept.failure() {
        check.fault(
            "",
            format!("not everything was checked, since a temporary file failed ({error})"),
        );
    }
    check.report.faults.sort();
    check.report.faults.dedup();
    check.report
}

/// What is known while it is checked.
struct Check<'a> {
    source: &'a dyn Source,
    report: Report,
    /// Every file that the manifest names.
    facts: BTreeMap<String, FileFacts>,
    /// The contents that are looked at again: manifests, signatures, keys and deltas, if they are as the manifest states.
    kept: Kept,
}

impl Check<'_> {
    fn fault(&mut self, path: &str, what: impl Into<String>) {
        self.report.faults.push(Fault {
            path: path.to_owned(),
            what: what.into(),
        });
    }

    fn publication(&mut self, manifest: &mut Unproved, pinned: Option<&PublicKey>, at: Option<Date>) {
        let proved = manifest.prove(self.source, pinned);
        if let Some(bytes) = manifest.signature_bytes {
            self.report.files += 1;
            self.report.bytes += bytes;
        }
        let proved = match proved {
            Ok(proved) => proved,
            Err(faults) => {
                self.report.faults.extend(faults);
                let note = "nothing else was looked at, since the manifest cannot be believed";
                return self.report.notes.push(note.to_owned());
            }
        };
        self.proved(&proved, pinned.is_some());
        let Some(manifest) = self.manifest::<PublicationManifest>(FILE_NAME, &proved.content, PUBLICATION_FORMAT)
        else {
            return;
        };
        drop(proved.content);
        self.report.serial = manifest.serial;
        self.report.release.clone_from(&manifest.release);
        self.report.expires.clone_from(&manifest.expires);
        self.expiry(&manifest.expires, at);
        self.files(&manifest.files);
        self.sums(SUMS, &manifest.files, "");
        self.unnamed();
        self.head(&manifest, proved.key.as_ref());
        self.lists(&manifest);
    }

    /// Reports who signed the manifest.
    fn proved(&mut self, proved: &Proved, pinned: bool) {
        self.report.faults.extend(proved.faults.iter().cloned());
        let Some(key) = &proved.key else {
            let note = "the publication is NOT SIGNED: it is consistent in itself, and nothing proves who made it";
            return self.report.notes.push(note.to_owned());
        };
        self.report.key = Some(key.id().to_string());
        self.report.pinned = pinned;
        if !pinned {
            let note = "the key comes from the publication itself: give the one you know with `--key`";
            self.report.notes.push(note.to_owned());
        }
    }

    fn expiry(&mut self, expires: &str, at: Option<Date>) {
        match (expires.parse::<Date>(), at) {
            (Err(_), _) => self.fault(FILE_NAME, format!("`{expires}` is no day")),
            (Ok(day), Some(at)) if day <= at => self.fault(FILE_NAME, format!("it has expired on {day}")),
            _ => {}
        }
    }

    /// Reads a manifest that must be in its one canonical form.
    fn manifest<T: DeserializeOwned>(&mut self, path: &str, content: &[u8], format: &str) -> Option<T> {
        match is_canonical(content) {
            Ok(true) => {}
            Ok(false) => self.fault(path, "it is not in canonical form"),
            Err(error) => {
                self.fault(path, format!("it is not JSON ({error})"));
                return None;
            }
        }
        let header = serde_json::from_slice(content).map_err(|error| format!("is not a manifest ({error})"));
        if let Err(what) = header.and_then(|header: Header| header.require(format)) {
            self.fault(path, format!("it {what}"));
            return None;
        }
        match serde_json::from_slice(content) {
            Ok(manifest) => Some(manifest),
            Err(error) => {
                self.fault(path, format!("it is not a manifest ({error})"));
                None
            }
        }
    }

    fn files(&mut self, files: &[FileFacts]) {
        let mut folded = BTreeSet::new();
        let mut last: Option<&str> = None;
        let before = self.report.faults.len();
        for (place, file) in files.iter().enumerate() {
            if last.is_some_and(|last| last >= file.path.as_str()) || !folded.insert(file.path.to_ascii_lowercase()) {
                self.fault(FILE_NAME, format!("`{}` is named twice or out of order", file.path));
            }
            last = Some(&file.path);
            if !is_inner_path(&file.path) {
                self.fault(FILE_NAME, format!("`{}` leads out of the publication", file.path));
                continue;
            }
            self.facts.insert(file.path.clone(), file.clone());
            if self.report.faults.len() - before >= MOST_FAULTY_FILES {
                let left = files.len() - place;
                return self.fault(
                    "",
                    format!("{left} more files were not looked at, since so many are faulty"),
                );
            }
            self.file(file);
        }
    }

    fn file(&mut self, file: &FileFacts) {
        let mut read = Measured::new(SpooledTempFile::new(LARGEST_IN_MEMORY));
        match self.source.read(&file.path, file.bytes, 0, &mut read) {
            Ok(true) => {}
            Ok(false) => return self.fault(&file.path, "it is missing"),
            Err(error) => return self.fault(&file.path, error.to_string()),
        }
        let (mut content, bytes, digest) = read.into_parts();
        self.report.files += 1;
        self.report.bytes += bytes;
        if bytes != file.bytes {
            let what = format!("it has {bytes} bytes, and {} were published", file.bytes);
            return self.fault(&file.path, what);
        }
        if digest != file.sha256 {
            return self.fault(&file.path, "its SHA-256 is not the published one");
        }
        if let Err(what) = shape::well_formed(&file.media_type, &mut content) {
            self.fault(&file.path, what);
        }
        if is_looked_at_again(&file.path) {
            let mut whole = Vec::new();
            match content.rewind().and_then(|()| content.read_to_end(&mut whole)) {
                Ok(_) => self.kept.insert(&file.path, &whole),
                Err(error) => self.fault(&file.path, error.to_string()),
            }
        }
    }

    /// Compares a list of sums with the manifest that names the same files.
    fn sums(&mut self, path: &str, files: &[FileFacts], folder: &str) {
        let files: Vec<FileFacts> = files.iter().filter(|file| file.path != path).cloned().collect();
        // Where it is missing or damaged, that has been told.
        let differs = self
            .kept
            .get(path)
            .is_some_and(|content| content != sums(&files, folder).as_bytes());
        if differs {
            self.fault(path, "its sums are not those of the manifest");
        } else if !self.facts.contains_key(path) {
            self.fault(path, "no manifest names it");
        }
    }

    fn unnamed(&mut self) {
        let own = [FILE_NAME.to_owned(), format!("{FILE_NAME}.{EXTENSION}")];
        match self.source.list() {
            Ok(None) => {
                let note =
                    "a web server does not tell its files: whether there are more than the manifest names is not known";
                self.report.notes.push(note.to_owned());
            }
            Ok(Some(paths)) => {
                for path in paths {
                    if !self.facts.contains_key(&path) && !own.contains(&path) {
                        self.fault(&path, "no manifest names it");
                    }
                }
            }
            Err(error) => self.fault("", error.to_string()),
        }
    }

    fn head(&mut self, manifest: &PublicationManifest, key: Option<&PublicKey>) {
        let Some(content) = self.kept.get(HEAD) else {
            if !self.facts.contains_key(HEAD) {
                self.fault(HEAD, "no manifest names it");
            }
            return;
        };
        let Some(head) = self.manifest::<Head>(HEAD, &content, HEAD_FORMAT) else {
            return;
        };
        let links = head.lists.iter().map(|(list_id, list)| (list_id, &list.newest));
        let same = links.eq(&manifest.lists)
            && (head.serial, &head.release, &head.expires) == (manifest.serial, &manifest.release, &manifest.expires)
            && (&head.key, &head.next_key) == (&manifest.key, &manifest.next_key);
        if !same {
            self.fault(HEAD, "it is not the head of this publication");
        }
        let files = head
            .lists
            .values()
            .flat_map(|list| list.latest.iter().chain([&list.deltas]));
        let other = files.filter(|file| self.facts.get(&file.path) != Some(*file));
        let other: Vec<String> = other.map(|file| file.path.clone()).collect();
        for path in other {
            self.fault(HEAD, format!("it says other facts of `{path}` than the manifest"));
        }
        if let Some(key) = key {
            self.signed_by(HEAD, &content, Some(key));
        }
    }

    /// Checks the signature beside a file: by this key, or else by the published key that it names.
    fn signed_by(&mut self, path: &str, content: &[u8], key: Option<&PublicKey>) {
        let signature_path = format!("{path}.{EXTENSION}");
        let Some(signature) = self.kept.get(&signature_path) else {
            // A publication that is signed is signed as a whole: a release without a signature may be anybody's.
            if self.report.key.is_some() && !self.facts.contains_key(&signature_path) {
                self.fault(path, "it is not signed, and the publication is");
            }
            return;
        };
        let verified = match key {
            Some(key) => proof::verify_text(key, content, &signature),
            None => self
                .published_key(&signature)
                .and_then(|key| proof::verify_text(&key, content, &signature)),
        };
        if let Err(error) = verified {
            self.fault(&signature_path, error.to_string());
        }
    }

    fn published_key(&self, signature: &[u8]) -> Result<PublicKey, KeyError> {
        let id = super::minisign::signed_by(&String::from_utf8_lossy(signature))?;
        let file = self.kept.get(&keys::key_path(id)).unwrap_or_default();
        PublicKey::parse(&String::from_utf8_lossy(&file))
    }
}

fn is_looked_at_again(path: &str) -> bool {
    const NAMES: [&str; 5] = [
        FILE_NAME,
        HEAD,
        SUMS,
        super::head::DELTAS,
        crate::feed::delta::FILE_NAME,
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_newest = |file: &str| path.ends_with(&format!("/latest/{file}"));
    NAMES.contains(&name)
        || is_newest(crate::feed::ftm::ENTITIES.name)
        || is_newest(crate::feed::ftm::STATEMENTS.name)
        || name.ends_with(".minisig")
        || path.starts_with("keys/")
}
