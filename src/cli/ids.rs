//! Which ids were listed once: a walk over the history that reads what changed from release to release.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gazette::lint::Removed;
use gazette::model::Release;
use gazette::store::git::ChangedFile;
use gazette::store::{Content, SnapshotFile};
use gazette::yaml::parse;

use super::workspace::Workspace;

/// Returns for each list the ids that a release removed and none has listed since, with the name of the last release that
/// removed them.
pub(crate) fn removed_ids(workspace: &Workspace, releases: &[Release]) -> anyhow::Result<Removed> {
    let Some((first, releases)) = releases.split_first() else {
        return Ok(Removed::new());
    };
    let commits: Vec<&str> = releases.iter().map(|release| release.commit.as_str()).collect();
    let changes = workspace
        .git()?
        .changes(Some(&first.commit), &commits, &workspace.layout)?;
    let changes = changes.into_iter().map(|files| workspace.by_list(files));
    let steps: Vec<_> = releases.iter().zip(changes).collect();
    let files = steps.iter().flat_map(|(_, lists)| lists.values().flatten());
    let ids = ids_in(workspace, files)?;
    let mut removed = Removed::new();
    for (release, lists) in steps {
        for (list, files) in lists {
            let side = |of: fn(&ChangedFile) -> &Option<SnapshotFile>| -> BTreeSet<&String> {
                let files = files.iter().filter_map(|file| of(file).as_ref());
                files.filter_map(|file| ids.get(&file.content)).flatten().collect()
            };
            let (old, new) = (side(|file| &file.old), side(|file| &file.new));
            let of_list = removed.entry(list).or_default();
            for id in old.difference(&new) {
                of_list.insert((*id).clone(), release.name.clone());
            }
            // What a release lists was not removed for good: reuse is judged when it happens, in the change that brings it.
            of_list.retain(|id, _| !new.contains(id));
        }
    }
    Ok(removed)
}

/// Reads the ids in files, each version of a file once, all in one sweep.
fn ids_in<'a>(
    workspace: &Workspace,
    files: impl Iterator<Item = &'a ChangedFile>,
) -> anyhow::Result<HashMap<Content, BTreeSet<String>>> {
    let mut known = HashSet::new();
    let sides = files.flat_map(|file| file.old.iter().chain(&file.new));
    let files: Vec<SnapshotFile> = sides.filter(|file| known.insert(&file.content)).cloned().collect();
    let ids = workspace.read_each(&files, |file| ids_of(&file.bytes))?;
    Ok(files.into_iter().map(|file| file.content).zip(ids).collect())
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
