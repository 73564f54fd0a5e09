//! `unused-party`: an unlisted party that no entry names.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope};
use crate::lint::text::shown;
use crate::model::{EntryRef, Target};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    id: "unused-party",
    severity: Severity::Note,
    explanation: "\
## What it finds

A party below `parties/` to which no relation leads and which has no relation itself.

## Why it matters

Parties that are not listed are kept because of their relations; one without any is left over, or its relation was lost.

## Example

```yaml
# lists/us/parties/owner.yaml is there, and no entry says `to: parties/owner`
```

## How to fix it

Add the relation, or remove the file.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut named = BTreeSet::new();
    for entry in list.all() {
        let targets = entry
            .model()
            .relations
            .iter()
            .filter_map(|relation| relation.to.as_ref());
        named.extend(targets.map(EntryRef::target).filter_map(|target| match target {
            Target::Party(id) => Some(id),
            _ => None,
        }));
    }
    let is_unused = |party: &EntryScope<'_>| {
        let model = party.model();
        !party.listed && !named.contains(model.id.as_str()) && model.relations.is_empty()
    };
    for party in list.all().filter(is_unused).filter(|_| !list.has_unread_text()) {
        let message = format!("no relation leads to `{}`", shown(&party.model().id));
        out.add(party.finding(message).remedy("add the relation, or remove the file"));
    }
}
