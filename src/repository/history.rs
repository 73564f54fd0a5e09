//! What each release made of each list, without the states that cannot be published.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Exceptions, Release};
use crate::publish::{Cause, History, Skipped, Turn};
use crate::store::git::Releases;
use crate::yaml::LIST_FILE;

use super::error::RepositoryError;
use super::exceptions::ExceptionsHistory;
use super::list_walk::{ListWalk, Step, Stepped};
use super::lists::Repository;

/// What is known of releases beside the repository: what was published, and what is undone by a later release.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The commits from which each list was published. A state that was published is never skipped.
    pub published: BTreeMap<String, BTreeSet<String>>,
    /// The states of each list that a later release undoes before they were published: the commit and the name of that release.
    pub undone: BTreeMap<String, BTreeMap<String, String>>,
}

/// The steps of each list: the releases in which its folder changed, and every tag.
pub(super) struct Steps {
    pub(super) lists: BTreeMap<String, Vec<Step>>,
    /// The tree of the list at each of its steps; nothing if it is not there.
    pub(super) trees: BTreeMap<String, Vec<Option<[u8; 20]>>>,
    /// The releases that are skipped for every list, with the reason.
    pub(super) unreadable: BTreeMap<String, String>,
}

impl Steps {
    /// Names the steps of all lists. `every` adds a step for each list in each release: who tags a release says of each list that it
    /// is so on that day.
    pub(super) fn of(repository: &Repository, releases: &[Release], every: bool) -> Result<Self, RepositoryError> {
        let store = repository.git()?;
        let mut steps = Self {
            lists: BTreeMap::new(),
            trees: BTreeMap::new(),
            unreadable: BTreeMap::new(),
        };
        let mut last: BTreeMap<String, [u8; 20]> = BTreeMap::new();
        for release in releases {
            let trees: BTreeMap<String, [u8; 20]> = match store.list_trees(&release.commit, repository.layout()) {
                Ok(trees) => trees.into_iter().collect(),
                Err(error) if error.refused_file().is_some() => {
                    steps.unreadable.insert(release.commit.clone(), error.to_string());
                    for list in last.keys() {
                        steps.add(list, release, last.get(list).copied());
                    }
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let changed = trees
                .iter()
                .filter(|(list, tree)| every || last.get(*list) != Some(tree));
            for (list, tree) in changed {
                steps.add(list, release, Some(*tree));
            }
            for list in last.keys().filter(|list| !trees.contains_key(*list)) {
                steps.add(list, release, None);
            }
            last = trees;
        }
        Ok(steps)
    }

    fn add(&mut self, list: &str, release: &Release, tree: Option<[u8; 20]>) {
        let step = Step {
            release: release.clone(),
            is_there: tree.is_some(),
            is_published: false,
        };
        self.lists.entry(list.to_owned()).or_default().push(step);
        self.trees.entry(list.to_owned()).or_default().push(tree);
    }
}

/// Returns the history of each list: what the releases made of it in which its folder changed, and every tag.
///
/// A state that cannot be published is skipped; the next turn names it. If it is the newest of its list, the history ends with an
/// error.
///
/// # Errors
///
/// Fails if git or `exceptions.yaml` cannot be read, or if a list that was asked for never was.
pub fn histories<'a>(
    repository: &Repository,
    releases: &Releases,
    known: &Known,
) -> Result<Vec<History<'a>>, RepositoryError> {
    let every = releases.are_tags;
    let steps = Steps::of(repository, &releases.releases, every)?;
    repository.require_wanted(steps.lists.keys())?;
    let exceptions = ExceptionsHistory::read(repository)?;
    let successors = successors(repository)?;
    let Steps { lists, unreadable, .. } = steps;
    let wanted = lists.into_iter().filter(|(list, _)| repository.wants(list));
    wanted
        .map(|(list_id, mut steps)| {
            let published = known.published.get(&list_id);
            let successor = successors.get(&list_id).cloned();
            // A list that another one takes over ends with its last state; it is not emptied.
            while successor.is_some() && steps.last().is_some_and(|step| !step.is_there) {
                steps.pop();
            }
            for step in &mut steps {
                step.is_published = published.is_some_and(|commits| commits.contains(&step.release.commit));
            }
            let mut turns = Turns {
                // Each list is read by a thread of its own, and libgit2's objects belong to one thread.
                walk: ListWalk::new(repository.reopen_at_head()?, &list_id),
                exceptions: exceptions.reopened(repository)?,
                file_before: Exceptions::default(),
                undone: known.undone.get(&list_id).cloned().unwrap_or_default(),
                unreadable: unreadable.clone(),
                list_id: list_id.clone(),
                skipped: Vec::new(),
                is_newest_unreadable: false,
            };
            let mut steps = steps.into_iter();
            let turns = std::iter::from_fn(move || turns.next(&mut steps));
            Ok(History {
                list_id,
                every,
                successor,
                turns: Box::new(turns),
            })
        })
        .collect()
}

