//! The subscriber's side: a copy of published lists, kept up to date from deltas.
//!
//! The head of the publication is fetched if it is new, and must be signed by the key that the copy trusts. From each list's
//! newest manifest the chain is followed back to the release that the copy is at; the deltas in between are applied, and
//! what comes of them must have the digests that the manifests say. Only then does the new copy take the place of the old
//! one, at one stroke. Anything that is wrong leaves the copy as it was; what was fetched until then is kept for the next run.
//!
//! The chain is followed manifest by manifest, or, where that is more to fetch, read off the list's index of deltas, which
//! the signed head names.

mod copy;
mod error;
mod fetched;
#[cfg(feature = "sync")]
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::feed::delta::{Records, State};
use crate::feed::native::sha256;
use crate::feed::{Format, format};
use crate::model::Edition;
use crate::publish::HEAD;
use crate::publish::manifest::{
    DELTAS_FORMAT, Deltas, FILE_NAME, FileFacts, HEAD_FORMAT, Head, HeadList, IndexedDelta, Link, RELEASE_FORMAT,
    ReleaseManifest, VERSION, canonical,
};
use crate::publish::minisign::{EXTENSION, PublicKey};
use crate::publish::names::is_folder_name;
use crate::publish::source::{Answer, Source};
use crate::publish::stage::Stage;
use crate::publish::verify::{LONGEST_SIGNATURE, edition_of, trusted_key};

pub use copy::{CopyState, STATE};
pub use error::SyncError;
#[cfg(feature = "sync")]
pub use server::Server;

use copy::{ENTRIES, HeldList, PARTIES, STATE_FORMAT, STATE_VERSION, files_of, read_list, read_state};
use fetched::{Fetched, Wanted};

/// No head has more bytes: some tens of thousands of lists.
const LONGEST_HEAD: u64 = 1 << 25;

/// No manifest of a release has more bytes: it names ten files.
const LONGEST_RELEASE: u64 = 1 << 20;

/// What is to be brought up to date, and how.
pub struct Subscription<'a> {
    /// The publication.
    pub source: &'a dyn Source,
    /// The lists; all where none is named.
    pub lists: &'a [String],
    /// The key that is trusted. Without it the copy's own is, and for a new copy the one that the publication names.
    pub key: Option<&'a PublicKey>,
    /// True to take a publication that is not signed.
    pub unsigned: bool,
    /// The formats that are written beside the records.
    pub feeds: &'a [&'static dyn Format],
    /// The day on which a publication must not have expired; without it none has.
    pub today: Option<Date>,
    /// The release to which the lists are brought, by its name or as of the end of a day; the newest where none is given.
    pub release: Option<&'a str>,
}

/// What a run did.
#[derive(Debug)]
pub struct Synced {
    /// What the copy is at now.
    pub state: CopyState,
    /// True where the key was taken from the publication, since there was none to compare it with.
    pub trusted_first: bool,
    /// The lists that changed, in the order of their ids.
    pub changed: Vec<SyncedList>,
    /// How many bytes of files came over the network, counted unpacked.
    pub received: u64,
}

/// A list that was brought up to date.
#[derive(Debug)]
pub struct SyncedList {
    /// The edition before; nothing where the copy did not have the list.
    pub before: Option<Edition>,
    /// The edition now.
    pub now: Edition,
    /// The serial before; 0 where the copy did not have the list.
    pub from: u64,
    /// The serial now.
    pub to: u64,
    /// How many deltas were applied; 0 where the whole list was fetched.
    pub deltas: usize,
}

/// Brings the copy in `dest` up to date.
///
/// # Errors
///
/// Fails where anything cannot be had or is not as it must be; then the copy is as it was.
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
    let taken = match run.take() {
        // A publication that takes the place of another while it is read looks broken, once.
        Err(error) if error.may_be_a_change_in_between() => run.take()?,
        other => other?,
    };
    let Some((mut synced, manifests)) = taken else {
        let state = run.state.clone();
        let state = state.expect("only a copy can be asked whether it is the newest");
        return Ok(Synced {
            state,
            trusted_first: false,
            changed: Vec::new(),
            received: subscription.source.received(),
        });
    };
    synced.state.files = run.write_lists(&synced, &manifests)?;
    stage.write(STATE, "application/json", canonical(&synced.state).as_bytes())?;
    run.fetched.clear();
    stage.show(false)?;
    synced.received = subscription.source.received();
    Ok(synced)
}

