//! `unused-programme`: a programme without designations.

use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::shown;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    id: "unused-programme",
    severity: Severity::Note,
    explanation: "\
## What it finds

A programme in `list.yaml` under which no entry is designated and that is not said to have ended.

## Why it matters

Perhaps its designations bear another code; perhaps it can go.

## Example

```yaml
programmes:
  DPRK3: Executive Order 13722
  DPRK4: Executive Order 13810     # no entry says `programme: DPRK4`
```

## How to fix it

Correct the designations, take the programme out, or write when it `ended`.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(written) = list
        .loaded
        .list_node
        .get("programmes")
        .filter(|_| !list.loaded.entries.is_empty())
    else {
        return;
    };
    let designations = list.loaded.entries.iter().flat_map(|entry| &entry.entry.designations);
    let used: BTreeSet<&str> = designations.filter_map(|act| act.programme.as_deref()).collect();
    for (code, node) in written.pairs() {
        let ended = list
            .loaded
            .list
            .programmes
            .get(code.as_ref())
            .is_some_and(|known| known.ended.is_some());
        if !used.contains(code.as_ref()) && !ended && !list.has_unread_text() {
            let message = format!("no entry is designated under `{}`", shown(code));
            let draft = FindingBuilder::new(list.list_file(), node.key_place, message);
            out.add(draft.remedy("remove it, or write when it `ended`"));
        }
    }
}
