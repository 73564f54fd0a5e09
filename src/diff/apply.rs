//! The old entries and a change set make the new entries.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::data::{Node, Value};
use crate::model::record::{Field, Form, Record};
use crate::model::schema::{Schema, Shape};
use crate::model::{Entry, by_id};

use super::change::{Change, ChangeSet, FieldChange};
use super::kind::PRIMARY_NAME_CHANGED;
use super::rename::Rename;

/// Why a change set does not fit the entries that it is applied to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// An entry that is to be added is there.
    #[error("`{id}` is to be added and is there already")]
    AlreadyThere {
        /// Its id.
        id: String,
    },
    /// An entry that is to be removed or amended is not there.
    #[error("`{id}` is to be {what} and is not there")]
    NotThere {
        /// Its id.
        id: String,
        /// `removed` or `amended`.
        what: &'static str,
    },
    /// A value that is to be replaced or removed is not what the change says.
    #[error("`{id}` does not have the old value of `{path}` that the change names")]
    OtherValue {
        /// The entry.
        id: String,
        /// The field.
        path: String,
    },
}

/// Applies a change set. Amendments are applied by their field changes alone; the entries that the change set carries along
/// are not looked at.
///
/// # Errors
///
/// Fails where the entries are not those that the change set was made from.
pub fn apply(old: &[Arc<Entry>], changes: &ChangeSet) -> Result<Vec<Arc<Entry>>, ApplyError> {
    let mut entries = by_their_ids(old);
    for rename in &changes.renames {
        apply_rename(&mut entries, rename)?;
    }
    apply_changes(&mut entries, &changes.changes)?;
    Ok(in_order(entries))
}

/// Applies what a change set says of the unlisted parties to these; as [`apply`] does with entries.
///
/// # Errors
///
/// Fails where the parties are not those that the change set was made from.
pub fn apply_to_parties(old: &[Arc<Entry>], changes: &ChangeSet) -> Result<Vec<Arc<Entry>>, ApplyError> {
    let mut parties = by_their_ids(old);
    apply_changes(&mut parties, &changes.parties)?;
    Ok(in_order(parties))
}

type ById<'a> = BTreeMap<&'a str, Arc<Entry>>;

fn by_their_ids(entries: &[Arc<Entry>]) -> ById<'_> {
    entries
        .iter()
        .map(|entry| (entry.id.as_str(), Arc::clone(entry)))
        .collect()
}

fn in_order(entries: ById<'_>) -> Vec<Arc<Entry>> {
    let mut entries: Vec<Arc<Entry>> = entries.into_values().collect();
    entries.sort_by(|a, b| by_id(a, b));
    entries
}

fn apply_changes<'a>(entries: &mut ById<'a>, changes: &'a [Change]) -> Result<(), ApplyError> {
    for change in changes {
        match change {
            Change::Added(entry) => {
                if entries.insert(&entry.id, Arc::clone(entry)).is_some() {
                    return Err(ApplyError::AlreadyThere { id: entry.id.clone() });
                }
            }
            Change::Removed(entry) => {
                entries
                    .remove(entry.id.as_str())
                    .ok_or_else(|| not_there(&entry.id, "removed"))?;
            }
            Change::Amended(amendment) => {
                let id = amendment.new.id.as_str();
                let entry = entries.get(id).ok_or_else(|| not_there(id, "amended"))?;
                let amended = amend(entry, &amendment.fields)?;
                entries.insert(id, Arc::new(amended));
            }
        }
    }
    Ok(())
}

fn not_there(id: &str, what: &'static str) -> ApplyError {
    let id = id.to_owned();
    ApplyError::NotThere { id, what }
}

fn apply_rename(entries: &mut ById<'_>, rename: &Rename) -> Result<(), ApplyError> {
    for id in &rename.entries {
        let entry = entries.get_mut(id.as_str()).ok_or_else(|| not_there(id, "amended"))?;
        let mut renames = [Rename {
            entries: Vec::new(),
            ..rename.clone()
        }];
        *entry = Arc::new(super::rename::renamed(entry, &mut renames));
    }
    Ok(())
}

fn amend(entry: &Entry, fields: &[FieldChange]) -> Result<Entry, ApplyError> {
    let mut node = entry.node(Form::Long).unwrap_or_default();
    for change in fields {
        apply_change(&mut node, change, &change.path, Entry::SCHEMA, &entry.id)?;
    }
    // The values come from entries that were read before: there is nothing to complain of.
    Ok(Entry::read(&node, &mut Vec::new()).canonical())
}

fn apply_change(
    node: &mut Node,
    change: &FieldChange,
    path: &str,
    schema: &'static Schema,
    id: &str,
) -> Result<(), ApplyError> {
    if change.kind == PRIMARY_NAME_CHANGED {
        return change
            .parts
            .iter()
            .try_for_each(|part| apply_change(node, part, &part.path, schema, id));
    }
    let (field, inner) = path
        .split_once('.')
        .map_or((path, None), |(field, inner)| (field, Some(inner)));
    let shape = schema.field(field).map(|field| &field.shape);
    let applied = match (shape, inner) {
        (Some(Shape::Record(schema)), Some(inner)) => {
            let record = at_or_new(node, field, Value::Map(Vec::new()));
            return apply_change(record, change, inner, schema, id);
        }
        // A name in a table may have dots in it: all that stands behind the field is one name.
        (_, Some(name)) => replace(at_or_new(node, field, Value::Map(Vec::new())), name, change),
        (Some(Shape::Set(_)), None) => exchange(at_or_new(node, field, Value::List(Vec::new())), change),
        (_, None) => replace(node, field, change),
    };
    if applied {
        return Ok(());
    }
    Err(ApplyError::OtherValue {
        id: id.to_owned(),
        path: change.path.clone(),
    })
}

fn at_or_new<'a>(node: &'a mut Node, field: &str, empty: Value) -> &'a mut Node {
    if !matches!(node.value, Value::Map(_)) {
        node.value = Value::Map(Vec::new());
    }
    let Value::Map(pairs) = &mut node.value else {
        unreachable!("it was made a map above")
    };
    let place = pairs.iter().position(|(name, _)| name == field).unwrap_or_else(|| {
        pairs.push((Cow::Owned(field.to_owned()), Node::new(empty)));
        pairs.len() - 1
    });
    &mut pairs[place].1
}

/// Takes the old element out of a set and puts the new one in.
fn exchange(set: &mut Node, change: &FieldChange) -> bool {
    let Value::List(elements) = &mut set.value else {
        return false;
    };
    if let Some(old) = &change.old {
        let Some(place) = elements.iter().position(|element| element == old) else {
            return false;
        };
        elements.remove(place);
    }
    elements.extend(change.new.clone());
    true
}

fn replace(node: &mut Node, field: &str, change: &FieldChange) -> bool {
    if node.get(field) != change.old.as_ref() {
        return false;
    }
    match (&change.new, &mut node.value) {
        (Some(new), _) => *at_or_new(node, field, Value::Null) = new.clone(),
        (None, Value::Map(pairs)) => pairs.retain(|(name, _)| name != field),
        (None, _) => {}
    }
    true
}
