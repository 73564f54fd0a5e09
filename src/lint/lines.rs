//! Where the lines of a text begin, so that many places of a long file find their line and column at little cost.

use crate::data::Place;
use crate::yaml::Position;

/// The beginnings of a file's lines.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
    /// The number of characters before each [`STRIDE`] bytes of a file that is UTF-8: a line of a megabyte can have a finding
    /// every few bytes, and counting from its start each time would take quadratic time.
    characters: Vec<usize>,
}

const STRIDE: usize = 256;

impl<'a> Lines<'a> {
    /// Looks through a file.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let characters = std::str::from_utf8(bytes).map_or_else(|_| Vec::new(), |_| characters_before(bytes));
        Self {
            bytes,
            starts,
            characters,
        }
    }

    /// Returns the line and column of an offset; an offset behind the end counts as the end.
    pub(super) fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position {
            line,
            column: 1 + self.count(start, offset),
        }
    }

    /// Returns the number of characters between two offsets; part of a character at the end counts as one.
    fn count(&self, start: usize, end: usize) -> usize {
        if self.characters.is_empty() {
            return String::from_utf8_lossy(&self.bytes[start..end]).chars().count();
        }
        self.characters_before(end) - self.characters_before(start)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        self.characters[stride] + first_bytes(&self.bytes[stride * STRIDE..offset])
    }

    /// Returns the line of an offset.
    pub(super) fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset as usize).max(1)
    }

    /// Returns the part of a place that is on its first line: a reader does not need the whole entry to know which one is
    /// meant. The empty place at 0 represents a whole file and gives its first line.
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

/// Returns the number of characters before each [`STRIDE`] bytes, beginning with the none before the first.
fn characters_before(bytes: &[u8]) -> Vec<usize> {
    let mut before = vec![0];
    let mut sum = 0;
    for stride in bytes.chunks(STRIDE) {
        sum += first_bytes(stride);
        before.push(sum);
    }
    before
}

/// Returns how many bytes begin a character of UTF-8.
fn first_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::SourceFile;

    #[test]
    fn positions_are_those_of_the_source_file() {
        let long = format!("{}\nb: {}\n", "ключ ".repeat(STRIDE), "x€".repeat(STRIDE));
        for text in ["", "a", "a\n", "a: 1\nключ: x\n\n  y", "\n\n", "é\r\nb", &long] {
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
