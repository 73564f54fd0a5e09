//! Which ids were listed once: a walk over the history that reads each version of a file once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gazette::lint::Removed;
use gazette::model::Release;
use gazette::store::Content;
use gazette::yaml::parse;

use super::workspace::{Point, Workspace};

/// Returns for each list the ids that a release removed, with the name of the last release that did.
pub(crate) fn removed_ids(workspace: &Workspace, releases: &[Release]) -> anyhow::Result<Removed> {
    let mut known: HashMap<Content, Vec<String>> = HashMap::new();
    let mut before: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut removed = Removed::new();
    for release in releases {
        let snapshot = workspace.snapshot(&Point::Release(release.clone()))?;
        let mut now: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (list, files) in &snapshot.lists {
            let ids = now.entry(list.clone()).or_default();
            for file in files {
                if !known.contains_key(&file.content) {
                    let bytes = workspace.read(file)?.bytes;
                    known.insert(file.content.clone(), ids_of(&bytes));
                }
                ids.extend(known[&file.content].iter().cloned());
            }
        }
        for (list, ids) in &before {
            let gone = ids
                .iter()
                .filter(|id| !now.get(list).is_some_and(|now| now.contains(*id)));
            for id in gone {
                let of_list = removed.entry(list.clone()).or_default();
                of_list.insert(id.clone(), release.name.clone());
            }
        }
        before = now;
    }
    // What a release lists was not removed for good: reuse is judged when it happens, in the change that brings it.
    for (list, ids) in before {
        if let Some(of_list) = removed.get_mut(&list) {
            of_list.retain(|id, _| !ids.contains(id));
        }
    }
    Ok(removed)
}

/// Returns the ids of the entries in a file; what cannot be read has none.
fn ids_of(bytes: &[u8]) -> Vec<String> {
    let documents = parse(bytes).documents;
    let entries = documents.iter().flat_map(|document| document.elements());
    entries
        .filter_map(|entry| entry.get("id")?.as_text().map(str::to_owned))
        .collect()
}
