//! `double-space`: several blanks in a row.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{code_point, is_blank};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "double-space",
    severity: Severity::Warning,
    explanation: "\
## What it finds

Several blanks in a row, or another blank than the space, in a text of one line.

## Why it matters

Exact matching fails on them, a reviewer does not see them, and they come back as corrections: OFAC's own list had 81 of them and corrected
them days later, each time as an amendment.

## Example

```yaml
names: ['KIM  Yong Chol']
```

## How to fix it

Write one space; `gazette check --fix` does it. Where the authority prints it so, allow the finding at its place.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text else { return };
    let Some(range) = first_run(text, spot.is_prose()) else {
        return;
    };
    let unusual = text[range.clone()].chars().find(|c| *c != ' ');
    let message = unusual.map_or_else(
        || "several spaces in a row".to_owned(),
        |c| format!("{}, an unusual space", code_point(c)),
    );
    let mut draft = spot.finding_in(range.clone(), message).remedy("write one space");
    if let Some(place) = spot.place_of(range) {
        draft = draft.fix(place, " ");
    }
    out.add(draft);
}

/// Returns the first run of blanks inside a line that is not one space. Tabs are reported as control characters; in
/// prose, two spaces between sentences are a habit and no fault.
fn first_run(text: &str, is_prose: bool) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    let inside = |c: char| is_blank(c) && c != '\t';
    while let Some(start) = text[at..].find(inside).map(|found| at + found) {
        let end = text[start..]
            .find(|c| !inside(c))
            .map_or(text.len(), |length| start + length);
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let outer = before.is_none_or(|c| c == '\n') || after.is_none_or(|c| c == '\n');
        let between_sentences = is_prose && &text[start..end] == "  " && before.is_some_and(|c| ".:;?!".contains(c));
        if !outer && !between_sentences && &text[start..end] != " " {
            return Some(start..end);
        }
        at = end;
    }
    None
}
