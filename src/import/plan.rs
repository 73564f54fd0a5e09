//! Which files of a list an import writes and removes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use thiserror::Error;

use crate::data::Node;
use crate::model::record::{Field, Form, Table};
use crate::model::{self, Entry, List, Programme, Relation};
use crate::yaml::{FileLayout, LIST_FILE, Loaded, LoadedEntry, entry_node, print, update};

use super::importer::{Base, Context, Delta, Imported, Importer, Problem, Severity};
use super::merge::merge;

/// The part of the entries that one import may remove if neither `list.yaml` nor the importer states one, in percent.
const MOST_SHRINK: u64 = 10;

/// What an import may do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    /// True where any number of entries may be removed.
    pub allow_shrink: bool,
}

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// The file is made, or gets this content.
    Write {
        /// Its path, made as those of the list's other files.
        path: String,
        /// The whole content.
        content: String,
    },
    /// The file goes.
    Remove {
        /// Its path.
        path: String,
    },
}

/// What an import does to a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files, in the order of their paths.
    pub changes: Vec<FileChange>,
    /// The ids of new entries, in the order of the ids.
    pub added: Vec<String>,
    /// The ids of entries that say something else than before.
    pub amended: Vec<String>,
    /// The ids of entries that are gone.
    pub removed: Vec<String>,
    /// How many entries stay as they are, to the byte.
    pub unchanged: usize,
    /// What is worth knowing of how a delta fits the list.
    pub notes: Vec<Problem>,
    /// What the importer saw of records that the list knows otherwise, see [`Importer::recognise`].
    pub recognised: Vec<String>,
    /// The entries that are amended or gone, as they were, in the order of the ids.
    pub before: Vec<Arc<Entry>>,
    /// The entries that are amended or new, as they are now, in the order of the ids.
    pub after: Vec<Arc<Entry>>,
    /// What `list.yaml` says now.
    pub list: List,
}

/// Why an import does nothing.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// The publication has no entries.
    #[error("the publication has no entries")]
    Empty,
    /// The publication's files are faulty.
    #[error("the publication is not to be used, see its errors")]
    Refused,
    /// So many entries would go that the publication is probably not whole.
    #[error("{removed} of {known} entries would be removed, more than {limit} percent")]
    Shrunk {
        /// How many would go.
        removed: usize,
        /// How many there are.
        known: usize,
        /// The bound in percent.
        limit: u64,
    },
    /// A delta has no list that it could follow.
    #[error("the publication tells changes alone, and there is no list yet")]
    NoBase,
    /// A delta was made from another state of the list.
    #[error("{problem}")]
    DoesNotFit {
        /// The first thing that does not fit.
        problem: Problem,
    },
    /// The list on disk cannot be read whole, so that writing it would lose something.
    #[error("the list `{list}` has files that cannot be read")]
    Broken {
        /// The list.
        list: String,
    },
    /// An id cannot be the name of a file.
    #[error("the id `{id}` cannot be the name of a file")]
    UnsafeId {
        /// The id.
        id: String,
    },
    /// A new entry's file has a name that another file has, perhaps in another case.
    #[error("the file `{path}` is needed for a new entry and holds something else")]
    PathTaken {
        /// The file.
        path: String,
    },
    /// Two entries of the list bear one id.
    #[error("the id `{id}` is borne by two entries of the list")]
    DoubleId {
        /// The id.
        id: String,
    },
}

impl PlanError {
    /// Returns what can be done about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Shrunk { .. } => "look at the publication; if it is right, run again with --allow-shrink",
            Self::Broken { .. } | Self::DoubleId { .. } => "run `gazette check`, mend what it says and run again",
            Self::PathTaken { .. } => "give that file another name",
            Self::NoBase => "import the whole publication first",
            Self::DoesNotFit { .. } => "a publication before this one was probably missed: import the whole list",
            Self::Empty | Self::Refused => "fetch the publication again, whole",
            Self::UnsafeId { .. } => return None,
        })
    }
}

