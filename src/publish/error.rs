//! Why a publication could not be made.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::feed::FeedError;
use crate::feed::delta::DeltaError;

use super::guard::Refusal;
use super::input::Cause;
use super::minisign::{KeyError, KeyId};

/// Why nothing was published: the tree that readers see is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The file system refused.
    #[error("`{}` cannot be {what}", path.display())]
    Files {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `read`, `written` …
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Another run is at work on the same folder.
    #[error("another run is at work on `{}`; let it end, then run again", out.display())]
    Busy {
        /// The folder.
        out: PathBuf,
    },
    /// The folder has files and is no publication.
    #[error("`{}` is not empty and has no `manifest.json`, so it is no publication; publish into an empty folder", out.display())]
    NoPublication {
        /// The folder.
        out: PathBuf,
    },
    /// The publication that is there is damaged.
    #[error(
        "`{path}` of the published tree {reason}; run `gazette publish --verify-all`, which makes it again from the history, or restore the tree from a copy"
    )]
    Damaged {
        /// The file, relative to the folder.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that nobody published stands where one must be published.
    #[error("`{path}` is in the way: it stands in the published tree and no manifest names it; move it elsewhere")]
    InTheWay {
        /// The file, relative to the folder.
        path: String,
    },
    /// The repository's history is not the one that was published.
    #[error(
        "`{list_id}`: release {serial} was published as `{release}` and {difference}; what was published never changes: \
         bring back the history that was published (`git fetch --unshallow`, `git reflog`, the deleted tag), \
         or publish the new one into an empty folder and tell the subscribers"
    )]
    Rewritten {
        /// The list.
        list_id: String,
        /// The release as published.
        release: String,
        /// Its number.
        serial: u64,
        /// How the repository differs.
        difference: String,
    },
    /// A list was published and is not among the lists any more.
    #[error(
        "`{list_id}` was published and the repository has no such list; bring it back, or publish into an empty folder"
    )]
    ListGone {
        /// The list.
        list_id: String,
    },
    /// One or several guards stop releases.
    #[error("{}", describe(refusals))]
    Refused {
        /// What they say, in the order of lists and releases.
        refusals: Vec<Refusal>,
    },
    /// One reason was given for several guards.
    #[error(
        "several guards stop the publication, and each needs its own reason: {}",
        guards.iter().map(|guard| format!("`--allow {guard}=REASON`")).collect::<Vec<_>>().join(" ")
    )]
    OneReasonForMany {
        /// The guards, in alphabetical order.
        guards: Vec<String>,
    },
    /// An edition could not be read.
    #[error("`{list_id}` cannot be read")]
    Edition {
        /// The list.
        list_id: String,
        /// Why.
        source: Cause,
    },
    /// An edition is not as editions are.
    #[error("`{list_id}`: {reason}")]
    BadEdition {
        /// The list.
        list_id: String,
        /// What is wrong.
        reason: String,
    },
    /// A release could not be compared or announced.
    #[error("release `{release}` of `{list_id}` cannot be announced")]
    Announcement {
        /// The list.
        list_id: String,
        /// The release.
        release: String,
        /// Why.
        source: Cause,
    },
    /// A delta does not lead from the release before to this one. This is a fault of this program.
    #[error("the delta of release `{release}` of `{list_id}` does not lead to it; please report this")]
    Delta {
        /// The list.
        list_id: String,
        /// The release.
        release: String,
        /// Where it fails.
        source: DeltaError,
    },
    /// A feed could not be written.
    #[error("the feed `{format}` of `{list_id}` cannot be written")]
    Feed {
        /// The list.
        list_id: String,
        /// The format.
        format: &'static str,
        /// Why.
        source: FeedError,
    },
    /// A list asks for a feed that does not exist.
    #[error("`{list_id}` asks for the feed `{format}`; there are {}", known.join(", "))]
    UnknownFeed {
        /// The list.
        list_id: String,
        /// What it asks for.
        format: String,
        /// The names of all formats.
        known: Vec<&'static str>,
    },
    /// A page could not be made.
    #[error("the page `{path}` cannot be made")]
    Page {
        /// The page, relative to the folder.
        path: String,
        /// Why.
        source: Cause,
    },
    /// A manifest could not be signed.
    #[error("`{path}` cannot be signed")]
    Signature {
        /// The manifest, relative to the folder.
        path: String,
        /// Why.
        source: Cause,
    },
    /// The key that `gazette.yaml` names as the next is none.
    #[error("`publication.next_key` of `gazette.yaml` is no key")]
    NextKey {
        /// What is wrong with it.
        source: KeyError,
    },
    /// The key that the published manifest names is none.
    #[error("`manifest.json` of the published tree names a key that is none")]
    PublishedKey {
        /// What is wrong with it.
        source: KeyError,
    },
    /// A publication that was never signed is not renewed with a key.
    #[error(
        "the published tree is not signed, and renewing it with a key would vouch for it; run `gazette publish` with the key first"
    )]
    UnsignedRenewal,
    /// A signature that the published tree had, or must have, is not there.
    #[error(
        "`{path}` of the published tree shows that it was signed, and its signature is missing: what it contains is not proved, and signing it again \
         would vouch for it; restore the tree from a copy, or publish into an empty folder"
    )]
    SignatureLost {
        /// The signature, or the file that shows that there was one, relative to the folder.
        path: String,
    },
    /// A signature of the published tree does not hold.
    #[error(
        "the signature of `{path}` of the published tree does not hold: somebody without the key changed the one or the other; nothing is built on \
         it: restore the tree from a copy, or publish into an empty folder"
    )]
    SignatureBroken {
        /// The signed file, relative to the folder.
        path: String,
        /// Why.
        source: KeyError,
    },
    /// A release of the published tree is not what the history gives.
    #[error(
        "`{path}` of the published tree is not what this version makes of commit `{commit}`: {reason}; it is not signed by the key that signs now, so \
         that nothing else proves it: restore the tree from a copy, or publish into an empty folder"
    )]
    Unproved {
        /// The file, relative to the folder.
        path: String,
        /// The commit of its release.
        commit: String,
        /// How it differs.
        reason: String,
    },
    /// A signed release is not what this program makes of the history.
    #[error(
        "`{path}` was published and signed, and is not what this version (`{tool}`) makes of commit `{commit}`: a setting or a template that the \
         release rests on was changed, or the signed file is wrong; compare the two before anything else is published"
    )]
    NotRemade {
        /// The file, relative to the folder.
        path: String,
        /// The commit of its release.
        commit: String,
        /// This program.
        tool: &'static str,
    },
    /// The publication was signed, and there is no key.
    #[error(
        "the publication was signed by the key {key} and now there is none, so that every subscriber would refuse it; give the key \
         (`--key`, GAZETTE_SECRET_KEY), or run with `--allow REASON` and tell the subscribers"
    )]
    KeyGone {
        /// The key that signed.
        key: KeyId,
    },
    /// The publication was signed by another key, which does not name this one.
    #[error(
        "the publication was signed by the key {published}, which does not name the key {key} as its successor, so that every \
         subscriber would refuse it; set `publication.next_key: {line}` in `gazette.yaml` and publish once more with the old key, or, \
         where that is lost, run with `--allow REASON` and tell the subscribers"
    )]
    KeyNotAnnounced {
        /// The key that signed.
        published: KeyId,
        /// The key that is to sign.
        key: KeyId,
        /// Its line.
        line: String,
    },
    /// There is no list.
    #[error("there is no list to publish")]
    NothingToPublish,
    /// The watcher stopped the run.
    #[error("publishing was stopped")]
    Stopped {
        /// Why.
        source: Cause,
    },
}

impl PublishError {
    /// Returns what makes an error of the file system one of publishing.
    pub(crate) fn files(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Files { path, what, source }
    }
}

fn describe(refusals: &[Refusal]) -> String {
    let lines: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
    format!(
        "{}; if it is meant, add an exception to `exceptions.yaml`, or run once with `--allow GUARD=REASON`; if it was a mistake, \
         undo it, or name its commit under `skip` in `exceptions.yaml`",
        lines.join("; ")
    )
}
