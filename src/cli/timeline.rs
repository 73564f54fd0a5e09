//! The step from one release to another, and what it changed. Only files that differ are read; for many releases at once there is the
//! `walk`.

use std::collections::BTreeMap;

use anyhow::bail;
use gazette::diff::{Change, ChangeSet, Link, compare_editions};
use gazette::model::{Edition, Entry, List, Release};
use gazette::store::SnapshotFile;
use gazette::store::git::ChangedFile;
use gazette::yaml::{LIST_FILE, Rows};

use super::touched::touched;
use super::workspace::{Point, Workspace, is_list_file, refuse_ids_twice};

/// A place in the history from which to go on to a later one.
pub(crate) struct Timeline<'a> {
    workspace: &'a Workspace,
    commit: Option<String>,
    /// What `list.yaml` of each list says there, where it was asked for.
    lists: BTreeMap<String, List>,
    /// Files of entries that do not have this among their words are passed over.
    word: Option<String>,
}

impl<'a> Timeline<'a> {
    /// Starts at a commit whose state is taken as known.
    fn after(workspace: &'a Workspace, commit: Option<String>) -> Self {
        Self {
            workspace,
            commit,
            lists: BTreeMap::new(),
            word: None,
        }
    }

    /// Starts at the release before the one at a place, with what the lists said of themselves there.
    fn before(workspace: &'a Workspace, releases: &[Release], place: usize) -> anyhow::Result<Self> {
        let before = place.checked_sub(1).map(|last| &releases[last]);
        let mut timeline = Self::after(workspace, before.map(|release| release.commit.clone()));
        if let Some(before) = before {
            timeline.remember_lists(before)?;
        }
        Ok(timeline)
    }

    /// Compares two points of the history without reading what they have in common; nothing where one of them is the working
    /// tree, which has no commit to compare.
    pub(crate) fn between(
        workspace: &'a Workspace,
        from: &Point,
        to: &Point,
    ) -> anyhow::Result<Option<BTreeMap<String, (Edition, Edition)>>> {
        let (Some(old), Some(new)) = (from.commit(), to.commit()) else {
            return Ok(None);
        };
        let timeline = Self::after(workspace, old.map(|release| release.commit.clone()));
        let mut sides = match new {
            Some(release) => timeline.step(release)?,
            None => return Ok(None),
        };
        for (list, (before, after)) in &mut sides {
            before.list = timeline.list_at(list, old)?.unwrap_or_else(|| before.list.clone());
            after.list = timeline.list_at(list, new)?.unwrap_or_else(|| after.list.clone());
            if old.is_none() || before.list.title.is_empty() {
                before.list.clone_from(&after.list);
            }
        }
        Ok(Some(sides))
    }

    /// Reads what `list.yaml` of every list says at a release.
    fn remember_lists(&mut self, release: &Release) -> anyhow::Result<()> {
        for list in self.workspace.lists_at(&[&Point::Release(release.clone())])? {
            if let Some(settings) = self.list_at(&list, Some(release))? {
                self.lists.insert(list, settings);
            }
        }
        Ok(())
    }

    /// Reads what `list.yaml` of a list says at a commit.
    fn list_at(&self, list: &str, release: Option<&Release>) -> anyhow::Result<Option<List>> {
        let Some(release) = release else { return Ok(None) };
        let path = format!("{}/{list}/{LIST_FILE}", self.workspace.layout.lists);
        let Some(file) = self.workspace.git()?.file_at(&release.commit, &path)? else {
            return Ok(None);
        };
        let rows = self.workspace.rows(list, &[file], None, |held| held)?;
        Ok(rows.into_iter().find_map(|rows| rows.list).map(|settings| *settings))
    }

    /// Goes on to a release and returns, for each list that was asked for and that it changed, the two states of what its
    /// changed files hold.
    fn step(&self, release: &Release) -> anyhow::Result<BTreeMap<String, (Edition, Edition)>> {
        let store = self.workspace.git()?;
        let changed = store.changed_files(self.commit.as_deref(), Some(&release.commit), &self.workspace.layout)?;
        let mut by_list = self.workspace.by_list(changed);
        by_list.retain(|list, _| self.workspace.wants(list));
        let mut sides = BTreeMap::new();
        for (list, files) in by_list {
            let (old, mut new) = self.sides(&list, &files)?;
            new.release = Some(release.clone());
            sides.insert(list, (old, new));
        }
        Ok(sides)
    }

    /// Goes on to a release and returns what it changed in meaning, by list.
    fn changes(&self, release: &Release) -> anyhow::Result<BTreeMap<String, ChangeSet>> {
        let sides = self.step(release)?;
        let changes = sides
            .into_iter()
            .map(|(list, (old, new))| (list, compare_editions(&old, &new)));
        Ok(changes.filter(|(_, changes)| !changes.is_empty()).collect())
    }

