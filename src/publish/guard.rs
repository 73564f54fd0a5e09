//! Guards: what stops a release that is probably a mistake. One more is one more line in [`GUARDS`].
//!
//! A guard has the name of the lint rule that finds the same, so that `check` and `publish` use one vocabulary. `publish` holds
//! every new release to all of them; [`guard_findings`] holds any two editions to them, so that `check` and `preview` can do it
//! before anything is merged. An [`Exception`](crate::model::Exception) lifts one guard for one release of one list.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::feed::delta::Moves;
use crate::model::record::IdKey;
use crate::model::{Edition, Entry, RelationType, Target};

/// A release that a guard stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The list.
    pub list_id: String,
    /// The release.
    pub release: String,
    /// The commit of the release.
    pub commit: String,
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

/// What a guard finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardFinding {
    /// The guard.
    pub guard: &'static str,
    /// What it found, lower case and without a full stop.
    pub finding: String,
    /// What the editor can do about it, apart from an exception.
    pub remedy: &'static str,
}

/// What a guard looks at.
pub(super) struct Watched<'a> {
    pub(super) base: &'a Edition,
    pub(super) target: &'a Edition,
    pub(super) moves: &'a Moves<'a>,
    /// The ids of entries that were removed in earlier releases.
    pub(super) removed_before: &'a BTreeSet<String>,
}

struct Guard {
    name: &'static str,
    remedy: &'static str,
    check: fn(&Watched<'_>) -> Option<String>,
}

/// Every guard, in the order in which they are reported.
const GUARDS: &[Guard] = &[
    Guard {
        name: "empty-list",
        remedy: "bring the entries back, or set `limits: {entries: 0}` in `list.yaml`",
        check: empty_list,
    },
    Guard {
        name: "too-few-entries",
        remedy: "bring the entries back, or lower `limits: {entries: …}` in `list.yaml`",
        check: too_few_entries,
    },
    Guard {
        name: "list-shrank",
        remedy: "bring the entries back",
        check: list_shrank,
    },
    Guard {
        name: "list-grew",
        remedy: "look at what was added",
        check: list_grew,
    },
    Guard {
        name: "id-reused",
        remedy: "give the entries new ids",
        check: id_reused,
    },
    Guard {
        name: "dangling-relation",
        remedy: "correct the ids",
        check: dangling_relation,
    },
];

/// Returns the names of all guards, in the order in which they are reported.
pub fn guards() -> impl Iterator<Item = &'static str> {
    GUARDS.iter().map(|guard| guard.name)
}

/// Returns what the guards find in a step from one edition of a list to the next, in the order of [`guards`].
///
/// `removed_before` are the ids that earlier releases of the list removed. If nothing changes, nothing is found: what is published
/// already was let through.
pub fn guard_findings(base: &Edition, target: &Edition, removed_before: &BTreeSet<String>) -> Vec<GuardFinding> {
    let is_same =
        base.entries == target.entries && base.parties == target.parties && base.list.says_the_same(&target.list);
    if is_same {
        return Vec::new();
    }
    findings(&Watched {
        base,
        target,
        moves: &Moves::between(&base.entries, &target.entries),
        removed_before,
    })
}

pub(super) fn findings(watched: &Watched<'_>) -> Vec<GuardFinding> {
    let found = |guard: &Guard| {
        (guard.check)(watched).map(|finding| GuardFinding {
            guard: guard.name,
            finding,
            remedy: guard.remedy,
        })
    };
    GUARDS.iter().filter_map(found).collect()
}

fn empty_list(watched: &Watched<'_>) -> Option<String> {
    let list = watched.target;
    (list.entries.is_empty() && !list.list.limits.may_be_empty()).then(|| "the list is empty".to_owned())
}

fn too_few_entries(watched: &Watched<'_>) -> Option<String> {
    let found = watched.target.entries.len();
    let least = watched.target.list.limits.entries_missing(found)?;
    Some(format!("it has {found} entries, and `limits.entries` asks for {least}"))
}

fn list_shrank(watched: &Watched<'_>) -> Option<String> {
    let (removed, before) = (watched.moves.removed.len(), watched.base.entries.len());
    let bound = watched.target.list.limits.shrink_exceeded(removed, before)?;
    Some(format!("it removes {removed} of {before} entries, more than {bound} %"))
}

fn list_grew(watched: &Watched<'_>) -> Option<String> {
    let (added, before) = (watched.moves.added.len(), watched.base.entries.len());
    let bound = watched.target.list.limits.grow_exceeded(added, before)?;
    Some(format!("it adds {added} entries to {before}, more than {bound} %"))
}

fn id_reused(watched: &Watched<'_>) -> Option<String> {
    let added = watched.moves.added.iter().map(|entry| entry.id.as_str());
    let reused: Vec<&str> = added.filter(|id| watched.removed_before.contains(*id)).collect();
    (!reused.is_empty()).then(|| format!("ids of removed entries are used again: {}", quoted(&reused)))
}

fn dangling_relation(watched: &Watched<'_>) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use crate::lint::RULES;

    #[test]
    fn guards_have_the_names_of_the_rules_that_are_guards() {
        let mut of_lint: Vec<&str> = RULES.iter().filter(|rule| rule.guard).map(|rule| rule.id).collect();
        let mut guards: Vec<&str> = super::guards().collect();
        of_lint.sort_unstable();
        guards.sort_unstable();
        assert_eq!(guards, of_lint);
    }
}
