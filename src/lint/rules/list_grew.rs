//! `list-grew`: a list gained more entries than it may in one change.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "list-grew",
    severity: Severity::Error,
    guard: true,
    needs: Needs::Base,
    explanation: "\
## What it finds

A list that gained more entries since the base revision than `limits: {grow: …}` allows, in percent of what it had. Without the bound the
rule is silent.

## Why it matters

An import into the wrong list, or one that takes old entries for new ones, makes a list grow in one step.

## Example

```yaml
limits:
  grow: 50
```

## How to fix it

Look at what was added. If the authority added so many, add an exception for `list-grew` to `exceptions.yaml` in the same change.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(base) = list.base.filter(|base| !base.entries.is_empty()) else {
        return;
    };
    let new = list.entries.keys().filter(|id| base.entry(id).is_none()).count();
    if let Some(allowed) = list.loaded.list.limits.grow_exceeded(new, base.entries.len()) {
        let message = format!(
            "{new} entries are new beside {}, at most {allowed} percent may be",
            base.entries.len()
        );
        out.add(
            list.finding("limits", message)
                .remedy("look at what was added, or add an exception for `list-grew` to `exceptions.yaml`"),
        );
    }
}
