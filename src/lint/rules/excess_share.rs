//! `excess-share`: owners who together hold more than all.

use crate::lint::finding::Severity;
use crate::lint::read::{Percent, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{Relation, RelationType};

pub(super) const RULE: Rule = Rule {
    id: "excess-share",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An entry whose owners, at the least that their shares can mean, hold more than 100 percent together. Relations that are over do not count.

## Why it matters

One of the shares is wrong, and with it the reckoning of who is blocked.

## Example

```yaml
relations:
  - {type: owned-by, to: '1', share: '60'}
  - {type: owned-by, to: '2', share: '50'}
```

## How to mend it

Look the shares up; write `until` or `former` at a holding that is over.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    const WHOLE: u32 = 10_000;
    let mut sum = 0;
    for (relation, node) in entry.parts::<Relation>() {
        let is_over = relation.former || relation.until.is_some();
        // An indirect holding goes through a direct one and would count twice.
        if relation.kind != RelationType::OwnedBy || is_over || relation.indirect {
            continue;
        }
        let share = relation.share.as_ref().and_then(|share| Percent::of(share.as_str()));
        let Some(share) = share else { continue };
        let before = sum;
        sum += share.least;
        if before <= WHOLE && sum > WHOLE {
            let message = format!("the owners hold {}.{:02} percent together", sum / 100, sum % 100);
            out.add(
                entry
                    .finding_at(field(node, "share"), message)
                    .remedy("look the shares up"),
            );
        }
    }
}
