//! The entities of a list from release to release: since when each is there and when it changed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::data::beginning;
use crate::feed::format::FeedError;
use crate::feed::native::{sha256, sha256_of_lines};
use crate::ftm::{Context, Entity, Stamps, entities};
use crate::model::{Edition, Entry};
use crate::vocabulary::FtmProperty;

use super::delta::Delta;
use super::times::Times;
use super::version::Version;

/// An entity and its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The entity.
    pub entity: Entity,
    /// Since when it is there; nothing where only one edition is known.
    pub stamps: Option<Stamps>,
    /// What was said of it later than at first, by the numbers of the statements, each with its time.
    later: Later,
    /// The digest of its line, once computed: most entities go from release to release unchanged.
    digest: Option<String>,
}

impl Seen {
    /// Returns since when each statement is there, in their order; nothing where only one edition is known.
    pub(super) fn since(&self) -> impl Iterator<Item = &str> {
        let first = self.stamps.as_ref().map_or("", |stamps| &stamps.first_seen);
        let mut later = self.later.iter().peekable();
        (0..self.entity.statements().len()).map(move |number| {
            let own = later.next_if(|(known, _)| *known == number);
            own.map_or(first, |(_, time)| time.as_str())
        })
    }
}

type Later = Vec<(usize, String)>;

/// Whether an entry is an unlisted party, and its id.
type Key = (bool, String);

/// The entities of a list at one release, with what is remembered of those before.
#[derive(Debug, Clone)]
pub struct Chronicle {
    context: Context,
    title: String,
    parts: BTreeMap<Key, Vec<Arc<Seen>>>,
}

impl Chronicle {
    /// Returns the entities of one edition of which nothing else is known.
    pub fn of(edition: &Edition) -> Self {
        Self::made(edition, |_| (None, Later::new()))
    }

    /// Returns the entities of the first edition that is known, all of them new with this version.
    pub fn begin(edition: &Edition, version: &Version) -> Self {
        let stamp = version.stamp();
        Self::made(edition, |_| (Some(stamps(stamp.clone(), stamp.clone())), Later::new()))
    }

    /// Returns the entities of an edition whose times are known from elsewhere.
    pub(crate) fn with_times(edition: &Edition, known: &Times) -> Self {
        Self::made(edition, |entity| known.of(entity))
    }

    fn made(edition: &Edition, times: impl Fn(&Entity) -> (Option<Stamps>, Later) + Sync) -> Self {
        let empty = Self {
            context: Context::of(edition),
            title: title_of(edition),
            parts: BTreeMap::new(),
        };
        let parts: Vec<_> = edition_parts(edition)
            .into_par_iter()
            .map(|(is_party, entry)| {
                let entities = entities(entry, is_party, &empty.context).into_iter();
                let seen = entities.map(|entity| {
                    let (stamps, later) = times(&entity);
                    Arc::new(empty.seen(entity, stamps, later))
                });
                ((is_party, entry.id.clone()), seen.collect())
            })
            .collect();
        Self {
            parts: parts.into_iter().collect(),
            ..empty
        }
    }

    /// Goes on from one edition to the next and returns what changed. `base` is the edition that the chronicle has reached.
    ///
    /// Entries that are the same, and of which nothing around them changed, are not looked at again.
    ///
    /// # Errors
    ///
    /// Fails where two entities of the new edition have one id.
    pub fn advance(&mut self, base: &Edition, target: &Edition, version: &Version) -> Result<Delta, FeedError> {
        let next = Self {
            context: Context::of(target),
            title: title_of(target),
            parts: BTreeMap::new(),
        };
        let before = self.ordered()?;
        let now = version.stamp();
        let same_list = next.context.same_list(&self.context);
        let is_same = |entry: &Entry, is_party: bool| {
            same_list && next.context.agrees(&self.context, entry, is_party) && base.entry(&entry.id) == Some(entry)
        };
        let parts: Vec<(Key, Vec<Arc<Seen>>)> = edition_parts(target)
            .into_par_iter()
            .map(|(is_party, entry)| {
                let key = (is_party, entry.id.clone());
                let known = self.parts.get(&key).filter(|_| is_same(entry, is_party));
                let seen = known.cloned().unwrap_or_else(|| {
                    let entities = entities(entry, is_party, &next.context).into_iter();
                    entities.map(|entity| next.follow(&before, entity, &now)).collect()
                });
                (key, seen)
            })
            .collect();
        let next = Self {
            parts: parts.into_iter().collect(),
            ..next
        };
        let delta = Delta::between(&before, &next.ordered()?);
        *self = next;
        Ok(delta)
    }

