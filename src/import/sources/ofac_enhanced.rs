//! `ofac-enhanced`: OFAC's SDN_ENHANCED.XML, which says what the older formats lose: names in other scripts, kinds of links,
//! legal authorities, days of listing; and its delta files, one for each publication (`docs/ofac.md`).

use std::collections::HashMap;
use std::sync::Arc;

use crate::import::importer::{Context, Delta, Imported, Importer, Input, InputFile, Problem, Removal, Severity};
use crate::import::sources::ofac::delta::EntityChange;
use crate::import::sources::ofac::entity::Mapper;
use crate::import::sources::ofac::merge::{Form, merge_xml};
use crate::import::sources::ofac::{self, only_file};
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::{Entry, List, by_id};

/// The importer.
pub(crate) struct OfacEnhanced;

const FILES: [InputFile; 1] = [InputFile {
    name: "SDN_ENHANCED.XML",
    required: true,
}];

const WHOLE: &str = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML";
const DELTA: &str = "https://www.treasury.gov/ofac/DeltaFile/1.0";

const DOCUMENT: DocumentKind = DocumentKind {
    root: "sanctionsData",
    namespaces: &[WHOLE, DELTA],
    containers: &["entities"],
};

impl Importer for OfacEnhanced {
    fn name(&self) -> &'static str {
        "ofac-enhanced"
    }

    fn about(&self) -> &'static str {
        "OFAC's SDN_ENHANCED.XML, or the delta file of one publication"
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

    /// A link to a party of another list of OFAC's keeps its name alone.
    fn settle(&self, mut imported: Entry, context: &Context<'_>) -> Entry {
        for relation in &mut imported.relations {
            if relation.entry().is_some_and(|id| !(context.is_listed)(id)) {
                relation.to = None;
            }
        }
        imported.canonical()
    }

    fn new_list(&self) -> List {
        ofac::new_list()
    }
}

#[derive(Default)]
struct Reader {
    file: String,
    entries: Vec<Entry>,
    delta: Option<Delta>,
    lines: HashMap<String, u64>,
    problems: Vec<Problem>,
}

impl Reader {
    fn read(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        self.delta = (records.namespace == DELTA).then(Delta::default);
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
        let id = element.attribute("id").unwrap_or_default().to_owned();
        let line = element.line;
        if let Some(first) = self.lines.insert(id.clone(), line) {
            let message = format!("`{id}` stands twice, first in line {first}");
            self.problems.push(problem(&self.file, line, message));
        }
        let action = element.attribute("action").map(str::to_owned);
        match (&mut self.delta, action.as_deref()) {
            (None, None) | (Some(_), Some("add")) => {
                let mapper = Mapper {
                    file: &self.file,
                    problems: &mut self.problems,
                };
                self.entries.extend(mapper.entry(element));
            }
            (Some(delta), Some("remove" | "delete")) => {
                let file = self.file.clone();
                delta.removed.push(Removal { id, file, row: line });
            }
            (Some(delta), None | Some("update" | "modify" | "change")) => {
                delta
                    .amended
                    .push(Arc::new(EntityChange::new(&id, &self.file, element)));
            }
            (_, Some(action)) => {
                let message = format!("`{action}` is no action on an entity here");
                self.problems.push(problem(&self.file, line, message));
            }
        }
    }

    fn finish(self) -> Imported {
        let refused = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        let entries = if refused { Vec::new() } else { self.entries };
        let mut entries: Vec<Entry> = entries.into_iter().map(Entry::canonical).collect();
        entries.sort_by(by_id);
        Imported {
            entries,
            delta: self.delta,
            problems: self.problems,
            ..Imported::default()
        }
    }
}
