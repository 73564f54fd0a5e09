//! `eu-fsf-xml` and `eu-fsf-csv`: the European Union's Financial Sanctions Files, version 1.1 (`docs/eu.md`).

mod map;
mod primary;
mod rows;

use std::collections::{BTreeMap, HashMap};

use crate::import::importer::{Imported, Importer, Input, InputFile, Problem, Severity, read_single_file};
use crate::import::sources::download::{refuse_failed_download, unknown_elements};
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::record::{Number, Pairs};
use crate::model::{
    Authority, Country, Entry, FORMAT, Limits, List, NoticeSettings, OwnershipPeriod, OwnershipRule, by_id,
};

use map::Mapper;

/// The importer of the XML.
pub(crate) struct FsfXml;

/// The importer of the CSV.
pub(crate) struct FsfCsv;

const XML: [InputFile; 1] = [InputFile {
    name: "xmlFullSanctionsList_1_1.xml",
    required: true,
}];

const CSV: [InputFile; 1] = [InputFile {
    name: "csvFullSanctionsList_1_1.csv",
    required: true,
}];

const DOCUMENT: DocumentKind = DocumentKind {
    root: "export",
    namespaces: &["http://eu.europa.ec/fpi/fsd/export"],
    containers: &[],
};

/// Nothing in the file states how many parties it has.
const MOST_SHRINK: u64 = 5;

impl Importer for FsfXml {
    fn name(&self) -> &'static str {
        "eu-fsf-xml"
    }

    fn about(&self) -> &'static str {
        "the European Union's Financial Sanctions Files (XML 1.1)"
    }

    fn files(&self) -> &'static [InputFile] {
        &XML
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        read(inputs, XML[0].name, Reader::xml)
    }

    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        COVERS
    }

    fn covers_extra(&self, name: &str) -> bool {
        covers_extra(name)
    }

    fn recognise(&self, existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
        primary::keep_known(existing, imported);
        Vec::new()
    }

    fn new_list(&self) -> List {
        new_list()
    }
}

impl Importer for FsfCsv {
    fn name(&self) -> &'static str {
        "eu-fsf-csv"
    }

    fn about(&self) -> &'static str {
        "the European Union's Financial Sanctions Files (CSV 1.1)"
    }

    fn files(&self) -> &'static [InputFile] {
        &CSV
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        read(inputs, CSV[0].name, Reader::csv)
    }

    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        COVERS
    }

    fn covers_extra(&self, name: &str) -> bool {
        covers_extra(name)
    }

    fn recognise(&self, existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
        primary::keep_known(existing, imported);
        Vec::new()
    }

    fn new_list(&self) -> List {
        new_list()
    }
}

/// The fields that the files state.
const COVERS: &[&str] = &[
    "kind",
    "names",
    "gender",
    "remarks.text",
    "references",
    "acts",
    "designations.programme",
    "designations.act",
    "designations.note",
    "designations.ended",
    "citizenships",
    "birth_dates",
    "birth_places",
    "addresses",
    "contacts",
    "documents",
];

/// Names of one word without a hyphen or a capital at the beginning are the files' attributes and elements.
fn covers_extra(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn new_list() -> List {
    List {
        format: Number(Some(FORMAT)),
        title: "Consolidated list of persons, groups and entities subject to EU financial sanctions".to_owned(),
        authority: Authority {
            name: "European Union".to_owned(),
            acronym: Some("EU".to_owned()),
            country: Some(Country::from("EU")),
            url: Some("https://webgate.ec.europa.eu/fsd/fsf".to_owned()),
            ..Authority::default()
        },
        ownership: vec![OwnershipPeriod {
            rule: OwnershipRule::Eu,
            ..OwnershipPeriod::default()
        }],
        notice: NoticeSettings {
            list_name: Some("consolidated list".to_owned()),
            ..NoticeSettings::default()
        },
        feeds: ["json", "jsonl", "csv", "eu-fsf-xml", "eu-fsf-csv"]
            .map(str::to_owned)
            .to_vec(),
        // The list's own texts are kept as they are, blanks and line ends included. Declined forms of a name differ little.
        lint: Pairs::from(
            [
                ("outer-blank", "off"),
                ("double-space", "off"),
                ("near-duplicate-name", "off"),
                ("script-mismatch", "off"),
                ("unexpected-line-break", "off"),
            ]
            .map(|(rule, severity)| (rule.to_owned(), severity.to_owned())),
        ),
        limits: Limits {
            shrink: Number(Some(MOST_SHRINK)),
            ..Limits::default()
        },
        ..List::default()
    }
}

fn read(inputs: &[Input<'_>], file: &str, read: fn(&mut Reader, &Input<'_>) -> Result<(), Problem>) -> Imported {
    read_single_file(inputs, file, |input, imported| {
        let mut reader = Reader {
            file: input.name.to_owned(),
            ..Reader::default()
        };
        let done = refuse_failed_download(input).and_then(|()| read(&mut reader, input));
        *imported = reader.finish();
        done
    })
}

#[derive(Default)]
struct Reader {
    file: String,
    entries: Vec<Entry>,
    /// The line of each entry.
    lines: HashMap<String, u64>,
    problems: Vec<Problem>,
    /// Elements and attributes that are not known: in how many parties, and the line of the first.
    unknown: BTreeMap<String, (usize, u64)>,
}

impl Reader {
    fn xml(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        while let Some(element) = records.next()? {
            match element.name.as_str() {
                "sanctionEntity" => self.record(element),
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.problems.push(note(&self.file, element.line, message));
                }
            }
        }
        Ok(())
    }

    fn csv(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        for record in rows::records(input)? {
            self.record(record);
        }
        Ok(())
    }

    fn record(&mut self, element: Element) {
        let line = element.line;
        let mapper = Mapper::new(&self.file, &mut self.problems, &mut self.unknown);
        let Some(entry) = mapper.entry(element) else { return };
        if let Some(first) = self.lines.insert(entry.id.clone(), line) {
            let message = format!("duplicate reference `{}`, first in line {first}", entry.id);
            self.problems.push(problem(&self.file, line, message));
        }
        self.entries.push(entry.canonical());
    }

    fn finish(mut self) -> Imported {
        let unknown = unknown_elements(&self.file, &self.unknown, self.entries.len());
        self.problems.extend(unknown);
        if self.problems.iter().any(|problem| problem.severity == Severity::Error) {
            self.entries.clear();
        }
        self.entries.sort_by(by_id);
        Imported {
            entries: self.entries,
            problems: self.problems,
            ..Imported::default()
        }
    }
}
