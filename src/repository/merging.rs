//! What the guards of `publish` find in the releases that merging would make.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::Reinstated;
use crate::lint::{Finding, Removed, Severity};
use crate::model::{Edition, Exceptions, MergeMethod, Release, ReleaseSource};
use crate::publish::{GuardFinding, guard_findings};
use crate::yaml::LIST_FILE;

use super::error::RepositoryError;
use super::lists::Repository;
use super::point::Point;
use super::removed_ids::removed_ids;

/// The older side of a change that is judged: a point and the lists there.
pub struct Base {
    /// The point.
    pub point: Point,
    /// The lists.
    pub editions: Vec<Edition>,
    /// A point that was asked for and cannot be published, so that the last release before it takes its place; with the reason.
    pub instead_of: Option<(Point, String)>,
}

impl Base {
    /// Reads the lists at a point. If its state cannot be published, the newest release before it that can is taken instead, as
    /// `publish` does.
    ///
    /// # Errors
    ///
    /// Fails if git cannot be read.
    pub fn read(repository: &Repository, point: Point) -> Result<Self, RepositoryError> {
        let reason = match repository.editions(&point) {
            Ok(editions) => {
                return Ok(Self {
                    point,
                    editions: editions.into_values().collect(),
                    instead_of: None,
                });
            }
            Err(error) if error.is_about_content() => error.reason(),
            Err(error) => return Err(error),
        };
        for release in repository.releases_until(&point)?.into_iter().rev() {
            let before = Point::Release(release);
            match repository.editions(&before) {
                Ok(editions) => {
                    return Ok(Self {
                        point: before,
                        editions: editions.into_values().collect(),
                        instead_of: Some((point, reason)),
                    });
                }
                Err(error) if error.is_about_content() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self {
            point: Point::Nothing,
            editions: Vec::new(),
            instead_of: Some((point, reason)),
        })
    }

    /// Returns the entries that exceptions of a point reinstate, by list and id, each with the release that removed it.
    ///
    /// # Errors
    ///
    /// Fails if git cannot be read.
    pub fn reinstated(
        &self,
        repository: &Repository,
        to: &Point,
    ) -> Result<BTreeMap<String, BTreeMap<String, Reinstated>>, RepositoryError> {
        let (then, before) = (
            repository.exceptions(to).unwrap_or_default(),
            self.exceptions(repository),
        );
        let mut found: BTreeMap<String, BTreeMap<String, Reinstated>> = BTreeMap::new();
        let new = then
            .exceptions
            .iter()
            .filter(|exception| !before.exceptions.contains(exception));
        let mut new = new.filter(|exception| !exception.reinstates.is_empty()).peekable();
        if new.peek().is_none() {
            return Ok(found);
        }
        let releases = repository.releases_until(&self.point)?;
        let removed = removed_ids(repository, &releases)?;
        for exception in new {
            let of_list = removed.get(&exception.list);
            for id in &exception.reinstates {
                let name = of_list.and_then(|removed| removed.get(id));
                let release = name.and_then(|name| releases.iter().find(|release| release.name == *name));
                if let Some(release) = release {
                    let reinstated = Reinstated {
                        release: release.name.clone(),
                        date: release.date,
                    };
                    found
                        .entry(exception.list.clone())
                        .or_default()
                        .insert(id.clone(), reinstated);
                }
            }
        }
        Ok(found)
    }

    fn exceptions(&self, repository: &Repository) -> Exceptions {
        repository.exceptions(&self.point).unwrap_or_default()
    }
}

/// What a guard would find when a change is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeFinding {
    /// The list.
    pub list: String,
    /// The commit in which it is found, if the commits of the branch become releases one by one.
    pub commit: Option<Release>,
    /// What is found.
    pub found: GuardFinding,
}

impl MergeFinding {
    /// Returns the same as a finding of `check`, at the `list.yaml` of the list.
    pub fn as_finding(&self, repository: &Repository) -> Finding {
        let start = crate::yaml::Position { line: 1, column: 1 };
        let (message, remedy) = match &self.commit {
            None => (
                self.found.finding.clone(),
                format!("{}, or add an exception to `exceptions.yaml`", self.found.remedy),
            ),
            Some(commit) => (
                format!(
                    "if the commits are merged one by one, commit {} ({}) is a release and is stopped: {}",
                    commit.commit.get(..10).unwrap_or(&commit.commit),
                    commit.title,
                    self.found.finding
                ),
                "squash the branch, or state how branches are merged (`releases: {merge: squash}` in `gazette.yaml`)"
                    .to_owned(),
            ),
        };
        Finding {
            rule: self.found.guard,
            severity: Severity::Error,
            list: Some(self.list.clone()),
            file: format!("{}/{}/{LIST_FILE}", repository.layout().lists, self.list),
            place: crate::data::Place::default(),
            position: start,
            end: start,
            message,
            remedy: Some(remedy),
            labels: Vec::new(),
            fix: None,
        }
    }
}

