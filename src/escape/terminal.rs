//! Text at a terminal, and in the log of a CI job.
//!
//! A character that a terminal would obey is written as JSON and YAML escape it, `\u001b`: what is JSON stays JSON with the same meaning,
//! and people see what is there.

use std::fmt::Write;

/// Whether a text may contain colours of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// It may: sequences that set colour, weight, underline or strike-through stay.
    Kept,
    /// It may not.
    Escaped,
}

/// Returns true for what a terminal obeys or what reorders a line: control characters but tab and line feed, and the marks that
/// embed, override or isolate a direction of text.
pub fn is_command(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Returns a text that commands no terminal: see [`is_command`].
pub fn terminal(text: &str) -> String {
    escaped(text, Colours::Escaped)
}

/// Returns a text as the command prints it: without commands to a terminal, and without a line that the runner of a GitHub job would
/// take for a workflow command (`::error::…`, `##[group]…`).
pub fn output(text: &str, colours: Colours) -> String {
    let text = escaped(text, colours);
    if !text.contains("::") && !text.contains("##[") {
        return text;
    }
    let lines = text.split_inclusive('\n');
    lines
        .map(|line| without_workflow_command(line).replace("##[", "#\\u0023["))
        .collect()
}

/// The runner trims a line before it looks for a command.
fn without_workflow_command(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    match line[start..].strip_prefix("::") {
        // A command has a name between two pairs of colons; ` ::: file` is how a further file of a finding begins.
        Some(rest) if rest.contains("::") || !rest.starts_with(':') => {
            format!("{}\\u003a:{rest}", &line[..start])
        }
        _ => line.to_owned(),
    }
}

fn escaped(text: &str, colours: Colours) -> String {
    if !text.contains(is_command) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match colours {
            Colours::Kept => colour_length(rest),
            Colours::Escaped => None,
        };
        match length {
            Some(length) => {
                out.push_str(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
            None if is_command(c) => write!(out, "\\u{:04x}", u32::from(c)).expect("a String takes every text"),
            None => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Returns the length of a sequence such as `ESC [ 1 ; 31 m` at the beginning of a text. Codes that hide or flash text are none of ours.
fn colour_length(text: &str) -> Option<usize> {
    let codes = text.strip_prefix("\u{1b}[")?;
    let end = codes.find('m')?;
    let is_ours = |code: &str| {
        matches!(
            code,
            "" | "0" | "1" | "2" | "3" | "4" | "9" | "30" | "31" | "32" | "33" | "34" | "35" | "36" | "37"
        ) || matches!(code.parse::<u8>(), Ok(90..=97))
    };
    codes[..end].split(';').all(is_ours).then_some(2 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_to_terminals_are_shown() {
        assert_eq!(terminal("a\tb\nc"), "a\tb\nc");
        assert_eq!(
            terminal("\u{1b}[31mRED\u{9b}2J\u{7}\r"),
            "\\u001b[31mRED\\u009b2J\\u0007\\u000d"
        );
        assert_eq!(terminal("a\u{202e}b"), "a\\u202eb");
        assert_eq!(
            output("\u{1b}[1;31mred\u{1b}[0m", Colours::Kept),
            "\u{1b}[1;31mred\u{1b}[0m"
        );
        assert_eq!(
            output("\u{1b}[8mhidden\u{1b}[2J", Colours::Kept),
            "\\u001b[8mhidden\\u001b[2J"
        );
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        let text = "a ::b\n::error::x\n \t::set-output name=a::b\n##[group]x\n";
        let shown = "a ::b\n\\u003a:error::x\n \t\\u003a:set-output name=a::b\n#\\u0023[group]x\n";
        assert_eq!(output(text, Colours::Escaped), shown);
        // JSON keeps its meaning.
        let json = output("\"a\u{9b}##[x\"", Colours::Escaped);
        assert_eq!(
            serde_json::from_str::<String>(&json).ok().as_deref(),
            Some("a\u{9b}##[x")
        );
    }
}
