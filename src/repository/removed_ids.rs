//! Which ids were listed once: a walk over the history that reads what changed from release to release.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::lint::Removed;
use crate::model::{Release, ReleaseSource};
use crate::store::git::ChangedFile;
use crate::store::{Content, SnapshotFile, StoreError};
use crate::yaml::parse;

use super::error::RepositoryError;
use super::lists::Repository;

/// Returns for each list the ids that a release removed and none has listed since, with the name of the last release that
/// removed them.
///
/// # Errors
///
/// Fails if an object of the history is missing.
pub fn removed_ids(repository: &Repository, releases: &[Release]) -> Result<Removed, RepositoryError> {
    let Some((first, releases)) = releases.split_first() else {
        return Ok(Removed::new());
    };
    let commits: Vec<&str> = releases.iter().map(|release| release.commit.as_str()).collect();
    let changes = repository
        .git()?
        .changes(Some(&first.commit), &commits, repository.layout())?;
    let changes = changes.into_iter().map(|files| repository.by_list(files));
    let steps: Vec<_> = releases.iter().zip(changes).collect();
    let files = steps.iter().flat_map(|(_, lists)| lists.values().flatten());
    let ids = ids_in(repository, files)?;
    let mut removed = Removed::new();
    for (release, lists) in steps {
        for (list, files) in lists {
            let side = |of: fn(&ChangedFile) -> &Option<SnapshotFile>| -> BTreeSet<&String> {
                let files = files.iter().filter_map(|file| of(file).as_ref());
                files
                    .filter_map(|file| ids.get(&file.content)?.as_ref())
                    .flatten()
                    .collect()
            };
            let is_unreadable = |file: &SnapshotFile| ids.get(&file.content).is_some_and(Option::is_none);
            let (old, new) = (side(|file| &file.old), side(|file| &file.new));
            let of_list = removed.entry(list).or_default();
            // What a file contained that cannot be read any more was not removed.
            if files.iter().filter_map(|file| file.new.as_ref()).any(is_unreadable) {
                continue;
            }
            for id in old.difference(&new) {
                of_list.insert((*id).clone(), release.name.clone());
            }
            // What a release lists was not removed for good: reuse is judged when it happens, in the change that brings it.
            of_list.retain(|id, _| !new.contains(id));
        }
    }
    Ok(removed)
}

/// Returns every id that an entry of a list has or had in a commit of the main line, whether or not the commit was published.
///
/// # Errors
///
/// Fails if the history is cut off, or if an object of it is missing.
pub fn ids_of_history(repository: &Repository, list: &str) -> Result<BTreeSet<String>, RepositoryError> {
    let Ok(store) = repository.git() else {
        return Ok(BTreeSet::new());
    };
    let mut config = repository.config().clone();
    config.releases.from = ReleaseSource::Commits;
    config.releases.since = None;
    let commits = match store.releases(&config) {
        Ok(releases) => releases.releases,
        // Before the first commit no id was ever used.
        Err(StoreError::NoCommit) => return Ok(BTreeSet::new()),
        Err(error) => return Err(error.into()),
    };
    let commits: Vec<&str> = commits.iter().map(|release| release.commit.as_str()).collect();
    let changes = store.changes(None, &commits, repository.layout())?;
    let of_list = changes.into_iter().flatten();
    let files: Vec<ChangedFile> = of_list
        .filter(|file| repository.list_of(&file.path) == Some(list))
        .collect();
    Ok(ids_in(repository, files.iter())?
        .into_values()
        .flatten()
        .flatten()
        .collect())
}

/// Reads the ids in files, each version of a file once, all in one sweep.
fn ids_in<'a>(
    repository: &Repository,
    files: impl Iterator<Item = &'a ChangedFile>,
) -> Result<HashMap<Content, Option<BTreeSet<String>>>, RepositoryError> {
    let mut known = HashSet::new();
    let sides = files.flat_map(|file| file.old.iter().chain(&file.new));
    let files: Vec<SnapshotFile> = sides.filter(|file| known.insert(&file.content)).cloned().collect();
    let ids = repository.read_each(&files, |file| ids_of(&file.bytes))?;
    Ok(files.into_iter().map(|file| file.content).zip(ids).collect())
}

/// Returns the ids of the entries in a file; nothing if it cannot be read.
fn ids_of(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let parsed = parse(bytes);
    if !parsed.errors.is_empty() {
        return None;
    }
    let documents = parsed.documents;
    let entries = documents.iter().flat_map(|document| document.elements());
    let ids = entries.filter_map(|entry| entry.get("id")?.as_text().map(str::to_owned));
    Some(ids.collect())
}
