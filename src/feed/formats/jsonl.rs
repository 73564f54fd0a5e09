//! `jsonl`: under construction.

use std::io::Write;

use crate::feed::format::{FeedError, FileKind, Format};
use crate::model::Edition;

/// See the module.
pub(super) struct JsonLines;

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "everything the list says, in gazette's own JSON"
    }

    fn files(&self) -> &'static [FileKind] {
        &[FileKind {
            name: "entries.jsonl",
            media_type: "application/jsonl",
            about: "the list and its entries",
        }]
    }

    fn write(&self, _: &FileKind, _: &Edition, _: &mut dyn Write) -> Result<(), FeedError> {
        Ok(())
    }
}
