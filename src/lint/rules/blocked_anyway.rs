//! `blocked-anyway`: a listed party that the ownership rule would block if it were not listed.

use crate::lint::finding::Severity;
use crate::lint::ownership::assessment;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::{sanitised, shown};
use crate::ownership::{Assessment, Finding, HoldingKind, PartyIndex, Status};
use crate::wording::ownership::arithmetic;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    id: "blocked-anyway",
    severity: Severity::Note,
    explanation: "\
## What it finds

A listed party that other listed parties own, or control, so that the list's ownership rule would block it without its listing.

## Why it matters

Delisting it does not free it: the party stays blocked through its owners, and whoever reads the removal alone believes
otherwise. `gazette diff` and notices then report it (`remains_blocked`).

## Example

```yaml
# lists/us/list.yaml
ownership: [us]
# lists/us/2.yaml, where 1 is listed as well
relations:
  - {type: owned-by, to: '1', share: '60'}
```

## How to fix it

Nothing need be: it is a thing to know.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(assessment) = assessment(list) else {
        return;
    };
    let listed = assessment
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Designated);
    for finding in listed.filter(|finding| is_enough(&assessment, finding) && !is_its_own_reason(&assessment, finding))
    {
        let id = assessment.id(finding.party);
        let entries = list.entries.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        for entry in entries {
            let entry = list.one(entry, true);
            let why = arithmetic(&assessment, finding);
            let message = format!(
                "`{}` would be blocked without its listing: {}",
                shown(&id),
                sanitised(&why)
            );
            let remedy = "nothing to fix; if you delist it, state in the notice that it remains blocked";
            out.add(entry.finding(message).remedy(remedy));
        }
    }
}

fn is_enough(assessment: &Assessment, finding: &Finding) -> bool {
    let controls = finding.because.iter().any(|because| {
        let is_control = !matches!(because.kind, HoldingKind::Ownership { .. });
        let is_sure = because.kind != HoldingKind::Either || assessment.regime.counts_control;
        is_control && is_sure && because.status != Status::Possibly && assessment.regime.regards(&because.kind)
    });
    controls || finding.sums.iter().any(|sum| sum.is_met)
}

/// In a circle a party may be among those through whom its own holders are blocked; that is then no reason. So many parties above
/// it are looked at; if there are more, it may be in a circle with them, and nothing is reported.
fn is_its_own_reason(assessment: &Assessment, finding: &Finding) -> bool {
    const MOST: usize = 10_000;
    let mut seen: BTreeSet<PartyIndex> = BTreeSet::new();
    let mut open = vec![finding.party];
    while let Some(party) = open.pop() {
        let because = assessment.finding(party).map_or(&[][..], |finding| &finding.because);
        for holder in because.iter().map(|because| because.holder) {
            if holder == finding.party || seen.len() == MOST {
                return true;
            }
            if assessment.status(holder) != Status::Designated && seen.insert(holder) {
                open.push(holder);
            }
        }
    }
    false
}
