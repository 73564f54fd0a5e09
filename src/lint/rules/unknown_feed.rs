//! `unknown-feed`: a feed that does not exist.

use crate::feed::FORMATS;
use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{ListScope, anchor_of};
use crate::lint::text::shown;
use crate::lint::words::nearest;

pub(super) const RULE: Rule = Rule {
    id: "unknown-feed",
    severity: Severity::Error,
    explanation: "\
## What it finds

A name under `feeds` in `list.yaml` that is no feed that gazette can write.

## Why it matters

Subscribers wait for a file that never comes; `publish` stops.

## Example

```yaml
feeds: [json, sdn-csv]     # ofac-csv
```

## How to fix it

Write one of the names that `gazette export --formats` lists.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let known: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    let written = list
        .loaded
        .list_node
        .get("feeds")
        .map_or(&[][..], |node| node.elements());
    for node in written {
        let Some(name) = node.as_text().filter(|name| !known.contains(name)) else {
            continue;
        };
        let draft = FindingBuilder::new(list.list_file(), node.place, format!("`{}` is not a feed", shown(name)));
        let near = nearest(name, known.iter().copied());
        let remedy = near.map_or_else(
            || "`gazette export --formats` names the feeds that there are".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        out.add(draft.anchor(anchor_of(node)).remedy(remedy));
    }
}
