//! `csv`: a list for spreadsheets, and its names for screening.
//!
//! RFC 4180: commas, CRLF, cells in quotation marks where they need them, a heading. UTF-8; `entries.csv` begins with a byte
//! order mark, without which Excel shows every name that is not ASCII wrongly, and `names.csv`, which programs read, has none.
//!
//! - A column of values (its heading is a plural) has `; ` between them, and a semicolon within a value is written twice. The
//!   columns of running text (`reasons`, `remarks`, `notes`) have an empty line between texts instead.
//! - A cell that a spreadsheet would take for a formula (after any apostrophes it begins with `=`, `+`, `-`, `@`, a tab or a
//!   line end, or one of the first four in full width) gets an apostrophe in front. To read it back, drop one apostrophe from a
//!   cell that begins with apostrophes and one of these; `'ABD AL-RAHMAN` stays as it is.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::LazyLock;

use crate::feed::carries::{Carries, Declared, How};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::plain;
use crate::model::record::Record;
use crate::model::schema::Shape;
use crate::model::{Edition, Entry, List, Name, NameType, Phrase, Quality};

const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

const ENTRIES: FileKind = FileKind {
    name: "entries.csv",
    media_type: MEDIA_TYPE,
    about: "one row an entry, for spreadsheets",
};

const NAMES: FileKind = FileKind {
    name: "names.csv",
    media_type: MEDIA_TYPE,
    about: "one row a name, for screening",
};

pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The content of a cell.
pub(super) enum Cell {
    /// One value, as it is.
    One(String),
    /// Any number of values.
    Values(Vec<String>),
    /// Any number of texts of several sentences.
    Texts(Vec<String>),
}

/// A column of `entries.csv`.
enum EntryColumn {
    /// A field of the entry under its own name.
    Field(&'static str),
    /// A heading, and what the column is made of.
    Made(&'static str, fn(&Entry, &List) -> Cell),
}

/// A column of `names.csv`: its heading, and what the column is made of.
type NameColumn = (&'static str, fn(&Entry, &NameRow<'_>) -> Cell);

/// The columns of `entries.csv` in their order; new ones come at the end. `docs/feeds.md` describes them.
const ENTRY_COLUMNS: &[EntryColumn] = &[
    EntryColumn::Field("id"),
    EntryColumn::Field("kind"),
    EntryColumn::Made("name", |entry, _| one(entry.primary_name())),
    EntryColumn::Made("aliases", |entry, _| aliases(entry, is_alias)),
    EntryColumn::Made("weak_aliases", |entry, _| aliases(entry, is_weak)),
    EntryColumn::Made("former_names", |entry, _| aliases(entry, is_former)),
    EntryColumn::Made("other_scripts", |entry, _| Cell::Values(other_scripts(entry))),
    EntryColumn::Field("gender"),
    EntryColumn::Field("birth_dates"),
    EntryColumn::Field("birth_places"),
    EntryColumn::Field("death_dates"),
    EntryColumn::Field("nationalities"),
    EntryColumn::Field("citizenships"),
    EntryColumn::Field("titles"),
    EntryColumn::Field("positions"),
    EntryColumn::Field("addresses"),
    EntryColumn::Field("documents"),
    EntryColumn::Field("contacts"),
    EntryColumn::Field("wallets"),
    EntryColumn::Field("organization"),
    EntryColumn::Field("vessel"),
    EntryColumn::Field("aircraft"),
    EntryColumn::Field("features"),
    EntryColumn::Field("references"),
    EntryColumn::Made("programmes", |entry, _| Cell::Values(programmes(entry))),
    EntryColumn::Made("listed", |entry, _| {
        Cell::One(entry.listed().map(plain::date).unwrap_or_default())
    }),
    EntryColumn::Made("measures", |entry, list| Cell::Values(measures(entry, list))),
    EntryColumn::Made("legal_basis", |entry, _| {
        let provisions = entry.designations.iter().flat_map(|it| &it.legal_basis);
        Cell::Values(unique(provisions.cloned()))
    }),
    EntryColumn::Field("designations"),
    EntryColumn::Field("relations"),
    EntryColumn::Made("reasons", |entry, _| texts(&entry.reasons)),
    EntryColumn::Made("remarks", |entry, _| texts(&entry.remarks)),
    EntryColumn::Made("notes", |entry, _| texts(&entry.notes)),
    EntryColumn::Field("sources"),
];

impl EntryColumn {
    fn heading(&self) -> &'static str {
        match self {
            Self::Field(name) | Self::Made(name, _) => name,
        }
    }
}

