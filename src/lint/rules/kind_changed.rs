//! `kind-changed`: an entry has become another kind of party.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;

pub(super) const RULE: Rule = Rule {
    id: "kind-changed",
    severity: Severity::Warning,
    needs: Needs::Base,
    explanation: "\
## What it finds

An entry that was of another kind at the base revision: a body that has become an individual.

## Why it matters

Parties do not change their kind. Either it was wrong before, or the id was given to another party.

## Example

```yaml
# at the base: kind: entity
id: 27307
kind: individual
```

## How to fix it

Look the entry up. If the kind was wrong before, allow the finding at its place; if the party is another, give it an id of its own.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let base = entry.list.base.filter(|_| entry.listed);
    let Some(old) = base.and_then(|base| base.entry(&entry.model().id)) else {
        return;
    };
    let kind = &entry.model().kind;
    if old.kind != *kind {
        let message = format!("the kind was `{}` and is `{}`", old.kind.as_str(), kind.as_str());
        let place = entry.node().get("kind").unwrap_or(entry.node());
        let draft = entry.finding_at(place, message);
        out.add(draft.remedy("look the entry up: another party needs an id of its own"));
    }
}
