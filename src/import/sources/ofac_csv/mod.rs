//! `ofac-csv`: OFAC's legacy files SDN.CSV, ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, and the CONS_* files of its other lists,
//! as its data specification of 25 September 2023 has them (`docs/ofac.md`).

mod map;
mod read;
mod remarks;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, Severity};
use crate::import::sources::ofac::{self, names::Names};
use crate::model::{Entry, List, by_id};
use crate::ofac::REMARKS_WIDTH;

use map::{Parts, entry_of};
use read::{AddressRow, AliasRow, CommentRow, MainRow, Rows, read_rows};

/// The importer.
pub(crate) struct OfacCsv;

const FILES: [InputFile; 4] = [
    InputFile {
        name: "SDN.CSV",
        required: true,
    },
    InputFile {
        name: "ADD.CSV",
        required: false,
    },
    InputFile {
        name: "ALT.CSV",
        required: false,
    },
    InputFile {
        name: "SDN_COMMENTS.CSV",
        required: false,
    },
];

impl Importer for OfacCsv {
    fn name(&self) -> &'static str {
        "ofac-csv"
    }

    fn about(&self) -> &'static str {
        "OFAC legacy files: SDN.CSV, and ADD.CSV, ALT.CSV, SDN_COMMENTS.CSV where at hand"
    }

    fn files(&self) -> &'static [InputFile] {
        &FILES
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        let mut problems = Vec::new();
        let Some(files) = assign(inputs, &mut problems) else {
            return refused(problems);
        };
        let publication = Publication::read(&files, &mut problems);
        publication.check(&files, &mut problems);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return refused(problems);
        }
        publication.map(problems)
    }

    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        ofac::merge::COVERS
    }

    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
        ofac::merge::merge_csv(existing, merged, context);
    }

    fn new_list(&self) -> List {
        ofac::new_list()
    }
}

fn refused(problems: Vec<Problem>) -> Imported {
    Imported {
        problems,
        ..Imported::default()
    }
}

/// The inputs by the part that they play.
#[derive(Clone, Copy)]
struct Files<'a> {
    main: Input<'a>,
    addresses: Option<Input<'a>>,
    aliases: Option<Input<'a>>,
    comments: Option<Input<'a>>,
}

/// Tells the files apart by their names, else by their places on the command line.
fn assign<'a>(inputs: &[Input<'a>], problems: &mut Vec<Problem>) -> Option<Files<'a>> {
    let mut slots: [Option<Input<'a>>; 4] = [None; 4];
    for (place, input) in inputs.iter().enumerate() {
        let slot = slot_of(input.name).unwrap_or(place);
        match slots.get_mut(slot) {
            Some(free @ None) => *free = Some(*input),
            Some(Some(taken)) => {
                let message = format!("`{}` is already taken for {}", taken.name, FILES[slot].name);
                problems.push(whole_file(input, message));
            }
            None => problems.push(whole_file(input, "a publication has at most four files".to_owned())),
        }
    }
    let [main, addresses, aliases, comments] = slots;
    let Some(main) = main else {
        problems.push(Problem {
            file: FILES[0].name.to_owned(),
            row: None,
            severity: Severity::Error,
            message: "the publication has no main file".to_owned(),
        });
        return None;
    };
    Some(Files {
        main,
        addresses,
        aliases,
        comments,
    })
}

fn whole_file(input: &Input<'_>, message: String) -> Problem {
    Problem {
        file: input.name.to_owned(),
        row: None,
        severity: Severity::Error,
        message,
    }
}

/// Returns the part that a file plays by its name: `SDN.CSV`, `cons_add.csv`, `2021-07/sdn_comments.csv`.
fn slot_of(path: &str) -> Option<usize> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let words: Vec<&str> = stem.split(['_', '-']).collect();
    let has = |word: &str| words.contains(&word);
    match () {
        () if has("comments") => Some(3),
        () if has("alt") => Some(2),
        () if has("add") => Some(1),
        () if has("sdn") || has("prim") => Some(0),
        () => None,
    }
}

/// One publication, read.
struct Publication {
    main: Rows<MainRow>,
    addresses: Option<Rows<AddressRow>>,
    aliases: Option<Rows<AliasRow>>,
    comments: Option<Rows<CommentRow>>,
}

impl Publication {
    fn read(files: &Files<'_>, problems: &mut Vec<Problem>) -> Self {
        Self {
            main: read_rows(&files.main, problems),
            addresses: files.addresses.as_ref().map(|input| read_rows(input, problems)),
            aliases: files.aliases.as_ref().map(|input| read_rows(input, problems)),
            comments: files.comments.as_ref().map(|input| read_rows(input, problems)),
        }
    }

    /// Looks at what only the files together can tell: that they belong to one publication, whole.
    fn check(&self, files: &Files<'_>, problems: &mut Vec<Problem>) {
        let known: HashSet<u64> = self.main.rows.iter().map(|row| row.number).collect();
        if let (Some(input), Some(rows)) = (&files.addresses, &self.addresses) {
            complain_of_strangers(
                input,
                &known,
                rows.rows.iter().map(|row| (row.line, row.entry)),
                problems,
            );
            if rows.complete {
                self.complain_of_entries_without_address(input, &rows.rows, problems);
            }
        }
        if let (Some(input), Some(rows)) = (&files.aliases, &self.aliases) {
            complain_of_strangers(
                input,
                &known,
                rows.rows.iter().map(|row| (row.line, row.entry)),
                problems,
            );
        }
        if let (Some(input), Some(rows)) = (&files.comments, &self.comments) {
            complain_of_strangers(
                input,
                &known,
                rows.rows.iter().map(|row| (row.line, row.entry)),
                problems,
            );
            self.complain_of_bad_overflow(input, &rows.rows, problems);
        }
        self.tell_cut_remarks(&files.main, files.comments.is_some(), problems);
    }

