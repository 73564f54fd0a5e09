//! Why a repository of lists cannot be read.

use std::path::PathBuf;

use crate::model::record::Fault;
use crate::store::StoreError;
use crate::yaml::{Problem, ProblemKind, SourceFile};

/// Why a repository of lists cannot be read, or not be committed to.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Files, or git, cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What should be a folder is not one.
    #[error("`{}` is not a folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A file cannot be read into the model.
    #[error("{path}:{line}:{column}: {problem}")]
    BrokenFile {
        /// Its path in the repository.
        path: String,
        /// The line of the first problem, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
        /// The problem.
        problem: String,
    },
    /// A list has no `list.yaml`.
    #[error("lists/{list}: the folder has no list.yaml")]
    NoListFile {
        /// The list.
        list: String,
    },
    /// Two entries of a list have the same id.
    #[error("duplicate id `{id}` in the list `{list}`")]
    DuplicateId {
        /// The id.
        id: String,
        /// The list.
        list: String,
    },
    /// The lists cannot be read at a point of the history.
    #[error("at {point}")]
    At {
        /// The point.
        point: String,
        /// Why.
        source: Box<RepositoryError>,
    },
    /// A list that was asked for is not there.
    #[error("there is no list `{list}`; {known}")]
    UnknownList {
        /// The list.
        list: String,
        /// Which lists there are, in words.
        known: String,
    },
    /// A list that was asked for is in neither of two states.
    #[error("there is no list `{list}` in either state")]
    InNeitherState {
        /// The list.
        list: String,
    },
    /// A state to compare is neither a folder nor a revision, because there is no repository.
    #[error("`{state}` is not a folder, and here is no git repository in which it could be a revision")]
    NotAState {
        /// The text.
        state: String,
        /// Why there are no revisions.
        source: Box<RepositoryError>,
    },
    /// Both ends of a comparison are before the first release.
    #[error("nothing had been published by `{from}`, nor by `{to}`")]
    NothingToCompare {
        /// The text of the older end.
        from: String,
        /// The text of the newer end.
        to: String,
    },
    /// The base of a comparison has no revision.
    #[error("the base names no revision; write `--base REV`")]
    NoBase,
    /// No list has an entry at a point.
    #[error("no list has an entry `{id}` {at}")]
    NoEntry {
        /// The id.
        id: String,
        /// The point, in words.
        at: String,
    },
    /// No release has an entry.
    #[error("no release has an entry `{id}`")]
    NeverListed {
        /// The id.
        id: String,
    },
    /// A path does not lead into the repository.
    #[error("`{}` is not in the repository `{}`", path.display(), root.display())]
    OutsideRepository {
        /// The path.
        path: PathBuf,
        /// The folder of the repository.
        root: PathBuf,
    },
    /// A template is not UTF-8.
    #[error("the template `{path}` is not UTF-8")]
    NotUtf8 {
        /// Its path in the repository.
        path: String,
    },
    /// A folder that is to be committed has other changes.
    #[error("`{folder}` has changes that are not committed")]
    UncommittedChanges {
        /// The folder.
        folder: String,
    },
    /// git has no name and address for a commit.
    #[error("git does not know who commits")]
    UnknownCommitter {
        /// What git says.
        source: Box<RepositoryError>,
    },
    /// The program `git` cannot be run.
    #[error("the program `git` cannot be run")]
    NoGitProgram {
        /// Why.
        source: std::io::Error,
    },
    /// The program `git` failed.
    #[error("`git {command}` failed: {message}")]
    GitProgram {
        /// The command of git.
        command: String,
        /// What it wrote to standard error.
        message: String,
    },
}

impl RepositoryError {
    /// Returns the error for a file that cannot be read into the model.
    pub(super) fn broken_file(file: &SourceFile, problem: &Problem) -> Self {
        let position = file.position(problem.place);
        Self::BrokenFile {
            path: file.path.clone(),
            line: position.line,
            column: position.column,
            problem: describe(&problem.kind),
        }
    }

    /// Returns what the user can do about it, if that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::BrokenFile { .. } | Self::NoListFile { .. } | Self::DuplicateId { .. } => Some("run `gazette check`"),
            Self::At { source, .. } | Self::NotAState { source, .. } => source.hint(),
            Self::NothingToCompare { .. } => Some("`gazette log` names the releases and their days"),
            Self::NoEntry { .. } => Some("`gazette log ID` shows its history"),
            Self::NeverListed { .. } => Some("see `gazette log`, and name a list with --list"),
            Self::UncommittedChanges { .. } => Some("commit them or undo them, and run again"),
            Self::UnknownCommitter { .. } => Some("set `user.name` and `user.email` with `git config`"),
            _ => None,
        }
    }
}

/// Returns a problem in one line; `gazette check` explains it at length.
fn describe(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Syntax(fault) => fault.to_string(),
        ProblemKind::Shape(Fault::UnknownField { name, .. }) => format!("`{name}` is not a field here"),
        ProblemKind::Shape(Fault::MissingField { name, .. }) => format!("`{name}` is missing"),
        ProblemKind::Shape(Fault::WrongShape { expected }) => format!("{expected} belongs here"),
        ProblemKind::NoListFile => "the folder has no list.yaml".to_owned(),
        ProblemKind::UnknownFormat(_) => "this version reads format 1 only".to_owned(),
    }
}
