//! Plain data to canonical YAML text.
//!
//! One fact a line, two spaces of indentation, block style throughout. A scalar stands plain where every YAML 1.2 reader
//! takes it for the same text or for a whole number of the same digits, else in quotes; a text of several lines stands
//! as a literal block where that keeps every character.

use std::fmt::Write;

use crate::data::{Node, Value};

use super::comments::Comments;

/// Writes a document, without document marks, ending in a line end.
pub fn print(node: &Node) -> String {
    print_with(node, &Comments::default())
}

/// Writes a document with the comments that stand about its nodes.
pub(super) fn print_with(node: &Node, comments: &Comments) -> String {
    let mut printer = Printer {
        out: String::new(),
        comments,
        due: None,
    };
    match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => printer.map(node, 0),
        Value::List(elements) if !elements.is_empty() => printer.list(node, 0),
        _ => {
            printer.inline(node, 0);
            printer.out.push('\n');
        }
    }
    printer.out
}

struct Printer<'a> {
    out: String,
    comments: &'a Comments,
    /// A comment behind an element that begins a line and does not end it.
    due: Option<String>,
}

impl Printer<'_> {
    /// Writes the pairs of a map. The first one begins where the writer stands, the others on lines of their own.
    fn map(&mut self, node: &Node, indent: usize) {
        for (index, (key, value)) in node.pairs().iter().enumerate() {
            self.begin_line(index, indent);
            self.lines_above(self.comments.above_pair(value), index, indent);
            push_scalar(&mut self.out, key, indent);
            self.out.push(':');
            self.value(value, indent);
            self.lines_below(self.comments.below_pair(value), indent);
        }
    }

    fn list(&mut self, node: &Node, indent: usize) {
        for (index, element) in node.elements().iter().enumerate() {
            self.begin_line(index, indent);
            self.lines_above(self.comments.above_element(element), index, indent);
            self.out.push_str("- ");
            match &element.value {
                Value::Map(pairs) if !pairs.is_empty() => {
                    self.due = self.comments.right_of_element(element).cloned();
                    self.map(element, indent + 2);
                }
                Value::List(elements) if !elements.is_empty() => {
                    self.due = self.comments.right_of_element(element).cloned();
                    self.list(element, indent + 2);
                }
                _ => self.last_of_line(element, self.comments.right_of_element(element), indent),
            }
            self.lines_below(self.comments.below_element(element), indent);
        }
    }

    fn value(&mut self, value: &Node, indent: usize) {
        let right = self.comments.right_of_pair(value);
        match &value.value {
            Value::Map(pairs) if !pairs.is_empty() => {
                self.end_line(right);
                push_indent(&mut self.out, indent + 2);
                self.map(value, indent + 2);
            }
            Value::List(elements) if !elements.is_empty() => {
                self.end_line(right);
                push_indent(&mut self.out, indent + 2);
                self.list(value, indent + 2);
            }
            _ => {
                self.out.push(' ');
                self.last_of_line(value, right, indent);
            }
        }
    }

    fn begin_line(&mut self, index: usize, indent: usize) {
        if index > 0 {
            push_indent(&mut self.out, indent);
        }
    }

    /// Writes the comments above an element; the writer stands behind the indentation, before and after.
    fn lines_above(&mut self, lines: &[String], index: usize, indent: usize) {
        for line in lines {
            if line.is_empty() {
                // The first of its block needs no blank line above it.
                if index > 0 {
                    let written = self.out.trim_end_matches(' ').len();
                    self.out.truncate(written);
                    self.out.push('\n');
                    push_indent(&mut self.out, indent);
                }
                continue;
            }
            self.out.push_str(line);
            self.out.push('\n');
            push_indent(&mut self.out, indent);
        }
    }

    fn lines_below(&mut self, lines: &[String], indent: usize) {
        for line in lines {
            push_indent(&mut self.out, indent);
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    /// Writes a value that ends its line. A literal block takes its comment on the line of its mark.
    fn last_of_line(&mut self, node: &Node, right: Option<&String>, indent: usize) {
        let right = self.right_or_due(right);
        let start = self.out.len();
        self.inline(node, indent);
        match (right, self.out[start..].find('\n')) {
            (Some(comment), Some(end_of_mark)) => self.out.insert_str(start + end_of_mark, &format!(" {comment}")),
            (Some(comment), None) => {
                self.out.push(' ');
                self.out.push_str(&comment);
            }
            (None, _) => {}
        }
        self.out.push('\n');
    }

    /// Returns the comments that end the line being written.
    fn right_or_due(&mut self, right: Option<&String>) -> Option<String> {
        match (self.due.take(), right) {
            (Some(due), Some(right)) => Some(format!("{due} {right}")),
            (due, right) => due.or_else(|| right.cloned()),
        }
    }

    fn end_line(&mut self, right: Option<&String>) {
        let right = self.right_or_due(right);
        if let Some(comment) = right {
            self.out.push(' ');
            self.out.push_str(&comment);
        }
        self.out.push('\n');
    }

    fn inline(&mut self, node: &Node, indent: usize) {
        match &node.value {
            Value::Null => self.out.push('~'),
            Value::Text(text) => push_scalar(&mut self.out, text, indent),
            Value::Flag(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => write!(self.out, "{number}").expect("a String takes every text"),
            Value::List(_) => self.out.push_str("[]"),
            Value::Map(_) => self.out.push_str("{}"),
        }
    }
}

fn push_indent(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn push_scalar(out: &mut String, text: &str, indent: usize) {
    if is_plain(text) {
        out.push_str(text);
    } else if is_literal(text) {
        push_literal(out, text, indent);
    } else if text.chars().any(needs_escape) {
        push_double_quoted(out, text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// True where the text can stand without quotes and no reader takes it for anything else.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let indicator = "-?:,[]{}#&*!|>'\"%@`".contains(first);
    let spaced = text.starts_with(' ') || text.ends_with(' ');
    let cut = text.ends_with(':') || text.contains(": ") || text.contains(" #");
    let clean = !text.chars().any(|c| needs_escape(c) || c == '\u{feff}');
    !indicator && !spaced && !cut && clean && !resolves_to_another_type(text) && !text.starts_with("...")
}

/// True for what the core schema of YAML 1.2 takes for no text, whole numbers without a loss of digits excepted.
fn resolves_to_another_type(text: &str) -> bool {
    let word = matches!(
        text,
        "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
    );
    word || (looks_like_a_number(text) && !is_exact_number(text))
}

fn looks_like_a_number(text: &str) -> bool {
    let numeric = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | '+' | '-' | '_' | 'x' | 'o');
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+'));
    let date = text.len() == 10 && text.as_bytes()[4] == b'-';
    let month = text.len() == 7 && text.as_bytes()[4] == b'-';
    starts && text.chars().all(numeric) && !date && !month
}

/// True for digits that a reader of 53-bit numbers gives back as they were.
fn is_exact_number(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() <= 15 && (text == "0" || !text.starts_with('0'))
}

/// True where a literal block keeps every character: several lines, none of which starts or ends in white space.
fn is_literal(text: &str) -> bool {
    let several = text.trim_end_matches('\n').contains('\n');
    let kept = text.split('\n').all(|line| line.trim() == line);
    let clean = !text.chars().any(|c| needs_escape(c) && c != '\n');
    several && kept && clean && !text.starts_with('\n') && !text.ends_with("\n\n")
}

fn push_literal(out: &mut String, text: &str, indent: usize) {
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    for line in text.trim_end_matches('\n').split('\n') {
        out.push('\n');
        if !line.is_empty() {
            push_indent(out, indent + 2);
            out.push_str(line);
        }
    }
}

/// True for what a quoted scalar cannot hold as it is: controls, line and paragraph separators, bidirectional marks.
fn needs_escape(c: char) -> bool {
    let separator = matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let bidirectional = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || separator || bidirectional
}

fn push_double_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => write!(out, "\\u{:04X}", c as u32).expect("a String takes every text"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn scalar(text: &str) -> String {
        print(&Node::map(vec![("k".into(), Node::text(text))]))
    }

    #[test]
    fn a_text_is_plain_where_no_reader_mistakes_it() {
        let cases = [
            ("NO", "k: NO\n"),
            ("27307", "k: 27307\n"),
            ("0123", "k: '0123'\n"),
            ("1.10", "k: '1.10'\n"),
            ("1e3", "k: '1e3'\n"),
            ("2019-09-13", "k: 2019-09-13\n"),
            ("true", "k: 'true'\n"),
            ("", "k: ''\n"),
            ("a: b", "k: 'a: b'\n"),
            ("CHONGCH'AL", "k: CHONGCH'AL\n"),
            ("'AL", "k: '''AL'\n"),
            ("one\ntwo", "k: |-\n  one\n  two\n"),
            ("one\n\ntwo\n", "k: |\n  one\n\n  two\n"),
            ("one \ntwo", "k: \"one \\ntwo\"\n"),
            ("a\u{202e}b", "k: \"a\\u202Eb\"\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text), expected);
        }
    }

    #[test]
    fn every_text_is_read_back_as_it_was() {
        let odd = "\u{85} \u{2028} \t # : - [ { ' \" \\ | > % @ ` ~ é 金铁三 \u{0}\u{7f}\r";
        let mut texts: Vec<String> = odd.chars().map(String::from).collect();
        texts.extend(odd.chars().map(|c| format!("a{c}")));
        texts.extend(odd.chars().map(|c| format!("{c} a\nb")));
        texts.extend(
            [
                "- a", "a #b", "...", "--- a", "a\n  b", "\na", "a\n\n\n", "x:", ": x", "?",
            ]
            .map(String::from),
        );
        for text in texts {
            let parsed = parse(scalar(&text).as_bytes());
            assert_eq!(parsed.errors, [], "{text:?}");
            let back = parsed.documents[0].get("k").and_then(Node::as_text);
            assert_eq!(back, Some(text.as_str()), "{:?}", scalar(&text));
        }
    }
}
