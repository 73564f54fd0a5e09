//! `uksl-xml` and `uksl-csv`: the UK Sanctions List (`docs/uk.md`).

use std::io::{self, Write};
use std::sync::LazyLock;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::data::Branch;
use crate::feed::branches::{Layout, write_document};
use crate::feed::carries::{Carried, Carries, Declared, How, Value};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::newest_day;
use crate::model::{Edition, FuzzyDate, Kind};
use crate::uksl::{COLUMNS, designation, printed_day, report_date, rows};

const XML: FileKind = FileKind {
    name: "UK-Sanctions-List.xml",
    media_type: "application/xml",
    about: "the whole list",
};

const CSV: FileKind = FileKind {
    name: "UK-Sanctions-List.csv",
    media_type: "text/csv; charset=utf-8",
    about: "the whole list: several rows an entry, one for each combination of its names, addresses and so on",
};

/// The XML.
pub(super) struct UkslXml;

/// The CSV.
pub(super) struct UkslCsv;

impl Format for UkslXml {
    fn name(&self) -> &'static str {
        "uksl-xml"
    }

    fn about(&self) -> &'static str {
        "the UK Sanctions List (XML)"
    }

    fn files(&self) -> &'static [FileKind] {
        const { &[XML] }
    }

    fn carries(&self) -> &'static Carries {
        &CARRIES
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &XML)?;
        Ok(write_xml(edition, out)?)
    }
}

impl Format for UkslCsv {
    fn name(&self) -> &'static str {
        "uksl-csv"
    }

    fn about(&self) -> &'static str {
        "the UK Sanctions List (CSV of 58 columns)"
    }

    fn files(&self) -> &'static [FileKind] {
        const { &[CSV] }
    }

    fn carries(&self) -> &'static Carries {
        &CARRIES
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &CSV)?;
        Ok(write_csv(edition, out)?)
    }
}

static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    Carries::Fields(Declared::of(
        "it has no place in the file",
        &[
            (How::Exact, "id"),
            (How::If(kind), "kind"),
            (How::Text, "names.text"),
            (
                How::As("it is written only as far as the list's own words and columns for names go"),
                "names.{type,quality,script,language} names.parts.{type,text}",
            ),
            (How::Exact, "names.forms.{text,script,language}"),
            (How::Exact, "titles.text remarks.text reasons.text"),
            (
                How::As("the file has texts in no stated language"),
                "titles.language remarks.language reasons.language",
            ),
            (How::If(reference), "references.{type,value}"),
            (How::Exact, "designations.{programme,listed,measures,origin}"),
            (How::As("the file has the last day only"), "designations.amended"),
            (How::Exact, "designations.extra.SanctionsImposedIndicators"),
            (
                How::Exact,
                "addresses.{street,street2,street3,street4,street5,street6,postal_code,country}",
            ),
            (
                How::As("it is written into a line of the address"),
                "addresses.{text,care_of,po_box,area,city,state,region}",
            ),
            (How::If(contact), "contacts.{type,value}"),
            (
                How::If(of_person),
                "birth_dates.date birth_places.country nationalities.country positions.text gender",
            ),
            (
                How::If(of_person_as_town),
                "birth_places.{text,street,city,state,postal_code,region}",
            ),
            (How::If(document), "documents.{type,number}"),
            (How::If(note_of_document), "documents.note"),
            (
                How::If(of_body),
                "organization.types.text organization.parents.text organization.subsidiaries.text",
            ),
            (
                How::If(of_ship),
                "vessel.type vessel.other_types.text vessel.flag vessel.other_flags.country vessel.former_flags.country \
                 vessel.owner vessel.operators.text vessel.former_operators.text vessel.tonnage vessel.length vessel.built.date \
                 vessel.hull_numbers.text",
            ),
        ],
    ))
});

fn kind(value: &Value<'_>) -> Carried {
    let is_known = matches!(value.entry.kind, Kind::Individual | Kind::Entity | Kind::Vessel);
    Carried::whole_if(
        is_known,
        "the list has individuals, entities and ships, it is written as an entity",
    )
}

