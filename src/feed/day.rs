//! The day that a document bears.

use jiff::civil::{Date, date};

use crate::model::{Edition, FuzzyDate};

/// Returns the day of the release; of a list that is not released the newest day that it knows. No clock is asked.
pub(super) fn newest_day(edition: &Edition) -> Date {
    if let Some(release) = &edition.release {
        return release.date;
    }
    let designations = edition.entries.iter().flat_map(|entry| &entry.designations);
    let days = designations.flat_map(|it| it.listed.iter().chain(&it.amended));
    let acts = edition.entries.iter().flat_map(|entry| &entry.acts);
    let published = acts.filter_map(|act| act.published.as_ref());
    days.chain(published)
        .filter_map(FuzzyDate::whole)
        .max()
        .unwrap_or(date(1970, 1, 1))
}
