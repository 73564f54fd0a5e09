//! Which new element of a set is which old one.
//!
//! Elements that are equal are taken out first, each with one equal of the other side. Then elements pair by the
//! authority's own id, then by what identifies an element of their kind (a document by type and number, a designation by its
//! programme), and what is left by likeness, so that the sum of likeness is the greatest. The result does not depend on
//! the order in which the elements stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::Node;
use crate::model::schema::{Schema, Shape};

use super::assign::assign;
use super::likeness::likeness;

/// Pairs of elements that differ, and the elements without a partner; each in the canonical order of the sets.
pub(super) struct Pairing<'a> {
    pub(super) pairs: Vec<(&'a Node, &'a Node)>,
    pub(super) removed: Vec<&'a Node>,
    pub(super) added: Vec<&'a Node>,
}

/// What identifies an element of a kind, tried in this order; each is a set of fields that must all be said and equal.
fn keys(schema: &Schema) -> &'static [&'static [&'static str]] {
    match schema.name {
        "Name" | "NameForm" => &[&["text", "script"], &["text"]],
        "NamePart" => &[&["type", "text"], &["type"]],
        "Document" => &[&["type", "number"], &["number"]],
        "Contact" | "Reference" => &[&["type", "value"]],
        "Wallet" => &[&["currency", "address"], &["address"]],
        "Designation" => &[&["programme", "authority"], &["programme"]],
        "Relation" => &[&["type", "to"], &["type", "name"], &["to"]],
        "DateFact" => &[&["date"]],
        "CountryFact" => &[&["country"]],
        "Phrase" => &[&["text"]],
        "Feature" => &[&["type", "text"]],
        "Source" => &[&["url"], &["text"]],
        "Place" => &[&["text"], &["city", "country"]],
        "Address" => &[&["text"], &["street", "city", "country"]],
        _ => &[],
    }
}

/// Elements are only paired by likeness where they are at least so like; see [`likeness`].
const LIKE_ENOUGH: f64 = 0.55;

/// Beyond this many comparisons what is left is not paired by likeness: it is told as removals and additions, which is
/// true if less telling.
const MOST_COMPARISONS: usize = 40_000;

pub(super) fn pair<'a>(old: &'a [Node], new: &'a [Node], inner: &Shape) -> Pairing<'a> {
    let (mut removed, mut added) = without_equals(old, new);
    let mut pairs = Vec::new();
    if let Shape::Record(schema) = inner {
        pair_by(&mut removed, &mut added, &mut pairs, &["id"], schema);
        for key in keys(schema) {
            pair_by(&mut removed, &mut added, &mut pairs, key, schema);
        }
        pair_by_likeness(&mut removed, &mut added, &mut pairs, schema);
    }
    pairs.sort();
    Pairing { pairs, removed, added }
}

/// Takes out of both sides what the other has as well, as often as it has it; what is left keeps its order.
fn without_equals<'a>(old: &'a [Node], new: &'a [Node]) -> (Vec<&'a Node>, Vec<&'a Node>) {
    (left_over(old, new), left_over(new, old))
}

fn left_over<'a>(of: &'a [Node], taken: &[Node]) -> Vec<&'a Node> {
    let mut count: BTreeMap<&Node, usize> = BTreeMap::new();
    for element in taken {
        *count.entry(element).or_default() += 1;
    }
    let mut is_left = |element: &&Node| match count.get_mut(*element) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    of.iter().filter(|element| is_left(element)).collect()
}

/// Pairs elements that have the same key. Where several of one side have it, they pair by likeness among themselves.
fn pair_by<'a>(
    removed: &mut Vec<&'a Node>,
    added: &mut Vec<&'a Node>,
    pairs: &mut Vec<(&'a Node, &'a Node)>,
    key: &[&str],
    schema: &'static Schema,
) {
    let mut by_key: BTreeMap<Vec<&Node>, (Vec<&'a Node>, Vec<&'a Node>)> = BTreeMap::new();
    for element in removed.iter() {
        if let Some(key) = key_of(element, key) {
            by_key.entry(key).or_default().0.push(element);
        }
    }
    for element in added.iter() {
        if let Some(key) = key_of(element, key) {
            by_key.entry(key).or_default().1.push(element);
        }
    }
    let mut found = Vec::new();
    for (old, new) in by_key.into_values() {
        match (old.as_slice(), new.as_slice()) {
            ([old], [new]) => found.push((*old, *new)),
            ([], _) | (_, []) => {}
            _ => found.extend(most_like(&old, &new, |old, new| Some(likeness(old, new, schema)))),
        }
    }
    take_out(&found, removed, added);
    pairs.extend(found);
}

/// Takes the elements of pairs out of what is left over.
fn take_out<'a>(pairs: &[(&'a Node, &'a Node)], removed: &mut Vec<&'a Node>, added: &mut Vec<&'a Node>) {
    // The same element, not an equal one: a set may hold equal ones.
    let of = |side: fn(&(&'a Node, &'a Node)) -> &'a Node| -> BTreeSet<*const Node> {
        pairs.iter().map(|pair| std::ptr::from_ref(side(pair))).collect()
    };
    let (old, new) = (of(|pair| pair.0), of(|pair| pair.1));
    removed.retain(|element| !old.contains(&std::ptr::from_ref(*element)));
    added.retain(|element| !new.contains(&std::ptr::from_ref(*element)));
}

/// Pairs two sides so that the sum of likeness is the greatest. Of equally good ways the same one is taken whichever side is
/// the older: a comparison is the mirror of the one back.
fn most_like<'a>(
    old: &[&'a Node],
    new: &[&'a Node],
    score: impl Fn(&Node, &Node) -> Option<f64>,
) -> Vec<(&'a Node, &'a Node)> {
    let is_turned = (old.len(), old) > (new.len(), new);
    let (rows, columns) = if is_turned { (new, old) } else { (old, new) };
    let scores: Vec<Vec<Option<f64>>> = rows
        .iter()
        .map(|row| columns.iter().map(|column| score(row, column)).collect())
        .collect();
    let partners = rows.iter().zip(assign(&scores));
    let pairs = partners.filter_map(|(row, column)| Some((*row, columns[column?])));
    match is_turned {
        true => pairs.map(|(new, old)| (old, new)).collect(),
        false => pairs.collect(),
    }
}

fn key_of<'a>(element: &'a Node, key: &[&str]) -> Option<Vec<&'a Node>> {
    key.iter().map(|field| element.get(field)).collect()
}

fn pair_by_likeness<'a>(
    removed: &mut Vec<&'a Node>,
    added: &mut Vec<&'a Node>,
    pairs: &mut Vec<(&'a Node, &'a Node)>,
    schema: &'static Schema,
) {
    if removed.is_empty() || added.is_empty() || removed.len() * added.len() > MOST_COMPARISONS {
        return;
    }
    let found = most_like(removed, added, |old, new| {
        Some(likeness(old, new, schema)).filter(|score| *score >= LIKE_ENOUGH)
    });
    take_out(&found, removed, added);
    pairs.extend(found);
}
