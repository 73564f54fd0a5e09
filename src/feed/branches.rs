//! Documents of [`Branch`]es: an element a line, texts on the line of their element, attributes with what is special in them escaped.

use std::io::{self, Write};

use crate::data::Branch;

/// How a document is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// How far a child is indented.
    pub(super) indent: usize,
    /// True where a document ends with a line end.
    pub(super) ends_line: bool,
}

/// Writes the declaration and the root with its children, which are made one after the other.
///
/// # Errors
///
/// Returns any error of `out`.
pub(super) fn write_document(
    out: &mut dyn Write,
    layout: Layout,
    declaration: &str,
    root: &Branch,
    children: impl Iterator<Item = Branch>,
) -> io::Result<()> {
    let mut text = format!("{declaration}\n<{}", root.name);
    push_attributes(root, &mut text);
    text.push('>');
    for child in children {
        push_branch(&child, 1, layout, &mut text);
        if text.len() > 1 << 16 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    text.push_str("\n</");
    text.push_str(root.name);
    text.push('>');
    if layout.ends_line {
        text.push('\n');
    }
    out.write_all(text.as_bytes())
}

fn push_branch(branch: &Branch, depth: usize, layout: Layout, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', depth * layout.indent));
    text.push('<');
    text.push_str(branch.name);
    push_attributes(branch, text);
    if branch.children.is_empty() && branch.text.is_none() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    if let Some(content) = &branch.text {
        push_text(content, text);
    } else {
        for child in &branch.children {
            push_branch(child, depth + 1, layout, text);
        }
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', depth * layout.indent));
    }
    text.push_str("</");
    text.push_str(branch.name);
    text.push('>');
}

fn push_attributes(branch: &Branch, text: &mut String) {
    for (name, value) in &branch.attributes {
        text.push(' ');
        text.push_str(name);
        text.push_str("=\"");
        for char in value.chars() {
            match char {
                '"' => text.push_str("&quot;"),
                '\n' => text.push_str("&#10;"),
                '\r' => text.push_str("&#13;"),
                '\t' => text.push_str("&#9;"),
                _ => push_char(char, text),
            }
        }
        text.push('"');
    }
}

fn push_text(content: &str, text: &mut String) {
    for char in content.chars() {
        push_char(char, text);
    }
}

/// A character that XML 1.0 has no way to write is written as U+FFFD.
fn push_char(char: char, text: &mut String) {
    match char {
        '&' => text.push_str("&amp;"),
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => text.push(char),
        _ => text.push(char::REPLACEMENT_CHARACTER),
    }
}
