//! Text laid out in the columns of a terminal: what is wide there counts twice, what has no width counts nothing.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// The least width that text is laid out in: in less, each word would have a line.
const LEAST_WIDTH: usize = 40;

/// A piece of text in one style.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) style: Style,
    pub(super) text: String,
}

/// Returns the columns that a text takes.
pub(super) fn width_of(text: &str) -> usize {
    text.width()
}

/// Breaks a text between words into lines of at most `width` columns; a longer word has a line of its own. Nothing is lost.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let run = Run {
        style: Style::new(),
        text: text.to_owned(),
    };
    wrapped_runs(&[run], 0, 0, width)
}

/// Breaks runs between words into lines. On the first line `before` columns are taken already, on the others `indent`.
pub(super) fn wrapped_runs(runs: &[Run], before: usize, indent: usize, width: usize) -> Vec<String> {
    let mut page = Lines {
        lines: vec![String::new()],
        used: before,
        start: before,
        indent,
        width: width.max(LEAST_WIDTH),
        blanks: Vec::new(),
        word: Vec::new(),
    };
    for run in runs {
        for (at, part) in run.text.split(' ').enumerate() {
            if at > 0 {
                page.end_word();
                page.blanks.push(run.style);
            }
            if !part.is_empty() {
                page.word.push((run.style, part));
            }
        }
    }
    page.end_word();
    page.lines
}

struct Lines<'a> {
    lines: Vec<String>,
    /// The columns of the last line that are taken.
    used: usize,
    /// Where the last line began.
    start: usize,
    indent: usize,
    width: usize,
    /// The blanks before the word.
    blanks: Vec<Style>,
    /// The word, which runs may part.
    word: Vec<(Style, &'a str)>,
}

impl Lines<'_> {
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let width: usize = self.word.iter().map(|(_, part)| part.width()).sum();
        if self.used > self.start && self.used + self.blanks.len() + width > self.width {
            // The blanks are where the line is broken.
            self.blanks.clear();
            self.lines.push(String::new());
            (self.used, self.start) = (self.indent, self.indent);
        }
        self.used += self.blanks.len() + width;
        let blanks = std::mem::take(&mut self.blanks);
        let word = std::mem::take(&mut self.word);
        let line = self.lines.last_mut().expect("there is a first line");
        for (style, part) in blanks.into_iter().map(|style| (style, " ")).chain(word) {
            line.push_str(&format!("{style}{part}{style:#}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_by_the_columns_that_they_take() {
        let words = "金铁三 ".repeat(12);
        for line in wrapped(words.trim_end(), 40) {
            assert!(width_of(&line) <= 40 && line.chars().count() < 27, "{line}");
        }
        assert_eq!(wrapped("a  b", 40), ["a  b"], "blanks within a line stay");
        let long = "x".repeat(50);
        assert_eq!(wrapped(&format!("a {long} b"), 40), ["a", &long, "b"]);
    }

    #[test]
    fn words_that_runs_part_stay_whole() {
        let run = |text: &str| Run {
            style: Style::new(),
            text: text.to_owned(),
        };
        let runs = [
            run("one two three four five six seven OBORON"),
            run("[-,-]"),
            run(" OOO"),
        ];
        assert_eq!(
            wrapped_runs(&runs, 5, 2, 40),
            ["one two three four five six seven", "OBORON[-,-] OOO"]
        );
    }
}
