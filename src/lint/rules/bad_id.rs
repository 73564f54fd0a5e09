//! `bad-id`: an id that is no safe name for a file or a page.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "bad-id",
    severity: Severity::Error,
    explanation: "\
## What it finds

An id with other characters than letters, digits, `.`, `-` and `_`, one that begins or ends in a dot, a name that a system keeps for
itself (`CON`, `NUL`), or one of more than 100 bytes. Also the id of a list.

## Why it matters

The id names the entry's file, its page and its JSON in the publication, on every system and in every address of the web.

## Example

```yaml
id: ../KPe/031
```

## How to fix it

Write `/` and blanks as `-` or `.`. Keep the authority's own form under `references`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let id = &entry.model().id;
    if id.is_empty() {
        return;
    }
    if let Some(fault) = id_fault(id) {
        let message = format!("`{}` is not a valid id: {fault}", shown(id));
        let remedy = "write letters, digits, `.`, `-` and `_`, as the id names files and pages";
        out.add(entry.finding(message).remedy(remedy));
    }
}

/// Names of longer files are refused by some systems, and something is put before and behind the id.
const LONGEST: usize = 100;

/// Returns why a text cannot be an id; nothing where it can.
pub fn id_fault(id: &str) -> Option<&'static str> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let stem = id.split('.').next().unwrap_or_default().to_ascii_uppercase();
    if !id.chars().all(safe) {
        return Some("it has characters that are not safe in file names");
    }
    if id.starts_with('.') || id.ends_with('.') || id.contains("..") {
        return Some("its dots make it a hidden or another folder's name");
    }
    if id.starts_with('-') {
        return Some("it looks like an option");
    }
    if id.len() > LONGEST {
        return Some("it is longer than 100 bytes");
    }
    is_device(&stem).then_some("Windows keeps the name for itself")
}

fn is_device(stem: &str) -> bool {
    let numbered = stem.len() == 4 && stem.ends_with(|c: char| c.is_ascii_digit());
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL") || (numbered && (stem.starts_with("COM") || stem.starts_with("LPT")))
}
