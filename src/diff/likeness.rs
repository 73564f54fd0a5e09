//! How like two elements of a set are: a number from 0 to 1 that depends on nothing but the two.
//!
//! Two texts are as like as the share of characters that stand in both in the same order (Ratcliff and Obershelp, as
//! `similar` computes it), after case, accents, white space and punctuation are folded, or as the share of words that they
//! have in common if that is more (`KIM, Yong Chol` and `Yong Chol KIM`). Two dates are wholly like where one lies within the
//! other (`1971` and `1971-03-05`), else as like as the days that they share, or as their texts if that is more. Two records are
//! as like as their fields on average; fields by which people and documents are identified count three times, notes and ids
//! not at all. A word from a vocabulary (`type`, `currency`) must be the same, and the script of a name where both say one.

use std::collections::BTreeSet;

use jiff::civil::Date;
use similar::TextDiff;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::data::{Node, Value};
use crate::model::record::{Field, Form, Record};
use crate::model::schema::{Class, FieldSchema, Schema, Shape};
use crate::model::{Entry, FuzzyDate};

/// Returns how like two records are.
pub(super) fn likeness(old: &Node, new: &Node, schema: &'static Schema) -> f64 {
    let kind_differs = ["type", "currency"]
        .iter()
        .any(|field| schema.name != "Name" && schema.name != "Relation" && old.get(field) != new.get(field));
    if kind_differs || scripts_differ(old, new, schema) {
        return 0.0;
    }
    let (mut sum, mut weights) = (0.0, 0.0);
    for field in schema.fields {
        let (old, new) = (old.get(field.name), new.get(field.name));
        let weight = weight(field);
        if weight > 0.0 && (old.is_some() || new.is_some()) {
            sum += weight * values(old, new, &field.shape);
            weights += weight;
        }
    }
    if weights == 0.0 { 0.0 } else { sum / weights }
}

/// A name in other letters is another name, however like the rest is.
fn scripts_differ(old: &Node, new: &Node, schema: &Schema) -> bool {
    let scripts = old.get("script").zip(new.get("script"));
    matches!(schema.name, "Name" | "NameForm") && scripts.is_some_and(|(old, new)| old != new)
}

fn weight(field: &FieldSchema) -> f64 {
    match (field.name, field.class, &field.shape) {
        ("id" | "order" | "note" | "extra", ..) => 0.0,
        ("text" | "number" | "address" | "value" | "programme" | "street", ..) => 3.0,
        (_, Class::Editorial, _) | (_, _, Shape::Word(_) | Shape::Flag) => 0.5,
        _ => 1.0,
    }
}

