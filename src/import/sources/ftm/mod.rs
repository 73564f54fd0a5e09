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

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, Severity};
use crate::model::{Authority, Entry, FORMAT, List, by_id, record::Number};

use raw::Graph;

/// The importer.
pub(crate) struct FollowTheMoney;

const FILES: [InputFile; 1] = [InputFile {
    name: "entities.ftm.json",
    required: true,
}];

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
        let [input] = inputs else {
            return refused(Problem {
                file: FILES[0].name.to_owned(),
                row: None,
                severity: Severity::Error,
                message: format!("one file is read at a time, and {} were given", inputs.len()),
            });
        };
        let (graph, mut problems) = Graph::read(input);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Imported {
                problems,
                ..Imported::default()
            };
        }
        let mut made = subject::entries(&graph);
        let told = law::hold(&graph, &mut made);
        problems.extend(told.into_iter().map(|message| Problem {
            file: input.name.to_owned(),
            row: None,
            severity: Severity::Note,
            message,
        }));
        made.entries.sort_by(by_id);
        made.parties.sort_by(by_id);
        Imported {
            entries: made.entries,
            parties: made.parties,
            programmes: made.programmes,
            problems,
            ..Imported::default()
        }
    }

    /// What the format can say follows the publication; notes, what else is known and relations that people added stay.
    fn merge(&self, existing: &Entry, mut imported: Entry, _: &Context<'_>) -> Entry {
        let is_ours = |id: &Option<String>| !id.as_deref().is_some_and(|id| id.starts_with("ftm:"));
        let added = existing.relations.iter().filter(|relation| is_ours(&relation.id));
        imported.relations.extend(added.cloned());
        imported.notes.clone_from(&existing.notes);
        for (name, node) in existing.extra.iter() {
            if name != crate::ftm::KEPT {
                imported.extra.insert(name.clone(), node.clone());
            }
        }
        imported
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

fn refused(problem: Problem) -> Imported {
    Imported {
        problems: vec![problem],
        ..Imported::default()
    }
}
