//! What the feeds of a list do not carry of its entries: one engine for `check`, `publish` and the manual.

use std::borrow::Cow;
use std::io;

use rayon::prelude::*;

use crate::data::Node;
use crate::model::record::{Field, Form, Record};
use crate::model::schema::{FieldSchema, Schema, Shape};
use crate::model::{Edition, Entry};

use super::carries::{Branch, Carried, Carries, Declared, Gap, How, NO_ID, Value};
use super::format::{FeedError, Format};
use super::formats::format;

/// Something that an entry has and a feed of its list does not carry, or not as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The list.
    pub list: String,
    /// The name of the feed's format.
    pub feed: &'static str,
    /// The id of the entry.
    pub entry: String,
    /// The field in the model's words, with the element's number from 0 if it is in a set: `names[2].quality`. Empty for an entry
    /// that is refused.
    pub field: String,
    /// What becomes of it, lower case and without a full stop: ``"the share `>50` is written as a text"``; for an entry that
    /// is refused, why.
    pub what: String,
    /// True if the format cannot write the entry at all: such an entry stops a publication.
    pub refused: bool,
}

impl Loss {
    /// Returns true if what is lost is only the id that the source gave an element.
    pub fn is_bookkeeping(&self) -> bool {
        let field = self.field.rsplit('.').next().unwrap_or_default();
        field == "gender_id" || (field == "id" && self.field.contains('.'))
    }
}

/// Returns what the feeds that a list asks for lose of it, in the order of the feeds, entries and fields. Unknown feeds are skipped.
pub fn losses(edition: &Edition) -> Vec<Loss> {
    let formats: Vec<_> = edition.list.feeds.iter().filter_map(|name| format(name)).collect();
    let found = formats.into_par_iter().flat_map(|format| {
        let (mut found, lost) = rayon::join(|| refused(format, edition), || losses_of(format, edition));
        found.extend(lost);
        found
    });
    found.collect()
}

/// Returns what one format loses of the entries, in the order of entries and fields.
pub fn losses_of(format: &dyn Format, edition: &Edition) -> Vec<Loss> {
    let lost = each_entry(format, edition, |entry, gaps| {
        let loss = |gap: Gap| Loss {
            list: edition.list_id.clone(),
            feed: format.name(),
            entry: entry.id.clone(),
            field: gap.field,
            what: gap.what.into_owned(),
            refused: false,
        };
        gaps.into_iter().map(loss).collect::<Vec<_>>()
    });
    lost.into_iter().flatten().collect()
}

/// Returns the number of entries of which a format loses a fact; ids of elements are not facts.
pub fn entries_with_losses(format: &dyn Format, edition: &Edition) -> usize {
    let is_fact = |gap: &Gap| gap.what != NO_ID;
    let losing = each_entry(format, edition, |_, gaps| gaps.iter().any(is_fact));
    losing.into_iter().filter(|loses| *loses).count()
}

fn each_entry<T: Send>(format: &dyn Format, edition: &Edition, made: impl Fn(&Entry, Vec<Gap>) -> T + Sync) -> Vec<T> {
    let Carries::Fields(declared) = format.carries() else {
        return Vec::new();
    };
    let account = format.account(edition);
    let entries = edition.entries.par_iter();
    let one = entries.map(|entry| {
        let reported = account.as_ref().map(|account| account(entry)).unwrap_or_default();
        made(entry, gaps(entry, edition, declared, reported))
    });
    one.collect()
}

/// Returns what the declaration of a format leaves out of an entry, after what the format itself reports of it.
fn gaps(entry: &Entry, edition: &Edition, declared: &Declared, reported: Vec<Gap>) -> Vec<Gap> {
    let node = entry.node(Form::Long).unwrap_or_default();
    let mut walk = Walk {
        entry,
        edition,
        declared,
        at: Vec::new(),
        known: reported.len(),
        gaps: reported,
    };
    walk.record(&node, Entry::SCHEMA, Some(&declared.root), "");
    walk.gaps
}

/// Returns what a declaration loses of a record of any schema: for tests that make up fields.
pub fn gaps_of_record(node: &Node, schema: &'static Schema, carries: &Carries) -> Vec<Gap> {
    let Carries::Fields(declared) = carries else {
        return Vec::new();
    };
    let mut walk = Walk {
        entry: &Entry::default(),
        edition: &Edition::default(),
        declared,
        at: Vec::new(),
        known: 0,
        gaps: Vec::new(),
    };
    walk.record(node, schema, Some(&declared.root), "");
    walk.gaps
}

/// The way through an entry.
struct Walk<'a> {
    entry: &'a Entry,
    edition: &'a Edition,
    declared: &'a Declared,
    /// The numbers of the elements on the way.
    at: Vec<usize>,
    /// So many gaps were reported by the format itself.
    known: usize,
    gaps: Vec<Gap>,
}

