//! How a record of the model is read from plain data and written to it.
//!
//! A record is declared once, with [`record!`](crate::model::record): the declaration gives the struct, its
//! [`Schema`], reading with complaints, writing in short and long form, and the canonical order of its sets. What a
//! record does not know is kept under its `extra` field and complained of, never dropped.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::data::{Node, Place, Value};

use super::schema::{Schema, Shape};

/// Something in plain data that is not as the schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub fault: Fault,
}

/// What may be wrong with the shape of plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A name that the record does not have; its value was kept under `extra`.
    UnknownField {
        /// The record.
        record: &'static Schema,
        /// The name as written.
        name: String,
    },
    /// A field without which the record says nothing is not there.
    MissingField {
        /// The record.
        record: &'static Schema,
        /// The name of the field.
        name: &'static str,
    },
    /// A list where a text belongs, and the like; the value was not read.
    WrongShape {
        /// What belongs there, in words: `a text`.
        expected: &'static str,
    },
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Schema {}

/// Whether a record that says only its main thing is written as that thing alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `LAZARUS GROUP`: for people.
    Short,
    /// `text: LAZARUS GROUP`: one shape for machines.
    Long,
}

/// What can stand in a field of a record.
pub trait Field: Sized + Default {
    /// What may stand here.
    const SHAPE: Shape;

    /// For a set: gives the canonical order of its elements as they were written.
    const SORTER: Option<Sorter> = None;

    /// Reads the value and adds to `complaints` what is not as it should be. Always gives a value.
    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self;

    /// Returns the value as plain data, or nothing where it says nothing.
    fn node(&self, form: Form) -> Option<Node>;

    /// Returns true where the value says anything, so that [`node`](Self::node) gives something in either form; makes nothing
    /// to find out.
    fn is_said(&self) -> bool;

    /// Brings sets into their canonical order and drops what says nothing, at every depth.
    fn canonicalise(&mut self) {}
}

/// Returns the places of a set's elements in their canonical order: the first number is the place of the first element.
pub type Sorter = fn(&[Node]) -> Vec<usize>;

/// What can stand in a set.
pub trait Item: Field + Ord {
    /// Returns what comes before every other field when elements are put in order: rank, order, id.
    fn sort_key(&self) -> SortKey<'_> {
        SortKey::default()
    }
}

/// What the canonical order of a set looks at before anything else; see [`Item::sort_key`].
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey<'a> {
    /// Lowest first: 0 is the main element of its set.
    pub rank: u8,
    /// The source's own order where it has one; elements without one come last.
    pub order: Order,
    /// The authority's id, numbers by value.
    pub id: IdKey<'a>,
}

/// An element's place among its siblings where the source has an order that is none of the canonical one's.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Order(pub Option<u64>);

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let last = u64::MAX;
        self.0.unwrap_or(last).cmp(&other.0.unwrap_or(last))
    }
}

/// An id as it is put in order: numbers by value and before all else, the rest by text, nothing last.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct IdKey<'a>(pub Option<&'a str>);

impl IdKey<'_> {
    fn parts(&self) -> (u8, usize, &str) {
        match self.0 {
            None => (2, 0, ""),
            Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => {
                let digits = id.trim_start_matches('0');
                (0, digits.len(), digits)
            }
            Some(id) => (1, 0, id),
        }
    }

    /// Returns what of an id is quick to compare: of two ids whose heads differ, the one with the lesser head comes first.
    pub(crate) fn head(self) -> (u8, usize, u64) {
        let (class, length, text) = self.parts();
        let mut first = [0; 8];
        let taken = text.len().min(first.len());
        first[..taken].copy_from_slice(&text.as_bytes()[..taken]);
        (class, length, u64::from_be_bytes(first))
    }
}

impl PartialOrd for IdKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for IdKey<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parts().cmp(&other.parts()).then(self.0.cmp(&other.0))
    }
}

/// A value that is written as one text.
pub trait Scalar: Sized {
    /// What may stand here.
    const SHAPE: Shape;

    /// Reads the text. Always gives a value: what is not understood is kept and linted.
    fn from_text(text: &str) -> Self;

    /// Returns the text; empty where the value says nothing.
    fn text(&self) -> Cow<'_, str>;

    /// Returns true where the text is not empty.
    fn has_text(&self) -> bool {
        !self.text().is_empty()
    }
}

