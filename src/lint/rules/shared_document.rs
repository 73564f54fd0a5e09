//! `shared-document`: one document on two entries.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::{folded, shown};
use crate::model::Document;
use std::collections::BTreeMap;

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

## How to mend it

Look both entries up. Where they share it by right (a company's number on its branch), allow the finding at its place.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut seen = BTreeMap::new();
    for entry in list.listed() {
        for (paper, node) in entry.parts::<Document>() {
            let number = paper
                .number
                .as_ref()
                .filter(|number| !paper.known_false && !folded(number).is_empty());
            let Some(number) = number else {
                continue;
            };
            let country = paper
                .country
                .as_ref()
                .map_or_else(String::new, |country| country.as_str().to_owned());
            let place = field(node, "number");
            let key = (paper.kind.clone(), folded(number), country);
            let (id, origin) = (&entry.model().id, entry.origin());
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
