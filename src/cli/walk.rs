//! A walk over many releases, for what each of them touched. Where git needs long for the objects one by one, they are read in sweeps.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gazette::model::{Edition, Entry, Release};
use gazette::store::SnapshotFile;
use gazette::store::git::ChangedFile;
use gazette::yaml::Rows;
use rayon::prelude::*;

use super::timeline::take;
use super::workspace::Workspace;

/// Of so many releases the changed files are named in one go.
const STRETCH: usize = 500;

/// So many changed files are in memory at a time, or those of one release.
const SWEEP: usize = 20_000;

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

/// Walks over the releases from one on and returns what `tell` makes of the two states of what each release changed in each list that was
/// asked for, the oldest first; it is told the release's place. Of what a release added to nothing, entries have their ids and
/// nothing else; a list that did not change its settings has none.
pub(crate) fn walk<T: Send>(
    workspace: &Workspace,
    releases: &[Release],
    from: usize,
    tell: impl Fn(usize, String, &Edition, &Edition) -> Option<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    let mut told = Vec::new();
    for start in (from..releases.len()).step_by(STRETCH) {
        let end = releases.len().min(start + STRETCH);
        let mut rest = steps(workspace, releases, start..end)?.into_iter().peekable();
        while rest.peek().is_some() {
            let mut sweep: Vec<Step> = Vec::new();
            let mut files = 0;
            while let Some(step) = rest.next_if(|step| sweep.is_empty() || files + step.files.len() <= SWEEP) {
                files += step.files.len();
                sweep.push(step);
            }
            told.extend(tell_all(workspace, &sweep, &tell)?);
        }
    }
    Ok(told)
}

/// Names the files that some of the releases changed, in the order of releases and lists.
fn steps(workspace: &Workspace, releases: &[Release], range: std::ops::Range<usize>) -> anyhow::Result<Vec<Step>> {
    let before = range.start.checked_sub(1).map(|last| releases[last].commit.as_str());
    let commits: Vec<&str> = releases[range.clone()]
        .iter()
        .map(|release| release.commit.as_str())
        .collect();
    let changes = workspace.git()?.changes(before, &commits, &workspace.layout)?;
    let mut steps = Vec::new();
    for (place, files) in range.zip(changes) {
        let by_list = workspace.by_list(files).into_iter();
        let wanted = by_list.filter(|(list, _)| workspace.wants(list));
        steps.extend(wanted.map(|(list, files)| Step { place, list, files }));
    }
    Ok(steps)
}

fn tell_all<T: Send>(
    workspace: &Workspace,
    steps: &[Step],
    tell: &(impl Fn(usize, String, &Edition, &Edition) -> Option<T> + Sync),
) -> anyhow::Result<Vec<T>> {
    let known = learn(workspace, steps)?;
    let told = steps.par_iter().map(|step| {
        let [mut old, mut new] = [Edition::default(), Edition::default()];
        step.old_files().for_each(|file| take(&mut old, known[file].clone()));
        step.new_files().for_each(|file| take(&mut new, known[file].clone()));
        for side in [&mut old, &mut new] {
            step.list.clone_into(&mut side.list_id);
            side.sort();
        }
        tell(step.place, step.list.clone(), &old, &new)
    });
    Ok(told.collect::<Vec<_>>().into_iter().flatten().collect())
}

/// Reads what stands in the files, each version of a file once.
fn learn<'s>(workspace: &Workspace, steps: &'s [Step]) -> anyhow::Result<HashMap<&'s SnapshotFile, Rows>> {
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
            known.extend(files.into_iter().zip(workspace.rows(list, &owned, None, keep)?));
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
