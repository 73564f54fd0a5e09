//! Values that are one text, a flag, or texts under names of the writer's choice.

use std::borrow::Cow;

use crate::data::{Node, Value};

use super::super::schema::Shape;
use super::{Complaint, Field, Form, wrong_shape};

/// A value that is written as one text.
pub trait Scalar: Sized {
    /// What the value may be.
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

            fn is_present(&self) -> bool {
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

    fn is_present(&self) -> bool {
        *self
    }
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

    fn is_present(&self) -> bool {
        !self.is_empty()
    }

    fn canonicalise(&mut self) {
        self.retain(|_, value| !value.is_empty());
    }
}
