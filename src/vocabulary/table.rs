//! A vocabulary: terms by their code, and codes by an authority's label.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;

/// Whose labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// OFAC's.
    Ofac,
    /// The United Nations'.
    Un,
    /// The United Kingdom's.
    Uk,
    /// The European Union's codes.
    Eu,
    /// Australia's.
    Au,
}

const SCHEMES: [Scheme; 5] = [Scheme::Ofac, Scheme::Un, Scheme::Uk, Scheme::Eu, Scheme::Au];

/// What a table holds of one thing.
pub trait Term: DeserializeOwned {
    /// The label that is written in a scheme.
    fn label(&self, scheme: Scheme) -> Option<&str>;

    /// Labels that are read in every scheme beside the written one.
    fn also(&self) -> &[String] {
        &[]
    }
}

/// Terms by code and code by label.
pub struct Table<T> {
    terms: BTreeMap<String, T>,
    by_label: HashMap<(Scheme, String), String>,
}

impl<T: Term> Table<T> {
    /// Reads a table of this crate's own.
    pub(super) fn read(name: &str, yaml: &str) -> Self {
        let terms: BTreeMap<String, T> = serde_yaml::from_str(yaml)
            .unwrap_or_else(|error| panic!("the table {name} is part of the program: {error}"));
        let mut by_label = HashMap::new();
        for scheme in SCHEMES {
            for (code, term) in &terms {
                for label in term.also() {
                    by_label.insert((scheme, label.clone()), code.clone());
                }
            }
            // What is written comes back as what it was, whatever else a label may stand for.
            for (code, term) in &terms {
                if let Some(label) = term.label(scheme) {
                    by_label.insert((scheme, label.to_owned()), code.clone());
                }
            }
        }
        Self { terms, by_label }
    }

    /// Returns the code that a label stands for.
    pub fn code(&self, scheme: Scheme, label: &str) -> Option<&str> {
        self.by_label.get(&(scheme, label.to_owned())).map(String::as_str)
    }

    /// Returns the label of a code that the scheme writes.
    pub fn label(&self, scheme: Scheme, code: &str) -> Option<&str> {
        self.terms.get(code)?.label(scheme)
    }
}

impl<T> Table<T> {
    /// Returns the term of a code.
    pub fn get(&self, code: &str) -> Option<&T> {
        self.terms.get(code)
    }

    /// Returns the codes and terms in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.terms.iter().map(|(code, term)| (code.as_str(), term))
    }
}
