//! Many files of a folder changed in one step: all of them, or none.
//!
//! The new folder is built beside the old one, with hard links to unchanged files, and then takes its place. The next run cleans
//! up after one that was killed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::swap::{remove_tree, replace_tree, restore};

/// A file to make, replace or remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit<'a> {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// Its new content; nothing to remove the file.
    pub content: Option<&'a str>,
}

/// Changes files of a folder, and makes the folder if it is missing. `go_on` is called before each file and before the last step.
///
/// # Errors
///
/// Fails if a file cannot be read or written, or with the error of `go_on`; the folder is then as it was.
pub fn replace_files<E: From<StoreError>>(
    folder: &Path,
    edits: &[FileEdit<'_>],
    go_on: &dyn Fn() -> Result<(), E>,
) -> Result<(), E> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let work = folder.with_file_name(format!(".{name}.import"));
    let (new, aside) = (work.join("new"), work.join("old"));
    restore(folder, &aside).map_err(not_written(folder))?;
    remove_tree(&work).map_err(not_written(&work))?;
    fs::create_dir_all(&new).map_err(not_written(&new))?;
    let edits: BTreeMap<&str, Option<&str>> = edits.iter().map(|edit| (edit.path.as_str(), edit.content)).collect();
    let built = build(folder, &new, &edits, go_on);
    let replaced = built.and_then(|()| Ok(replace_tree(&new, folder, &aside).map_err(not_written(folder))?));
    // The work folder is removed in any case; the first error is the one that counts.
    let removed = fs::remove_dir_all(&work).map_err(not_written(&work));
    replaced.and(removed.map_err(E::from))
}

fn not_written(path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path: PathBuf = path.to_owned();
    |source| StoreError::NotWritten { path, source }
}

fn not_read(path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path: PathBuf = path.to_owned();
    |source| StoreError::Unreadable { path, source }
}

fn build<E: From<StoreError>>(
    folder: &Path,
    new: &Path,
    edits: &BTreeMap<&str, Option<&str>>,
    go_on: &dyn Fn() -> Result<(), E>,
) -> Result<(), E> {
    if folder.exists() {
        link_tree(folder, new, "", edits)?;
    }
    for (path, content) in edits {
        go_on()?;
        let Some(content) = content else { continue };
        let target = new.join(path);
        let parent = target.parent().unwrap_or(new);
        fs::create_dir_all(parent).map_err(not_written(parent))?;
        fs::write(&target, content).map_err(not_written(&target))?;
    }
    go_on()
}

/// Links what does not change. Folders that would be empty are left out, as git does.
fn link_tree(from: &Path, to: &Path, inside: &str, edits: &BTreeMap<&str, Option<&str>>) -> Result<(), StoreError> {
    for entry in fs::read_dir(from).map_err(not_read(from))? {
        let entry = entry.map_err(not_read(from))?;
        let name = entry.file_name();
        let path = format!("{inside}{}", name.to_string_lossy());
        let kind = entry.file_type().map_err(not_read(&entry.path()))?;
        if kind.is_dir() {
            link_tree(&entry.path(), &to.join(&name), &format!("{path}/"), edits)?;
        } else if !kind.is_file() {
            return Err(StoreError::NotAFileOrFolder {
                path: entry.path().display().to_string(),
            });
        } else if !edits.contains_key(path.as_str()) {
            fs::create_dir_all(to).map_err(not_written(to))?;
            link(&entry.path(), &to.join(&name))?;
        }
    }
    Ok(())
}

/// A file system without hard links gets a copy.
fn link(from: &Path, to: &Path) -> Result<(), StoreError> {
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).map_err(not_written(to))?;
    }
    Ok(())
}