fn values(old: Option<&Node>, new: Option<&Node>, shape: &Shape) -> f64 {
    match (old, new) {
        (Some(old), Some(new)) if old == new => 1.0,
        (Some(old), Some(new)) => match (&old.value, &new.value) {
            (Value::Text(old), Value::Text(new)) if matches!(shape, Shape::Date) => dates(old, new),
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

/// Of the shorter of two dates, what part of its days the other has as well; or how like their texts are, if that is more.
fn dates(old: &str, new: &str) -> f64 {
    let span = |text: &str| FuzzyDate::parse(text).as_ref().and_then(FuzzyDate::span);
    let days = |first: Date, last: Date| i64::from(last.since(first).map_or(0, |span| span.get_days())) + 1;
    let shared = span(old).zip(span(new)).map_or(0.0, |(old, new)| {
        let shorter = days(old.0, old.1).min(days(new.0, new.1)).max(1);
        let both = days(old.0.max(new.0), old.1.min(new.1)).max(0);
        // Both are counts of days within some centuries.
        both as f64 / shorter as f64
    });
    shared.max(texts(old, new))
}

/// Returns how like two texts are; the same the other way round.
pub(super) fn texts(old: &str, new: &str) -> f64 {
    let (old, new) = (folded(old), folded(new));
    if old.is_empty() || new.is_empty() {
        return f64::from(u8::from(old == new));
    }
    let (first, second) = if old <= new { (&old, &new) } else { (&new, &old) };
    let characters = f64::from(TextDiff::from_chars(first.as_str(), second.as_str()).ratio());
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let (first, second) = (words(first), words(second));
    characters.max(ratio(in_both(&first, &second), first.len().max(second.len())))
}

/// Returns how many elements two sorted lists share, each as often as both have it.
fn in_both(first: &[String], second: &[String]) -> usize {
    let (mut at, mut count) = (0, 0);
    for word in first {
        while second.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        if second.get(at) == Some(word) {
            count += 1;
            at += 1;
        }
    }
    count
}

fn ratio(part: usize, whole: usize) -> f64 {
    // Both are counts of words or elements of one entry, far below the point where the conversion is inexact.
    part as f64 / whole as f64
}

/// Returns a text without what says nothing: case, white space, punctuation, and the accents of Latin and Greek letters. In other
/// scripts a mark makes another letter (`й` is not `и`, `が` is not `か`) and stays; so does what keeps two numbers apart
/// (`12/3` is not `1/23`).
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut between = false;
    for c in text.nfkd() {
        if is_combining_mark(c) {
            if !folded.chars().last().is_none_or(has_accents) {
                folded.push(c);
            }
        } else if c.is_alphanumeric() {
            let last = folded.chars().last();
            if between && c.is_numeric() && last.is_some_and(char::is_numeric) {
                folded.push(' ');
            }
            folded.extend(c.to_lowercase());
            between = false;
        } else if c.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            between = true;
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// True for letters whose accents are a matter of spelling; for everything that is no letter as well.
fn has_accents(c: char) -> bool {
    !c.is_alphabetic() || matches!(c.script(), Script::Latin | Script::Greek)
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

/// Returns true where two parties share a date or place of birth, an address, a contact or a document: what two strangers of
/// similar names seldom do.
pub(super) fn share_a_fact(old: &Entry, new: &Entry) -> bool {
    let whole = |entry: &Entry| entry.node(Form::Long).unwrap_or_default();
    let (old, new) = (whole(old), whole(new));
    ["birth_dates", "birth_places", "addresses", "contacts", "documents"]
        .iter()
        .any(|field| {
            let facts = |node: &Node| -> BTreeSet<String> {
                let elements = node.get(field).map(Node::elements).unwrap_or_default();
                elements.iter().map(fact).collect()
            };
            !facts(&old).is_disjoint(&facts(&new))
        })
}

/// Returns true where a party has a fact among those of a field.
pub(super) fn has_fact(party: &Entry, field: &str, element: &Node) -> bool {
    let whole = party.node(Form::Long).unwrap_or_default();
    let elements = whole.get(field).map(Node::elements).unwrap_or_default();
    elements.iter().any(|known| fact(known) == fact(element))
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
        assert_eq!(folded("Άθως"), folded("αθως"));
    }

    #[test]
    fn what_says_something_is_not_folded() {
        for (one, other) in [
            ("12/3", "1/23"),
            ("1.5", "15"),
            ("Андрей", "Андреи"),
            ("か", "が"),
            ("कि", "का"),
        ] {
            assert_ne!(folded(one), folded(other));
        }
    }

    #[test]
    fn likeness_is_the_same_both_ways() {
        for (one, other) in [
            ("a a b", "a c d"),
            ("KIM, Yong Chol", "Yong KIM KIM"),
            ("abcdef", "badcfe"),
        ] {
            assert!(
                (texts(one, other) - texts(other, one)).abs() < f64::EPSILON,
                "{one}, {other}"
            );
        }
    }

    #[test]
    fn dates_are_like_by_the_days_they_share() {
        assert!(dates("1971", "1971-03-05") > 0.99);
        assert!(dates("1970/1972", "1972/1974") > 0.3);
        assert!(dates("1952", "1971-03-05") < 0.55);
        assert!(dates("1971-03-05", "1971-03-06") > 0.8, "a slip of the pen");
    }

    #[test]
    fn words_in_another_order_are_like() {
        assert!(texts("KIM, Yong Chol", "Yong Chol KIM") > 0.99);
        assert!(texts("CHOSUN EXPO", "CHOSEN EXPO") > 0.8);
        assert!(texts("HIDDEN COBRA", "APPLEWORM") < 0.5);
    }
}