fn reference(value: &Value<'_>) -> Carried {
    let own = value.number(0).and_then(|at| value.entry.references.get(at));
    let is_known = own.is_some_and(|own| own.kind == "ofsi-group" || own.kind == "un");
    Carried::exact_if(is_known, "the file has group ids and UN references only")
}

fn contact(value: &Value<'_>) -> Carried {
    let own = value.number(0).and_then(|at| value.entry.contacts.get(at));
    let is_known = own.is_some_and(|own| ["phone", "email", "website"].contains(&own.kind.as_str()));
    Carried::exact_if(
        is_known,
        "the file has telephone numbers, e-mail addresses and websites only",
    )
}

fn of_person(value: &Value<'_>) -> Carried {
    Carried::exact_if(
        value.entry.kind == Kind::Individual,
        "only individuals have it in the file",
    )
}

fn of_person_as_town(value: &Value<'_>) -> Carried {
    match of_person(value) {
        Carried::Exact => Carried::less_well("it is written as the town"),
        other => other,
    }
}

fn of_body(value: &Value<'_>) -> Carried {
    let is_body = !matches!(value.entry.kind, Kind::Individual | Kind::Vessel);
    Carried::exact_if(is_body, "only entities have it in the file")
}

fn of_ship(value: &Value<'_>) -> Carried {
    Carried::exact_if(value.entry.kind == Kind::Vessel, "only ships have it in the file")
}

/// Individuals have passports and national identifiers, entities registration numbers, ships IMO numbers.
fn document(value: &Value<'_>) -> Carried {
    let own = value.number(0).and_then(|at| value.entry.documents.get(at));
    let kind = own.map_or("", |own| own.kind.as_str());
    match (&value.entry.kind, kind) {
        (Kind::Individual, "passport" | "national-id") | (Kind::Vessel, "imo") => Carried::Exact,
        (Kind::Individual, _) => Carried::less_well("it is written as a national identifier"),
        (Kind::Vessel, _) => Carried::not("ships have no other number in the file"),
        (_, "business-registration") => Carried::Exact,
        _ => Carried::less_well("it is written as a registration number"),
    }
}

fn note_of_document(value: &Value<'_>) -> Carried {
    Carried::exact_if(
        value.entry.kind == Kind::Individual,
        "only documents of individuals have a note",
    )
}

fn write_xml(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let day = FuzzyDate::Point {
        date: crate::model::PartialDate::day(newest_day(edition)),
        approximate: false,
    };
    let root = Branch::group("Designations", Vec::new())
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with("xmlns:xsd", "http://www.w3.org/2001/XMLSchema");
    let generated = Branch::leaf("DateGenerated", printed_day(&day));
    let entries = edition.entries.iter().map(|entry| designation(entry, &edition.list));
    let layout = Layout {
        indent: 2,
        ends_line: false,
    };
    let declaration = r#"<?xml version="1.0" encoding="utf-8"?>"#;
    write_document(
        out,
        layout,
        declaration,
        &root,
        std::iter::once(generated).chain(entries),
    )
}

fn write_csv(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", report_date(newest_day(edition)))?;
    let mut table = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .quote_style(QuoteStyle::Necessary)
        .from_writer(out);
    table.write_record(COLUMNS.iter().map(|(heading, _)| heading))?;
    for entry in &edition.entries {
        let mut record = designation(entry, &edition.list);
        blanks_around_reasons(&mut record);
        for row in rows(&record) {
            table.write_record(row)?;
        }
    }
    table.flush()
}

/// The CSV has a blank where the XML has the line ends around a statement of reasons, and nothing where there is none.
fn blanks_around_reasons(record: &mut Branch) {
    let reasons = record
        .children
        .iter_mut()
        .find(|child| child.name == "UKStatementofReasons");
    if let Some(text) = reasons.and_then(|element| element.text.as_mut()) {
        let inner = text.trim_matches('\n');
        *text = if inner.is_empty() {
            String::new()
        } else {
            format!(" {inner} ")
        };
    }
}
