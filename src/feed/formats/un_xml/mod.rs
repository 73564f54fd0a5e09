//! `un-xml`: the Security Council's consolidated list, valid against `sc-sanctions.xsd` (`docs/un.md`).
//!
//! The schema demands an alias, an address, a date and a place of birth and a document of everybody: what is not known is written
//! as an empty element, as the UN do.

mod carries;
mod record;

use std::io::{self, Write};
use std::sync::Arc;

use crate::feed::carries::{Account, Carries};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::sheet::Sheet;
use crate::model::{Edition, Entry, FuzzyDate, Kind};

const CONSOLIDATED: FileKind = FileKind {
    name: "consolidated.xml",
    media_type: "application/xml",
    about: "the whole list",
};

const ROOT: &str = "CONSOLIDATED_LIST";

/// The format.
pub(super) struct UnXml;

impl Format for UnXml {
    fn name(&self) -> &'static str {
        "un-xml"
    }

    fn about(&self) -> &'static str {
        "the UN Security Council's consolidated list (XML)"
    }

    fn files(&self) -> &'static [FileKind] {
        const { &[CONSOLIDATED] }
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &CONSOLIDATED)?;
        Ok(write_list(edition, out)?)
    }

    fn carries(&self) -> &'static Carries {
        &carries::CARRIES
    }

    fn account<'a>(&'a self, _: &'a Edition) -> Option<Account<'a>> {
        Some(Box::new(carries::missing))
    }
}

fn write_list(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(out, Some("UTF-8"), "\n")?.tight();
    let generated = format!("{}T00:00:00.000Z", day_of(edition));
    let attributes = [
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:noNamespaceSchemaLocation",
            "https://www.un.org/sc/resources/sc-sanctions.xsd",
        ),
        ("dateGenerated", generated.as_str()),
    ];
    sheet.open(ROOT, &attributes)?;
    let (people, others): (Vec<&Entry>, Vec<&Entry>) = edition
        .entries
        .iter()
        .map(Arc::as_ref)
        .partition(|entry| entry.kind == Kind::Individual);
    sheet.open("INDIVIDUALS", &[])?;
    for entry in people {
        record::individual(entry, edition.day(), &mut sheet)?;
    }
    sheet.close()?;
    sheet.open("ENTITIES", &[])?;
    for entry in others {
        record::entity(entry, edition.day(), &mut sheet)?;
    }
    sheet.close()?;
    sheet.close()
}

/// The day of the release; of a list that is not released the newest day that it knows. No clock is asked.
fn day_of(edition: &Edition) -> String {
    if let Some(release) = &edition.release {
        return release.date.to_string();
    }
    let designations = edition.entries.iter().flat_map(|entry| &entry.designations);
    let days = designations.flat_map(|designation| designation.listed.iter().chain(&designation.amended));
    let newest = days.filter_map(FuzzyDate::whole).max();
    newest.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string())
}
