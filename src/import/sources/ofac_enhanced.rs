//! `ofac-enhanced`: OFAC's SDN_ENHANCED.XML, which says what the older formats lose: names in other scripts, kinds of links,
//! legal authorities, days of listing; and its delta files, one for each publication (`docs/ofac.md`).

use std::collections::HashMap;
use std::sync::Arc;

use crate::import::importer::{
    Context, Delta, Imported, Importer, Input, InputFile, Problem, Removal, read_single_file,
};
use crate::import::sources::ofac;
use crate::import::sources::ofac::delta::EntityChange;
use crate::import::sources::ofac::entity::Mapper;
use crate::import::sources::ofac::merge::{Form, merge_xml};
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::{Entry, List};

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
        read_single_file(inputs, FILES[0].name, |input, imported| {
            let mut reader = Reader {
                file: input.name,
                imported,
                lines: HashMap::new(),
            };
            reader.read(input)
        })
    }

    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        ofac::merge::COVERS
    }

    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
        merge_xml(existing, merged, context, Form::Enhanced);
    }

    /// A link to a party of another list of OFAC's keeps its name alone.
    fn settle(&self, mut imported: Entry, _: Option<&Entry>, context: &Context<'_>) -> Entry {
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

struct Reader<'a> {
    file: &'a str,
    imported: &'a mut Imported,
    /// The line of each entity.
    lines: HashMap<String, u64>,
}

impl Reader<'_> {
    fn read(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        self.imported.delta = (records.namespace == DELTA).then(Delta::default);
        while let Some(element) = records.next()? {
            match element.name.as_str() {
                "publicationInfo" => self.tell_filters(element),
                "entity" => self.entity(element),
                // The vocabularies say nothing that the entities do not say in words.
                "referenceValue" | "referenceValues" | "featureType" | "featureTypes" => {}
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.imported.problems.push(note(self.file, element.line, message));
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
            self.imported.problems.push(note(self.file, filters.line, message));
        }
    }

    fn entity(&mut self, element: Element) {
        let id = element.attribute("id").unwrap_or_default().to_owned();
        let line = element.line;
        if let Some(first) = self.lines.insert(id.clone(), line) {
            let message = format!("`{id}` stands twice, first in line {first}");
            self.imported.problems.push(problem(self.file, line, message));
        }
        let action = element.attribute("action").map(str::to_owned);
        match (&mut self.imported.delta, action.as_deref()) {
            (None, None) | (Some(_), Some("add")) => {
                let mapper = Mapper {
                    file: self.file,
                    problems: &mut self.imported.problems,
                };
                self.imported.entries.extend(mapper.entry(element));
            }
            (Some(delta), Some("remove" | "delete")) => {
                let file = self.file.to_owned();
                delta.removed.push(Removal { id, file, row: line });
            }
            (Some(delta), None | Some("update" | "modify" | "change")) => {
                delta.amended.push(Arc::new(EntityChange::new(&id, self.file, element)));
            }
            (_, Some(action)) => {
                let message = format!("`{action}` is no action on an entity here");
                self.imported.problems.push(problem(self.file, line, message));
            }
        }
    }
}
