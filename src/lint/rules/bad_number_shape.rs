//! `bad-number-shape`: a number that has not the shape of its kind.

use crate::lint::finding::Severity;
use crate::lint::identifiers::numbers;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::numbers::{Fault, document};

pub(super) const RULE: Rule = Rule {
    id: "bad-number-shape",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A number of a ship, a bank, a security or a business with too few or too many digits, or with other characters than such numbers have:
IMO, MMSI, LEI, IBAN, BIC, ISIN, INN, OGRN, USCC, CURP.

## Why it matters

A digit is missing, or the number is of another type.

## Example

```yaml
documents:
  - type: mmsi
    number: '36698233'    # eight digits, not nine
```

## How to fix it

Look the number up, or correct the type. Put a remark about the number in `note`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (kind, certain, number, node) in numbers(entry) {
        if let (true, Err((name, Fault::Shape(expected)))) = (certain, document(&kind, &number)) {
            let message = format!("`{}` is not a valid {name}: expected {expected}", shown(&number));
            let remedy = "look the number up, or correct the type";
            out.add(entry.finding_at(node, message).remedy(remedy));
        }
    }
}
