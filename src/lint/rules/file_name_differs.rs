//! `file-name-differs`: a file is not named as its entry.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "file-name-differs",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A file with one entry whose name is not the entry's id.

## Why it matters

Whoever looks for an entry looks for its file, and git follows the history of a file: a wrong name leads to the wrong entry.

## Example

```yaml
# lists/us/27307.yaml
id: 27309
```

## How to mend it

Rename the file to the id and `.yaml`, or correct the id if it is the one that is wrong. A file of several entries may have any name.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let id = &entry.model().id;
    let loaded = entry.list.loaded;
    let Some(file) = loaded.files.get(entry.entry.file) else {
        return;
    };
    let neighbours = loaded
        .entries
        .iter()
        .chain(&loaded.parties)
        .filter(|other| other.file == entry.entry.file);
    if id.is_empty() || neighbours.take(2).count() > 1 {
        return;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or(name);
    if stem != id {
        let message = format!("the file is named `{}`, its entry `{}`", shown(stem), shown(id));
        out.add(
            entry
                .finding(message)
                .remedy(format!("rename the file to `{}.yaml`", shown(id))),
        );
    }
}
