//! The two sides of a comparison, read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::diff::{ChangeSet, compare_editions};
use crate::model::{Difference, Edition, Entry, by_id};
use crate::ownership::{Consequences, has_holdings};
use crate::yaml::SourceFile;

use super::error::RepositoryError;
use super::lists::{Repository, Selection};
use super::point::Point;
use super::range::Range;
use super::timeline::{ListSides, Timeline};

/// The two sides of a comparison, read.
pub struct Sides {
    /// The name of the older side.
    pub from: String,
    /// The name of the newer side.
    pub to: String,
    /// The older and the newer state of each list; perhaps only of the files that differ.
    pub lists: BTreeMap<String, (Edition, Edition)>,
    /// Whole lists, if `lists` has only what differs and the consequences depend on the rest.
    whole: ListSides,
}

impl Sides {
    /// Reads what differs between two points: of two commits only the files that are not the same.
    ///
    /// # Errors
    ///
    /// Fails if a list that was asked for is at neither point, or if a file cannot be read into the model.
    pub fn changed(repository: &Repository, from: &Point, to: &Point) -> Result<Self, RepositoryError> {
        let Some(lists) = Timeline::between(repository, from, to)? else {
            return Self::whole(repository, from, to);
        };
        repository.require_wanted(repository.lists_at(&[from, to])?.iter())?;
        Ok(Self {
            from: from.to_string(),
            to: to.to_string(),
            whole: whole_lists(&lists, from, repository)?,
            lists,
        })
    }

    /// Reads the lists at two points as a whole.
    ///
    /// # Errors
    ///
    /// Those of [`changed`](Self::changed).
    pub fn whole(repository: &Repository, from: &Point, to: &Point) -> Result<Self, RepositoryError> {
        repository.require_wanted(repository.lists_at(&[from, to])?.iter())?;
        let old = repository.editions(from)?;
        let new = repository.editions(to)?;
        Ok(Self {
            from: from.to_string(),
            to: to.to_string(),
            lists: paired(old, new),
            whole: BTreeMap::new(),
        })
    }

    /// Reads two states that may be unrelated, the older one first: each is a folder with a repository of lists, or a revision of
    /// the repository that `start` is in.
    ///
    /// # Errors
    ///
    /// Fails if a state is neither, if neither has a list that was asked for, or if a file cannot be read into the model.
    pub fn between(states: [&str; 2], start: &Path, selection: &Selection) -> Result<Self, RepositoryError> {
        let [old, new] = states.map(|state| state_of(state, start, selection));
        let (old, new) = (old?, new?);
        let known: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        if let Some(wanted) = selection.lists.iter().find(|wanted| !known.contains(wanted)) {
            return Err(RepositoryError::InNeitherState { list: wanted.clone() });
        }
        Ok(Self {
            from: states[0].to_owned(),
            to: states[1].to_owned(),
            lists: paired(old, new),
            whole: BTreeMap::new(),
        })
    }

    /// Returns what changed in meaning, for each list that changed.
    pub fn changes(&self) -> BTreeMap<&String, ChangeSet> {
        let lists = self.lists.iter();
        let changes = lists.map(|(list, (old, new))| (list, compare_editions(old, new)));
        changes.filter(|(_, changes)| !changes.is_empty()).collect()
    }

    /// Returns what happens to parties that are not listed, for each list.
    pub fn consequences(&self) -> BTreeMap<&String, Consequences> {
        let between = |(list, part): (&'_ String, &'_ (Edition, Edition))| {
            let (old, new) = self.whole.get(list).unwrap_or(part);
            Consequences::between(old, new)
        };
        self.lists.iter().map(|side| (side.0, between(side))).collect()
    }
}

impl Repository {
    /// Reads what differs between the two points that a range names; see [`Sides::changed`].
    ///
    /// # Errors
    ///
    /// Fails if the range names nothing, and with the errors of [`Sides::changed`].
    pub fn sides(&self, range: &Range) -> Result<Sides, RepositoryError> {
        let (from, to) = self.points(range)?;
        Sides::changed(self, &from, &to)
    }
}

