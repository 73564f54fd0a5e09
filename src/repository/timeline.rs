//! The step from one release to another, and what it changed. Only files that differ are read; for many releases at once there is the
//! `walk`.

use std::collections::BTreeMap;

use crate::diff::{Change, ChangeSet, Link, compare_editions};
use crate::model::{Edition, Entry, List, Release};
use crate::store::SnapshotFile;
use crate::store::git::ChangedFile;
use crate::yaml::LIST_FILE;

use super::error::RepositoryError;
use super::lists::{Repository, add_rows, is_list_file, refuse_duplicate_ids};
use super::point::Point;
use super::touched_cache::touched;

/// The older and the newer state of each list, by the list's id.
pub(super) type ListSides = BTreeMap<String, (Edition, Edition)>;

/// A place in the history from which to go on to a later one.
pub(super) struct Timeline<'a> {
    repository: &'a Repository,
    commit: Option<String>,
    /// What `list.yaml` of each list says there, where it was asked for.
    lists: BTreeMap<String, List>,
    /// Files of entries that do not have this among their words are passed over.
    word: Option<String>,
}

impl<'a> Timeline<'a> {
    /// Starts at a commit whose state is taken as known.
    fn after(repository: &'a Repository, commit: Option<String>) -> Self {
        Self {
            repository,
            commit,
            lists: BTreeMap::new(),
            word: None,
        }
    }

    /// Compares two points of the history without reading what they have in common; nothing where one of them is the working
    /// tree, which has no commit to compare.
    pub(super) fn between(
        repository: &'a Repository,
        from: &Point,
        to: &Point,
    ) -> Result<Option<ListSides>, RepositoryError> {
        let (Some(old), Some(new)) = (from.commit(), to.commit()) else {
            return Ok(None);
        };
        let timeline = Self::after(repository, old.map(|release| release.commit.clone()));
        let mut sides = match new {
            Some(release) => timeline.step(release)?,
            None => return Ok(None),
        };
        for (list, (before, after)) in &mut sides {
            before.list = timeline.settings_at(list, old)?.unwrap_or_else(|| before.list.clone());
            after.list = timeline.settings_at(list, new)?.unwrap_or_else(|| after.list.clone());
            if old.is_none() || before.list.title.is_empty() {
                before.list.clone_from(&after.list);
            }
        }
        Ok(Some(sides))
    }

    /// Reads what `list.yaml` of a list says at a commit.
    fn settings_at(&self, list: &str, release: Option<&Release>) -> Result<Option<List>, RepositoryError> {
        self.settings_in(list, release.map(|release| release.commit.as_str()))
    }

    /// Reads the content of `list.yaml` of a list in a commit.
    fn settings_in(&self, list: &str, commit: Option<&str>) -> Result<Option<List>, RepositoryError> {
        let Some(commit) = commit else { return Ok(None) };
        let path = format!("{}/{list}/{LIST_FILE}", self.repository.layout().lists);
        let Some(file) = self.repository.git()?.file_at(commit, &path)? else {
            return Ok(None);
        };
        let rows = self.repository.rows(list, &[file], None, |held| held)?;
        Ok(rows.into_iter().find_map(|rows| rows.list).map(|settings| *settings))
    }

    /// Goes on to a release and returns, for each list that was asked for and that it changed, the two states of what its
    /// changed files hold.
    fn step(&self, release: &Release) -> Result<ListSides, RepositoryError> {
        let store = self.repository.git()?;
        let changed = store.changed_files(self.commit.as_deref(), Some(&release.commit), self.repository.layout())?;
        let mut by_list = self.repository.by_list(changed);
        by_list.retain(|list, _| self.repository.wants(list));
        let mut sides = BTreeMap::new();
        for (list, files) in by_list {
            let (old, mut new) = self.sides(&list, &files)?;
            new.release = Some(release.clone());
            sides.insert(list, (old, new));
        }
        Ok(sides)
    }

    /// Goes on to a release and returns the two states of what the changed files of one list hold; nothing if none changed.
    fn step_of(&self, list: &str, release: &Release) -> Result<Option<(Edition, Edition)>, RepositoryError> {
        let store = self.repository.git()?;
        let (changed, _) =
            store.changes_between(self.commit.as_deref(), Some(&release.commit), self.repository.layout())?;
        let Some(files) = self.repository.by_list(changed).remove(list) else {
            return Ok(None);
        };
        let (old, mut new) = self.sides(list, &files)?;
        new.release = Some(release.clone());
        Ok(Some((old, new)))
    }

    /// Collects what the changed files of a list had and have. Both sides are read together: in a pack, a file is mostly next to
    /// its former version and is unpacked from it.
    fn sides(&self, list: &str, changed: &[ChangedFile]) -> Result<(Edition, Edition), RepositoryError> {
        let old = changed.iter().filter_map(|file| file.old.as_ref());
        let new = changed.iter().filter_map(|file| file.new.as_ref());
        let files: Vec<SnapshotFile> = old.clone().chain(new).cloned().collect();
        let mut rows = self.repository.rows(list, &files, self.word.as_deref(), |held| held)?;
        let (mut old_side, mut new_side) = (self.empty_side(list), self.empty_side(list));
        let new_rows = rows.split_off(old.count());
        rows.into_iter().for_each(|held| add_rows(&mut old_side, held));
        new_rows.into_iter().for_each(|held| add_rows(&mut new_side, held));
        old_side.sort();
        new_side.sort();
        Ok((old_side, new_side))
    }

