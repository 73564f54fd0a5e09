//! `circular-ownership`: a party that owns itself through others.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, Scope};
use crate::lint::text::shown;
use crate::model::{EntryRef, Relation, RelationType, Target};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    id: "circular-ownership",
    severity: Severity::Warning,
    explanation: "\
## What it finds

Parties that own or control one another in a circle. Relations that are over do not count.

## Why it matters

Mostly one of the relations points the wrong way: `owned-by` and `owns` are easily confused.

## Example

```yaml
# lists/us/1.yaml
relations: [{type: owned-by, to: '2', share: '60'}]
# lists/us/2.yaml
relations: [{type: owned-by, to: '1', share: '60'}]
```

## How to fix it

Turn the relation that points the wrong way. Circles do exist: then allow the finding at its place.
",
    check: Check::Repository(check),
    ..Rule::PLAIN
};

/// A party as it is named across lists: the list, whether it is listed, the id.
type Party = (String, bool, String);

/// Who owns or controls whom, with the relation that says so.
type Holdings<'a> = BTreeMap<Party, Vec<(Party, EntryScope<'a>, &'a Node)>>;

fn check(scope: &Scope<'_>, out: &mut Sink) {
    let mut holdings = Holdings::new();
    for list in &scope.lists {
        for entry in list.all().filter(|entry| !entry.model().relations.is_empty()) {
            collect(entry, &mut holdings);
        }
    }
    let mut done = BTreeSet::new();
    for party in holdings.keys() {
        if let Some(circle) = circle_from(party, &holdings, &mut done) {
            report(&circle, &holdings, out);
        }
    }
}

fn collect<'a>(entry: EntryScope<'a>, holdings: &mut Holdings<'a>) {
    let own: Party = (entry.list.loaded.id.clone(), entry.listed, entry.model().id.clone());
    for (relation, node) in entry.parts::<Relation>() {
        let is_over = relation.former || relation.until.is_some();
        let Some(to) = relation.to.as_ref().filter(|_| !is_over) else {
            continue;
        };
        let target = party(&entry, to);
        use RelationType::{ControlledBy, Controls, OwnedBy, OwnedOrControlledBy, Owns};
        let (held, holder) = match relation.kind {
            OwnedBy | ControlledBy | OwnedOrControlledBy => (own.clone(), target),
            Owns | Controls => (target, own.clone()),
            _ => continue,
        };
        if held != holder {
            holdings.entry(held).or_default().push((holder, entry, node));
        }
    }
}

fn party(entry: &EntryScope<'_>, to: &EntryRef) -> Party {
    match to.target() {
        Target::Entry(id) => (entry.list.loaded.id.clone(), true, id.to_owned()),
        Target::Party(id) => (entry.list.loaded.id.clone(), false, id.to_owned()),
        Target::Elsewhere(list, id) => (list.to_owned(), true, id.to_owned()),
    }
}

/// Walks from a party to its holders, and theirs, and returns the first circle that is met. Parties in `done` lead to none that is new.
fn circle_from(start: &Party, holdings: &Holdings<'_>, done: &mut BTreeSet<Party>) -> Option<Vec<Party>> {
    let mut path: Vec<(Party, usize)> = vec![(start.clone(), 0)];
    let mut on_path: BTreeMap<Party, usize> = BTreeMap::from([(start.clone(), 0)]);
    while let Some((party, next)) = path.last_mut() {
        let holders = holdings.get(party).map_or(&[][..], Vec::as_slice);
        let holder = holders
            .get(*next)
            .filter(|_| !done.contains(party))
            .map(|(holder, ..)| holder.clone());
        *next += 1;
        let Some(holder) = holder else {
            let (party, _) = path.pop()?;
            on_path.remove(&party);
            done.insert(party);
            continue;
        };
        if let Some(begin) = on_path.get(&holder).copied() {
            let circle: Vec<Party> = path.drain(begin..).map(|(party, _)| party).collect();
            done.extend(path.into_iter().map(|(party, _)| party));
            done.extend(circle.iter().cloned());
            return Some(circle);
        }
        on_path.insert(holder.clone(), path.len());
        path.push((holder, 0));
    }
    None
}

fn report(circle: &[Party], holdings: &Holdings<'_>, out: &mut Sink) {
    let links = circle.iter().zip(circle.iter().cycle().skip(1));
    let links = links.filter_map(|(held, holder)| {
        let found = holdings.get(held)?.iter().find(|(known, ..)| known == holder)?;
        Some((held, found.1, found.2))
    });
    let mut links = links.collect::<Vec<_>>().into_iter();
    let Some((first, entry, node)) = links.next() else {
        return;
    };
    let names: Vec<String> = circle
        .iter()
        .chain([first])
        .map(|(.., id)| format!("`{}`", shown(id)))
        .collect();
    let message = format!("owned in a circle: {}", names.join(" by "));
    let mut draft = entry
        .finding_at(field(node, "to"), message)
        .remedy("turn the relation that points the wrong way");
    for (held, entry, node) in links {
        draft = draft.label(
            entry.origin(),
            field(node, "to").place,
            format!("the holder of `{}`", shown(&held.2)),
        );
    }
    out.add(draft);
}
