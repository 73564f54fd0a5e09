//! `wallet-of-another-currency`: an address that is none of the currency it bears.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Wallet;
use crate::numbers::{Chain, Wallet as Kind, wallet};

pub(super) const RULE: Rule = Rule {
    id: "wallet-of-another-currency",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An address whose form is that of another currency: an address of Tron under Bitcoin.

## Why it matters

Programs look an address up on the chain of its currency, and find nothing. Labels of authorities are not always right: OFAC has filed
addresses of Tron under XBT.

## Example

```yaml
wallets:
  - currency: XBT
    address: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t     # an address of Tron
```

## How to fix it

Correct the currency, unless the authority prints it so: then allow the finding at its place.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (held, node) in entry.parts::<Wallet>() {
        let Some(chains) = Chain::of_currency(&held.currency) else {
            continue;
        };
        let Kind::Of(chain) = wallet(&held.address) else {
            continue;
        };
        if !chains.contains(&chain) {
            let (address, currency) = (shown(&held.address), shown(&held.currency));
            let message = format!(
                "`{address}` is an address of {} but is given under {currency}",
                chain.name()
            );
            out.add(
                entry
                    .finding_at(field(node, "currency"), message)
                    .remedy("correct the currency"),
            );
        }
    }
}