    /// Every entry has an address row, an empty one if need be; one without means that ADD.CSV is not whole.
    fn complain_of_entries_without_address(&self, input: &Input<'_>, rows: &[AddressRow], problems: &mut Vec<Problem>) {
        let addressed: HashSet<u64> = rows.iter().map(|row| row.entry).collect();
        let missing: Vec<u64> = self
            .main
            .rows
            .iter()
            .map(|row| row.number)
            .filter(|number| !addressed.contains(number))
            .collect();
        if let Some(first) = missing.first() {
            let message = format!(
                "{} entries have no row here, the first is `{first}`: the file is truncated or of another publication",
                missing.len()
            );
            problems.push(whole_file(input, message));
        }
    }

    fn complain_of_bad_overflow(&self, input: &Input<'_>, rows: &[CommentRow], problems: &mut Vec<Problem>) {
        let full: HashSet<u64> = self
            .main
            .rows
            .iter()
            .filter(|row| row.remarks.as_ref().is_some_and(|text| text.len() == REMARKS_WIDTH))
            .map(|row| row.number)
            .collect();
        let known: HashSet<u64> = self.main.rows.iter().map(|row| row.number).collect();
        for row in rows {
            if known.contains(&row.entry) && !full.contains(&row.entry) {
                problems.push(Problem {
                    file: input.name.to_owned(),
                    row: Some(row.line),
                    severity: Severity::Error,
                    message: format!(
                        "the Remarks of `{}` have not {REMARKS_WIDTH} characters, so that nothing can continue them",
                        row.entry
                    ),
                });
            }
        }
    }

    fn tell_cut_remarks(&self, main: &Input<'_>, with_comments: bool, problems: &mut Vec<Problem>) {
        let continued: HashSet<u64> = self
            .comments
            .iter()
            .flat_map(|rows| rows.rows.iter().map(|row| row.entry))
            .collect();
        for row in &self.main.rows {
            let Some(text) = &row.remarks else { continue };
            let cut = text.len() == REMARKS_WIDTH && !text.ends_with('.') && !continued.contains(&row.number);
            if !cut {
                continue;
            }
            let severity = if with_comments { Severity::Error } else { Severity::Note };
            problems.push(Problem {
                file: main.name.to_owned(),
                row: Some(row.line),
                severity,
                message: format!(
                    "the Remarks of `{}` are cut after {REMARKS_WIDTH} characters and SDN_COMMENTS.CSV does not continue them",
                    row.number
                ),
            });
        }
    }

    fn map(self, problems: Vec<Problem>) -> Imported {
        let unseen = [
            self.addresses.is_none().then_some("addresses"),
            self.aliases.is_none().then_some(ofac::merge::STRONG_ALIASES),
        ];
        let named = |row: &'_ MainRow| Some((row.name.as_deref()?.to_owned(), row.number.to_string()));
        let named: Vec<(String, String)> = self.main.rows.iter().filter_map(named).collect();
        let names = Names::of(named.iter().map(|(name, id)| (name.as_str(), id.clone())));
        let mut addresses = by_entry(self.addresses, |row| row.entry);
        let mut aliases = by_entry(self.aliases, |row| row.entry);
        let comments: HashMap<u64, String> = self
            .comments
            .into_iter()
            .flat_map(|rows| rows.rows)
            .map(|row| (row.entry, row.text))
            .collect();
        let mut entries: Vec<_> = self
            .main
            .rows
            .into_iter()
            .map(|main| {
                let parts = Parts {
                    addresses: addresses.remove(&main.number).unwrap_or_default(),
                    aliases: aliases.remove(&main.number).unwrap_or_default(),
                    overflow: comments.get(&main.number).map(String::as_str),
                };
                entry_of(main, parts, &names)
            })
            .collect();
        entries.sort_by(by_id);
        Imported {
            entries,
            problems,
            unseen: unseen.into_iter().flatten().collect(),
            ..Imported::default()
        }
    }
}

fn by_entry<R>(rows: Option<Rows<R>>, entry: impl Fn(&R) -> u64) -> BTreeMap<u64, Vec<R>> {
    let mut grouped: BTreeMap<u64, Vec<R>> = BTreeMap::new();
    for row in rows.into_iter().flat_map(|rows| rows.rows) {
        grouped.entry(entry(&row)).or_default().push(row);
    }
    grouped
}

fn complain_of_strangers(
    input: &Input<'_>,
    known: &HashSet<u64>,
    rows: impl Iterator<Item = (u64, u64)>,
    problems: &mut Vec<Problem>,
) {
    for (line, entry) in rows.filter(|(_, entry)| !known.contains(entry)) {
        problems.push(Problem {
            file: input.name.to_owned(),
            row: Some(line),
            severity: Severity::Error,
            message: format!("the entry `{entry}` does not exist in the main file"),
        });
    }
}
