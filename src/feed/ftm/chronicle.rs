//! The entities of a list from release to release: since when each is there and when it changed.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::feed::format::FeedError;
use crate::feed::native::{sha256, sha256_of_lines};
use crate::ftm::{Context, Entity, Stamps, map};
use crate::model::{Edition, Entry};

use super::delta::{Delta, Op};
use super::version::Version;

/// An entity and its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The entity.
    pub entity: Entity,
    /// Since when it is there; nothing where only one edition is known.
    pub stamps: Option<Stamps>,
    /// The digest of its line, where it was reckoned once: most entities go from release to release unchanged.
    digest: Option<String>,
}

/// Whether an entry is an unlisted party, and its id.
type Key = (bool, String);

/// The entities of a list as they stand at one release, with what is remembered of those before.
#[derive(Debug, Clone)]
pub struct Chronicle {
    context: Context,
    title: String,
    parts: BTreeMap<Key, Vec<Seen>>,
}

impl Chronicle {
    /// Returns the entities of one edition of which nothing else is known.
    pub fn of(edition: &Edition) -> Self {
        let context = Context::of(edition);
        let parts = edition_parts(edition);
        let mapped: Vec<_> = parts
            .into_par_iter()
            .map(|(is_party, entry)| {
                let entities = map(entry, is_party, &context).entities.into_iter();
                let seen = entities.map(|entity| Seen::new(entity, None)).collect();
                ((is_party, entry.id.clone()), seen)
            })
            .collect();
        Self {
            context,
            title: title_of(edition),
            parts: mapped.into_iter().collect(),
        }
    }

    /// Returns the entities of the first edition that is known, all of them new with this version.
    pub fn begin(edition: &Edition, version: &Version) -> Self {
        let mut chronicle = Self::of(edition);
        let stamp = version.stamp();
        let seen = chronicle.parts.values_mut().flatten();
        seen.for_each(|seen| seen.stamps = Some(stamps(stamp.clone(), stamp.clone())));
        chronicle.reckon_digests();
        chronicle
    }

    /// Returns the entities of an edition whose times are known from elsewhere, by the ids of the entities.
    pub fn with_stamps(edition: &Edition, known: &HashMap<String, Stamps>) -> Self {
        let mut chronicle = Self::of(edition);
        let seen = chronicle.parts.values_mut().flatten();
        seen.for_each(|seen| seen.stamps = known.get(&seen.entity.id).cloned());
        chronicle
    }

    /// Goes on from one edition to the next and returns what changed. `base` is the edition at which the chronicle stands.
    ///
    /// Entries that are the same, and of which nothing around them changed, are not looked at again.
    ///
    /// # Errors
    ///
    /// Fails where two entities of the new edition have one id.
    pub fn advance(&mut self, base: &Edition, target: &Edition, version: &Version) -> Result<Delta, FeedError> {
        let context = Context::of(target);
        let same_list = context.same_list(&self.context);
        let is_same = |entry: &Entry, is_party: bool| {
            same_list && context.agrees(&self.context, entry, is_party) && base.entry(&entry.id) == Some(entry)
        };
        let mapped: Vec<(Key, Option<Vec<Entity>>)> = edition_parts(target)
            .into_par_iter()
            .map(|(is_party, entry)| {
                let entities = (!is_same(entry, is_party)).then(|| map(entry, is_party, &context).entities);
                ((is_party, entry.id.clone()), entities)
            })
            .collect();
        let mut old = std::mem::take(&mut self.parts);
        let mut arrived: Vec<(Key, Vec<Entity>)> = Vec::new();
        for (key, entities) in mapped {
            match entities {
                None => {
                    let kept = old.remove(&key).unwrap_or_default();
                    self.parts.insert(key, kept);
                }
                Some(entities) => arrived.push((key, entities)),
            }
        }
        // An entity may have gone over from one entry to another, so all that is left of the old ones is looked at together.
        let mut left: BTreeMap<String, Seen> = old.into_values().flatten().map(|seen| (seen.entity.id.clone(), seen)).collect();
        let mut delta = Delta::default();
        let now = version.stamp();
        for (key, entities) in arrived {
            let seen = entities.into_iter().map(|entity| match left.remove(&entity.id) {
                Some(known) if known.entity == entity => known,
                Some(known) => {
                    delta.ops.insert(entity.id.clone(), Op::Mod);
                    let first = known.stamps.map_or_else(|| now.clone(), |stamps| stamps.first_seen);
                    Seen::new(entity, Some(stamps(first, now.clone())))
                }
                None => {
                    delta.ops.insert(entity.id.clone(), Op::Add);
                    Seen::new(entity, Some(stamps(now.clone(), now.clone())))
                }
            });
            let seen = seen.collect();
            self.parts.insert(key, seen);
        }
        delta.ops.extend(left.into_keys().map(|id| (id, Op::Del)));
        self.context = context;
        self.title = title_of(target);
        self.reckon_digests();
        self.ordered()?;
        Ok(delta)
    }

