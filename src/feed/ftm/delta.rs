//! `entities.delta.json`: what a release did to the entities, as yente and other readers of OpenSanctions take it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::ftm::push;

use super::chronicle::{Chronicle, Seen};

/// What became of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// It is new.
    Add,
    /// It is another; the whole entity follows.
    Mod,
    /// It is gone.
    Del,
}

impl Op {
    /// Returns the word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Mod => "MOD",
            Self::Del => "DEL",
        }
    }
}

/// What a release did, by the ids of the entities: at most one thing to each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    /// The operations.
    pub ops: BTreeMap<String, Op>,
}

impl Delta {
    /// Compares two states, each in the order of the ids.
    pub fn between(before: &[&Arc<Seen>], after: &[&Arc<Seen>]) -> Self {
        let mut ops = BTreeMap::new();
        let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Self { ops },
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.entity.id.cmp(&new.entity.id),
            };
            let gone = if order == Ordering::Greater { None } else { old.next() };
            let come = if order == Ordering::Less { None } else { new.next() };
            let (op, seen) = match (gone, come) {
                (Some(gone), Some(come)) if gone.entity == come.entity => continue,
                (Some(_), Some(come)) => (Op::Mod, come),
                (None, Some(come)) => (Op::Add, come),
                (Some(gone), None) => (Op::Del, gone),
                (None, None) => continue,
            };
            ops.insert(seen.entity.id.clone(), op);
        }
    }

    /// Returns how many operations there are of a kind.
    pub fn count(&self, op: Op) -> usize {
        self.ops.values().filter(|known| **known == op).count()
    }

    /// Writes the file: an operation a line in the order of the ids. `seen` are all entities after the release.
    ///
    /// # Errors
    ///
    /// Fails where `out` fails.
    pub fn write(&self, chronicle: &Chronicle, seen: &[&Arc<Seen>], out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        for (id, op) in &self.ops {
            line.clear();
            push(&mut line, &["{\"op\":\"", op.as_str(), "\",\"entity\":"]);
            match seen.binary_search_by(|seen| seen.entity.id.as_str().cmp(id)) {
                Ok(place) if *op != Op::Del => {
                    let seen = seen[place];
                    seen.entity.write(chronicle.dataset(), seen.stamps.as_ref(), &mut line);
                }
                _ => push(&mut line, &["{\"id\":\"", id, "\"}"]),
            }
            push(&mut line, &["}\n"]);
            out.write_all(&line)?;
        }
        Ok(())
    }
}
