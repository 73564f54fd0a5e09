//! `entities.delta.json`: what a release did to the entities, as yente and other readers of OpenSanctions take it.

use std::collections::BTreeMap;
use std::io::{self, Write};

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
    /// Returns how many operations there are of a kind.
    pub fn count(&self, op: Op) -> usize {
        self.ops.values().filter(|known| **known == op).count()
    }

    /// Writes the file: an operation a line in the order of the ids. `seen` are all entities after the release.
    ///
    /// # Errors
    ///
    /// Fails where `out` fails.
    pub fn write(&self, chronicle: &Chronicle, seen: &[&Seen], out: &mut dyn Write) -> io::Result<()> {
        for (id, op) in &self.ops {
            write!(out, "{{\"op\":\"{}\",\"entity\":", op.as_str())?;
            match seen.binary_search_by(|seen| seen.entity.id.as_str().cmp(id)) {
                Ok(place) if *op != Op::Del => {
                    let seen = seen[place];
                    seen.entity.write(chronicle.dataset(), seen.stamps.as_ref(), out)?;
                }
                _ => write!(out, "{{\"id\":\"{id}\"}}")?,
            }
            out.write_all(b"}\n")?;
        }
        Ok(())
    }
}
