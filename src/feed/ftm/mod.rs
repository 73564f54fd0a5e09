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
    let seen = chronicle.ordered()?;
    let written = match file.name {
        name if name == ENTITIES.name => entities::write(chronicle, &seen, out),
        name if name == NESTED.name => nested::write(chronicle, &seen, out),
        name if name == SIMPLE.name => simple::write(chronicle, &seen, out),
        name if name == NAMES.name => names::write(&seen, out),
        name if name == STATEMENTS.name => statements::write(chronicle, &seen, out),
        name => {
            return Err(FeedError::NoSuchFile {
                format: "ftm",
                file: name.to_owned(),
            });
        }
    };
    Ok(written?)
}

/// Returns what FollowTheMoney cannot say of an entry.
pub(crate) fn losses(entry: &Entry, list: &List) -> Vec<Loss> {
    let context = crate::ftm::Context::alone("list", list);
    let gaps = crate::ftm::map(entry, false, &context).gaps;
    gaps.into_iter().map(|gap| Loss::new(gap.field, gap.what)).collect()
}
