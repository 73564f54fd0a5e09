//! `near-duplicate-name`: two names that differ in nothing a reader sees.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{looks, shown, tidy};
use crate::model::Name;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "near-duplicate-name",
    severity: Severity::Note,
    explanation: "\
## What it finds

Two names of an entry that differ in nothing but case, blanks, and the kind of quotes and dashes.

## Why it matters

Screening folds them into one; usually one of the two was meant to replace the other.

## Example

```yaml
names:
  - text: EL TARJETAS
    type: primary
  - El Tarjetas
```

## How to fix it

Take one of the two out. Where the authority lists both, allow the finding at its place, or switch the rule off for the list.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    if entry.model().names.len() < 2 {
        return;
    }
    let mut seen = BTreeMap::new();
    let names = entry.parts::<Name>();
    for (name, node) in &names {
        let (key, text, place) = (looks(&name.text), tidy(&name.text), field(node, "text"));
        if key.is_empty() {
            continue;
        }
        let Some((first, first_place)) = seen.get(&key) else {
            seen.insert(key, (text, place.place));
            continue;
        };
        if *first != text {
            let message = format!("`{}` differs little from `{}`", shown(&text), shown(first));
            let draft = entry
                .finding_at(place, message)
                .label(entry.origin(), *first_place, "the other one");
            out.add(draft.remedy("remove one of the two"));
        }
    }
}
