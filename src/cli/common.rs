//! The arguments that every verb takes.

use std::path::{Path, PathBuf};

use clap::Args;
use gazette::repository::{Repository, RepositoryError, Selection};

use super::console::Color;

/// What every verb takes, before or after it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Look at this list only; may be given several times
    #[arg(long = "list", value_name = "ID", global = true)]
    pub(crate) lists: Vec<String>,
    /// Say nothing but results and errors
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
        }
    }

    /// Opens the repository that the command works on.
    pub(crate) fn open(&self) -> Result<Repository, RepositoryError> {
        Repository::open(self.start(), &self.selection())
    }
}
