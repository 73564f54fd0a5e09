//! `fact-of-another-kind`: a fact that parties of this kind do not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::record::Record;
use crate::model::{Entry, Kind};

pub(super) const RULE: Rule = Rule {
    id: "fact-of-another-kind",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A fact that does not go with the entry's kind: a birth date of a body, ship data of an individual.

## Why it matters

Either the fact or the kind is wrong; most feeds drop the fact in silence.

## Example

```yaml
id: 27307
kind: entity
birth_dates: [1984]
```

## How to fix it

Correct the kind, or move the fact: a body is `established` under `organization`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let kind = &entry.model().kind;
    for (name, value) in entry.node().pairs().iter().filter(|(_, value)| !value.is_null()) {
        let fits = Entry::SCHEMA.field(name).is_none_or(|field| field.fits(kind));
        if !fits && matches!(kind, Kind::Individual | Kind::Entity | Kind::Vessel | Kind::Aircraft) {
            let mut draft = entry.finding_at(value, format!("`{name}` does not go with the kind `{}`", kind.as_str()));
            draft.place = draft.anchor;
            out.add(draft.remedy("correct the kind, or move the fact"));
        }
    }
}
