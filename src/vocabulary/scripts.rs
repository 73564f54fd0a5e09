use std::sync::LazyLock;

use serde::Deserialize;

use super::labels::OfacLabel;
use super::table::{Scheme, Table, Term};

/// A script.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptTerm {
    /// Its English name.
    pub name: String,
    ofac: Option<OfacLabel>,
    printed_as: Option<String>,
}

impl ScriptTerm {
    fn own(&self, scheme: Scheme) -> Option<&str> {
        let ofac = self.ofac.as_ref().filter(|_| scheme == Scheme::Ofac)?;
        Some(&ofac.label)
    }
}

impl Term for ScriptTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        let lent = self.printed_as.as_deref().filter(|_| scheme == Scheme::Ofac);
        self.own(scheme).or(lent)
    }

    // A lent label leads back to the script that it belongs to.
    fn read<'a>(&'a self, _: &'a str, scheme: Scheme) -> Vec<&'a str> {
        self.own(scheme).into_iter().collect()
    }

    fn ofac_id(&self) -> Option<u32> {
        self.ofac.as_ref()?.id
    }
}

/// Returns the scripts by their ISO 15924 codes. Sources: see `scripts.yaml`.
pub fn scripts() -> &'static Table<ScriptTerm> {
    static TABLE: LazyLock<Table<ScriptTerm>> = LazyLock::new(|| Table::read(include_str!("scripts.yaml")));
    &TABLE
}
