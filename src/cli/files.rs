//! YAML files on disk: finding them and replacing one.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use gazette::store::EXCEPTIONS_FILE;
use gazette::yaml::{FileRole, LIST_FILE};

/// The name of the repository's own settings.
pub(crate) const CONFIG_FILE: &str = "gazette.yaml";

/// Returns what a YAML file holds, by its name.
pub(crate) fn role_of(path: &Path) -> FileRole {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(CONFIG_FILE) => FileRole::Config,
        Some(EXCEPTIONS_FILE) => FileRole::Exceptions,
        Some(LIST_FILE) => FileRole::List,
        _ => FileRole::Entries,
    }
}

/// Returns the YAML files below a folder, or the file itself, in the order of their paths. Hidden files are left out.
pub(crate) fn yaml_files(start: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(start, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let metadata = std::fs::symlink_metadata(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    if metadata.is_symlink() {
        bail!("`{}` is a symbolic link, and links are not followed", path.display());
    }
    if metadata.is_file() {
        if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("`{}` cannot be read", path.display()))?
            .path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden {
            collect(&path, files)?;
        }
    }
    Ok(())
}

/// Puts the new content in the place of the old one, whole or not at all.
pub(crate) fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("no file can be made in `{}`", folder.display()))?;
    file.write_all(content)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(path)
        .with_context(|| format!("`{}` cannot be replaced", path.display()))?;
    Ok(())
}