/// Returns the row of an entry.
fn entry_row(entry: &Entry, list: &List) -> Vec<String> {
    let mut fields = BTreeMap::new();
    entry.for_each_field(&mut |field, value| {
        if value.is_set() {
            fields.insert(field.name, plain::values(field, value));
        }
    });
    let cell = |column: &EntryColumn| match column {
        EntryColumn::Made(_, cell) => cell(entry, list),
        EntryColumn::Field(name) => {
            let is_set = matches!(
                Entry::SCHEMA.field(name).map(|field| field.shape),
                Some(Shape::Set(_) | Shape::Record(_))
            );
            let mut values = fields.remove(name).unwrap_or_default();
            match is_set {
                true => Cell::Values(values),
                false => Cell::One(values.pop().unwrap_or_default()),
            }
        }
    };
    ENTRY_COLUMNS.iter().map(cell).map(text).collect()
}

/// The columns of `names.csv` in their order; new ones come at the end.
const NAME_COLUMNS: &[NameColumn] = &[
    ("entry_id", |entry, _| one(&entry.id)),
    ("kind", |entry, _| one(entry.kind.as_str())),
    ("primary_name", |entry, _| one(entry.primary_name())),
    ("name", |_, row| one(row.text)),
    ("type", |_, row| one(row.name.kind.as_str())),
    ("quality", |_, row| one(row.name.quality.as_str())),
    ("script", |_, row| one(row.script)),
    ("language", |_, row| one(row.language)),
    ("parts", |_, row| Cell::Values(row.parts.clone())),
    ("title", |_, row| one(row.name.title.as_deref().unwrap_or_default())),
    ("position", |_, row| {
        one(row.name.position.as_deref().unwrap_or_default())
    }),
    ("note", |_, row| one(row.name.note.as_deref().unwrap_or_default())),
    ("programmes", |entry, _| Cell::Values(programmes(entry))),
];

/// See the module.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "one row an entry for spreadsheets, one row a name for screening"
    }

    fn files(&self) -> &'static [FileKind] {
        &[ENTRIES, NAMES]
    }

    fn is_native(&self) -> bool {
        true
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        if file == &ENTRIES {
            return Ok(write_entries(edition, out)?);
        }
        FeedError::require(self, file, &NAMES)?;
        Ok(write_names(edition, out)?)
    }

    fn carries(&self) -> &'static Carries {
        &CARRIES
    }
}

static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    Carries::Fields(Declared::of(
        "has no column",
        &[
            (How::Exact, "id kind gender"),
            (
                How::Exact,
                "names.{text,type,quality,script,language,title,position,note}",
            ),
            (How::Exact, "names.forms.{text,script,language}"),
            (How::Whole, "names.parts names.forms.parts"),
            (
                How::Whole,
                "birth_dates death_dates nationalities citizenships titles positions",
            ),
            (
                How::Text,
                "birth_places.{text,street,city,state,postal_code,region,country,note}",
            ),
            (
                How::Text,
                "addresses.{text,care_of,street,street2,street3,street4,street5,street6,po_box}",
            ),
            (How::Text, "addresses.{area,city,state,postal_code,region,country,note}"),
            (How::Whole, "documents contacts wallets organization vessel aircraft"),
            (How::Whole, "features references designations relations sources"),
            (How::Exact, "reasons.text remarks.text notes.text"),
        ],
    ))
});

fn write_entries(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = table(out);
    table.write_record(ENTRY_COLUMNS.iter().map(EntryColumn::heading))?;
    for entry in &edition.entries {
        table.write_record(entry_row(entry, &edition.list))?;
    }
    table.flush()
}

