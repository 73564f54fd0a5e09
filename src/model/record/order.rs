//! What the canonical order of a set looks at, and whole numbers.

use crate::data::{Node, Value};

use super::super::schema::Shape;
use super::{Complaint, Field, Form, wrong_shape};

/// What the canonical order of a set looks at before anything else; see `Item::sort_key`.
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

impl Field for Order {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &Node, complaints: &mut Vec<Complaint>) -> Self {
        Self(read_number(node, complaints))
    }

    fn node(&self, _: Form) -> Option<Node> {
        self.0.map(|number| Node::new(Value::Number(number)))
    }

    fn is_present(&self) -> bool {
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

    fn is_present(&self) -> bool {
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
