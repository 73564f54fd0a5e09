//! Trees as git stores them: `mode name NUL id`, one entry behind the other, read without objects of libgit2.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use git2::{ObjectType, Odb, Oid};

use super::super::error::StoreError;
use super::super::snapshot::{Content, SnapshotFile};
use super::object::{ObjectFolders, oid};

/// Trees that were read before: a walk over releases meets each as the newer side of one step and the older side of the next.
#[derive(Default)]
pub(super) struct Cache {
    known: RefCell<HashMap<Oid, Arc<[u8]>>>,
}

/// So many trees are kept before all are let go: some 100 MB of the largest that occur.
const MOST_TREES: usize = 20_000;

/// The trees of a repository.
#[derive(Clone, Copy)]
pub(super) struct Trees<'a> {
    pub(super) odb: &'a Odb<'a>,
    pub(super) objects: &'a ObjectFolders,
    pub(super) cache: &'a Cache,
}

impl Trees<'_> {
    fn read(self, id: Oid) -> Result<Arc<[u8]>, StoreError> {
        if let Some(known) = self.cache.known.borrow().get(&id) {
            return Ok(Arc::clone(known));
        }
        let data: Arc<[u8]> = self.objects.read(self.odb, id, ObjectType::Tree)?.into();
        let mut known = self.cache.known.borrow_mut();
        if known.len() >= MOST_TREES {
            known.clear();
        }
        known.insert(id, Arc::clone(&data));
        Ok(data)
    }
}

/// One entry of a tree.
struct TreeEntry<'a> {
    mode: &'a [u8],
    name: &'a [u8],
    id: [u8; 20],
}

const FOLDER: &[u8] = b"40000";
const LINK: &[u8] = b"120000";
const SUBMODULE: &[u8] = b"160000";

fn entries(tree: &[u8]) -> impl Iterator<Item = TreeEntry<'_>> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let nul = rest.iter().position(|byte| *byte == 0)?;
        let id: [u8; 20] = rest.get(nul + 1..nul + 21)?.try_into().ok()?;
        let entry = TreeEntry {
            mode: &rest[..space],
            name: rest.get(space + 1..nul)?,
            id,
        };
        rest = &rest[nul + 21..];
        Some(entry)
    })
}

/// Finds an entry of a tree by its name, and whether it is a folder. `path` is that of the entry.
fn find(trees: Trees<'_>, tree: Oid, name: &str, path: &str) -> Result<Option<(bool, Oid)>, StoreError> {
    let data = trees.read(tree)?;
    let found = entries(&data).find(|entry| entry.name == name.as_bytes());
    match found {
        Some(entry) if entry.mode == SUBMODULE => Err(StoreError::Submodule { path: path.to_owned() }),
        found => Ok(found.map(|entry| (entry.mode == FOLDER, oid(&entry.id)))),
    }
}

/// Returns the tree at a path; nothing where there is none.
pub(super) fn subtree(trees: Trees<'_>, root: Oid, path: &str) -> Result<Option<Oid>, StoreError> {
    let mut tree = root;
    for name in path.split('/').filter(|name| !name.is_empty()) {
        match find(trees, tree, name, path)? {
            Some((true, id)) => tree = id,
            _ => return Ok(None),
        }
    }
    Ok(Some(tree))
}

/// Returns the folders directly in a tree, in the order of their names.
pub(super) fn folders(trees: Trees<'_>, tree: Oid) -> Result<Vec<(String, [u8; 20])>, StoreError> {
    let data = trees.read(tree)?;
    let mut folders = Vec::new();
    for entry in entries(&data) {
        let name = text(entry.name)?.to_owned();
        match entry.mode {
            FOLDER => folders.push((name, entry.id)),
            LINK if !name.starts_with('.') => return Err(StoreError::Link { path: name }),
            SUBMODULE => return Err(StoreError::Submodule { path: name }),
            _ => {}
        }
    }
    folders.sort();
    Ok(folders)
}

/// Adds the files at or below a path of a tree; none where there is no such path.
pub(super) fn collect(
    trees: Trees<'_>,
    base: Oid,
    path: &str,
    files: &mut Vec<SnapshotFile>,
) -> Result<(), StoreError> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(parent) = subtree(trees, base, folder)? else {
        return Ok(());
    };
    match find(trees, parent, name, path)? {
        None => Ok(()),
        Some((true, id)) => {
            let start = files.len();
            walk(trees, id, path, files)?;
            files[start..].sort_by(|a, b| a.path.cmp(&b.path));
            Ok(())
        }
        Some((false, id)) => {
            files.push(file(path.to_owned(), id));
            Ok(())
        }
    }
}

fn walk(trees: Trees<'_>, tree: Oid, path: &str, files: &mut Vec<SnapshotFile>) -> Result<(), StoreError> {
    let data = trees.read(tree)?;
    for entry in entries(&data) {
        let path = format!("{path}/{}", text(entry.name)?);
        if entry.name.starts_with(b".") {
            continue;
        }
        match entry.mode {
            FOLDER => walk(trees, oid(&entry.id), &path, files)?,
            LINK => return Err(StoreError::Link { path }),
            SUBMODULE => return Err(StoreError::Submodule { path }),
            _ => files.push(file(path, oid(&entry.id))),
        }
    }
    Ok(())
}

