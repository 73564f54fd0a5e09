//! `unused-suppression`: a comment that allows a finding where there is none.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    id: "unused-suppression",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A comment `# gazette: allow(rule) reason` at a place where the rule finds nothing.

## Why it matters

The fault was fixed or the line moved; what is left would hide the next fault at that place.

## Example

```yaml
names: [KIM Yong Chol]   # gazette: allow(double-space) printed so by the authority
```

## How to fix it

Take the comment out, or move it to the line of the finding or the line above it.
",
    check: Check::Engine,
    ..Rule::PLAIN
};
