//! One list on its way from release to release. A file is read when it changes, and not again.
//!
//! A state that cannot be published is no release: it is skipped, and the next step goes from the state before it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Entry, FuzzyDate, List, Release};
use crate::publish::Turn;
use crate::store::git::ChangedFile;
use crate::store::{SnapshotFile, StoreError};
use crate::yaml::{LIST_FILE, Rows};

use super::error::RepositoryError;
use super::ids_by_file::IdsByFile;
use super::lists::Repository;
use super::point::Point;

/// A release in which a list is looked at.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) release: Release,
    /// True if the list is there.
    pub(super) is_there: bool,
    /// True if this state was published: then it is not judged by rules that came later.
    pub(super) is_published: bool,
}

/// What a step leads to.
pub(super) enum Stepped {
    /// The changes that the release brings.
    Turn(Box<Turn>),
    /// Nothing: the state cannot be published, for this reason.
    Skipped(String),
}

/// A list at one release, on the way to the next. It knows what is where, and not its content.
pub(super) struct ListWalk {
    repository: Repository,
    list_id: String,
    /// The commit of the newest release that is none of the skipped.
    before: Option<String>,
    /// The content of `list.yaml`.
    settings: Option<List>,
    entries: IdsByFile,
    parties: IdsByFile,
    /// The ids that have capitals, by their lower case.
    ids_with_capitals: HashMap<String, String>,
    /// The ids that are no longer listed, in lower case.
    removed: HashSet<String>,
    /// The paths that have capitals, by their lower case.
    paths_with_capitals: HashMap<String, String>,
}

impl ListWalk {
    /// Starts before the first release.
    pub(super) fn new(repository: Repository, list_id: &str) -> Self {
        Self {
            repository,
            list_id: list_id.to_owned(),
            before: None,
            settings: None,
            entries: IdsByFile::default(),
            parties: IdsByFile::default(),
            ids_with_capitals: HashMap::new(),
            removed: HashSet::new(),
            paths_with_capitals: HashMap::new(),
        }
    }

    /// Returns what a release made of the list since the last one that was not skipped.
    ///
    /// Fails only if git cannot be read.
    pub(super) fn step(&mut self, step: &Step) -> Result<Stepped, RepositoryError> {
        match self.turn(step) {
            Ok(turn) => Ok(Stepped::Turn(Box::new(turn))),
            Err(error) if error.is_about_content() => Ok(Stepped::Skipped(error.to_string())),
            Err(error) => Err(error),
        }
    }

    fn turn(&mut self, step: &Step) -> Result<Turn, RepositoryError> {
        let release = &step.release;
        if !step.is_there {
            // What comes back is read again from the beginning.
            self.before = None;
            let (entries, parties) = (self.entries.clear(), self.parties.clear());
            self.removed.extend(entries.iter().map(|id| id.to_lowercase()));
            self.paths_with_capitals.clear();
            let entries = self.entries.difference(Vec::new(), entries);
            let parties = self.parties.difference(Vec::new(), parties);
            return Ok(self.turn_of(release, List::default(), entries, parties));
        }
        let store = self.repository.git()?;
        let layout = self.repository.layout();
        let (changed, refused) = store.changes_between(self.before.as_deref(), Some(&release.commit), layout)?;
        let is_own = |error: &StoreError| {
            let path = error.refused_file().unwrap_or_default();
            self.repository.list_of(path) == Some(&self.list_id)
        };
        if let Some(error) = refused.into_iter().find(|error| is_own(error))
            && !step.is_published
        {
            return Err(error.into());
        }
        let mut changed = self.repository.by_list(changed);
        let changed = changed.remove(&self.list_id).unwrap_or_default();
        if !step.is_published {
            self.refuse_colliding_paths(&changed)?;
        }
        self.take(step, &changed)
    }

