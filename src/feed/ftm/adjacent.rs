//! The entities that are linked to each entity.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::ftm::Entity;
use crate::vocabulary::FtmProperty;

use super::chronicle::Seen;

/// A reference from one entity to another, both by their places.
#[derive(Clone, Copy)]
struct Link {
    from: usize,
    to: usize,
    property: &'static FtmProperty,
}

/// The entities in the order of their ids, and the references between them. A reference to none of them is left out.
pub(crate) struct Adjacent<'a> {
    seen: &'a [&'a Arc<Seen>],
    /// In the order of the entities that refer, of the properties and of the values.
    links: Vec<Link>,
    /// Where the links from each entity begin; those from the last end at the last number.
    from: Vec<usize>,
    /// The links by the entities to which they lead, in the same order.
    arriving: Vec<Link>,
    to: Vec<usize>,
}

impl<'a> Adjacent<'a> {
    /// Looks at all entities, which are in the order of their ids.
    pub(crate) fn of(seen: &'a [&'a Arc<Seen>]) -> Self {
        let places: HashMap<&str, usize> = seen
            .iter()
            .enumerate()
            .map(|(place, seen)| (&*seen.entity.id, place))
            .collect();
        let links: Vec<Link> = seen
            .par_iter()
            .enumerate()
            .flat_map_iter(|(from, seen)| {
                let references = seen.entity.references();
                let places = &places;
                references.filter_map(move |(property, id)| {
                    let to = *places.get(id)?;
                    Some(Link { from, to, property })
                })
            })
            .collect();
        // Stable, so that what leads to one entity stays in the order of those that refer.
        let mut arriving = links.clone();
        arriving.par_sort_by_key(|link| link.to);
        Self {
            seen,
            from: beginnings(seen.len(), links.iter().map(|link| link.from)),
            to: beginnings(seen.len(), arriving.iter().map(|link| link.to)),
            links,
            arriving,
        }
    }

    /// Returns how many entities there are.
    pub(crate) fn len(&self) -> usize {
        self.seen.len()
    }

    /// Returns the entity at a place.
    pub(crate) fn seen(&self, place: usize) -> &'a Seen {
        self.seen[place]
    }

    /// Returns the places to which an entity refers, each with the property, in the order of properties and values.
    pub(crate) fn references(&self, place: usize) -> impl Iterator<Item = (&'static FtmProperty, usize)> {
        let links = &self.links[self.from[place]..self.from[place + 1]];
        links.iter().map(|link| (link.property, link.to))
    }

    /// Returns the places that refer to this one, each with the name that the property has on this side, in order; properties
    /// that have none there are left out.
    pub(crate) fn referring(&self, place: usize) -> impl Iterator<Item = (&'static str, usize)> {
        let links = &self.arriving[self.to[place]..self.to[place + 1]];
        links
            .iter()
            .filter_map(|link| Some((link.property.reverse.as_deref()?, link.from)))
    }

    /// Returns the entities of a schema that refer to this one.
    pub(crate) fn of_schema(&self, place: usize, schema: &'static str) -> impl Iterator<Item = &'a Entity> {
        let referring = self.referring(place);
        referring
            .map(|(_, place)| &self.seen(place).entity)
            .filter(move |entity| entity.schema.is_a(schema))
    }

    /// Returns the addresses of an entity that are entities, in one line each.
    pub(crate) fn addresses(&self, place: usize) -> impl Iterator<Item = &'a str> {
        let linked = self
            .references(place)
            .filter(|(property, _)| property.name == "addressEntity");
        linked.map(|(_, place)| self.seen(place).entity.caption())
    }
}

/// Returns where the rows of each of so many places begin among rows that are in the order of their places.
fn beginnings(count: usize, places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut beginnings = vec![0; count + 1];
    for place in places {
        beginnings[place + 1] += 1;
    }
    for place in 0..count {
        beginnings[place + 1] += beginnings[place];
    }
    beginnings
}
