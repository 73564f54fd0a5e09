//! `unread-file`: a file among the lists that is not read.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    id: "unread-file",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

Something below `lists/` that looks like a file of a list and is not read: a name that ends in `.yml`, `.YAML` or `.json`, a symbolic
link, a name that is no UTF-8, two names that differ only in upper and lower case, and a YAML file in no folder of a list.

## Why it matters

Its writer believes that the party is listed, and it is not. Links would lead out of what is under review, and of two names that differ
only in case some systems keep one file.

## Example

```yaml
# lists/us/27307.yml: files of lists end in .yaml
id: 27307
```

## How to fix it

Rename the file to end in `.yaml`, put the file itself in the place of the link, or move it out of the folder of lists. Every other
command stops until that is done.
",
    check: Check::Engine,
    ..Rule::PLAIN
};
