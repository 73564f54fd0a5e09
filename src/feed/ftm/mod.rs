//! What the formats of FollowTheMoney and Senzing share: the entities of an edition, what releases did to them, and the files.

mod chronicle;
mod delta;
mod entities;
mod names;
mod nested;
pub(crate) mod senzing;
mod simple;
mod statements;
mod statistics;
mod version;

use std::io::Write;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::model::{Entry, List};

use super::format::{FeedError, FileKind, Loss};

pub use chronicle::{Chronicle, Seen};
pub use delta::{Delta, Op};
pub use statistics::Counts;
pub use version::Version;

pub(crate) use chronicle::{Adjacent, stamps_of};

/// The entities, one a line.
pub(crate) const ENTITIES: FileKind = FileKind {
    name: "entities.ftm.json",
    media_type: "application/json+ftm",
    about: "every entity a line: parties, designations, addresses, papers, links",
};

/// The targets with what stands around them.
pub(crate) const NESTED: FileKind = FileKind {
    name: "targets.nested.json",
    media_type: "application/x-ndjson",
    about: "every target a line, with what stands around it inside",
};

/// The targets for spreadsheets.
pub(crate) const SIMPLE: FileKind = FileKind {
    name: "targets.simple.csv",
    media_type: "text/csv",
    about: "every target a row, for spreadsheets",
};

/// The names.
pub(crate) const NAMES: FileKind = FileKind {
    name: "names.txt",
    media_type: "text/plain",
    about: "every name a line",
};

/// The statements.
pub(crate) const STATEMENTS: FileKind = FileKind {
    name: "statements.csv",
    media_type: "text/csv+ftm-statements",
    about: "every value of every entity a row",
};

/// What a release did to the entities.
pub(crate) const DELTA: FileKind = FileKind {
    name: "entities.delta.json",
    media_type: "application/x-ndjson",
    about: "what a release did to the entities: ADD, MOD, DEL",
};

/// The files of the format.
pub(crate) const FILES: [FileKind; 5] = [ENTITIES, NESTED, SIMPLE, NAMES, STATEMENTS];

/// Writes one of the files.
///
/// # Errors
///
/// Fails where `out` fails, and where two entities have one id.
pub(crate) fn write(file: &FileKind, chronicle: &Chronicle, out: &mut dyn Write) -> Result<(), FeedError> {
    View::of(chronicle)?.write(file, out)
}

/// Writes all of [`FILES`] side by side, each to the one of `outs` at its place.
///
/// # Errors
///
/// As [`write`]; where several fail, the first of them tells.
pub(crate) fn write_all(chronicle: &Chronicle, outs: &mut [&mut (dyn Write + Send)]) -> Result<(), FeedError> {
    let view = View::of(chronicle)?;
    let written: Vec<Result<(), FeedError>> = FILES
        .par_iter()
        .zip(outs)
        .with_max_len(1)
        .map(|(file, out)| view.write(file, *out))
        .collect();
    written.into_iter().collect()
}

/// What the files of one state have in common.
struct View<'a> {
    chronicle: &'a Chronicle,
    seen: Vec<&'a Arc<Seen>>,
    /// Only some files need it.
    adjacent: OnceLock<Adjacent<'a>>,
}

impl<'a> View<'a> {
    fn of(chronicle: &'a Chronicle) -> Result<Self, FeedError> {
        Ok(Self {
            chronicle,
            seen: chronicle.ordered()?,
            adjacent: OnceLock::new(),
        })
    }

    fn adjacent(&self) -> &Adjacent<'a> {
        self.adjacent.get_or_init(|| Adjacent::of(&self.seen))
    }

    fn write(&self, file: &FileKind, out: &mut dyn Write) -> Result<(), FeedError> {
        let (chronicle, seen) = (self.chronicle, self.seen.as_slice());
        let written = match file.name {
            name if name == ENTITIES.name => entities::write(chronicle, seen, out),
            name if name == NESTED.name => nested::write(chronicle, seen, self.adjacent(), out),
            name if name == SIMPLE.name => simple::write(chronicle, seen, self.adjacent(), out),
            name if name == NAMES.name => names::write(seen, out),
            name if name == STATEMENTS.name => statements::write(chronicle, seen, out),
            name => {
                return Err(FeedError::NoSuchFile {
                    format: "ftm",
                    file: name.to_owned(),
                });
            }
        };
        Ok(written?)
    }
}

/// Returns what FollowTheMoney cannot say of an entry.
pub(crate) fn losses(entry: &Entry, list: &List) -> Vec<Loss> {
    let context = crate::ftm::Context::alone("list", list);
    let gaps = crate::ftm::map(entry, false, &context).gaps;
    gaps.into_iter().map(|gap| Loss::new(gap.field, gap.what)).collect()
}
