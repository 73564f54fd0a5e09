//! The law: what was read is written again. What the fields of the model do not give back is kept beside them; what is not given
//! back even so, and what is added, is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::ftm::{Context, Entity, KEPT, Kept, map, node_of};
use crate::model::{Edition, Entry};

use super::raw::{Graph, Raw};
use super::subject::Made;

/// Keeps what the fields do not say, and returns what is lost or added nevertheless.
pub(super) fn hold(graph: &Graph, made: &mut Made) -> Vec<String> {
    let edition = edition(made);
    let context = Context::of(&edition);
    let owned = owned(graph, made);
    let keep = |entry: &mut Entry, is_party: bool| {
        let entities = map(entry, is_party, &context).entities;
        let own = owned.get(&entry.id).into_iter().flatten();
        let kept: Vec<Kept> = own.filter_map(|id| kept(&graph.entities[*id], &entities)).collect();
        if !kept.is_empty() {
            entry.extra.insert(KEPT.to_owned(), node_of(&kept));
        }
    };
    made.entries.par_iter_mut().for_each(|entry| keep(entry, false));
    made.parties.par_iter_mut().for_each(|party| keep(party, true));
    told(graph, made)
}

fn edition(made: &Made) -> Edition {
    let mut edition = Edition {
        list_id: "imported".to_owned(),
        entries: made.entries.iter().cloned().map(Arc::new).collect(),
        parties: made.parties.iter().cloned().map(Arc::new).collect(),
        ..Edition::default()
    };
    edition.list.programmes = made.programmes.clone();
    edition.sort();
    edition
}

/// Returns for each entry and party the entities that are its own: itself, and what stands nearer to it than to another. What
/// is an address of several is of each of them.
fn owned<'a>(graph: &'a Graph, made: &Made) -> BTreeMap<String, BTreeSet<&'a str>> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let roots = made.entries.iter().chain(&made.parties);
    for root in roots.filter_map(|entry| graph.entities.get_key_value(&entry.id)) {
        owners.insert(root.0, BTreeSet::from([root.0.as_str()]));
    }
    let roots: BTreeSet<&str> = owners.keys().copied().collect();
    for root in &roots {
        let raw = &graph.entities[*root];
        for id in raw.values("addressEntity") {
            if let Some((id, _)) = graph
                .entities
                .get_key_value(id)
                .filter(|(id, _)| !roots.contains(id.as_str()))
            {
                owners.entry(id).or_default().insert(root);
            }
        }
    }
    let mut wave: Vec<&str> = roots.iter().copied().collect();
    while !wave.is_empty() {
        let mut next = Vec::new();
        for id in wave {
            let owner = owners[id].first().copied().unwrap_or(id);
            let raw = &graph.entities[id];
            let forward = raw.references().map(|(_, id)| id);
            let backward = graph.referring.get(id).into_iter().flatten().map(String::as_str);
            for other in forward.chain(backward) {
                let Some((other, _)) = graph.entities.get_key_value(other) else {
                    continue;
                };
                if !owners.contains_key(other.as_str()) {
                    owners.insert(other, BTreeSet::from([owner]));
                    next.push(other.as_str());
                }
            }
        }
        wave = next;
    }
    // A link belongs to the party with which its relation stands.
    let mut owned: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (id, by) in owners {
        let by = entry_end(graph, id, &roots).map_or(by, |end| BTreeSet::from([end]));
        for owner in by {
            owned.entry(owner.to_owned()).or_default().insert(id);
        }
    }
    owned
}

fn entry_end<'a>(graph: &'a Graph, id: &str, roots: &BTreeSet<&'a str>) -> Option<&'a str> {
    let raw = graph.entities.get(id)?;
    let (_, term) = crate::vocabulary::ftm().relation_of(&raw.schema.name)?;
    let end = raw.first(&term.entry)?;
    roots.get(end).copied()
}

/// Returns what of an entity is not among those that the fields give; nothing where all of it is.
fn kept(raw: &Raw, entities: &[Entity]) -> Option<Kept> {
    let made = entities.iter().find(|entity| entity.id == raw.id);
    let is_said = |property: &str, value: &String| made.is_some_and(|made| made.values(property).contains(value));
    let mut properties = BTreeMap::new();
    for (property, values) in &raw.properties {
        let left: Vec<String> = values
            .iter()
            .filter(|value| !is_said(property, value))
            .cloned()
            .collect();
        if !left.is_empty() {
            properties.insert(property.clone(), left);
        }
    }
    let is_same = made.is_some_and(|made| made.schema.name == raw.schema.name);
    (!is_same || !properties.is_empty()).then(|| Kept {
        id: raw.id.clone(),
        schema: raw.schema.name.clone(),
        properties,
    })
}

/// Writes all entries again and compares.
fn told(graph: &Graph, made: &Made) -> Vec<String> {
    let edition = edition(made);
    let context = Context::of(&edition);
    let entries = edition.entries.iter().map(|entry| (&**entry, false));
    let all: Vec<(&Entry, bool)> = entries
        .chain(edition.parties.iter().map(|party| (&**party, true)))
        .collect();
    let entities: BTreeMap<String, Entity> = all
        .into_par_iter()
        .flat_map_iter(|(entry, is_party)| map(entry, is_party, &context).entities)
        .map(|entity| (entity.id.clone(), entity))
        .collect();
    let mut tally = Tally::default();
    for raw in graph.entities.values() {
        match entities.get(&raw.id) {
            None => tally.add("is not written", raw.schema.name.clone(), &raw.id),
            Some(entity) => compare(raw, entity, &mut tally),
        }
    }
    for entity in entities
        .values()
        .filter(|entity| !graph.entities.contains_key(&entity.id))
    {
        tally.add("is written that was not there", entity.schema.name.clone(), &entity.id);
    }
    for kept in edition
        .entries
        .iter()
        .chain(&edition.parties)
        .flat_map(|entry| crate::ftm::kept_of(entry))
    {
        for (property, values) in &kept.properties {
            for _ in values {
                tally.add(
                    "has no field and is kept under `extra.ftm`",
                    format!("{}.{property}", kept.schema),
                    &kept.id,
                );
            }
        }
    }
    tally.told()
}

fn compare(raw: &Raw, entity: &Entity, tally: &mut Tally) {
    if raw.schema.name != entity.schema.name {
        tally.add("is written in another schema", raw.schema.name.clone(), &raw.id);
    }
    for (property, values) in &raw.properties {
        for value in values {
            if !entity.values(property).contains(value) {
                tally.add("is not written", format!("{}.{property}", raw.schema.name), &raw.id);
            }
        }
    }
    for (property, value) in entity.statements() {
        let was_there = raw.properties.get(&property.name);
        if !was_there.is_some_and(|values| values.contains(value)) {
            tally.add(
                "is written that was not there",
                format!("{}.{}", raw.schema.name, property.name),
                &raw.id,
            );
        }
    }
}

/// How often a thing happened to values of a property, and to which entity first.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<(&'static str, String), (usize, String)>,
}

impl Tally {
    fn add(&mut self, what: &'static str, of: String, id: &str) {
        let counted = self.counts.entry((what, of)).or_insert_with(|| (0, id.to_owned()));
        counted.0 += 1;
    }

    fn told(self) -> Vec<String> {
        let line = |((what, of), (count, first)): ((&str, String), (usize, String))| {
            format!("`{of}` {what}: {count} of them, the first of `{first}`")
        };
        self.counts.into_iter().map(line).collect()
    }
}