pub(crate) fn read_scalar<T: Scalar + Default>(node: &Node, complaints: &mut Vec<Complaint>) -> T {
    match &node.value {
        Value::Text(text) => T::from_text(text),
        Value::Number(number) => T::from_text(&number.to_string()),
        Value::Flag(flag) => T::from_text(if *flag { "true" } else { "false" }),
        Value::Null => T::default(),
        Value::List(_) | Value::Map(_) => {
            complaints.push(wrong_shape(node, "a text"));
            T::default()
        }
    }
}

pub(crate) fn scalar_node<T: Scalar>(value: &T) -> Option<Node> {
    let text = value.text();
    (!text.is_empty()).then(|| Node::text(text))
}

pub(crate) fn wrong_shape(node: &Node, expected: &'static str) -> Complaint {
    Complaint {
        place: node.place,
        fault: Fault::WrongShape { expected },
    }
}

/// Makes a type that is written as one text a field and an element of sets.
macro_rules! scalar_field {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::model::record::Field for $type {
            const SHAPE: $crate::model::schema::Shape = <$type as $crate::model::record::Scalar>::SHAPE;

            fn read(node: &$crate::data::Node, complaints: &mut Vec<$crate::model::record::Complaint>) -> Self {
                $crate::model::record::read_scalar(node, complaints)
            }

            fn node(&self, _: $crate::model::record::Form) -> Option<$crate::data::Node> {
                $crate::model::record::scalar_node(self)
            }

            fn is_said(&self) -> bool {
                $crate::model::record::Scalar::has_text(self)
            }
        }

        impl $crate::model::record::Item for $type {}
    )+};
}
pub(crate) use scalar_field;

impl Scalar for String {
    const SHAPE: Shape = Shape::Text;

    fn from_text(text: &str) -> Self {
        text.to_owned()
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

scalar_field!(String);

impl Field for bool {
    const SHAPE: Shape = Shape::Flag;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        match &node.value {
            Value::Flag(flag) => *flag,
            Value::Text(text) if text == "true" => true,
            Value::Text(text) if text == "false" => false,
            Value::Null => false,
            _ => {
                complaints.push(wrong_shape(node, "`true` or `false`"));
                false
            }
        }
    }

    fn node(&self, _: Form) -> Option<Node> {
        self.then(|| Node::new(Value::Flag(true)))
    }

    fn is_said(&self) -> bool {
        *self
    }
}

impl Field for Order {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        Self(read_number(node, complaints))
    }

    fn node(&self, _: Form) -> Option<Node> {
        self.0.map(|number| Node::new(Value::Number(number)))
    }

    fn is_said(&self) -> bool {
        self.0.is_some()
    }
}

/// A whole number, or nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub Option<u64>);

impl Field for Number {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        Self(read_number(node, complaints))
    }

    fn node(&self, _: Form) -> Option<Node> {
        self.0.map(|number| Node::new(Value::Number(number)))
    }

    fn is_said(&self) -> bool {
        self.0.is_some()
    }
}

fn read_number(node: &Node, complaints: &mut Vec<Complaint>) -> Option<u64> {
    let number = match &node.value {
        Value::Null => return None,
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    if number.is_none() {
        complaints.push(wrong_shape(node, "a whole number"));
    }
    number
}

/// Texts under names of the writer's choice, in the order of the names.
pub type Pairs = std::collections::BTreeMap<String, String>;

impl Field for Pairs {
    const SHAPE: Shape = Shape::Pairs;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            complaints.push(wrong_shape(node, "a map of `field: value`"));
        }
        node.pairs()
            .iter()
            .map(|(key, value)| (key.to_string(), read_scalar(value, complaints)))
            .collect()
    }

    fn node(&self, _: Form) -> Option<Node> {
        let pairs: Vec<_> = self
            .iter()
            .map(|(key, value)| (Cow::Owned(key.clone()), Node::text(value.clone())))
            .collect();
        (!pairs.is_empty()).then(|| Node::map(pairs))
    }

    fn is_said(&self) -> bool {
        !self.is_empty()
    }

    fn canonicalise(&mut self) {
        self.retain(|_, value| !value.is_empty());
    }
}

/// What a record's schema does not know, kept as it was written, in the order of the names. It is read and written as the map that it is;
/// few records have any, so that it takes next to no room in the others.
#[derive(Debug, Default, Clone)]
pub struct Extra(Option<Box<ExtraFields>>);

type ExtraFields = std::collections::BTreeMap<String, Node>;

impl Deref for Extra {
    type Target = ExtraFields;