/// Returns both sides of those lists whole that name an ownership rule: what happens to a party may hang on files that are the
/// same on both sides. Lists that say nothing of holdings are spared the reading.
fn whole_lists(lists: &ListSides, from: &Point, repository: &Repository) -> Result<ListSides, RepositoryError> {
    let mut whole = BTreeMap::new();
    let named = |edition: &Edition| !edition.list.ownership.is_empty();
    let lists = lists.iter().filter(|(_, (old, new))| named(old) || named(new));
    let mut lists = lists.peekable();
    if lists.peek().is_none() {
        return Ok(whole);
    }
    let snapshot = repository.snapshot(from)?;
    for (list, (old, new)) in lists {
        let Some(files) = snapshot.lists.get(list) else {
            // Nothing was before, so that what changed is all there is.
            continue;
        };
        if !has_holdings(new) && !repository.read_each(files, may_have_holdings)?.contains(&true) {
            continue;
        }
        let before = repository.edition(list, files, from)?;
        let after = brought_to(&before, old, new)?;
        whole.insert(list.clone(), (before, after));
    }
    Ok(whole)
}

/// Brings a whole edition from one state of some of its files to another; the rest of it stays as it is.
fn brought_to(whole: &Edition, old: &Edition, new: &Edition) -> Result<Edition, RepositoryError> {
    let list = &whole.list_id;
    let brought = |whole: &[Arc<Entry>], old: &[Arc<Entry>], new: &[Arc<Entry>]| {
        let known = |rows: &[Arc<Entry>], entry: &Entry| rows.binary_search_by(|row| by_id(row, entry)).is_ok();
        let twice = new.iter().find(|entry| known(whole, entry) && !known(old, entry));
        if let Some(entry) = twice {
            return Err(RepositoryError::DuplicateId {
                id: entry.id.clone(),
                list: list.clone(),
            });
        }
        let mut rows = whole.to_vec();
        Difference::between(old, new).apply(&mut rows);
        Ok(rows)
    };
    Ok(Edition {
        list_id: list.clone(),
        list: new.list.clone(),
        release: new.release.clone(),
        entries: brought(&whole.entries, &old.entries, &new.entries)?,
        parties: brought(&whole.parties, &old.parties, &new.parties)?,
    })
}

/// Returns true if a file may describe holdings: every word for one has one of these parts.
fn may_have_holdings(file: SourceFile) -> bool {
    let has = |word: &[u8]| file.bytes.windows(word.len()).any(|part| part == word);
    [&b"owned"[..], b"owns", b"control"].into_iter().any(has)
}

/// Reads a folder, or if there is none of that name a revision.
fn state_of(state: &str, start: &Path, selection: &Selection) -> Result<BTreeMap<String, Edition>, RepositoryError> {
    let folder = start.join(state);
    if folder.is_dir() {
        return Repository::open(&folder, selection)?.editions(&Point::WorkingTree);
    }
    let repository = Repository::open(start, selection)?;
    let releases = repository.releases().map_err(|error| RepositoryError::NotAState {
        state: state.to_owned(),
        source: Box::new(error),
    })?;
    repository.editions(&repository.point(state, &releases)?)
}

/// Puts the two states of each list together; a list that is on one side alone is compared with an empty one.
fn paired(mut old: BTreeMap<String, Edition>, mut new: BTreeMap<String, Edition>) -> ListSides {
    let ids: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    let mut lists = BTreeMap::new();
    for id in ids {
        if lists.contains_key(&id) {
            continue;
        }
        let (before, after) = (old.remove(&id), new.remove(&id));
        let empty = |other: Option<&Edition>| Edition {
            list_id: id.clone(),
            list: other.map(|other| other.list.clone()).unwrap_or_default(),
            ..Edition::default()
        };
        let pair = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (before, after) => {
                let one = before.as_ref().or(after.as_ref());
                let nothing = empty(one);
                (before.unwrap_or_else(|| nothing.clone()), after.unwrap_or(nothing))
            }
        };
        lists.insert(id, pair);
    }
    lists
}
