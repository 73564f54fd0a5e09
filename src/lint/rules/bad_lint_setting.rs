//! `bad-lint-setting`: a setting under `lint:` that does nothing.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    id: "bad-lint-setting",
    severity: Severity::Error,
    explanation: "\
## What it finds

A line under `lint:` in `list.yaml` that names no rule or no severity, or a rule that no list may change.

## Why it matters

A misspelt setting leaves the rule as it was, while everybody believes it changed.

## Example

```yaml
lint:
  double-spaces: off      # the rule is `double-space`
  shared-wallet: loud     # `off`, `note`, `warning` or `error`
```

## How to fix it

Write the rule's id as `gazette explain` has it, and one of `off`, `note`, `warning`, `error`.
",
    check: Check::Engine,
    ..Rule::PLAIN
};
