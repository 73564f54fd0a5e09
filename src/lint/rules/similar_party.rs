//! `similar-party`: two entries that look like one party.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope};
use crate::lint::text::{folded, shown};
use crate::model::record::Scalar;
use crate::model::{Entry, Kind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    id: "similar-party",
    severity: Severity::Note,
    explanation: "\
## What it finds

Two entries of a list that have the same kind and the same primary name (ignoring case, accents and punctuation) and that nothing
distinguishes: they do not have different birth dates, different countries of addresses or different aliases.

## Why it matters

Perhaps one party was listed twice, under two ids; its amendments will reach only one of them.

## Example

```yaml
# lists/us/1.yaml and lists/us/2.yaml
names: [AL-AQSA FOUNDATION]
```

## How to fix it

Look both entries up: merge them, or add a fact that distinguishes them. Homonyms are common; if they are two parties, allow the finding at
its place.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut by_name: BTreeMap<(String, &str), Homonyms<'_>> = BTreeMap::new();
    for entry in list.listed() {
        let model = entry.model();
        let name = folded(model.primary_name());
        // Ships and aircraft change and share names; their numbers distinguish them.
        if name.is_empty() || !matches!(model.kind, Kind::Individual | Kind::Entity) {
            continue;
        }
        let homonyms = by_name.entry((name, model.kind.as_str())).or_default();
        let facts = Facts::of(model);
        if let Some(first) = homonyms.similar(model, &facts) {
            let id = &first.model().id;
            let message = format!("`{}` looks like the party `{}`", shown(model.primary_name()), shown(id));
            let finding = entry.finding(message).label(first.origin(), first.head(), "that one");
            out.add(finding.remedy("merge the two entries, or add a fact that distinguishes them"));
        }
        homonyms.add(entry, facts);
    }
}

/// The facts that distinguish entries of one name: dates of birth, countries of addresses, other names.
struct Facts([BTreeSet<String>; 3]);

impl Facts {
    fn of(entry: &Entry) -> Self {
        let births = entry.birth_dates.iter().map(|birth| birth.date.text().into_owned());
        let countries = entry.addresses.iter().filter_map(|address| address.country.as_ref());
        let primary = folded(entry.primary_name());
        let names = entry.names.iter().map(|name| folded(&name.text));
        Self([
            births.collect(),
            countries.map(|country| country.as_str().to_owned()).collect(),
            names.filter(|name| *name != primary).collect(),
        ])
    }

    /// Returns true if both have facts of one sort and none of them is the same.
    fn distinguish(&self, other: &Self) -> bool {
        let mut sorts = self.0.iter().zip(&other.0);
        sorts.any(|(a, b)| !a.is_empty() && !b.is_empty() && a.is_disjoint(b))
    }
}

/// The entries of one name so far, found by their facts: comparing each with each would take quadratic time.
#[derive(Default)]
struct Homonyms<'a> {
    entries: Vec<(EntryScope<'a>, Facts)>,
    /// The entries that have a fact of a sort; under no text those that have none of that sort.
    by_fact: BTreeMap<(usize, Option<String>), Vec<usize>>,
}

impl<'a> Homonyms<'a> {
    /// Returns the first entry with another id that nothing distinguishes from this one.
    fn similar(&self, model: &Entry, facts: &Facts) -> Option<EntryScope<'a>> {
        let is_similar =
            |(entry, other): &&(EntryScope<'a>, Facts)| entry.model().id != model.id && !facts.distinguish(other);
        let found = match self.candidates(facts) {
            Some(candidates) => candidates.into_iter().map(|at| &self.entries[at]).find(is_similar),
            None => self.entries.iter().find(is_similar),
        };
        found.map(|(entry, _)| *entry)
    }

    /// Returns the entries that the sort of facts which leaves the fewest does not rule out, in their order; nothing for
    /// all of them.
    fn candidates(&self, facts: &Facts) -> Option<BTreeSet<usize>> {
        let left_by = |(sort, facts): (usize, &BTreeSet<String>)| -> Vec<&[usize]> {
            let keys = facts.iter().cloned().map(Some).chain([None]);
            let entries = keys.filter_map(|fact| self.by_fact.get(&(sort, fact)));
            entries.map(Vec::as_slice).collect()
        };
        let sorts = facts.0.iter().enumerate().filter(|(_, facts)| !facts.is_empty());
        let fewest = sorts
            .map(left_by)
            .min_by_key(|left| left.iter().map(|some| some.len()).sum::<usize>());
        fewest.map(|left| left.concat().into_iter().collect())
    }

    fn add(&mut self, entry: EntryScope<'a>, facts: Facts) {
        let at = self.entries.len();
        for (sort, facts) in facts.0.iter().enumerate() {
            let keys = facts.iter().cloned().map(Some);
            let none = facts.is_empty().then_some(None);
            for fact in keys.chain(none) {
                self.by_fact.entry((sort, fact)).or_default().push(at);
            }
        }
        self.entries.push((entry, facts));
    }
}
