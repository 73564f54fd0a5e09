//! What an importer is.

use std::fmt;
use std::sync::Arc;

use crate::model::record::Table;
use crate::model::{Entry, List, Programme, by_id};

use super::merge::merge_by_content;

/// Reads one authority's format.
///
/// A new importer states its name, its files, how it reads them and which fields it [`covers`](Importer::covers); everything
/// else has a default. Formats of one XML, JSON or table file read it with `read_single_file`.
pub trait Importer: Sync {
    /// Returns the name that the command line uses: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Returns what it reads, in one line, for `--help`.
    fn about(&self) -> &'static str;

    /// Returns the files that make one publication, in the order in which the command line takes them.
    fn files(&self) -> &'static [InputFile];

    /// Reads one publication. What is wrong with it goes into [`Imported::problems`]; if one of them is an error, the
    /// entries are not used.
    fn read(&self, inputs: &[Input<'_>]) -> Imported;

    /// Returns the fields that the format can state of such an entry, by their names in the model. A field that is not covered
    /// stays as the list has it; a covered one follows the publication, also if the publication no longer has it.
    ///
    /// - `birth_dates`: the field, and of a set of records every field of its elements.
    /// - `names.text`: of a set, only these fields of its elements. What people added in the others (the language of a name,
    ///   a note) stays, as long as the element itself does.
    /// - `vessel.flag`: one field of the organization, vessel or aircraft.
    fn covers(&self, entry: &Entry) -> &'static [&'static str];

    /// Returns true if a name under `extra` comes from the format and so follows the publication; other names under `extra`
    /// were added by people and stay.
    fn covers_extra(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// Joins the sets of an entry of the list with those of the publication. When it is called, `merged` is the imported
    /// entry, with the fields that are not covered already taken from `existing`.
    ///
    /// The default compares elements by all covered fields, whatever their order. Override it only if the format prints
    /// different facts alike (a date in words, an address in one line), so that equality must be that of the print.
    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
        let _ = context;
        merge_by_content(existing, merged, self.covers(merged));
    }

    /// Returns an imported entry as it may be in the list, given the entry that the list has under its id and which others
    /// are listed. It is called before the two are merged.
    fn settle(&self, imported: Entry, existing: Option<&Entry>, context: &Context<'_>) -> Entry {
        let _ = (existing, context);
        imported
    }

    /// Looks for records that the list knows under other numbers, marks them in the publication's entries, and returns what is
    /// worth knowing, a sentence each. Only called if the list already exists.
    fn recognise(&self, existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
        let _ = (existing, imported);
        Vec::new()
    }

    /// Returns the content of `list.yaml` when a list is first made from this format. Its `limits.shrink` also holds for
    /// lists of this format that state none.
    fn new_list(&self) -> List;
}

/// What a merge must know besides the entries.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The covered fields that this publication could not state, see [`Imported::unseen`].
    pub unseen: &'a [&'static str],
    /// Returns true if the publication lists an entry with this id.
    pub is_listed: &'a dyn Fn(&str) -> bool,
}

/// Reads a publication of one file, called `name` if it is missing. `read` adds entries, problems and the rest to the
/// [`Imported`] that it is given, and returns the error that ended it early.
///
/// Afterwards the entries are canonical and in the order of their ids; there are none if any problem is an error.
pub(super) fn read_single_file(
    inputs: &[Input<'_>],
    name: &str,
    read: impl FnOnce(&Input<'_>, &mut Imported) -> Result<(), Problem>,
) -> Imported {
    let mut imported = Imported::default();
    let result = only_file(inputs, name).and_then(|input| read(input, &mut imported));
    imported.problems.extend(result.err());
    if imported.is_refused() {
        imported.entries.clear();
        imported.parties.clear();
    }
    for entries in [&mut imported.entries, &mut imported.parties] {
        *entries = std::mem::take(entries).into_iter().map(Entry::canonical).collect();
        entries.sort_by(by_id);
    }
    imported
}

fn only_file<'i, 'b>(inputs: &'i [Input<'b>], name: &str) -> Result<&'i Input<'b>, Problem> {
    let whole_file = |file: &str, message: &str| Problem {
        file: file.to_owned(),
        row: None,
        severity: Severity::Error,
        message: message.to_owned(),
    };
    match inputs {
        [input] => Ok(input),
        [] => Err(whole_file(name, "the publication has no file")),
        [_, second, ..] => Err(whole_file(second.name, "a publication is one file")),
    }
}

/// One file that an importer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputFile {
    /// The name under which the authority publishes it.
    pub name: &'static str,
    /// True where the importer cannot do without it.
    pub required: bool,
}

/// The content of one file.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name or path, for messages and to tell the files of one publication apart.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What an importer made of a publication.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The entries in canonical form, in the order of their ids; of a delta, those that it adds.
    pub entries: Vec<Entry>,
    /// Where the publication is no whole list: what else it does to the list that it follows.
    pub delta: Option<Delta>,
    /// The parties that are not listed and to which entries relate, likewise.
    pub parties: Vec<Entry>,
    /// What the publication says of the programmes that it names, for those that the list does not know.
    pub programmes: Table<Programme>,
    /// What is wrong with the files or worth knowing, in the order of the files and rows.
    pub problems: Vec<Problem>,
    /// The covered fields that this publication could not state, because a file was not at hand: `addresses`. They stay as
    /// the list has them.
    pub unseen: Vec<&'static str>,
}

impl Imported {
    /// Returns true where the entries are not to be used.
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// What a delta does to the list that it follows, beside adding entries.
#[derive(Debug, Clone, Default)]
pub struct Delta {
    /// The entries that go.
    pub removed: Vec<Removal>,
    /// The entries that change.
    pub amended: Vec<Arc<dyn Amendment>>,
}

/// An entry that a delta removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Its id.
    pub id: String,
    /// The file that says so.
    pub file: String,
    /// The row.
    pub row: u64,
}

/// What a delta does to one entry.
pub trait Amendment: fmt::Debug + Send + Sync {
    /// Returns the id of the entry.
    fn id(&self) -> &str;

    /// Returns a problem with the row that tells it.
    fn problem(&self, severity: Severity, message: String) -> Problem;

    /// Returns the entry as it is afterwards, and what is worth knowing.
    ///
    /// # Errors
    ///
    /// Fails where the entry is not the one that the delta was made from.
    fn amend(&self, existing: &Entry, base: &Base<'_>) -> Result<(Entry, Vec<Problem>), Problem>;
}

/// The list that a delta follows.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// What `list.yaml` says.
    pub list: &'a List,
    /// Returns the primary name of the entry with an id.
    pub name_of: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The publication is not to be used.
    Error,
}

/// Something about an imported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// The row, counted from 1; nothing where the whole file is meant.
    pub row: Option<u64>,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, lower case and without a full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(out, ":{row}")?;
        }
        let word = match self.severity {
            Severity::Note => "note",
            Severity::Error => "error",
        };
        write!(out, ": {word}: {}", self.message)
    }
}
