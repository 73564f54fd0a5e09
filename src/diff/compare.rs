//! Two sets of entries, walked side by side in the order of their ids.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::record::{IdKey, Record};
use crate::model::{Edition, Entry, by_id};

use super::change::{Amendment, Change, ChangeSet, FieldChange, Summary};
use super::rename::{self, Rename};
use super::{link, record};

/// Compares two sets of entries; both in canonical form and in the order of their ids, as an [`Edition`] has them.
pub fn compare(old: &[Arc<Entry>], new: &[Arc<Entry>]) -> ChangeSet {
    compare_renamed(old, new, Vec::new())
}

/// Compares two states of a list: its entries, its unlisted parties, and what `list.yaml` says. A programme whose new code declares its old
/// one (`formerly`) is told once as a renaming and not as an amendment of every entry.
pub fn compare_editions(old: &Edition, new: &Edition) -> ChangeSet {
    let renames = rename::declared(old, new);
    let mut changes = compare_renamed(&old.entries, &new.entries, renames);
    if old.list != new.list {
        changes.list = fields_of_difference(&old.list, &new.list);
    }
    changes.parties = compare_renamed(&old.parties, &new.parties, Vec::new()).changes;
    changes
}

/// What a comparison touches, without what it says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// How many entries were added, removed and amended.
    pub summary: Summary,
    /// The ids of these entries and of those under a programme that bears another code, in the order of ids.
    pub ids: Vec<String>,
}

/// Counts and names what [`compare_editions`] would tell, for less; nothing where the two mean the same.
pub fn touch_editions(old: &Edition, new: &Edition) -> Option<Touched> {
    if !rename::declared(old, new).is_empty() {
        let changes = compare_editions(old, new);
        return (!changes.is_empty()).then(|| touched(&changes));
    }
    let mut summary = Summary::default();
    let mut ids = Vec::new();
    side_by_side(&old.entries, &new.entries, |pair| {
        let entry = match pair {
            (Some(old), None) => {
                summary.removed += 1;
                old
            }
            (None, Some(new)) => {
                summary.added += 1;
                new
            }
            (Some(old), Some(new)) if old != new => {
                summary.amended += 1;
                new
            }
            _ => return,
        };
        ids.push(entry.id.clone());
    });
    side_by_side(&old.parties, &new.parties, |(old, new)| {
        summary.parties += usize::from(old != new)
    });
    let differs = summary != Summary::default() || !old.list.says_the_same(&new.list);
    differs.then_some(Touched { summary, ids })
}

fn touched(changes: &ChangeSet) -> Touched {
    let renamed = changes.renames.iter().flat_map(|rename| &rename.entries);
    let changed = changes.changes.iter().map(|change| change.id());
    let mut ids: Vec<&str> = changed.chain(renamed.map(String::as_str)).collect();
    ids.sort_by(|a, b| IdKey(Some(a)).cmp(&IdKey(Some(b))));
    ids.dedup();
    Touched {
        summary: changes.summary(),
        ids: ids.into_iter().map(str::to_owned).collect(),
    }
}

/// Walks over two sets of entries in the order of their ids; entries with one id come together.
fn side_by_side<'a>(old: &'a [Arc<Entry>], new: &'a [Arc<Entry>], mut take: impl FnMut(Pair<'a>)) {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => by_id(old, new),
        };
        take(match order {
            Ordering::Less => (old.next(), None),
            Ordering::Greater => (None, new.next()),
            Ordering::Equal => (old.next(), new.next()),
        });
    }
}

fn compare_renamed(old: &[Arc<Entry>], new: &[Arc<Entry>], mut renames: Vec<Rename>) -> ChangeSet {
    let mut pairs = Vec::new();
    side_by_side(old, new, |pair| pairs.push(pair));
    let changes: Vec<Change> = if renames.is_empty() && pairs.len() > FEW_PAIRS {
        let changes = pairs.into_par_iter().with_min_len(FEW_PAIRS);
        changes.filter_map(|pair| change(pair, &mut [])).collect()
    } else {
        let changes = pairs.into_iter();
        changes.filter_map(|pair| change(pair, &mut renames)).collect()
    };
    renames.retain(|rename| !rename.entries.is_empty());
    ChangeSet {
        links: link::find(&changes),
        changes,
        renames,
        ..ChangeSet::default()
    }
}

/// Fewer pairs are not worth a thread.
const FEW_PAIRS: usize = 64;

/// An entry before and after.
type Pair<'a> = (Option<&'a Arc<Entry>>, Option<&'a Arc<Entry>>);

fn change(pair: Pair<'_>, renames: &mut [Rename]) -> Option<Change> {
    match pair {
        (Some(old), None) => Some(Change::Removed(Arc::clone(old))),
        (None, Some(new)) => Some(Change::Added(Arc::clone(new))),
        (Some(old), Some(new)) if old != new => amendment(old, new, renames),
        _ => None,
    }
}

fn amendment(old: &Arc<Entry>, new: &Arc<Entry>, renames: &mut [Rename]) -> Option<Change> {
    let fields = if renames.is_empty() {
        fields_of_difference(old.as_ref(), new)
    } else {
        fields_of_difference(&rename::renamed(old, renames), new)
    };
    (!fields.is_empty()).then(|| {
        Change::Amended(Box::new(Amendment {
            old: Arc::clone(old),
            new: Arc::clone(new),
            fields,
        }))
    })
}

fn fields_of_difference<R: Record>(old: &R, new: &R) -> Vec<FieldChange> {
    let (old, new) = old.difference(new);
    record::compare(&old, &new, R::SCHEMA)
}
