//! `empty-file`: a file of a list without an entry.

use crate::lint::builder::{FindingBuilder, Origin};
use std::collections::BTreeSet;

use crate::data::Place;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;

pub(super) const RULE: Rule = Rule {
    id: "empty-file",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A file of a list that holds no entry: nothing at all, or nothing but comments.

## Why it matters

An editor or a script that broke off while writing leaves such a file, and the party that was in it is no longer listed.

## Example

```yaml
# lists/us/27307.yaml: to be written
```

## How to fix it

Write the entry, or remove the file: `git log -- FILE` shows what was in it.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let loaded = list.loaded;
    let listed = loaded.entries.iter().chain(&loaded.parties).map(|entry| entry.file);
    let complained = loaded.problems.iter().map(|problem| problem.file);
    let reported: BTreeSet<usize> = listed.chain(complained).chain([list.list_file().file]).collect();
    for file in (0..loaded.files.len()).filter(|file| !reported.contains(file)) {
        let origin = Origin { list: list.at, file };
        let draft = FindingBuilder::new(origin, Place::default(), "the file holds no entry");
        out.add(draft.remedy("write the entry, or remove the file"));
    }
}
