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

use std::io::{self, Write};

use crate::feed::format::{FeedError, FileKind, Format, Loss};
use crate::feed::plain;
use crate::model::{Designation, Edition, Entry, List, Name, NameType, Phrase, Quality};

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

/// What stands in a cell.
pub(super) enum Cell {
    /// One value, as it is.
    One(String),
    /// Any number of values.
    Values(Vec<String>),
    /// Any number of texts of several sentences.
    Texts(Vec<String>),
}

/// A column of `entries.csv`: its heading and what stands in it.
type EntryColumn = (&'static str, fn(&Entry, &List) -> Cell);

/// A column of `names.csv`, likewise.
type NameColumn = (&'static str, fn(&Entry, &NameRow<'_>) -> Cell);

/// The columns of `entries.csv` in their order; new ones come at the end. `docs/feeds.md` describes them.
const ENTRY_COLUMNS: &[EntryColumn] = &[
    ("id", |entry, _| one(&entry.id)),
    ("kind", |entry, _| one(entry.kind.as_str())),
    ("name", |entry, _| one(entry.primary_name())),
    ("aliases", |entry, _| aliases(entry, is_alias)),
    ("weak_aliases", |entry, _| aliases(entry, is_weak)),
    ("former_names", |entry, _| aliases(entry, is_former)),
    ("other_scripts", |entry, _| Cell::Values(other_scripts(entry))),
    ("gender", |entry, _| one(entry.gender.as_str())),
    ("birth_dates", |entry, _| lines(&entry.birth_dates, plain::line)),
    ("birth_places", |entry, _| lines(&entry.birth_places, plain::place)),
    ("death_dates", |entry, _| lines(&entry.death_dates, plain::line)),
    ("nationalities", |entry, _| lines(&entry.nationalities, plain::line)),
    ("citizenships", |entry, _| lines(&entry.citizenships, plain::line)),
    ("titles", |entry, _| lines(&entry.titles, plain::line)),
    ("positions", |entry, _| lines(&entry.positions, plain::line)),
    ("addresses", |entry, _| lines(&entry.addresses, plain::address)),
    ("documents", |entry, _| {
        lines(&entry.documents, |it| plain::headed(it, &["type", "number"]))
    }),
    ("contacts", |entry, _| {
        lines(&entry.contacts, |it| plain::headed(it, &["type", "value"]))
    }),
    ("wallets", |entry, _| {
        lines(&entry.wallets, |it| plain::headed(it, &["currency", "address"]))
    }),
    ("organization", |entry, _| {
        lines(entry.organization.as_slice(), plain::line)
    }),
    ("vessel", |entry, _| lines(entry.vessel.as_slice(), plain::line)),
    ("aircraft", |entry, _| lines(entry.aircraft.as_slice(), plain::line)),
    ("features", |entry, _| {
        lines(&entry.features, |it| plain::headed(it, &["type", "text"]))
    }),
    ("references", |entry, _| {
        lines(&entry.references, |it| plain::headed(it, &["type", "value"]))
    }),
    ("programmes", |entry, _| Cell::Values(programmes(entry))),
    ("listed", |entry, _| {
        Cell::One(entry.listed().map(plain::date).unwrap_or_default())
    }),
    ("measures", |entry, list| Cell::Values(measures(entry, list))),
    ("legal_basis", |entry, _| {
        Cell::Values(unique(
            entry.designations.iter().flat_map(|it| &it.legal_basis).cloned(),
        ))
    }),
    ("designations", |entry, _| {
        lines(&entry.designations, |it| plain::headed(it, &["programme", "listed"]))
    }),
    ("relations", |entry, _| {
        lines(&entry.relations, |it| plain::headed(it, &["type", "to", "name"]))
    }),
    ("reasons", |entry, _| texts(&entry.reasons)),
    ("remarks", |entry, _| texts(&entry.remarks)),
    ("notes", |entry, _| texts(&entry.notes)),
    ("sources", |entry, _| lines(&entry.sources, plain::line)),
];

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

    fn losses(&self, entry: &Entry, _: &List) -> Vec<Loss> {
        let mut losses = Vec::new();
        for (index, name) in entry.names.iter().enumerate() {
            if name.birth_date.is_some() {
                losses.push(Loss::new(format!("names[{index}].birth_date"), NO_COLUMN));
            }
            if name.birth_place.is_some() {
                losses.push(Loss::new(format!("names[{index}].birth_place"), NO_COLUMN));
            }
            if !name.extra.is_empty() {
                losses.push(Loss::new(format!("names[{index}].extra"), NO_COLUMN));
            }
        }
        for (index, address) in entry.addresses.iter().enumerate() {
            if address.at_listing {
                losses.push(Loss::new(format!("addresses[{index}].at_listing"), NO_COLUMN));
            }
            if !address.extra.is_empty() {
                losses.push(Loss::new(format!("addresses[{index}].extra"), NO_COLUMN));
            }
        }
        for (field, phrases) in [
            ("reasons", &entry.reasons),
            ("remarks", &entry.remarks),
            ("notes", &entry.notes),
        ] {
            let annotated = phrases.iter().enumerate().filter(|(_, phrase)| phrase.note.is_some());
            losses.extend(annotated.map(|(index, _)| Loss::new(format!("{field}[{index}].note"), NO_COLUMN)));
        }
        if !entry.extra.is_empty() {
            losses.push(Loss::new("extra", NO_COLUMN));
        }
        losses
    }
}

/// What becomes of a field that the columns leave out.
const NO_COLUMN: &str = "has no column";

fn write_entries(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = table(out);
    table.write_record(ENTRY_COLUMNS.iter().map(|(heading, _)| heading))?;
    for entry in &edition.entries {
        let cells = ENTRY_COLUMNS
            .iter()
            .map(|(_, values)| text(values(entry, &edition.list)));
        table.write_record(cells)?;
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
            parts: listed(&name.parts, |it| plain::headed(it, &["type", "text"])),
        };
        let forms = name.forms.iter().map(move |form| Self {
            name,
            text: &form.text,
            script: form.script.as_ref().map_or("", |script| script.as_str()),
            language: form.language.as_ref().map_or("", |language| language.as_str()),
            parts: listed(&form.parts, |it| plain::headed(it, &["type", "text"])),
        });
        std::iter::once(itself).chain(forms)
    }
}

fn one(text: &str) -> Cell {
    Cell::One(text.to_owned())
}

fn lines<T>(elements: &[T], line: impl Fn(&T) -> String) -> Cell {
    Cell::Values(listed(elements, line))
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

/// Returns the measures of the designations; where one says none, those of its programme hold.
fn measures(entry: &Entry, list: &List) -> Vec<String> {
    let of_designation = |designation: &Designation| {
        let programme = designation
            .programme
            .as_ref()
            .and_then(|code| list.programmes.get(code));
        match programme {
            Some(programme) if designation.measures.is_empty() => programme.measures.clone(),
            _ => designation.measures.clone(),
        }
    };
    unique(entry.designations.iter().flat_map(of_designation))
}

/// Returns a cell as it is written: its values told apart, and nothing that a spreadsheet would calculate.
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
