//! `too-few-entries`: a list with fewer entries than it must have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "too-few-entries",
    severity: Severity::Error,
    guard: true,
    explanation: "\
## What it finds

A list with fewer entries than `limits: {entries: …}` in `list.yaml` asks for.

## Why it matters

The bound is there so that a list that lost its files is not published. Below it nobody asked for the removals.

## Example

```yaml
limits:
  entries: 30
```

## How to fix it

Bring the entries back, or lower the bound if the authority really removed so many.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let count = list.loaded.entries.len();
    let Some(least) = list.loaded.list.limits.entries_missing(count) else {
        return;
    };
    if !list.has_unread_text() {
        let message = format!("the number of entries is {count}, the least is {least}");
        out.add(
            list.finding("limits", message)
                .remedy("bring the entries back, or lower the bound"),
        );
    }
}
