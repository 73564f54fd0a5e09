//! `unknown-currency`: a digital currency that no feed knows.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::vocabulary::{Carrier, features};

pub(super) const RULE: Rule = Rule {
    id: "unknown-currency",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A currency of a wallet that is no sign for which OFAC has a label.

## Why it matters

The OFAC formats write `Digital Currency Address - XBT`; for another sign they have no label. Bitcoin is `XBT` there, not `BTC`.

## Example

```yaml
wallets:
  - currency: BTC         # `XBT`
    address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
```

## How to fix it

Write the sign that OFAC uses. Where the authority names another currency, allow the finding at its place.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_currency = spot.schema.name == "Wallet" && spot.field == "currency";
    let Some(sign) = spot.text.filter(|sign| is_currency && !sign.is_empty()) else {
        return;
    };
    let known: Vec<&str> = features()
        .iter()
        .filter_map(|(_, term)| match term.carrier() {
            Carrier::Wallet(currency) => Some(currency),
            _ => None,
        })
        .collect();
    if known.contains(&sign) {
        return;
    }
    let upper = sign.to_uppercase();
    let meant = known.iter().find(|known| **known == upper).copied();
    let meant = meant.or_else(|| matches!(upper.as_str(), "BTC" | "BITCOIN").then_some("XBT"));
    let remedy = meant.map_or_else(
        || format!("write one of `{}`", known.join("`, `")),
        |meant| format!("write `{meant}`"),
    );
    out.add(
        spot.finding(format!("`{}` is not a known currency", shown(sign)))
            .remedy(remedy),
    );
}
