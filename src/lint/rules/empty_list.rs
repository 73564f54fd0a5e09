//! `empty-list`: a list without entries.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "empty-list",
    severity: Severity::Error,
    guard: true,
    explanation: "\
## What it finds

A list without entries.

## Why it matters

An empty list takes everybody off it. It is far more often a lost folder than an authority's decision.

## Example

```yaml
# lists/us/ has a list.yaml and nothing else
```

## How to fix it

Bring the entries back. If the authority really lists no one any more, set `limits: {entries: 0}` in `list.yaml`, or retire the list
(`docs/urgent.md`).
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let is_list = !list.loaded.list_node.is_null();
    let is_meant = list.loaded.list.limits.may_be_empty();
    if is_list && !is_meant && list.loaded.entries.is_empty() && !list.has_unread_text() {
        let message = format!("the list `{}` has no entries", list.loaded.id);
        out.add(
            list.finding("", message)
                .remedy("bring the entries back, or set `limits: {entries: 0}`"),
        );
    }
}
