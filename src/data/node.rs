use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// Where a node is in its source text: byte offsets, the end excluded.
///
/// A node that was made by the program and not read from a text has the empty place at 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

/// The value of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing: an absent value, `~` or `null`.
    #[default]
    Null,
    /// A text. Every scalar of a YAML file is one, so that `NO`, `0123` and `1.10` stay what was written.
    Text(String),
    /// A yes or no that the model itself holds as such.
    Flag(bool),
    /// A whole number that the model itself holds as such.
    Number(u64),
    /// Values in a row.
    List(Vec<Node>),
    /// Named values in the order in which they were written; no name comes twice.
    Map(Vec<(Cow<'static, str>, Node)>),
}

/// A value and its place. Equality, order and hash look at the value alone.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Its value.
    pub value: Value,
    /// Its place.
    pub place: Place,
    /// The place of its name, if it is a value of a map.
    pub key_place: Place,
}

impl Node {
    /// Returns a node with this value and without a place.
    pub fn new(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    /// Returns a text without a place.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Value::Text(text.into()))
    }

    /// Returns a map without a place.
    pub fn map(pairs: Vec<(Cow<'static, str>, Node)>) -> Self {
        Self::new(Value::Map(pairs))
    }

    /// Returns the text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of a list; a value that is no list is a list of itself, and nothing is an empty one.
    pub fn elements(&self) -> &[Node] {
        match &self.value {
            Value::Null => &[],
            Value::List(elements) => elements,
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns the pairs of a map, or none where this is no map.
    pub fn pairs(&self) -> &[(Cow<'static, str>, Node)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// Returns the value with this name in a map.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.pairs().iter().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    /// Returns true where nothing is said.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self::new(value)
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
