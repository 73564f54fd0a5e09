//! `shared-document`: one document on two entries.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope};
use crate::lint::text::{folded, shown};
use crate::model::Document;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const RULE: Rule = Rule {
    id: "shared-document",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A document of the same type, number and country on two entries of a list.

## Why it matters

A passport has one holder: either the two entries are one party, or the number was copied to the wrong one, and the wrong person's account
is frozen.

## Example

```yaml
# lists/us/1.yaml and lists/us/2.yaml
documents:
  - {type: passport, number: '290333921', country: KP}
```

## How to fix it

Look both entries up. Where they share it by right (a company's number on its branch), allow the finding at its place.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

/// What makes two documents one: their type, their number but for how it is written, their country.
type Key = (String, String, String);

fn key(paper: &Document) -> Option<Key> {
    let number = folded(paper.number.as_ref().filter(|_| !paper.known_false)?);
    let country = paper.country.as_ref().map_or("", |country| country.as_str());
    (!number.is_empty()).then(|| (paper.kind.clone(), number, country.to_owned()))
}

/// Returns the entries that share a document with one of another id, in their order. The model says which; what was written is read of
/// these alone.
fn sharing<'s>(list: &'s ListScope<'_>) -> Vec<EntryScope<'s>> {
    let entries: Vec<EntryScope<'s>> = list.listed().collect();
    let mut held: HashMap<Key, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for key in entry.model().documents.iter().filter_map(key) {
            held.entry(key).or_default().push(at);
        }
    }
    let id = |at: &usize| entries[*at].model().id.as_str();
    let shared = held
        .into_values()
        .filter(|holders| holders.iter().any(|at| id(at) != id(&holders[0])));
    let places: BTreeSet<usize> = shared.flatten().collect();
    places.into_iter().map(|at| entries[at]).collect()
}

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut seen = BTreeMap::new();
    for entry in sharing(list) {
        for (paper, node) in entry.parts::<Document>() {
            let Some((key, number)) = key(&paper).zip(paper.number.as_ref()) else {
                continue;
            };
            let place = field(node, "number");
            let (id, origin) = (entry.model().id.as_str(), entry.origin());
            let (first_id, first_origin, first_place) = seen.entry(key).or_insert((id, origin, place.place));
            if *first_id != id {
                let message = format!("`{}` is a document of `{}` too", shown(number), shown(first_id));
                let draft = entry
                    .finding_at(place, message)
                    .label(*first_origin, *first_place, "there");
                out.add(draft.remedy("look both entries up"));
            }
        }
    }
}
