//! Trees as git stores them: `mode name NUL id`, one entry behind the other, read without objects of libgit2.

use git2::{ObjectType, Odb, Oid};

use super::super::error::StoreError;
use super::super::snapshot::{Content, SnapshotFile};
use super::read_object;

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

fn find(odb: &Odb<'_>, tree: Oid, name: &str) -> Result<Option<(bool, Oid)>, StoreError> {
    let data = read_object(odb, tree, ObjectType::Tree)?;
    let found = entries(&data).find(|entry| entry.name == name.as_bytes());
    Ok(found.map(|entry| (entry.mode == FOLDER, super::oid(&entry.id))))
}

/// Returns the tree at a path; nothing where there is none.
pub(super) fn subtree(odb: &Odb<'_>, root: Oid, path: &str) -> Result<Option<Oid>, StoreError> {
    let mut tree = root;
    for name in path.split('/').filter(|name| !name.is_empty()) {
        match find(odb, tree, name)? {
            Some((true, id)) => tree = id,
            _ => return Ok(None),
        }
    }
    Ok(Some(tree))
}

/// Returns the folders directly in a tree, in the order of their names.
pub(super) fn folders(odb: &Odb<'_>, tree: Oid) -> Result<Vec<(String, [u8; 20])>, StoreError> {
    let data = read_object(odb, tree, ObjectType::Tree)?;
    let mut folders = Vec::new();
    for entry in entries(&data).filter(|entry| entry.mode == FOLDER) {
        folders.push((text(entry.name)?.to_owned(), entry.id));
    }
    folders.sort();
    Ok(folders)
}

/// Adds the files at or below a path of a tree; none where there is no such path.
pub(super) fn collect(odb: &Odb<'_>, base: Oid, path: &str, files: &mut Vec<SnapshotFile>) -> Result<(), StoreError> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(parent) = subtree(odb, base, folder)? else {
        return Ok(());
    };
    match find(odb, parent, name)? {
        None => Ok(()),
        Some((true, id)) => {
            let start = files.len();
            walk(odb, id, path, files)?;
            files[start..].sort_by(|a, b| a.path.cmp(&b.path));
            Ok(())
        }
        Some((false, id)) => {
            files.push(file(path.to_owned(), id));
            Ok(())
        }
    }
}

fn walk(odb: &Odb<'_>, tree: Oid, path: &str, files: &mut Vec<SnapshotFile>) -> Result<(), StoreError> {
    let data = read_object(odb, tree, ObjectType::Tree)?;
    for entry in entries(&data) {
        let path = format!("{path}/{}", text(entry.name)?);
        if entry.name.starts_with(b".") {
            continue;
        }
        match entry.mode {
            FOLDER => walk(odb, super::oid(&entry.id), &path, files)?,
            LINK => return Err(StoreError::Link { path }),
            SUBMODULE => return Err(StoreError::Strange { path }),
            _ => files.push(file(path, super::oid(&entry.id))),
        }
    }
    Ok(())
}

fn file(path: String, id: Oid) -> SnapshotFile {
    let bytes: [u8; 20] = id.as_bytes().try_into().expect("an id has 20 bytes");
    SnapshotFile {
        path,
        content: Content::Blob(bytes),
    }
}

fn text(name: &[u8]) -> Result<&str, StoreError> {
    std::str::from_utf8(name).map_err(|_| StoreError::NameIsNoText {
        path: String::from_utf8_lossy(name).into_owned(),
    })
}

/// A file that two trees do not have in common.
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) old: Option<[u8; 20]>,
    pub(super) new: Option<[u8; 20]>,
}

/// Adds the files in which two trees differ, in the order of the old tree and then of what only the new one has. Folders that
/// are the same are not stepped into.
pub(super) fn compare(
    odb: &Odb<'_>,
    old: Option<Oid>,
    new: Option<Oid>,
    path: &str,
    changed: &mut Vec<Changed>,
) -> Result<(), StoreError> {
    if old == new {
        return Ok(());
    }
    let read = |tree: Option<Oid>| tree.map(|tree| read_object(odb, tree, ObjectType::Tree)).transpose();
    let (old, new) = (read(old)?.unwrap_or_default(), read(new)?.unwrap_or_default());
    // git sorts a folder as if its name ended in `/`, so one walk side by side meets equal names at the same time except
    // where a file became a folder or the other way round; those are two changes.
    let (mut old, mut new) = (entries(&old).peekable(), entries(&new).peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => sort_name(old).cmp(&sort_name(new)),
        };
        let (before, after) = match order {
            std::cmp::Ordering::Less => (old.next(), None),
            std::cmp::Ordering::Greater => (None, new.next()),
            std::cmp::Ordering::Equal => (old.next(), new.next()),
        };
        compare_entries(odb, before, after, path, changed)?;
    }
}

fn sort_name(entry: &TreeEntry<'_>) -> Vec<u8> {
    let mut name = entry.name.to_vec();
    if entry.mode == FOLDER {
        name.push(b'/');
    }
    name
}

fn compare_entries(
    odb: &Odb<'_>,
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
    let path = format!("{path}/{}", text(either.name)?);
    if either.mode == FOLDER {
        let id = |entry: &TreeEntry<'_>| super::oid(&entry.id);
        return compare(odb, old.as_ref().map(id), new.as_ref().map(id), &path, changed);
    }
    if either.mode == LINK {
        return Err(StoreError::Link { path });
    }
    changed.push(Changed {
        path,
        old: old.map(|entry| entry.id),
        new: new.map(|entry| entry.id),
    });
    Ok(())
}
