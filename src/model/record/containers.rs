//! Fields that hold other values: optional, boxed and shared ones, sets and tables.

use std::borrow::Cow;
use std::sync::Arc;

use crate::data::{Node, Value};

use super::super::schema::Shape;
use super::{Complaint, Field, Form, Item, Sorter, wrong_shape};

impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = T::SHAPE;

    const SORTER: Option<Sorter> = T::SORTER;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        (!node.is_null()).then(|| T::read(node, complaints))
    }

    fn node(&self, form: Form) -> Option<Node> {
        self.as_ref().and_then(|value| value.node(form))
    }

    fn is_present(&self) -> bool {
        self.as_ref().is_some_and(Field::is_present)
    }

    fn canonicalise(&mut self) {
        if let Some(value) = self {
            value.canonicalise();
        }
        if !self.is_present() {
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

    fn is_present(&self) -> bool {
        self.as_ref().is_present()
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

    fn is_present(&self) -> bool {
        self.as_ref().is_present()
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

    fn is_present(&self) -> bool {
        self.iter().any(Field::is_present)
    }

    fn canonicalise(&mut self) {
        for element in self.iter_mut() {
            element.canonicalise();
        }
        self.retain(Field::is_present);
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

/// Records that a `Table` may hold; kept apart from `Item` so that `Table<String>` stays `Pairs`.
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

    fn is_present(&self) -> bool {
        !self.is_empty()
    }

    fn canonicalise(&mut self) {
        self.values_mut().for_each(Field::canonicalise);
    }
}
