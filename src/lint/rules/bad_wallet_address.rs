//! `bad-wallet-address`: an address of a digital currency whose checksum does not hold.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Wallet;
use crate::numbers::{Chain, Wallet as Kind, wallet};

pub(super) const RULE: Rule = Rule {
    id: "bad-wallet-address",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An address of Bitcoin, Litecoin, Dash, Zcash, Ethereum, Tron or Ripple whose checksum does not hold, or whose letters no such address has.

## Why it matters

No such address exists: a letter is wrong. Matching on it never stops a transfer.

## Example

```yaml
wallets:
  - currency: XBT
    address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb     # …fNa
```

## How to fix it

Copy the address from the source. An Ethereum address may also be written in small letters throughout.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (held, node) in entry.parts::<Wallet>() {
        let chains = Chain::of_currency(&held.currency).unwrap_or_default();
        let fault = match wallet(&held.address) {
            Kind::BadChecksum(chain) if chains.contains(&chain) => "its checksum is wrong",
            Kind::Unknown if !chains.is_empty() && !has_other_forms(&held) => "it does not have the right shape",
            _ => continue,
        };
        let (address, currency) = (shown(&held.address), shown(&held.currency));
        let message = format!("`{address}` is not a valid {currency} address: {fault}");
        out.add(
            entry
                .finding_at(field(node, "address"), message)
                .remedy("copy the address from the source"),
        );
    }
}

/// Returns true for currencies with forms of addresses that are not checked here: cash addresses of Bitcoin Cash, tokens on other chains,
/// shielded addresses of older kinds.
fn has_other_forms(held: &Wallet) -> bool {
    matches!(held.currency.as_str(), "BCH" | "USDT" | "USDC" | "ZEC" | "BNB")
}
