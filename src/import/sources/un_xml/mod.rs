//! `un-xml`: the Security Council's consolidated list, as `sc-sanctions.xsd` and the files themselves have it (`docs/un.md`).

mod map;
mod merge;
mod recognise;

use std::collections::HashMap;

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, read_single_file};
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::record::{Number, Pairs, Table};
use crate::model::{Authority, Country, Entry, FORMAT, Limits, List, NoticeSettings, Programme};
use crate::vocabulary::{Scheme, committees, programmes};

use map::Mapper;

/// The importer.
pub(crate) struct UnXml;

const FILES: [InputFile; 1] = [InputFile {
    name: "consolidated.xml",
    required: true,
}];

const DOCUMENT: DocumentKind = DocumentKind {
    root: "CONSOLIDATED_LIST",
    namespaces: &[""],
    containers: &["INDIVIDUALS", "ENTITIES"],
};

/// The UN publish nothing by which a file tells that it is whole, and their ordinary releases remove few entries: of 118
/// releases of 2021 to 2025 three removed more than 2.5 percent, each the end of a regime.
const MOST_SHRINK: u64 = 5;

impl Importer for UnXml {
    fn name(&self) -> &'static str {
        "un-xml"
    }

    fn about(&self) -> &'static str {
        "the UN Security Council's consolidated list (XML)"
    }

    fn files(&self) -> &'static [InputFile] {
        &FILES
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        read_single_file(inputs, FILES[0].name, |input, imported| {
            let mut reader = Reader {
                file: input.name,
                imported,
                lines: HashMap::new(),
                good_entities: 0,
            };
            reader.read(input)
        })
    }

    fn covers(&self, entry: &Entry) -> &'static [&'static str] {
        merge::covers(&entry.kind)
    }

    fn covers_extra(&self, name: &str) -> bool {
        merge::is_element(name)
    }

    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, _: &Context<'_>) {
        merge::merge_sets(existing, merged);
    }

    fn settle(&self, imported: Entry, existing: Option<&Entry>, _: &Context<'_>) -> Entry {
        merge::settle_aliases(imported, existing)
    }

    fn recognise(&self, existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
        recognise::recognise(existing, imported)
    }

    fn new_list(&self) -> List {
        List {
            format: Number(Some(FORMAT)),
            title: "United Nations Security Council Consolidated List".to_owned(),
            authority: Authority {
                name: "United Nations Security Council".to_owned(),
                acronym: Some("UN".to_owned()),
                country: Some(Country::from("UN")),
                url: Some("https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list".to_owned()),
                ..Authority::default()
            },
            programmes: known_programmes(),
            notice: NoticeSettings {
                style: Some("un".to_owned()),
                list_name: Some("Consolidated List".to_owned()),
                ..NoticeSettings::default()
            },
            // The UN's own texts in the place of dates, such as `30-35 years old`, are no mistake of the editors.
            lint: Pairs::from([("bad-date".to_owned(), "warning".to_owned())]),
            limits: Limits {
                shrink: Number(Some(MOST_SHRINK)),
                ..Limits::default()
            },
            ..List::default()
        }
    }
}

fn known_programmes() -> Table<Programme> {
    let programme = |(prefix, committee): (&String, &crate::vocabulary::CommitteeTerm)| {
        let title = programmes(Scheme::Un).get(prefix).and_then(|term| term.title.clone());
        let programme = Programme {
            title,
            legal_basis: committee.legal_basis.clone(),
            measures: committee.measures.clone(),
            ..Programme::default()
        };
        (committee.programme.clone(), programme)
    };
    committees().iter().map(programme).collect()
}

struct Reader<'a> {
    file: &'a str,
    imported: &'a mut Imported,
    /// The line of each entry.
    lines: HashMap<String, u64>,
    /// Aliases of entities that bear `Good`: the exporter of August 2023 wrote it for all of them.
    good_entities: usize,
}

impl Reader<'_> {
    fn read(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        refuse_web_page(input)?;
        let mut records = Records::open(input, &DOCUMENT)?;
        while let Some(element) = records.next()? {
            match element.name.as_str() {
                "INDIVIDUAL" | "ENTITY" => self.entry(element),
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.imported.problems.push(note(self.file, element.line, message));
                }
            }
        }
        self.note_good_entities();
        Ok(())
    }

    fn entry(&mut self, element: Element) {
        let line = element.line;
        let mapper = Mapper {
            file: self.file,
            problems: &mut self.imported.problems,
            good_entities: &mut self.good_entities,
            nameless_birth_dates: Vec::new(),
        };
        let Some(entry) = mapper.entry(element) else { return };
        if let Some(first) = self.lines.insert(entry.id.clone(), line) {
            let message = format!("`{}` stands twice, first in line {first}", entry.id);
            self.imported.problems.push(problem(self.file, line, message));
        }
        self.imported.entries.push(entry);
    }

    fn note_good_entities(&mut self) {
        if self.good_entities > 0 {
            let count = self.good_entities;
            let message = format!("{count} aliases of entities have the quality `Good`, which was read as `a.k.a.`");
            self.imported.problems.push(note(self.file, 1, message));
        }
    }
}

/// What a failed download leaves behind: nothing, or a page for people.
fn refuse_web_page(input: &Input<'_>) -> Result<(), Problem> {
    let start = input.bytes.trim_ascii_start();
    let head: Vec<u8> = start.iter().take(64).map(u8::to_ascii_lowercase).collect();
    let page = ["<!doctype html", "<html", "<head"]
        .iter()
        .any(|tag| head.starts_with(tag.as_bytes()));
    if start.is_empty() {
        return Err(problem(
            input.name,
            1,
            "the file is empty: the download failed".to_owned(),
        ));
    }
    if page {
        let message = "the file is a web page and not the list: the download failed".to_owned();
        return Err(problem(input.name, 1, message));
    }
    Ok(())
}
