use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A country, a former state, or what authorities write in the place of one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryTerm {
    /// The English short name in common use.
    pub name: String,
    /// The alpha-3 code of ISO 3166-1, or the last one of a former state.
    pub alpha3: Option<String>,
    /// The day on which ISO 3166 withdrew it (`YYYY-MM-DD`).
    pub until: Option<String>,
    /// The code of FollowTheMoney, where it is not the lower-case code.
    pub ftm: Option<String>,
    ofac: Option<String>,
    un: Option<String>,
    uk: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

impl Term for CountryTerm {
    fn label(&self, scheme: Scheme) -> Option<&str> {
        let own = match scheme {
            Scheme::Ofac => self.ofac.as_deref(),
            Scheme::Un => self.un.as_deref(),
            Scheme::Uk => self.uk.as_deref(),
            Scheme::Eu | Scheme::Au => None,
        };
        Some(own.unwrap_or(&self.name))
    }

    fn also(&self) -> &[String] {
        &self.also
    }
}

/// Returns the countries by code (`KP`). Sources: see `countries.yaml`.
pub fn countries() -> &'static Table<CountryTerm> {
    static TABLE: LazyLock<Table<CountryTerm>> =
        LazyLock::new(|| Table::read("countries", include_str!("countries.yaml")));
    &TABLE
}
