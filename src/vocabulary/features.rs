use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A type of fact, as OFAC has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureTerm {
    /// The number by which OFAC puts types in order.
    pub order: u32,
    /// True where the value is a date.
    #[serde(default)]
    pub date: bool,
    ofac: String,
    field: Option<String>,
}

/// Which field of the model carries a type of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carrier<'a> {
    /// `features`, under this type.
    Features,
    /// A field, as a path: `birth_dates`, `vessel.former_flags`.
    Field(&'a str),
    /// `contacts` with this type.
    Contact(&'a str),
    /// `wallets` of this currency.
    Wallet(&'a str),
    /// `documents` of this type.
    Document(&'a str),
}

impl FeatureTerm {
    /// Returns which field of the model carries it.
    pub fn carrier(&self) -> Carrier<'_> {
        let Some(field) = self.field.as_deref() else {
            return Carrier::Features;
        };
        match field.split_once('/') {
            Some(("contacts", kind)) => Carrier::Contact(kind),
            Some(("wallets", currency)) => Carrier::Wallet(currency),
            Some(("documents", kind)) => Carrier::Document(kind),
            _ => Carrier::Field(field),
        }
    }

    /// Returns the label that OFAC prints before the value.
    pub fn label(&self) -> &str {
        &self.ofac
    }
}

impl Term for FeatureTerm {
    fn label(&self, scheme: Scheme) -> Option<&str> {
        (scheme == Scheme::Ofac).then_some(self.ofac.as_str())
    }
}

/// Returns the types of facts by our word (`secondary-sanctions-risk`). Sources: see `features.yaml`.
pub fn features() -> &'static Table<FeatureTerm> {
    static TABLE: LazyLock<Table<FeatureTerm>> =
        LazyLock::new(|| Table::read("features", include_str!("features.yaml")));
    &TABLE
}
