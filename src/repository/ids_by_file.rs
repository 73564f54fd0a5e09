//! Which ids are in which file of a list.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::record::IdKey;
use crate::model::{Difference, Entry, by_id};

/// Which ids are in which file.
#[derive(Default)]
pub(super) struct IdsByFile {
    /// The ids in each file, by its path.
    ids: BTreeMap<String, Vec<String>>,
    /// How many times each id is used.
    uses: HashMap<String, usize>,
}

impl IdsByFile {
    /// Puts other ids into a file; returns those that it had.
    pub(super) fn put(&mut self, path: &str, ids: Vec<String>) -> Vec<String> {
        for id in &ids {
            *self.uses.entry(id.clone()).or_default() += 1;
        }
        let before = if ids.is_empty() {
            self.ids.remove(path)
        } else {
            self.ids.insert(path.to_owned(), ids)
        };
        let before = before.unwrap_or_default();
        for id in &before {
            if let Some(times) = self.uses.get_mut(id) {
                *times -= 1;
                if *times == 0 {
                    self.uses.remove(id);
                }
            }
        }
        before
    }

    /// Removes everything; returns the ids that were there.
    pub(super) fn clear(&mut self) -> Vec<String> {
        let all = std::mem::take(self);
        all.ids.into_values().flatten().collect()
    }

    /// Returns true if the id is in a file.
    pub(super) fn has(&self, id: &str) -> bool {
        self.uses.contains_key(id)
    }

    /// Returns true if the file has ids.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.ids.contains_key(path)
    }

    /// Returns an id that is used more than once.
    pub(super) fn duplicate<'i>(&self, mut ids: impl Iterator<Item = &'i String>) -> Option<&'i str> {
        ids.find(|id| self.uses.get(*id).is_some_and(|times| *times > 1))
            .map(String::as_str)
    }

    /// Returns what changed, from what the changed files contain and contained.
    pub(super) fn difference(&self, mut here: Vec<Arc<Entry>>, held: Vec<String>) -> Difference {
        here.sort_by(|a, b| by_id(a, b));
        let gone = held.into_iter().filter(|id| !self.uses.contains_key(id));
        let mut gone: Vec<String> = gone.collect();
        gone.sort_by(|a, b| IdKey(Some(a)).cmp(&IdKey(Some(b))));
        gone.dedup();
        Difference { here, gone }
    }
}
