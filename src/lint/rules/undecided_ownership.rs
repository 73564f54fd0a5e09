//! `undecided-ownership`: whether a party is blocked hangs on a share that is not known.

use crate::lint::finding::Severity;
use crate::lint::ownership::assessment;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope};
use crate::lint::text::{sanitised, shown};
use crate::model::Stake;
use crate::model::{Relation, RelationType};
use crate::ownership::{Finding, HoldingKind, Status};
use crate::wording::ownership::arithmetic;

pub(super) const RULE: Rule = Rule {
    id: "undecided-ownership",
    severity: Severity::Note,
    explanation: "\
## What it finds

A party for which it is uncertain whether the list's ownership rule blocks it, because a share is `unknown`, a range, or not said at all.

## Why it matters

The feed `ownership` calls it possibly blocked, with everything that hangs on it, and every subscriber has to find out alone.

## Example

```yaml
# lists/us/parties/trading.yaml
relations:
  - {type: owned-by, to: '1', share: unknown}
```

## How to fix it

Look the share up; `majority`, `minority` or a range (`25-50`, `<50`) may be known where the number is not.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(assessment) = assessment(list) else {
        return;
    };
    let undecided = assessment
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Possibly && depends_on_itself(finding));
    for finding in undecided {
        let id = assessment.id(finding.party);
        let message = format!(
            "whether `{}` is blocked depends on an unknown share: {}",
            shown(&id),
            sanitised(&arithmetic(&assessment, finding))
        );
        let Some(party) = party(list, &id) else {
            continue;
        };
        let open = party
            .parts::<Relation>()
            .into_iter()
            .find(|(relation, _)| is_open(relation));
        let draft = match open {
            Some((_, node)) => party.finding_at(field(node, "share"), message),
            None => party.finding(message),
        };
        out.add(draft.remedy("look the share up; `majority`, `minority` or a range may be known"));
    }
}

fn party<'a>(list: &'a ListScope<'_>, id: &str) -> Option<EntryScope<'a>> {
    let (listed, entries) = match id.strip_prefix("parties/") {
        Some(bare) => (false, list.parties.get(bare)),
        None => (true, list.entries.get(id)),
    };
    let entry = *entries?.first()?;
    Some(list.one(entry, listed))
}

/// Returns true if more than the status of its holders is uncertain.
fn depends_on_itself(finding: &Finding) -> bool {
    finding.because.iter().any(|because| {
        let is_open = match &because.kind {
            HoldingKind::Ownership { share, .. } => !share.is_exact(),
            HoldingKind::Either => true,
            HoldingKind::Control { .. } => false,
        };
        is_open && because.status != Status::Possibly
    })
}

fn is_open(relation: &Relation) -> bool {
    relation.kind == RelationType::OwnedBy
        && relation
            .share
            .as_ref()
            .and_then(Stake::parse)
            .is_none_or(|share| !share.is_exact())
}