    fn deref(&self) -> &ExtraFields {
        static NOTHING: ExtraFields = ExtraFields::new();
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut ExtraFields {
        self.0.get_or_insert_default()
    }
}

impl From<ExtraFields> for Extra {
    fn from(fields: ExtraFields) -> Self {
        Self((!fields.is_empty()).then(|| Box::new(fields)))
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Extra {}

impl PartialOrd for Extra {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Extra {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(other)
    }
}

impl Hash for Extra {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Field for Extra {
    const SHAPE: Shape = Shape::Any;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            complaints.push(wrong_shape(node, "a map of `field: value`"));
        }
        let pairs = node.pairs().iter();
        let fields: ExtraFields = pairs.map(|(key, value)| (key.to_string(), value.clone())).collect();
        fields.into()
    }

    fn node(&self, _: Form) -> Option<Node> {
        let pairs: Vec<_> = self
            .iter()
            .map(|(key, value)| (Cow::Owned(key.clone()), value.clone()))
            .collect();
        (!pairs.is_empty()).then(|| Node::map(pairs))
    }

    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = T::SHAPE;

    const SORTER: Option<Sorter> = T::SORTER;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        (!node.is_null()).then(|| T::read(node, complaints))
    }

    fn node(&self, form: Form) -> Option<Node> {
        self.as_ref().and_then(|value| value.node(form))
    }

    fn is_said(&self) -> bool {
        self.as_ref().is_some_and(Field::is_said)
    }

    fn canonicalise(&mut self) {
        if let Some(value) = self {
            value.canonicalise();
        }
        if !self.is_said() {
            *self = None;
        }
    }
}

impl<T: Field> Field for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        Self::new(T::read(node, complaints))
    }

    fn node(&self, form: Form) -> Option<Node> {
        self.as_ref().node(form)
    }

    fn is_said(&self) -> bool {
        self.as_ref().is_said()
    }

    fn canonicalise(&mut self) {
        self.as_mut().canonicalise();
    }
}

/// Returns a rare part of a record as its field holds it: on the heap, so that records without it stay small, and nothing where it
/// says nothing.
pub fn unless_empty<T: Default + PartialEq>(value: T) -> Option<Box<T>> {
    (value != T::default()).then(|| Box::new(value))
}

impl<T: Field + Clone> Field for Arc<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        Self::new(T::read(node, complaints))
    }

    fn node(&self, form: Form) -> Option<Node> {
        self.as_ref().node(form)
    }

    fn is_said(&self) -> bool {
        self.as_ref().is_said()
    }

    fn canonicalise(&mut self) {
        Self::make_mut(self).canonicalise();
    }
}

impl<T: Item + 'static> Field for Vec<T> {
    const SHAPE: Shape = Shape::Set(&T::SHAPE);

    const SORTER: Option<Sorter> = Some(canonical_places::<T>);

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        node.elements()
            .iter()
            .map(|element| T::read(element, complaints))
            .collect()
    }

    fn node(&self, form: Form) -> Option<Node> {
        let elements: Vec<Node> = self.iter().filter_map(|element| element.node(form)).collect();
        (!elements.is_empty()).then(|| Node::new(Value::List(elements)))
    }

    fn is_said(&self) -> bool {
        self.iter().any(Field::is_said)
    }

    fn canonicalise(&mut self) {
        for element in self.iter_mut() {
            element.canonicalise();
        }
        self.retain(Field::is_said);
        self.sort_by(compare_items);
    }
}

fn compare_items<T: Item>(a: &T, b: &T) -> std::cmp::Ordering {
    a.sort_key().cmp(&b.sort_key()).then_with(|| a.cmp(b))
}

fn canonical_places<T: Item>(elements: &[Node]) -> Vec<usize> {
    let mut read: Vec<(usize, T)> = elements
        .iter()
        .map(|node| {
            let mut element = T::read(node, &mut Vec::new());
            element.canonicalise();
            element
        })
        .enumerate()
        .collect();
    read.sort_by(|(_, a), (_, b)| compare_items(a, b));
    read.into_iter().map(|(place, _)| place).collect()
}

/// Records under names of the writer's choice, in the order of the names.
pub type Table<T> = std::collections::BTreeMap<String, T>;

/// Records that may stand in a [`Table`]; kept apart from [`Item`] so that `Table<String>` stays [`Pairs`].
pub trait TableItem: Field {}

