use std::path::PathBuf;

use crate::data::Place;

/// Why files could not be had.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder cannot be read.
    #[error("`{}` cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file or folder cannot be written.
    #[error("`{}` cannot be written", path.display())]
    NotWritten {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no folder of lists.
    #[error("there is no folder `{folder}` in {place}{}", also_in(elsewhere))]
    NoLists {
        /// The folder that was looked for.
        folder: String,
        /// Where: a path or a commit.
        place: String,
        /// Folders below it that have lists.
        elsewhere: Vec<String>,
    },
    /// A link would lead out of what is under review.
    #[error("`{path}` is a symbolic link, and links are not followed")]
    Link {
        /// The link.
        path: String,
    },
    /// Something is neither a file nor a folder.
    #[error("`{path}` is neither a file nor a folder")]
    NotAFileOrFolder {
        /// What.
        path: String,
    },
    /// A name is no UTF-8.
    #[error("the name of `{path}` is no UTF-8")]
    NonUtf8Name {
        /// The name, with replacement characters.
        path: String,
    },
    /// Two names are one on systems that ignore the case of letters.
    #[error("`{first}` and `{second}` differ only in upper and lower case")]
    CaseCollision {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// A file has a name that is not read.
    #[error("`{path}` is not read: files of lists end in `.yaml`")]
    OtherExtension {
        /// The file.
        path: String,
    },
    /// A file is in no list.
    #[error("`{path}` is not read: it is in no folder of a list")]
    OutsideLists {
        /// The file.
        path: String,
    },
    /// `gazette.yaml` or a pattern in it cannot be used.
    #[error("`{text}` is no pattern of tags")]
    BadPattern {
        /// The pattern.
        text: String,
        /// Its place, if it is in a file.
        place: Place,
    },
    /// The folder is in no repository.
    #[error("`{}` is in no git repository", path.display())]
    NoRepository {
        /// The folder.
        path: PathBuf,
    },
    /// git refuses a repository that belongs to somebody else.
    #[error("git does not trust the owner of the repository in `{}`", path.display())]
    NotTrusted {
        /// The folder.
        path: PathBuf,
    },
    /// There is no commit yet.
    #[error("the repository has no commit yet")]
    NoCommit,
    /// There is no working tree.
    #[error("the repository is bare, it has no working tree")]
    Bare,
    /// A text that names nothing.
    #[error(
        "`{revision}` is neither a release nor a revision of this repository nor a date{}",
        suggested(candidates)
    )]
    UnknownRevision {
        /// The text.
        revision: String,
        /// Names that are like it, the most similar first.
        candidates: Vec<String>,
    },
    /// A text that names several commits.
    #[error("`{revision}` is ambiguous: it may mean {}", candidates.join(", or "))]
    AmbiguousRevision {
        /// The text.
        revision: String,
        /// What it may mean.
        candidates: Vec<String>,
    },
    /// A revision that is neither a commit nor leads to one.
    #[error("`{revision}` is no commit")]
    NotACommit {
        /// The text.
        revision: String,
    },
    /// Two commits have no history in common.
    #[error("`{first}` and `{second}` have no commit in common")]
    NothingInCommon {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// No release had been published by that day.
    #[error("nothing had been published by {date}: the first release is {first}")]
    NothingPublishedBy {
        /// The day.
        date: String,
        /// The first release and its date.
        first: String,
    },
    /// There is no release.
    #[error("there is no release yet")]
    NoRelease,
    /// A release with this name is asked for and not there.
    #[error("there is no release `{name}`{}", suggested(candidates))]
    UnknownRelease {
        /// The name.
        name: String,
        /// Names that are like it, the most similar first.
        candidates: Vec<String>,
    },
    /// `releases.since` is not in the history.
    #[error("`releases.since` names `{revision}`, which is not in the first-parent history of `{head}`")]
    SinceNotInHistory {
        /// What it names.
        revision: String,
        /// The newest commit.
        head: String,
    },
    /// The history is cut off.
    #[error("the clone is shallow: its history is cut off, and releases are read from history")]
    Shallow,
    /// A tag's name cannot name a folder.
    #[error("the tag `{tag}` cannot name a release: only letters, digits, `.`, `_` and `-` may follow its folder")]
    TagName {
        /// The tag.
        tag: String,
    },
    /// Two tags give one release name.
    #[error("the tags `{first}` and `{second}` give one release name")]
    TagsCollide {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// Commits have other parents than they state.
    #[error("the history was changed by `{what}`: git shows other parents than the commits state")]
    Grafted {
        /// What changes it.
        what: String,
    },
    /// Lists are in another repository.
    #[error("`{path}` is a submodule: its files are in another repository")]
    Submodule {
        /// Its path.
        path: String,
    },
    /// The repository names objects by SHA-256.
    #[error("the repository names its objects by SHA-256, which this version does not read")]
    Sha256,
    /// The repository keeps its references in a reftable.
    #[error("the repository keeps its references in a reftable, which this version does not read")]
    Reftable,
    /// git's settings cannot be read.
    #[error("git's own settings cannot be read: {message}")]
    BrokenGitConfig {
        /// What is wrong, with its file and line.
        message: String,
    },
    /// A commit or tag bears a date that no calendar has.
    #[error("the date of `{revision}` is out of bounds")]
    BadDate {
        /// Which.
        revision: String,
    },
    /// An object of the repository is missing.
    #[error("the repository lacks the object {id}")]
    MissingObject {
        /// The object.
        id: String,
    },
    /// A partial clone was not given an object.
    #[error("the repository is a partial clone and lacks the object {id}")]
    PartialClone {
        /// The object.
        id: String,
    },
    /// The file of an object is cut off or damaged otherwise.
    #[error("the object {id} is damaged: `{}` is cut off or was changed", path.display())]
    DamagedObject {
        /// The object.
        id: String,
        /// Its file.
        path: PathBuf,
    },
    /// Anything else that git says.
    #[error("git: {message}")]
    Git {
        /// What it says.
        message: String,
    },
}

impl StoreError {
    /// Returns the file that is refused, by its path in the repository; nothing where it is none of a list's files.
    pub fn refused_file(&self) -> Option<&str> {
        match self {
            Self::Link { path }
            | Self::Submodule { path }
            | Self::NotAFileOrFolder { path }
            | Self::NonUtf8Name { path }
            | Self::OtherExtension { path }
            | Self::OutsideLists { path } => Some(path),
            Self::CaseCollision { second, .. } => Some(second),
            _ => None,
        }
    }

    /// Returns what can be done about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoLists { .. } => {
                "start the command in a repository of lists, name one with -C, or make one with `gazette init`"
            }
            Self::Link { .. } => "put the file itself in the place of the link",
            Self::OtherExtension { .. } => "rename it to end in `.yaml`, or move it out of the folder of lists",
            Self::OutsideLists { .. } => "move it into the folder of its list, beside `list.yaml`",
            Self::CaseCollision { .. } => "rename one of them",
            Self::NotTrusted { .. } => "run `git config --global --add safe.directory DIR` if you trust it",
            Self::NoRepository { .. } => "run `git init`, or name a repository with -C",
            Self::NoCommit => "commit the lists first",
            Self::Shallow => "run `git fetch --unshallow`; in CI, check out with `fetch-depth: 0`",
            Self::UnknownRevision { .. } => {
                "`gazette log` names the releases, `git log` and `git tag` the revisions; a date is written 2019-09-13"
            }
            Self::AmbiguousRevision { .. } => "write one of these, or the whole id of the commit",
            Self::Grafted { .. } => "remove the grafts, or rewrite the history to be what they say",
            Self::Submodule { .. } => {
                "run gazette in the submodule (`gazette -C PATH …`), or commit the files themselves to this repository"
            }
            Self::Sha256 => {
                "keep the lists in a repository made with `git init --object-format=sha1`; \
                 `git fast-export --all | git -C NEW fast-import` copies the history"
            }
            Self::Reftable => {
                "work in a clone made with `git clone --ref-format=files OLD NEW`; \
                 git 2.48 and newer convert in place: `git refs migrate --ref-format=files`"
            }
            Self::BrokenGitConfig { .. } => "correct that file; `git config --list` shows what git reads",
            Self::PartialClone { .. } => {
                "run `git fetch --refetch --no-filter`; in CI, check out without a filter (`fetch-depth: 0`, no `filter`)"
            }
            Self::DamagedObject { .. } => {
                "remove the file and fetch the object again from another clone; see `git fsck`"
            }
            Self::NoRelease => {
                "commit a list; where releases come from tags, tag a commit with a name that `releases.tags` matches"
            }
            Self::UnknownRelease { .. } => "see `gazette log` for the names of the releases",
            Self::TagName { .. } | Self::TagsCollide { .. } => "give the release another tag",
            Self::MissingObject { .. } => "fetch the whole repository again: `git fetch --refetch`",
            _ => return None,
        })
    }
}

fn also_in(folders: &[String]) -> String {
    match folders {
        [] => String::new(),
        some => format!("; there are lists in {}", some.join(", ")),
    }
}

fn suggested(candidates: &[String]) -> String {
    match candidates {
        [] => String::new(),
        some => format!("; similar names: {}", some.join(", ")),
    }
}