    fn turn_of(
        &self,
        release: &Release,
        list: List,
        entries: crate::model::Difference,
        parties: crate::model::Difference,
    ) -> Turn {
        Turn {
            release: release.clone(),
            list,
            entries,
            parties,
            exceptions: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// Takes the changed files over, all or none of them.
    fn take(&mut self, step: &Step, changed: &[ChangedFile]) -> Result<Turn, RepositoryError> {
        let list_file = format!("{}/{}/{LIST_FILE}", self.repository.layout().lists, self.list_id);
        let mut settings = self.settings.clone();
        let mut here = [Vec::new(), Vec::new()];
        let mut files = Vec::new();
        for (file, rows) in changed.iter().zip(self.read(changed)?) {
            if file.path == list_file {
                settings = rows.list.map(|settings| *settings);
                continue;
            }
            let is_empty = rows.entries.is_empty() && rows.parties.is_empty();
            if is_empty && file.new.is_some() && !step.is_published {
                return Err(RepositoryError::EmptyFile {
                    path: file.path.clone(),
                });
            }
            if rows.entries.iter().any(|entry| entry.id.is_empty()) && !step.is_published {
                return Err(RepositoryError::NoId {
                    path: file.path.clone(),
                });
            }
            files.push((file.path.as_str(), ids(&rows.entries), ids(&rows.parties)));
            here[0].extend(rows.entries);
            here[1].extend(rows.parties);
        }
        let Some(list) = settings else {
            return Err(RepositoryError::NoListFile {
                list: self.list_id.clone(),
            });
        };
        if !step.is_published {
            refuse_impossible_dates(&here[0])?;
        }
        let new: Vec<String> = here[0]
            .iter()
            .map(|entry| entry.id.clone())
            .filter(|id| !self.entries.has(id))
            .collect();
        let mut held = [Vec::new(), Vec::new()];
        let mut undo = Vec::new();
        for (path, entries, parties) in files {
            let before = (self.entries.put(path, entries), self.parties.put(path, parties));
            held[0].extend(before.0.iter().cloned());
            held[1].extend(before.1.iter().cloned());
            undo.push((path, before));
        }
        if let Err(error) = self.refuse_duplicates(&here, &new, step.is_published) {
            for (path, (entries, parties)) in undo.into_iter().rev() {
                self.entries.put(path, entries);
                self.parties.put(path, parties);
            }
            return Err(error);
        }
        let ([entries, parties], [held_entries, held_parties]) = (here, held);
        let entries = self.entries.difference(entries, held_entries);
        let parties = self.parties.difference(parties, held_parties);
        self.removed.extend(entries.gone.iter().map(|id| id.to_lowercase()));
        for id in new.into_iter().filter(|id| has_capitals(id)) {
            self.ids_with_capitals.insert(id.to_lowercase(), id);
        }
        self.take_paths(changed);
        self.settings = Some(list.clone());
        self.before = Some(step.release.commit.clone());
        Ok(self.turn_of(&step.release, list, entries, parties))
    }

    fn take_paths(&mut self, changed: &[ChangedFile]) {
        for file in changed.iter().filter(|file| has_capitals(&file.path)) {
            let folded = file.path.to_lowercase();
            match file.new {
                Some(_) => self.paths_with_capitals.insert(folded, file.path.clone()),
                None => self.paths_with_capitals.remove(&folded),
            };
        }
    }

    fn refuse_duplicates(
        &self,
        here: &[Vec<Arc<Entry>>; 2],
        new: &[String],
        is_published: bool,
    ) -> Result<(), RepositoryError> {
        let duplicate = self.entries.duplicate(here[0].iter().map(|entry| &entry.id));
        let duplicate = duplicate.or_else(|| self.parties.duplicate(here[1].iter().map(|party| &party.id)));
        if let Some(id) = duplicate {
            return Err(RepositoryError::DuplicateId {
                id: id.to_owned(),
                list: self.list_id.clone(),
            });
        }
        if is_published {
            return Ok(());
        }
        let mut with_capitals: HashMap<String, &str> = HashMap::new();
        for id in new {
            let folded = id.to_lowercase();
            let known = self.ids_with_capitals.get(&folded).map(String::as_str);
            let known = known
                .or_else(|| with_capitals.get(&folded).copied())
                .filter(|known| known != id);
            let is_plain_known =
                folded != *id && (self.entries.has(&folded) || self.removed.contains(&folded)) && known.is_none();
            let is_same = self.ids_with_capitals.get(&folded) == Some(id);
            if let Some(known) = known.or((is_plain_known && !is_same).then_some(folded.as_str())) {
                return Err(RepositoryError::CollidingIds {
                    id: id.clone(),
                    known: known.to_owned(),
                    list: self.list_id.clone(),
                });
            }
            if folded != *id {
                with_capitals.insert(folded, id);
            }
        }
        Ok(())
    }

    /// Two paths that differ only in case are one file on some systems.
    fn refuse_colliding_paths(&self, changed: &[ChangedFile]) -> Result<(), RepositoryError> {
        let gone: HashSet<&str> = changed
            .iter()
            .filter(|file| file.new.is_none())
            .map(|file| file.path.as_str())
            .collect();
        let mut seen: HashMap<String, &str> = HashMap::new();
        for file in changed.iter().filter(|file| file.new.is_some() && file.old.is_none()) {
            let folded = file.path.to_lowercase();
            let other = self.paths_with_capitals.get(&folded).map(String::as_str);
            let plain = (folded != file.path && (self.entries.has_file(&folded) || self.parties.has_file(&folded)))
                .then_some(folded.as_str());
            let other = other
                .or(plain)
                .filter(|other| *other != file.path && !gone.contains(other));
            let other = other
                .map(str::to_owned)
                .or_else(|| seen.get(&folded).map(|other| (*other).to_owned()));
            if let Some(first) = other {
                return Err(RepositoryError::Store(StoreError::CaseCollision {
                    first,
                    second: file.path.clone(),
                }));
            }
            seen.insert(folded, &file.path);
        }
        Ok(())
    }

    /// Reads the changed files as they are now; nothing for a file that is gone.
    fn read(&self, files: &[ChangedFile]) -> Result<Vec<Rows>, RepositoryError> {
        let there: Vec<SnapshotFile> = files.iter().filter_map(|file| file.new.clone()).collect();
        let mut read = self
            .repository
            .rows(&self.list_id, &there, None, |rows| rows)?
            .into_iter();
        let rows = files.iter().map(|file| match file.new {
            Some(_) => read.next().unwrap_or_default(),
            None => Rows::default(),
        });
        Ok(rows.collect())
    }

    /// Goes to a release whose state is known to be publishable, without looking at what led to it.
    pub(super) fn resume(&mut self, release: &Release) -> Result<(), RepositoryError> {
        let step = Step {
            release: release.clone(),
            is_there: true,
            is_published: true,
        };
        let lists = self.repository.lists_at(&[&Point::Commit(release.clone())])?;
        if lists.contains(&self.list_id) {
            self.turn(&step)?;
        }
        Ok(())
    }
}

fn has_capitals(text: &str) -> bool {
    text.to_lowercase() != text
}

/// A date that no calendar has would be published as text that no reader understands.
fn refuse_impossible_dates(entries: &[Arc<Entry>]) -> Result<(), RepositoryError> {
    for entry in entries {
        for designation in &entry.designations {
            for date in designation.dates() {
                if let FuzzyDate::Unread(text) = date {
                    return Err(RepositoryError::ImpossibleDate {
                        id: entry.id.clone(),
                        date: text.clone(),
                    });
                }
            }
        }
    }
    Ok(())
}

fn ids(entries: &[Arc<Entry>]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}
