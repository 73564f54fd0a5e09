//! The subscriber's side: a copy of published lists, kept up to date from deltas.
//!
//! The head of the publication is fetched if it is new, and must be signed by the key that the copy trusts. From each list's
//! newest manifest the chain is followed back to the release that the copy is at; the deltas in between are applied, and
//! the result must have the digests that the manifests state. Only then does the new copy replace the old one, in one step.
//! If anything is wrong, the copy stays as it was; what was fetched until then is kept for the next run.
//!
//! The chain is followed manifest by manifest, or, if that is more to fetch, read from the list's index of deltas, which
//! the signed head names.

mod chain;
mod copy;
mod error;
mod fetched;
mod goal;
mod list;
mod run;
#[cfg(feature = "sync")]
mod server;
mod subscription;
mod trust;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::publish::HEAD;
use crate::publish::manifest::{HEAD_FORMAT, Head, canonical};
use crate::publish::source::Answer;
use crate::publish::stage::Stage;

pub use copy::{CopyState, STATE};
pub use error::SyncError;
pub use list::SyncedList;
#[cfg(feature = "sync")]
pub use server::Server;
pub use subscription::Subscription;

use copy::{STATE_FORMAT, STATE_VERSION, foreign_files, read_list, read_state};
use error::{cannot, missing};
use fetched::Fetched;
use run::{Manifests, Run, read};

/// No head has more bytes: some tens of thousands of lists.
const LONGEST_HEAD: u64 = 1 << 25;

/// What a run did.
#[derive(Debug)]
pub struct Synced {
    /// What the copy is at now.
    pub state: CopyState,
    /// True if the key was taken from the publication, since there was none to compare it with.
    pub trusted_first: bool,
    /// The lists that changed, in the order of their ids.
    pub changed: Vec<SyncedList>,
    /// Files in the folder of the copy that `sync` did not write, in order; they are kept as they are.
    pub foreign: Vec<String>,
    /// How many bytes of files came over the network, counted unpacked.
    pub received: u64,
}

/// Brings the copy in `dest` up to date.
///
/// # Errors
///
/// Fails if anything cannot be fetched or is not as it must be; then the copy is as it was.
pub fn sync(subscription: &Subscription<'_>, dest: &Path) -> Result<Synced, SyncError> {
    let stage = Stage::begin(dest)?;
    let state = read_state(stage.out())?;
    let held = state.iter().flat_map(|state| &state.lists);
    let held = held.filter_map(|(list_id, link)| Some((list_id.clone(), read_list(stage.out(), list_id, link)?)));
    let run = Run {
        subscription,
        stage: &stage,
        fetched: Fetched::of(stage.out()),
        held: held.collect(),
        damaged: state
            .as_ref()
            .map_or_else(BTreeSet::new, |state| damaged(state, stage.out())),
        state,
    };
    let taken = match take(&run) {
        // A publication that is replaced while it is read looks broken, once.
        Err(error) if error.may_be_a_change_in_between() => take(&run)?,
        other => other?,
    };
    let foreign = run
        .state
        .as_ref()
        .map_or_else(Vec::new, |state| foreign_files(state, stage.out()));
    let Some((mut synced, manifests)) = taken else {
        let state = run.state.clone();
        let state = state.expect("only a copy can be asked whether it is the newest");
        return Ok(Synced {
            state,
            trusted_first: false,
            changed: Vec::new(),
            foreign,
            received: subscription.source.received(),
        });
    };
    synced.state.files = run.write_lists(&synced.state, &synced.changed, &manifests)?;
    stage.write(STATE, "application/json", canonical(&synced.state).as_bytes())?;
    synced.foreign = run.keep_foreign(foreign)?;
    run.fetched.clear();
    stage.show(false)?;
    synced.received = subscription.source.received();
    Ok(synced)
}

fn damaged(state: &CopyState, dest: &Path) -> BTreeSet<String> {
    let lists = state.lists.keys();
    lists
        .filter(|list_id| !state.is_intact(dest, list_id))
        .cloned()
        .collect()
}

/// Fetches what is new; nothing if nothing is.
fn take(run: &Run<'_>) -> Result<Option<(Synced, Manifests)>, SyncError> {
    let Some((content, tag)) = new_head(run)? else {
        return Ok(None);
    };
    let (key, trusted_first) = run.trust(&content)?;
    let head: Head = read(HEAD, &content, HEAD_FORMAT)?;
    run.require_consistent(&head)?;
    run.require_newer(&head)?;
    run.require_fresh(&head.expires)?;
    let mut lists = run.state.as_ref().map(|state| state.lists.clone()).unwrap_or_default();
    let (mut changed, mut manifests) = (Vec::new(), Manifests::new());
    let mut found = BTreeSet::new();
    for (list_id, newest) in run.wanted(&head)? {
        let Some(goal) = run.goal(list_id, newest)? else {
            continue;
        };
        found.insert(list_id.as_str());
        if lists.get(list_id) == Some(&goal.target) && run.held.contains_key(list_id) {
            continue;
        }
        let (list, manifest) = run.list(list_id, newest, &goal)?;
        changed.push(list);
        manifests.insert(list_id.clone(), manifest);
        lists.insert(list_id.clone(), goal.target);
    }
    run.require_release(&found)?;
    let synced = Synced {
        state: CopyState {
            format: STATE_FORMAT.to_owned(),
            version: STATE_VERSION,
            key: key.map(|key| key.line().to_owned()),
            pinned: run.pinned(),
            serial: head.serial,
            release: head.release,
            expires: head.expires,
            // A copy that stopped short of the newest must look again.
            tag: tag.filter(|_| run.subscription.release.is_none()),
            wanted: run.subscription.lists.to_vec(),
            feeds: run.feeds(),
            lists,
            files: BTreeMap::new(),
        },
        trusted_first,
        changed,
        foreign: Vec::new(),
        received: 0,
    };
    Ok(Some((synced, manifests)))
}

/// The bytes of a head, and what the server calls them.
type TaggedHead = (Vec<u8>, Option<String>);

/// Returns the head and what the server calls it; nothing if it is still the one of the copy.
///
/// A server that answers "not modified" to a copy that has expired is asked again without the tag: what it called the head the last
/// time may have been a lie, and a copy must not be frozen by it.
fn new_head(run: &Run<'_>) -> Result<Option<TaggedHead>, SyncError> {
    let source = run.subscription.source;
    let ask = |tag: Option<&str>| source.get_if_new(HEAD, LONGEST_HEAD, tag).map_err(cannot(HEAD));
    let mut answer = ask(run.tag())?;
    if answer == Answer::Same
        && run
            .state
            .as_ref()
            .is_some_and(|state| run.require_fresh(&state.expires).is_err())
    {
        answer = ask(None)?;
    }
    match answer {
        Answer::New { content, tag } => Ok(Some((content, tag))),
        Answer::Absent => Err(missing(HEAD)),
        Answer::Same => Ok(None),
    }
}
