//! Guards: what stops a release that is probably a mistake. One more is one more line in [`GUARDS`].

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::feed::delta::Moves;
use crate::model::record::{IdKey, Number};
use crate::model::{Edition, Entry, RelationType, Target};

/// The part of a list that one release may remove where the list does not say another, in percent.
const SHRINK: u64 = 10;

/// Up to how many removals are no mass removal, where the list does not set a bound of its own.
const FEW: usize = 10;

/// A release that a guard stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The list.
    pub list_id: String,
    /// The release.
    pub release: String,
    /// The guard.
    pub guard: &'static str,
    /// What it found, lower case and without a full stop.
    pub finding: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "release `{}` of `{}` is not published: {} (`{}`)",
            self.release, self.list_id, self.finding, self.guard
        )
    }
}

/// What a guard looks at.
pub(super) struct Watched<'a> {
    pub(super) base: &'a Edition,
    pub(super) target: &'a Edition,
    pub(super) moves: &'a Moves<'a>,
    /// The ids of entries that were removed in earlier releases.
    pub(super) removed_before: &'a BTreeSet<String>,
}

type Guard = (&'static str, fn(&Watched<'_>) -> Option<String>);

/// Every guard, in the order in which they are told.
const GUARDS: &[Guard] = &[
    ("empty", empty),
    ("entries", too_few),
    ("shrink", shrunk),
    ("grow", grown),
    ("reused-id", reused_id),
    ("dangling", dangling),
];

/// Returns what the guards find: the name of the guard and its finding.
pub(super) fn findings(watched: &Watched<'_>) -> Vec<(&'static str, String)> {
    let found = |(name, guard): &Guard| guard(watched).map(|finding| (*name, finding));
    GUARDS.iter().filter_map(found).collect()
}

fn empty(watched: &Watched<'_>) -> Option<String> {
    watched
        .target
        .entries
        .is_empty()
        .then(|| "the list is empty".to_owned())
}

fn too_few(watched: &Watched<'_>) -> Option<String> {
    let (least, found) = (
        watched.target.list.limits.entries.0?,
        watched.target.entries.len() as u64,
    );
    (found < least && found > 0).then(|| format!("it has {found} entries, and `limits.entries` asks for {least}"))
}

fn shrunk(watched: &Watched<'_>) -> Option<String> {
    let removed = watched.moves.removed.len();
    let limit = match watched.target.list.limits.shrink {
        Number(Some(limit)) => limit,
        Number(None) if removed <= FEW => return None,
        Number(None) => SHRINK,
    };
    let before = watched.base.entries.len();
    is_beyond(removed, before, limit).then(|| format!("it removes {removed} of {before} entries, more than {limit} %"))
}

fn grown(watched: &Watched<'_>) -> Option<String> {
    let (limit, before) = (watched.target.list.limits.grow.0?, watched.base.entries.len());
    let added = watched.moves.added.len();
    let is_first = before == 0;
    (!is_first && is_beyond(added, before, limit))
        .then(|| format!("it adds {added} entries to {before}, more than {limit} %"))
}

fn is_beyond(part: usize, whole: usize, percent: u64) -> bool {
    part as u128 * 100 > whole as u128 * u128::from(percent)
}

fn reused_id(watched: &Watched<'_>) -> Option<String> {
    let again = watched.moves.added.iter();
    let reused: Vec<&str> = again
        .map(|entry| entry.id.as_str())
        .filter(|id| watched.removed_before.contains(*id))
        .collect();
    (!reused.is_empty()).then(|| format!("ids of removed entries are used again: {}", quoted(&reused)))
}

fn dangling(watched: &Watched<'_>) -> Option<String> {
    let mut dangling: Vec<&str> = Vec::new();
    for entry in watched.target.entries.iter().chain(&watched.target.parties) {
        for relation in &entry.relations {
            let Some(to) = &relation.to else { continue };
            let leads_somewhere = match to.target() {
                Target::Entry(id) => watched.target.entry(id).is_some() || (relation.kind == RelationType::Succeeds),
                Target::Party(id) => has_party(watched.target, id),
                Target::Elsewhere(..) => true,
            };
            if !leads_somewhere && !dangling.contains(&to.as_str()) {
                dangling.push(to.as_str());
            }
        }
    }
    (!dangling.is_empty()).then(|| format!("relations lead to entries that are not there: {}", quoted(&dangling)))
}

fn has_party(edition: &Edition, id: &str) -> bool {
    let place = |party: &Arc<Entry>| IdKey(Some(&party.id)).cmp(&IdKey(Some(id)));
    edition.parties.binary_search_by(place).is_ok()
}

fn quoted(ids: &[&str]) -> String {
    const SHOWN: usize = 10;
    let mut shown: Vec<String> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    if ids.len() > SHOWN {
        shown.push(format!("and {} more", ids.len() - SHOWN));
    }
    shown.join(", ")
}