/// Lays a publication over a list. `folder` is the list's own, as the paths of its files have it: `lists/us-sdn`.
///
/// Entries that say the same as before keep their files untouched; entries are written to the file in which they stand,
/// with what people added to them; new ones get a file of their own.
///
/// # Errors
///
/// Fails, and changes nothing, where the publication or the list is faulty, or too much would go.
pub fn plan(
    importer: &dyn Importer,
    existing: &Loaded,
    folder: &str,
    mut imported: Imported,
    bounds: Bounds,
) -> Result<Plan, PlanError> {
    if imported.is_refused() {
        return Err(PlanError::Refused);
    }
    let is_new = existing.files.is_empty();
    match &imported.delta {
        None if imported.entries.is_empty() => return Err(PlanError::Empty),
        Some(_) if is_new => return Err(PlanError::NoBase),
        _ => {}
    }
    if !is_new && existing.is_broken() {
        let list = existing.id.clone();
        return Err(PlanError::Broken { list });
    }
    let known = by_id(existing)?;
    let listed = listed_after(&known, &imported);
    guard_shrinking(importer, &known, &listed, &existing.list, bounds)?;
    let recognised = recognised(importer, existing, &mut imported.entries);
    let context = Context {
        unseen: &imported.unseen,
        is_listed: &|id| listed.contains(id),
    };
    let mut planner = Planner {
        existing,
        folder,
        layout: layout(existing, folder, listed.len()),
        plan: Plan {
            recognised,
            ..Plan::default()
        },
        paths: existing.files.iter().map(|file| file.path.to_lowercase()).collect(),
        contents: BTreeMap::new(),
        replaced: HashMap::new(),
        touched: BTreeSet::new(),
    };
    let (mut entries, notes) = match &imported.delta {
        Some(delta) => after_delta(delta, existing, &known, &listed)?,
        None => Default::default(),
    };
    planner.plan.notes = notes;
    entries.extend(imported.entries.into_iter().map(|entry| {
        let old = known.get(entry.id.as_str());
        let entry = importer.settle(entry, old.map(|old| &*old.entry), &context);
        match old {
            Some(old) => merge(importer, &old.entry, entry, &context).canonical(),
            None => entry,
        }
    }));
    planner.list_file(importer, &entries, &imported.programmes, is_new);
    for entry in entries {
        match known.get(entry.id.as_str()) {
            Some(old) => planner.amend(old, entry),
            None => planner.add(entry)?,
        }
    }
    for party in imported.parties {
        planner.party(party)?;
    }
    for old in &existing.entries {
        if !listed.contains(&old.entry.id) {
            planner.remove(old);
        }
    }
    planner.finish()
}

/// Returns how new files are laid out: as those that are there, and in a new list as its size asks for.
fn layout(existing: &Loaded, folder: &str, entries: usize) -> FileLayout {
    if existing.entries.is_empty() {
        return FileLayout::for_entries(entries);
    }
    let paths = existing.files.iter();
    FileLayout::of(paths.filter_map(|file| file.path.strip_prefix(folder)?.strip_prefix('/')))
}

/// Returns the ids of the entries that are listed after the publication.
fn listed_after(known: &HashMap<&str, &LoadedEntry>, imported: &Imported) -> HashSet<String> {
    let mut listed: HashSet<String> = imported.entries.iter().map(|entry| entry.id.clone()).collect();
    if let Some(delta) = &imported.delta {
        let removed: HashSet<&str> = delta.removed.iter().map(|removal| removal.id.as_str()).collect();
        let stay = known.keys().filter(|id| !removed.contains(**id));
        listed.extend(stay.map(|id| (*id).to_owned()));
    }
    listed
}

/// Returns the entries that a delta amends, as they are afterwards, and what is worth knowing of it.
fn after_delta(
    delta: &Delta,
    existing: &Loaded,
    known: &HashMap<&str, &LoadedEntry>,
    listed: &HashSet<String>,
) -> Result<(Vec<Entry>, Vec<Problem>), PlanError> {
    let name_of = |id: &str| known.get(id).map(|loaded| loaded.entry.primary_name());
    let base = Base {
        list: &existing.list,
        name_of: &name_of,
    };
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut notes = Vec::new();
    for removal in delta
        .removed
        .iter()
        .filter(|removal| !known.contains_key(removal.id.as_str()))
    {
        notes.push(Problem {
            file: removal.file.clone(),
            row: Some(removal.row),
            severity: Severity::Note,
            message: format!("the entry `{}`, which is to be removed, is not in the list", removal.id),
        });
    }
    for amendment in &delta.amended {
        let Some(old) = known.get(amendment.id()) else {
            let message = format!(
                "the entry `{}`, which is to be amended, is not in the list",
                amendment.id()
            );
            let problem = amendment.problem(Severity::Error, message);
            return Err(PlanError::DoesNotFit { problem });
        };
        let amended = amendment.amend(&old.entry, &base);
        let (entry, told) = amended.map_err(|problem| PlanError::DoesNotFit { problem })?;
        notes.extend(told);
        entries.insert(entry.id.clone(), entry);
    }
    for loaded in &existing.entries {
        let entry = entries.get(&loaded.entry.id).unwrap_or(&loaded.entry);
        if listed.contains(&entry.id)
            && let Some(entry) = without_links_to_removed(entry, delta, &name_of)
        {
            entries.insert(entry.id.clone(), entry);
        }
    }
    Ok((entries.into_values().collect(), notes))
}

