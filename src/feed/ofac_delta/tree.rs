//! Elements as OFAC has them, before they are written, and what differs between two of them.

use std::io;

use sha2::{Digest, Sha256};

use crate::feed::sheet::Sheet;

/// Numbers below this are OFAC's own; those made from content stand above, and within the 32 bits that readers expect.
const OWN_NUMBERS: u64 = 1_000_000_000;

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) name: &'static str,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) text: Option<String>,
    pub(super) children: Vec<Branch>,
}

/// Returns a number made from content: the same content has the same number in every release.
pub(super) fn number_of(content: &[&str]) -> u64 {
    let digest = Sha256::digest(content.join("\0"));
    let head = digest[..8].try_into().expect("a SHA-256 has 32 bytes");
    OWN_NUMBERS + u64::from_be_bytes(head) % OWN_NUMBERS
}

impl Branch {
    /// An element with a text.
    pub(super) fn leaf(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: Some(text.into()),
            children: Vec::new(),
        }
    }

    /// An element that holds others.
    pub(super) fn group(name: &'static str, children: Vec<Self>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: None,
            children,
        }
    }

    /// An element that holds others, where there are any.
    pub(super) fn group_of(name: &'static str, children: Vec<Self>) -> Option<Self> {
        (!children.is_empty()).then(|| Self::group(name, children))
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Gives the element its number: the authority's, else one made from `key`, which tells it from its siblings.
    pub(super) fn numbered(mut self, id: Option<&str>, entry: &str, key: &str) -> Self {
        let id = match id {
            Some(id) => id.to_owned(),
            None => number_of(&[entry, self.name, key]).to_string(),
        };
        self.attributes.insert(0, ("id", id));
        self
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Calls `see` with this element and all in it.
    pub(super) fn walk<'b>(&'b self, see: &mut impl FnMut(&'b Self)) {
        see(self);
        for child in &self.children {
            child.walk(see);
        }
    }

    /// Writes the element whole, with an action if there is one.
    pub(super) fn write(&self, action: Option<&str>, sheet: &mut Sheet<'_>) -> io::Result<()> {
        let action = action.map(|action| ("action", action));
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        let attributes: Vec<(&str, &str)> = attributes.chain(action).collect();
        if let Some(text) = &self.text {
            return sheet.leaf(self.name, &attributes, text);
        }
        if self.children.is_empty() {
            return sheet.empty(self.name, &attributes);
        }
        sheet.open(self.name, &attributes)?;
        for child in &self.children {
            child.write(None, sheet)?;
        }
        sheet.close()
    }
}

/// What differs between an element and the same element later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference<'b> {
    /// It is there no more.
    Removed(&'b Branch),
    /// It is new.
    Added(&'b Branch),
    /// Its text is another.
    Updated { new: &'b Branch, old_text: &'b str },
    /// Something in it differs.
    Within(&'b Branch, Vec<Difference<'b>>),
}

/// Compares two elements of one name and number; gives the removals before the additions.
pub(super) fn differences<'b>(old: &'b Branch, new: &'b Branch) -> Vec<Difference<'b>> {
    if old == new {
        return Vec::new();
    }
    if old.attributes != new.attributes {
        return vec![Difference::Removed(old), Difference::Added(new)];
    }
    match (&old.text, &new.text) {
        (Some(old_text), Some(_)) => vec![Difference::Updated { new, old_text }],
        (None, None) => {
            let within = children(old, new);
            if within.is_empty() {
                Vec::new()
            } else {
                vec![Difference::Within(new, within)]
            }
        }
        _ => vec![Difference::Removed(old), Difference::Added(new)],
    }
}

fn children<'b>(old: &'b Branch, new: &'b Branch) -> Vec<Difference<'b>> {
    let same = |a: &Branch, b: &Branch| a.name == b.name && a.attribute("id") == b.attribute("id");
    let mut left: Vec<Option<&Branch>> = new.children.iter().map(Some).collect();
    let mut found = Vec::new();
    for child in &old.children {
        let twin = left
            .iter_mut()
            .find(|other| other.is_some_and(|other| same(child, other)));
        match twin.and_then(Option::take) {
            Some(twin) => found.extend(differences(child, twin)),
            None => found.push(Difference::Removed(child)),
        }
    }
    found.extend(left.into_iter().flatten().map(Difference::Added));
    found
}

impl Difference<'_> {
    pub(super) fn write(&self, sheet: &mut Sheet<'_>) -> io::Result<()> {
        match self {
            Self::Removed(branch) => branch.write(Some("remove"), sheet),
            Self::Added(branch) => branch.write(Some("add"), sheet),
            Self::Updated { new, old_text } => {
                let update = [("action", "update"), ("oldValue", *old_text)];
                let attributes = new.attributes.iter().map(|(name, value)| (*name, value.as_str()));
                let attributes: Vec<(&str, &str)> = attributes.chain(update).collect();
                sheet.leaf(new.name, &attributes, new.text.as_deref().unwrap_or_default())
            }
            Self::Within(branch, differences) => {
                let attributes: Vec<(&str, &str)> = branch
                    .attributes
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                sheet.open(branch.name, &attributes)?;
                for difference in differences {
                    difference.write(sheet)?;
                }
                sheet.close()
            }
        }
    }
}
