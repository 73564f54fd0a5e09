//! How like two elements of a set are: a number from 0 to 1 that depends on nothing but the two.
//!
//! Two texts are as like as the share of characters that stand in both in the same order (Ratcliff and Obershelp, as
//! `similar` computes it), after case, accents, white space and punctuation are folded, or as the share of words that they
//! have in common if that is more (`KIM, Yong Chol` and `Yong Chol KIM`). Two records are as like as their fields on
//! average; fields by which people and documents are identified count three times, notes and ids not at all. A word from
//! a vocabulary (`type`, `currency`) must be the same.

use std::collections::BTreeSet;

use similar::TextDiff;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::data::{Node, Value};
use crate::model::Entry;
use crate::model::record::{Field, Form, Record};
use crate::model::schema::{Class, FieldSchema, Schema, Shape};

/// Returns how like two records are.
pub(super) fn likeness(old: &Node, new: &Node, schema: &'static Schema) -> f64 {
    let kind_differs = ["type", "currency"]
        .iter()
        .any(|field| schema.name != "Name" && schema.name != "Relation" && old.get(field) != new.get(field));
    if kind_differs {
        return 0.0;
    }
    let (mut sum, mut weights) = (0.0, 0.0);
    for field in schema.fields {
        let (old, new) = (old.get(field.name), new.get(field.name));
        let weight = weight(field);
        if weight > 0.0 && (old.is_some() || new.is_some()) {
            sum += weight * values(old, new);
            weights += weight;
        }
    }
    if weights == 0.0 { 0.0 } else { sum / weights }
}

fn weight(field: &FieldSchema) -> f64 {
    match (field.name, field.class, &field.shape) {
        ("id" | "order" | "note" | "extra", ..) => 0.0,
        ("text" | "number" | "address" | "value" | "programme" | "street", ..) => 3.0,
        (_, Class::Editorial, _) | (_, _, Shape::Word(_) | Shape::Flag) => 0.5,
        _ => 1.0,
    }
}

fn values(old: Option<&Node>, new: Option<&Node>) -> f64 {
    match (old, new) {
        (Some(old), Some(new)) if old == new => 1.0,
        (Some(old), Some(new)) => match (&old.value, &new.value) {
            (Value::Text(old), Value::Text(new)) => texts(old, new),
            (Value::List(old), Value::List(new)) => shared(old, new),
            _ => 0.0,
        },
        _ => 0.0,
    }
}

fn shared(old: &[Node], new: &[Node]) -> f64 {
    let both = old.iter().filter(|element| new.contains(element)).count();
    let all = old.len().max(new.len());
    if all == 0 { 1.0 } else { ratio(both, all) }
}

fn texts(old: &str, new: &str) -> f64 {
    let (old, new) = (folded(old), folded(new));
    if old.is_empty() || new.is_empty() {
        return f64::from(u8::from(old == new));
    }
    let characters = f64::from(TextDiff::from_chars(old.as_str(), new.as_str()).ratio());
    let mut old_words: Vec<&str> = old.split(' ').collect();
    let mut new_words: Vec<&str> = new.split(' ').collect();
    old_words.sort_unstable();
    new_words.sort_unstable();
    let both = old_words.iter().filter(|word| new_words.contains(word)).count();
    characters.max(ratio(both, old_words.len().max(new_words.len())))
}

fn ratio(part: usize, whole: usize) -> f64 {
    // Both are counts of words or elements of one entry, far below the point where the conversion is inexact.
    part as f64 / whole as f64
}

/// Returns a text without what says nothing: case, accents, white space, punctuation.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if c.is_whitespace() && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Returns how like two parties are, in percent: of the sets of identifying facts that either has (names count three times),
/// the average share of facts that both have, after case, accents, white space and punctuation are folded. Ids, order, quality
/// and notes are nothing to it.
pub(super) fn party_likeness(old: &Entry, new: &Entry) -> u8 {
    let nothing = Node::default();
    let whole = |entry: &Entry| entry.node(Form::Long).unwrap_or_default();
    let (old, new) = (whole(old), whole(new));
    let (mut sum, mut weights) = (0.0, 0.0);
    for field in Entry::SCHEMA
        .fields
        .iter()
        .filter(|field| field.class == Class::Identity)
    {
        if !matches!(field.shape, Shape::Set(_)) {
            continue;
        }
        let facts = |node: &Node| -> BTreeSet<String> {
            let elements = node.get(field.name).unwrap_or(&nothing).elements();
            elements.iter().map(fact).collect()
        };
        let (old, new) = (facts(&old), facts(&new));
        let most = old.len().max(new.len());
        if most > 0 {
            let weight = if field.name == "names" { 3.0 } else { 1.0 };
            sum += weight * ratio(old.intersection(&new).count(), most);
            weights += weight;
        }
    }
    let percent = if weights == 0.0 { 0.0 } else { 100.0 * sum / weights };
    // It lies between 0 and 100.
    percent.round() as u8
}

/// What an element says, without what is said about it.
fn fact(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => folded(text),
        Value::Map(pairs) => {
            let said = pairs
                .iter()
                .filter(|(name, _)| !matches!(name.as_ref(), "id" | "order" | "note" | "quality" | "type" | "parts"));
            said.map(|(_, node)| fact(node)).collect::<Vec<_>>().join("\u{1}")
        }
        other => format!("{other:?}"),
    }
}

/// Returns true where two names are the same but for case, white space and punctuation.
pub(super) fn names_one_thing(old: &Node, new: &Node) -> bool {
    let text = |node: &Node| node.get("text").and_then(Node::as_text).map(folded);
    text(old).is_some() && text(old) == text(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_folded() {
        assert_eq!(folded("  OBORONLOGISTIKA,  OOO "), folded("Oboronlogistika OOO"));
        assert_eq!(folded("Chongch’al"), folded("CHONGCH'AL"));
        assert_eq!(folded("José"), folded("JOSE"));
        assert_ne!(folded("KIM Il"), folded("KIM Al"));
    }

    #[test]
    fn words_in_another_order_are_like() {
        assert!(texts("KIM, Yong Chol", "Yong Chol KIM") > 0.99);
        assert!(texts("CHOSUN EXPO", "CHOSEN EXPO") > 0.8);
        assert!(texts("HIDDEN COBRA", "APPLEWORM") < 0.5);
    }
}