/// Returns what the guards find in every release that merging would make, without what exceptions lift.
///
/// Squashing and a merge commit make one release, whose changes are those from the base to the point. Rebasing makes one of each commit.
/// `gazette.yaml` may say which of them is in use; else both are judged. Where tags make releases there is one.
///
/// # Errors
///
/// Fails if git cannot be read. A point that cannot be published has no findings here.
pub fn guard_merge(repository: &Repository, base: &Base, to: &Point) -> Result<Vec<MergeFinding>, RepositoryError> {
    let removed = repository.removed_until(&base.point)?;
    let merging = Merging {
        repository,
        newest: repository.exceptions(to).unwrap_or_default(),
    };
    let releases = &repository.config().releases;
    let is_by_commit = releases.merge == MergeMethod::Rebase;
    let mut findings = Vec::new();
    let start = || State {
        editions: base
            .editions
            .iter()
            .map(|edition| (edition.list_id.clone(), edition.clone()))
            .collect(),
        exceptions: base.exceptions(repository),
        removed: removed.clone(),
    };
    let Some(end) = state_editions(repository, to)? else {
        return Ok(findings);
    };
    if !is_by_commit {
        let mut state = start();
        findings.extend(merging.step(&mut state, end.clone(), merging.newest.clone(), None));
    }
    let may_rebase = matches!(releases.merge, MergeMethod::Rebase | MergeMethod::Unsaid);
    let commits = match may_rebase && releases.from != ReleaseSource::Tags && !repository.releases()?.are_tags {
        true => repository
            .git()?
            .commits_between(commit_of(&base.point), commit_of(to))?,
        false => Vec::new(),
    };
    if commits.is_empty() || (commits.len() == 1 && *to != Point::WorkingTree && !is_by_commit) {
        return Ok(findings);
    }
    let mut state = start();
    for commit in commits {
        let point = Point::Commit(commit.release.clone());
        let Some(editions) = state_editions(repository, &point)? else {
            continue;
        };
        let exceptions = repository.exceptions(&point).unwrap_or_default();
        if commit.is_merge {
            // A merge of the base into the branch brings no change of the branch.
            (state.editions, state.exceptions) = (editions, exceptions);
            continue;
        }
        let of_commit = merging.step(&mut state, editions, exceptions, Some(&commit.release));
        let is_known = |one: &MergeFinding| {
            findings
                .iter()
                .any(|known: &MergeFinding| known.list == one.list && known.found.guard == one.found.guard)
        };
        let new: Vec<MergeFinding> = of_commit.into_iter().filter(|one| !is_known(one)).collect();
        findings.extend(new);
    }
    Ok(findings)
}

/// Returns the lists at a point; nothing if it cannot be published.
fn state_editions(
    repository: &Repository,
    point: &Point,
) -> Result<Option<BTreeMap<String, Edition>>, RepositoryError> {
    match repository.editions(point) {
        Ok(editions) => Ok(Some(editions)),
        Err(error) if error.is_about_content() => Ok(None),
        Err(error) => Err(error),
    }
}

fn commit_of(point: &Point) -> Option<&str> {
    point.commit().flatten().map(|release| release.commit.as_str())
}

/// Where a walk over the commits of a branch is.
struct State {
    editions: BTreeMap<String, Edition>,
    exceptions: Exceptions,
    removed: Removed,
}

struct Merging<'a> {
    repository: &'a Repository,
    newest: Exceptions,
}

impl Merging<'_> {
    fn step(
        &self,
        state: &mut State,
        editions: BTreeMap<String, Edition>,
        exceptions: Exceptions,
        commit: Option<&Release>,
    ) -> Vec<MergeFinding> {
        let mut found = Vec::new();
        let lists: BTreeSet<&String> = state.editions.keys().chain(editions.keys()).collect();
        for list in lists.into_iter().filter(|list| self.repository.wants(list)) {
            let nothing = Edition {
                list_id: list.clone(),
                ..Edition::default()
            };
            // A list that another one takes over is not emptied.
            let is_taken_over = |other: &Edition| other.list.formerly.contains(list);
            if !editions.contains_key(list) && editions.values().any(is_taken_over) {
                continue;
            }
            let old = state.editions.get(list).unwrap_or(&nothing);
            let new = editions.get(list).unwrap_or(&nothing);
            let removed: BTreeSet<String> = state
                .removed
                .get(list)
                .map(|ids| ids.keys().cloned().collect())
                .unwrap_or_default();
            let lifted = lifted(&self.newest, &exceptions, &state.exceptions, list, commit);
            let findings = guard_findings(old, new, &removed).into_iter();
            found.extend(
                findings
                    .filter(|finding| !lifted.contains(finding.guard))
                    .map(|finding| MergeFinding {
                        list: list.clone(),
                        commit: commit.cloned(),
                        found: finding,
                    }),
            );
            let of_list = state.removed.entry(list.clone()).or_default();
            for gone in old.entries.iter().filter(|entry| new.entry(&entry.id).is_none()) {
                of_list.insert(
                    gone.id.clone(),
                    commit.map(|commit| commit.name.clone()).unwrap_or_default(),
                );
            }
        }
        (state.editions, state.exceptions) = (editions, exceptions);
        found
    }
}

/// Returns the guards that exceptions lift for a list in one release.
pub(super) fn lifted(
    newest: &Exceptions,
    then: &Exceptions,
    before: &Exceptions,
    list: &str,
    commit: Option<&Release>,
) -> BTreeSet<String> {
    let found = match commit {
        Some(release) => newest.of_release(then, before, list, release),
        None => {
            let brought = then.exceptions.iter().filter(|exception| {
                exception.list == list && exception.comes_with_its_release() && !before.exceptions.contains(exception)
            });
            brought.cloned().collect()
        }
    };
    found.into_iter().map(|exception| exception.guard).collect()
}
