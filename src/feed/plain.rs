//! A part of an entry in one line of text, for people: table cells, pages.
//!
//! The line is made from the record's schema: its main field first, the rest in brackets under the fields' names, ids and
//! order left out. It is meant to be read and searched, never to be read back.

use crate::data::{Node, Value};
use crate::model::record::{Extra, Field, Form, Record, Scalar};
use crate::model::schema::{Schema, Shape};
use crate::model::{Address, FuzzyDate, Name, Place};

/// The fields that say where an element stands in its source, and nothing about the party.
const BOOKKEEPING: [&str; 2] = ["id", "order"];

/// Returns one line for one element: `LAZARUS GROUP (type: aka, quality: strong)`.
pub fn line<R: Record>(value: &R) -> String {
    value
        .node(Form::Long)
        .map(|node| line_of(&node, R::SCHEMA))
        .unwrap_or_default()
}

/// Returns one line for one element that begins with these fields: `passport 290333973 (country: KP)`.
pub fn headed<R: Record>(value: &R, head: &[&str]) -> String {
    value
        .node(Form::Long)
        .map(|node| line_headed(&node, R::SCHEMA, head))
        .unwrap_or_default()
}

/// A record begins with what its short form would say, else with what it cannot be without.
fn line_of(node: &Node, schema: &Schema) -> String {
    let required = schema
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name);
    let head: Vec<&str> = match schema.short {
        Some(main) => vec![main],
        None => required.collect(),
    };
    line_headed(node, schema, &head)
}

fn line_headed(node: &Node, schema: &Schema, head: &[&str]) -> String {
    let first: Vec<String> = head
        .iter()
        .filter_map(|name| node.get(name))
        .map(|value| text_of(value, &Shape::Any))
        .collect();
    let rest: Vec<String> = node
        .pairs()
        .iter()
        .filter(|(name, _)| !head.contains(&name.as_ref()) && !BOOKKEEPING.contains(&name.as_ref()))
        .map(|(name, value)| {
            let shape = schema.field(name).map_or(Shape::Any, |field| field.shape);
            labelled(name, value, &shape)
        })
        .collect();
    match (first.is_empty(), rest.is_empty()) {
        (true, _) => rest.join(", "),
        (false, true) => first.join(" "),
        (false, false) => format!("{} ({})", first.join(" "), rest.join(", ")),
    }
}

fn labelled(name: &str, value: &Node, shape: &Shape) -> String {
    let name = name.replace('_', " ");
    match &value.value {
        Value::Flag(true) => name,
        _ => format!("{name}: {}", text_of(value, shape)),
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

/// Returns a name with what it is to its bearer: `GUARDIANS OF PEACE (aka, weak)`.
pub fn name(name: &Name) -> String {
    let mut said = vec![name.kind.as_str().to_owned(), name.quality.as_str().to_owned()];
    said.extend(name.script.as_ref().map(|script| script.as_str().to_owned()));
    said.extend(name.language.as_ref().map(|language| language.as_str().to_owned()));
    said.extend(name.parts.iter().map(line));
    said.extend(name.forms.iter().map(line));
    said.extend(
        [&name.title, &name.position, &name.note]
            .into_iter()
            .flatten()
            .map(|text| one_line(text)),
    );
    said.retain(|text| !text.is_empty());
    with_note(
        one_line(&name.text),
        (!said.is_empty()).then(|| said.join(", ")).as_deref(),
    )
}

/// Returns an address as one line, its parts in the order in which they are written on an envelope.
pub fn address(address: &Address) -> String {
    let parts = [
        &address.text,
        &address.care_of,
        &address.street,
        &address.street2,
        &address.street3,
        &address.street4,
        &address.street5,
        &address.street6,
        &address.po_box,
        &address.area,
        &address.city,
        &address.state,
        &address.postal_code,
        &address.region,
    ];
    let country = address.country.as_ref().map(|country| country.as_str());
    let text = commas(parts.into_iter().filter_map(Option::as_deref).chain(country));
    with_note(text, address.note.as_deref())
}

/// Returns a place as one line.
pub fn place(place: &Place) -> String {
    let country = place.country.as_ref().map(|country| country.as_str());
    let text = commas(place.parts().chain(country));
    with_note(text, place.note.as_deref())
}

fn with_note(text: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{text} ({})", one_line(note)),
        None => text,
    }
}

fn commas<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    joined(parts.map(one_line))
}

/// Returns a value of a record in one line; `shape` is that of the field in which it stands, or of one of its elements.
pub fn value(node: &Node, shape: &Shape) -> String {
    match shape {
        Shape::Set(inner) if !matches!(node.value, Value::List(_)) => text_of(node, inner),
        _ => text_of(node, shape),
    }
}

/// Returns the shape of the field with this path, as in `vessel.flag`; anything where there is no such field.
pub fn shape_of(schema: &Schema, path: &str) -> Shape {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let shape = schema.field(first).map_or(Shape::Any, |field| field.shape);
    match rest {
        None => shape,
        Some(rest) => record_of(&shape).map_or(Shape::Any, |inner| shape_of(inner, rest)),
    }
}

fn record_of(shape: &Shape) -> Option<&'static Schema> {
    match shape {
        Shape::Record(schema) => Some(schema),
        Shape::Set(inner) | Shape::Table(inner) => record_of(inner),
        _ => None,
    }
}

/// Returns what the model does not know, in one line.
pub fn extra(extra: &Extra) -> String {
    extra
        .node(Form::Long)
        .map(|node| text_of(&node, &Shape::Any))
        .unwrap_or_default()
}
