//! `bad-check-digit`: a number whose check digit does not hold.

use crate::lint::finding::Severity;
use crate::lint::identifiers::numbers;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Kind;
use crate::numbers::{Fault, document};

pub(super) const RULE: Rule = Rule {
    id: "bad-check-digit",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A number of a ship, a bank, a security, a business or a person whose check digit is not the one that its other digits ask for: IMO, LEI,
IBAN, ISIN; of Russia INN and OGRN, of China USCC and identity numbers, of Colombia and Guatemala NIT, of Mexico CURP, of Venezuela RIF, of
Peru RUC, of Argentina CUIT, of Bulgaria EIK, identity numbers of Iran, Thailand and Turkey, fiscal codes of Italy.

## Why it matters

No such number exists: a digit is wrong or two have changed places. Exact matching on it finds nothing.

## Example

```yaml
documents:
  - type: imo
    number: '9074720'     # 9074729
```

## How to fix it

Look the number up. Where the authority itself prints it so, allow the finding at its place.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (kind, _, number, node) in numbers(entry) {
        // Companies bear IMO numbers too, which are checked by another rule.
        if kind == "imo" && entry.model().kind != Kind::Vessel {
            continue;
        }
        if let Err((name, Fault::CheckDigit)) = document(&kind, &number) {
            let message = format!("`{}` is not a valid {name}: its check digit is wrong", shown(&number));
            out.add(entry.finding_at(node, message).remedy("look the number up"));
        }
    }
}
