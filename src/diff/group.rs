//! Identical edits on many entries, told once.

use std::collections::BTreeMap;

use crate::data::{Node, Value};

use super::change::{Change, FieldChange};

/// From this many entries on an edit that they share is told once.
pub const GROUP_FROM: usize = 5;

/// An edit that many entries share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The edit, as the first of the entries has it.
    pub change: FieldChange,
    /// The ids of the entries, in their order.
    pub entries: Vec<String>,
}

/// Returns the shared edits, those of the most entries first.
pub(super) fn find(changes: &[Change]) -> Vec<Group> {
    let mut by_edit: BTreeMap<String, Group> = BTreeMap::new();
    for change in changes {
        for field in change.fields() {
            let group = by_edit.entry(edit(field)).or_insert_with(|| Group {
                change: field.clone(),
                entries: Vec::new(),
            });
            if group.entries.last().map(String::as_str) != Some(change.id()) {
                group.entries.push(change.id().to_owned());
            }
        }
    }
    let mut groups: Vec<Group> = by_edit
        .into_values()
        .filter(|group| group.entries.len() >= GROUP_FROM)
        .collect();
    groups.sort_by(|a, b| {
        b.entries
            .len()
            .cmp(&a.entries.len())
            .then_with(|| a.entries.cmp(&b.entries))
    });
    groups
}

impl Group {
    /// Returns true where a field change is one of this group's.
    pub fn has(&self, change: &FieldChange) -> bool {
        edit(change) == edit(&self.change)
    }
}

/// Returns what two changes must have in common to be one edit: all but the ids and the order that differ by entry. Of an
/// amended element only what changed in it counts.
fn edit(change: &FieldChange) -> String {
    let json = |node: &Option<Node>| {
        let bare = node.as_ref().map(without_ids);
        serde_json::to_string(&bare).expect("plain data is always JSON")
    };
    if change.parts.is_empty() {
        return format!(
            "{}\0{}\0{}\0{}",
            change.kind,
            change.path,
            json(&change.old),
            json(&change.new)
        );
    }
    let parts: Vec<String> = change.parts.iter().map(edit).collect();
    format!("{}\0{}\0{}", change.kind, change.path, parts.join("\u{1}"))
}

fn without_ids(node: &Node) -> Node {
    match &node.value {
        Value::Map(pairs) => {
            let kept = pairs.iter().filter(|(name, _)| name != "id" && name != "order");
            Node::map(kept.map(|(name, node)| (name.clone(), without_ids(node))).collect())
        }
        _ => node.clone(),
    }
}
