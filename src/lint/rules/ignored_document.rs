//! `ignored-document`: a second document in `list.yaml`.

use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::yaml::parse;

pub(super) const RULE: Rule = Rule {
    id: "ignored-document",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A second YAML document in `list.yaml`, behind a line `---`.

## Why it matters

Only the first document is read: what follows looks as if it counted, but does not.

## Example

```yaml
format: 1
title: A list
---
limits: {shrink: 5}
```

## How to fix it

Put everything into one document.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let origin = list.list_file();
    let file = list
        .loaded
        .files
        .get(origin.file)
        .filter(|file| file.path.ends_with("/list.yaml"));
    // Only a line that begins with the mark can begin another document.
    let Some(file) = file.filter(|file| file.bytes.windows(4).any(|bytes| bytes == b"\n---")) else {
        return;
    };
    if let Some(second) = parse(&file.bytes).documents.get(1) {
        let mut place = second.place;
        place.end = place.start;
        out.add(
            FindingBuilder::new(origin, place, "a second document, which is not read")
                .remedy("put everything into one document"),
        );
    }
}
