//! A subscriber's copy: what is in its folder.
//!
//! ```text
//! state.json                           which key is trusted, and the newest that was seen of each list
//! <list>/manifest.json                 the manifest of the release that the copy is at
//! <list>/entries.jsonl parties.jsonl   its records: the feed `jsonl`, byte for byte
//! <list>/…                             the other feeds that were asked for
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::feed::delta::Records;
use crate::feed::native::sha256;
use crate::publish::manifest::{FILE_NAME, Link, ReleaseManifest};
use crate::publish::published::files_below;

use super::error::SyncError;

/// The name of the file that says what a copy is at.
pub const STATE: &str = "state.json";

pub(super) const STATE_FORMAT: &str = "gazette.copy";
pub(super) const STATE_VERSION: u64 = 1;

pub(super) const ENTRIES: &str = "entries.jsonl";
pub(super) const PARTIES: &str = "parties.jsonl";

/// What a copy is at: `state.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyState {
    /// `gazette.copy`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// The line of the key that is trusted; nothing for a publication that is not signed.
    pub key: Option<String>,
    /// The line of the key that the subscriber gave once (`--key`) and from which statements led to that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
    /// The serial of the publication.
    pub serial: u64,
    /// Its newest release.
    pub release: String,
    /// The day from which it must no longer be taken for the newest.
    pub expires: String,
    /// What the server called the head (`ETag`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The lists that were asked for; all where none is named.
    pub wanted: Vec<String>,
    /// The feeds that are written beside the records.
    pub feeds: Vec<String>,
    /// The release of each list.
    pub lists: BTreeMap<String, Link>,
    /// The SHA-256 of every other file that was written, by its path: what is damaged or gone is written again.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

impl CopyState {
    /// Returns the files that were written for a list, with their digests.
    pub(super) fn files_of(&self, list_id: &str) -> impl Iterator<Item = (&String, &String)> {
        let prefix = format!("{list_id}/");
        self.files.iter().filter(move |(path, _)| path.starts_with(&prefix))
    }

    /// Returns true where the files of a list are as they were written.
    pub(super) fn is_intact(&self, dest: &Path, list_id: &str) -> bool {
        let is_same = |(path, digest): (&String, &String)| {
            fs::read(dest.join(path)).is_ok_and(|content| sha256(&content) == **digest)
        };
        let mut files = self.files_of(list_id).peekable();
        files.peek().is_some() && files.all(is_same)
    }
}

/// Reads what a copy is at; nothing where the folder is empty or not there.
pub(super) fn read_state(dest: &Path) -> Result<Option<CopyState>, SyncError> {
    let faulty = |reason: String| SyncError::Faulty {
        path: STATE.to_owned(),
        reason: format!("of the copy {reason}"),
    };
    let content = match fs::read(dest.join(STATE)) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let is_empty = fs::read_dir(dest).map_or(true, |mut items| items.next().is_none());
            let no_copy = || SyncError::NoCopy { dest: dest.to_owned() };
            return if is_empty { Ok(None) } else { Err(no_copy()) };
        }
        Err(error) => return Err(faulty(format!("cannot be read ({error})"))),
    };
    let state: CopyState =
        serde_json::from_slice(&content).map_err(|error| faulty(format!("cannot be read ({error})")))?;
    if state.format != STATE_FORMAT || state.version > STATE_VERSION {
        return Err(faulty("is of another version of gazette".to_owned()));
    }
    Ok(Some(state))
}

/// A list of the copy.
pub(super) struct HeldList {
    pub(super) manifest: ReleaseManifest,
    /// The bytes of the manifest.
    pub(super) content: Vec<u8>,
    pub(super) records: Records,
}

/// Reads a list of the copy; nothing where it is not what it was when it was written, so that it is fetched anew.
pub(super) fn read_list(dest: &Path, list_id: &str, link: &Link) -> Option<HeldList> {
    let folder = dest.join(list_id);
    let content = fs::read(folder.join(FILE_NAME)).ok()?;
    if sha256(&content) != link.sha256 {
        return None;
    }
    let manifest: ReleaseManifest = serde_json::from_slice(&content).ok()?;
    let entries = fs::read_to_string(folder.join(ENTRIES)).ok()?;
    let parties = fs::read_to_string(folder.join(PARTIES)).ok()?;
    let records = Records::read(&entries, &parties).ok()?;
    records.require_state(&manifest.state).ok()?;
    Some(HeldList {
        manifest,
        content,
        records,
    })
}

/// Returns the files in the folder of a copy that `sync` did not write, in order.
pub(super) fn foreign_files(state: &CopyState, dest: &Path) -> Vec<String> {
    let files = files_below(dest).unwrap_or_default();
    // An early version of the copy does not name its files: what is in the folder of a list is the list's.
    let is_early = state.files.is_empty();
    let is_of_list = |path: &String| {
        path.split_once('/')
            .is_some_and(|(list_id, _)| state.lists.contains_key(list_id))
    };
    let is_ours = |path: &String| path == STATE || state.files.contains_key(path) || (is_early && is_of_list(path));
    files.into_iter().filter(|path| !is_ours(path)).collect()
}

/// Returns the paths of a list's files in the copy, from the copy's root.
pub(super) fn files_of(dest: &Path, list_id: &str) -> Vec<String> {
    let files = files_below(&dest.join(list_id)).unwrap_or_default();
    files.into_iter().map(|file| format!("{list_id}/{file}")).collect()
}
