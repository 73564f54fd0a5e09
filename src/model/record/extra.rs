//! What a record's schema does not have, kept as it was written.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use crate::data::{Node, Value};

use super::super::schema::Shape;
use super::{Complaint, Field, Form, wrong_shape};

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

    fn is_present(&self) -> bool {
        !self.is_empty()
    }
}