struct Run<'a> {
    subscription: &'a Subscription<'a>,
    stage: &'a Stage,
    fetched: Fetched,
    /// What the copy is at.
    state: Option<CopyState>,
    /// The lists of the copy that are what they were when they were written; others are fetched anew.
    held: BTreeMap<String, HeldList>,
    /// The lists of the copy of which any file is not as it was written.
    damaged: BTreeSet<String>,
}

fn damaged(state: &CopyState, dest: &Path) -> BTreeSet<String> {
    let lists = state.lists.keys();
    lists
        .filter(|list_id| !state.is_intact(dest, list_id))
        .cloned()
        .collect()
}

/// The bytes of the manifests of lists, by the lists' ids.
type Manifests = BTreeMap<String, Vec<u8>>;

/// Where a list is to be brought, and what is known of the ways there.
struct Goal {
    target: Link,
    /// Where the whole list can be had.
    base: Option<Base>,
    /// The index of deltas, where it had to be read to find the target.
    index: Option<Deltas>,
}

/// A release of which all records are published.
struct Base {
    link: Link,
    /// The state of the list there; nothing where it is the target, whose manifest says it.
    state: Option<State>,
    entries: FileFacts,
    parties: FileFacts,
}

impl Base {
    /// Returns the base that the feeds of a release make, where the records are among them.
    fn of(feeds: &[FileFacts], link: &Link, state: Option<&State>) -> Option<Self> {
        let file = |name: &str| {
            let is_it = |file: &&FileFacts| file.path.rsplit('/').next() == Some(name);
            feeds.iter().find(is_it).cloned()
        };
        Some(Self {
            link: link.clone(),
            state: state.cloned(),
            entries: file(ENTRIES)?,
            parties: file(PARTIES)?,
        })
    }

    fn bytes(&self) -> u64 {
        self.entries.bytes.saturating_add(self.parties.bytes)
    }
}

