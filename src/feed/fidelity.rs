//! What the feeds of a list cannot carry of its entries, told before anything is published.

use std::io;

use rayon::prelude::*;

use crate::model::Edition;

use super::format::{FeedError, Format, Loss};
use super::formats::format;

/// Something that a feed of a list does not carry faithfully, or an entry that it cannot write at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfaithful {
    /// The format of the feed.
    pub format: &'static str,
    /// The id of the entry.
    pub entry: String,
    /// What is lost; of an entry that cannot be written, why.
    pub loss: Loss,
    /// True where the format cannot write the entry at all: such an entry stops a publication.
    pub is_refused: bool,
}

/// Goes through the feeds that a list asks for, in its order, and through its entries in theirs, side by side. Feeds that nobody knows
/// are left out.
pub fn unfaithful(edition: &Edition) -> Vec<Unfaithful> {
    let formats: Vec<_> = edition.list.feeds.iter().filter_map(|name| format(name)).collect();
    let found = formats.into_par_iter().flat_map(|format| {
        let (mut found, lost) = rayon::join(|| refused(format, edition), || lost(format, edition));
        found.extend(lost);
        found
    });
    found.collect()
}

/// Returns what a format leaves out of the entries.
fn lost(format: &'static dyn Format, edition: &Edition) -> Vec<Unfaithful> {
    let lost = edition.entries.par_iter().flat_map_iter(|entry| {
        let losses = format.losses(entry, &edition.list).into_iter();
        losses.map(|loss| Unfaithful {
            format: format.name(),
            entry: entry.id.clone(),
            loss,
            is_refused: false,
        })
    });
    lost.collect()
}

/// Returns the entries that a format cannot write. They are tried one by one only where it cannot write them together.
fn refused(format: &'static dyn Format, edition: &Edition) -> Vec<Unfaithful> {
    if format.is_native() || reason(format, edition).is_none() {
        return Vec::new();
    }
    let mut alone = Edition {
        list_id: edition.list_id.clone(),
        list: edition.list.clone(),
        ..Edition::default()
    };
    let mut found = Vec::new();
    for entry in &edition.entries {
        alone.entries = vec![entry.clone()];
        found.extend(reason(format, &alone).map(|what| Unfaithful {
            format: format.name(),
            entry: entry.id.clone(),
            loss: Loss::new("", what),
            is_refused: true,
        }));
    }
    found
}

/// Returns why a format cannot write an edition; nothing where it can.
fn reason(format: &dyn Format, edition: &Edition) -> Option<String> {
    let files = format.files().par_iter();
    files.find_map_first(|file| match format.write(file, edition, &mut io::sink()) {
        Err(FeedError::Unwritable { reason, .. }) => Some(reason),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, List, Name};

    #[test]
    fn an_entry_that_cannot_be_written_is_found_among_the_others() {
        let entry = |id: &str, name: &str| Entry {
            id: id.into(),
            names: vec![Name {
                text: name.into(),
                ..Name::default()
            }],
            ..Entry::default()
        };
        let edition = Edition {
            list: List {
                feeds: vec!["json".into(), "ofac-csv".into(), "no-such".into()],
                ..List::default()
            },
            entries: [entry("1", "ONE"), entry("2", "\u{97d3}"), entry("x", "THREE")]
                .map(std::sync::Arc::new)
                .into(),
            ..Edition::default()
        };
        let found = unfaithful(&edition);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.entry.as_str(), one.loss.field.as_str(), one.is_refused))
            .collect();
        assert_eq!(told, [("2", "", true), ("x", "id", false)]);
        assert!(found.iter().all(|one| one.format == "ofac-csv"));
    }
}
