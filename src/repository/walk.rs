//! A walk over many releases, for what each of them touched. Where git needs long for the objects one by one, they are read in sweeps.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Edition, Entry, Release};
use crate::store::SnapshotFile;
use crate::store::git::ChangedFile;
use crate::yaml::Rows;
use rayon::prelude::*;

use super::error::RepositoryError;
use super::lists::{Repository, add_rows};
use super::skips::Skips;

/// The changed files of this many releases are listed at a time.
const RELEASES_PER_BATCH: usize = 500;

/// At most this many changed files are in memory at a time, or those of one release.
const FILES_PER_BATCH: usize = 20_000;

/// The files of a list that a release changed.
struct Step {
    /// The release's place among all.
    place: usize,
    list: String,
    files: Vec<ChangedFile>,
}

impl Step {
    /// True where nothing was before: entries are counted by their ids then, whatever else they say.
    fn skims(&self) -> bool {
        self.files.iter().all(|file| file.old.is_none())
    }

    fn old_files(&self) -> impl Iterator<Item = &SnapshotFile> {
        self.files.iter().filter_map(|file| file.old.as_ref())
    }

    fn new_files(&self) -> impl Iterator<Item = &SnapshotFile> {
        self.files.iter().filter_map(|file| file.new.as_ref())
    }
}

/// Walks over the releases from one on and returns what `summarise` makes of the two states of what each release changed in each list that
/// was asked for, the oldest first; it gets the index of the release. Of what a release added to nothing, entries have their ids and
/// nothing else; a list that did not change its settings has none.
pub(super) fn walk<T: Send>(
    repository: &Repository,
    releases: &[Release],
    skips: &[Skips],
    from: usize,
    summarise: impl Fn(usize, String, &Edition, &Edition) -> Option<T> + Sync,
) -> Result<Vec<T>, RepositoryError> {
    let mut found = Vec::new();
    for start in (from..releases.len()).step_by(RELEASES_PER_BATCH) {
        let end = releases.len().min(start + RELEASES_PER_BATCH);
        let mut rest = steps(repository, releases, skips, start..end)?.into_iter().peekable();
        while rest.peek().is_some() {
            let mut sweep: Vec<Step> = Vec::new();
            let mut files = 0;
            while let Some(step) = rest.next_if(|step| sweep.is_empty() || files + step.files.len() <= FILES_PER_BATCH)
            {
                files += step.files.len();
                sweep.push(step);
            }
            found.extend(summarise_all(repository, &sweep, &summarise)?);
        }
    }
    Ok(found)
}

/// Names the files that some of the releases changed, in the order of releases and lists.
fn steps(
    repository: &Repository,
    releases: &[Release],
    skips: &[Skips],
    range: std::ops::Range<usize>,
) -> Result<Vec<Step>, RepositoryError> {
    let before = range.start.checked_sub(1).map(|last| releases[last].commit.as_str());
    let commits: Vec<&str> = releases[range.clone()]
        .iter()
        .map(|release| release.commit.as_str())
        .collect();
    let changes = repository.git()?.changes(before, &commits, repository.layout())?;
    let mut steps = Vec::new();
    for (place, files) in range.zip(changes) {
        let mut by_list = repository.by_list(files);
        by_list.retain(|list, _| !skips[place].skipped.contains_key(list));
        for (list, from) in &skips[place].counted_from {
            let store = repository.git()?;
            let files = store.changed_files(from.as_deref(), Some(&releases[place].commit), repository.layout());
            let files = repository.by_list(files?).remove(list).unwrap_or_default();
            by_list.insert(list.clone(), files);
        }
        let wanted = by_list
            .into_iter()
            .filter(|(list, files)| repository.wants(list) && !files.is_empty());
        steps.extend(wanted.map(|(list, files)| Step { place, list, files }));
    }
    Ok(steps)
}

fn summarise_all<T: Send>(
    repository: &Repository,
    steps: &[Step],
    summarise: &(impl Fn(usize, String, &Edition, &Edition) -> Option<T> + Sync),
) -> Result<Vec<T>, RepositoryError> {
    let known = learn(repository, steps)?;
    let found = steps.par_iter().map(|step| {
        let [mut old, mut new] = [Edition::default(), Edition::default()];
        step.old_files()
            .for_each(|file| add_rows(&mut old, known[file].clone()));
        step.new_files()
            .for_each(|file| add_rows(&mut new, known[file].clone()));
        for side in [&mut old, &mut new] {
            step.list.clone_into(&mut side.list_id);
            side.sort();
        }
        summarise(step.place, step.list.clone(), &old, &new)
    });
    Ok(found.collect::<Vec<_>>().into_iter().flatten().collect())
}

/// Reads the files, each version of a file once.
fn learn<'s>(repository: &Repository, steps: &'s [Step]) -> Result<HashMap<&'s SnapshotFile, Rows>, RepositoryError> {
    let mut known = HashMap::new();
    let mut lists: Vec<&str> = steps.iter().map(|step| step.list.as_str()).collect();
    lists.sort_unstable();
    lists.dedup();
    for list in lists {
        let of_list = || steps.iter().filter(|step| step.list == list);
        let skimmed = of_list().filter(|step| step.skims()).flat_map(Step::new_files);
        let read = of_list().filter(|step| !step.skims());
        let read = read.flat_map(|step| step.old_files().chain(step.new_files()));
        // What is read whole takes the place of what was skimmed.
        for (files, keep) in [
            (once_each(skimmed), ids_alone as fn(Rows) -> Rows),
            (once_each(read), |held| held),
        ] {
            let owned: Vec<SnapshotFile> = files.iter().copied().cloned().collect();
            known.extend(files.into_iter().zip(repository.rows(list, &owned, None, keep)?));
        }
    }
    Ok(known)
}

/// Returns the files in their order, without those that came before.
fn once_each<'s>(files: impl Iterator<Item = &'s SnapshotFile>) -> Vec<&'s SnapshotFile> {
    let mut known = HashSet::new();
    files.filter(|file| known.insert(*file)).collect()
}

/// Leaves of the entries their ids alone.
fn ids_alone(mut held: Rows) -> Rows {
    for entry in held.entries.iter_mut().chain(&mut held.parties) {
        *entry = Arc::new(Entry {
            id: entry.id.clone(),
            ..Entry::default()
        });
    }
    held
}
