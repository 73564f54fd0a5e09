//! `list-shrank`: a list lost more entries than it may in one change.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "list-shrank",
    severity: Severity::Error,
    guard: true,
    needs: Needs::Base,
    explanation: "\
## What it finds

A list that lost more of its entries since the base revision than `limits: {shrink: …}` allows, in percent. Without the bound it is
10 percent, and up to 10 removals are always allowed.

## Why it matters

A lost folder or a cut-off import looks just like many removals, and every one of them would release frozen money.

## Example

```yaml
limits:
  shrink: 10
```

## How to fix it

Bring the entries back. If the authority removed so many, add an exception for `list-shrank` to `exceptions.yaml` in the same change.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(base) = list
        .base
        .filter(|base| !base.entries.is_empty() && !list.has_unread_text())
    else {
        return;
    };
    let gone = base
        .entries
        .iter()
        .filter(|entry| !list.entries.contains_key(entry.id.as_str()))
        .count();
    if let Some(allowed) = list.loaded.list.limits.shrink_exceeded(gone, base.entries.len()) {
        let message = format!(
            "{gone} of {} entries are gone, at most {allowed} percent may be",
            base.entries.len()
        );
        let remedy = "bring them back, or add an exception for `list-shrank` to `exceptions.yaml`";
        out.add(list.finding("limits", message).remedy(remedy));
    }
}