/// Returns the entry with its links to removed entries left as names; nothing where it has none.
fn without_links_to_removed<'a>(
    entry: &Entry,
    delta: &Delta,
    name_of: &dyn Fn(&str) -> Option<&'a str>,
) -> Option<Entry> {
    let removed = |relation: &Relation| {
        let id = relation.entry()?;
        delta.removed.iter().find(|removal| removal.id == id)
    };
    if !entry.relations.iter().any(|relation| removed(relation).is_some()) {
        return None;
    }
    let mut entry = entry.clone();
    for relation in &mut entry.relations {
        let Some(removal) = removed(relation) else { continue };
        relation.to = None;
        let name = relation.name.take();
        relation.name = name.or_else(|| name_of(&removal.id).map(str::to_owned));
    }
    Some(entry.canonical())
}

fn by_id(existing: &Loaded) -> Result<HashMap<&str, &LoadedEntry>, PlanError> {
    let mut known = HashMap::new();
    for entry in &existing.entries {
        let id = entry.entry.id.as_str();
        if known.insert(id, entry).is_some() {
            return Err(PlanError::DoubleId { id: id.to_owned() });
        }
    }
    Ok(known)
}

fn recognised(importer: &dyn Importer, existing: &Loaded, imported: &mut Vec<Entry>) -> Vec<String> {
    if existing.entries.is_empty() {
        return Vec::new();
    }
    let entries: Vec<&Entry> = existing.entries.iter().map(|entry| &*entry.entry).collect();
    let notes = importer.recognise(&entries, imported);
    *imported = std::mem::take(imported).into_iter().map(Entry::canonical).collect();
    notes
}

fn guard_shrinking(
    importer: &dyn Importer,
    known: &HashMap<&str, &LoadedEntry>,
    listed: &HashSet<String>,
    list: &List,
    bounds: Bounds,
) -> Result<(), PlanError> {
    let removed = known.keys().filter(|id| !listed.contains(**id)).count();
    let limit = list
        .limits
        .shrink
        .0
        .or(importer.new_list().limits.shrink.0)
        .unwrap_or(MOST_SHRINK);
    let beyond = removed as u64 * 100 > known.len() as u64 * limit;
    if beyond && !bounds.allow_shrink {
        let known = known.len();
        return Err(PlanError::Shrunk { removed, known, limit });
    }
    Ok(())
}

struct Planner<'a> {
    existing: &'a Loaded,
    folder: &'a str,
    layout: FileLayout,
    plan: Plan,
    /// The paths that are taken, in lower case: some systems do not tell the cases apart.
    paths: HashSet<String>,
    /// New contents of files.
    contents: BTreeMap<String, String>,
    /// What is to stand in the place of an entry; nothing where it goes.
    replaced: HashMap<&'a str, Option<Node>>,
    /// The files in which something is replaced.
    touched: BTreeSet<usize>,
}

impl<'a> Planner<'a> {
    fn amend(&mut self, old: &'a LoadedEntry, merged: Entry) {
        if merged == *old.entry {
            return;
        }
        self.plan.amended.push(merged.id.clone());
        self.replaced.insert(&old.entry.id, Some(entry_node(&merged)));
        self.touched.insert(old.file);
        self.plan.before.push(old.entry.clone());
        self.plan.after.push(Arc::new(merged));
    }

    fn remove(&mut self, old: &'a LoadedEntry) {
        self.plan.removed.push(old.entry.id.clone());
        self.plan.before.push(old.entry.clone());
        self.replaced.insert(&old.entry.id, None);
        self.touched.insert(old.file);
    }

    fn add(&mut self, entry: Entry) -> Result<(), PlanError> {
        let path = self.path_of(&entry.id)?;
        if !self.paths.insert(path.to_lowercase()) {
            return Err(PlanError::PathTaken { path });
        }
        self.contents.insert(path, print(&entry_node(&entry)));
        self.plan.added.push(entry.id.clone());
        self.plan.after.push(Arc::new(entry));
        Ok(())
    }

