//! How a record of the model is read from plain data and written to it.
//!
//! A record is declared once, with [`record!`](crate::model::record): the declaration gives the struct, its
//! [`Schema`], reading with complaints, writing in short and long form, and the canonical order of its sets. A field
//! that a record does not have is kept under `extra` and reported, never dropped.

mod containers;
mod declare;
mod extra;
mod order;
mod scalar;

use std::sync::Arc;

use crate::data::{Node, Place};

use super::schema::{FieldSchema, Schema, Shape};

pub use containers::{Table, TableItem, unless_empty};
pub(crate) use declare::{add_difference, item, read_record, record, record_node};
pub use extra::Extra;
pub use order::{IdKey, Number, Order, SortKey};
pub use scalar::{Pairs, Scalar};
pub(crate) use scalar::{read_scalar, scalar_field, scalar_node};

/// Something in plain data that is not as the schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its position.
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

/// A value of a field of a record.
pub trait Field: Sized + Default {
    /// What the value may be.
    const SHAPE: Shape;

    /// For a set: gives the canonical order of its elements as they were written.
    const SORTER: Option<Sorter> = None;

    /// Reads the value and adds to `complaints` what is not as it should be. Always gives a value.
    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self;

    /// Returns the value as plain data; `None` if it is empty.
    fn node(&self, form: Form) -> Option<Node>;

    /// Returns true if the value is not empty, that is if [`node`](Self::node) returns something in either form. Allocates nothing.
    fn is_present(&self) -> bool;

    /// Brings sets into their canonical order and drops what says nothing, at every depth.
    fn canonicalise(&mut self) {}
}

/// Returns the places of a set's elements in their canonical order: the first number is the place of the first element.
pub type Sorter = fn(&[Node]) -> Vec<usize>;

/// An element of a set.
pub trait Item: Field + Ord {
    /// Returns what comes before every other field when elements are put in order: rank, order, id.
    fn sort_key(&self) -> SortKey<'_> {
        SortKey::default()
    }
}

/// A value of a record of any type: what can be asked of it without knowing the type.
pub trait FieldValue {
    /// Returns the value as plain data; `None` if it is empty.
    fn to_node(&self, form: Form) -> Option<Node>;

    /// Returns true if the value is not empty.
    fn is_set(&self) -> bool;
}

impl<T: Field> FieldValue for T {
    fn to_node(&self, form: Form) -> Option<Node> {
        self.node(form)
    }

    fn is_set(&self) -> bool {
        self.is_present()
    }
}

/// A record: a struct whose fields a [`Schema`] describes.
pub trait Record: Field {
    /// The record's table.
    const SCHEMA: &'static Schema;

    /// Returns this record and another as plain data in long form, each with the fields alone in which the two differ.
    fn difference(&self, other: &Self) -> (Node, Node);

    /// Calls `visit` with every field and its value, in the order of the schema.
    fn for_each_field(&self, visit: &mut dyn FnMut(&'static FieldSchema, &dyn FieldValue));

    /// Replaces every field whose name `is_copied` accepts by that of `other`.
    fn copy_fields(&mut self, other: &Self, is_copied: &dyn Fn(&'static str) -> bool);
}

impl<R: Record> Record for Box<R> {
    const SCHEMA: &'static Schema = R::SCHEMA;

    fn difference(&self, other: &Self) -> (Node, Node) {
        self.as_ref().difference(other)
    }

    fn for_each_field(&self, visit: &mut dyn FnMut(&'static FieldSchema, &dyn FieldValue)) {
        self.as_ref().for_each_field(visit);
    }

    fn copy_fields(&mut self, other: &Self, is_copied: &dyn Fn(&'static str) -> bool) {
        self.as_mut().copy_fields(other, is_copied);
    }
}

impl<R: Record + Clone> Record for Arc<R> {
    const SCHEMA: &'static Schema = R::SCHEMA;

    fn difference(&self, other: &Self) -> (Node, Node) {
        self.as_ref().difference(other)
    }

    fn for_each_field(&self, visit: &mut dyn FnMut(&'static FieldSchema, &dyn FieldValue)) {
        self.as_ref().for_each_field(visit);
    }

    fn copy_fields(&mut self, other: &Self, is_copied: &dyn Fn(&'static str) -> bool) {
        Arc::make_mut(self).copy_fields(other, is_copied);
    }
}

pub(crate) fn wrong_shape(node: &Node, expected: &'static str) -> Complaint {
    Complaint {
        place: node.place,
        fault: Fault::WrongShape { expected },
    }
}
