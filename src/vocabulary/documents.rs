use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A type of identity document or registration number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentTerm {
    /// The number by which OFAC puts types in order: its reference id.
    pub order: Option<u32>,
    ofac: Option<String>,
    eu: Option<String>,
    un: Option<String>,
    uk: Option<String>,
}

impl Term for DocumentTerm {
    fn label(&self, scheme: Scheme) -> Option<&str> {
        match scheme {
            Scheme::Ofac => self.ofac.as_deref(),
            Scheme::Un => self.un.as_deref(),
            Scheme::Uk => self.uk.as_deref(),
            Scheme::Eu => self.eu.as_deref(),
            Scheme::Au => None,
        }
    }
}

/// Returns the types of documents by our word (`passport`). Sources: see `documents.yaml`.
pub fn documents() -> &'static Table<DocumentTerm> {
    static TABLE: LazyLock<Table<DocumentTerm>> =
        LazyLock::new(|| Table::read("documents", include_str!("documents.yaml")));
    &TABLE
}
