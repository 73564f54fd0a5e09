//! `uksl-xml` and `uksl-csv`: the UK Sanctions List (`docs/uk.md`).

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::data::Branch;
use crate::feed::branches::{Layout, write_document};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::newest_day;
use crate::model::{Edition, FuzzyDate};
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

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &CSV)?;
        Ok(write_csv(edition, out)?)
    }
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
