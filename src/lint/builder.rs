//! A finding under construction: its place in bytes, its message, remedy, labels and fix.

use crate::data::Place;

use super::finding::Edit;

/// A file of the input: of which list (the settings come after all lists) and which of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    pub(super) list: usize,
    pub(super) file: usize,
}

/// A finding without line numbers, which [`super::run`] adds.
#[derive(Debug)]
pub(super) struct FindingBuilder {
    pub(super) origin: Origin,
    pub(super) place: Place,
    /// A comment that allows the finding may also be at this place.
    pub(super) anchor: Place,
    pub(super) message: String,
    pub(super) remedy: Option<String>,
    pub(super) labels: Vec<(Origin, Place, String)>,
    pub(super) fix: Option<Edit>,
}

impl FindingBuilder {
    pub(super) fn new(origin: Origin, place: Place, message: impl Into<String>) -> Self {
        Self {
            origin,
            place,
            anchor: place,
            message: message.into(),
            remedy: None,
            labels: Vec::new(),
            fix: None,
        }
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(super) fn label(mut self, origin: Origin, place: Place, text: impl Into<String>) -> Self {
        self.labels.push((origin, place, text.into()));
        self
    }

    pub(super) fn anchor(mut self, place: Place) -> Self {
        self.anchor = place;
        self
    }

    pub(super) fn fix(mut self, place: Place, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        self.fix = Some(Edit { place, replacement });
        self
    }
}
