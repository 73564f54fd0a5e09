//! `merge-conflict`: the marks of an unfinished merge.

use crate::data::Place;
use crate::lint::builder::{FindingBuilder, Origin};
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::Scope;

pub(super) const RULE: Rule = Rule {
    id: "merge-conflict",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

Lines that git writes where two branches changed the same lines: `<<<<<<<`, `=======`, `>>>>>>>`.

## Why it matters

The file holds two versions at once and is not YAML; its other faults follow from that and are not reported.

## Example

```yaml
<<<<<<< HEAD
    listed: 2019-09-13
=======
    listed: 2019-09-14
>>>>>>> work
```

## How to fix it

Decide between the two, and take out the marks; `git status` names all such files.
",
    check: Check::Repository(check),
    ..Rule::PLAIN
};

fn check(scope: &Scope<'_>, out: &mut Sink) {
    let lists = scope.input.loaded().enumerate();
    for (list, loaded) in lists {
        for (file, source) in loaded.files.iter().enumerate() {
            if let Some(place) = mark(&source.bytes) {
                let draft = FindingBuilder::new(Origin { list, file }, place, "a merge was not finished here");
                out.add(draft.remedy("decide between the two versions and take out the marks"));
            }
        }
    }
}

/// Returns the first mark, where one that opens and one that closes begin a line.
fn mark(bytes: &[u8]) -> Option<Place> {
    let opens = line_with(bytes, 0, b"<<<<<<< ")?;
    line_with(bytes, opens, b">>>>>>> ")?;
    let offset = |at: usize| u32::try_from(at).ok();
    Some(Place {
        start: offset(opens)?,
        end: offset(opens + 7)?,
    })
}

/// Returns where the first line begins, from an offset on, that begins with this.
fn line_with(bytes: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        if bytes.get(at..)?.starts_with(mark) {
            return Some(at);
        }
        at += 1 + bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
    }
}
