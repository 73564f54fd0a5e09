//! `file-name-differs`: a file is not named as its entry.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
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

## How to fix it

Rename the file to the id and `.yaml`, or correct the id if it is the one that is wrong. A file of several entries may have any name.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut entries = vec![0; list.loaded.files.len()];
    for entry in list.all() {
        entries[entry.entry.file] += 1;
    }
    for entry in list.all().filter(|entry| entries[entry.entry.file] == 1) {
        let id = &entry.model().id;
        let path = &list.loaded.files[entry.entry.file].path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name
            .strip_suffix(".yaml")
            .or_else(|| name.strip_suffix(".yml"))
            .unwrap_or(name);
        if stem != id && !id.is_empty() {
            let message = format!("the file is named `{}`, its entry `{}`", shown(stem), shown(id));
            out.add(
                entry
                    .finding(message)
                    .remedy(format!("rename the file to `{}.yaml`", shown(id))),
            );
        }
    }
}
