//! What rules see: the lists, and around them what is needed to look things up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::data::{Node, Place};
use crate::feed::Loss;
use crate::model::{Edition, Entry};
use crate::yaml::{Loaded, LoadedEntry, ProblemKind, SourceFile, SyntaxFault};

use super::builder::{FindingBuilder, Origin};
use super::read::{Part, Written, parts};

/// Ids that were once listed, by list: the id and the name of the release that removed it.
pub type Removed = BTreeMap<String, BTreeMap<String, String>>;

/// The notice styles of the repository by name, each with the paths of the templates that it lacks, below the folder of templates.
pub type Styles = BTreeMap<String, Vec<String>>;

/// A file of the lists' folder that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its path, with `/`.
    pub path: String,
    /// Why it is not read.
    pub why: String,
    /// How to fix it.
    pub remedy: Option<String>,
}

/// What is looked at: all lists of a repository, and what rules may need beside them.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The lists.
    pub lists: &'a [Loaded],
    /// The repository's settings, as [`crate::yaml::read_config`] gives them.
    pub config: Option<&'a Loaded>,
    /// The repository's exceptions, as [`crate::yaml::read_exceptions`] returns them.
    pub exceptions: Option<&'a Loaded>,
    /// The lists at the revision against which a change is judged.
    pub base: Option<&'a [Edition]>,
    /// Ids that were once listed.
    pub removed: &'a Removed,
    /// The day of the release or commit; no clock is asked.
    pub as_of: Option<Date>,
    /// What the feeds of the lists do not carry, in the order of lists, feeds and entries.
    pub losses: Option<&'a [Loss]>,
    /// The notice styles that there are.
    pub styles: Option<&'a Styles>,
    /// The files that are not read.
    pub strays: &'a [Stray],
}

static NONE_REMOVED: Removed = Removed::new();

impl<'a> Input<'a> {
    /// Returns an input of lists alone.
    pub fn new(lists: &'a [Loaded]) -> Self {
        Self {
            lists,
            config: None,
            exceptions: None,
            base: None,
            removed: &NONE_REMOVED,
            as_of: None,
            losses: None,
            styles: None,
            strays: &[],
        }
    }

    /// Returns the lists and, after them, the settings and the exceptions, in the order that [`Origin`] counts.
    pub(super) fn loaded(&self) -> impl Iterator<Item = &'a Loaded> + use<'a> {
        self.lists.iter().chain(self.config).chain(self.exceptions)
    }

    /// Returns the files that are looked at, by their paths.
    pub fn sources(&self) -> BTreeMap<&'a str, &'a SourceFile> {
        let files = self.loaded().flat_map(|loaded| &loaded.files);
        files.map(|file| (file.path.as_str(), file)).collect()
    }
}

/// All lists, with their ids looked up.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) input: Input<'a>,
    pub(super) lists: Vec<ListScope<'a>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let lists = input.lists.iter().enumerate();
        Self {
            input: *input,
            lists: lists.map(|(at, loaded)| ListScope::new(input, at, loaded)).collect(),
        }
    }

    /// Returns the list, or the settings, that an origin is in.
    pub(super) fn loaded(&self, origin: Origin) -> Option<&'a Loaded> {
        self.input.loaded().nth(origin.list)
    }

    /// Returns the list with this id.
    pub(super) fn list(&self, id: &str) -> Option<&ListScope<'a>> {
        self.lists.iter().find(|list| list.loaded.id == id)
    }
}

/// One list.
#[derive(Debug)]
pub(super) struct ListScope<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) at: usize,
    list_file: usize,
    /// The entries by their ids; several where an id comes twice.
    pub(super) entries: BTreeMap<&'a str, Vec<&'a LoadedEntry>>,
    /// The parties that are not listed, likewise.
    pub(super) parties: BTreeMap<&'a str, Vec<&'a LoadedEntry>>,
    /// The same list at the base revision.
    pub(super) base: Option<&'a Edition>,
    /// The day of the release or commit.
    pub(super) as_of: Option<Date>,
    /// The ids that were once listed, with the release that removed each.
    pub(super) removed: Option<&'a BTreeMap<String, String>>,
    /// What the feeds do not carry, of all lists.
    losses: Option<&'a [Loss]>,
    /// The notice styles that there are.
    pub(super) styles: Option<&'a Styles>,
}

impl<'a> ListScope<'a> {
    fn new(input: &Input<'a>, at: usize, loaded: &'a Loaded) -> Self {
        let base = input
            .base
            .and_then(|base| base.iter().find(|list| list.list_id == loaded.id));
        let list_file = format!("{}/list.yaml", loaded.id);
        let is_list_file = |file: &SourceFile| file.path.ends_with(&list_file);
        Self {
            loaded,
            at,
            list_file: loaded.files.iter().position(is_list_file).unwrap_or(0),
            entries: by_id(&loaded.entries),
            parties: by_id(&loaded.parties),
            base,
            as_of: input.as_of,
            removed: input.removed.get(&loaded.id),
            losses: input.losses,
            styles: input.styles,
        }
    }

