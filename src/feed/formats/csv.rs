//! `csv`: under construction.

use std::io::Write;

use crate::feed::format::{FeedError, FileKind, Format};
use crate::model::Edition;

/// See the module.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "everything the list says, in gazette's own JSON"
    }

    fn files(&self) -> &'static [FileKind] {
        &[
            FileKind {
                name: "entries.csv",
                media_type: "text/csv; charset=utf-8",
                about: "one row an entry",
            },
            FileKind {
                name: "names.csv",
                media_type: "text/csv; charset=utf-8",
                about: "one row a name",
            },
        ]
    }

    fn write(&self, _: &FileKind, _: &Edition, _: &mut dyn Write) -> Result<(), FeedError> {
        Ok(())
    }
}
