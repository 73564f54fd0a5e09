//! `yaml-syntax`: a file is no YAML that a list may be written in.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "yaml-syntax",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A file that cannot be read as YAML: wrong indentation, an open quote or bracket, a name that is no text.

## Why it matters

What cannot be read is not in the list. Publishing without it would silently take parties off the list.

## Example

```yaml
names:
  - LAZARUS GROUP
 - HIDDEN COBRA      # indented by one blank instead of two
```

## How to fix it

Correct what the message names; the fault is at the place shown or shortly before it. `gazette fmt` writes the canonical
layout once the file can be read.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault) = problem else {
        return None;
    };
    let remedy = match fault {
        SyntaxFault::NotYaml { message } => remedy(message).map(ToOwned::to_owned),
        SyntaxFault::KeyIsNoText => Some("put the name in quotes".to_owned()),
        _ => return None,
    };
    Some(Message {
        message: fault.to_string(),
        remedy,
    })
}

/// What the parser complains of, and what most writers meant when it does.
const REMEDIES: &[(&str, &str)] = &[
    ("tabs", "indent with spaces, not with tabs"),
    (
        "mapping values are not allowed",
        "put a text that has `: ` in quotes, or indent the line as those around it",
    ),
    (
        "after single-quoted scalar",
        "write a quote within single quotes twice: `'it''s'`",
    ),
    (
        "after double-quoted scalar",
        "write a quote within double quotes behind a backslash",
    ),
    ("unclosed quote", "close the quote"),
    (
        "unclosed bracket",
        "close the bracket, or put a text that begins with one in quotes",
    ),
    (
        "unexpected character",
        "put a text that begins with such a sign in quotes",
    ),
    ("unknown anchor", "put a text that begins with `*` or `&` in quotes"),
    ("block sequence entries", "begin the list on a line of its own"),
    ("simple key expected", "write `field: value`"),
    ("did not find expected", "indent the line as those that belong with it"),
];

/// Returns the remedy for a fault, by the parser's own message.
fn remedy(message: &str) -> Option<&'static str> {
    // The parser writes them as escapes.
    if message.contains("`\\u{") {
        return Some("remove the control character");
    }
    let found = REMEDIES.iter().find(|(said, _)| message.contains(said));
    found.map(|(_, remedy)| *remedy)
}

#[cfg(test)]
mod tests {
    use super::remedy;
    use crate::yaml::parse;

    #[test]
    fn common_slips_have_a_remedy() {
        let slips = [
            ("names:\n\t- A\n", "spaces"),
            ("a: b: c\n", "quotes"),
            ("a: 'FOO'S LTD'\n", "twice"),
            ("a: \"FOO\" LTD\n", "backslash"),
            ("a: 'x\n", "close the quote"),
            ("a: [1\n", "close the bracket"),
            ("a: @x\n", "quotes"),
            ("a: \u{1b}x\n", "control"),
            ("a: *x y\n", "`*`"),
            ("a: - b\n", "line of its own"),
            ("a:\n  - x\n - y\n", "indent"),
            ("a: # c\nx\n", "field: value"),
        ];
        for (text, expected) in slips {
            let fault = parse(text.as_bytes()).errors.remove(0).fault.to_string();
            let said = remedy(&fault).unwrap_or_default();
            assert!(said.contains(expected), "{text:?}: {fault}: {said}");
        }
    }
}
