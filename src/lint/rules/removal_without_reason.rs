//! `removal-without-reason`: an entry is removed without a reason.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::shown;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    id: "removal-without-reason",
    severity: Severity::Note,
    needs: Needs::Base,
    explanation: "\
## What it finds

An entry that was listed at the base revision, is not any more, and has no line under `removals` in `list.yaml`.

## Why it matters

Subscribers, and the party itself, want to know why: revoked, dead, replaced by another entry. The reason is part of the notice.

## Example

```yaml
removals:
  '38499': replaced by the designation of 8 November 2022
```

## How to fix it

Add the line, with the id in quotes where it is a number. An entry that takes the place of the removed one says `succeeds`, which is
reason enough.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(base) = list.base.filter(|_| !list.has_unread_text()) else {
        return;
    };
    let replaced: BTreeSet<&str> = list
        .loaded
        .entries
        .iter()
        .flat_map(|entry| entry.entry.succeeds())
        .collect();
    for gone in base
        .entries
        .iter()
        .filter(|entry| !list.entries.contains_key(entry.id.as_str()))
    {
        let is_explained = list.loaded.list.removals.contains_key(&gone.id) || replaced.contains(gone.id.as_str());
        if !is_explained {
            let message = format!(
                "`{}` ({}) was removed without a reason",
                shown(&gone.id),
                shown(gone.primary_name())
            );
            out.add(
                list.finding("removals", message)
                    .remedy("add its id and the reason under `removals`"),
            );
        }
    }
}