    /// Writes a party that is not listed. Parties that the publication does not name stay: people may have added them.
    fn party(&mut self, party: Entry) -> Result<(), PlanError> {
        match self.existing.parties.iter().find(|known| known.entry.id == party.id) {
            Some(known) if *known.entry == party => {}
            Some(known) => {
                self.replaced.insert(&known.entry.id, Some(entry_node(&party)));
                self.touched.insert(known.file);
            }
            None => {
                let id = party.id.clone();
                let path = self.path_of(&id)?;
                let path = format!("{}/parties/{}", self.folder, &path[self.folder.len() + 1..]);
                if !self.paths.insert(path.to_lowercase()) {
                    return Err(PlanError::PathTaken { path });
                }
                self.contents.insert(path, print(&entry_node(&party)));
            }
        }
        Ok(())
    }

    fn path_of(&self, id: &str) -> Result<String, PlanError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        // `list.yaml` is taken, and a name in another case would be the same file on some systems.
        let safe = id.bytes().all(plain) && !id.is_empty() && !id.starts_with('.') && !id.eq_ignore_ascii_case("list");
        if !safe || id.len() > 200 {
            return Err(PlanError::UnsafeId { id: id.to_owned() });
        }
        Ok(format!("{}/{}", self.folder, self.layout.file(id)))
    }

    /// Makes `list.yaml` where there is none, and adds programmes that it does not know.
    fn list_file(&mut self, importer: &dyn Importer, entries: &[Entry], imported: &Table<Programme>, is_new: bool) {
        let codes: BTreeSet<&str> = entries
            .iter()
            .flat_map(|entry| &entry.designations)
            .filter_map(|designation| designation.programme.as_deref())
            .collect();
        let path = format!("{}/{LIST_FILE}", self.folder);
        let mut list = if is_new {
            let list = importer.new_list();
            List {
                programmes: Table::default(),
                ..list
            }
        } else {
            self.existing.list.clone()
        };
        let unknown: Vec<&str> = codes
            .into_iter()
            .filter(|code| !list.programmes.contains_key(*code))
            .collect();
        if unknown.is_empty() && !is_new {
            self.plan.list = list;
            return;
        }
        let described = importer.new_list().programmes;
        for code in unknown {
            let told = imported.get(code).or_else(|| described.get(code));
            let programme: Programme = told.cloned().unwrap_or_default();
            list.programmes.insert(code.to_owned(), programme);
        }
        let node = list.node(Form::Short).unwrap_or_default();
        self.plan.list = list;
        let old = self.existing.files.iter().find(|file| file.path == path);
        let text = match old {
            Some(file) => update(&file.bytes, &mut |_| Some(node.clone())).ok().flatten(),
            None => Some(print(&node)),
        };
        self.contents.extend(text.map(|text| (path, text)));
    }

    fn finish(mut self) -> Result<Plan, PlanError> {
        for file in std::mem::take(&mut self.touched) {
            let file = &self.existing.files[file];
            let mut replace = |node: &Node| {
                let id = node.get("id").and_then(Node::as_text).unwrap_or_default();
                match self.replaced.get(id) {
                    Some(new) => new.clone(),
                    None => Some(node.clone()),
                }
            };
            let broken = |_| PlanError::Broken {
                list: self.existing.id.clone(),
            };
            match update(&file.bytes, &mut replace).map_err(broken)? {
                Some(content) => self.contents.insert(file.path.clone(), content),
                None => {
                    let path = file.path.clone();
                    self.plan.changes.push(FileChange::Remove { path });
                    None
                }
            };
        }
        let writes = self
            .contents
            .into_iter()
            .map(|(path, content)| FileChange::Write { path, content });
        self.plan.changes.extend(writes);
        self.plan.changes.sort_by(|a, b| a.path().cmp(b.path()));
        self.plan.unchanged = self.existing.entries.len() - self.plan.amended.len() - self.plan.removed.len();
        self.plan.before.sort_by(|a, b| model::by_id(a, b));
        self.plan.after.sort_by(|a, b| model::by_id(a, b));
        Ok(self.plan)
    }
}

impl FileChange {
    /// Returns the path of the file.
    pub fn path(&self) -> &str {
        match self {
            Self::Write { path, .. } | Self::Remove { path } => path,
        }
    }
}
