//! The lines of a file around some places, fit to be shown.

use std::ops::Range;

use crate::data::Place;

/// Some lines of a file.
pub(super) struct Excerpt {
    /// The number of the first line.
    pub(super) first_line: usize,
    /// The lines, without what a terminal would obey or hide.
    pub(super) text: String,
    /// The places in `text`, in the order in which they were asked for.
    pub(super) spans: Vec<Range<usize>>,
}

/// A longer excerpt is not shown: it would help no one.
const LONGEST: usize = 20_000;

/// Returns the lines that hold the places, each given with the number of the line on which it begins; nothing if they are
/// too long to show.
pub(super) fn excerpt(bytes: &[u8], places: &[(Place, usize)]) -> Option<Excerpt> {
    let clamp = |at: u32| (at as usize).min(bytes.len());
    let first_line = places.iter().map(|(_, line)| *line).min()?;
    let places: Vec<Place> = places.iter().map(|(place, _)| *place).collect();
    let start = places.iter().map(|place| clamp(place.start)).min()?;
    let end = places.iter().map(|place| clamp(place.end)).max()?.max(start);
    if end - start > LONGEST {
        return None;
    }
    // A line that is longer is not looked through to its ends for each of its findings.
    let is_line_end = |byte: &u8| *byte == b'\n';
    let window_start = end.saturating_sub(LONGEST + 1);
    let window_end = bytes.len().min(start + LONGEST + 1);
    let line_start = match bytes[window_start..start].iter().rposition(is_line_end) {
        Some(at) => window_start + at + 1,
        None if window_start == 0 => 0,
        None => return None,
    };
    let line_end = match bytes[end..window_end.max(end)].iter().position(is_line_end) {
        Some(at) => end + at,
        None if window_end >= bytes.len() => bytes.len(),
        None => return None,
    };
    if line_end - line_start > LONGEST {
        return None;
    }
    let offset = |at: u32| clean(&bytes[line_start..clamp(at).max(line_start)]).len();
    Some(Excerpt {
        first_line,
        text: clean(&bytes[line_start..line_end]),
        spans: places
            .iter()
            .map(|place| offset(place.start)..offset(place.end.max(place.start)))
            .collect(),
    })
}

/// Returns text without characters that turn, hide or command; what is no UTF-8 is a replacement character.
fn clean(bytes: &[u8]) -> String {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let hidden = |c: char| matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let text = String::from_utf8_lossy(bytes);
    let shown = text.chars().filter(|c| *c != '\r');
    shown
        .map(|c| if obeyed(c) || hidden(c) { '\u{fffd}' } else { c })
        .collect()
}
