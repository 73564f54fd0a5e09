//! `no-primary-name`: no name is the primary one.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::NameType;

pub(super) const RULE: Rule = Rule {
    id: "no-primary-name",
    severity: Severity::Error,
    explanation: "\
## What it finds

An entry with several names none of which is marked as the primary one.

## Why it matters

The primary name is what notices, feeds and people call the party. Without the mark it would be the first in the alphabet.

## Example

```yaml
names:
  - LAZARUS GROUP
  - HIDDEN COBRA
```

## How to fix it

Write `type: primary` at the name under which the authority lists the party.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let names = &entry.model().names;
    let marked = names.iter().any(|name| name.kind == NameType::Primary);
    if names.len() > 1 && !marked {
        let node = entry.node().get("names").unwrap_or(entry.node());
        let mut draft = entry.finding_at(node, "no name is the primary one");
        draft.place = draft.anchor;
        out.add(draft.remedy("write `type: primary` at the name under which the party is listed"));
    }
}
