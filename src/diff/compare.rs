//! Two sets of entries, walked side by side in the order of their ids.

use std::cmp::Ordering;

use crate::data::Node;
use crate::model::record::{Field, Form, Record};
use crate::model::{Edition, Entry, List, by_id};

use super::change::{Amendment, Change, ChangeSet};
use super::rename::{self, Rename};
use super::{link, record};

/// Compares two sets of entries; both in canonical form and in the order of their ids, as an [`Edition`] has them.
pub fn compare(old: &[Entry], new: &[Entry]) -> ChangeSet {
    compare_renamed(old, new, Vec::new())
}

/// Compares two states of a list: its entries, and what `list.yaml` says. A programme whose new code declares its old
/// one (`formerly`) is told once as a renaming and not as an amendment of every entry.
pub fn compare_editions(old: &Edition, new: &Edition) -> ChangeSet {
    let renames = rename::declared(old, new);
    let mut changes = compare_renamed(&old.entries, &new.entries, renames);
    if old.list != new.list {
        changes.list = record::compare(&node(&old.list), &node(&new.list), List::SCHEMA);
    }
    changes
}

fn compare_renamed(old: &[Entry], new: &[Entry], mut renames: Vec<Rename>) -> ChangeSet {
    let mut changes = Vec::new();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => by_id(old, new),
        };
        match order {
            Ordering::Less => changes.extend(old.next().map(|entry| Change::Removed(Box::new(entry.clone())))),
            Ordering::Greater => changes.extend(new.next().map(|entry| Change::Added(Box::new(entry.clone())))),
            Ordering::Equal => {
                if let (Some(old), Some(new)) = (old.next(), new.next()) {
                    changes.extend(amendment(old, new, &mut renames));
                }
            }
        }
    }
    renames.retain(|rename| !rename.entries.is_empty());
    ChangeSet {
        links: link::find(&changes),
        changes,
        renames,
        list: Vec::new(),
    }
}

fn amendment(old: &Entry, new: &Entry, renames: &mut [Rename]) -> Option<Change> {
    if old == new {
        return None;
    }
    let renamed = rename::renamed(old, renames);
    let fields = record::compare(&node(&renamed), &node(new), Entry::SCHEMA);
    (!fields.is_empty()).then(|| {
        Change::Amended(Box::new(Amendment {
            old: old.clone(),
            new: new.clone(),
            fields,
        }))
    })
}

fn node<R: Field>(record: &R) -> Node {
    record.node(Form::Long).unwrap_or_default()
}
