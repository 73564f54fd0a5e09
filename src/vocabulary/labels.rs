//! An authority's labels for one thing, as the tables say them.

use serde::Deserialize;

/// The labels of one authority: the first is written, all are read.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(from = "OneOrMany")]
pub(super) struct Labels(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Labels {
    fn from(labels: OneOrMany) -> Self {
        match labels {
            OneOrMany::One(label) => Self(vec![label]),
            OneOrMany::Many(labels) => Self(labels),
        }
    }
}

impl Labels {
    /// Returns the label that is written.
    pub(super) fn written(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// Returns the labels that are read.
    pub(super) fn read(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// OFAC's label and the number of its reference value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfacLabel {
    pub(super) label: String,
    pub(super) id: Option<u32>,
}
