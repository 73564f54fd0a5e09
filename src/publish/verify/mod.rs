//! Checking a publication: everything that can be proved with the published files and one key.
//!
//! One pass reads every file that the manifest names and compares size and SHA-256; then the chain of each list is followed from the
//! newest manifest to the first, the deltas are applied from the first to the newest, and the feeds are made again from what
//! comes of them. A fault names the file that is faulty. A manifest whose signature does not hold is believed in nothing: no other
//! file is looked at on its word.
//!
//! A publication may take the place of another while it is read, and old and new files together look faulty. So where there
//! are faults and the manifest has become another, everything is read again.

mod chain;
mod shape;
mod trust;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::feed::native::sha256;

use super::SUMS;
use super::head::HEAD;
use super::keys;
use super::manifest::{
    FILE_NAME, FileFacts, HEAD_FORMAT, Head, PUBLICATION_FORMAT, PublicationManifest, VERSION, canonical, sums,
};
use super::minisign::{EXTENSION, KeyError, PublicKey};
use super::published::is_inner_path;
use super::source::{Source, SourceError};

pub use chain::edition_of;
pub use trust::{TrustError, trusted_key};

/// No manifest has more bytes: some millions of files.
pub const LONGEST_MANIFEST: u64 = 1 << 30;

/// No file has more bytes: it is held in memory, and an unsigned manifest may say what it likes.
const LONGEST_FILE: u64 = 1 << 32;

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

/// Checks a publication, against a key where there is one. With a day, a publication that has expired on it is faulty.
///
/// # Errors
///
/// Fails where there is no publication, or nothing of it can be read; everything else is a fault of the report.
pub fn verify(source: &dyn Source, pinned: Option<&PublicKey>, at: Option<Date>) -> Result<Report, VerifyError> {
    let mut content = manifest_of(source)?;
    for _ in 1..READINGS {
        let report = check(source, &content, pinned, at);
        if report.faults.is_empty() {
            return Ok(report);
        }
        match manifest_of(source) {
            Ok(now) if now != content => content = now,
            _ => return Ok(report),
        }
    }
    Ok(check(source, &content, pinned, at))
}

fn manifest_of(source: &dyn Source) -> Result<Vec<u8>, VerifyError> {
    let content = source.get(FILE_NAME, LONGEST_MANIFEST);
    let content = content.map_err(|source| VerifyError::Source {
        path: FILE_NAME.to_owned(),
        source,
    })?;
    content.ok_or(VerifyError::NoPublication)
}

fn check(source: &dyn Source, content: &[u8], pinned: Option<&PublicKey>, at: Option<Date>) -> Report {
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
            bytes: content.len() as u64,
            faults: Vec::new(),
            notes: Vec::new(),
        },
        facts: BTreeMap::new(),
        kept: BTreeMap::new(),
    };
    check.publication(content, pinned, at);
    check.report.faults.sort();
    check.report.faults.dedup();
    check.report
}

/// The manifest is not by whom it should be; what is wrong has been told.
struct Unproved;

/// What is known in the midst of it.
struct Check<'a> {
    source: &'a dyn Source,
    report: Report,
    /// Every file that the manifest names.
    facts: BTreeMap<String, FileFacts>,
    /// The contents that are looked at again: manifests, signatures, keys and deltas, if they are what the manifest says.
    kept: BTreeMap<String, Vec<u8>>,
}