/// Returns the lists of the newest commit that take the place of others, by the ids of those.
fn successors(repository: &Repository) -> Result<BTreeMap<String, String>, RepositoryError> {
    let head = repository.head()?;
    let lists = repository.lists_at(&[&head])?;
    let mut found = BTreeMap::new();
    for list in &lists {
        let path = format!("{}/{list}/{LIST_FILE}", repository.layout().lists);
        let commit = head
            .commit()
            .flatten()
            .map(|release| release.commit.clone())
            .unwrap_or_default();
        let Some(file) = repository.git()?.file_at(&commit, &path)? else {
            continue;
        };
        let rows = repository.rows(list, &[file], None, |rows| rows);
        let settings = rows.ok().and_then(|rows| rows.into_iter().find_map(|rows| rows.list));
        for former in settings.map(|settings| settings.formerly.clone()).unwrap_or_default() {
            if !lists.contains(&former) {
                found.insert(former, list.clone());
            }
        }
    }
    Ok(found)
}

/// The turns of one list.
struct Turns {
    walk: ListWalk,
    exceptions: ExceptionsHistory,
    /// `exceptions.yaml` as it was at the turn before.
    file_before: Exceptions,
    undone: BTreeMap<String, String>,
    unreadable: BTreeMap<String, String>,
    list_id: String,
    /// The states since the turn before that are skipped.
    skipped: Vec<Skipped>,
    /// True if the last step could not be read.
    is_newest_unreadable: bool,
}

impl Turns {
    fn next(&mut self, steps: &mut impl Iterator<Item = Step>) -> Option<Result<Turn, Cause>> {
        for step in steps {
            match self.step(&step) {
                Ok(Some(turn)) => return Some(Ok(turn)),
                Ok(None) => {}
                Err(error) => return Some(Err(error.into())),
            }
        }
        let newest = self
            .skipped
            .pop()
            .filter(|_| std::mem::take(&mut self.is_newest_unreadable))?;
        Some(Err(RepositoryError::NewestState {
            list: self.list_id.clone(),
            release: newest.release,
            commit: newest.commit.get(..12).unwrap_or(&newest.commit).to_owned(),
            reason: newest.reason,
        }
        .into()))
    }

    /// Returns the turn to which a step leads; nothing if it is skipped.
    fn step(&mut self, step: &Step) -> Result<Option<Turn>, RepositoryError> {
        if let Some(reason) = self.decided_skip(step) {
            self.is_newest_unreadable = false;
            self.skip(step, reason);
            return Ok(None);
        }
        if let Some(reason) = self.unreadable.get(&step.release.commit) {
            let reason = reason.clone();
            self.is_newest_unreadable = true;
            self.skip(step, reason);
            return Ok(None);
        }
        match self.walk.step(step)? {
            Stepped::Skipped(reason) => {
                self.is_newest_unreadable = true;
                self.skip(step, reason);
                Ok(None)
            }
            Stepped::Turn(turn) => {
                self.is_newest_unreadable = false;
                let then = self.exceptions.at(&step.release)?;
                let newest = self.exceptions.newest();
                let exceptions = newest.of_release(&then, &self.file_before, &self.list_id, &step.release);
                self.file_before = then;
                Ok(Some(Turn {
                    exceptions,
                    skipped: std::mem::take(&mut self.skipped),
                    ..*turn
                }))
            }
        }
    }

    /// Returns why a state is skipped although it can be read.
    fn decided_skip(&self, step: &Step) -> Option<String> {
        if step.is_published {
            return None;
        }
        let skips = &self.exceptions.newest().skip;
        let decided = skips.iter().find(|skip| skip.covers(&self.list_id, &step.release));
        let decided = decided.map(|skip| format!("{} ({})", skip.reason, skip.by));
        let undone = self.undone.get(&step.release.commit);
        decided.or_else(|| undone.map(|by| format!("undone by `{by}` before it was published")))
    }

    fn skip(&mut self, step: &Step, reason: String) {
        self.skipped.push(Skipped {
            release: step.release.name.clone(),
            commit: step.release.commit.clone(),
            reason,
        });
    }
}
