//! What each release made of each list. A file is read when it changes, and not again.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::record::IdKey;
use crate::model::{Difference, Entry, List, Release, by_id};
use crate::publish::{Cause, History, Turn};
use crate::store::SnapshotFile;
use crate::store::git::{ChangedFile, Releases};
use crate::yaml::{LIST_FILE, Rows};

use super::error::RepositoryError;
use super::lists::Repository;

/// A release in which a list is looked at.
struct Step {
    release: Release,
    /// Whether the list is there.
    is_there: bool,
}

/// Returns the history of each list: what the releases made of it in which its folder changed, and every tag, since who tags a
/// release says of each list that it is so on that day.
pub fn histories<'a>(repository: &Repository, releases: &Releases) -> Result<Vec<History<'a>>, RepositoryError> {
    let store = repository.git()?;
    let every = releases.are_tags;
    let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    let mut last: BTreeMap<String, [u8; 20]> = BTreeMap::new();
    for release in &releases.releases {
        let trees: BTreeMap<String, [u8; 20]> = store
            .list_trees(&release.commit, repository.layout())?
            .into_iter()
            .collect();
        let changed = trees
            .iter()
            .filter(|(list, tree)| every || last.get(*list) != Some(tree));
        let changed = changed.map(|(list, _)| (list, true));
        let gone = last
            .keys()
            .filter(|list| !trees.contains_key(*list))
            .map(|list| (list, false));
        for (list, is_there) in changed.chain(gone) {
            let release = release.clone();
            steps.entry(list.clone()).or_default().push(Step { release, is_there });
        }
        last = trees;
    }
    repository.require_wanted(steps.keys())?;
    let wanted = steps.into_iter().filter(|(list, _)| repository.wants(list));
    wanted
        .map(|(list, steps)| history(repository, list, steps, every))
        .collect()
}

fn history<'a>(
    repository: &Repository,
    list_id: String,
    steps: Vec<Step>,
    every: bool,
) -> Result<History<'a>, RepositoryError> {
    // Each list is read by a thread of its own, and libgit2's objects belong to one thread.
    let mut walk = Walk {
        repository: repository.reopen_at_head()?,
        list_id: list_id.clone(),
        before: None,
        settings: None,
        entries: Places::default(),
        parties: Places::default(),
    };
    let turns = steps.into_iter().map(move |step| walk.step(step).map_err(Cause::from));
    Ok(History {
        list_id,
        every,
        turns: Box::new(turns),
    })
}

/// A list at one release, on the way to the next. It knows which ids are in which file, and not what the entries are.
struct Walk {
    repository: Repository,
    list_id: String,
    /// The commit of the release.
    before: Option<String>,
    /// The settings in `list.yaml`; nothing if there is no such file.
    settings: Option<List>,
    entries: Places,
    parties: Places,
}

/// Which ids are in which file.
#[derive(Default)]
struct Places {
    /// The ids in each file, by its path.
    ids: BTreeMap<String, Vec<String>>,
    /// How many files have each id.
    counts: HashMap<String, usize>,
}

impl Places {
    /// Puts other ids into a file; returns those that it had.
    fn put(&mut self, path: &str, ids: Vec<String>) -> Vec<String> {
        for id in &ids {
            *self.counts.entry(id.clone()).or_default() += 1;
        }
        let before = if ids.is_empty() {
            self.ids.remove(path)
        } else {
            self.ids.insert(path.to_owned(), ids)
        };
        let before = before.unwrap_or_default();
        for id in &before {
            if let Some(times) = self.counts.get_mut(id) {
                *times -= 1;
                if *times == 0 {
                    self.counts.remove(id);
                }
            }
        }
        before
    }

    /// Forgets everything; returns the ids that were there.
    fn clear(&mut self) -> Vec<String> {
        let places = std::mem::take(self);
        places.ids.into_values().flatten().collect()
    }

    /// Returns a duplicate id, if there is one.
    fn duplicate<'i>(&self, mut ids: impl Iterator<Item = &'i String>) -> Option<&'i str> {
        ids.find(|id| self.counts.get(*id).is_some_and(|times| *times > 1))
            .map(String::as_str)
    }

    /// Returns what changed, from what the changed files hold and held.
    fn difference(&self, mut here: Vec<Arc<Entry>>, held: Vec<String>) -> Difference {
        here.sort_by(|a, b| by_id(a, b));
        let gone = held.into_iter().filter(|id| !self.counts.contains_key(id));
        let mut gone: Vec<String> = gone.collect();
        gone.sort_by(|a, b| IdKey(Some(a)).cmp(&IdKey(Some(b))));
        Difference { here, gone }
    }
}

impl Walk {
    fn step(&mut self, step: Step) -> Result<Turn, RepositoryError> {
        let Step { release, is_there } = step;
        if !is_there {
            // What comes back is read anew.
            self.before = None;
            let (entries, parties) = (self.entries.clear(), self.parties.clear());
            return Ok(Turn {
                release,
                list: List::default(),
                entries: self.entries.difference(Vec::new(), entries),
                parties: self.parties.difference(Vec::new(), parties),
            });
        }
        let store = self.repository.git()?;
        let changed = store.changed_files(self.before.as_deref(), Some(&release.commit), self.repository.layout())?;
        let mut changed = self.repository.by_list(changed);
        let changed = changed.remove(&self.list_id).unwrap_or_default();
        self.before = Some(release.commit.clone());
        self.turn(release, &changed)
    }

    fn turn(&mut self, release: Release, changed: &[ChangedFile]) -> Result<Turn, RepositoryError> {
        let list_file = format!("{}/{}/{LIST_FILE}", self.repository.layout().lists, self.list_id);
        let mut here = [Vec::new(), Vec::new()];
        let mut held = [Vec::new(), Vec::new()];
        for (file, rows) in changed.iter().zip(self.read(changed)?) {
            if file.path == list_file {
                self.settings = rows.list.map(|settings| *settings);
                continue;
            }
            held[0].extend(self.entries.put(&file.path, ids(&rows.entries)));
            held[1].extend(self.parties.put(&file.path, ids(&rows.parties)));
            here[0].extend(rows.entries);
            here[1].extend(rows.parties);
        }
        let Some(list) = self.settings.clone() else {
            return Err(RepositoryError::NoListFile {
                list: self.list_id.clone(),
            });
        };
        let duplicate = self.entries.duplicate(here[0].iter().map(|entry| &entry.id));
        let duplicate = duplicate.or_else(|| self.parties.duplicate(here[1].iter().map(|party| &party.id)));
        if let Some(id) = duplicate {
            return Err(RepositoryError::DuplicateId {
                id: id.to_owned(),
                list: self.list_id.clone(),
            });
        }
        let ([entries, parties], [held_entries, held_parties]) = (here, held);
        Ok(Turn {
            release,
            list,
            entries: self.entries.difference(entries, held_entries),
            parties: self.parties.difference(parties, held_parties),
        })
    }

    /// Reads changed files as they are now; a file that is gone has no rows.
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
}

fn ids(entries: &[Arc<Entry>]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}
