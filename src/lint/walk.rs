//! Every value of a list, with its shape in the schema.

use crate::data::{Node, Place, Value};
use crate::model::record::{Field, Record};
use crate::model::schema::{FieldSchema, Schema, Shape};
use crate::model::{Config, Entry, Exceptions, List};
use crate::yaml::Loaded;

use super::builder::{FindingBuilder, Origin};
use super::read::Written;
use super::scope::{EntryScope, ListScope, Scope, anchor_of};
use super::text;

/// A value, or a name of the writer's choice, and what the schema says of it.
pub(super) struct FieldValue<'a> {
    pub(super) origin: Origin,
    /// The bytes of the file.
    pub(super) bytes: &'a [u8],
    /// The list; nothing in the repository's settings.
    pub(super) list: Option<&'a ListScope<'a>>,
    /// The entry that contains it, if any.
    pub(super) entry: Option<EntryScope<'a>>,
    /// The record that has the field.
    pub(super) schema: &'static Schema,
    /// The field; that of the short form if a bare text is written for a record; empty for the record at the top.
    pub(super) field: &'static str,
    /// What the field may contain.
    pub(super) shape: &'static Shape,
    /// The value; for a name of the writer's choice the value that it leads to.
    pub(super) node: &'a Node,
    /// The text, where it is one.
    pub(super) text: Option<&'a str>,
    /// Its place.
    pub(super) place: Place,
    /// True for a name of the writer's choice.
    pub(super) is_key: bool,
    /// True at any depth inside a field that the schema does not look into.
    pub(super) is_inside_extra: bool,
}

impl FieldValue<'_> {
    /// Starts a finding about the whole value.
    pub(super) fn finding(&self, message: impl Into<String>) -> FindingBuilder {
        let anchor = if self.is_key { self.place } else { anchor_of(self.node) };
        FindingBuilder::new(self.origin, self.place, message).anchor(anchor)
    }

    /// Starts a finding about some characters of the text, given in bytes of the text.
    pub(super) fn finding_in(&self, range: std::ops::Range<usize>, message: impl Into<String>) -> FindingBuilder {
        let mut draft = self.finding(message);
        draft.place = self.place_of(range).unwrap_or(self.place);
        draft
    }

    /// Returns the place of some bytes of the text in the file; nothing if that is not certain.
    pub(super) fn place_of(&self, range: std::ops::Range<usize>) -> Option<Place> {
        text::place_of(self.bytes, self.place, self.text?, range)
    }

    /// Returns true for a text that may have several lines and be long: reasons, remarks, notes, descriptions, and what no field is for.
    pub(super) fn is_prose(&self) -> bool {
        self.is_inside_extra || self.schema.field(self.field).is_some_and(FieldSchema::is_prose)
    }

    /// Returns the text if this is the name of a person or thing: what screening matches on.
    pub(super) fn name(&self) -> Option<&str> {
        let is_name = self.schema.field(self.field).is_some_and(FieldSchema::is_name);
        if is_name { self.text } else { None }
    }
}

/// What is walked through by itself: an entry, or a file of settings.
#[derive(Clone, Copy)]
pub(super) enum Unit<'a> {
    /// A list's `list.yaml`.
    List(&'a ListScope<'a>),
    /// An entry, or a party that is not listed.
    Entry(EntryScope<'a>),
    /// The repository's settings.
    Config(&'a Loaded, Origin),
    /// The repository's exceptions.
    Exceptions(&'a Loaded, Origin),
}

/// Returns everything that is to be walked through.
pub(super) fn units<'a>(scope: &'a Scope<'a>) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    for list in &scope.lists {
        if !list.loaded.list_node.is_null() {
            units.push(Unit::List(list));
        }
        units.extend(list.all().map(Unit::Entry));
    }
    let config = scope.input.config;
    let origin = |before: usize| Origin {
        list: scope.lists.len() + before,
        file: 0,
    };
    units.extend(config.map(|config| Unit::Config(config, origin(0))));
    let exceptions = scope.input.exceptions;
    units.extend(exceptions.map(|exceptions| Unit::Exceptions(exceptions, origin(usize::from(config.is_some())))));
    units
}

