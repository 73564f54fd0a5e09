//! A folder as a repository of lists, with or without git around it.

use std::fs::{self, FileType};
use std::path::Path;

use rayon::prelude::*;

use crate::yaml::SourceFile;

use super::error::StoreError;
use super::layout::{CONFIG_FILE, EXCEPTIONS_FILE, Layout};
use super::snapshot::{Content, Snapshot, SnapshotFile};

/// Names the files of a folder. Files whose names begin with a dot are left out, as git and editors keep theirs there.
///
/// # Errors
///
/// Refuses symbolic links, names that are no UTF-8, names that differ only in case, and a folder without lists.
pub fn read(root: &Path, layout: &Layout) -> Result<Snapshot, StoreError> {
    let (snapshot, refused) = survey(root, layout)?;
    // What is in no list is none of theirs, now or in any commit; only a check reports it.
    let mut refused = refused
        .into_iter()
        .filter(|error| !matches!(error, StoreError::OutsideLists { .. }));
    refused.next().map_or(Ok(snapshot), Err)
}

/// Names the files of a folder, and why others are refused: those that [`read`] stops at, and YAML files that are in no list; in the
/// order of what is said of them.
///
/// # Errors
///
/// Refuses a folder without lists, and fails where a folder cannot be read.
pub fn survey(root: &Path, layout: &Layout) -> Result<(Snapshot, Vec<StoreError>), StoreError> {
    let mut refused = Vec::new();
    let mut files: Vec<SnapshotFile> = config_file(root)?.into_iter().collect();
    files.extend(settings_file(root, EXCEPTIONS_FILE)?);
    if !root.join(&layout.lists).is_dir() {
        return Err(StoreError::NoLists {
            folder: layout.lists.clone(),
            place: format!("`{}`", root.display()),
            elsewhere: folders_with_lists(root),
        });
    }
    add(root, &layout.lists, &mut files, &mut refused)?;
    if root.join(&layout.templates).is_dir() {
        add(root, &layout.templates, &mut files, &mut refused)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let outside = files.iter().filter(|file| layout.is_outside_lists(&file.path));
    refused.extend(outside.map(|file| StoreError::OutsideLists {
        path: file.path.clone(),
    }));
    let snapshot = layout.arrange(files, &mut refused);
    refused.sort_by_cached_key(ToString::to_string);
    Ok((snapshot, refused))
}

/// Names the settings of the repository in a folder; nothing where there are none.
///
/// # Errors
///
/// Refuses a symbolic link.
pub fn config_file(root: &Path) -> Result<Option<SnapshotFile>, StoreError> {
    settings_file(root, CONFIG_FILE)
}

/// Names a file at the root of the repository in a folder; nothing if there is none.
///
/// # Errors
///
/// Refuses a symbolic link.
pub fn settings_file(root: &Path, name: &str) -> Result<Option<SnapshotFile>, StoreError> {
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    if root.join(name).exists() {
        add(root, name, &mut files, &mut refused)?;
    }
    refused.pop().map_or(Ok(files.pop()), Err)
}

/// Reads files of a folder and makes something of each, side by side; returns it in the order given.
///
/// # Errors
///
/// Says of the first in that order that cannot be read.
pub fn read_each<T: Send>(files: &[SnapshotFile], make: impl Fn(SourceFile) -> T + Sync) -> Result<Vec<T>, StoreError> {
    let read = files.par_iter().with_min_len(FEW_FILES);
    let read: Vec<Result<T, StoreError>> = read.map(|file| file.read().map(&make)).collect();
    read.into_iter().collect()
}

/// Returns the folders directly in a folder that have settings of lists, for a suggestion.
fn folders_with_lists(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let with_lists = entries.filter(|entry| entry.path().join(CONFIG_FILE).is_file());
    let mut names: Vec<String> = with_lists
        .map(|entry| format!("`{}`", entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

/// Fewer files are not worth a thread.
const FEW_FILES: usize = 64;

fn add(
    root: &Path,
    path: &str,
    files: &mut Vec<SnapshotFile>,
    refused: &mut Vec<StoreError>,
) -> Result<(), StoreError> {
    let whole = root.join(path);
    let kind = fs::symlink_metadata(&whole).map_err(unreadable(&whole))?.file_type();
    add_kind(root, path, kind, files, refused)
}

/// The kind comes with the folder's listing: asking for that of each file again would cost as much as opening it.
fn add_kind(
    root: &Path,
    path: &str,
    kind: FileType,
    files: &mut Vec<SnapshotFile>,
    refused: &mut Vec<StoreError>,
) -> Result<(), StoreError> {
    let whole = root.join(path);
    if kind.is_symlink() {
        refused.push(StoreError::Link { path: path.to_owned() });
        return Ok(());
    }
    if kind.is_file() {
        let content = Content::File(whole);
        let path = path.to_owned();
        files.push(SnapshotFile { path, content });
        return Ok(());
    }
    if !kind.is_dir() {
        refused.push(StoreError::NotAFileOrFolder { path: path.to_owned() });
        return Ok(());
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(&whole).map_err(unreadable(&whole))? {
        let entry = entry.map_err(unreadable(&whole))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let path = format!("{path}/{}", name.to_string_lossy());
            refused.push(StoreError::NonUtf8Name { path });
            continue;
        };
        if !name.starts_with('.') {
            let kind = entry.file_type().map_err(unreadable(&whole))?;
            let path = format!("{path}/{name}");
            if kind.is_dir() {
                folders.push((path, kind));
            } else {
                add_kind(root, &path, kind, files, refused)?;
            }
        }
    }
    // Callers put in order what is found.
    let found = folders.into_par_iter().map(|(path, kind)| {
        let (mut files, mut refused) = (Vec::new(), Vec::new());
        add_kind(root, &path, kind, &mut files, &mut refused)?;
        Ok((files, refused))
    });
    for of_folder in found.collect::<Vec<Result<_, StoreError>>>() {
        let (more, others) = of_folder?;
        files.extend(more);
        refused.extend(others);
    }
    Ok(())
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Unreadable {
        path: path.clone(),
        source,
    }
}
