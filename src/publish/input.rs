//! What a publication is made from, and what it needs to be told.

use crate::diff::ChangeSet;
use crate::model::{Config, Edition};

use super::sign::Signer;

/// Any error of a part that publishing is handed.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What one run publishes.
pub struct Publication<'a> {
    /// The repository's settings.
    pub config: &'a Config,
    /// The names of the repository's releases, the oldest first: the order of the news of all lists together.
    pub order: &'a [String],
    /// The lists, in any order. A list that was published once stays here for ever; see [`History`].
    pub lists: Vec<History<'a>>,
    /// What writes the notices.
    pub announcer: &'a dyn Announcer,
    /// What signs manifests; without it they are not signed.
    pub signer: Option<&'a dyn Signer>,
    /// Why releases that a guard stops are published nevertheless; their manifests repeat it.
    pub allow: Option<&'a str>,
    /// Is told of every step; an error from it stops the run and leaves the published tree as it was.
    pub watch: &'a (dyn Fn(Step<'_>) -> Result<(), Cause> + Sync),
    /// True to ask the file system to have everything on disk before it is shown; slower, and safe against loss of power.
    pub durable: bool,
}

/// One list and its editions.
pub struct History<'a> {
    /// The list's id.
    pub list_id: String,
    /// True where every edition is a release of the list, though nothing may have changed: then its delta is empty, and tells
    /// readers that the list was looked at. False where such an edition makes no release.
    pub every: bool,
    /// Its editions at the releases of the repository, the oldest first, each with its release and in canonical form.
    /// Releases in which nothing of the list changed may be there or not; see `every`. Where the list is not there any more, its edition has no entries, so that a guard stops what is probably a mistake.
    pub editions: Box<dyn Iterator<Item = Result<Edition, Cause>> + Send + 'a>,
}

/// A step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A release of a list is compared, and written where it is new.
    Release {
        /// The list.
        list_id: &'a str,
        /// The release.
        release: &'a str,
    },
    /// The feeds of a list's newest release are written.
    Feeds {
        /// The list.
        list_id: &'a str,
    },
    /// The pages of a list are written.
    Pages {
        /// The list.
        list_id: &'a str,
    },
    /// What is about all lists is written.
    Front,
    /// Everything is written and nothing of it can be seen yet.
    Ready,
}

/// A release of a list: what was, what is, and what changed.
#[derive(Debug, Clone, Copy)]
pub struct Announced<'a> {
    /// The edition before; before the first release it has no facts and no entries.
    pub base: &'a Edition,
    /// The edition of the release.
    pub target: &'a Edition,
    /// The changes; where the list had no release before, every entry is an addition.
    pub changes: &'a ChangeSet,
}

/// Says to people what changed.
pub trait Announcer: Sync {
    /// Returns the notice in all its forms: `notice.html`, `notice.md`, `notice.txt`.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with a template.
    fn notices(&self, announced: Announced<'_>) -> Result<Vec<NoticeFile>, Cause>;
}

/// A notice in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFile {
    /// The name of the file.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub content: String,
}
