//! A vocabulary: terms by their code, and codes by an authority's label.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;

/// Whose labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// OFAC's.
    Ofac,
    /// The United Nations'.
    Un,
    /// The United Kingdom's.
    Uk,
    /// The European Union's codes.
    Eu,
    /// Switzerland's codes.
    Ch,
    /// Australia's.
    Au,
    /// Japan's.
    Jp,
}

impl Scheme {
    /// Every scheme, in the order in which they are declared.
    pub const ALL: [Self; 7] = [Self::Ofac, Self::Un, Self::Uk, Self::Eu, Self::Ch, Self::Au, Self::Jp];
}

/// What a table holds of one thing.
pub trait Term {
    /// Returns the label that is written in a scheme. The code is that under which the table holds the term.
    fn label<'a>(&'a self, code: &'a str, scheme: Scheme) -> Option<&'a str>;

    /// Returns the labels that are read in a scheme; none of them may belong to another term.
    fn read<'a>(&'a self, code: &'a str, scheme: Scheme) -> Vec<&'a str> {
        self.label(code, scheme).into_iter().collect()
    }

    /// Returns the number under which OFAC's XML formats refer to it.
    fn ofac_id(&self) -> Option<u32> {
        None
    }

    /// Returns our earlier codes for it.
    fn formerly(&self) -> &[String] {
        &[]
    }
}

/// Terms by code and code by label.
pub struct Table<T> {
    terms: BTreeMap<String, T>,
    /// Only ever asked, never iterated: its order is no one's.
    by_label: BTreeMap<Scheme, HashMap<String, String>>,
    by_ofac_id: BTreeMap<u32, String>,
    formerly: BTreeMap<String, String>,
}

impl<T: Term + DeserializeOwned> Table<T> {
    /// Reads a table of this crate's own.
    pub(super) fn read(yaml: &str) -> Self {
        Self::new(serde_yaml::from_str(yaml).expect("the table is part of the program, and the tests read it"))
    }
}

impl<T: Term> Table<T> {
    pub(super) fn new(terms: BTreeMap<String, T>) -> Self {
        let mut table = Self {
            terms,
            by_label: BTreeMap::new(),
            by_ofac_id: BTreeMap::new(),
            formerly: BTreeMap::new(),
        };
        for scheme in Scheme::ALL {
            let owned = |(label, code): (&str, &str)| (label.to_owned(), code.to_owned());
            let labels = table.labels(scheme).map(owned).collect();
            table.by_label.insert(scheme, labels);
        }
        for (code, term) in &table.terms {
            let id = term.ofac_id().map(|id| (id, code.clone()));
            table.by_ofac_id.extend(id);
            let words = term.formerly().iter().map(|word| (word.clone(), code.clone()));
            table.formerly.extend(words);
        }
        table
    }

    /// Returns the code that a label means, whether the scheme writes it so or only did.
    pub fn code(&self, scheme: Scheme, label: &str) -> Option<&str> {
        self.by_label.get(&scheme)?.get(label).map(String::as_str)
    }

    /// Returns the code of a label that is the very one the scheme writes, so that what is read is written as it was.
    pub fn exact(&self, scheme: Scheme, label: &str) -> Option<&str> {
        let code = self.code(scheme, label)?;
        (self.label(scheme, code) == Some(label)).then_some(code)
    }

    /// Returns the code and the term that a label means.
    pub fn by_label(&self, scheme: Scheme, label: &str) -> Option<(&str, &T)> {
        let code = self.code(scheme, label)?;
        Some((code, self.get(code)?))
    }

    /// Returns the label of a code that the scheme writes.
    pub fn label(&self, scheme: Scheme, code: &str) -> Option<&str> {
        let code = self.current(code);
        let (code, term) = self.terms.get_key_value(code)?;
        term.label(code, scheme)
    }

    /// Returns every label that is read in a scheme with the code that it means, in the order of the codes.
    pub fn labels(&self, scheme: Scheme) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().flat_map(move |(code, term)| {
            let labels = term.read(code, scheme).into_iter();
            labels.map(move |label| (label, code.as_str()))
        })
    }

    /// Returns the code of OFAC's reference value or feature type.
    pub fn by_ofac_id(&self, id: u32) -> Option<&str> {
        self.by_ofac_id.get(&id).map(String::as_str)
    }
}

impl<T> Table<T> {
    /// Returns the term of a code, today's or an earlier one.
    pub fn get(&self, code: &str) -> Option<&T> {
        self.terms.get(self.current(code))
    }

    /// Returns today's code for an earlier one; any other text as it is.
    pub fn current<'a>(&'a self, code: &'a str) -> &'a str {
        self.formerly.get(code).map_or(code, String::as_str)
    }

    /// Returns the codes and terms in the order of the codes' bytes.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.terms.iter().map(|(code, term)| (code.as_str(), term))
    }
}