impl Run<'_> {
    /// Fetches what is new; nothing where nothing is.
    fn take(&self) -> Result<Option<(Synced, Manifests)>, SyncError> {
        let source = self.subscription.source;
        let answer = source.get_if_new(HEAD, LONGEST_HEAD, self.tag());
        let (content, tag) = match answer.map_err(cannot(HEAD))? {
            Answer::New { content, tag } => (content, tag),
            Answer::Absent => return Err(missing(HEAD)),
            Answer::Same => {
                self.require_fresh(
                    &self
                        .state
                        .as_ref()
                        .map(|state| state.expires.clone())
                        .unwrap_or_default(),
                )?;
                return Ok(None);
            }
        };
        let (key, trusted_first) = self.trust(&content)?;
        let head: Head = read(HEAD, &content, HEAD_FORMAT)?;
        self.require_newer(&head)?;
        self.require_fresh(&head.expires)?;
        let mut lists = self.state.as_ref().map(|state| state.lists.clone()).unwrap_or_default();
        let (mut changed, mut manifests) = (Vec::new(), Manifests::new());
        let mut found = BTreeSet::new();
        for (list_id, newest) in self.wanted(&head)? {
            let Some(goal) = self.goal(list_id, newest)? else {
                continue;
            };
            found.insert(list_id.as_str());
            if lists.get(list_id) == Some(&goal.target) && self.held.contains_key(list_id) {
                continue;
            }
            let (list, manifest) = self.list(list_id, newest, &goal)?;
            changed.push(list);
            manifests.insert(list_id.clone(), manifest);
            lists.insert(list_id.clone(), goal.target);
        }
        self.require_release(&found)?;
        let synced = Synced {
            state: CopyState {
                format: STATE_FORMAT.to_owned(),
                version: STATE_VERSION,
                key: key.map(|key| key.line().to_owned()),
                pinned: self.pinned(),
                serial: head.serial,
                release: head.release,
                expires: head.expires,
                // A copy that stopped short of the newest must look again.
                tag: tag.filter(|_| self.subscription.release.is_none()),
                wanted: self.subscription.lists.to_vec(),
                feeds: self.feeds(),
                lists,
                files: BTreeMap::new(),
            },
            trusted_first,
            changed,
            received: 0,
        };
        Ok(Some((synced, manifests)))
    }

    fn feeds(&self) -> Vec<String> {
        let feeds = self.subscription.feeds.iter();
        feeds.map(|format| format.name().to_owned()).collect()
    }

    /// Returns the tag of the head as last seen, where a copy of it is all that is asked for.
    fn tag(&self) -> Option<&str> {
        let state = self.state.as_ref()?;
        let is_whole = self.damaged.is_empty() && state.lists.keys().all(|list_id| self.held.contains_key(list_id));
        let is_same_key = self
            .subscription
            .key
            .is_none_or(|key| [&state.key, &state.pinned].contains(&&Some(key.line().to_owned())));
        let is_as_before = state.wanted == self.subscription.lists && state.feeds == self.feeds();
        let is_newest = self.subscription.release.is_none();
        (is_whole && is_same_key && is_as_before && is_newest).then_some(state.tag.as_deref())?
    }

    /// Returns the key that the subscriber gave once, from which statements led to the one that the copy trusts.
    fn pinned(&self) -> Option<String> {
        let before = self.state.as_ref().and_then(|state| state.pinned.clone());
        self.subscription.key.map(|key| key.line().to_owned()).or(before)
    }

    /// Returns the key that signed the head, and whether it was taken on the publication's word.
    fn trust(&self, content: &[u8]) -> Result<(Option<PublicKey>, bool), SyncError> {
        let path = format!("{HEAD}.{EXTENSION}");
        let signature = self.subscription.source.get(&path, LONGEST_SIGNATURE);
        let known = self.known_key()?;
        let Some(signature) = signature.map_err(cannot(&path))? else {
            let may_be = known.is_none() && self.subscription.unsigned;
            return if may_be {
                Ok((None, false))
            } else {
                Err(SyncError::Unsigned)
            };
        };
        let trusted_first = known.is_none();
        let key = match known {
            Some(key) => trusted_key(self.subscription.source, &key, &signature),
            // Read before its signature is checked, and believed only where the signature then holds.
            None => claimed_key(content).map_err(Into::into),
        };
        let key = key.map_err(|source| SyncError::Foreign { path, source })?;
        let text = String::from_utf8_lossy(&signature);
        key.verify(content, &text).map_err(|source| SyncError::Signature {
            path: HEAD.to_owned(),
            source,
        })?;
        Ok((Some(key), trusted_first))
    }

    /// Returns the key that is trusted. A key that is given in each run does not bring back the trust in it after the copy has
    /// followed it to another: an old key may be in anybody's hands.
    fn known_key(&self) -> Result<Option<PublicKey>, SyncError> {
        let state = self.state.as_ref();
        if let Some(key) = self.subscription.key {
            let has_led_on =
                state.is_some_and(|state| state.pinned.as_deref() == Some(key.line()) && state.key.is_some());
            if !has_led_on {
                return Ok(Some(key.clone()));
            }
        }
        let line = state.and_then(|state| state.key.as_deref());
        let key = line.map(PublicKey::parse).transpose();
        key.map_err(|source| SyncError::Signature {
            path: STATE.to_owned(),
            source,
        })
    }

    fn require_newer(&self, head: &Head) -> Result<(), SyncError> {
        let Some(state) = &self.state else { return Ok(()) };
        let rollback = |what: &str, found, known| SyncError::Rollback {
            what: what.to_owned(),
            found,
            known,
        };
        for (list_id, link) in &state.lists {
            let Some(list) = head.lists.get(list_id) else {
                return Err(SyncError::ListGone {
                    list_id: list_id.clone(),
                });
            };
            if list.newest.serial < link.serial {
                return Err(rollback(list_id, list.newest.serial, link.serial));
            }
            if list.newest.serial == link.serial && list.newest != *link {
                return Err(SyncError::Fork {
                    list_id: list_id.clone(),
                    serial: link.serial,
                });
            }
        }
        if head.serial < state.serial {
            return Err(rollback("the publication", head.serial, state.serial));
        }
        Ok(())
    }

    fn require_fresh(&self, expires: &str) -> Result<(), SyncError> {
        let Some(today) = self.subscription.today else {
            return Ok(());
        };
        let expires: Date = expires.parse().map_err(|_| SyncError::Faulty {
            path: HEAD.to_owned(),
            reason: "says no day on which it expires".to_owned(),
        })?;
        if today < expires {
            return Ok(());
        }
        Err(SyncError::Expired { expires, today })
    }

    fn wanted<'h>(&self, head: &'h Head) -> Result<BTreeMap<&'h String, &'h HeadList>, SyncError> {
        let lists = self.subscription.lists;
        let mut folders = BTreeSet::from([STATE.to_owned()]);
        let mut ids = head.lists.keys();
        if !ids.all(|list_id| is_folder_name(list_id) && folders.insert(list_id.to_ascii_lowercase())) {
            return Err(faulty(HEAD, "names lists that cannot be folders of one copy"));
        }
        if let Some(list_id) = lists.iter().find(|list_id| !head.lists.contains_key(*list_id)) {
            return Err(SyncError::NoSuchList {
                list_id: list_id.clone(),
                known: head.lists.keys().cloned().collect(),
            });
        }
        let wanted = head.lists.iter();
        Ok(wanted
            .filter(|(list_id, _)| lists.is_empty() || lists.contains(list_id))
            .collect())
    }

    /// Returns where a list is to be brought; nothing where it had no release yet on the day that was asked for.
    fn goal(&self, list_id: &str, head: &HeadList) -> Result<Option<Goal>, SyncError> {
        let Some(wanted) = self.subscription.release else {
            return Ok(Some(Goal {
                target: head.newest.clone(),
                base: Base::of(&head.latest, &head.newest, None),
                index: None,
            }));
        };
        let index = self.index(list_id, head)?;
        let Some(found) = release_of(&index.deltas, wanted) else {
            return Ok(None);
        };
        let target = found.manifest.clone();
        let before = index
            .deltas
            .iter()
            .rev()
            .filter(|delta| delta.manifest.serial <= target.serial);
        let kept = || {
            before
                .clone()
                .find_map(|delta| Base::of(&delta.full, &delta.manifest, Some(&delta.target)))
        };
        let latest = (target == head.newest).then(|| Base::of(&head.latest, &target, None));
        Ok(Some(Goal {
            base: latest.flatten().or_else(kept),
            target,
            index: Some(index),
        }))
    }

    /// A release that was asked for must be one of some list, and of each list that was named.
    fn require_release(&self, found: &BTreeSet<&str>) -> Result<(), SyncError> {
        let Some(release) = self.subscription.release else {
            return Ok(());
        };
        let lists = self.subscription.lists;
        let lacking = lists.iter().find(|list_id| !found.contains(list_id.as_str()));
        let nowhere = found.is_empty().then(|| "the publication".to_owned());
        match lacking.cloned().or(nowhere) {
            None => Ok(()),
            Some(list_id) => Err(SyncError::NoSuchRelease {
                list_id,
                release: release.to_owned(),
            }),
        }
    }

    /// Brings one list from where the copy has it to its goal.
    fn list(&self, list_id: &str, head: &HeadList, goal: &Goal) -> Result<(SyncedList, Vec<u8>), SyncError> {
        let known = self.state.as_ref().and_then(|state| state.lists.get(list_id));
        if let Some(known) = known.filter(|known| known.serial > goal.target.serial) {
            return Err(SyncError::Later {
                list_id: list_id.to_owned(),
                known: known.serial,
                wanted: goal.target.serial,
            });
        }
        let (newest, content) = self.release(list_id, &goal.target)?;
        let chain_from = |known| self.chain((list_id, head), goal, (&newest, content.len()), known);
        // The chain proves that the copy's release is one of this publication's, even where its records are lost.
        let chain = known.map(chain_from).transpose()?;
        let held = self.held.get(list_id);
        let before = held
            .map(|held| edition(list_id, &held.records, &held.manifest))
            .transpose()?;
        let from = held.map_or(0, |held| held.manifest.serial);
        let (records, deltas) = match (held, chain, &goal.base) {
            (Some(held), Some(chain), base) if base.as_ref().is_none_or(|base| is_cheaper(&chain, base)) => {
                (self.apply(held.records.clone(), &chain, &newest)?, chain.len())
            }
            (_, _, Some(base)) => {
                let records = self.full(base, &newest)?;
                let chain = chain_from(&base.link)?;
                (self.apply(records, &chain, &newest)?, chain.len())
            }
            (..) => {
                let chain = chain_from(&nothing())?;
                (self.apply(Records::default(), &chain, &newest)?, chain.len())
            }
        };
        let list = SyncedList {
            before,
            now: edition(list_id, &records, &newest)?,
            from,
            to: newest.serial,
            deltas,
        };
        Ok((list, content))
    }

    /// Returns the deltas from the known release to the goal, the oldest first.
    fn chain(
        &self,
        (list_id, head): (&str, &HeadList),
        goal: &Goal,
        (newest, bytes): (&ReleaseManifest, usize),
        known: &Link,
    ) -> Result<Vec<IndexedDelta>, SyncError> {
        if let Some(index) = &goal.index {
            return deltas_between(index, known, &goal.target);
        }
        let behind = goal.target.serial.saturating_sub(known.serial);
        if behind.saturating_mul(bytes as u64) > head.deltas.bytes {
            return deltas_between(&self.index(list_id, head)?, known, &goal.target);
        }
        self.walk(list_id, &goal.target, newest, known)
    }

    /// Returns the index of a list's deltas.
    fn index(&self, list_id: &str, head: &HeadList) -> Result<Deltas, SyncError> {
        let path = &head.deltas.path;
        let content = self.file(Wanted::of(&head.deltas))?;
        let index: Deltas = read(path, content.as_bytes(), DELTAS_FORMAT)?;
        let serials = index.deltas.iter().map(|delta| delta.manifest.serial);
        let is_whole = serials.eq(1..=head.newest.serial) && index.list_id == list_id;
        if is_whole && index.deltas.last().map(|delta| &delta.manifest) == Some(&head.newest) {
            return Ok(index);
        }
        Err(faulty(path, "is not the index of the list's deltas"))
    }

    /// Follows the manifests back from the newest to the known release.
    fn walk(
        &self,
        list_id: &str,
        target: &Link,
        newest: &ReleaseManifest,
        known: &Link,
    ) -> Result<Vec<IndexedDelta>, SyncError> {
        let mut chain = Vec::new();
        let (mut link, mut manifest) = (target.clone(), newest.clone());
        while link.serial > known.serial {
            let delta = IndexedDelta::of(&manifest, &link).ok_or_else(|| faulty(&link.path, "names no delta"))?;
            chain.push(delta);
            let previous = manifest.previous.clone().unwrap_or_else(nothing);
            if previous.serial.checked_add(1) != Some(link.serial) {
                return Err(faulty(&link.path, "has a gap before it"));
            }
            link = previous;
            if link.serial > known.serial {
                (manifest, _) = self.release(list_id, &link)?;
            }
        }
        if link != *known {
            return Err(fork(list_id, known));
        }
        chain.reverse();
        Ok(chain)
    }

    fn release(&self, list_id: &str, link: &Link) -> Result<(ReleaseManifest, Vec<u8>), SyncError> {
        let content = self.subscription.source.get(&link.path, LONGEST_RELEASE);
        let content = content
            .map_err(cannot(&link.path))?
            .ok_or_else(|| missing(&link.path))?;
        if sha256(&content) != link.sha256 {
            return Err(faulty(&link.path, "is not what the manifest after it says"));
        }
        let manifest: ReleaseManifest = read(&link.path, &content, RELEASE_FORMAT)?;
        if manifest.list_id != list_id || manifest.serial != link.serial {
            return Err(faulty(&link.path, "is the manifest of another release"));
        }
        Ok((manifest, content))
    }

    /// Applies deltas, which must lead to what the newest manifest says.
    fn apply(
        &self,
        mut records: Records,
        chain: &[IndexedDelta],
        newest: &ReleaseManifest,
    ) -> Result<Records, SyncError> {
        for delta in chain {
            let content = self.file(Wanted {
                path: &delta.path,
                bytes: delta.bytes,
                sha256: &delta.sha256,
            })?;
            let reached = records.apply(&content).map_err(|source| SyncError::Delta {
                path: delta.path.clone(),
                source,
            })?;
            if reached != delta.target {
                return Err(faulty(&delta.path, "leads to another state than its manifest says"));
            }
        }
        records
            .require_state(&newest.state)
            .map_err(|source| SyncError::Delta {
                path: chain.last().map_or(STATE, |delta| &delta.path).to_owned(),
                source,
            })?;
        Ok(records)
    }

    fn full(&self, base: &Base, newest: &ReleaseManifest) -> Result<Records, SyncError> {
        let get = |file| self.file(Wanted::of(file));
        let delta_error = |source| SyncError::Delta {
            path: base.entries.path.clone(),
            source,
        };
        let records = Records::read(&get(&base.entries)?, &get(&base.parties)?).map_err(delta_error)?;
        let state = base.state.as_ref().unwrap_or(&newest.state);
        records.require_state(state).map_err(delta_error)?;
        Ok(records)
    }

    /// Fetches a text of which size and digest are known.
    fn file(&self, wanted: Wanted<'_>) -> Result<String, SyncError> {
        let content = self.fetched.get(self.subscription.source, wanted)?;
        String::from_utf8(content).map_err(|_| faulty(wanted.path, "is no text"))
    }

    /// Writes the lists of the new copy and returns what was written; what is not fetched anew is taken over, and feeds are made
    /// where others are wanted, or where something of the list is damaged.
    fn write_lists(&self, synced: &Synced, manifests: &Manifests) -> Result<BTreeMap<String, String>, SyncError> {
        let feeds_are_same = self
            .state
            .as_ref()
            .is_some_and(|state| state.feeds == synced.state.feeds);
        let mut written = BTreeMap::new();
        for list_id in synced.state.lists.keys() {
            let changed = synced.changed.iter().find(|list| list.now.list_id == *list_id);
            let is_good = feeds_are_same && !self.damaged.contains(list_id);
            let files = match (changed, manifests.get(list_id), self.held.get(list_id)) {
                (Some(list), Some(manifest), _) => self.write_list(list_id, manifest, &list.now)?,
                (_, _, Some(held)) if !is_good => {
                    let edition = edition(list_id, &held.records, &held.manifest)?;
                    self.write_list(list_id, &held.content, &edition)?
                }
                _ => self.carry_over(list_id)?,
            };
            written.extend(files);
        }
        Ok(written)
    }

    /// Takes the files of a list over, whoever made them.
    fn carry_over(&self, list_id: &str) -> Result<Vec<(String, String)>, SyncError> {
        for file in files_of(self.stage.out(), list_id) {
            self.stage.carry_over(&file)?;
        }
        let files = self.state.iter().flat_map(|state| state.files_of(list_id));
        Ok(files.map(|(path, digest)| (path.clone(), digest.clone())).collect())
    }

    fn write_list(
        &self,
        list_id: &str,
        manifest: &[u8],
        edition: &Edition,
    ) -> Result<Vec<(String, String)>, SyncError> {
        let path = format!("{list_id}/{FILE_NAME}");
        let mut files = vec![self.stage.write(&path, "application/json", manifest)?];
        let records = format("jsonl").expect("the records are a format of ours");
        files.extend(self.write_feed(records, edition)?);
        let feeds = self.subscription.feeds.iter();
        for format in feeds.filter(|format| format.name() != records.name()) {
            files.extend(self.write_feed(*format, edition)?);
        }
        Ok(files.into_iter().map(|file| (file.path, file.sha256)).collect())
    }

    fn write_feed(&self, format: &'static dyn Format, edition: &Edition) -> Result<Vec<FileFacts>, SyncError> {
        let write = |kind: &crate::feed::FileKind| {
            let path = format!("{}/{}", edition.list_id, kind.name);
            let fill = |out: &mut dyn std::io::Write| format.write(kind, edition, out);
            let written = self.stage.stream(&path, kind.media_type, fill)?;
            written.map_err(|source| SyncError::Feed {
                list_id: edition.list_id.clone(),
                format: format.name(),
                source,
            })
        };
        format.files().iter().map(write).collect()
    }
}

