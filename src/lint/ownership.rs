//! Who is blocked by ownership, for the rules that ask.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Edition, Entry, Relation, RelationType, Target};
use crate::ownership::{Assessment, day_of};

use super::scope::ListScope;

/// Computes who is blocked on a list, as of the day of the release or commit, else of its newest listing; nothing if the list names
/// no rule or has no holdings. Only entries with holdings are read.
pub(super) fn assessment(list: &ListScope<'_>) -> Option<Assessment> {
    let settings = &list.loaded.list;
    let all = || list.loaded.entries.iter().chain(&list.loaded.parties);
    let is_silent = !all().any(|entry| entry.entry.relations.iter().any(is_holding));
    if settings.ownership.is_empty() || is_silent {
        return None;
    }
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for relation in all().flat_map(|entry| &entry.entry.relations) {
        named.extend(relation.to.as_ref().map(|to| match to.target() {
            Target::Entry(id) | Target::Party(id) | Target::Elsewhere(_, id) => id,
        }));
    }
    let concerned = |entry: &&Arc<Entry>| !entry.relations.is_empty() || named.contains(entry.id.as_str());
    let entries = list.loaded.entries.iter().map(|entry| &entry.entry).filter(concerned);
    let parties = list.loaded.parties.iter().map(|party| &party.entry).filter(concerned);
    let edition = Edition {
        list_id: list.loaded.id.clone(),
        list: settings.clone(),
        entries: entries.cloned().collect(),
        parties: parties.cloned().collect(),
        release: None,
    };
    let day = list.as_of.or_else(|| day_of(&edition, None))?;
    Assessment::of_edition(&edition, day)
}

fn is_holding(relation: &Relation) -> bool {
    use RelationType::{ControlledBy, Controls, OwnedBy, OwnedOrControlledBy, Owns};
    matches!(
        relation.kind,
        OwnedBy | ControlledBy | OwnedOrControlledBy | Owns | Controls
    )
}
