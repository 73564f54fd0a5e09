//! The stable names of field changes, and all of them as the schema gives them.

use crate::model::record::Record;
use crate::model::schema::{Class, Schema, Shape, singular};
use crate::model::{Entry, List};

use super::change::Verb;

/// The one change that is told of two names: another name became the primary one.
pub(super) const PRIMARY_NAME_CHANGED: &str = "primary_name_changed";

/// A field of which changes are told: the name of its changes without the verb, its path and the weightiest class that they
/// have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The names of its changes begin with this: `birth_date`.
    pub stem: String,
    /// The path of the field in the record; where changes are told under names of the writer's choice, these stand behind it.
    pub path: String,
    /// The class that a change of it has at most.
    pub class: Class,
}

impl Subject {
    /// Returns the names of its changes, as added, removed and amended.
    pub fn kinds(&self) -> [String; 3] {
        [Verb::Added, Verb::Removed, Verb::Amended].map(|verb| with_verb(&self.stem, verb))
    }
}

/// Returns every field of an entry of which changes are told, in the order of the record.
pub fn entry_subjects() -> Vec<Subject> {
    subjects(Entry::SCHEMA)
}

/// Returns every field of a list of which changes are told, in the order of the record.
pub fn list_subjects() -> Vec<Subject> {
    subjects(List::SCHEMA)
}

fn subjects(schema: &'static Schema) -> Vec<Subject> {
    let mut found = Vec::new();
    collect(schema, "", &mut found);
    found
}

fn collect(schema: &'static Schema, above: &str, found: &mut Vec<Subject>) {
    for field in schema.fields {
        let path = if above.is_empty() {
            field.name.to_owned()
        } else {
            format!("{above}.{}", field.name)
        };
        match field.shape {
            Shape::Record(inner) => collect(inner, &path, found),
            _ => found.push(Subject {
                stem: stem(&path),
                path,
                class: field.class,
            }),
        }
    }
}

/// Returns the name of a change of the field at a path.
pub(super) fn kind_of(path: &str, verb: Verb) -> String {
    with_verb(&stem(path), verb)
}

/// Returns the name of the same change seen from the other side.
pub(super) fn mirrored(kind: &str, verb: Verb) -> String {
    if kind == PRIMARY_NAME_CHANGED {
        return kind.to_owned();
    }
    let stem = kind.rsplit_once('_').map_or(kind, |(stem, _)| stem);
    let verb = match verb {
        Verb::Added => Verb::Removed,
        Verb::Removed => Verb::Added,
        Verb::Amended => Verb::Amended,
    };
    with_verb(stem, verb)
}

fn stem(path: &str) -> String {
    match path.rsplit_once('.') {
        None => singular(path),
        Some((above, field)) => format!("{}_{}", above.replace('.', "_"), singular(field)),
    }
}

/// What lists say of legal measures has the words that lawyers use.
fn with_verb(stem: &str, verb: Verb) -> String {
    let verb = match (verb, stem) {
        (Verb::Removed, "designation" | "measure") => "lifted",
        (Verb::Added, "measure") => "imposed",
        (Verb::Added, _) => "added",
        (Verb::Removed, _) => "removed",
        (Verb::Amended, _) => "amended",
    };
    format!("{stem}_{verb}")
}