fn claimed_key(head: &[u8]) -> Result<PublicKey, crate::publish::minisign::KeyError> {
    let head: serde_json::Value = serde_json::from_slice(head).unwrap_or_default();
    PublicKey::parse(head["key"].as_str().unwrap_or_default())
}

/// The release before the first.
fn nothing() -> Link {
    Link {
        release: String::new(),
        serial: 0,
        path: String::new(),
        sha256: String::new(),
    }
}

fn fork(list_id: &str, known: &Link) -> SyncError {
    SyncError::Fork {
        list_id: list_id.to_owned(),
        serial: known.serial,
    }
}

/// Returns the deltas of an index that lead from one release to another; the index must know both.
fn deltas_between(index: &Deltas, known: &Link, target: &Link) -> Result<Vec<IndexedDelta>, SyncError> {
    let place = |link: &Link| usize::try_from(link.serial).unwrap_or(usize::MAX);
    let before = index.deltas.get(..place(known)).and_then(<[_]>::last);
    let is_known = known.serial == 0 || before.is_some_and(|delta| delta.manifest == *known);
    let chain = index.deltas.get(place(known)..place(target)).filter(|_| is_known);
    chain.map(<[_]>::to_vec).ok_or_else(|| fork(&index.list_id, known))
}

/// Returns the release of this name, or the newest as of the end of this day.
fn release_of<'i>(deltas: &'i [IndexedDelta], wanted: &str) -> Option<&'i IndexedDelta> {
    let named = deltas.iter().find(|delta| delta.manifest.release == wanted);
    let by_day = || {
        let day: Date = wanted.parse().ok()?;
        let is_by = |delta: &&IndexedDelta| delta.date.parse().is_ok_and(|date: Date| date <= day);
        deltas.iter().rev().find(is_by)
    };
    named.or_else(by_day)
}

