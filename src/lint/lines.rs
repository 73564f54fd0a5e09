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

    /// Returns the part of a place that stands on its first line: nobody needs to be shown a whole entry to know which one is
    /// meant. The empty place at 0 stands for a whole file and gives its first line.
    pub(super) fn first_line_of(&self, place: Place) -> Place {
        let line = self.line(place.start);
        let line_end = self.starts.get(line).map_or(self.bytes.len(), |next| next - 1);
        let line_end = u32::try_from(line_end).unwrap_or(u32::MAX);
        let whole_file = place == Place::default();
        Place {
            start: place.start,
            end: if whole_file {
                line_end
            } else {
                place.end.min(line_end.max(place.start))
            },
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
