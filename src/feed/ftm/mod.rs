//! What the formats of FollowTheMoney and Senzing share: the entities of an edition, what releases did to them, and the files.

mod adjacent;
mod carries;
mod cells;
mod chronicle;
mod delta;
mod entities;
mod names;
mod nested;
pub(crate) mod senzing;
pub(crate) mod senzing_carries;
mod simple;
mod statements;
mod statistics;
mod times;
mod version;

use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;

use super::format::{FeedError, FileKind};

pub(crate) use carries::{CARRIES, account};
pub use chronicle::{Chronicle, Seen};
pub use delta::{Delta, Op};
pub use statistics::Counts;
pub use version::Version;

pub(crate) use adjacent::Adjacent;
pub(crate) use times::Times;

/// The entities, one a line.
pub(crate) const ENTITIES: FileKind = FileKind {
    name: "entities.ftm.json",
    media_type: "application/json+ftm",
    about: "every entity a line: parties, designations, addresses, papers, links",
};

/// The targets with the entities that are linked to them.
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
/// Fails where `out` fails, where there is no such file, and where two entities have one id.
pub(crate) fn write(file: &FileKind, chronicle: &Chronicle, out: &mut dyn Write) -> Result<(), FeedError> {
    let seen = chronicle.ordered()?;
    let view = View::of(chronicle, &seen);
    match made(file)? {
        Made::Whole(write) => write(&view, out)?,
        Made::ByLine { head, line } => {
            write_head(head, out)?;
            by_pieces(&view, &[line], |pieces| {
                pieces.iter().try_for_each(|piece| out.write_all(&piece[0]))
            })?;
        }
    }
    Ok(())
}

/// Writes all of [`FILES`] side by side, each to the one of `outs` at its place, in one go over the entities.
///
/// # Errors
///
/// As [`write`].
pub(crate) fn write_all(chronicle: &Chronicle, outs: &mut [&mut (dyn Write + Send)]) -> Result<(), FeedError> {
    let seen = chronicle.ordered()?;
    let view = View::of(chronicle, &seen);
    let (mut lines, mut growing, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for (file, out) in FILES.iter().zip(outs) {
        match made(file)? {
            Made::Whole(write) => whole.push((write, out)),
            Made::ByLine { head, line } => {
                write_head(head, *out)?;
                lines.push(line);
                growing.push(out);
            }
        }
    }
    let by_line = || {
        by_pieces(&view, &lines, |pieces| {
            let growing = growing.par_iter_mut().enumerate();
            growing.try_for_each(|(file, out)| pieces.iter().try_for_each(|piece| out.write_all(&piece[file])))
        })
    };
    let whole = || whole.into_par_iter().try_for_each(|(write, out)| write(&view, *out));
    let (by_line, whole) = rayon::join(by_line, whole);
    by_line.and(whole)?;
    Ok(())
}

/// What the files of one state are made of.
struct View<'a> {
    chronicle: &'a Chronicle,
    adjacent: Adjacent<'a>,
}

impl<'a> View<'a> {
    fn of(chronicle: &'a Chronicle, seen: &'a [&'a Arc<Seen>]) -> Self {
        Self {
            chronicle,
            adjacent: Adjacent::of(seen),
        }
    }
}

/// Appends what comes before all lines of a file.
type Head = fn(&mut Vec<u8>);

/// Appends what a file says of the entity at a place.
type Line = fn(&View<'_>, usize, &mut Vec<u8>);

/// How a file is made.
enum Made {
    /// Of a head and of what it says of each entity, one after the other.
    ByLine { head: Head, line: Line },
    /// Of all entities at once.
    Whole(fn(&View<'_>, &mut dyn Write) -> io::Result<()>),
}

fn made(file: &FileKind) -> Result<Made, FeedError> {
    let none = |_: &mut Vec<u8>| {};
    Ok(match file.name {
        name if name == ENTITIES.name => Made::ByLine {
            head: none,
            line: entities::line,
        },
        name if name == NESTED.name => Made::ByLine {
            head: none,
            line: nested::line,
        },
        name if name == SIMPLE.name => Made::ByLine {
            head: simple::head,
            line: simple::line,
        },
        name if name == NAMES.name => Made::Whole(names::write),
        name if name == STATEMENTS.name => Made::ByLine {
            head: statements::head,
            line: statements::line,
        },
        name => {
            return Err(FeedError::NoSuchFile {
                format: "ftm",
                file: name.to_owned(),
            });
        }
    })
}

fn write_head<W: Write + ?Sized>(head: Head, out: &mut W) -> io::Result<()> {
    let mut text = Vec::new();
    head(&mut text);
    out.write_all(&text)
}

/// So many entities are one piece of work: enough that handing it out costs nothing, few enough for a processor's own memory.
const PIECE: usize = 256;

/// What most files say of an entity has no more bytes than these.
const USUAL_BYTES: usize = 512;

/// Makes the lines of files piece by piece, all files of a piece in one go. Some pieces are made side by side, then they are taken in
/// their order, and what they were made in is used again: memory does not follow the size of the files.
fn by_pieces(
    view: &View<'_>,
    lines: &[Line],
    mut take: impl FnMut(&[Vec<Vec<u8>>]) -> io::Result<()>,
) -> io::Result<()> {
    let begun = || lines.iter().map(|_| Vec::with_capacity(PIECE * USUAL_BYTES)).collect();
    let count = rayon::current_num_threads() * 2;
    let mut pieces: Vec<Vec<Vec<u8>>> = std::iter::repeat_with(begun).take(count).collect();
    let begins: Vec<usize> = (0..view.adjacent.len()).step_by(PIECE).collect();
    for begins in begins.chunks(pieces.len()) {
        pieces.iter_mut().flatten().for_each(Vec::clear);
        pieces.par_iter_mut().zip(begins).for_each(|(piece, begin)| {
            for place in (*begin..view.adjacent.len()).take(PIECE) {
                lines
                    .iter()
                    .zip(&mut *piece)
                    .for_each(|(line, out)| line(view, place, out));
            }
        });
        take(&pieces)?;
    }
    Ok(())
}
