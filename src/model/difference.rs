//! What a release makes of the entries of a list: enough to follow it from release to release at the cost of what changed.

use std::sync::Arc;

use super::entry::{Entry, by_id};
use super::record::IdKey;

/// The entries that are new or other than before, and those that are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Entries as they are now, in canonical form, in the order of their ids.
    pub here: Vec<Arc<Entry>>,
    /// The ids of entries that are no longer there, in order; none of them is among `here`.
    pub gone: Vec<String>,
}

impl Difference {
    /// Returns what leads from one row of entries to another, each in the order of its ids.
    pub fn between(old: &[Arc<Entry>], new: &[Arc<Entry>]) -> Self {
        let is_same = |entry: &Arc<Entry>| find(old, &entry.id).is_ok_and(|at| old[at] == *entry);
        let is_gone = |entry: &&Arc<Entry>| find(new, &entry.id).is_err();
        Self {
            here: new.iter().filter(|entry| !is_same(entry)).cloned().collect(),
            gone: old.iter().filter(is_gone).map(|entry| entry.id.clone()).collect(),
        }
    }

    /// Returns true where nothing is new, other or gone.
    pub fn is_empty(&self) -> bool {
        self.here.is_empty() && self.gone.is_empty()
    }

    /// Forgets what `rows` have already: entries that are the same there, and ids that are not there.
    pub fn forget_known(&mut self, rows: &[Arc<Entry>]) {
        self.here
            .retain(|entry| find(rows, &entry.id).map_or(true, |at| rows[at] != *entry));
        self.gone.retain(|id| find(rows, id).is_ok());
    }

    /// Returns those of `rows` that this replaces or takes away, in the order of their ids.
    pub fn concerned(&self, rows: &[Arc<Entry>]) -> Vec<Arc<Entry>> {
        let here = self.here.iter().map(|entry| entry.id.as_str());
        let ids = here.chain(self.gone.iter().map(String::as_str));
        let mut places: Vec<usize> = ids.filter_map(|id| find(rows, id).ok()).collect();
        places.sort_unstable();
        places.into_iter().map(|at| rows[at].clone()).collect()
    }

    /// Brings `rows`, in the order of their ids, to where this leads.
    pub fn apply(self, rows: &mut Vec<Arc<Entry>>) {
        self.take_away(rows);
        let known = rows.len();
        for entry in self.here {
            match find(&rows[..known], &entry.id) {
                Ok(at) => rows[at] = entry,
                Err(_) => rows.push(entry),
            }
        }
        // What was appended is in order itself; new ids are mostly the greatest, and then nothing has to move.
        if let (Some(last), Some(first)) = (known.checked_sub(1), rows.get(known))
            && by_id(&rows[last], first).is_gt()
        {
            let from = rows[..known].partition_point(|entry| by_id(entry, first).is_lt());
            rows[from..].sort_by(|a, b| by_id(a, b));
        }
    }

    fn take_away(&self, rows: &mut Vec<Arc<Entry>>) {
        let mut places: Vec<usize> = self.gone.iter().filter_map(|id| find(rows, id).ok()).collect();
        places.sort_unstable();
        let mut places = places.into_iter().peekable();
        if places.peek().is_some() {
            let mut at = 0;
            rows.retain(|_| {
                at += 1;
                places.next_if_eq(&(at - 1)).is_none()
            });
        }
    }
}

fn find(rows: &[Arc<Entry>], id: &str) -> Result<usize, usize> {
    rows.binary_search_by(|entry| IdKey(Some(&entry.id)).cmp(&IdKey(Some(id))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ids: &[(&str, &str)]) -> Vec<Arc<Entry>> {
        let entry = |(id, note): &(&str, &str)| Entry {
            id: (*id).to_owned(),
            gender_id: Some((*note).to_owned()),
            ..Entry::default()
        };
        ids.iter().map(entry).map(Arc::new).collect()
    }

    #[test]
    fn a_difference_leads_from_the_one_to_the_other_and_says_no_more() {
        let states = [
            rows(&[]),
            rows(&[("1", "a"), ("2", "a"), ("10", "a")]),
            rows(&[("1", "a"), ("2", "b"), ("3", "a"), ("10", "a"), ("11", "a")]),
            rows(&[("2", "b"), ("10", "b"), ("X1", "a")]),
            rows(&[("0", "a"), ("X1", "a"), ("X2", "a")]),
        ];
        for old in &states {
            for new in &states {
                let difference = Difference::between(old, new);
                let mut there = old.clone();
                difference.clone().apply(&mut there);
                assert_eq!(&there, new);
                let mut again = difference.clone();
                again.forget_known(old);
                assert_eq!(again, difference);
                again.forget_known(new);
                assert!(again.is_empty());
                let concerned = difference.concerned(old);
                assert_eq!(
                    concerned.iter().filter(|entry| !new.contains(entry)).count(),
                    concerned.len()
                );
            }
        }
    }
}