impl<T: TableItem + 'static> Field for Table<T> {
    const SHAPE: Shape = Shape::Table(&T::SHAPE);

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            complaints.push(wrong_shape(node, "a map of `field: value`"));
        }
        node.pairs()
            .iter()
            .map(|(key, value)| (key.to_string(), T::read(value, complaints)))
            .collect()
    }

    fn node(&self, form: Form) -> Option<Node> {
        let pairs: Vec<_> = self
            .iter()
            .map(|(key, value)| {
                let node = value.node(form).unwrap_or_default();
                (Cow::Owned(key.clone()), node)
            })
            .collect();
        (!pairs.is_empty()).then(|| Node::map(pairs))
    }

    fn is_said(&self) -> bool {
        !self.is_empty()
    }

    fn canonicalise(&mut self) {
        self.values_mut().for_each(Field::canonicalise);
    }
}

/// A record: a struct whose fields a [`Schema`] describes.
pub trait Record: Field {
    /// The record's table.
    const SCHEMA: &'static Schema;

    /// Returns this record and another as plain data in long form, each with the fields alone in which the two differ.
    fn difference(&self, other: &Self) -> (Node, Node);
}

impl<R: Record> Record for Box<R> {
    const SCHEMA: &'static Schema = R::SCHEMA;

    fn difference(&self, other: &Self) -> (Node, Node) {
        self.as_ref().difference(other)
    }
}

impl<R: Record + Clone> Record for Arc<R> {
    const SCHEMA: &'static Schema = R::SCHEMA;

    fn difference(&self, other: &Self) -> (Node, Node) {
        self.as_ref().difference(other)
    }
}

/// Adds a field to two records in long form where it differs.
pub(crate) fn add_difference<T: Field + PartialEq>(
    name: &'static str,
    pair: (&T, &T),
    old: &mut Vec<(Cow<'static, str>, Node)>,
    new: &mut Vec<(Cow<'static, str>, Node)>,
) {
    if pair.0 != pair.1 {
        old.extend(pair.0.node(Form::Long).map(|node| (Cow::Borrowed(name), node)));
        new.extend(pair.1.node(Form::Long).map(|node| (Cow::Borrowed(name), node)));
    }
}

/// Declares a record: the struct, its schema, its reading and writing. Fields are written in the order given here.
///
/// ```text
/// record! {
///     /// What it is.
///     Thing short "text" {              // the field that a bare text fills, if any
///         /// What the field says.
///         text "text": String [identity, required];
///     }
/// }
/// ```
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $name:ident $(short $short:literal)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident $key:literal : $type:ty [$class:ident $(, $required:ident)?];
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                pub $field: $type,
            )*
            /// What the schema does not know, as it was written.
            pub extra: $crate::model::record::Extra,
        }

        impl $crate::model::record::Record for $name {
            const SCHEMA: &'static $crate::model::schema::Schema = &$crate::model::schema::Schema {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                short: $crate::model::record::record!(@short $($short)?),
                fields: &[
                    $($crate::model::schema::FieldSchema {
                        name: $key,
                        doc: concat!($($field_doc, "\n"),*),
                        shape: <$type as $crate::model::record::Field>::SHAPE,
                        sorter: <$type as $crate::model::record::Field>::SORTER,
                        class: $crate::model::record::record!(@class $class),
                        required: $crate::model::record::record!(@required $($required)?),
                    },)*
                    $crate::model::schema::FieldSchema {
                        name: "extra",
                        doc: "What the source says and the model does not know, kept as it was written.",
                        shape: $crate::model::schema::Shape::Any,
                        sorter: None,
                        class: $crate::model::schema::Class::Editorial,
                        required: false,
                    },
                ],
            };

            fn difference(&self, other: &Self) -> ($crate::data::Node, $crate::data::Node) {
                let (mut old, mut new) = (Vec::new(), Vec::new());
                $($crate::model::record::add_difference(
                    $key,
                    (&self.$field, &other.$field),
                    &mut old,
                    &mut new,
                );)*
                $crate::model::record::add_difference("extra", (&self.extra, &other.extra), &mut old, &mut new);
                ($crate::data::Node::map(old), $crate::data::Node::map(new))
            }
        }

        impl $name {
            /// Reads one field by its name; false where the record has no such field.
            fn read_field(
                &mut self,
                name: &str,
                node: &$crate::data::Node,
                complaints: &mut Vec<$crate::model::record::Complaint>,
            ) -> bool {
                match name {
                    $($key => self.$field = $crate::model::record::Field::read(node, complaints),)*
                    "extra" => {
                        let mut extra = <$crate::model::record::Extra as $crate::model::record::Field>::read(node, complaints);
                        self.extra.append(&mut extra);
                    }
                    _ => return false,
                }
                true
            }
        }

        impl $crate::model::record::Field for $name {
            const SHAPE: $crate::model::schema::Shape =
                $crate::model::schema::Shape::Record(<$name as $crate::model::record::Record>::SCHEMA);

            fn read(
                node: &$crate::data::Node,
                complaints: &mut Vec<$crate::model::record::Complaint>,
            ) -> Self {
                let mut record = Self::default();
                $crate::model::record::read_record::<Self>(node, complaints, |name, node, complaints| {
                    let known = record.read_field(name, node, complaints);
                    if !known {
                        record.extra.insert(name.to_owned(), node.clone());
                    }
                    known
                });
                record
            }

            fn node(&self, form: $crate::model::record::Form) -> Option<$crate::data::Node> {
                let mut pairs: Vec<(std::borrow::Cow<'static, str>, $crate::data::Node)> = Vec::new();
                $(
                    if let Some(node) = $crate::model::record::Field::node(&self.$field, form) {
                        pairs.push((std::borrow::Cow::Borrowed($key), node));
                    }
                )*
                if let Some(node) = $crate::model::record::Field::node(&self.extra, form) {
                    pairs.push((std::borrow::Cow::Borrowed("extra"), node));
                }
                $crate::model::record::record_node::<Self>(pairs, form)
            }

            fn is_said(&self) -> bool {
                $($crate::model::record::Field::is_said(&self.$field) ||)*
                $crate::model::record::Field::is_said(&self.extra)
            }

            fn canonicalise(&mut self) {
                $($crate::model::record::Field::canonicalise(&mut self.$field);)*
            }
        }
    };
    (@short $short:literal) => { Some($short) };
    (@short) => { None };
    (@class identity) => { $crate::model::schema::Class::Identity };
    (@class legal) => { $crate::model::schema::Class::Legal };
    (@class relation) => { $crate::model::schema::Class::Relation };
    (@class editorial) => { $crate::model::schema::Class::Editorial };
    (@required required) => { true };
    (@required) => { false };
}
pub(crate) use record;

