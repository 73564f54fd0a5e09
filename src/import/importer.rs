//! What an importer is.

use std::fmt;
use std::sync::Arc;

use crate::model::record::Table;
use crate::model::{Entry, List, Programme};

/// Reads one authority's format.
pub trait Importer: Sync {
    /// Returns the name that the command line uses: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Returns what it reads, in one line, for `--help`.
    fn about(&self) -> &'static str;

    /// Returns the files that make one publication, in the order in which the command line takes them.
    fn files(&self) -> &'static [InputFile];

    /// Reads one publication. What is wrong with it stands in [`Imported::problems`]; where one of them is an error, the
    /// entries are not to be used.
    fn read(&self, inputs: &[Input<'_>]) -> Imported;

    /// Returns an entry as the publication has it, laid over the entry as the list has it: what the format can say follows
    /// the publication, what it cannot say stays.
    fn merge(&self, existing: &Entry, imported: Entry, context: &Context<'_>) -> Entry;

    /// Returns an entry as it may stand in the list; what it says may depend on which other entries are listed.
    fn settle(&self, imported: Entry, context: &Context<'_>) -> Entry {
        let _ = context;
        imported
    }

    /// Looks for records that the list knows under other numbers, marks them in the publication's entries, and returns what is
    /// worth knowing of it, a sentence each. Only called where there is a list already.
    fn recognise(&self, existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
        let _ = (existing, imported);
        Vec::new()
    }

    /// Returns the part of the entries that one import may remove where `list.yaml` says nothing, in percent.
    fn most_shrink(&self) -> u64 {
        10
    }

    /// Returns what `list.yaml` says when a list is first made from this format.
    fn new_list(&self) -> List;
}

/// What a merge must know beside the entries.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the publication speaks of.
    pub coverage: Coverage,
    /// Tells whether the publication lists an entry with this id.
    pub is_listed: &'a dyn Fn(&str) -> bool,
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
    /// What the publication speaks of.
    pub coverage: Coverage,
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

/// What a publication speaks of: of the rest an import changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// False where the file with the addresses was not at hand.
    pub addresses: bool,
    /// False where the file with the strong aliases was not at hand.
    pub strong_aliases: bool,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            addresses: true,
            strong_aliases: true,
        }
    }
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