fn is_cheaper(chain: &[IndexedDelta], base: &Base) -> bool {
    let deltas = chain.iter().fold(0u64, |sum, delta| sum.saturating_add(delta.bytes));
    deltas <= base.bytes()
}

fn edition(list_id: &str, records: &Records, manifest: &ReleaseManifest) -> Result<Edition, SyncError> {
    edition_of(records, manifest).map_err(|reason| {
        let path = format!("{list_id}/releases/{}/{FILE_NAME}", manifest.release);
        faulty(
            &path,
            &format!("leads to records that this version cannot read: {reason}"),
        )
    })
}

/// Reads a file whose bytes are proved already.
fn read<T: DeserializeOwned>(path: &str, content: &[u8], format: &str) -> Result<T, SyncError> {
    let value: serde_json::Value =
        serde_json::from_slice(content).map_err(|error| faulty(path, &format!("is no JSON ({error})")))?;
    if value["format"] != format || value["version"].as_u64().is_none_or(|version| version > VERSION) {
        let reason = format!(
            "is {} version {}, which this version of gazette does not know",
            value["format"], value["version"]
        );
        return Err(faulty(path, &reason));
    }
    serde_json::from_value(value).map_err(|error| faulty(path, &format!("cannot be read ({error})")))
}

fn cannot(path: &str) -> impl FnOnce(crate::publish::source::SourceError) -> SyncError {
    let path = path.to_owned();
    move |source| SyncError::Source { path, source }
}

fn missing(path: &str) -> SyncError {
    SyncError::Missing { path: path.to_owned() }
}

fn faulty(path: &str, reason: &str) -> SyncError {
    SyncError::Faulty {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}
