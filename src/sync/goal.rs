//! Which lists are wanted, and to which release each is to be brought.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::feed::delta::State;
use crate::publish::HEAD;
use crate::publish::manifest::{Deltas, FileFacts, Head, HeadList, IndexedDelta, Link};
use crate::publish::names::is_folder_name;

use super::copy::{ENTRIES, PARTIES, STATE};
use super::error::{SyncError, faulty};
use super::run::Run;

/// Where a list is to be brought, and what is known of the ways there.
pub(super) struct Goal {
    pub(super) target: Link,
    /// Where the whole list can be had.
    pub(super) base: Option<Base>,
    /// The index of deltas, where it had to be read to find the target.
    pub(super) index: Option<Deltas>,
}

/// A release of which all records are published.
pub(super) struct Base {
    pub(super) link: Link,
    /// The state of the list there; nothing where it is the target, whose manifest says it.
    pub(super) state: Option<State>,
    pub(super) entries: FileFacts,
    pub(super) parties: FileFacts,
}

impl Base {
    /// Returns the base that the feeds of a release make, where the records are among them.
    pub(super) fn of(feeds: &[FileFacts], link: &Link, state: Option<&State>) -> Option<Self> {
        let file = |name: &str| {
            let is_it = |file: &&FileFacts| file.path.rsplit('/').next() == Some(name);
            feeds.iter().find(is_it).cloned()
        };
        Some(Self {
            link: link.clone(),
            state: state.cloned(),
            entries: file(ENTRIES)?,
            parties: file(PARTIES)?,
        })
    }

    /// Returns how many bytes are to be fetched for it.
    pub(super) fn bytes(&self) -> u64 {
        self.entries.bytes.saturating_add(self.parties.bytes)
    }
}

impl Run<'_> {
    /// Returns the lists that are wanted.
    pub(super) fn wanted<'h>(&self, head: &'h Head) -> Result<BTreeMap<&'h String, &'h HeadList>, SyncError> {
        let lists = self.subscription.lists;
        let mut folders = BTreeSet::from([STATE.to_owned()]);
        let mut ids = head.lists.keys();
        if !ids.all(|list_id| is_folder_name(list_id) && folders.insert(list_id.to_ascii_lowercase())) {
            return Err(faulty(HEAD, "names lists that cannot be folders of one copy"));
        }
        if let Some(list_id) = lists.iter().find(|list_id| !head.lists.contains_key(*list_id)) {
            return Err(SyncError::NoSuchList {
                list_id: list_id.clone(),
                known: head.lists.keys().cloned().collect(),
            });
        }
        let wanted = head.lists.iter();
        Ok(wanted
            .filter(|(list_id, _)| lists.is_empty() || lists.contains(list_id))
            .collect())
    }

    /// Returns where a list is to be brought; nothing where it had no release yet on the day that was asked for.
    pub(super) fn goal(&self, list_id: &str, head: &HeadList) -> Result<Option<Goal>, SyncError> {
        let Some(wanted) = self.subscription.release else {
            return Ok(Some(Goal {
                target: head.newest.clone(),
                base: Base::of(&head.latest, &head.newest, None),
                index: None,
            }));
        };
        let index = self.index(list_id, head)?;
        let Some(found) = release_of(&index.deltas, wanted) else {
            return Ok(None);
        };
        let target = found.manifest.clone();
        let before = index
            .deltas
            .iter()
            .rev()
            .filter(|delta| delta.manifest.serial <= target.serial);
        let kept = || {
            before
                .clone()
                .find_map(|delta| Base::of(&delta.full, &delta.manifest, Some(&delta.target)))
        };
        let latest = (target == head.newest).then(|| Base::of(&head.latest, &target, None));
        Ok(Some(Goal {
            base: latest.flatten().or_else(kept),
            target,
            index: Some(index),
        }))
    }

    /// A release that was asked for must be one of some list, and of each list that was named.
    pub(super) fn require_release(&self, found: &BTreeSet<&str>) -> Result<(), SyncError> {
        let Some(release) = self.subscription.release else {
            return Ok(());
        };
        let lists = self.subscription.lists;
        let lacking = lists.iter().find(|list_id| !found.contains(list_id.as_str()));
        let nowhere = found.is_empty().then(|| "the publication".to_owned());
        match lacking.cloned().or(nowhere) {
            None => Ok(()),
            Some(list_id) => Err(SyncError::NoSuchRelease {
                list_id,
                release: release.to_owned(),
            }),
        }
    }
}

/// Returns the release of this name, or the newest as of the end of this day.
fn release_of<'i>(deltas: &'i [IndexedDelta], wanted: &str) -> Option<&'i IndexedDelta> {
    let named = deltas.iter().find(|delta| delta.manifest.release == wanted);
    let by_day = || {
        let day: Date = wanted.parse().ok()?;
        let is_by = |delta: &&IndexedDelta| delta.date.parse().is_ok_and(|date: Date| date <= day);
        deltas.iter().rev().find(is_by)
    };
    named.or_else(by_day)
}
