//! Where the lines of a text begin, so that many places of a long file find their line and column at little cost.

use crate::data::Place;
use crate::yaml::Position;

/// The beginnings of a file's lines.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Looks through a file.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { bytes, starts }
    }

    /// Returns the line and column of an offset; an offset behind the end counts as the end.
    pub(super) fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = 1 + String::from_utf8_lossy(&self.bytes[start..offset]).chars().count();
        Position { line, column }
    }

    /// Returns the line of an offset.
    pub(super) fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset as usize).max(1)
    }

    /// Returns the place of the first line that has text, for findings about a whole file.
    pub(super) fn first_line(&self) -> Place {
        let end = self.starts.get(1).map_or(self.bytes.len(), |next| next - 1);
        Place {
            start: 0,
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::SourceFile;

    #[test]
    fn positions_are_those_of_the_source_file() {
        for text in ["", "a", "a\n", "a: 1\nключ: x\n\n  y", "\n\n", "é\r\nb"] {
            let file = SourceFile {
                path: "a.yaml".into(),
                bytes: text.into(),
            };
            let lines = Lines::new(&file.bytes);
            for start in 0..=u32::try_from(text.len()).expect("short") + 2 {
                let place = Place { start, end: start };
                assert_eq!(lines.position(start), file.position(place), "{text:?} {start}");
            }
        }
    }
}
