//! `targets.nested.json`: every target a line, with the entities that are linked to it as objects inside its properties, under the names of
//! the properties that lead there and of those that lead here. A link is passed through, anything else is the last.

use crate::ftm::{push, write_text};

use super::View;

/// How many steps are taken from a target; links do not count.
const DEPTH: i32 = 1;

pub(super) fn line(view: &View<'_>, place: usize, out: &mut Vec<u8>) {
    if view.adjacent.seen(place).entity.is_target() {
        Nest { view, path: Vec::new() }.object(place, DEPTH, out);
        out.push(b'\n');
    }
}

/// A walk from a target.
struct Nest<'a> {
    view: &'a View<'a>,
    /// The places from the target to where the walk is.
    path: Vec<usize>,
}

impl Nest<'_> {
    fn object(&mut self, place: usize, depth: i32, out: &mut Vec<u8>) {
        let (dataset, seen) = (self.view.chronicle.dataset(), self.view.adjacent.seen(place));
        let entity = &seen.entity;
        let depth = if entity.schema.edge.is_some() { depth } else { depth - 1 };
        if depth < 0 {
            return entity.write(dataset, seen.stamps.as_ref(), out);
        }
        entity.write_head(dataset, seen.stamps.as_ref(), out);
        self.path.push(place);
        let around = self.around(place);
        let mut texts = entity.statements().peekable();
        let mut others = around.chunk_by(|one, other| one.0 == other.0).peekable();
        let mut comma = "";
        loop {
            let text = texts.peek().map(|(property, _)| property.name.as_str());
            let other = others.peek().map(|others| others[0].0);
            // If an object is written for some values of a property, the ids among the others are not written.
            let Some(name) = text.into_iter().chain(other).min() else {
                break;
            };
            push(out, &[comma, "\"", name, "\":["]);
            let values = std::iter::from_fn(|| texts.next_if(|(property, _)| property.name == name));
            match others.next_if(|others| others[0].0 == name) {
                Some(others) => {
                    values.for_each(drop);
                    self.objects(others, depth, out);
                }
                None => write_texts(values.map(|(_, value)| value), out),
            }
            out.push(b']');
            comma = ",";
        }
        self.path.pop();
        entity.write_tail(out);
    }

    fn objects(&mut self, others: &[(&'static str, usize)], depth: i32, out: &mut Vec<u8>) {
        for (index, (_, place)) in others.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            self.object(*place, depth, out);
        }
    }

    /// Returns what is linked to an entity and is not already on the way to it, by the names of the properties.
    fn around(&self, place: usize) -> Vec<(&'static str, usize)> {
        let adjacent = &self.view.adjacent;
        let forward = adjacent
            .references(place)
            .map(|(property, to)| (property.name.as_str(), to));
        let around = forward.chain(adjacent.referring(place));
        let mut around: Vec<_> = around.filter(|(_, place)| !self.path.contains(place)).collect();
        around.sort_by_key(|(name, _)| *name);
        around
    }
}

fn write_texts<'a>(values: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_text(value, out);
    }
}
