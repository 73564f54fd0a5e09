//! `dangling-relation`: a relation that leads to no entry.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope, Scope};
use crate::lint::text::shown;
use crate::lint::words::nearest;
use crate::model::{Relation, RelationType, Target};

pub(super) const RULE: Rule = Rule {
    id: "dangling-relation",
    severity: Severity::Error,
    guard: true,
    explanation: "\
## What it finds

A relation whose target is in no list of the repository: neither an entry nor an unlisted party.

## Why it matters

The relation is lost in every feed, and the ownership rule overlooks the owner.

## Example

```yaml
relations:
  - type: part-of
    to: '27370'          # 27307
```

## How to fix it

Correct the id: `27307` in this list, `un-dprk/KPe.031` in another, `parties/NAME` for an unlisted party. A party that no list here knows
has a `name` and no `to`.
",
    check: Check::Repository(check),
    ..Rule::PLAIN
};

fn check(scope: &Scope<'_>, out: &mut Sink) {
    for list in &scope.lists {
        for entry in list.all().filter(|entry| !entry.model().relations.is_empty()) {
            check_entry(scope, &entry, out);
        }
    }
}

fn check_entry(scope: &Scope<'_>, entry: &EntryScope<'_>, out: &mut Sink) {
    for (relation, node) in entry.parts::<Relation>() {
        let Some(to) = relation.to.as_ref().filter(|_| relation.kind != RelationType::Succeeds) else {
            continue;
        };
        let Err(fault) = find(scope, entry.list, to.target()) else {
            continue;
        };
        let message = format!("`{}` leads nowhere: {fault}", shown(to.as_str()));
        let draft = entry.finding_at(field(node, "to"), message);
        out.add(draft.remedy(remedy(entry.list, to.target())));
    }
}

/// Finds a target, or says why there is none. What could not be read may be the target and is no fault here.
fn find(scope: &Scope<'_>, list: &ListScope<'_>, target: Target<'_>) -> Result<(), String> {
    let here = |list: &ListScope<'_>, id: &str| list.entries.contains_key(id) || list.may_be_unread(id);
    let found = match target {
        Target::Entry(id) => here(list, id),
        Target::Party(id) => list.parties.contains_key(id) || list.may_be_unread(id),
        Target::Elsewhere(other, id) => match scope.list(other) {
            Some(other) => here(other, id),
            None => return Err(format!("there is no list `{}`", shown(other))),
        },
    };
    let place = match target {
        Target::Entry(_) => "this list",
        Target::Party(_) => "the folder `parties/` of this list",
        Target::Elsewhere(other, _) => other,
    };
    if found {
        Ok(())
    } else {
        Err(format!("{} has no such id", place_words(place, target)))
    }
}

fn place_words(place: &str, target: Target<'_>) -> String {
    match target {
        Target::Elsewhere(..) => format!("the list `{}`", shown(place)),
        _ => place.to_owned(),
    }
}

fn remedy(list: &ListScope<'_>, target: Target<'_>) -> String {
    let id = match target {
        Target::Entry(id) => id,
        Target::Party(_) => return "correct the id, or add the party below `parties/`".to_owned(),
        Target::Elsewhere(..) => {
            return "correct the list and the id, or give the party's `name` without `to`".to_owned();
        }
    };
    if list.parties.contains_key(id) {
        return format!("write `parties/{id}`: the party is not listed");
    }
    if let Some(release) = list.removed.and_then(|removed| removed.get(id)) {
        let release = shown(release);
        return format!(
            "the entry was removed by the release `{release}`: remove the relation, or give the party's `name` without `to`"
        );
    }
    let near = nearest(id, list.entries.keys().copied());
    near.map_or_else(
        || "correct the id, or add the party below `parties/` if it is not listed".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}