impl<'a> Unit<'a> {
    /// Returns the unit with a place for what is read of it.
    pub(super) fn with<'b>(self, written: &'b Written) -> Unit<'b>
    where
        'a: 'b,
    {
        match self {
            Unit::Entry(entry) => Unit::Entry(entry.with(written)),
            other => other,
        }
    }

    /// Calls `visit` with every value.
    pub(super) fn walk(&self, visit: &mut dyn FnMut(&FieldValue<'_>)) {
        match self {
            Unit::List(list) => {
                let file = list.list_file();
                let mut walker = Walker::new(file, list.loaded.files.get(file.file), Some(list), None, visit);
                walker.top(&list.loaded.list_node, List::SCHEMA, &<List as Field>::SHAPE);
            }
            Unit::Entry(entry) => {
                let (origin, list) = (entry.origin(), entry.list);
                let file = list.loaded.files.get(origin.file);
                let mut walker = Walker::new(origin, file, Some(list), Some(*entry), visit);
                walker.top(entry.node(), Entry::SCHEMA, &<Entry as Field>::SHAPE);
            }
            Unit::Config(config, origin) => {
                let mut walker = Walker::new(*origin, config.files.first(), None, None, visit);
                walker.top(&config.list_node, Config::SCHEMA, &<Config as Field>::SHAPE);
            }
            Unit::Exceptions(exceptions, origin) => {
                let mut walker = Walker::new(*origin, exceptions.files.first(), None, None, visit);
                walker.top(&exceptions.list_node, Exceptions::SCHEMA, &<Exceptions as Field>::SHAPE);
            }
        }
    }
}

struct Walker<'a, 'v> {
    origin: Origin,
    bytes: &'a [u8],
    list: Option<&'a ListScope<'a>>,
    entry: Option<EntryScope<'a>>,
    visit: &'v mut dyn FnMut(&FieldValue<'_>),
}

/// A field: its record, its name, what it may contain.
#[derive(Clone, Copy)]
struct Slot {
    schema: &'static Schema,
    field: &'static str,
    shape: &'static Shape,
    inside_extra: bool,
}

impl<'a, 'v> Walker<'a, 'v> {
    fn new(
        origin: Origin,
        file: Option<&'a crate::yaml::SourceFile>,
        list: Option<&'a ListScope<'a>>,
        entry: Option<EntryScope<'a>>,
        visit: &'v mut dyn FnMut(&FieldValue<'_>),
    ) -> Self {
        Self {
            origin,
            bytes: file.map_or(&[], |file| file.bytes.as_slice()),
            list,
            entry,
            visit,
        }
    }

    fn top(&mut self, node: &'a Node, schema: &'static Schema, shape: &'static Shape) {
        let slot = Slot {
            schema,
            field: "",
            shape,
            inside_extra: false,
        };
        self.value(node, slot);
    }

    fn value(&mut self, node: &'a Node, slot: Slot) {
        let holds_others = matches!(
            slot.shape,
            Shape::Set(_) | Shape::Record(_) | Shape::Table(_) | Shape::Pairs
        );
        let text = if holds_others { None } else { node.as_text() };
        self.visit(node, text, node.place, slot, false);
        match slot.shape {
            Shape::Set(inner) => {
                let slot = Slot { shape: inner, ..slot };
                for element in node.elements() {
                    self.value(element, slot);
                }
            }
            Shape::Record(schema) => self.record(node, schema),
            Shape::Table(inner) => self.named(node, Slot { shape: inner, ..slot }),
            Shape::Pairs => self.named(
                node,
                Slot {
                    shape: &Shape::Text,
                    ..slot
                },
            ),
            Shape::Any => self.anything(node, slot),
            _ => {}
        }
    }

    fn record(&mut self, node: &'a Node, schema: &'static Schema) {
        if node.as_text().is_some() {
            let short = schema.short.and_then(|name| schema.field(name));
            if let Some(field) = short {
                self.value(node, slot_of(schema, field));
            }
            return;
        }
        for (name, value) in node.pairs() {
            match schema.field(name) {
                Some(field) => self.value(value, slot_of(schema, field)),
                None => self.value(
                    value,
                    Slot {
                        schema,
                        field: "extra",
                        shape: &Shape::Any,
                        inside_extra: true,
                    },
                ),
            }
        }
    }

    fn named(&mut self, node: &'a Node, slot: Slot) {
        for (name, value) in node.pairs() {
            let key = Slot {
                shape: &Shape::Text,
                ..slot
            };
            self.visit(value, Some(name), value.key_place, key, true);
            self.value(value, slot);
        }
    }

    fn anything(&mut self, node: &'a Node, slot: Slot) {
        let slot = Slot {
            inside_extra: true,
            ..slot
        };
        match &node.value {
            Value::List(elements) => elements.iter().for_each(|element| self.value(element, slot)),
            Value::Map(_) => self.named(node, slot),
            _ => {}
        }
    }

    fn visit(&mut self, node: &'a Node, text: Option<&'a str>, place: Place, slot: Slot, is_key: bool) {
        (self.visit)(&FieldValue {
            origin: self.origin,
            bytes: self.bytes,
            list: self.list,
            entry: self.entry,
            schema: slot.schema,
            field: slot.field,
            shape: slot.shape,
            node,
            text,
            place,
            is_key,
            is_inside_extra: slot.inside_extra,
        });
    }
}

fn slot_of(schema: &'static Schema, field: &'static FieldSchema) -> Slot {
    Slot {
        schema,
        field: field.name,
        shape: &field.shape,
        inside_extra: false,
    }
}
