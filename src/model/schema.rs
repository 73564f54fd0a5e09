//! What a record looks like, as data: the one table from which reading, writing, comparing, linting and the JSON Schema
//! of a record follow.

use std::fmt;
use std::sync::LazyLock;

use super::record::Record;
use super::words::Kind;

/// Why a change of a field matters (`docs/changes.md`). The order is that of weight: the greatest names a change that
/// has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing that screening or the law looks at: notes, sources, order.
    Editorial,
    /// Who owns, controls, belongs to or acts for whom.
    Relation,
    /// Designations, measures, dates, legal basis.
    Legal,
    /// What screening matches on: names, dates and places of birth, documents, wallets.
    Identity,
}

impl Class {
    /// Every class, the weightiest first.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Legal, Self::Relation, Self::Editorial];

    /// Returns the word for it that feeds and reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editorial => "editorial",
            Self::Relation => "relation",
            Self::Legal => "legal",
            Self::Identity => "identity",
        }
    }

    /// Returns true where a change of this class asks subscribers to screen again.
    pub fn asks_to_rescreen(self) -> bool {
        self != Self::Editorial
    }
}

/// What a field may contain.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text of one or more lines.
    Text,
    /// One of these words; another is kept and linted.
    Word(&'static [&'static str]),
    /// A date, whole, partial or approximate: see [`crate::model::FuzzyDate`].
    Date,
    /// A country: see [`crate::model::Country`].
    Country,
    /// A BCP 47 language tag.
    Language,
    /// An ISO 15924 script code.
    Script,
    /// A share: see [`crate::model::Share`].
    Share,
    /// A reference to an entry: see [`crate::model::EntryRef`].
    Reference,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// Texts under names of the writer's choice.
    Pairs,
    /// Anything, kept as it was written.
    Any,
    /// A record of its own.
    Record(&'static Schema),
    /// Any number of these, in no order.
    Set(&'static Shape),
    /// Records under names of the writer's choice.
    Table(&'static Shape),
}

/// A record: its name, what it is for, its fields in the order in which they are written.
pub struct Schema {
    /// The name of the record in the manual, as in `Name`.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: &'static str,
    /// The field that a bare text fills, if the record has a short form.
    pub short: Option<&'static str>,
    /// The fields with which the record begins when it is written as one line of text; see [`Schema::head`].
    pub line: &'static [&'static str],
    /// The fields in the order of writing.
    pub fields: &'static [FieldSchema],
}

/// One field of a record.
#[derive(Debug)]
pub struct FieldSchema {
    /// Its name in YAML and JSON.
    pub name: &'static str,
    /// What it says, in Markdown.
    pub doc: &'static str,
    /// What it may contain.
    pub shape: Shape,
    /// For a set: gives the canonical order of its elements as they were written.
    pub sorter: Option<super::record::Sorter>,
    /// Why its change matters.
    pub class: Class,
    /// What else is declared of it.
    pub marks: &'static [Mark],
    /// What people read as its name: `Dates of birth`; `None` if that is its name in words. See [`FieldSchema::label`].
    pub label: Option<&'static str>,
}

/// What a declaration states of a field beside its shape and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A record without it is incomplete.
    Required,
    /// The name of a person or thing: screening matches on it.
    Name,
    /// A text that may have several lines and be long.
    Prose,
    /// A fact of the entry that screening looks at beside names and designations: notices print it.
    Fact,
    /// A fact of entries of this kind alone.
    Kind(Kind),
}

/// The name alone: a schema written out fills pages.
impl fmt::Debug for Schema {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// Returns the name of a field as the schema has it, where some record of a list has one of this name: what is read need not hold
/// a name of its own for each value.
pub(crate) fn field_name(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<Vec<(u128, &'static str)>> = LazyLock::new(|| {
        let mut names = Vec::new();
        gather(super::Entry::SCHEMA, &mut names);
        gather(super::List::SCHEMA, &mut names);
        let mut names: Vec<_> = names.into_iter().map(|name| (head(name), name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    });
    let wanted = head(name);
    let first = NAMES.partition_point(|(known, _)| *known < wanted);
    let alike = NAMES[first..].iter().take_while(|(known, _)| *known == wanted);
    alike.map(|(_, known)| *known).find(|known| *known == name)
}

/// The first bytes of a name as one number, which is quick to compare.
fn head(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(bytes.len());
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// Gathers the names of the fields of a record and of the records in it; none holds itself.
fn gather(schema: &Schema, names: &mut Vec<&'static str>) {
    for field in schema.fields {
        names.push(field.name);
        if let Some(inner) = field.shape.record() {
            gather(inner, names);
        }
    }
}

impl Shape {
    /// Returns the record that a value of this shape is or consists of.
    pub fn record(&self) -> Option<&'static Schema> {
        match self {
            Self::Record(schema) => Some(schema),
            Self::Set(inner) | Self::Table(inner) => inner.record(),
            _ => None,
        }
    }
}

impl Schema {
    /// Returns the field with this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSchema> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the fields with which the record begins as a line of text: those declared, else that of its short form, else the
    /// required ones.
    pub fn head(&self) -> Vec<&'static str> {
        match (self.line, self.short) {
            ([], Some(short)) => vec![short],
            ([], None) => {
                let required = self.fields.iter().filter(|field| field.is_required());
                required.map(|field| field.name).collect()
            }
            (line, _) => line.to_vec(),
        }
    }
}

impl FieldSchema {
    /// Returns the field's name for people: `Dates of birth`, `Legal basis`.
    pub fn label(&self) -> String {
        self.label
            .map_or_else(|| capitalised(&self.name.replace('_', " ")), str::to_owned)
    }

