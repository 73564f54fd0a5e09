//! `duplicate-name`: a name comes twice in an entry.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::data::Place;
use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{shown, tidy};
use crate::model::{Name, NameType};

pub(super) const RULE: Rule = Rule {
    id: "duplicate-name",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An entry that has one name twice: equal letter for letter, ignoring blanks. Names of different types (`aka` and `fka`) are reported too.

## Why it matters

One of the two is usually meant to be another name that got lost in copying. Feeds print it twice.

## Example

```yaml
names:
  - text: LAZARUS GROUP
    type: primary
  - HIDDEN COBRA
  - HIDDEN COBRA
```

## How to fix it

Correct one of the two or take it out.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let names = entry.parts::<Name>();
    let mut seen: BTreeMap<Cow<'_, str>, Place> = BTreeMap::new();
    for (name, node) in &names {
        let text = tidy(&name.text);
        if text.is_empty() || is_primary(entry, name) {
            continue;
        }
        let value = field(node, "text");
        let Some(first) = seen.get(&text) else {
            seen.insert(text, value.place);
            continue;
        };
        out.add(
            entry
                .finding_at(value, format!("duplicate name `{}`", shown(&text)))
                .label(entry.origin(), *first, "first here")
                .remedy("correct one of the two or remove it"),
        );
    }
}

fn is_primary(entry: &EntryScope<'_>, name: &Name) -> bool {
    name.kind == NameType::Primary || entry.model().names.len() == 1
}