    /// Puts together what the changed files of a list held and hold. Both sides are read in one sweep: in a pack, a file mostly stands
    /// beside its former version and is unpacked from it.
    fn sides(&self, list: &str, changed: &[ChangedFile]) -> anyhow::Result<(Edition, Edition)> {
        let old = changed.iter().filter_map(|file| file.old.as_ref());
        let new = changed.iter().filter_map(|file| file.new.as_ref());
        let files: Vec<SnapshotFile> = old.clone().chain(new).cloned().collect();
        let mut rows = self.workspace.rows(list, &files, self.word.as_deref(), |held| held)?;
        let (mut old_side, mut new_side) = (self.empty_side(list), self.empty_side(list));
        let new_rows = rows.split_off(old.count());
        rows.into_iter().for_each(|held| take(&mut old_side, held));
        new_rows.into_iter().for_each(|held| take(&mut new_side, held));
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

/// Adds what stands in a file to what is known of its list.
pub(crate) fn take(side: &mut Edition, held: Rows) {
    if let Some(settings) = held.list {
        side.list = *settings;
    }
    side.entries.extend(held.entries);
    side.parties.extend(held.parties);
}

/// What happened to one entry in one release.
pub(crate) struct Event {
    pub(crate) release: Release,
    pub(crate) list: String,
    pub(crate) changes: ChangeSet,
}

/// Returns every release that changed an entry with this id, in the lists that were asked for, oldest first.
pub(crate) fn life(workspace: &Workspace, id: &str) -> anyhow::Result<Vec<Event>> {
    let releases = workspace.releases()?.releases;
    let touched = touched(workspace, &releases)?;
    let touching = touched
        .iter()
        .enumerate()
        .filter(|(_, lists)| lists.iter().any(|list| list.has(id)));
    let mut events = Vec::new();
    for (place, _) in touching {
        events.extend(events_of(workspace, &releases, place, id)?);
    }
    for event in &mut events {
        if may_be_linked(&event.changes) {
            event.changes.links = links(workspace, &releases, event, id)?;
        }
    }
    if events.is_empty() {
        bail!("no release has an entry `{id}`; see `gazette log`, and name a list with --list");
    }
    Ok(events)
}

/// Returns what a release made of the entry with this id, by list.
fn events_of(workspace: &Workspace, releases: &[Release], place: usize, id: &str) -> anyhow::Result<Vec<Event>> {
    let mut timeline = Timeline::before(workspace, releases, place)?;
    timeline.word = Some(id.to_owned());
    let release = &releases[place];
    let sides = timeline.step(release)?.into_iter();
    let events = sides.filter_map(|(list, (old, new))| {
        let mut changes = compare_editions(&old, &new);
        changes.changes.retain(|change| change.id() == id);
        changes
            .renames
            .retain(|rename| rename.entries.iter().any(|entry| entry == id));
        (!changes.changes.is_empty() || !changes.renames.is_empty()).then(|| Event {
            release: release.clone(),
            list,
            changes,
        })
    });
    Ok(events.collect())
}

fn may_be_linked(changes: &ChangeSet) -> bool {
    changes.changes.iter().any(|change| match change {
        Change::Added(_) | Change::Removed(_) => true,
        Change::Amended(amendment) => amendment.new.succeeds().next().is_some(),
    })
}

/// Looks at all that a release changed in the list: what an entry is linked to need not speak of it.
fn links(workspace: &Workspace, releases: &[Release], event: &Event, id: &str) -> anyhow::Result<Vec<Link>> {
    let place = releases.iter().position(|release| release.name == event.release.name);
    let Some(before) = place
        .and_then(|place| place.checked_sub(1))
        .map(|before| &releases[before])
    else {
        return Ok(Vec::new());
    };
    let changes = Timeline::after(workspace, Some(before.commit.clone())).changes(&event.release)?;
    let links = changes.get(&event.list).map(|changes| changes.links.clone());
    let own = |link: &Link| link.added == id || link.removed == id;
    Ok(links.unwrap_or_default().into_iter().filter(own).collect())
}

/// Returns the entry with this id as each list has it at a point.
///
/// `asked` is what the point was asked for by, where that was said.
pub(crate) fn entries_at(
    workspace: &Workspace,
    id: &str,
    point: &Point,
    asked: Option<&str>,
) -> anyhow::Result<Vec<(Edition, Entry)>> {
    let mut found = Vec::new();
    let mut snapshot = workspace.snapshot(point)?;
    for (list, files) in &mut snapshot.lists {
        if !workspace.wants(list) {
            continue;
        }
        let edition = edition_with(workspace, list, std::mem::take(files), id, point)?;
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
        bail!("no list has an entry `{id}` {when}; `gazette log {id}` tells its history");
    }
    Ok(found)
}

/// Reads a list as far as an entry asks for it: the file that bears its name, and only where that does not hold it every file.
fn edition_with(
    workspace: &Workspace,
    list: &str,
    files: Vec<SnapshotFile>,
    id: &str,
    point: &Point,
) -> anyhow::Result<Edition> {
    let name = format!("/{id}.yaml");
    let (own, others): (Vec<SnapshotFile>, Vec<SnapshotFile>) = files
        .into_iter()
        .partition(|file| is_list_file(&file.path) || file.path.ends_with(&name));
    let at_hand = workspace.edition(list, &own, point)?;
    if at_hand.entry(id).is_some() {
        return Ok(at_hand);
    }
    let mut whole = at_hand;
    for held in workspace.rows(list, &others, Some(id), |held| held)? {
        take(&mut whole, held);
    }
    whole.sort();
    refuse_ids_twice(&whole)?;
    Ok(whole)
}
