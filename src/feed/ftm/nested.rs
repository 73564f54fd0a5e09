//! `targets.nested.json`: every target a line, with what stands around it as objects inside its properties, under the names of
//! the properties that lead there and of those that lead here. A link is passed through, anything else is the last.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::ftm::write_text;

use super::chronicle::{Adjacent, Chronicle, Seen};

/// How many steps are taken from a target; links do not count.
const DEPTH: i32 = 1;

pub(super) fn write(
    chronicle: &Chronicle,
    seen: &[&Arc<Seen>],
    adjacent: &Adjacent<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let nest = Nest {
        dataset: chronicle.dataset(),
        adjacent,
    };
    let mut line = Vec::new();
    for target in seen.iter().filter(|seen| seen.entity.is_target()) {
        line.clear();
        nest.object(target, &mut Vec::new(), DEPTH, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

struct Nest<'a> {
    dataset: &'a str,
    adjacent: &'a Adjacent<'a>,
}

impl<'a> Nest<'a> {
    fn object(&self, seen: &'a Seen, path: &mut Vec<&'a str>, depth: i32, out: &mut Vec<u8>) -> io::Result<()> {
        let entity = &seen.entity;
        entity.write_head(self.dataset, seen.stamps.as_ref(), out)?;
        path.push(&entity.id);
        let depth = if entity.schema.edge.is_some() { depth } else { depth - 1 };
        let around = if depth < 0 {
            BTreeMap::new()
        } else {
            self.around(seen, path)
        };
        let own = entity.properties.keys().copied();
        let mut names: Vec<&str> = own.chain(around.keys().copied()).collect();
        names.sort_unstable();
        names.dedup();
        for (index, name) in names.into_iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(out, "{comma}\"{name}\":[")?;
            match around.get(name) {
                Some(others) => self.objects(others, path, depth, out)?,
                None => texts(entity.values(name), out)?,
            }
            out.push(b']');
        }
        path.pop();
        entity.write_tail(out)
    }

    fn objects(&self, others: &[&'a Seen], path: &mut Vec<&'a str>, depth: i32, out: &mut Vec<u8>) -> io::Result<()> {
        for (index, other) in others.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            self.object(other, path, depth, out)?;
        }
        Ok(())
    }

    /// Returns what stands around an entity and not already on the way to it.
    fn around(&self, seen: &'a Seen, path: &[&str]) -> BTreeMap<&'static str, Vec<&'a Seen>> {
        let mut around: BTreeMap<&'static str, Vec<&'a Seen>> = BTreeMap::new();
        let forward = seen.entity.references();
        let forward = forward.filter_map(|(name, _, id)| Some((name, self.adjacent.get(id)?)));
        let backward = self.adjacent.referring(&seen.entity.id).iter().copied();
        for (name, other) in forward.chain(backward) {
            if !path.contains(&other.entity.id.as_str()) {
                around.entry(name).or_default().push(other);
            }
        }
        around
    }
}

fn texts(values: &[String], out: &mut Vec<u8>) -> io::Result<()> {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_text(value, out)?;
    }
    Ok(())
}
