//! `bad-suppression`: a comment that allows a finding and does not.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    id: "bad-suppression",
    severity: Severity::Error,
    explanation: "\
## What it finds

A comment `# gazette: …` that cannot be read, gives no reason, or names no rule that can be allowed.

## Why it matters

A finding is allowed with a reason, so that the next reader knows why; a comment that is not understood allows nothing.

## Example

```yaml
names: ['KIM  Yong Chol']   # gazette: allow(double-space)
```

## How to fix it

Write `# gazette: allow(double-space) printed so by the authority`. Separate several rules with commas inside the brackets.
",
    check: Check::Engine,
    ..Rule::PLAIN
};
