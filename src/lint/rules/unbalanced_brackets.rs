//! `unbalanced-brackets`: a bracket or double quote without its other half.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "unbalanced-brackets",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name in which a bracket or a double quote is opened and not closed, or the other way round.

## Why it matters

The other half was cut off, and perhaps some of the name with it.

## Example

```yaml
names: ['KOREA MINING (KOMID']
```

## How to fix it

Look the name up in the source and complete it.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.name() else { return };
    if let Some((at, c)) = lonely(text) {
        let message = format!("`{c}` has no other half");
        out.add(
            spot.finding_in(at..at + c.len_utf8(), message)
                .remedy("look the name up and complete it"),
        );
    }
}

fn lonely(text: &str) -> Option<(usize, char)> {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('“', '”'), ('«', '»')];
    let mut open: Vec<(usize, char, char)> = Vec::new();
    for (at, c) in text.char_indices() {
        if c == '"' {
            match open.iter().rposition(|(_, opener, _)| *opener == '"') {
                Some(place) => drop(open.remove(place)),
                None => open.push((at, '"', '"')),
            }
        } else if let Some((_, close)) = PAIRS.iter().find(|(opener, _)| *opener == c) {
            open.push((at, c, *close));
        } else if PAIRS.iter().any(|(_, close)| *close == c) && open.pop().is_none_or(|(.., close)| close != c) {
            return Some((at, c));
        }
    }
    open.first().map(|(at, c, _)| (*at, *c))
}
