//! What each release touched, remembered below git's own folder, so that the next walk looks at what is new and no more.
//!
//! A line is kept for each release under its commit and that of the release before it. Commits never change, so what was found
//! between two of them holds as long as this program reads lists as it does. The file may be deleted at any time; one that is
//! damaged, of another version, or of lists that stood elsewhere is passed over and made anew. Nothing that is published is
//! taken from it, and what is printed of an entry is read from the commits themselves.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::data::hex;
use crate::diff::{Summary, Touched, touch_editions};
use crate::model::Release;
use crate::store::git::GitStore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::RepositoryError;
use super::lists::Repository;
use super::walk::walk;

/// What a release touched in one list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedList {
    /// The id of the list.
    pub list: String,
    added: usize,
    removed: usize,
    amended: usize,
    parties: usize,
    /// The ids of the entries; see [`Touched::ids`].
    ids: Vec<String>,
}

impl TouchedList {
    fn new(list: String, touched: Touched) -> Self {
        let Touched { summary, ids } = touched;
        Self {
            list,
            added: summary.added,
            removed: summary.removed,
            amended: summary.amended,
            parties: summary.parties,
            ids,
        }
    }

    /// Returns how many entries and parties it touched.
    pub fn summary(&self) -> Summary {
        Summary {
            added: self.added,
            removed: self.removed,
            amended: self.amended,
            parties: self.parties,
        }
    }

    /// Returns true if the entry was touched.
    pub fn has(&self, id: &str) -> bool {
        self.ids.iter().any(|touched| touched == id)
    }
}

/// Returns for each release, in the order given, what it touched in the lists that were asked for.
///
/// # Errors
///
/// Fails if a file of the history cannot be read into the model.
pub fn touched(repository: &Repository, releases: &[Release]) -> Result<Vec<Vec<TouchedList>>, RepositoryError> {
    let cache = TouchedCache::of(repository.git()?, &repository.layout().lists);
    let mut known = cache.read();
    let keys: Vec<Key> = keys(releases).collect();
    let from = keys
        .iter()
        .position(|key| !known.contains_key(key))
        .unwrap_or(keys.len());
    let mut lists: Vec<Vec<TouchedList>> = keys[..from].iter().filter_map(|key| known.remove(key)).collect();
    if from < keys.len() {
        let news = walk(repository, releases, from, |place, list, old, new| {
            Some((place, TouchedList::new(list, touch_editions(old, new)?)))
        })?;
        lists.resize_with(keys.len(), Vec::new);
        for (place, list) in news {
            lists[place].push(list);
        }
        if repository.wants_all() {
            cache.write(&keys, &lists);
        }
    }
    for of_release in &mut lists {
        of_release.retain(|touched| repository.wants(&touched.list));
    }
    Ok(lists)
}

/// The commits of the release before and of the release.
type Key = (Option<String>, String);

fn keys(releases: &[Release]) -> impl Iterator<Item = Key> + '_ {
    let before = std::iter::once(None).chain(releases.iter().map(|release| Some(release.commit.clone())));
    before.zip(releases.iter().map(|release| release.commit.clone()))
}

/// The file in which it is kept.
struct TouchedCache {
    path: PathBuf,
    /// The path of the lists in git's trees.
    lists: String,
}

/// The first line of the file: of what the rest is, and that it is whole.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    format: String,
    version: u64,
    gazette: String,
    lists: String,
    sha256: String,
}

/// One further line.
#[derive(Serialize, Deserialize)]
struct Line {
    before: Option<String>,
    commit: String,
    lists: Vec<TouchedList>,
}

/// Counts up when what a line says, or how lists are compared, becomes another.
const VERSION: u64 = 2;

impl TouchedCache {
    fn of(store: &GitStore, lists: &str) -> Self {
        Self {
            path: store.cache_folder().join("touched.jsonl"),
            lists: format!("{}/{lists}", store.prefix()),
        }
    }

    fn head(&self, rest: &[u8]) -> Head {
        Head {
            format: "gazette.touched".to_owned(),
            version: VERSION,
            gazette: env!("CARGO_PKG_VERSION").to_owned(),
            lists: self.lists.clone(),
            sha256: hex(&Sha256::digest(rest)),
        }
    }

    /// Returns what is remembered; nothing where the file is not there or not what was written here.
    fn read(&self) -> HashMap<Key, Vec<TouchedList>> {
        self.lines().unwrap_or_default()
    }

    fn lines(&self) -> Option<HashMap<Key, Vec<TouchedList>>> {
        let bytes = fs::read(&self.path).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, rest) = (&bytes[..end], &bytes[end + 1..]);
        let head: Head = serde_json::from_slice(head).ok()?;
        if head != self.head(rest) {
            return None;
        }
        let lines = serde_json::Deserializer::from_slice(rest).into_iter::<Line>();
        lines
            .map(|line| line.ok().map(|line| ((line.before, line.commit), line.lists)))
            .collect()
    }

    /// Writes the file. Where that cannot be done, the next walk is as long as this one, and nothing else is lost.
    fn write(&self, keys: &[Key], lists: &[Vec<TouchedList>]) {
        let _ = self.try_to_write(keys, lists);
    }

    fn try_to_write(&self, keys: &[Key], lists: &[Vec<TouchedList>]) -> io::Result<()> {
        let mut rest = Vec::new();
        for ((before, commit), lists) in keys.iter().zip(lists) {
            let line = Line {
                before: before.clone(),
                commit: commit.clone(),
                lists: lists.clone(),
            };
            serde_json::to_writer(&mut rest, &line)?;
            rest.push(b'\n');
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, &self.head(&rest))?;
        file.write_all(b"\n")?;
        file.write_all(&rest)?;
        file.persist(&self.path)?;
        Ok(())
    }
}