pub(super) fn file(path: String, id: Oid) -> SnapshotFile {
    let bytes: [u8; 20] = id.as_bytes().try_into().expect("an id has 20 bytes");
    SnapshotFile {
        path,
        content: Content::Blob(bytes),
    }
}

fn text(name: &[u8]) -> Result<&str, StoreError> {
    std::str::from_utf8(name).map_err(|_| StoreError::NonUtf8Name {
        path: String::from_utf8_lossy(name).into_owned(),
    })
}

/// A file that two trees do not have in common.
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) old: Option<[u8; 20]>,
    pub(super) new: Option<[u8; 20]>,
    /// Why the newer side is not read: it is a link, a submodule, or its name is not UTF-8. Then neither side has a file.
    pub(super) refused: Option<StoreError>,
}

/// Adds the files in which two trees differ, in the order of the old tree and then of what only the new one has. Folders that
/// are the same are not stepped into.
pub(super) fn compare(
    trees: Trees<'_>,
    old: Option<Oid>,
    new: Option<Oid>,
    path: &str,
    changed: &mut Vec<Changed>,
) -> Result<(), StoreError> {
    if old == new {
        return Ok(());
    }
    let read = |tree: Option<Oid>| tree.map_or_else(|| Ok(Arc::from([])), |tree| trees.read(tree));
    let (old, new): (Arc<[u8]>, Arc<[u8]>) = (read(old)?, read(new)?);
    // git sorts a folder as if its name ended in `/`, so one walk side by side meets equal names at the same time except
    // where a file became a folder or the other way round; those are two changes.
    let (mut old, mut new) = (entries(&old).peekable(), entries(&new).peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => in_order(old, new),
        };
        let (before, after) = match order {
            Ordering::Less => (old.next(), None),
            Ordering::Greater => (None, new.next()),
            Ordering::Equal => (old.next(), new.next()),
        };
        compare_entries(trees, before, after, path, changed)?;
    }
}

fn in_order(one: &TreeEntry<'_>, other: &TreeEntry<'_>) -> Ordering {
    if one.name == other.name && one.mode == other.mode {
        return Ordering::Equal;
    }
    let whole = |entry: &TreeEntry<'_>| if entry.mode == FOLDER { Some(b'/') } else { None };
    let (one_end, other_end) = (whole(one), whole(other));
    one.name
        .iter()
        .copied()
        .chain(one_end)
        .cmp(other.name.iter().copied().chain(other_end))
}

fn compare_entries(
    trees: Trees<'_>,
    old: Option<TreeEntry<'_>>,
    new: Option<TreeEntry<'_>>,
    path: &str,
    changed: &mut Vec<Changed>,
) -> Result<(), StoreError> {
    let Some(either) = old.as_ref().or(new.as_ref()) else {
        return Ok(());
    };
    let same = old
        .as_ref()
        .zip(new.as_ref())
        .is_some_and(|(old, new)| old.id == new.id);
    if same || either.name.starts_with(b".") {
        return Ok(());
    }
    let Ok(name) = text(either.name) else {
        let path = format!("{path}/{}", String::from_utf8_lossy(either.name));
        if new.is_some() {
            changed.push(refused(path.clone(), StoreError::NonUtf8Name { path }));
        }
        return Ok(());
    };
    let path = format!("{path}/{name}");
    if either.mode == FOLDER {
        let id = |entry: &TreeEntry<'_>| oid(&entry.id);
        return compare(trees, old.as_ref().map(id), new.as_ref().map(id), &path, changed);
    }
    if let Some(new) = &new {
        if new.mode == LINK {
            changed.push(refused(path.clone(), StoreError::Link { path }));
            return Ok(());
        }
        if new.mode == SUBMODULE {
            changed.push(refused(path.clone(), StoreError::Submodule { path }));
            return Ok(());
        }
    }
    let is_file = |entry: &TreeEntry<'_>| entry.mode != LINK && entry.mode != SUBMODULE;
    changed.push(Changed {
        path,
        old: old.filter(is_file).map(|entry| entry.id),
        new: new.map(|entry| entry.id),
        refused: None,
    });
    Ok(())
}

fn refused(path: String, error: StoreError) -> Changed {
    Changed {
        path,
        old: None,
        new: None,
        refused: Some(error),
    }
}

/// Returns the tree of a folder; nothing if it is not there.
///
/// Fails if something else than a folder is at its path.
pub(super) fn folder(trees: Trees<'_>, root: Oid, path: &str) -> Result<Option<Oid>, StoreError> {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(parent) = subtree(trees, root, parent)? else {
        return Ok(None);
    };
    if name.is_empty() {
        return Ok(Some(parent));
    }
    let data = trees.read(parent)?;
    let Some(entry) = entries(&data).find(|entry| entry.name == name.as_bytes()) else {
        return Ok(None);
    };
    let path = path.to_owned();
    match entry.mode {
        FOLDER => Ok(Some(oid(&entry.id))),
        LINK => Err(StoreError::Link { path }),
        SUBMODULE => Err(StoreError::Submodule { path }),
        _ => Err(StoreError::NotAFileOrFolder { path }),
    }
}
