//! `json`: everything that a list says, as one JSON document.
//!
//! The members, each on a line of its own: `format` (`gazette.list`), `version`, `list_id`, `list` (the facts of
//! `list.yaml` in the long form), `release` (null for a working tree), `counts`, `digest` (SHA-256 of the records, see
//! `docs/feeds.md`), `entries` and `parties`, one record a line. Parties are *not* designated: relations lead to them.

use std::io::Write;

use serde::Serialize;

use crate::feed::carries::Carries;
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::native::{Counts, ReleaseFacts, StateDigest, VERSION, record, write_json, write_rows};
use crate::model::Edition;

const FILE: FileKind = FileKind {
    name: "entries.json",
    media_type: "application/json",
    about: "the list, its entries and the unlisted parties that they relate to, one record a line",
};

/// See the module.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "everything the list says, as one JSON document"
    }

    fn files(&self) -> &'static [FileKind] {
        &[FILE]
    }

    fn is_native(&self) -> bool {
        true
    }

    fn carries(&self) -> &'static Carries {
        &Carries::Everything
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &FILE)?;
        member(out, "{\n", "format", &"gazette.list")?;
        member(out, ",\n", "version", &VERSION)?;
        member(out, ",\n", "list_id", &edition.list_id)?;
        write!(out, ",\n\"list\":{}", record(&edition.list))?;
        member(out, ",\n", "release", &edition.release.as_ref().map(ReleaseFacts::from))?;
        member(out, ",\n", "counts", &Counts::of(edition))?;
        member(out, ",\n", "digest", &StateDigest::of(edition))?;
        out.write_all(b",\n\"entries\":")?;
        write_rows(&edition.entries, out)?;
        out.write_all(b",\n\"parties\":")?;
        write_rows(&edition.parties, out)?;
        out.write_all(b"\n}\n")?;
        Ok(())
    }
}

fn member<T: Serialize>(out: &mut dyn Write, before: &str, name: &str, value: &T) -> Result<(), FeedError> {
    write!(out, "{before}\"{name}\":")?;
    write_json(value, out)?;
    Ok(())
}
