//! `ftm`: `entities.ftm.json` of a data set of OpenSanctions or of gazette into entries.
//!
//! What is listed (a Sanction leads to it, or its topics say so) becomes an entry, any other person, body, ship or aircraft an unlisted
//! party. What the model has a field for goes there; what else an entity says is kept under `extra.ftm` and written again. The
//! law: what was imported is exported as the same entities with the same schemata and values. It is tried on every file that
//! is read, and what does not hold is told as notes.

mod law;
mod links;
mod raw;
mod sanctions;
mod subject;
mod words;

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, Severity, read_single_file};
use crate::model::{Authority, Entry, FORMAT, List, record::Number};

use raw::Graph;

/// The importer.
pub(crate) struct FollowTheMoney;

const FILES: [InputFile; 1] = [InputFile {
    name: "entities.ftm.json",
    required: true,
}];

const COVERS: &[&str] = &[
    "id",
    "kind",
    "names",
    "gender",
    "gender_id",
    "birth_dates",
    "birth_places",
    "death_dates",
    "nationalities",
    "citizenships",
    "titles",
    "positions",
    "addresses",
    "documents",
    "contacts",
    "wallets",
    "organization",
    "vessel",
    "aircraft",
    "features",
    "references",
    "designations",
    "relations",
    "reasons",
    "remarks",
    "sources",
];

impl Importer for FollowTheMoney {
    fn name(&self) -> &'static str {
        "ftm"
    }

    fn about(&self) -> &'static str {
        "entities.ftm.json of FollowTheMoney, as OpenSanctions publishes it"
    }

    fn files(&self) -> &'static [InputFile] {
        &FILES
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        read_single_file(inputs, FILES[0].name, |input, imported| {
            let (graph, problems) = Graph::read(input);
            imported.problems = problems;
            if imported.is_refused() {
                return Ok(());
            }
            let mut made = subject::entries(&graph);
            let losses = law::hold(&graph, &mut made);
            imported.problems.extend(losses.into_iter().map(|message| Problem {
                file: input.name.to_owned(),
                row: None,
                severity: Severity::Note,
                message,
            }));
            imported.entries = made.entries;
            imported.parties = made.parties;
            imported.programmes = made.programmes;
            Ok(())
        })
    }

    /// Everything but notes.
    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        COVERS
    }

    fn covers_extra(&self, name: &str) -> bool {
        name == crate::ftm::KEPT
    }

    /// What the format states replaces what was known; relations that people added stay.
    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, _: &Context<'_>) {
        let is_ours = |id: &Option<String>| !id.as_deref().is_some_and(|id| id.starts_with("ftm:"));
        let added = existing.relations.iter().filter(|relation| is_ours(&relation.id));
        merged.relations.extend(added.cloned());
    }

    fn new_list(&self) -> List {
        List {
            format: Number(Some(FORMAT)),
            title: "A list imported from FollowTheMoney".to_owned(),
            authority: Authority {
                name: "The authorities that the designations name".to_owned(),
                ..Authority::default()
            },
            feeds: ["json", "jsonl", "csv", "ftm"].map(str::to_owned).to_vec(),
            ..List::default()
        }
    }
}
