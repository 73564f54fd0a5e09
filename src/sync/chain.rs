//! The way from the release of the copy to another: the deltas between them, read off the manifests or off the list's index.

use crate::feed::native::sha256;
use crate::publish::manifest::{DELTAS_FORMAT, Deltas, HeadList, IndexedDelta, Link, RELEASE_FORMAT, ReleaseManifest};

use super::error::{SyncError, cannot, faulty, missing};
use super::fetched::Wanted;
use super::goal::Goal;
use super::run::{Run, read};

/// No manifest of a release has more bytes: it names ten files.
const LONGEST_RELEASE: u64 = 1 << 20;

impl Run<'_> {
    /// Returns the deltas from the known release to the goal, the oldest first.
    pub(super) fn chain(
        &self,
        (list_id, head): (&str, &HeadList),
        goal: &Goal,
        (newest, bytes): (&ReleaseManifest, usize),
        known: &Link,
    ) -> Result<Vec<IndexedDelta>, SyncError> {
        if let Some(index) = &goal.index {
            return deltas_between(index, known, &goal.target);
        }
        let behind = goal.target.serial.saturating_sub(known.serial);
        if behind.saturating_mul(bytes as u64) > head.deltas.bytes {
            return deltas_between(&self.index(list_id, head)?, known, &goal.target);
        }
        self.walk(list_id, &goal.target, newest, known)
    }

    /// Returns the index of a list's deltas.
    pub(super) fn index(&self, list_id: &str, head: &HeadList) -> Result<Deltas, SyncError> {
        let path = &head.deltas.path;
        let content = self.file(Wanted::of(&head.deltas))?;
        let index: Deltas = read(path, content.as_bytes(), DELTAS_FORMAT)?;
        let serials = index.deltas.iter().map(|delta| delta.manifest.serial);
        let is_whole = serials.eq(1..=head.newest.serial) && index.list_id == list_id;
        if is_whole && index.deltas.last().map(|delta| &delta.manifest) == Some(&head.newest) {
            return Ok(index);
        }
        Err(faulty(path, "is not the index of the list's deltas"))
    }

    /// Follows the manifests back from the newest to the known release.
    fn walk(
        &self,
        list_id: &str,
        target: &Link,
        newest: &ReleaseManifest,
        known: &Link,
    ) -> Result<Vec<IndexedDelta>, SyncError> {
        let mut chain = Vec::new();
        let (mut link, mut manifest) = (target.clone(), newest.clone());
        while link.serial > known.serial {
            let delta = IndexedDelta::of(&manifest, &link).ok_or_else(|| faulty(&link.path, "names no delta"))?;
            chain.push(delta);
            let previous = manifest.previous.clone().unwrap_or_else(nothing);
            if previous.serial.checked_add(1) != Some(link.serial) {
                return Err(faulty(&link.path, "has a gap before it"));
            }
            link = previous;
            if link.serial > known.serial {
                (manifest, _) = self.release(list_id, &link)?;
            }
        }
        if link != *known {
            return Err(fork(list_id, known));
        }
        chain.reverse();
        Ok(chain)
    }

    /// Returns the manifest of a release, and its bytes.
    pub(super) fn release(&self, list_id: &str, link: &Link) -> Result<(ReleaseManifest, Vec<u8>), SyncError> {
        let content = self.subscription.source.get(&link.path, LONGEST_RELEASE);
        let content = content
            .map_err(cannot(&link.path))?
            .ok_or_else(|| missing(&link.path))?;
        if sha256(&content) != link.sha256 {
            return Err(faulty(&link.path, "is not what the manifest after it says"));
        }
        let manifest: ReleaseManifest = read(&link.path, &content, RELEASE_FORMAT)?;
        if manifest.list_id != list_id || manifest.serial != link.serial {
            return Err(faulty(&link.path, "is the manifest of another release"));
        }
        Ok((manifest, content))
    }
}

/// The release before the first.
pub(super) fn nothing() -> Link {
    Link {
        release: String::new(),
        serial: 0,
        path: String::new(),
        sha256: String::new(),
    }
}

fn fork(list_id: &str, known: &Link) -> SyncError {
    SyncError::Fork {
        list_id: list_id.to_owned(),
        serial: known.serial,
    }
}

/// Returns the deltas of an index that lead from one release to another; the index must know both.
fn deltas_between(index: &Deltas, known: &Link, target: &Link) -> Result<Vec<IndexedDelta>, SyncError> {
    let place = |link: &Link| usize::try_from(link.serial).unwrap_or(usize::MAX);
    let before = index.deltas.get(..place(known)).and_then(<[_]>::last);
    let is_known = known.serial == 0 || before.is_some_and(|delta| delta.manifest == *known);
    let chain = index.deltas.get(place(known)..place(target)).filter(|_| is_known);
    chain.map(<[_]>::to_vec).ok_or_else(|| fork(&index.list_id, known))
}