    fn reckon_digests(&mut self) {
        let mut parts = std::mem::take(&mut self.parts);
        let new: Vec<&mut Seen> = parts.values_mut().flatten().filter(|seen| seen.digest.is_none()).collect();
        new.into_par_iter()
            .for_each(|seen| seen.digest = Some(self.digest(&seen.entity, seen.stamps.as_ref())));
        self.parts = parts;
    }

    /// Returns the delta that makes these entities out of nothing.
    pub fn from_nothing(&self) -> Delta {
        let ids = self.parts.values().flatten().map(|seen| seen.entity.id.clone());
        Delta {
            ops: ids.map(|id| (id, Op::Add)).collect(),
        }
    }

    /// Returns the entities in the order of their ids.
    ///
    /// # Errors
    ///
    /// Fails where two have one id.
    pub fn ordered(&self) -> Result<Vec<&Seen>, FeedError> {
        let mut seen: Vec<&Seen> = self.parts.values().flatten().collect();
        seen.par_sort_by(|a, b| a.entity.id.cmp(&b.entity.id));
        match seen.windows(2).find(|pair| pair[0].entity.id == pair[1].entity.id) {
            None => Ok(seen),
            Some(pair) => Err(FeedError::Unwritable {
                format: "ftm",
                entry: pair[0].entity.id.clone(),
                reason: "two entities have this id; look at references of the type `ftm`".to_owned(),
            }),
        }
    }

    /// Returns the digest of all entities: the SHA-256 over lines `ID:DIGEST` in the order of the ids, where a digest is the SHA-256 of
    /// the entity's line in `entities.ftm.json` without its end.
    pub fn state(&self, seen: &[&Seen]) -> String {
        let line = |seen: &&Seen| {
            let digest = seen.digest.clone().unwrap_or_else(|| self.digest(&seen.entity, seen.stamps.as_ref()));
            format!("{}:{digest}", seen.entity.id)
        };
        sha256_of_lines(seen.iter().map(line))
    }

    fn digest(&self, entity: &Entity, stamps: Option<&Stamps>) -> String {
        let mut line = Vec::new();
        entity.write(self.dataset(), stamps, &mut line).expect("a Vec takes every byte");
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

impl Seen {
    fn new(entity: Entity, stamps: Option<Stamps>) -> Self {
        Self {
            entity,
            stamps,
            digest: None,
        }
    }
}

fn stamps(first_seen: String, last_change: String) -> Stamps {
    Stamps {
        first_seen,
        last_change,
    }
}

fn edition_parts(edition: &Edition) -> Vec<(bool, &Entry)> {
    let entries = edition.entries.iter().map(|entry| (false, entry));
    entries.chain(edition.parties.iter().map(|party| (true, party))).collect()
}

fn title_of(edition: &Edition) -> String {
    let title = &edition.list.title;
    if title.is_empty() { edition.list_id.clone() } else { title.clone() }
}

/// Returns the times that a file of entities gives, by the ids.
pub(crate) fn stamps_of(entities: &str) -> HashMap<String, Stamps> {
    #[derive(serde::Deserialize)]
    struct Line {
        id: String,
        first_seen: Option<String>,
        last_change: Option<String>,
    }
    let lines = entities.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines.filter_map(|line| Some((line.id, stamps(line.first_seen?, line.last_change?)))).collect()
}

/// What stands around each entity: the entities by id, and those that refer to it.
pub(crate) struct Adjacent<'a> {
    by_id: HashMap<&'a str, &'a Seen>,
    referring: HashMap<&'a str, Vec<(&'static str, &'a Seen)>>,
}

impl<'a> Adjacent<'a> {
    /// Looks at all entities, which are in the order of their ids.
    pub(crate) fn of(seen: &[&'a Seen]) -> Self {
        let mut adjacent = Self {
            by_id: seen.iter().map(|seen| (seen.entity.id.as_str(), *seen)).collect(),
            referring: HashMap::new(),
        };
        for seen in seen {
            for (_, reverse, id) in seen.entity.references() {
                if let Some(reverse) = reverse {
                    adjacent.referring.entry(id).or_default().push((reverse, seen));
                }
            }
        }
        adjacent
    }

    /// Returns the entity with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&'a Seen> {
        self.by_id.get(id).copied()
    }

    /// Returns the entities that refer to this one, each with the name of the property on this side, in the order of the ids.
    pub(crate) fn referring(&self, id: &str) -> &[(&'static str, &'a Seen)] {
        self.referring.get(id).map_or(&[], Vec::as_slice)
    }

    /// Returns the entities of a schema that refer to this one.
    pub(crate) fn of_schema(&self, id: &str, schema: &'static str) -> impl Iterator<Item = &'a Entity> {
        let referring = self.referring(id).iter();
        referring.map(|(_, seen)| &seen.entity).filter(move |entity| entity.schema.is_a(schema))
    }
}
