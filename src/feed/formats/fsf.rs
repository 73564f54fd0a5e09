//! `eu-fsf-xml` and `eu-fsf-csv`: the European Union's Financial Sanctions Files, version 1.1 (`docs/eu.md`).

use std::io::{self, Write};
use std::sync::LazyLock;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::data::Branch;
use crate::feed::branches::{Layout, write_document};
use crate::feed::carries::{Carries, Declared, How};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::formats::csv::BYTE_ORDER_MARK;
use crate::feed::newest_day;
use crate::fsf::{COLUMNS, entity, rows};
use crate::model::record::IdKey;
use crate::model::{Edition, Entry};

const XML: FileKind = FileKind {
    name: "xmlFullSanctionsList_1_1.xml",
    media_type: "application/xml",
    about: "the whole list",
};

const CSV: FileKind = FileKind {
    name: "csvFullSanctionsList_1_1.csv",
    media_type: "text/csv; charset=utf-8",
    about: "the whole list: one row a name, address, birth, document or citizenship",
};

/// The XML.
pub(super) struct FsfXml;

/// The CSV.
pub(super) struct FsfCsv;

impl Format for FsfXml {
    fn name(&self) -> &'static str {
        "eu-fsf-xml"
    }

    fn about(&self) -> &'static str {
        "the European Union's Financial Sanctions Files (XML 1.1)"
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

impl Format for FsfCsv {
    fn name(&self) -> &'static str {
        "eu-fsf-csv"
    }

    fn about(&self) -> &'static str {
        "the European Union's Financial Sanctions Files (CSV 1.1)"
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
            (How::Exact, "id remarks.text names.{text,title,position,note,act}"),
            (How::As("persons and enterprises are told apart, nothing else"), "kind"),
            (How::As("no name is marked as the primary one"), "names.type"),
            (How::As("the CSV has no column for it"), "names.quality"),
            (How::Exact, "names.language"),
            (How::Exact, "names.parts.text"),
            (
                How::As("it is written only as far as the files have a word or column for it"),
                "names.parts.type names.gender gender birth_dates.date designations.ended birth_places.note \
                 nationalities.{since,until} citizenships.{since,until}",
            ),
            (
                How::As("only ids of the list's own form are written"),
                "names.id birth_dates.id birth_places.id citizenships.id documents.id addresses.id",
            ),
            (How::Exact, "birth_dates.{calendar,act,note}"),
            (How::Exact, "birth_places.{city,postal_code,region,country,act}"),
            (
                How::As("it is written as the place or the region"),
                "birth_places.{text,street,state}",
            ),
            (How::Exact, "citizenships.{country,region,act,note}"),
            (
                How::As("it is written as a citizenship"),
                "nationalities.{country,region,act,note,id}",
            ),
            (
                How::Exact,
                "addresses.{street,city,postal_code,po_box,region,country,at_listing,act,note}",
            ),
            (
                How::As("it is written into the street, the city or the region"),
                "addresses.{text,care_of,street2,street3,street4,street5,street6,area,state}",
            ),
            (
                How::As("a type that the files do not have is written as `other`"),
                "documents.type",
            ),
            (
                How::Exact,
                "documents.{number,country,issued,expires,issuer,bearer,diplomatic,known_false,known_expired,reported_lost,revoked}",
            ),
            (How::Exact, "documents.{act,note}"),
            (
                How::As("only that of an address, known by its id, is written"),
                "contacts.{type,value,id}",
            ),
            (
                How::As("only the logical id and the UN reference are written"),
                "references.{type,value}",
            ),
            (How::Exact, "designations.{programme,listed,act,note}"),
            (
                How::As("it is written where there is no act"),
                "designations.{instrument,instrument_url,effective,reference}",
            ),
            (
                How::As("an act is written with the facts that name it, and only there"),
                "acts.{number,type,body,published,in_force,url}",
            ),
            (How::As("only that of the latest act is written"), "acts.{note,id}"),
        ],
    ))
});

/// The number of the file is that of its day: nothing else in a list is one.
fn write_xml(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let day = newest_day(edition);
    let root = Branch::group("export", Vec::new())
        .with("xmlns", "http://eu.europa.ec/fpi/fsd/export")
        .with("generationDate", format!("{day}T00:00:00.000Z"))
        .with("globalFileId", day.to_string().replace('-', ""));
    let layout = Layout {
        indent: 4,
        ends_line: true,
    };
    let declaration = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let entries = by_logical_id(edition).into_iter().map(entity);
    write_document(out, layout, declaration, &root, entries)
}

fn write_csv(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let day = newest_day(edition);
    let generated = format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year());
    let mut table = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::Any(b'\n'))
        .quote_style(QuoteStyle::Necessary)
        .from_writer(out);
    table.write_record(COLUMNS.iter().map(|(heading, _)| heading))?;
    for entry in by_logical_id(edition) {
        for row in rows(&entity(entry), &generated, &|number, name| {
            act_text(entry, number, name)
        }) {
            table.write_record(row)?;
        }
    }
    table.flush()
}

/// The files have their parties in the order of the logical ids; what has none comes last.
fn by_logical_id(edition: &Edition) -> Vec<&Entry> {
    let id = |entry: &'_ Entry| {
        let own = entry
            .references
            .iter()
            .find(|reference| reference.kind == "eu-logical-id");
        own.map(|reference| reference.value.clone())
    };
    let mut entries: Vec<(Option<String>, &Entry)> =
        edition.entries.iter().map(|entry| (id(entry), &**entry)).collect();
    entries.sort_by(|(a, _), (b, _)| IdKey(a.as_deref()).cmp(&IdKey(b.as_deref())));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// What the CSV states of an act beside the summary in a detail of the XML.
fn act_text(entry: &Entry, number: &str, name: &str) -> Option<String> {
    let act = entry.acts.iter().find(|act| act.number == number)?;
    match name {
        "organisationType" => act.body.clone(),
        "entryIntoForceDate" => act.in_force.as_ref().map(ToString::to_string),
        "programme" => {
            act.body.as_ref()?;
            entry.designations.first()?.programme.clone()
        }
        _ => None,
    }
}