    /// Returns an entity as it is known, or with its times where it is new or another.
    fn follow(&self, before: &[&Arc<Seen>], entity: Entity, now: &str) -> Arc<Seen> {
        let known = before.binary_search_by(|seen| seen.entity.id.cmp(&entity.id));
        let known = known.ok().map(|place| before[place]);
        if let Some(known) = known.filter(|known| known.entity == entity) {
            return Arc::clone(known);
        }
        let first = known
            .and_then(|known| known.stamps.as_ref())
            .map(|stamps| stamps.first_seen.clone());
        let later = known.map(|known| later(known, &entity, now)).unwrap_or_default();
        let stamps = stamps(first.unwrap_or_else(|| now.to_owned()), now.to_owned());
        Arc::new(self.seen(entity, Some(stamps), later))
    }

    fn seen(&self, entity: Entity, stamps: Option<Stamps>, later: Later) -> Seen {
        let digest = stamps.as_ref().map(|stamps| self.digest(&entity, Some(stamps)));
        Seen {
            entity,
            stamps,
            later,
            digest,
        }
    }

    /// Returns the entities in the order of their ids, each once: two entries may have an address in common.
    ///
    /// # Errors
    ///
    /// Fails where two different ones have one id.
    pub fn ordered(&self) -> Result<Vec<&Arc<Seen>>, FeedError> {
        // The ids of a list begin alike, so that only what follows is worth a look, and of that its beginning decides nearly always.
        let prefix = self.context.ids.prefix();
        let key = |seen: &Seen| match seen.entity.id.strip_prefix(prefix) {
            Some(rest) => (Ordering::Equal, beginning(rest)),
            None => (seen.entity.id.as_str().cmp(prefix), 0),
        };
        let all = self.parts.values().flatten();
        let mut keyed: Vec<_> = all.map(|seen| (key(seen), seen)).collect();
        keyed.par_sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.entity.id.cmp(&b.entity.id)));
        keyed.dedup_by(|(one, a), (other, b)| one == other && a.entity == b.entity);
        let same_id = |pair: &&[(_, &Arc<Seen>)]| pair[0].0 == pair[1].0 && pair[0].1.entity.id == pair[1].1.entity.id;
        match keyed.windows(2).find(same_id) {
            None => Ok(keyed.into_iter().map(|(_, seen)| seen).collect()),
            Some(pair) => Err(FeedError::Unwritable {
                format: "ftm",
                entry: pair[0].1.entity.id.clone(),
                reason: "two entities have this id; look at references of the type `ftm`".to_owned(),
            }),
        }
    }

    /// Returns the digest of all entities: the SHA-256 over lines `ID:DIGEST` in the order of the ids, where a digest is the SHA-256 of
    /// the entity's line in `entities.ftm.json` without its end.
    pub fn state(&self, seen: &[&Arc<Seen>]) -> String {
        let line = |seen: &&Arc<Seen>| {
            let digest = seen
                .digest
                .clone()
                .unwrap_or_else(|| self.digest(&seen.entity, seen.stamps.as_ref()));
            format!("{}:{digest}", seen.entity.id)
        };
        sha256_of_lines(seen.iter().map(line))
    }

    fn digest(&self, entity: &Entity, stamps: Option<&Stamps>) -> String {
        let mut line = Vec::new();
        entity.write(self.dataset(), stamps, &mut line);
        sha256(&line)
    }

    /// Returns the name of the dataset.
    pub fn dataset(&self) -> &str {
        &self.context.ids.dataset
    }

    /// Returns the title of the list.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }
}

/// Returns what is said of an entity later than at first: what was said later before, and what is said now for the first time.
fn later(known: &Seen, entity: &Entity, now: &str) -> Later {
    let first = known.stamps.as_ref().map_or("", |stamps| &stamps.first_seen);
    let before = known.entity.statements().zip(known.since());
    let before: HashMap<(&str, &str), &str> = before
        .map(|((property, value), since)| ((property.name.as_str(), value), since))
        .collect();
    let since = |(property, value): (&FtmProperty, &str)| before.get(&(property.name.as_str(), value)).copied();
    let times = entity.statements().map(|said| since(said).unwrap_or(now)).enumerate();
    times
        .filter(|(_, time)| *time != first)
        .map(|(number, time)| (number, time.to_owned()))
        .collect()
}

pub(super) fn stamps(first_seen: String, last_change: String) -> Stamps {
    Stamps {
        first_seen,
        last_change,
    }
}

fn edition_parts(edition: &Edition) -> Vec<(bool, &Entry)> {
    let entries = edition.entries.iter().map(|entry| (false, &**entry));
    entries
        .chain(edition.parties.iter().map(|party| (true, &**party)))
        .collect()
}

fn title_of(edition: &Edition) -> String {
    let title = &edition.list.title;
    if title.is_empty() {
        edition.list_id.clone()
    } else {
        title.clone()
    }
}
