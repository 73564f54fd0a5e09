//! `jsonl`: everything that a list says, as JSON Lines: a header, then a record a line.
//!
//! `entries.jsonl` holds the listed entries and nothing else, so that who reads it line by line never takes an unlisted
//! party for a designated one; the parties are in `parties.jsonl`. The lines behind the header are the canonical form
//! over which digests are made.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use crate::data::Node;
use crate::feed::carries::Carries;
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::native::{Counts, ReleaseFacts, StateDigest, VERSION, record, write_json};
use crate::model::record::{Field, Form};
use crate::model::{Edition, Entry};

const MEDIA_TYPE: &str = "application/jsonl";

const ENTRIES: FileKind = FileKind {
    name: "entries.jsonl",
    media_type: MEDIA_TYPE,
    about: "a header line, then an entry a line",
};

const PARTIES: FileKind = FileKind {
    name: "parties.jsonl",
    media_type: MEDIA_TYPE,
    about: "a header line, then a party a line that is NOT listed and to which entries relate",
};

/// The first line of either file.
#[derive(Serialize)]
struct Header<'a> {
    format: &'static str,
    version: u64,
    list_id: &'a str,
    list: Option<Node>,
    release: Option<ReleaseFacts<'a>>,
    counts: Counts,
    digest: StateDigest,
}

/// See the module.
pub(super) struct JsonLines;

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "everything the list says, as JSON Lines: a record a line"
    }

    fn files(&self) -> &'static [FileKind] {
        &[ENTRIES, PARTIES]
    }

    fn is_native(&self) -> bool {
        true
    }

    fn carries(&self) -> &'static Carries {
        &Carries::Everything
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        if file == &ENTRIES {
            return write_lines("gazette.entries", edition, &edition.entries, out);
        }
        FeedError::require(self, file, &PARTIES)?;
        write_lines("gazette.parties", edition, &edition.parties, out)
    }
}

fn write_lines(
    format: &'static str,
    edition: &Edition,
    rows: &[Arc<Entry>],
    out: &mut dyn Write,
) -> Result<(), FeedError> {
    let header = Header {
        format,
        version: VERSION,
        list_id: &edition.list_id,
        list: edition.list.node(Form::Long),
        release: edition.release.as_ref().map(ReleaseFacts::from),
        counts: Counts::of(edition),
        digest: StateDigest::of(edition),
    };
    write_json(&header, out)?;
    out.write_all(b"\n")?;
    for row in rows {
        writeln!(out, "{}", record(row))?;
    }
    Ok(())
}
