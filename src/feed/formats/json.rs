//! `json`: under construction.

use std::io::Write;

use crate::feed::format::{FeedError, FileKind, Format};
use crate::model::Edition;

/// See the module.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "everything the list says, in gazette's own JSON"
    }

    fn files(&self) -> &'static [FileKind] {
        &[FileKind {
            name: "entries.json",
            media_type: "application/json",
            about: "the list and its entries",
        }]
    }

    fn write(&self, _: &FileKind, _: &Edition, _: &mut dyn Write) -> Result<(), FeedError> {
        Ok(())
    }
}
