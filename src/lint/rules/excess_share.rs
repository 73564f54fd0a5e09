//! `excess-share`: owners who together hold more than all.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{Bound, Percent, Relation, RelationType, Stake};

pub(super) const RULE: Rule = Rule {
    id: "excess-share",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An entry whose owners, at the least that their shares can mean, hold more than 100 percent together. Relations that are over do not count.

## Why it matters

One of the shares is wrong, and with it the assessment of who is blocked.

## Example

```yaml
relations:
  - {type: owned-by, to: '1', share: '60'}
  - {type: owned-by, to: '2', share: '50'}
```

## How to fix it

Look the shares up; write `until` or `former` at a holding that is over.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let mut sum = Stake::default();
    for (relation, node) in entry.parts::<Relation>() {
        let is_over = relation.former || relation.until.is_some();
        // An indirect holding goes through a direct one and would count twice.
        if relation.kind != RelationType::OwnedBy || is_over || relation.indirect {
            continue;
        }
        let Some(share) = relation.share.as_ref().and_then(Stake::parse) else {
            continue;
        };
        let before = sum.low;
        sum = sum + share;
        if !exceeds_all(before) && exceeds_all(sum.low) {
            let more = if sum.low.open { "more than " } else { "" };
            let message = format!("the owners hold {more}{} percent together", sum.low.percent);
            out.add(
                entry
                    .finding_at(field(node, "share"), message)
                    .remedy("look the shares up"),
            );
        }
    }
}

fn exceeds_all(least: Bound) -> bool {
    least.percent > Percent::ALL || (least.percent == Percent::ALL && least.open)
}
