//! Which files of a list an import writes and removes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use thiserror::Error;

use crate::data::Node;
use crate::model::record::{Field, Form};
use crate::model::{Entry, List};
use crate::yaml::{LIST_FILE, Loaded, LoadedEntry, SHARD_ABOVE, entry_file, entry_node, print, update};

use super::importer::{Context, Imported, Importer};

/// The part of the entries that one import may remove where `list.yaml` says nothing, in percent.
const DEFAULT_SHRINK: u64 = 10;

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
    imported: Imported,
    bounds: Bounds,
) -> Result<Plan, PlanError> {
    if imported.is_refused() {
        return Err(PlanError::Refused);
    }
    if imported.entries.is_empty() {
        return Err(PlanError::Empty);
    }
    let is_new = existing.files.is_empty();
    if !is_new && existing.is_broken() {
        let list = existing.id.clone();
        return Err(PlanError::Broken { list });
    }
    let known = by_id(existing)?;
    let listed: HashSet<String> = imported.entries.iter().map(|entry| entry.id.clone()).collect();
    guard_shrinking(&known, &listed, &existing.list, bounds)?;
    let context = Context {
        coverage: imported.coverage,
        is_listed: &|id| listed.contains(id),
    };
    let mut planner = Planner {
        existing,
        folder,
        sharded: imported.entries.len() > SHARD_ABOVE,
        plan: Plan::default(),
        paths: existing.files.iter().map(|file| file.path.to_lowercase()).collect(),
        contents: BTreeMap::new(),
        replaced: HashMap::new(),
        touched: BTreeSet::new(),
    };
    planner.list_file(importer, &imported, is_new);
    for entry in imported.entries {
        match known.get(entry.id.as_str()) {
            Some(old) => {
                let merged = importer.merge(&old.entry, entry, &context).canonical();
                planner.amend(old, merged);
            }
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

fn guard_shrinking(
    known: &HashMap<&str, &LoadedEntry>,
    listed: &HashSet<String>,
    list: &List,
    bounds: Bounds,
) -> Result<(), PlanError> {
    let removed = known.keys().filter(|id| !listed.contains(**id)).count();
    let limit = list.limits.shrink.0.unwrap_or(DEFAULT_SHRINK);
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
    sharded: bool,
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
        if merged == old.entry {
            self.plan.unchanged += 1;
            return;
        }
        self.plan.amended.push(merged.id.clone());
        self.replaced.insert(&old.entry.id, Some(entry_node(&merged)));
        self.touched.insert(old.file);
    }

    fn remove(&mut self, old: &'a LoadedEntry) {
        self.plan.removed.push(old.entry.id.clone());
        self.replaced.insert(&old.entry.id, None);
        self.touched.insert(old.file);
    }

    fn add(&mut self, entry: Entry) -> Result<(), PlanError> {
        let path = self.path_of(&entry.id)?;
        if !self.paths.insert(path.to_lowercase()) {
            return Err(PlanError::PathTaken { path });
        }
        self.contents.insert(path, print(&entry_node(&entry)));
        self.plan.added.push(entry.id);
        Ok(())
    }

    /// Writes a party that is not listed. Parties that the publication does not name stay: people may have added them.
    fn party(&mut self, party: Entry) -> Result<(), PlanError> {
        match self.existing.parties.iter().find(|known| known.entry.id == party.id) {
            Some(known) if known.entry == party => {}
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
        Ok(format!("{}/{}", self.folder, entry_file(id, self.sharded)))
    }

    /// Makes `list.yaml` where there is none, and adds programmes that it does not know.
    fn list_file(&mut self, importer: &dyn Importer, imported: &Imported, is_new: bool) {
        let codes: BTreeSet<&str> = imported
            .entries
            .iter()
            .flat_map(|entry| &entry.designations)
            .filter_map(|designation| designation.programme.as_deref())
            .collect();
        let path = format!("{}/{LIST_FILE}", self.folder);
        let mut list = if is_new {
            importer.new_list()
        } else {
            self.existing.list.clone()
        };
        let unknown: Vec<&str> = codes
            .into_iter()
            .filter(|code| !list.programmes.contains_key(*code))
            .collect();
        if unknown.is_empty() && !is_new {
            return;
        }
        for code in unknown {
            let programme = imported.programmes.get(code).cloned().unwrap_or_default();
            list.programmes.insert(code.to_owned(), programme);
        }
        let node = list.node(Form::Short).unwrap_or_default();
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