/// Makes a record with the fields `order` and `id` an element of sets.
macro_rules! item {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::model::record::Item for $type {
            fn sort_key(&self) -> $crate::model::record::SortKey<'_> {
                $crate::model::record::SortKey {
                    rank: 0,
                    order: self.order,
                    id: $crate::model::record::IdKey(self.id.as_deref()),
                }
            }
        }
    )+};
}
pub(crate) use item;

pub(crate) fn read_record<R: Record>(
    node: &Node,
    complaints: &mut Vec<Complaint>,
    mut read_field: impl FnMut(&str, &Node, &mut Vec<Complaint>) -> bool,
) {
    let schema = R::SCHEMA;
    match (&node.value, schema.short) {
        (Value::Map(pairs), _) => {
            for (name, value) in pairs {
                if !read_field(name, value, complaints) {
                    complaints.push(unknown_field(schema, name, value));
                }
            }
            complain_of_missing_fields(schema, node, complaints);
        }
        (Value::List(_), _) => complaints.push(wrong_shape(node, "a map of `field: value`")),
        (Value::Null, _) => complain_of_missing_fields(schema, node, complaints),
        (_, Some(short)) => {
            read_field(short, node, complaints);
        }
        (_, None) => complaints.push(wrong_shape(node, "a map of `field: value`")),
    }
}

fn unknown_field(record: &'static Schema, name: &str, value: &Node) -> Complaint {
    Complaint {
        place: value.key_place,
        fault: Fault::UnknownField {
            record,
            name: name.to_owned(),
        },
    }
}

fn complain_of_missing_fields(record: &'static Schema, node: &Node, complaints: &mut Vec<Complaint>) {
    for field in record.fields.iter().filter(|field| field.required) {
        let missing = node.get(field.name).is_none_or(says_nothing);
        if missing {
            complaints.push(Complaint {
                place: node.place,
                fault: Fault::MissingField {
                    record,
                    name: field.name,
                },
            });
        }
    }
}

fn says_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(elements) => elements.is_empty(),
        _ => false,
    }
}

pub(crate) fn record_node<R: Record>(mut pairs: Vec<(Cow<'static, str>, Node)>, form: Form) -> Option<Node> {
    let only_short = pairs.len() == 1 && R::SCHEMA.short == Some(pairs[0].0.as_ref());
    if pairs.is_empty() {
        return None;
    }
    if form == Form::Short && only_short {
        return pairs.pop().map(|(_, node)| node);
    }
    Some(Node::map(pairs))
}
