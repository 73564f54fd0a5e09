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
    /// Two ids of a list, of today or of former days, differ only in case.
    #[error(
        "the ids `{id}` and `{known}` of the list `{list}` differ only in case, so that their folders would be one"
    )]
    CollidingIds {
        /// The new id.
        id: String,
        /// The id that is or was listed.
        known: String,
        /// The list.
        list: String,
    },
    /// A file of entries has none.
    #[error("{path}: the file has no entry")]
    EmptyFile {
        /// Its path in the repository.
        path: String,
    },
    /// An entry has no id.
    #[error("{path}: an entry has no id")]
    NoId {
        /// The path of its file in the repository.
        path: String,
    },
    /// A designation has a date that no calendar has.
    #[error("the entry `{id}` has the date `{date}`, which no calendar has")]
    ImpossibleDate {
        /// The entry.
        id: String,
        /// The date.
        date: String,
    },
    /// The newest state of a list cannot be published.
    #[error("the newest state of `{list}` (`{release}`, commit {commit}) cannot be published: {reason}")]
    NewestState {
        /// The list.
        list: String,
        /// The name of the release that it would be.
        release: String,
        /// Its commit.
        commit: String,
        /// Why.
        reason: String,
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

/// The beginning of a file that Git LFS keeps elsewhere (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl RepositoryError {
    /// Returns true if the lists themselves are at fault, as they are at one point: the next one may be sound.
    pub(super) fn is_about_content(&self) -> bool {
        match self {
            Self::Store(error) => error.refused_file().is_some(),
            Self::BrokenFile { .. }
            | Self::NoListFile { .. }
            | Self::DuplicateId { .. }
            | Self::CollidingIds { .. }
            | Self::EmptyFile { .. }
            | Self::NoId { .. }
            | Self::ImpossibleDate { .. } => true,
            Self::At { source, .. } => source.is_about_content(),
            _ => false,
        }
    }

    /// Returns what is at fault, without where it was met.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::At { source, .. } => source.reason(),
            other => other.to_string(),
        }
    }

    /// Returns the error for a file that cannot be read into the model.
    pub(super) fn broken_file(file: &SourceFile, problem: &Problem) -> Self {
        let position = file.position(problem.place);
        Self::BrokenFile {
            path: file.path.clone(),
            line: position.line,
            column: position.column,
            problem: match file.bytes.starts_with(LFS_POINTER) {
                true => "a pointer of Git LFS: the content of the file is not in git".to_owned(),
                false => describe(&problem.kind),
            },
        }
    }

    /// Returns what the user can do about it, if that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::BrokenFile { .. } | Self::NoListFile { .. } | Self::DuplicateId { .. } => Some("run `gazette check`"),
            Self::NewestState { .. } => {
                Some("fix it in a further commit; `gazette check --at REV` shows the findings at a revision")
            }
            Self::CollidingIds { .. } => Some("give the entry an id that differs in more than case"),
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