    /// Returns true if a record without the field is incomplete.
    pub fn is_required(&self) -> bool {
        self.marks.contains(&Mark::Required)
    }

    /// Returns true if the field is the name of a person or thing.
    pub fn is_name(&self) -> bool {
        self.marks.contains(&Mark::Name)
    }

    /// Returns true if the field is a text that may have several lines and be long.
    pub fn is_prose(&self) -> bool {
        self.marks.contains(&Mark::Prose)
    }

    /// Returns true if notices print the field as a fact of the entry.
    pub fn is_fact(&self) -> bool {
        self.marks.contains(&Mark::Fact)
    }

    /// Returns true if entries of this kind may have the field.
    pub fn fits(&self, kind: &Kind) -> bool {
        let mut kinds = self.marks.iter().filter_map(|mark| match mark {
            Mark::Kind(kind) => Some(kind),
            _ => None,
        });
        kinds.next().is_none_or(|only| only == kind)
    }

    /// Returns true if the field only identifies an element in its source: its id and its order.
    pub fn is_bookkeeping(&self) -> bool {
        matches!(self.name, "id" | "order")
    }

    /// Returns the word for one element of the field, as names of changes have it: `names` gives `name`.
    pub fn singular(&self) -> String {
        singular(self.name)
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Returns the singular of a field name in the plural.
pub(crate) fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = plural.strip_suffix("sses") {
        return format!("{stem}ss");
    }
    let keeps_its_s = plural.ends_with("ss") || plural.ends_with("is") || plural.ends_with("us");
    match plural.strip_suffix('s') {
        Some(stem) if !keeps_its_s => stem.to_owned(),
        _ => plural.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Schema, singular};
    use crate::model::record::Record;
    use crate::model::{Address, Entry, Kind, Name, Relation};

    fn marked(schema: &'static Schema, name: &str) -> &'static super::FieldSchema {
        schema.field(name).unwrap_or_else(|| panic!("no field {name}"))
    }

    #[test]
    fn labels_and_marks_come_from_the_declaration() {
        assert_eq!(marked(Entry::SCHEMA, "birth_dates").label(), "Dates of birth");
        assert_eq!(marked(Address::SCHEMA, "postal_code").label(), "Postal code");
        assert!(marked(Entry::SCHEMA, "wallets").is_fact() && !marked(Entry::SCHEMA, "sources").is_fact());
        assert!(marked(Name::SCHEMA, "text").is_name() && !marked(Name::SCHEMA, "title").is_name());
        assert!(marked(Name::SCHEMA, "note").is_prose() && !marked(Name::SCHEMA, "text").is_prose());
        assert!(marked(Entry::SCHEMA, "gender").fits(&Kind::Individual));
        assert!(!marked(Entry::SCHEMA, "gender").fits(&Kind::Vessel));
        assert!(marked(Entry::SCHEMA, "addresses").fits(&Kind::Vessel));
        assert_eq!(Relation::SCHEMA.head(), ["type", "to", "name"]);
        assert_eq!(Name::SCHEMA.head(), ["text"]);
    }

    #[test]
    fn every_field_is_visited_once_in_the_order_of_the_schema() {
        let entry = Entry {
            id: "1".to_owned(),
            notes: vec![crate::model::Phrase::default()],
            ..Entry::default()
        };
        let mut seen = Vec::new();
        entry.for_each_field(&mut |field, value| seen.push((field.name, value.is_set())));
        let fields: Vec<&str> = Entry::SCHEMA.fields.iter().map(|field| field.name).collect();
        assert_eq!(seen.iter().map(|(name, _)| *name).collect::<Vec<_>>(), fields);
        let set: Vec<&str> = seen.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
        assert_eq!(set, ["id"]);
    }

    #[test]
    fn elements_are_named_in_the_singular() {
        let cases = [
            ("names", "name"),
            ("nationalities", "nationality"),
            ("addresses", "address"),
            ("measures", "measure"),
            ("legal_basis", "legal_basis"),
            ("status", "status"),
            ("gender", "gender"),
        ];
        for (plural, expected) in cases {
            assert_eq!(singular(plural), expected);
        }
    }
}