    /// The settings are those of `list.yaml` if it is among the files, else those of the place from which the step goes.
    fn empty_side(&self, list: &str) -> Edition {
        Edition {
            list_id: list.to_owned(),
            list: self.lists.get(list).cloned().unwrap_or_default(),
            ..Edition::default()
        }
    }
}

/// What happened to one entry in one release.
pub struct Event {
    /// The release.
    pub release: Release,
    /// The list.
    pub list: String,
    /// What changed in this entry, and the programmes of the list that were renamed.
    pub changes: ChangeSet,
    /// The commit from which the changes are counted.
    base: Option<String>,
}

/// Returns every release that changed an entry with this id, in the lists that were asked for, oldest first.
///
/// # Errors
///
/// Fails if there is none, or if the history cannot be read.
pub fn life(repository: &Repository, id: &str) -> Result<Vec<Event>, RepositoryError> {
    let releases = repository.releases()?.releases;
    let touched = touched(repository, &releases)?;
    let mut events = Vec::new();
    for (place, of_release) in touched.iter().enumerate() {
        for list in of_release.lists.iter().filter(|list| list.has(id)) {
            let before = place.checked_sub(1).map(|before| releases[before].commit.as_str());
            let base = of_release.skips.base(&list.list, before);
            events.extend(event_of(repository, base, &releases[place], &list.list, id)?);
        }
    }
    for event in &mut events {
        if may_be_linked(&event.changes) {
            event.changes.links = links(repository, event, id)?;
        }
    }
    if events.is_empty() {
        return Err(RepositoryError::NeverListed { id: id.to_owned() });
    }
    Ok(events)
}

/// Returns what a release made of the entry with this id in one list, since the commit `base`.
fn event_of(
    repository: &Repository,
    base: Option<&str>,
    release: &Release,
    list: &str,
    id: &str,
) -> Result<Option<Event>, RepositoryError> {
    let mut timeline = Timeline::after(repository, base.map(str::to_owned));
    if let Some(settings) = timeline.settings_in(list, base)? {
        timeline.lists.insert(list.to_owned(), settings);
    }
    timeline.word = Some(id.to_owned());
    let Some((old, new)) = timeline.step_of(list, release)? else {
        return Ok(None);
    };
    let mut changes = compare_editions(&old, &new);
    changes.changes.retain(|change| change.id() == id);
    changes
        .renames
        .retain(|rename| rename.entries.iter().any(|entry| entry == id));
    let is_any = !changes.changes.is_empty() || !changes.renames.is_empty();
    Ok(is_any.then(|| Event {
        release: release.clone(),
        list: list.to_owned(),
        changes,
        base: base.map(str::to_owned),
    }))
}

fn may_be_linked(changes: &ChangeSet) -> bool {
    changes.changes.iter().any(|change| match change {
        Change::Added(_) | Change::Removed(_) => true,
        Change::Amended(amendment) => amendment.new.succeeds().next().is_some(),
    })
}

/// Looks at all that a release changed in the list: what an entry is linked to need not speak of it.
fn links(repository: &Repository, event: &Event, id: &str) -> Result<Vec<Link>, RepositoryError> {
    if event.base.is_none() {
        return Ok(Vec::new());
    }
    let sides = Timeline::after(repository, event.base.clone()).step_of(&event.list, &event.release)?;
    let links = sides.map(|(old, new)| compare_editions(&old, &new).links);
    let own = |link: &Link| link.added == id || link.removed == id;
    Ok(links.unwrap_or_default().into_iter().filter(own).collect())
}

/// Returns the entry with this id as each list has it at a point.
///
/// `asked` is the text by which the point was asked for.
///
/// # Errors
///
/// Fails if no list has it, or if a file cannot be read into the model.
pub fn entries_at(
    repository: &Repository,
    id: &str,
    point: &Point,
    asked: Option<&str>,
) -> Result<Vec<(Edition, Entry)>, RepositoryError> {
    let mut found = Vec::new();
    let mut snapshot = repository.snapshot(point)?;
    for (list, files) in &mut snapshot.lists {
        if !repository.wants(list) {
            continue;
        }
        let edition = edition_with(repository, list, std::mem::take(files), id, point)?;
        if let Some(entry) = edition.entry(id).cloned() {
            found.push((edition, entry));
        }
    }
    if found.is_empty() {
        let when = match point {
            Point::Nothing => "before the first release".to_owned(),
            Point::WorkingTree => "in the working tree".to_owned(),
            at => match (at.to_string(), asked) {
                (name, Some(asked)) if name != asked => format!("at {asked} (the last release then is {name})"),
                (name, _) => format!("at {name}"),
            },
        };
        return Err(RepositoryError::NoEntry {
            id: id.to_owned(),
            at: when,
        });
    }
    Ok(found)
}

/// Reads a list as far as an entry asks for it: the file that bears its name, and only where that does not hold it every file.
fn edition_with(
    repository: &Repository,
    list: &str,
    files: Vec<SnapshotFile>,
    id: &str,
    point: &Point,
) -> Result<Edition, RepositoryError> {
    let name = format!("/{id}.yaml");
    let (own, others): (Vec<SnapshotFile>, Vec<SnapshotFile>) = files
        .into_iter()
        .partition(|file| is_list_file(&file.path) || file.path.ends_with(&name));
    let at_hand = repository.edition(list, &own, point)?;
    if at_hand.entry(id).is_some() {
        return Ok(at_hand);
    }
    let mut whole = at_hand;
    for held in repository.rows(list, &others, Some(id), |held| held)? {
        add_rows(&mut whole, held);
    }
    whole.sort();
    refuse_duplicate_ids(&whole)?;
    Ok(whole)
}
