//! `similar-party`: two entries that look like one party.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::{folded, shown};
use crate::model::record::Scalar;
use crate::model::{Entry, Kind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    id: "similar-party",
    severity: Severity::Note,
    explanation: "\
## What it finds

Two entries of a list of the same kind with the same primary name (case, accents and punctuation apart), which nothing tells apart: neither
birth dates, nor countries of addresses, nor aliases none of which they share.

## Why it matters

Perhaps one party was listed twice, under two ids; its amendments will reach only one of them.

## Example

```yaml
# lists/us/1.yaml and lists/us/2.yaml
names: [AL-AQSA FOUNDATION]
```

## How to mend it

Look both entries up: put them together, or add what tells them apart. Homonyms are common; where they are two, allow the finding at its
place.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut seen = BTreeMap::new();
    for entry in list.listed() {
        let model = entry.model();
        let key = (folded(model.primary_name()), model.kind.as_str());
        // Ships and aircraft change and share names; their numbers tell them apart.
        if key.0.is_empty() || !matches!(model.kind, Kind::Individual | Kind::Entity) {
            continue;
        }
        let Some(first) = seen.get(&key) else {
            seen.insert(key, entry);
            continue;
        };
        let id = &first.model().id;
        if id != &model.id && !are_told_apart(model, first.model()) {
            let message = format!("`{}` looks like the party `{}`", shown(model.primary_name()), shown(id));
            let draft = entry.finding(message).label(first.origin(), first.head(), "that one");
            out.add(draft.remedy("put the two together, or add what tells them apart"));
        }
    }
}

fn are_told_apart(a: &Entry, b: &Entry) -> bool {
    let births = |entry: &Entry| -> BTreeSet<String> {
        entry
            .birth_dates
            .iter()
            .map(|birth| birth.date.text().into_owned())
            .collect()
    };
    let countries = |entry: &Entry| -> BTreeSet<String> {
        let addresses = entry.addresses.iter().filter_map(|address| address.country.as_ref());
        addresses.map(|country| country.as_str().to_owned()).collect()
    };
    let aliases = |entry: &Entry| -> BTreeSet<String> {
        let primary = folded(entry.primary_name());
        let names = entry.names.iter().map(|name| folded(&name.text));
        names.filter(|name| *name != primary).collect()
    };
    let apart = |a: BTreeSet<String>, b: BTreeSet<String>| !a.is_empty() && !b.is_empty() && a.is_disjoint(&b);
    apart(births(a), births(b)) || apart(countries(a), countries(b)) || apart(aliases(a), aliases(b))
}
