//! An entity: an id, a schema, and lists of texts under the schema's properties.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::vocabulary::{FtmSchema, FtmType, ftm, ftm_schema};

use super::value::canonical;

/// An entity of FollowTheMoney. Properties and their values are in order and every value is in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its schema.
    pub schema: &'static FtmSchema,
    /// Its values, by property.
    pub properties: BTreeMap<&'static str, Vec<String>>,
    /// The ids that were merged into this one, in order.
    pub referents: Vec<String>,
    /// What it is called where several of its values could say it.
    title: Option<String>,
}

/// What became of a text that was to be a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is a value as it stands, but for blanks and the like.
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
            properties: BTreeMap::new(),
            referents: Vec::new(),
            title: None,
        }
    }

    /// Adds a value in its canonical form, once.
    pub fn add(&mut self, property: &str, text: &str) -> Added {
        let Some((name, term)) = self.schema.property(property) else {
            return Added::NoProperty;
        };
        if term.kind == FtmType::Entity && text == self.id {
            return Added::Refused;
        }
        let Some(value) = canonical(term, text) else {
            return Added::Refused;
        };
        let same = match term.kind {
            FtmType::Identifier if term.format.is_some() => is_same_number(&value, text),
            FtmType::Name | FtmType::String | FtmType::Text | FtmType::Address | FtmType::Identifier => {
                value == text || without_blanks(&value).eq(without_blanks(text))
            }
            _ => true,
        };
        self.insert(name, value);
        if same { Added::AsIs } else { Added::Altered }
    }

    fn insert(&mut self, name: &'static str, value: String) {
        let values = self.properties.entry(name).or_default();
        if let Err(place) = values.binary_search(&value) {
            values.insert(place, value);
        }
    }

    /// Returns the values of a property.
    pub fn values(&self, property: &str) -> &[String] {
        self.properties.get(property).map_or(&[], Vec::as_slice)
    }

    /// Returns true where it has all that its schema asks for.
    pub fn is_whole(&self) -> bool {
        let has = |property: &String| !self.values(property).is_empty();
        let ends = self.schema.edge.as_ref();
        self.schema.required.iter().all(has) && ends.is_none_or(|(source, target)| has(source) && has(target))
    }

    /// Prefers this text as the caption, where it is one of the values that may be.
    pub fn entitle(&mut self, title: &str) {
        self.title = self
            .schema
            .property("name")
            .and_then(|(_, term)| canonical(term, title));
    }

    /// Returns what it is called: the title, else the first value that the schema gives for it, else what the schema is called.
    pub fn caption(&self) -> &str {
        let mut candidates = self.schema.caption.iter().flat_map(|property| self.values(property));
        let title = self.title.as_ref();
        match title.filter(|title| candidates.clone().any(|value| value == *title)) {
            Some(title) => title,
            None => candidates.next().map_or(self.schema.label.as_str(), String::as_str),
        }
    }

    /// Returns true where one of its topics makes it a target.
    pub fn is_target(&self) -> bool {
        let is_risk = |topic: &String| ftm().topics.get(topic.as_str()) == Some(&true);
        self.values("topics").iter().any(is_risk)
    }

    /// Returns the ids of the entities to which it refers, with the property and the name that the other end has for it.
    pub fn references(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>, &str)> {
        self.properties.iter().flat_map(|(name, values)| {
            let term = self.schema.properties.get(*name);
            let term = term.filter(|term| term.kind == FtmType::Entity);
            let reverse = term.and_then(|term| term.reverse.as_deref());
            let values = if term.is_some() { values.as_slice() } else { &[] };
            values.iter().map(move |value| (*name, reverse, value.as_str()))
        })
    }

    /// Writes the members of the JSON object up to the properties' content, and what stands behind it.
    pub(crate) fn write_head<W: Write + ?Sized>(
        &self,
        dataset: &str,
        stamps: Option<&Stamps>,
        out: &mut W,
    ) -> io::Result<()> {
        write!(out, "{{\"id\":\"{}\",\"caption\":", self.id)?;
        write_text(self.caption(), out)?;
        write!(out, ",\"schema\":\"{}\",\"referents\":[", self.schema.name)?;
        for (index, referent) in self.referents.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(out, "{comma}\"{referent}\"")?;
        }
        write!(out, "],\"datasets\":[\"{dataset}\"]")?;
        if let Some(stamps) = stamps {
            write!(
                out,
                ",\"first_seen\":\"{}\",\"last_change\":\"{}\"",
                stamps.first_seen, stamps.last_change
            )?;
        }
        out.write_all(b",\"properties\":{")
    }

    /// Writes what stands behind the properties.
    pub(crate) fn write_tail<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        write!(out, "}},\"target\":{}}}", self.is_target())
    }

    /// Writes the entity as one JSON object, without a line end.
    ///
    /// # Errors
    ///
    /// Fails where `out` fails.
    pub fn write<W: Write + ?Sized>(&self, dataset: &str, stamps: Option<&Stamps>, out: &mut W) -> io::Result<()> {
        self.write_head(dataset, stamps, out)?;
        for (index, (name, values)) in self.properties.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(out, "{comma}\"{name}\":[")?;
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.write_all(b",")?;
                }
                write_text(value, out)?;
            }
            out.write_all(b"]")?;
        }
        self.write_tail(out)
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

/// Writes a text as JSON.
pub(crate) fn write_text<W: Write + ?Sized>(text: &str, out: &mut W) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// A number stays the same with another case, without its separators, and with the letters that tell of which kind it is.
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
