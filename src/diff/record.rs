//! Two records of one schema, field by field.

use crate::data::Node;
use crate::model::schema::{Class, FieldSchema, Schema, Shape};
use crate::vocabulary::{FeatureTerm, features};

use super::change::{FieldChange, Verb, weightiest};
use super::kind::PRIMARY_NAME_CHANGED;
use super::likeness::{folded, names_one_thing};
use super::pair::{Pairing, pair};

/// Returns what differs between two records, in the order of the schema's fields.
pub(super) fn compare(old: &Node, new: &Node, schema: &'static Schema) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare_fields(old, new, schema, "", &mut changes);
    changes
}

fn compare_fields(old: &Node, new: &Node, schema: &'static Schema, above: &str, changes: &mut Vec<FieldChange>) {
    for field in schema.fields {
        let (old, new) = (said(old.get(field.name)), said(new.get(field.name)));
        if old != new {
            let path = if above.is_empty() {
                field.name.to_owned()
            } else {
                format!("{above}.{}", field.name)
            };
            compare_field(old, new, field, path, changes);
        }
    }
}

fn said(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| !node.is_null())
}

fn compare_field(
    old: Option<&Node>,
    new: Option<&Node>,
    field: &'static FieldSchema,
    path: String,
    changes: &mut Vec<FieldChange>,
) {
    let nothing = Node::default();
    let (before, after) = (old.unwrap_or(&nothing), new.unwrap_or(&nothing));
    match field.shape {
        Shape::Record(schema) => compare_fields(before, after, schema, &path, changes),
        Shape::Set(inner) => {
            let mut found = compare_sets(before.elements(), after.elements(), inner, &path, field.class);
            if field.name == "features" {
                found.iter_mut().for_each(weigh_feature);
            }
            if field.name == "names" {
                tell_change_of_primary_name(&mut found);
            }
            changes.extend(found);
        }
        Shape::Table(_) | Shape::Pairs | Shape::Any => compare_tables(before, after, &path, field.class, changes),
        _ => {
            let class = scalar_class(old, new, field);
            changes.push(FieldChange::new(path, old.cloned(), new.cloned(), class));
        }
    }
}

/// A text that differs in nothing but white space, case, accents and punctuation says the same; but a wallet's address, in which
/// each character counts, only if it is hexadecimal and differs in case.
fn scalar_class(old: Option<&Node>, new: Option<&Node>, field: &FieldSchema) -> Class {
    let texts = old.and_then(Node::as_text).zip(new.and_then(Node::as_text));
    let say_the_same = |(old, new): (&str, &str)| match field.name {
        // Of an entry's records a wallet alone has a field of this name.
        "address" => old.starts_with("0x") && old.eq_ignore_ascii_case(new),
        _ => folded(old) == folded(new),
    };
    if field.class != Class::Relation && texts.is_some_and(say_the_same) {
        return Class::Editorial;
    }
    field.class
}

/// A typed fact that says something of the law is a legal one, whatever else is among the features.
fn weigh_feature(change: &mut FieldChange) {
    let is_legal = |node: &Option<Node>| {
        let kind = node.as_ref().and_then(|node| node.get("type")).and_then(Node::as_text);
        kind.is_none_or(|kind| features().get(kind).is_some_and(FeatureTerm::is_legal))
    };
    if change.class == Class::Identity && is_legal(&change.old) && is_legal(&change.new) {
        change.class = Class::Legal;
    }
}

fn compare_tables(old: &Node, new: &Node, path: &str, class: Class, changes: &mut Vec<FieldChange>) {
    let mut names: Vec<&str> = old
        .pairs()
        .iter()
        .chain(new.pairs())
        .map(|(name, _)| name.as_ref())
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (old, new) = (old.get(name), new.get(name));
        if old != new {
            changes.push(FieldChange::named(path, name, old.cloned(), new.cloned(), class));
        }
    }
}

fn compare_sets(old: &[Node], new: &[Node], inner: &Shape, path: &str, class: Class) -> Vec<FieldChange> {
    let Pairing { pairs, removed, added } = pair(old, new, inner);
    let mut changes = Vec::new();
    let path = || path.to_owned();
    for (old, new) in pairs {
        changes.push(amended(old, new, inner, path(), class));
    }
    for element in removed {
        changes.push(FieldChange::new(path(), Some(element.clone()), None, class));
    }
    for element in added {
        changes.push(FieldChange::new(path(), None, Some(element.clone()), class));
    }
    changes
}

fn amended(old: &Node, new: &Node, inner: &Shape, path: String, class: Class) -> FieldChange {
    let parts = match inner {
        Shape::Record(schema) => compare(old, new, schema),
        _ => Vec::new(),
    };
    let class = if parts.is_empty() {
        class
    } else {
        weightiest(&parts).min(class)
    };
    FieldChange {
        parts,
        ..FieldChange::new(path, Some(old.clone()), Some(new.clone()), class)
    }
}

/// Where one name ceased to be the primary one and another became it, the two changes are told as one.
fn tell_change_of_primary_name(changes: &mut Vec<FieldChange>) {
    let is_primary = |node: &Option<Node>| {
        let kind = node.as_ref().and_then(|node| node.get("type")).and_then(Node::as_text);
        kind == Some("primary")
    };
    // Of several that ceased to be primary nobody can say which the new one replaced.
    let only = |is_meant: &dyn Fn(&FieldChange) -> bool| {
        let mut places = changes.iter().enumerate().filter(|(_, change)| is_meant(change));
        places
            .next()
            .filter(|_| places.next().is_none())
            .map(|(place, _)| place)
    };
    let lost = only(&|change| is_primary(&change.old) && !is_primary(&change.new));
    let gained = only(&|change| !is_primary(&change.old) && is_primary(&change.new));
    let (Some(lost), Some(gained)) = (lost, gained) else {
        return;
    };
    let one_thing = match (&changes[lost].old, &changes[gained].new) {
        (Some(old), Some(new)) => names_one_thing(old, new),
        _ => false,
    };
    let told = FieldChange {
        path: "names".to_owned(),
        kind: PRIMARY_NAME_CHANGED.to_owned(),
        verb: Verb::Amended,
        class: if one_thing { Class::Editorial } else { Class::Identity },
        old: changes[lost].old.clone(),
        new: changes[gained].new.clone(),
        parts: vec![changes[lost].clone(), changes[gained].clone()],
    };
    let mut place = 0;
    changes.retain(|_| {
        place += 1;
        place - 1 != lost && place - 1 != gained
    });
    changes.insert(0, told);
}