fn write_names(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table(out);
    table.write_record(NAME_COLUMNS.iter().map(|(heading, _)| heading))?;
    for entry in &edition.entries {
        for row in entry.names.iter().flat_map(NameRow::of) {
            table.write_record(NAME_COLUMNS.iter().map(|(_, values)| text(values(entry, &row))))?;
        }
    }
    table.flush()
}

pub(super) fn table(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out)
}

/// A name or one of its forms in another script.
struct NameRow<'a> {
    name: &'a Name,
    text: &'a str,
    script: &'a str,
    language: &'a str,
    parts: Vec<String>,
}

impl<'a> NameRow<'a> {
    /// Returns the name, then its forms.
    fn of(name: &'a Name) -> impl Iterator<Item = Self> {
        let itself = Self {
            name,
            text: &name.text,
            script: name.script.as_ref().map_or("", |script| script.as_str()),
            language: name.language.as_ref().map_or("", |language| language.as_str()),
            parts: listed(&name.parts, plain::line),
        };
        let forms = name.forms.iter().map(move |form| Self {
            name,
            text: &form.text,
            script: form.script.as_ref().map_or("", |script| script.as_str()),
            language: form.language.as_ref().map_or("", |language| language.as_str()),
            parts: listed(&form.parts, plain::line),
        });
        std::iter::once(itself).chain(forms)
    }
}

fn one(text: &str) -> Cell {
    Cell::One(text.to_owned())
}

fn texts(phrases: &[Phrase]) -> Cell {
    Cell::Texts(listed(phrases, |phrase| phrase.text.clone()))
}

fn aliases(entry: &Entry, is_wanted: fn(&Name) -> bool) -> Cell {
    Cell::Values(names(entry, is_wanted))
}

fn listed<T>(elements: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
    elements.iter().map(line).collect()
}

fn unique(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

fn names(entry: &Entry, is_wanted: fn(&Name) -> bool) -> Vec<String> {
    let primary = entry.primary();
    let wanted = entry
        .names
        .iter()
        .filter(|name| Some(*name) != primary && is_wanted(name));
    wanted.map(|name| name.text.clone()).collect()
}

fn is_weak(name: &Name) -> bool {
    name.quality == Quality::Weak && !is_former(name) && name.kind != NameType::OriginalScript
}

fn is_former(name: &Name) -> bool {
    name.kind == NameType::Fka
}

fn is_alias(name: &Name) -> bool {
    !is_weak(name) && !is_former(name) && name.kind != NameType::OriginalScript
}

fn other_scripts(entry: &Entry) -> Vec<String> {
    let whole = names(entry, |name| name.kind == NameType::OriginalScript);
    let forms = entry
        .names
        .iter()
        .flat_map(|name| &name.forms)
        .map(|form| form.text.clone());
    whole.into_iter().chain(forms).collect()
}

fn programmes(entry: &Entry) -> Vec<String> {
    unique(entry.designations.iter().filter_map(|it| it.programme.clone()))
}

/// Returns the measures of the designations, with those of the programme for one that states none.
fn measures(entry: &Entry, list: &List) -> Vec<String> {
    let measures = entry.designations.iter().flat_map(|one| list.measures_of(one));
    unique(measures.cloned())
}

/// Returns a cell as it is written: its values separated, and nothing that a spreadsheet would calculate.
pub(super) fn text(cell: Cell) -> String {
    let text = match cell {
        Cell::One(value) => value,
        Cell::Values(values) => {
            let values: Vec<String> = values.iter().map(|value| value.replace(';', ";;")).collect();
            values.join("; ")
        }
        Cell::Texts(texts) => texts.join("\n\n"),
    };
    if is_formula(&text) { format!("'{text}") } else { text }
}

/// Returns true where a spreadsheet would calculate the cell, or would once an apostrophe is taken away.
fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches('\'').chars().next();
    first.is_some_and(|first| "=+-@\t\r\n＝＋－＠".contains(first))
}
