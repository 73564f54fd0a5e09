//! `list-shrank`: a list lost more entries than it may in one change.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "list-shrank",
    severity: Severity::Error,
    needs: Needs::Base,
    explanation: "\
## What it finds

A list that lost more of its entries since the base revision than `limits: {shrink: …}` allows, in percent; 10 where nothing is said.

## Why it matters

A lost folder or a cut-off import looks just like many removals, and every one of them would release frozen money.

## Example

```yaml
limits:
  shrink: 10
```

## How to fix it

Bring the entries back. Where the authority removed so many, raise the bound in the same change and say why.
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
    let allowed = list.loaded.list.limits.shrink.0.unwrap_or(10);
    let gone = base
        .entries
        .iter()
        .filter(|entry| !list.entries.contains_key(entry.id.as_str()))
        .count();
    // One entry more or less says nothing of a short list.
    if gone > 1 && gone as u64 * 100 > allowed.saturating_mul(base.entries.len() as u64) {
        let message = format!(
            "{gone} of {} entries are gone, at most {allowed} percent may be",
            base.entries.len()
        );
        let remedy = "bring them back, or raise `shrink` under `limits` and say why";
        out.add(list.finding("limits", message).remedy(remedy));
    }
}
