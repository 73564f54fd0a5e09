//! `several-primary-names`: two names are primary.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{Name, NameType};

pub(super) const RULE: Rule = Rule {
    id: "several-primary-names",
    severity: Severity::Error,
    explanation: "\
## What it finds

An entry with more than one name of the type `primary`.

## Why it matters

Every feed has one primary name; which of the two it would be is chance.

## Example

```yaml
names:
  - text: LAZARUS GROUP
    type: primary
  - text: HIDDEN COBRA
    type: primary
```

## How to fix it

Keep the mark at the name under which the authority lists the party; the others are `aka`, or `variation` for another spelling.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let names = entry.parts::<Name>();
    let mut marked = names.into_iter().filter(|(name, _)| name.kind == NameType::Primary);
    let Some((_, first)) = marked.next() else { return };
    for (_, other) in marked {
        let draft = entry
            .finding_at(field(other, "type"), "a second primary name")
            .label(entry.origin(), field(first, "type").place, "the first one")
            .remedy("write `aka`, or `variation` for another spelling");
        out.add(draft);
    }
}
