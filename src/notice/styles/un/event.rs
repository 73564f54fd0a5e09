//! What happened to each entry, and on which day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diff::{Amendment, FieldChange};
use crate::model::{Entry, FuzzyDate};
use crate::notice::input::NoticeInput;

/// A day of amendment that lies further back than this was entered later: the committee acted on the day of the release.
const LONGEST_LAG: i32 = 7;

/// What a committee does, in the order in which a press release has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    Adds,
    Amends,
    Removes,
}

/// What happened to one entry; the numbers of a renumbered one differ.
pub(super) enum Event<'a> {
    Added(&'a Entry),
    Removed(&'a Entry),
    Amended(&'a Entry, &'a Entry, &'a [FieldChange]),
}

impl<'a> Event<'a> {
    pub(super) fn verb(&self) -> Verb {
        match self {
            Self::Added(_) => Verb::Adds,
            Self::Removed(_) => Verb::Removes,
            Self::Amended(..) => Verb::Amends,
        }
    }

    pub(super) fn entry(&self) -> &'a Entry {
        match self {
            Self::Added(entry) | Self::Removed(entry) | Self::Amended(_, entry, _) => entry,
        }
    }
}

pub(super) fn programme_of(entry: &Entry) -> &str {
    let first = entry.designations.first();
    first
        .and_then(|designation| designation.programme.as_deref())
        .unwrap_or_default()
}

/// A removal and an addition of which one declares that it succeeds the other are one amendment: the party was listed all along.
pub(super) fn events<'a>(input: &NoticeInput<'a>) -> Vec<Event<'a>> {
    let declared = input.changes.links.iter().filter(|link| link.declared);
    let renumbered: BTreeMap<&str, &str> = declared
        .map(|link| (link.added.as_str(), link.removed.as_str()))
        .collect();
    let former: BTreeSet<&str> = renumbered.values().copied().collect();
    let removed: BTreeMap<&str, &Entry> = input
        .changes
        .removed()
        .map(|entry| (entry.id.as_str(), entry))
        .collect();
    let added = input.changes.added().map(|entry| {
        let old = renumbered.get(entry.id.as_str()).and_then(|former| removed.get(former));
        old.map_or(Event::Added(entry), |old| Event::Amended(old, entry, &[]))
    });
    let amended = input
        .changes
        .amended()
        .map(|amendment: &Amendment| Event::Amended(&amendment.old, &amendment.new, &amendment.fields));
    let gone = input
        .changes
        .removed()
        .filter(|entry| !former.contains(entry.id.as_str()));
    let mut events: Vec<Event<'a>> = added.chain(amended).chain(gone.map(Event::Removed)).collect();
    events.sort_by(|a, b| crate::model::by_id(a.entry(), b.entry()));
    events
}

/// Returns the day on which the committee acted: that of the entries, if they agree and it is near the release; else the
/// release's.
pub(super) fn day_of(input: &NoticeInput<'_>, verb: Verb, events: &[Event<'_>]) -> Option<Date> {
    let days: BTreeSet<Option<Date>> = events.iter().map(|event| own_day(input, event)).collect();
    let own = match Vec::from_iter(days).as_slice() {
        [Some(day)] => Some(*day),
        _ => None,
    };
    let release = input.new.release.as_ref().map(|release| release.date);
    match (own, release) {
        (Some(own), Some(release)) => {
            let earliest = release.saturating_sub(LONGEST_LAG.days());
            let near = (earliest..=release).contains(&own) || verb == Verb::Removes;
            Some(if near { own } else { release })
        }
        (own, release) => release.or(own),
    }
}

pub(super) fn own_day(input: &NoticeInput<'_>, event: &Event<'_>) -> Option<Date> {
    match event {
        Event::Added(entry) => entry.listed().and_then(FuzzyDate::whole),
        Event::Removed(entry) => {
            let removal = input.new.list.removals.get(&entry.id)?;
            removal.date.as_ref().and_then(FuzzyDate::whole)
        }
        Event::Amended(old, new, _) => {
            let of = |entry: &'_ Entry| -> BTreeSet<FuzzyDate> {
                let days = entry
                    .designations
                    .iter()
                    .flat_map(|designation| designation.amended.clone());
                days.collect()
            };
            let (before, after) = (of(old), of(new));
            after.difference(&before).filter_map(FuzzyDate::whole).max()
        }
    }
}
