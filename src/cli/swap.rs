//! Many files of a folder changed at one stroke: all of them, or none.
//!
//! The new folder is built beside the old one, unchanged files as hard links, and then the two change names by one call.
//! Where the system cannot exchange them, the old one is moved aside first; a run that was killed in between is mended by
//! the next.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A file that is made or replaced, or removed where it has no content.
pub(crate) struct Change<'a> {
    /// Its path below the folder, with `/`.
    pub(crate) path: String,
    pub(crate) content: Option<&'a str>,
}

/// Changes files of a folder, which is made where it is missing. `go_on` is asked before each file and before the stroke; where it
/// fails, the folder is as it was.
pub(crate) fn replace_files(
    folder: &Path,
    changes: &[Change<'_>],
    go_on: &dyn Fn() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let work = work_folder(folder)?;
    mend(folder, &work)?;
    let new = work.join("new");
    fs::create_dir_all(&new).with_context(|| format!("`{}` cannot be made", new.display()))?;
    let changed: BTreeMap<&str, Option<&str>> = changes
        .iter()
        .map(|change| (change.path.as_str(), change.content))
        .collect();
    let built = build(folder, &new, &changed, go_on);
    let swapped = built.and_then(|()| swap(folder, &new, &work.join("old")));
    // The work folder goes in any case; what was wrong is told by the result.
    let removed = fs::remove_dir_all(&work).with_context(|| format!("`{}` cannot be removed", work.display()));
    swapped.and(removed)
}

fn work_folder(folder: &Path) -> anyhow::Result<PathBuf> {
    let name = folder.file_name().context("the folder has a name")?.to_string_lossy();
    Ok(folder.with_file_name(format!(".{name}.import")))
}

/// Brings back the folder of a run that was killed after moving it aside, and throws away what else it left.
fn mend(folder: &Path, work: &Path) -> anyhow::Result<()> {
    let old = work.join("old");
    if old.exists() && !folder.exists() {
        fs::rename(&old, folder).with_context(|| format!("`{}` cannot be brought back", folder.display()))?;
    }
    match fs::remove_dir_all(work) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("`{}` cannot be removed", work.display()))
        }
        _ => Ok(()),
    }
}

fn build(
    folder: &Path,
    new: &Path,
    changed: &BTreeMap<&str, Option<&str>>,
    go_on: &dyn Fn() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if folder.exists() {
        link_tree(folder, new, "", changed)?;
    }
    for (path, content) in changed {
        go_on()?;
        let Some(content) = content else { continue };
        let target = new.join(path);
        let parent = target.parent().unwrap_or(new);
        fs::create_dir_all(parent).with_context(|| format!("`{}` cannot be made", parent.display()))?;
        fs::write(&target, content).with_context(|| format!("`{}` cannot be written", target.display()))?;
    }
    go_on()
}

/// Links what does not change. Folders in which nothing is left are left out, as git does.
fn link_tree(from: &Path, to: &Path, inside: &str, changed: &BTreeMap<&str, Option<&str>>) -> anyhow::Result<()> {
    let entries = fs::read_dir(from).with_context(|| format!("`{}` cannot be read", from.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("`{}` cannot be read", from.display()))?;
        let name = entry.file_name();
        let path = format!("{inside}{}", name.to_string_lossy());
        let kind = entry.file_type().with_context(|| format!("`{path}` cannot be read"))?;
        if kind.is_dir() {
            link_tree(&entry.path(), &to.join(&name), &format!("{path}/"), changed)?;
        } else if !kind.is_file() {
            bail!("`{}` is neither a file nor a folder", entry.path().display());
        } else if !changed.contains_key(path.as_str()) {
            fs::create_dir_all(to).with_context(|| format!("`{}` cannot be made", to.display()))?;
            link(&entry.path(), &to.join(&name))?;
        }
    }
    Ok(())
}

/// A file system without hard links gets a copy.
fn link(from: &Path, to: &Path) -> anyhow::Result<()> {
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).with_context(|| format!("`{}` cannot be copied", from.display()))?;
    }
    Ok(())
}

fn swap(folder: &Path, new: &Path, old: &Path) -> anyhow::Result<()> {
    let named = || format!("`{}` cannot be replaced", folder.display());
    if !folder.exists() {
        return fs::rename(new, folder).with_context(named);
    }
    if exchange(new, folder).is_ok() {
        return Ok(());
    }
    fs::rename(folder, old).with_context(named)?;
    if let Err(error) = fs::rename(new, folder) {
        fs::rename(old, folder).with_context(named)?;
        return Err(error).with_context(named);
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
