//! The arguments that every verb takes.

use std::path::{Path, PathBuf};

use clap::Args;
use gazette::repository::{Point, Range, Repository, RepositoryError, Selection};

use super::console::{Color, Console};

/// What every verb takes, before or after it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Use only this list; may be given several times
    #[arg(long = "list", value_name = "ID", global = true)]
    pub(crate) lists: Vec<String>,
    /// Print only results and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to colour what is printed
    #[arg(long, value_enum, default_value_t, global = true)]
    pub(crate) color: Color,
}

impl Common {
    /// Returns the folder named with `-C`, otherwise the one that the command was started in.
    pub(crate) fn start(&self) -> &Path {
        self.directory.as_deref().unwrap_or(Path::new("."))
    }

    /// Returns the lists that were asked for.
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            lists: self.lists.clone(),
            incoming: std::env::var_os("GIT_QUARANTINE_PATH").map(PathBuf::from),
        }
    }

    /// Opens the repository that the command works on.
    pub(crate) fn open(&self) -> Result<Repository, RepositoryError> {
        Repository::open(self.start(), &self.selection())
    }
}

/// Reads the two points of a range, and notes what may surprise.
pub(crate) fn points(repository: &Repository, range: &Range, console: &Console) -> anyhow::Result<(Point, Point)> {
    note_sparse(repository, console)?;
    let (from, to) = repository.points(range)?;
    let releases = repository.releases()?;
    for text in range.from.iter().chain(&range.to) {
        if let Some(last) = releases.last_of_day(text) {
            console.note(&format!(
                "note: `{text}` is the first of several releases of that day; write `{last}` or `day:{text}` for the last"
            ));
        }
    }
    if let (Point::Release(old), Point::Release(new)) = (&from, &to)
        && releases.is_before(&new.name, &old.name)
    {
        console.note(&format!(
            "note: {from} comes after {to}; the changes are those of going back"
        ));
    }
    Ok((from, to))
}

/// Notes that files of lists are read from git's index.
pub(crate) fn note_sparse(repository: &Repository, console: &Console) -> anyhow::Result<()> {
    let files = repository.sparse_files()?;
    if files > 0 {
        console.note(&format!(
            "note: sparse checkout: {files} files of lists are not in the working tree and are read from git's index"
        ));
    }
    Ok(())
}
