use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// Something that a designation imposes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureTerm {
    /// What it is called where no authority's wording is asked for.
    pub name: String,
    #[serde(default)]
    uk: Vec<String>,
    #[serde(default)]
    un: Vec<String>,
    #[serde(default)]
    au: Vec<String>,
}

impl Term for MeasureTerm {
    fn label(&self, scheme: Scheme) -> Option<&str> {
        let labels = match scheme {
            Scheme::Uk => &self.uk,
            Scheme::Un => &self.un,
            Scheme::Au => &self.au,
            Scheme::Ofac | Scheme::Eu => return None,
        };
        labels.first().map(String::as_str)
    }
}

/// Returns the measures by our word (`asset-freeze`). Sources: see `measures.yaml`.
pub fn measures() -> &'static Table<MeasureTerm> {
    static TABLE: LazyLock<Table<MeasureTerm>> =
        LazyLock::new(|| Table::read("measures", include_str!("measures.yaml")));
    &TABLE
}