    /// Returns the entries and, behind them, the parties that are not listed.
    pub(super) fn all(&self) -> impl Iterator<Item = EntryScope<'_>> {
        let scope = |listed| move |entry| self.one(entry, listed);
        let entries = self.loaded.entries.iter().map(scope(true));
        entries.chain(self.loaded.parties.iter().map(scope(false)))
    }

    /// Returns one of them.
    pub(super) fn one<'s>(&'s self, entry: &'s LoadedEntry, listed: bool) -> EntryScope<'s> {
        EntryScope {
            list: self,
            entry,
            listed,
            written: None,
        }
    }

    /// Returns the entries.
    pub(super) fn listed(&self) -> impl Iterator<Item = EntryScope<'_>> {
        self.all().filter(|entry| entry.listed)
    }

    /// Returns `list.yaml`; the first file if there is none.
    pub(super) fn list_file(&self) -> Origin {
        Origin {
            list: self.at,
            file: self.list_file,
        }
    }

    /// Starts a finding in `list.yaml`: at the field, else at the first line.
    pub(super) fn finding(&self, field: &str, message: impl Into<String>) -> FindingBuilder {
        let place = self
            .loaded
            .list_node
            .get(field)
            .map_or(Place::default(), |node| node.key_place);
        FindingBuilder::new(self.list_file(), place, message)
    }

    /// Returns what the feeds of this list do not carry of it.
    pub(super) fn losses(&self) -> impl Iterator<Item = &'a Loss> {
        let losses = self.losses.unwrap_or_default();
        losses.iter().filter(|loss| loss.list == self.loaded.id)
    }

    /// Returns where `feeds` of `list.yaml` names this feed.
    pub(super) fn feed(&self, name: &str) -> Option<&'a Node> {
        let feeds = self.loaded.list_node.get("feeds")?.elements();
        feeds.iter().find(|node| node.as_text() == Some(name))
    }

    /// Returns true if some text could not be read, so that what seems to be missing may be there.
    pub(super) fn has_unread_text(&self) -> bool {
        self.unread_files().next().is_some()
    }

    /// Returns true if text that could not be read contains this word, so that what seems to be missing may be there.
    pub(super) fn may_be_unread(&self, word: &str) -> bool {
        self.unread_files()
            .any(|file| String::from_utf8_lossy(&file.bytes).contains(word))
    }

    /// Returns the files some text of which could not be read.
    fn unread_files(&self) -> impl Iterator<Item = &SourceFile> {
        let unread = self.loaded.problems.iter().filter(|problem| match &problem.kind {
            ProblemKind::Syntax(fault) => !matches!(fault, SyntaxFault::DuplicateKey { .. }),
            _ => false,
        });
        unread.filter_map(|problem| self.loaded.files.get(problem.file))
    }
}

fn by_id(entries: &[LoadedEntry]) -> BTreeMap<&str, Vec<&LoadedEntry>> {
    let mut map: BTreeMap<&str, Vec<&LoadedEntry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.entry.id.is_empty()) {
        map.entry(&entry.entry.id).or_default().push(entry);
    }
    map
}

/// One entry, or one party that is not listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryScope<'a> {
    pub(super) list: &'a ListScope<'a>,
    pub(super) entry: &'a LoadedEntry,
    /// False for a party that is not listed.
    pub(super) listed: bool,
    /// What rules have read of it so far, where several are put to it one after the other.
    written: Option<&'a Written>,
}

impl<'a> EntryScope<'a> {
    /// Returns the entry with a place for what rules read of it.
    pub(super) fn with<'b>(self, written: &'b Written) -> EntryScope<'b>
    where
        'a: 'b,
    {
        EntryScope {
            written: Some(written),
            ..self
        }
    }

    /// Returns the elements of one of the entry's sets as records, each with its place, in the order of the file.
    pub(super) fn parts<T: Part>(&self) -> Vec<(Cow<'a, T>, &'a Node)> {
        parts(self.node(), self.written)
    }

    /// Returns the entry in its canonical form.
    pub(super) fn model(&self) -> &'a Entry {
        &self.entry.entry
    }

    /// Returns what was written.
    pub(super) fn node(&self) -> &'a Node {
        let files = &self.list.loaded.files;
        match (self.entry.node_at_hand(), self.written) {
            (Some(node), _) => node,
            (None, Some(written)) => written.node.get_or_init(|| self.entry.read_node(files)),
            (None, None) => self.entry.node(files),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        origin_of(self.list, self.entry)
    }

    /// Returns the place by which the entry is named: its id.
    pub(super) fn head(&self) -> Place {
        head_of(self.entry)
    }

    /// Starts a finding about the entry as a whole.
    pub(super) fn finding(&self, message: impl Into<String>) -> FindingBuilder {
        FindingBuilder::new(self.origin(), self.head(), message)
    }

    /// Starts a finding about one value of the entry.
    pub(super) fn finding_at(&self, node: &Node, message: impl Into<String>) -> FindingBuilder {
        FindingBuilder::new(self.origin(), node.place, message).anchor(anchor_of(node))
    }
}

pub(super) fn origin_of(list: &ListScope<'_>, entry: &LoadedEntry) -> Origin {
    Origin {
        list: list.at,
        file: entry.file,
    }
}

/// Returns the place by which an entry is named: its id, else the beginning of its text.
pub(super) fn head_of(entry: &LoadedEntry) -> Place {
    entry.id_place.unwrap_or(Place {
        start: entry.place.start,
        end: entry.place.start,
    })
}

/// Returns the place of the name that leads to a value, else its own.
pub(super) fn anchor_of(node: &Node) -> Place {
    if node.key_place == Place::default() {
        node.place
    } else {
        node.key_place
    }
}
