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
