//! `ended-entry`: an entry none of whose designations is in force.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;

pub(super) const RULE: Rule = Rule {
    id: "ended-entry",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An entry that is still on the list although every one of its designations has ended or expired on the day of the release (`--as-of`;
`publish` and `preview` take it from the release). Without a day only designations with `ended` count.

## Why it matters

The list keeps a party that is not designated any more. Feeds that can say so do: FollowTheMoney drops the topic `sanction`, the UN's XML
has `DELISTED_ON`. OFAC's files have no place for it and leave the entry out. Readers of other feeds may go on to block the party.

## Example

```yaml
designations:
  - programme: P
    listed: 2020-01-02
    ended: 2025-06-01
```

## How to fix it

Remove the entry, and give the reason under `removals` in `list.yaml`; or correct the dates.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let day = entry.list.as_of;
    if !entry.listed || entry.model().is_in_force(day) {
        return;
    }
    let message = match day {
        Some(day) => format!("every designation has ended or expired by {day}"),
        None => "every designation has ended".to_owned(),
    };
    out.add(
        entry
            .finding(message)
            .remedy("remove the entry, or correct `ended` and `expires`"),
    );
}
