//! Which ids were listed once: a walk over the history that reads what changed from release to release.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gazette::lint::Removed;
use gazette::model::Release;
use gazette::store::git::ChangedFile;
use gazette::store::{Content, SnapshotFile};
use gazette::yaml::parse;

use super::workspace::Workspace;

/// Returns for each list the ids that a release removed and none has listed since, with the name of the last release that
/// removed them.
pub(crate) fn removed_ids(workspace: &Workspace, releases: &[Release]) -> anyhow::Result<Removed> {
    let mut reader = Reader {
        workspace,
        known: HashMap::new(),
    };
    let mut removed = Removed::new();
    for pair in releases.windows(2) {
        let [before, release] = pair else { continue };
        let changed = workspace
            .git()?
            .changed_files(Some(&before.commit), Some(&release.commit), &workspace.layout)?;
        for (list, files) in workspace.by_list(changed) {
            let old = reader.ids(files.iter().filter_map(|file| file.old.as_ref()))?;
            let new = reader.ids(files.iter().filter_map(|file| file.new.as_ref()))?;
            let of_list = removed.entry(list).or_default();
            for id in old.difference(&new) {
                of_list.insert(id.clone(), release.name.clone());
            }
            // What a release lists was not removed for good: reuse is judged when it happens, in the change that brings it.
            of_list.retain(|id, _| !new.contains(id));
        }
    }
    Ok(removed)
}

/// Reads the ids in files, each version of a file once.
struct Reader<'a> {
    workspace: &'a Workspace,
    known: HashMap<Content, BTreeSet<String>>,
}

impl Reader<'_> {
    fn ids<'f>(&mut self, files: impl Iterator<Item = &'f SnapshotFile>) -> anyhow::Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        for file in files {
            if !self.known.contains_key(&file.content) {
                let bytes = self.workspace.read(file)?.bytes;
                self.known.insert(file.content.clone(), ids_of(&bytes));
            }
            ids.extend(self.known[&file.content].iter().cloned());
        }
        Ok(ids)
    }
}

/// Returns the ids of the entries in a file; what cannot be read has none.
fn ids_of(bytes: &[u8]) -> BTreeSet<String> {
    let documents = parse(bytes).documents;
    let entries = documents.iter().flat_map(|document| document.elements());
    entries
        .filter_map(|entry| entry.get("id")?.as_text().map(str::to_owned))
        .collect()
}

impl Workspace {
    /// Sorts files by the lists that they belong to.
    pub(crate) fn by_list(&self, files: Vec<ChangedFile>) -> BTreeMap<String, Vec<ChangedFile>> {
        let mut lists: BTreeMap<String, Vec<ChangedFile>> = BTreeMap::new();
        for file in files {
            if let Some(list) = self.list_of(&file.path) {
                lists.entry(list.to_owned()).or_default().push(file);
            }
        }
        lists
    }
}