impl Walk<'_> {
    fn record(&mut self, node: &Node, schema: &'static Schema, branch: Option<&Branch>, path: &str) {
        for (name, value) in node.pairs() {
            let Some(field) = schema.field(name) else { continue };
            let path = if path.is_empty() {
                (*name).to_string()
            } else {
                format!("{path}.{name}")
            };
            // The order of elements is that of the file.
            if name != "order" {
                self.field(value, field, branch, &path);
            }
        }
    }

    fn field(&mut self, node: &Node, field: &FieldSchema, parent: Option<&Branch>, path: &str) {
        let is_whole = parent.is_some_and(|parent| matches!(parent.how, Some(How::Whole)));
        let branch = match parent {
            Some(_) if is_whole && !field.is_bookkeeping() => parent,
            _ => parent.and_then(|parent| parent.fields.get(field.name)),
        };
        match (field.shape, field.shape.record()) {
            (Shape::Set(inner), Some(_)) => {
                for (number, element) in node.elements().iter().enumerate() {
                    self.at.push(number);
                    self.value(element, inner, branch, &format!("{path}[{number}]"));
                    self.at.pop();
                }
            }
            (Shape::Any, _) if branch.is_some_and(|branch| !branch.fields.is_empty()) => {
                for (name, value) in node.pairs() {
                    let inner = branch.and_then(|branch| branch.fields.get(name.as_ref()));
                    self.value(value, &Shape::Any, inner, &format!("{path}.{name}"));
                }
            }
            _ => self.value(node, &field.shape, branch, path),
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape, branch: Option<&Branch>, path: &str) {
        let how = branch.and_then(|branch| branch.how);
        let goes_on = match how {
            Some(How::Exact | How::Text | How::Whole) => true,
            Some(How::As(what) | How::Not(what)) => self.lose(path, what),
            Some(How::If(is_carried)) => {
                let value = Value {
                    entry: self.entry,
                    edition: self.edition,
                    node,
                    at: &self.at,
                };
                match is_carried(&value) {
                    Carried::Exact => true,
                    Carried::As(what) | Carried::Not(what) => self.lose(path, what),
                }
            }
            // A record of which some fields are declared is gone through; any other value is lost.
            None if shape.record().is_some() && branch.is_some_and(|branch| !branch.fields.is_empty()) => true,
            None => {
                let is_id = path.contains('.') && path.ends_with(".id") || path == "gender_id";
                self.lose(path, if is_id { NO_ID } else { self.declared.default })
            }
        };
        if goes_on {
            match shape.record() {
                Some(schema) => self.record(node, schema, branch, path),
                None => self.changed_texts(node, path),
            }
        }
    }

    /// Reports a gap, unless the format has reported it itself. What is in a lost value is lost with it: returns false.
    fn lose(&mut self, path: &str, what: impl Into<Cow<'static, str>>) -> bool {
        if !self.gaps[..self.known].iter().any(|gap| gap.field == path) {
            self.gaps.push(Gap::new(path, what));
        }
        false
    }

    /// Reports texts that are carried in another form.
    fn changed_texts(&mut self, node: &Node, path: &str) {
        let Some(form) = self.declared.form else { return };
        for text in node.elements().iter().filter_map(Node::as_text) {
            if let Some(made) = form(text) {
                self.lose(path, format!("`{text}` is written as `{made}`"));
            }
        }
    }
}

/// Returns the entries that a format cannot write. They are tried one by one only if it cannot write them together.
fn refused(format: &'static dyn Format, edition: &Edition) -> Vec<Loss> {
    if format.is_native() || reason(format, edition).is_none() {
        return Vec::new();
    }
    let mut alone = Edition {
        list_id: edition.list_id.clone(),
        list: edition.list.clone(),
        ..Edition::default()
    };
    let mut found = Vec::new();
    for entry in &edition.entries {
        alone.entries = vec![entry.clone()];
        found.extend(reason(format, &alone).map(|what| Loss {
            list: edition.list_id.clone(),
            feed: format.name(),
            entry: entry.id.clone(),
            field: String::new(),
            what,
            refused: true,
        }));
    }
    found
}

/// Returns why a format cannot write an edition; nothing if it can.
fn reason(format: &dyn Format, edition: &Edition) -> Option<String> {
    let files = format.files().par_iter();
    files.find_map_first(|file| match format.write(file, edition, &mut io::sink()) {
        Err(FeedError::Unwritable { reason, .. }) => Some(reason),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{List, Name};

    #[test]
    fn an_entry_that_cannot_be_written_is_found_among_the_others() {
        let entry = |id: &str, name: &str| Entry {
            id: id.into(),
            names: vec![Name {
                text: name.into(),
                ..Name::default()
            }],
            ..Entry::default()
        };
        let edition = Edition {
            list: List {
                feeds: vec!["json".into(), "ofac-csv".into(), "no-such".into()],
                ..List::default()
            },
            entries: [entry("1", "ONE"), entry("2", "\u{97d3}"), entry("x", "THREE")]
                .map(|entry| std::sync::Arc::new(entry.canonical()))
                .into(),
            ..Edition::default()
        };
        let found = losses(&edition);
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.feed, one.entry.as_str(), one.field.as_str(), one.refused))
            .collect();
        assert_eq!(found, [("ofac-csv", "2", "", true), ("ofac-csv", "x", "id", false)]);
    }
}
