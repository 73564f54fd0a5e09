//! `uksl-xml` and `uksl-csv`: the UK Sanctions List (`docs/uk.md`).

mod map;
mod rows;

use std::collections::{BTreeMap, HashMap};

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, Severity, read_single_file};
use crate::import::sources::download::{refuse_failed_download, unknown_elements};
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::record::{Number, Pairs, Table};
use crate::model::{
    Authority, Country, Entry, FORMAT, Limits, List, NoticeSettings, OwnershipPeriod, OwnershipRule, Programme, by_id,
};
use crate::vocabulary::{Scheme, programmes};

use map::Mapper;

/// The importer of the XML.
pub(crate) struct UkslXml;

/// The importer of the CSV.
pub(crate) struct UkslCsv;

const XML: [InputFile; 1] = [InputFile {
    name: "UK-Sanctions-List.xml",
    required: true,
}];

const CSV: [InputFile; 1] = [InputFile {
    name: "UK-Sanctions-List.csv",
    required: true,
}];

const DOCUMENT: DocumentKind = DocumentKind {
    root: "Designations",
    namespaces: &[""],
    containers: &[],
};

/// Nothing in the file states how many records it has. In the file of 2026 the largest regime that could end is Russia; all others
/// together do not remove 5 percent in a release.
const MOST_SHRINK: u64 = 5;

impl Importer for UkslXml {
    fn name(&self) -> &'static str {
        "uksl-xml"
    }

    fn about(&self) -> &'static str {
        "the UK Sanctions List (XML)"
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

    fn settle(&self, imported: Entry, existing: Option<&Entry>, _: &Context<'_>) -> Entry {
        with_earlier_days(imported, existing)
    }

    fn new_list(&self) -> List {
        new_list()
    }
}

impl Importer for UkslCsv {
    fn name(&self) -> &'static str {
        "uksl-csv"
    }

    fn about(&self) -> &'static str {
        "the UK Sanctions List (CSV of 58 columns)"
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

    fn settle(&self, imported: Entry, existing: Option<&Entry>, _: &Context<'_>) -> Entry {
        with_earlier_days(imported, existing)
    }

    fn new_list(&self) -> List {
        new_list()
    }
}

/// The fields that the list states.
const COVERS: &[&str] = &[
    "kind",
    "names.text",
    "names.type",
    "names.quality",
    "names.parts",
    "names.script",
    "names.language",
    "titles.text",
    "remarks.text",
    "reasons.text",
    "references",
    "designations.programme",
    "designations.listed",
    "designations.amended",
    "designations.origin",
    "designations.measures",
    "addresses.street",
    "addresses.street2",
    "addresses.street3",
    "addresses.street4",
    "addresses.street5",
    "addresses.street6",
    "addresses.postal_code",
    "addresses.country",
    "contacts.type",
    "contacts.value",
    "birth_dates.date",
    "birth_places.city",
    "birth_places.country",
    "nationalities.country",
    "positions.text",
    "gender",
    "documents.type",
    "documents.number",
    "documents.note",
    "organization.types",
    "organization.parents",
    "organization.subsidiaries",
    "vessel",
];

/// Names that begin with a capital are the list's elements.
fn covers_extra(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Days of earlier amendments stay: the file has only the last one.
fn with_earlier_days(imported: Entry, existing: Option<&Entry>) -> Entry {
    let mut settled = imported;
    let known = existing.map(|entry| entry.designations.as_slice()).unwrap_or_default();
    for designation in &mut settled.designations {
        let own = known.iter().find(|own| own.programme == designation.programme);
        let earlier = own.into_iter().flat_map(|own| own.amended.clone());
        designation.amended.extend(earlier);
        designation.amended.sort();
        designation.amended.dedup();
    }
    settled
}

fn new_list() -> List {
    let regime = |(code, _): (&str, &_)| {
        let title = programmes(Scheme::Uk).label(Scheme::Uk, code).map(str::to_owned);
        let programme = Programme {
            title,
            ..Programme::default()
        };
        (code.to_owned(), programme)
    };
    List {
        format: Number(Some(FORMAT)),
        title: "UK Sanctions List".to_owned(),
        authority: Authority {
            name: "Foreign, Commonwealth and Development Office".to_owned(),
            acronym: Some("FCDO".to_owned()),
            country: Some(Country::from("GB")),
            url: Some("https://www.gov.uk/government/publications/the-uk-sanctions-list".to_owned()),
            ..Authority::default()
        },
        programmes: programmes(Scheme::Uk).iter().map(regime).collect(),
        ownership: vec![OwnershipPeriod {
            rule: OwnershipRule::Uk,
            ..OwnershipPeriod::default()
        }],
        notice: NoticeSettings {
            list_name: Some("UK Sanctions List".to_owned()),
            ..NoticeSettings::default()
        },
        feeds: ["json", "jsonl", "csv", "uksl-xml", "uksl-csv"]
            .map(str::to_owned)
            .to_vec(),
        // The list's own texts are kept as they are, blanks and line ends included.
        lint: Pairs::from(
            [
                ("bad-date", "warning"),
                ("bidirectional-character", "warning"),
                ("control-character", "warning"),
                ("double-space", "off"),
                ("outer-blank", "off"),
                ("script-mismatch", "off"),
                ("several-primary-names", "warning"),
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
    programmes: Table<Programme>,
    /// The line of each entry.
    lines: HashMap<String, u64>,
    problems: Vec<Problem>,
    /// Elements that are not known: in how many records, and the line of the first.
    unknown: BTreeMap<String, (usize, u64)>,
    /// Records whose indicators do not follow from their measures.
    odd_indicators: usize,
}

impl Reader {
    fn xml(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        while let Some(element) = records.next()? {
            match element.name.as_str() {
                "Designation" => self.record(element),
                "DateGenerated" => {}
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.problems.push(note(&self.file, element.line, message));
                }
            }
        }
        Ok(())
    }

    fn csv(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        for record in rows::records(input, &mut self.problems)? {
            self.record(record);
        }
        Ok(())
    }

    fn record(&mut self, element: Element) {
        let line = element.line;
        let mapper = Mapper {
            file: &self.file,
            problems: &mut self.problems,
            programmes: &mut self.programmes,
            unknown: &mut self.unknown,
            odd_indicators: &mut self.odd_indicators,
        };
        let Some(entry) = mapper.entry(element) else { return };
        if let Some(first) = self.lines.insert(entry.id.clone(), line) {
            let message = format!("duplicate unique ID `{}`, first in line {first}", entry.id);
            self.problems.push(problem(&self.file, line, message));
        }
        self.entries.push(entry);
    }

    fn finish(mut self) -> Imported {
        let unknown = unknown_elements(&self.file, &self.unknown, self.entries.len());
        self.problems.extend(unknown);
        if self.odd_indicators > 0 {
            let message = format!(
                "in {} records the indicators do not follow from `SanctionsImposed`; they were kept as they are",
                self.odd_indicators
            );
            self.problems.push(note(&self.file, 1, message));
        }
        if self.problems.iter().any(|problem| problem.severity == Severity::Error) {
            self.entries.clear();
        }
        let mut entries: Vec<Entry> = self.entries.into_iter().map(Entry::canonical).collect();
        entries.sort_by(by_id);
        Imported {
            entries,
            programmes: self.programmes,
            problems: self.problems,
            ..Imported::default()
        }
    }
}
