//! What a publication is made from, and what it needs to be told.

use crate::diff::ChangeSet;
use crate::model::{Config, Difference, Edition, Exception, List, Release};

use super::exempt::AllowedOnce;
use super::manifest::Skipped;
use super::sign::Signer;

/// Any error of a part that publishing is handed.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What one run publishes.
pub struct Publication<'a> {
    /// The repository's settings.
    pub config: &'a Config,
    /// The first address that the settings gave the publication, for ids of news that follow no move; the settings' own if it is
    /// not given.
    pub first_base_url: Option<&'a str>,
    /// The names of the repository's releases, the oldest first: the order of the news of all lists together.
    pub order: &'a [String],
    /// The lists, in any order. A list that was published once stays here for ever; see [`History`].
    pub lists: Vec<History<'a>>,
    /// What writes the notices.
    pub announcer: &'a dyn Announcer,
    /// What signs manifests; without it they are not signed.
    pub signer: Option<&'a dyn Signer>,
    /// Why releases that a guard stops are published all the same in this run, beside the exceptions that histories bring; their
    /// manifests repeat it.
    pub allow: &'a [AllowedOnce],
    /// Is told of every step; an error from it stops the run and leaves the published tree as it was.
    pub watch: &'a (dyn Fn(Step<'_>) -> Result<(), Cause> + Sync),
    /// True to make every published release again from the history and compare it; a file that is damaged is then replaced.
    pub verify_all: bool,
    /// True to ask the file system to have everything on disk before it is shown; slower, and safe against loss of power.
    pub durable: bool,
}

/// One list and its releases.
pub struct History<'a> {
    /// The list's id.
    pub list_id: String,
    /// True where every turn is a release of the list, though nothing may have changed: then its delta is empty, and tells readers
    /// that the list was looked at. False where such a turn makes no release.
    pub every: bool,
    /// The list that takes its place: it was renamed, or merged into that one. Then it has no releases any more.
    pub successor: Option<String>,
    /// What the releases of the repository made of it, the oldest first. Releases in which nothing of the list changed may be
    /// there or not; see `every`. Where the list is not there any more, all its entries are gone, so that a guard stops what is
    /// probably a mistake.
    pub turns: Box<dyn Iterator<Item = Result<Turn, Cause>> + Send + 'a>,
}

/// What one release of the repository made of a list: the cost of publishing follows the change.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The release.
    pub release: Release,
    /// What `list.yaml` says now.
    pub list: List,
    /// The entries that may be other than before.
    pub entries: Difference,
    /// The parties that may be other than before and are not listed.
    pub parties: Difference,
    /// The exceptions that hold for this release of this list.
    pub exceptions: Vec<Exception>,
    /// The states between the turn before and this one that are no releases, the oldest first.
    pub skipped: Vec<Skipped>,
}

impl<'a> History<'a> {
    /// Returns the history of a list that is given as its editions, the oldest first, each with its release and in canonical
    /// form.
    pub fn of_editions(list_id: &str, editions: impl Iterator<Item = Edition> + Send + 'a) -> Self {
        let mut before = Edition {
            list_id: list_id.to_owned(),
            ..Edition::default()
        };
        let turns = editions.map(move |edition| {
            let turn = turn(&before, &edition);
            before = edition;
            turn.map_err(Cause::from)
        });
        Self {
            list_id: list_id.to_owned(),
            every: false,
            successor: None,
            turns: Box::new(turns),
        }
    }
}

fn turn(before: &Edition, edition: &Edition) -> Result<Turn, String> {
    let release = edition.release.clone().ok_or("a working tree is no release")?;
    if edition.list_id != before.list_id {
        return Err(format!("`{}` is another list", edition.list_id));
    }
    Ok(Turn {
        release,
        list: edition.list.clone(),
        entries: Difference::between(&before.entries, &edition.entries),
        parties: Difference::between(&before.parties, &edition.parties),
        exceptions: Vec::new(),
        skipped: Vec::new(),
    })
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
    /// The pages of so many entries of a list are written, one after the other on each thread: now and then among many.
    Entries {
        /// The list.
        list_id: &'a str,
        /// How many, all threads taken together and about.
        written: usize,
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
