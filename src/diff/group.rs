//! Identical edits on many entries, told once.

use std::collections::BTreeMap;

use crate::data::{Node, Value};

use super::change::{Change, FieldChange};
use super::inserted::{contains, inserted};
use super::likeness::folded;

/// From this many entries on an edit that they share is told once.
pub const GROUP_FROM: usize = 5;

/// An edit that many entries share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The edit, as the first of the entries has it; where words were added to texts that differ, those words alone.
    pub change: FieldChange,
    /// The ids of the entries, in their order.
    pub entries: Vec<String>,
    /// The words that were added to a text of each entry, where this is the edit that they share.
    pub words: Option<String>,
}

/// Returns the shared edits, those of the most entries first.
pub(super) fn find(changes: &[Change]) -> Vec<Group> {
    let mut groups = alike(changes);
    groups.extend(same_words(changes));
    groups.sort_by(|a, b| {
        b.entries
            .len()
            .cmp(&a.entries.len())
            .then_with(|| a.entries.cmp(&b.entries))
    });
    groups
}

/// Edits that are the same from end to end.
fn alike(changes: &[Change]) -> Vec<Group> {
    let mut by_edit: BTreeMap<String, Group> = BTreeMap::new();
    for change in changes {
        for field in change.fields() {
            let group = by_edit.entry(edit(field)).or_insert_with(|| Group {
                change: field.clone(),
                entries: Vec::new(),
                words: None,
            });
            if group.entries.last().map(String::as_str) != Some(change.id()) {
                group.entries.push(change.id().to_owned());
            }
        }
    }
    by_edit
        .into_values()
        .filter(|group| group.entries.len() >= GROUP_FROM)
        .collect()
}

/// The sets of prose, to whose texts authorities add the same sentence.
const PROSE: &[&str] = &["remarks", "reasons", "notes"];

/// Words that were added to texts which are not the same: at least [`GROUP_FROM`] entries must have got them and nothing else;
/// those that got more belong to the group as well, and are told alone for the rest.
fn same_words(changes: &[Change]) -> Vec<Group> {
    let mut found: BTreeMap<(String, String), (String, &FieldChange, usize)> = BTreeMap::new();
    for field in changes.iter().flat_map(Change::fields) {
        if let Some(words) = words_of(field) {
            let key = (field.path.clone(), folded(&words));
            found.entry(key).or_insert((words, field, 0)).2 += 1;
        }
    }
    found.retain(|_, (_, _, count)| *count >= GROUP_FROM);
    let group = |(words, first, _): (String, &FieldChange, usize)| {
        let got = |change: &&Change| {
            change
                .fields()
                .iter()
                .any(|field| got_words(field, &first.path, &words))
        };
        let entries: Vec<String> = changes
            .iter()
            .filter(got)
            .map(|change| change.id().to_owned())
            .collect();
        let told = FieldChange {
            kind: first.kind.clone(),
            ..FieldChange::new(
                format!("{}.text", first.path),
                None,
                Some(Node::text(words.clone())),
                first.class,
            )
        };
        Group {
            change: told,
            entries,
            words: Some(words),
        }
    };
    found.into_values().map(group).collect()
}

/// Returns the two texts of prose that was amended in nothing else.
fn texts(field: &FieldChange) -> Option<(&str, &str)> {
    let only_text = field.parts.iter().all(|part| part.path == "text");
    if !PROSE.contains(&field.path.as_str()) || !only_text {
        return None;
    }
    let old = field.old.as_ref()?.get("text")?.as_text()?;
    let new = field.new.as_ref()?.get("text")?.as_text()?;
    Some((old, new))
}

fn words_of(field: &FieldChange) -> Option<String> {
    let (old, new) = texts(field)?;
    inserted(old, new)
}

/// True where a text holds the words now and did not before.
fn got_words(field: &FieldChange, path: &str, words: &str) -> bool {
    let Some((old, new)) = texts(field) else { return false };
    field.path == path && contains(new, words) && !contains(old, words)
}

impl Group {
    /// Returns true where a field change is one of this group's and the group tells all of it.
    pub fn has(&self, change: &FieldChange) -> bool {
        match &self.words {
            Some(words) => {
                let whole = self.change.path.strip_suffix(".text") == Some(&change.path);
                whole && words_of(change).is_some_and(|own| folded(&own) == folded(words))
            }
            None => edit(change) == edit(&self.change),
        }
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
