//! A folder as a repository of lists, with or without git around it.

use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::layout::{CONFIG_FILE, Layout};
use super::snapshot::{Content, Snapshot, SnapshotFile};

/// Names the files of a folder. Files whose names begin with a dot are left out, as git and editors keep theirs there.
///
/// # Errors
///
/// Refuses symbolic links, names that are no UTF-8, names that differ only in case, and a folder without lists.
pub fn read(root: &Path, layout: &Layout) -> Result<Snapshot, StoreError> {
    let mut files: Vec<SnapshotFile> = config_file(root)?.into_iter().collect();
    if !root.join(&layout.lists).is_dir() {
        return Err(StoreError::NoLists {
            folder: layout.lists.clone(),
            place: format!("`{}`", root.display()),
        });
    }
    add(root, &layout.lists, &mut files)?;
    if root.join(&layout.templates).is_dir() {
        add(root, &layout.templates, &mut files)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    layout.arrange(files)
}

/// Names the settings of the repository in a folder; nothing where there are none.
///
/// # Errors
///
/// Refuses a symbolic link.
pub fn config_file(root: &Path) -> Result<Option<SnapshotFile>, StoreError> {
    let mut files = Vec::new();
    if root.join(CONFIG_FILE).exists() {
        add(root, CONFIG_FILE, &mut files)?;
    }
    Ok(files.pop())
}

fn add(root: &Path, path: &str, files: &mut Vec<SnapshotFile>) -> Result<(), StoreError> {
    let whole = root.join(path);
    let unreadable = |source| StoreError::Unreadable {
        path: whole.clone(),
        source,
    };
    let kind = fs::symlink_metadata(&whole).map_err(unreadable)?.file_type();
    if kind.is_symlink() {
        return Err(StoreError::Link { path: path.to_owned() });
    }
    if kind.is_file() {
        let content = Content::File(whole);
        let path = path.to_owned();
        files.push(SnapshotFile { path, content });
        return Ok(());
    }
    if !kind.is_dir() {
        return Err(StoreError::Strange { path: path.to_owned() });
    }
    for entry in fs::read_dir(&whole).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let Some(name) = name.to_str() else {
            let path = format!("{path}/{}", name.to_string_lossy());
            return Err(StoreError::NameIsNoText { path });
        };
        if !name.starts_with('.') {
            add(root, &format!("{path}/{name}"), files)?;
        }
    }
    Ok(())
}
