//! What a record looks like, as data: the one table from which reading, writing, comparing, linting and the JSON Schema
//! of a record follow.

use std::fmt;
use std::sync::LazyLock;

use super::record::Record;

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

/// What may stand in a field.
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
    /// The field that a bare text fills, where the record has a short form.
    pub short: Option<&'static str>,
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
    /// What may stand in it.
    pub shape: Shape,
    /// For a set: gives the canonical order of its elements as they were written.
    pub sorter: Option<super::record::Sorter>,
    /// Why its change matters.
    pub class: Class,
    /// True where a record without it says nothing.
    pub required: bool,
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
        let mut shape = &field.shape;
        while let Shape::Set(inner) | Shape::Table(inner) = shape {
            shape = inner;
        }
        if let Shape::Record(inner) = shape {
            gather(inner, names);
        }
    }
}

impl Schema {
    /// Returns the field with this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSchema> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl FieldSchema {
    /// Returns the word for one element of the field, as it stands in names of changes: `names` gives `name`.
    pub fn singular(&self) -> String {
        singular(self.name)
    }
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
    use super::singular;

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
