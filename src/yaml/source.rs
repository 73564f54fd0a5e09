//! A source file: its path, its bytes, and what line and column an offset is in.

use crate::data::Place;

/// A file as it was read.
#[derive(Debug, Clone, Default)]
pub struct SourceFile {
    /// The path in the repository, with `/`.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A line and a column, both counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl SourceFile {
    /// Returns the content as text; what is no UTF-8 is shown as replacement characters.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Returns the line and column at which a place begins.
    pub fn position(&self, place: Place) -> Position {
        let before = &self.bytes[..(place.start as usize).min(self.bytes.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        Position {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + String::from_utf8_lossy(&before[line_start..]).chars().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let file = SourceFile {
            path: "a.yaml".into(),
            bytes: "a: 1\nключ: x\n".into(),
        };
        let start = u32::try_from("a: 1\nключ: ".len()).expect("short");
        let place = Place { start, end: start + 1 };
        assert_eq!(file.position(place), Position { line: 2, column: 7 });
    }
}
