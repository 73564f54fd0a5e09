//! `unknown-programme`: a programme that `list.yaml` does not know.

use crate::data::Node;
use crate::lint::builder::{FindingBuilder, Origin};
use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope, anchor_of};
use crate::lint::text::shown;
use crate::lint::words::nearest;
use crate::model::Designation;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "unknown-programme",
    severity: Severity::Error,
    explanation: "\
## What it finds

A designation under a programme that is not a code of `programmes` in `list.yaml`. A code is reported once, with its first uses.

## Why it matters

The programme gives the designation its title, its legal basis and its measures; without it feeds and notices have none.

## Example

```yaml
designations:
  - programme: DPRK-3     # `DPRK3`
```

## How to fix it

Write the code as `list.yaml` has it, or add the programme there.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let known = &list.loaded.list.programmes;
    let mut uses: BTreeMap<String, Vec<(Origin, &Node)>> = BTreeMap::new();
    let is_unknown = |code: &&String| !code.is_empty() && !known.contains_key(*code);
    // The model shows whether there is anything to report; only then are the places looked up.
    let is_told = |entry: &EntryScope<'_>| {
        let codes = entry.model().designations.iter();
        codes
            .filter_map(|one| one.programme.as_ref())
            .any(|code| is_unknown(&code))
    };
    for entry in list.all().filter(is_told) {
        for (designation, node) in entry.parts::<Designation>() {
            if let Some(code) = designation.programme.as_ref().filter(is_unknown) {
                let place = field(node, "programme");
                uses.entry(code.clone()).or_default().push((entry.origin(), place));
            }
        }
    }
    for (code, uses) in uses.iter().filter(|(code, _)| !list.may_be_unread(code)) {
        out.extend(report(list, code, uses));
    }
}

/// One code is reported once, at its first use: a list whose programmes are not declared yet has thousands.
fn report(list: &ListScope<'_>, code: &str, uses: &[(Origin, &Node)]) -> Option<FindingBuilder> {
    const SHOWN: usize = 3;
    let ((origin, first), others) = uses.split_first()?;
    let times = if others.is_empty() {
        String::new()
    } else {
        format!(", named {} times", uses.len())
    };
    let message = format!("`{}` is not a programme of the list{times}", shown(code));
    let mut draft = FindingBuilder::new(*origin, first.place, message)
        .anchor(anchor_of(first))
        .remedy(remedy(list, code));
    for (origin, node) in others.iter().take(SHOWN) {
        draft = draft.label(*origin, node.place, "and here");
    }
    Some(draft)
}

fn remedy(list: &ListScope<'_>, code: &str) -> String {
    let known = &list.loaded.list.programmes;
    let renamed = known
        .iter()
        .find(|(_, programme)| programme.formerly.iter().any(|former| former == code));
    match (renamed, nearest(code, known.keys().map(String::as_str))) {
        (Some((now, _)), _) => format!("the programme is now `{}`", shown(now)),
        (None, Some(near)) => format!("did you mean `{}`?", shown(near)),
        (None, None) => "add it under `programmes` in `list.yaml`".to_owned(),
    }
}
