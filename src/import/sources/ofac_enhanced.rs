//! `ofac-enhanced`: OFAC's SDN_ENHANCED.XML, which says what the older formats lose: names in other scripts, kinds of links,
//! legal authorities, days of listing (`docs/ofac.md`).

use std::collections::HashMap;

use crate::import::importer::{Context, Coverage, Imported, Importer, Input, InputFile, Problem, Severity};
use crate::import::sources::ofac::entity::Mapper;
use crate::import::sources::ofac::merge::{Form, merge_xml};
use crate::import::sources::ofac::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::import::sources::ofac::{self, only_file};
use crate::model::{Entry, List, Target, by_id};

/// The importer.
pub(crate) struct OfacEnhanced;

const FILES: [InputFile; 1] = [InputFile {
    name: "SDN_ENHANCED.XML",
    required: true,
}];

const DOCUMENT: DocumentKind = DocumentKind {
    root: "sanctionsData",
    namespaces: &["https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"],
    container: "entities",
};

impl Importer for OfacEnhanced {
    fn name(&self) -> &'static str {
        "ofac-enhanced"
    }

    fn about(&self) -> &'static str {
        "OFAC's SDN_ENHANCED.XML"
    }

    fn files(&self) -> &'static [InputFile] {
        &FILES
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        let mut reader = Reader::default();
        let read = only_file(inputs, FILES[0].name).and_then(|input| {
            reader.file = input.name.to_owned();
            reader.read(input)
        });
        reader.problems.extend(read.err());
        reader.finish()
    }

    fn merge(&self, existing: &Entry, imported: Entry, context: &Context<'_>) -> Entry {
        merge_xml(existing, imported, context, Form::Enhanced)
    }

    fn new_list(&self) -> List {
        ofac::new_list()
    }
}

#[derive(Default)]
struct Reader {
    file: String,
    entries: Vec<Entry>,
    lines: HashMap<String, u64>,
    problems: Vec<Problem>,
}

impl Reader {
    fn read(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        while let Some(element) = records.next()? {
            match element.name.as_str() {
                "publicationInfo" => self.tell_filters(element),
                "entity" => self.entity(element),
                // The vocabularies say nothing that the entities do not say in words.
                "referenceValue" | "referenceValues" | "featureType" | "featureTypes" => {}
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.problems.push(note(&self.file, element.line, message));
                }
            }
        }
        Ok(())
    }

    /// An export may be limited to some programmes: it is not the whole list then.
    fn tell_filters(&mut self, mut info: Element) {
        let Some(mut filters) = info.take("filters") else {
            return;
        };
        let programmes = filters.take_items("sanctionsPrograms", "sanctionsProgram");
        let programmes: Vec<String> = programmes.into_iter().map(Element::into_text).collect();
        if !programmes.is_empty() {
            let message = format!("the file has nothing but the programmes {}", programmes.join(", "));
            self.problems.push(note(&self.file, filters.line, message));
        }
    }

    fn entity(&mut self, element: Element) {
        let line = element.line;
        let mapper = Mapper {
            file: &self.file,
            problems: &mut self.problems,
        };
        let Some(entry) = mapper.entry(element) else { return };
        if let Some(first) = self.lines.insert(entry.id.clone(), line) {
            let message = format!("`{}` stands twice, first in line {first}", entry.id);
            self.problems.push(problem(&self.file, line, message));
        }
        self.entries.push(entry);
    }

    fn finish(self) -> Imported {
        let refused = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        let entries = if refused { Vec::new() } else { self.entries };
        let lines = self.lines;
        let mut entries: Vec<Entry> = entries
            .into_iter()
            .map(|entry| without_dangling(entry, &lines).canonical())
            .collect();
        entries.sort_by(by_id);
        Imported {
            entries,
            problems: self.problems,
            coverage: Coverage::default(),
            ..Imported::default()
        }
    }
}

/// A link to a party of another list of OFAC's keeps its name alone.
fn without_dangling(mut entry: Entry, listed: &HashMap<String, u64>) -> Entry {
    for relation in &mut entry.relations {
        let dangles = relation.to.as_ref().is_some_and(|to| match to.target() {
            Target::Entry(id) => !listed.contains_key(id),
            Target::Party(_) | Target::Elsewhere(..) => false,
        });
        if dangles {
            relation.to = None;
        }
    }
    entry
}
