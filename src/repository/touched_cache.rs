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
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::RepositoryError;
use super::lists::Repository;
use super::skips::{Skips, find_skips};
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

/// What a release touched, list by list, and the lists that are skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedRelease {
    /// What it touched, in the order of the ids of the lists.
    pub lists: Vec<TouchedList>,
    #[serde(flatten)]
    pub(super) skips: Skips,
}

impl TouchedRelease {
    /// Returns the lists whose state cannot be published, each with the reason.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, &str)> {
        self.skips
            .skipped
            .iter()
            .map(|(list, reason)| (list.as_str(), reason.as_str()))
    }
}

/// Returns for each release, in the order given, what it touched in the lists that were asked for.
///
/// # Errors
///
/// Fails if git cannot be read. A state that cannot be published is skipped.
pub fn touched(repository: &Repository, releases: &[Release]) -> Result<Vec<TouchedRelease>, RepositoryError> {
    let cache = TouchedCache::of(repository)?;
    let mut known = cache.read();
    let keys: Vec<Key> = keys(releases).collect();
    let from = keys
        .iter()
        .position(|key| !known.contains_key(key))
        .unwrap_or(keys.len());
    let mut touched: Vec<TouchedRelease> = keys[..from].iter().filter_map(|key| known.remove(key)).collect();
    if from < keys.len() {
        let mut skips: Vec<Skips> = touched.iter().map(|release| release.skips.clone()).collect();
        let new = find_skips(repository, releases, &skips)?;
        skips.extend(new.iter().cloned());
        let news = walk(repository, releases, &skips, from, |place, list, old, new| {
            Some((place, TouchedList::new(list, touch_editions(old, new)?)))
        })?;
        touched.extend(new.into_iter().map(|skips| TouchedRelease {
            lists: Vec::new(),
            skips,
        }));
        for (place, list) in news {
            touched[place].lists.push(list);
        }
        if repository.wants_all() {
            cache.write(&keys, &touched);
        }
    }
    for release in &mut touched {
        release.lists.retain(|touched| repository.wants(&touched.list));
        release.skips.skipped.retain(|list, _| repository.wants(list));
    }
    Ok(touched)
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
    /// A digest of the states that are skipped by decision.
    skip: String,
}

/// The first line of the file: of what the rest is, and that it is whole.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    format: String,
    version: u64,
    gazette: String,
    lists: String,
    skip: String,
    sha256: String,
}

/// One further line.
#[derive(Serialize, Deserialize)]
struct Line {
    before: Option<String>,
    commit: String,
    touched: TouchedRelease,
}

/// Counts up when what a line says, or how lists are compared, becomes another.
const VERSION: u64 = 3;

impl TouchedCache {
    fn of(repository: &Repository) -> Result<Self, RepositoryError> {
        let (store, layout) = (repository.git()?, repository.layout());
        let skip = repository.exceptions(&repository.head()?)?.skip;
        Ok(Self {
            path: store.cache_folder().join("touched.jsonl"),
            lists: format!("{}/{} {:?}", store.prefix(), layout.lists, layout.former_lists),
            skip: hex(&Sha256::digest(format!("{skip:?}"))),
        })
    }

    fn head(&self, rest: &[u8]) -> Head {
        Head {
            format: "gazette.touched".to_owned(),
            version: VERSION,
            gazette: env!("CARGO_PKG_VERSION").to_owned(),
            lists: self.lists.clone(),
            skip: self.skip.clone(),
            sha256: hex(&Sha256::digest(rest)),
        }
    }

    /// Returns what is remembered; nothing where the file is not there or not what was written here.
    fn read(&self) -> HashMap<Key, TouchedRelease> {
        self.lines().unwrap_or_default()
    }

    fn lines(&self) -> Option<HashMap<Key, TouchedRelease>> {
        let bytes = fs::read(&self.path).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, rest) = (&bytes[..end], &bytes[end + 1..]);
        let head: Head = serde_json::from_slice(head).ok()?;
        if head != self.head(rest) {
            return None;
        }
        let lines = serde_json::Deserializer::from_slice(rest).into_iter::<Line>();
        lines
            .map(|line| line.ok().map(|line| ((line.before, line.commit), line.touched)))
            .collect()
    }

    /// Writes the file. Where that cannot be done, the next walk is as long as this one, and nothing else is lost.
    fn write(&self, keys: &[Key], touched: &[TouchedRelease]) {
        let _ = self.try_to_write(keys, touched);
    }

    fn try_to_write(&self, keys: &[Key], touched: &[TouchedRelease]) -> io::Result<()> {
        let mut rest = Vec::new();
        for ((before, commit), touched) in keys.iter().zip(touched) {
            let line = Line {
                before: before.clone(),
                commit: commit.clone(),
                touched: touched.clone(),
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
