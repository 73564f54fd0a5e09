//! `duplicate-name`: a name comes twice in an entry.

use std::borrow::Cow;

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

An entry that gives one name twice: equal letter for letter, blanks apart. Names of different type (`aka` and `fka`) are told too.

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

## How to mend it

Correct one of the two or take it out.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let names = entry.parts::<Name>();
    let mut seen: Vec<(Cow<'_, str>, &crate::data::Node)> = Vec::new();
    for (name, node) in &names {
        let text = tidy(&name.text);
        if text.is_empty() || is_primary(entry, name) {
            continue;
        }
        let place = field(node, "text");
        match seen.iter().find(|(known, _)| *known == text) {
            None => seen.push((text, place)),
            Some((_, first)) => out.add(
                entry
                    .finding_at(place, format!("the name `{}` comes twice", shown(&text)))
                    .label(entry.origin(), first.place, "first here")
                    .remedy("correct one of the two or take it out"),
            ),
        }
    }
}

fn is_primary(entry: &EntryScope<'_>, name: &Name) -> bool {
    name.kind == NameType::Primary || entry.model().names.len() == 1
}
