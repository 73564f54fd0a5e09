//! An entity: an id, a schema, and lists of texts under the schema's properties.

use std::borrow::Cow;

use crate::vocabulary::{FtmProperty, FtmSchema, FtmType, ftm, ftm_schema};

use super::statements::{Statements, Values};
use super::value::canonical;

/// An entity of FollowTheMoney. Properties and their values are in order and every value is in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its schema.
    pub schema: &'static FtmSchema,
    /// The ids that were merged into this one, in order.
    pub referents: Vec<String>,
    statements: Statements,
    /// What it is called where several of its values could say it.
    title: Option<String>,
    is_target: bool,
}

/// What became of a text that was to be a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is a value without a change, but for blanks and the like.
    AsIs,
    /// It is a value, and other letters were needed for it.
    Altered,
    /// The schema has no such property.
    NoProperty,
    /// The property takes no value like it.
    Refused,
}

impl Entity {
    /// Returns an entity without properties.
    ///
    /// # Panics
    ///
    /// Where there is no such schema: the names are those of the program's own tables.
    pub fn new(id: impl Into<String>, schema: &str) -> Self {
        Self {
            id: id.into(),
            schema: ftm_schema(schema).expect("a schema of the program's own tables"),
            referents: Vec::new(),
            statements: Statements::default(),
            title: None,
            is_target: false,
        }
    }

    /// Adds a value in its canonical form, once.
    pub fn add(&mut self, property: &str, text: &str) -> Added {
        let Some(property) = self.schema.property(property) else {
            return Added::NoProperty;
        };
        if property.kind == FtmType::Entity && text == self.id {
            return Added::Refused;
        }
        let Some(value) = canonical(property, text) else {
            return Added::Refused;
        };
        if property.kind == FtmType::Topic {
            // One of these topics makes it a target.
            self.is_target |= ftm().topics.get(&*value) == Some(&true);
        }
        self.statements.insert(property, &value);
        if is_same(property, &value, text) {
            Added::AsIs
        } else {
            Added::Altered
        }
    }

    /// Returns true where nothing is said of it.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Returns what is said of it: values with their properties, in the order of the properties' names and then of the values.
    pub fn statements(&self) -> impl ExactSizeIterator<Item = (&'static FtmProperty, &str)> + Clone {
        self.statements.iter()
    }

    /// Returns the values of a property, in order.
    pub fn values(&self, property: &str) -> Values<'_> {
        self.statements.values(property)
    }

    /// Returns true where it has all that its schema asks for.
    pub fn is_whole(&self) -> bool {
        let has = |property: &String| !self.values(property).is_empty();
        let ends = self.schema.edge.as_ref();
        self.schema.required.iter().all(has) && ends.is_none_or(|(source, target)| has(source) && has(target))
    }

    /// Prefers this text as the caption, where it is one of the values that may be.
    pub fn entitle(&mut self, title: &str) {
        let name = self.schema.property("name");
        let title = name.and_then(|property| canonical(property, title));
        self.title = title.map(Cow::into_owned);
    }

    /// Returns what it is called: the title, else the first value that the schema gives for it, else what the schema is called.
    pub fn caption(&self) -> &str {
        let mut candidates = self.schema.caption.iter().flat_map(|property| self.values(property));
        let title = self.title.as_deref();
        match title.filter(|title| candidates.clone().any(|value| value == *title)) {
            Some(title) => title,
            None => candidates.next().unwrap_or(&self.schema.label),
        }
    }

    /// Returns true where one of its topics makes it a target.
    pub fn is_target(&self) -> bool {
        self.is_target
    }

    /// Returns the ids of the entities to which it refers, with the property.
    pub fn references(&self) -> impl Iterator<Item = (&'static FtmProperty, &str)> {
        self.statements()
            .filter(|(property, _)| property.kind == FtmType::Entity)
    }

    /// Writes the members of the JSON object up to the properties' content.
    pub(crate) fn write_head(&self, dataset: &str, stamps: Option<&Stamps>, out: &mut Vec<u8>) {
        push(out, &["{\"id\":\"", &self.id, "\",\"caption\":"]);
        write_text(self.caption(), out);
        push(out, &[",\"schema\":\"", &self.schema.name, "\",\"referents\":["]);
        for (index, referent) in self.referents.iter().enumerate() {
            push(out, &[if index > 0 { ",\"" } else { "\"" }, referent, "\""]);
        }
        push(out, &["],\"datasets\":[\"", dataset, "\"]"]);
        if let Some(stamps) = stamps {
            push(
                out,
                &[
                    ",\"first_seen\":\"",
                    &stamps.first_seen,
                    "\",\"last_change\":\"",
                    &stamps.last_change,
                    "\"",
                ],
            );
        }
        push(out, &[",\"properties\":{"]);
    }

    /// Writes what comes after the properties.
    pub(crate) fn write_tail(&self, out: &mut Vec<u8>) {
        push(out, &["},\"target\":", if self.is_target { "true}" } else { "false}" }]);
    }

    /// Writes the entity as one JSON object, without a line end.
    pub fn write(&self, dataset: &str, stamps: Option<&Stamps>, out: &mut Vec<u8>) {
        self.write_head(dataset, stamps, out);
        let mut last: Option<&FtmProperty> = None;
        for (property, value) in self.statements() {
            match last {
                Some(last) if last.name == property.name => push(out, &[","]),
                Some(_) => push(out, &["],\"", &property.name, "\":["]),
                None => push(out, &["\"", &property.name, "\":["]),
            }
            write_text(value, out);
            last = Some(property);
        }
        if last.is_some() {
            push(out, &["]"]);
        }
        self.write_tail(out);
    }
}

/// Since when the list has an entity, and when it changed for the last time: `YYYY-MM-DDTHH:MM:SS`, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamps {
    /// The time of the release in which it first was.
    pub first_seen: String,
    /// The time of the last release that changed anything of it.
    pub last_change: String,
}

/// Appends texts without a change.
pub(crate) fn push(out: &mut Vec<u8>, texts: &[&str]) {
    texts.iter().for_each(|text| out.extend_from_slice(text.as_bytes()));
}

/// Appends a text as JSON. Nearly none has a character that must be escaped, and to look for one is cheaper than to copy one by one.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    let is_escaped = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    // Without an early end, so that many bytes are looked at in one go.
    let is_plain = !text.bytes().fold(false, |found, byte| found | is_escaped(&byte));
    if is_plain {
        push(out, &["\"", text, "\""]);
    } else {
        serde_json::to_writer(out, text).expect("a Vec takes every text");
    }
}

/// Returns true where the value has the letters of the text that it was made of.
fn is_same(property: &FtmProperty, value: &str, text: &str) -> bool {
    value == text
        || match property.kind {
            FtmType::Identifier if property.format.is_some() => is_same_number(value, text),
            FtmType::Name | FtmType::String | FtmType::Text | FtmType::Address | FtmType::Identifier => {
                without_blanks(value).eq(without_blanks(text))
            }
            _ => true,
        }
}

/// A number stays the same with another case, without its separators, and with the letters that name its kind.
fn is_same_number(value: &str, text: &str) -> bool {
    let plain = |text: &str| -> String {
        let plain = text.chars().filter(|c| c.is_ascii_alphanumeric());
        plain.map(|c| c.to_ascii_uppercase()).collect()
    };
    plain(value).ends_with(&plain(text))
}

fn without_blanks(text: &str) -> impl Iterator<Item = char> {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().filter(|c| !c.is_whitespace())
}
