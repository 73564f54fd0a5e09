use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A digital currency.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyTerm {
    /// Its name.
    pub name: String,
    /// OFAC's feature type of its addresses.
    pub ofac_id: u32,
}

impl Term for CurrencyTerm {
    fn label<'a>(&'a self, code: &'a str, scheme: Scheme) -> Option<&'a str> {
        (scheme == Scheme::Ofac).then_some(code)
    }

    fn ofac_id(&self) -> Option<u32> {
        Some(self.ofac_id)
    }
}

/// Returns the digital currencies by OFAC's sign (`XBT`). Sources: see `currencies.yaml`.
pub fn currencies() -> &'static Table<CurrencyTerm> {
    static TABLE: LazyLock<Table<CurrencyTerm>> = LazyLock::new(|| Table::read(include_str!("currencies.yaml")));
    &TABLE
}
