//! Rows of the legacy CSV files, to the byte: numbers bare, texts in double quotes, nothing as `-0- `, CR LF behind.
//!
//! There is no escaping: a text has no double quote, no line end and nothing but ASCII. Who writes rows sees to that first.

use std::borrow::Cow;

use crate::model::Entry;

use super::ascii::to_ascii;

/// What stands for nothing, never in quotes.
pub const NULL: &str = "-0- ";

/// The line end.
pub const LINE_END: &str = "\r\n";

/// The last byte of SDN.CSV, ADD.CSV and ALT.CSV: the end mark of CP/M and DOS.
pub const END_MARK: u8 = 0x1A;

/// One column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Digits.
    Number(&'a str),
    /// A text.
    Text(&'a str),
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// Returns a row without its line end.
pub fn row_text(cells: &[Cell<'_>]) -> String {
    let mut row = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            row.push(',');
        }
        match cell {
            Cell::Null => row.push_str(NULL),
            Cell::Number(digits) => row.push_str(digits),
            Cell::Text(text) => {
                row.push('"');
                row.push_str(text);
                row.push('"');
            }
        }
    }
    row
}

/// The longest Remarks that SDN.CSV holds, in characters; the rest goes to SDN_COMMENTS.CSV.
pub const REMARKS_WIDTH: usize = 1000;

/// The longest Title.
pub const TITLE_WIDTH: usize = 200;

/// Returns the column Title of an entry, cut to its width. The Remarks have the whole titles again.
pub fn title(entry: &Entry) -> Option<String> {
    let titles: Vec<&str> = entry.titles.iter().map(|title| title.text.as_str()).collect();
    let joined = titles.join("; ");
    let joined = to_ascii(&joined).map_or_else(|_| joined.clone(), Cow::into_owned);
    let width = joined
        .char_indices()
        .nth(TITLE_WIDTH)
        .map_or(joined.len(), |(at, _)| at);
    (!joined.is_empty()).then(|| joined[..width].to_owned())
}
