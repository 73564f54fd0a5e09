//! A part of an entry in one line of text, for people: table cells, pages.
//!
//! The line is made from the record's schema: its main fields first, the rest in brackets under the fields' names, without ids
//! and order. It is for reading and searching and is never parsed.

use std::borrow::Cow;

use crate::data::{Node, Value};
use crate::model::record::{FieldValue, Form, Record, Scalar};
use crate::model::schema::{FieldSchema, Schema, Shape};
use crate::model::{Address, FuzzyDate, Name, Phrase, Place};

/// Returns the values of a field of an entry, one line each: what a table cell or a page shows of it.
pub fn values(field: &FieldSchema, value: &dyn FieldValue) -> Vec<String> {
    let node = value.to_node(Form::Long).unwrap_or_default();
    let shape = match field.shape {
        Shape::Set(inner) => inner,
        _ => &field.shape,
    };
    let elements = node.elements().iter();
    if field.is_prose() && shape.record().is_some() {
        return elements.map(prose).collect();
    }
    elements.map(|element| text_of(element, shape)).collect()
}

/// Returns one line for one element: `LAZARUS GROUP (type: aka, quality: strong)`.
pub fn line<R: Record>(value: &R) -> String {
    let node = value.node(Form::Long);
    node.map(|node| line_of(&node, R::SCHEMA)).unwrap_or_default()
}

/// Returns a record's line: names, addresses and places have a form of their own, any other begins with the fields of
/// [`Schema::head`] and has the rest in brackets.
fn line_of(node: &Node, schema: &'static Schema) -> String {
    if schema == Name::SCHEMA {
        return name(node);
    }
    if schema == Address::SCHEMA || schema == Place::SCHEMA {
        return place(node);
    }
    let head = schema.head();
    let first: Vec<String> = head
        .iter()
        .filter_map(|name| node.get(name))
        .map(|value| text_of(value, &Shape::Any))
        .collect();
    let rest: Vec<String> = facts_of(node, schema)
        .filter(|(name, _)| !head.contains(&name.as_ref()))
        .map(|(name, value)| labelled(name, value, schema))
        .collect();
    match (first.is_empty(), rest.is_empty()) {
        (true, _) => rest.join(", "),
        (false, true) => first.join(" "),
        (false, false) => format!("{} ({})", first.join(" "), rest.join(", ")),
    }
}

/// The pairs of a record that state something of the party, without ids and order.
fn facts_of<'a>(node: &'a Node, schema: &'static Schema) -> impl Iterator<Item = &'a (Cow<'static, str>, Node)> {
    let is_fact = |name: &str| schema.field(name).is_none_or(|field| !field.is_bookkeeping());
    node.pairs().iter().filter(move |(name, _)| is_fact(name))
}

fn labelled(name: &str, value: &Node, schema: &Schema) -> String {
    let shape = schema.field(name).map_or(Shape::Any, |field| field.shape);
    let name = name.replace('_', " ");
    match &value.value {
        Value::Flag(true) => name,
        _ => format!("{name}: {}", text_of(value, &shape)),
    }
}

fn text_of(node: &Node, shape: &Shape) -> String {
    match (&node.value, shape) {
        (Value::Null, _) => String::new(),
        (Value::Text(text), _) => one_line(text),
        (Value::Flag(flag), _) => flag.to_string(),
        (Value::Number(number), _) => number.to_string(),
        (Value::List(elements), Shape::Set(inner)) => joined(elements.iter().map(|element| text_of(element, inner))),
        (Value::List(elements), _) => joined(elements.iter().map(|element| text_of(element, &Shape::Any))),
        (Value::Map(_), Shape::Record(schema)) => line_of(node, schema),
        (Value::Map(pairs), _) => joined(
            pairs
                .iter()
                .map(|(name, value)| format!("{name}: {}", text_of(value, &Shape::Any))),
        ),
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

/// Returns a date as `docs/format.md` writes it.
pub fn date(date: &FuzzyDate) -> String {
    date.text().into_owned()
}

/// Returns the text with every run of white space as one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines as it is, then what else is known of it.
fn prose(phrase: &Node) -> String {
    let text = phrase.get("text").and_then(Node::as_text).unwrap_or_default();
    let rest: Vec<String> = facts_of(phrase, Phrase::SCHEMA)
        .filter(|(name, _)| name != "text")
        .map(|(name, value)| labelled(name, value, Phrase::SCHEMA))
        .collect();
    match rest.is_empty() {
        true => text.to_owned(),
        false => format!("{text} ({})", rest.join(", ")),
    }
}

/// A name with its type and quality: `GUARDIANS OF PEACE (aka, weak)`.
fn name(name: &Node) -> String {
    const BESIDE: [&str; 9] = [
        "type", "quality", "script", "language", "parts", "forms", "title", "position", "note",
    ];
    let beside = BESIDE.iter().filter_map(|field| Some((*field, name.get(field)?)));
    let beside = beside.flat_map(|(field, value)| {
        let shape = Name::SCHEMA.field(field).map_or(Shape::Any, |field| field.shape);
        let shape = match shape {
            Shape::Set(inner) => *inner,
            other => other,
        };
        value.elements().iter().map(move |value| text_of(value, &shape))
    });
    let beside: Vec<String> = beside.filter(|text| !text.is_empty()).collect();
    with_note(
        text_in(name, "text").unwrap_or_default(),
        (!beside.is_empty()).then(|| beside.join(", ")).as_deref(),
    )
}

/// An address or place, its parts in the order in which they are written on an envelope.
fn place(place: &Node) -> String {
    const PARTS: [&str; 15] = [
        "text",
        "care_of",
        "street",
        "street2",
        "street3",
        "street4",
        "street5",
        "street6",
        "po_box",
        "area",
        "city",
        "state",
        "postal_code",
        "region",
        "country",
    ];
    let text = joined(PARTS.iter().filter_map(|part| text_in(place, part)));
    with_note(text, text_in(place, "note").as_deref())
}

fn text_in(node: &Node, field: &str) -> Option<String> {
    node.get(field).and_then(Node::as_text).map(one_line)
}

fn with_note(text: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{text} ({note})"),
        None => text,
    }
}

/// Returns a value of a record in one line; `shape` is that of the field in which it is, or of one of its elements.
pub fn value(node: &Node, shape: &Shape) -> String {
    match shape {
        Shape::Set(inner) if !matches!(node.value, Value::List(_)) => text_of(node, inner),
        _ => text_of(node, shape),
    }
}

/// Returns the shape of the field with this path, as in `vessel.flag`; [`Shape::Any`] if there is no such field.
pub fn shape_of(schema: &Schema, path: &str) -> Shape {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let shape = schema.field(first).map_or(Shape::Any, |field| field.shape);
    match rest {
        None => shape,
        Some(rest) => shape.record().map_or(Shape::Any, |inner| shape_of(inner, rest)),
    }
}
