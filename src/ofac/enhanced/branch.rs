//! Elements as OFAC has them, before they are written.

use sha2::{Digest, Sha256};

/// Numbers below this are OFAC's own; those made from content stand above, and within the 32 bits that readers expect.
pub(crate) const OWN_NUMBERS: u64 = 1_000_000_000;

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) text: Option<String>,
    pub(crate) children: Vec<Branch>,
}

/// Returns a number made from content: the same content has the same number in every release.
pub(crate) fn number_of(content: &[&str]) -> u64 {
    let digest = Sha256::digest(content.join("\0"));
    let head = digest[..8].try_into().expect("a SHA-256 has 32 bytes");
    OWN_NUMBERS + u64::from_be_bytes(head) % OWN_NUMBERS
}

/// Returns true for a number that was made from content.
pub(crate) fn is_made(number: &str) -> bool {
    let number = number.parse::<u64>();
    number.is_ok_and(|number| (OWN_NUMBERS..2 * OWN_NUMBERS).contains(&number))
}

impl Branch {
    /// An element with a text.
    pub(crate) fn leaf(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: Some(text.into()),
            children: Vec::new(),
        }
    }

    /// An element that holds others.
    pub(crate) fn group(name: &'static str, children: Vec<Self>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: None,
            children,
        }
    }

    /// An element that holds others, where there are any.
    pub(crate) fn group_of(name: &'static str, children: Vec<Self>) -> Option<Self> {
        (!children.is_empty()).then(|| Self::group(name, children))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Gives the element its number: the authority's, else one made from `key`, which tells it from its siblings.
    pub(crate) fn numbered(mut self, id: Option<&str>, entry: &str, key: &str) -> Self {
        let id = match id {
            Some(id) => id.to_owned(),
            None => number_of(&[entry, self.name, key]).to_string(),
        };
        self.attributes.insert(0, ("id", id));
        self
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Calls `see` with this element and all in it.
    pub(crate) fn walk<'b>(&'b self, see: &mut impl FnMut(&'b Self)) {
        see(self);
        for child in &self.children {
            child.walk(see);
        }
    }
}
