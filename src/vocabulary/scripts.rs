use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A script.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptTerm {
    /// Its English name.
    pub name: String,
    ofac: Option<String>,
}

impl Term for ScriptTerm {
    fn label(&self, scheme: Scheme) -> Option<&str> {
        match scheme {
            Scheme::Ofac => self.ofac.as_deref(),
            _ => None,
        }
    }
}

/// Returns the scripts by their ISO 15924 codes. Sources: see `scripts.yaml`.
pub fn scripts() -> &'static Table<ScriptTerm> {
    static TABLE: LazyLock<Table<ScriptTerm>> = LazyLock::new(|| Table::read("scripts", include_str!("scripts.yaml")));
    &TABLE
}
