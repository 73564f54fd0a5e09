//! What git does with one file of a working tree.

use std::path::Path;

use git2::Repository;

/// What the next commits do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// It is in the index already.
    Tracked,
    /// `git add .` would add it.
    Untracked,
    /// It is ignored, or in no working tree.
    Outside,
}

/// Returns what git does with a file, in whatever repository the file is. A repository that cannot be read counts as none.
#[must_use]
pub fn tracking(file: &Path) -> Tracking {
    find(file).unwrap_or(Tracking::Outside)
}

fn find(file: &Path) -> Option<Tracking> {
    super::repository::set_up_libgit2();
    let file = file.canonicalize().ok()?;
    let repository = Repository::discover(file.parent()?).ok()?;
    let workdir = repository.workdir()?.canonicalize().ok()?;
    let path = file.strip_prefix(workdir).ok()?;
    if path.starts_with(".git") {
        return None;
    }
    if repository.index().ok()?.get_path(path, 0).is_some() {
        return Some(Tracking::Tracked);
    }
    let is_ignored = repository.is_path_ignored(path).ok()?;
    (!is_ignored).then_some(Tracking::Untracked)
}
