//! The releases one after the other, with what each changed. Only files that differ are read, and each version of a file
//! once.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use anyhow::bail;
use gazette::diff::{ChangeSet, compare_editions};
use gazette::model::{Edition, Entry, List, Release};
use gazette::store::{Content, SnapshotFile};
use gazette::yaml::{LIST_FILE, load_list};

use super::workspace::{Point, Workspace, edition};

/// A walk over releases, oldest first.
pub(crate) struct Timeline<'a> {
    workspace: &'a Workspace,
    before: Option<String>,
    /// What stands in each version of a file of entries.
    parsed: HashMap<Content, Rc<Edition>>,
    /// What `list.yaml` of each list says now.
    lists: BTreeMap<String, List>,
}

impl<'a> Timeline<'a> {
    /// Starts before the first release.
    pub(crate) fn new(workspace: &'a Workspace) -> Self {
        Self::after(workspace, None)
    }

    /// Starts at a commit whose state is taken as known.
    pub(crate) fn after(workspace: &'a Workspace, commit: Option<String>) -> Self {
        Self {
            workspace,
            before: commit,
            parsed: HashMap::new(),
            lists: BTreeMap::new(),
        }
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
        let mut timeline = Self::after(workspace, old.map(|release| release.commit.clone()));
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

    /// Reads what `list.yaml` of a list says at a commit.
    fn list_at(&mut self, list: &str, release: Option<&Release>) -> anyhow::Result<Option<List>> {
        let Some(release) = release else { return Ok(None) };
        let path = format!("{}/{list}/{LIST_FILE}", self.workspace.layout.lists);
        let Some(file) = self.workspace.git()?.file_at(&release.commit, &path)? else {
            return Ok(None);
        };
        Ok(Some(self.read(list, &file)?.list.clone()))
    }

    /// Goes on to a release and returns, for each list that was asked for and that it changed, the two states of what its
    /// changed files hold.
    pub(crate) fn step(&mut self, release: &Release) -> anyhow::Result<BTreeMap<String, (Edition, Edition)>> {
        let store = self.workspace.git()?;
        let changed = store.changed_files(self.before.as_deref(), Some(&release.commit), &self.workspace.layout)?;
        self.before = Some(release.commit.clone());
        let mut by_list = self.workspace.by_list(changed);
        by_list.retain(|list, _| self.workspace.wants(list));
        let mut sides = BTreeMap::new();
        for (list, files) in by_list {
            let old = self.side(&list, files.iter().filter_map(|file| file.old.as_ref()), None)?;
            let new = self.side(&list, files.iter().filter_map(|file| file.new.as_ref()), Some(release))?;
            self.lists.insert(list.clone(), new.list.clone());
            sides.insert(list, (old, new));
        }
        Ok(sides)
    }

    /// Goes on to a release and returns what it changed in meaning, by list.
    pub(crate) fn changes(&mut self, release: &Release) -> anyhow::Result<BTreeMap<String, ChangeSet>> {
        let sides = self.step(release)?;
        let changes = sides
            .into_iter()
            .map(|(list, (old, new))| (list, compare_editions(&old, &new)));
        Ok(changes.filter(|(_, changes)| !changes.is_empty()).collect())
    }

    /// Puts together what some files of a list hold. The settings are those of `list.yaml` if it is among the files, else
    /// those that were seen last.
    fn side<'f>(
        &mut self,
        list: &str,
        files: impl Iterator<Item = &'f SnapshotFile>,
        release: Option<&Release>,
    ) -> anyhow::Result<Edition> {
        let mut side = Edition {
            list_id: list.to_owned(),
            list: self.lists.get(list).cloned().unwrap_or_default(),
            release: release.cloned(),
            ..Edition::default()
        };
        for file in files {
            let held = self.read(list, file)?;
            if file.path.ends_with(&format!("/{list}/{LIST_FILE}")) {
                side.list.clone_from(&held.list);
            }
            side.entries.extend(held.entries.iter().cloned());
            side.parties.extend(held.parties.iter().cloned());
        }
        side.sort();
        Ok(side)
    }

    fn read(&mut self, list: &str, file: &SnapshotFile) -> anyhow::Result<Rc<Edition>> {
        if let Some(known) = self.parsed.get(&file.content) {
            return Ok(Rc::clone(known));
        }
        let mut loaded = load_list(list, vec![self.workspace.read(file)?]);
        // A file alone has no `list.yaml` beside it.
        loaded
            .problems
            .retain(|problem| problem.kind != gazette::yaml::ProblemKind::NoListFile);
        let held = Rc::new(edition(loaded, &Point::Nothing)?);
        self.parsed.insert(file.content.clone(), Rc::clone(&held));
        Ok(held)
    }
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
    let mut timeline = Timeline::new(workspace);
    let mut events = Vec::new();
    for release in &releases {
        for (list, mut changes) in timeline.changes(release)? {
            changes.changes.retain(|change| change.id() == id);
            changes.links.retain(|link| link.added == id || link.removed == id);
            if !changes.changes.is_empty() {
                events.push(Event {
                    release: release.clone(),
                    list,
                    changes,
                });
            }
        }
    }
    if events.is_empty() {
        bail!("no release has an entry `{id}`; see `gazette log`, and name a list with --list");
    }
    Ok(events)
}

/// Returns the entry with this id as each list has it at a point.
pub(crate) fn entries_at(workspace: &Workspace, id: &str, point: &Point) -> anyhow::Result<Vec<(Edition, Entry)>> {
    let mut found = Vec::new();
    for edition in workspace.editions(point)?.into_values() {
        if let Some(entry) = edition.entry(id).cloned() {
            found.push((edition, entry));
        }
    }
    if found.is_empty() {
        let when = match point {
            Point::Nothing => "before the first release".to_owned(),
            Point::WorkingTree => "in the working tree".to_owned(),
            at => format!("at {at}"),
        };
        bail!("no list has an entry `{id}` {when}; `gazette log {id}` tells its history");
    }
    Ok(found)
}
