//! `measure-not-of-programme`: a measure that the programme does not impose.

use crate::lint::finding::Severity;
use crate::lint::read::elements;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Designation;

pub(super) const RULE: Rule = Rule {
    id: "measure-not-of-programme",
    severity: Severity::Note,
    explanation: "\
## What it finds

A designation with a measure that is not among those of its programme in `list.yaml`, where the programme names its measures.

## Why it matters

Either the designation says too much, or the programme too little; a bank acts on what the designation says.

## Example

```yaml
# list.yaml: programmes: {CYBER: {title: Cyber, measures: [asset-freeze]}}
designations:
  - programme: CYBER
    measures: [asset-freeze, travel-ban]
```

## How to fix it

Correct the measures of one of the two.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let programmes = &entry.list.loaded.list.programmes;
    for (designation, node) in entry.parts::<Designation>() {
        let programme = designation
            .programme
            .as_ref()
            .and_then(|code| Some((code, programmes.get(code)?)));
        let Some((code, programme)) = programme.filter(|(_, known)| !known.measures.is_empty()) else {
            continue;
        };
        for (measure, place) in elements::<String>(node, "measures") {
            if !programme.measures.contains(&measure) && !measure.is_empty() {
                let message = format!("`{}` does not impose `{}`", shown(code), shown(&measure));
                let draft = entry.finding_at(place, message);
                out.add(draft.remedy("correct the measures of the designation or of the programme"));
            }
        }
    }
}