impl Check<'_> {
    fn fault(&mut self, path: &str, what: impl Into<String>) {
        self.report.faults.push(Fault {
            path: path.to_owned(),
            what: what.into(),
        });
    }

    fn publication(&mut self, content: &[u8], pinned: Option<&PublicKey>, at: Option<Date>) {
        let manifest: Option<PublicationManifest> = self.manifest(FILE_NAME, content, PUBLICATION_FORMAT);
        let claimed = manifest.as_ref().and_then(|it| it.key.as_deref());
        let Ok(key) = self.signature(content, pinned, claimed) else {
            let note = "nothing else was looked at, since the manifest cannot be believed";
            return self.report.notes.push(note.to_owned());
        };
        let Some(manifest) = manifest else { return };
        self.report.serial = manifest.serial;
        self.report.release.clone_from(&manifest.release);
        self.report.expires.clone_from(&manifest.expires);
        self.expiry(&manifest.expires, at);
        self.files(&manifest.files);
        self.sums(SUMS, &manifest.files, "");
        self.unnamed();
        self.head(&manifest, key.as_ref());
        self.lists(&manifest);
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
        let value: Value = match serde_json::from_slice(content) {
            Ok(value) => value,
            Err(error) => {
                self.fault(path, format!("it is no JSON ({error})"));
                return None;
            }
        };
        if canonical(&value).as_bytes() != content {
            self.fault(path, "it is not in canonical form");
        }
        if value["format"] != format || value["version"].as_u64().is_none_or(|version| version > VERSION) {
            let found = format!("it is {} version {}, not `{format}`", value["format"], value["version"]);
            self.fault(path, found);
            return None;
        }
        match serde_json::from_value(value) {
            Ok(manifest) => Some(manifest),
            Err(error) => {
                self.fault(path, format!("it is no manifest ({error})"));
                None
            }
        }
    }

    /// Checks the manifest's signature and returns the key that made it; nothing where there may be none.
    fn signature(
        &mut self,
        content: &[u8],
        pinned: Option<&PublicKey>,
        claimed: Option<&str>,
    ) -> Result<Option<PublicKey>, Unproved> {
        let path = format!("{FILE_NAME}.{EXTENSION}");
        let signature = match self.source.get(&path, LONGEST_SIGNATURE) {
            Ok(Some(signature)) => signature,
            Ok(None) if pinned.is_none() && claimed.is_none() => {
                let note = "the publication is NOT SIGNED: it is in itself consistent, and nothing proves who made it";
                self.report.notes.push(note.to_owned());
                return Ok(None);
            }
            Ok(None) => {
                self.fault(&path, "it is missing: the manifest is not signed");
                return Err(Unproved);
            }
            Err(error) => {
                self.fault(&path, error.to_string());
                return Err(Unproved);
            }
        };
        self.report.files += 1;
        self.report.bytes += signature.len() as u64;
        let key = match (pinned, claimed) {
            (Some(pinned), _) => trusted_key(self.source, pinned, &signature),
            (None, Some(claimed)) => PublicKey::parse(claimed).map_err(TrustError::from),
            (None, None) => {
                self.fault(FILE_NAME, "it is signed and does not name its key");
                return Err(Unproved);
            }
        };
        let key = match key {
            Ok(key) => key,
            Err(error) => {
                self.fault(&path, error.to_string());
                return Err(Unproved);
            }
        };
        if claimed != Some(key.line()) {
            self.fault(FILE_NAME, "it names another key than the one that signed it");
        }
        if let Err(error) = verify_text(&key, content, &signature) {
            // Which of the two was changed nobody can tell.
            self.fault(FILE_NAME, error.to_string());
            self.fault(&path, error.to_string());
            return Err(Unproved);
        }
        self.report.key = Some(key.id().to_string());
        self.report.pinned = pinned.is_some();
        if pinned.is_none() {
            let note = "the key comes from the publication itself: give the one you know with `--key`";
            self.report.notes.push(note.to_owned());
        }
        Ok(Some(key))
    }

    fn files(&mut self, files: &[FileFacts]) {
        let mut folded = BTreeSet::new();
        let mut last: Option<&str> = None;
        for file in files {
            if last.is_some_and(|last| last >= file.path.as_str()) || !folded.insert(file.path.to_ascii_lowercase()) {
                self.fault(FILE_NAME, format!("`{}` is named twice or out of order", file.path));
            }
            last = Some(&file.path);
            if !is_inner_path(&file.path) {
                self.fault(FILE_NAME, format!("`{}` leads out of the publication", file.path));
                continue;
            }
            self.facts.insert(file.path.clone(), file.clone());
            self.file(file);
        }
    }

    fn file(&mut self, file: &FileFacts) {
        let content = match self.source.get(&file.path, file.bytes.min(LONGEST_FILE)) {
            Ok(Some(content)) => content,
            Ok(None) => return self.fault(&file.path, "it is missing"),
            Err(error) => return self.fault(&file.path, error.to_string()),
        };
        self.report.files += 1;
        self.report.bytes += content.len() as u64;
        if content.len() as u64 != file.bytes {
            let what = format!("it has {} bytes, and {} were published", content.len(), file.bytes);
            return self.fault(&file.path, what);
        }
        if sha256(&content) != file.sha256 {
            return self.fault(&file.path, "its SHA-256 is not the published one");
        }
        if let Err(what) = shape::well_formed(&file.media_type, &content) {
            self.fault(&file.path, what);
        }
        if is_looked_at_again(&file.path) {
            self.kept.insert(file.path.clone(), content);
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
        let Some(content) = self.kept.get(HEAD).cloned() else {
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
        let Some(signature) = self.kept.get(&signature_path).cloned() else {
            if key.is_some() && !self.facts.contains_key(&signature_path) {
                self.fault(path, "it is not signed");
            }
            return;
        };
        let verified = match key {
            Some(key) => verify_text(key, content, &signature),
            None => self
                .published_key(&signature)
                .and_then(|key| verify_text(&key, content, &signature)),
        };
        if let Err(error) = verified {
            self.fault(&signature_path, error.to_string());
        }
    }

    fn published_key(&self, signature: &[u8]) -> Result<PublicKey, KeyError> {
        let id = super::minisign::signed_by(&String::from_utf8_lossy(signature))?;
        let file = self
            .kept
            .get(&keys::key_path(id))
            .map(Vec::as_slice)
            .unwrap_or_default();
        PublicKey::parse(&String::from_utf8_lossy(file))
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

fn verify_text(key: &PublicKey, content: &[u8], signature: &[u8]) -> Result<(), KeyError> {
    let signature = std::str::from_utf8(signature).map_err(|_| KeyError::NoSignature {
        reason: "it is no text".to_owned(),
    })?;
    key.verify(content, signature).map(drop)
}
