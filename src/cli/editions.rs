//! The editions of each list, release after release. A file is read when it changes, and not again.

use std::collections::BTreeMap;

use anyhow::bail;
use gazette::model::{Edition, Release};
use gazette::publish::{Cause, History};
use gazette::store::SnapshotFile;
use gazette::store::git::Releases;
use gazette::yaml::{LIST_FILE, ProblemKind, load_list};

use super::args::Common;
use super::workspace::{Point, Workspace, edition, refuse_ids_twice};

/// A release in which a list is looked at.
struct Step {
    release: Release,
    /// Whether the list is there.
    is_there: bool,
}

/// Returns the history of each list: its editions at those releases in which its folder changed, and at every tag, since who
/// tags a release says of each list that it is so on that day.
pub(crate) fn histories<'a>(
    workspace: &Workspace,
    common: &Common,
    releases: &Releases,
) -> anyhow::Result<Vec<History<'a>>> {
    let store = workspace.git()?;
    let every = releases.are_tags;
    let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    let mut last: BTreeMap<String, [u8; 20]> = BTreeMap::new();
    for release in &releases.releases {
        let trees: BTreeMap<String, [u8; 20]> = store
            .list_trees(&release.commit, &workspace.layout)?
            .into_iter()
            .collect();
        let changed = trees
            .iter()
            .filter(|(list, tree)| every || last.get(*list) != Some(tree));
        let changed = changed.map(|(list, _)| (list, true));
        let gone = last
            .keys()
            .filter(|list| !trees.contains_key(*list))
            .map(|list| (list, false));
        for (list, is_there) in changed.chain(gone) {
            let release = release.clone();
            steps.entry(list.clone()).or_default().push(Step { release, is_there });
        }
        last = trees;
    }
    workspace.require_wanted(steps.keys())?;
    let wanted = steps.into_iter().filter(|(list, _)| workspace.wants(list));
    wanted
        .map(|(list, steps)| history(list, steps, every, common))
        .collect()
}

fn history<'a>(list_id: String, steps: Vec<Step>, every: bool, common: &Common) -> anyhow::Result<History<'a>> {
    // Each list is read by a thread of its own, and libgit2's objects belong to one thread.
    let mut walk = Walk {
        workspace: Workspace::open_at_head(common)?,
        list_id: list_id.clone(),
        before: None,
        files: BTreeMap::new(),
    };
    let editions = steps.into_iter().map(move |step| {
        let read = walk.step(step);
        read.map_err(|error| Cause::from(format!("{error:#}")))
    });
    Ok(History {
        list_id,
        every,
        editions: Box::new(editions),
    })
}

/// A list at one release, on the way to the next.
struct Walk {
    workspace: Workspace,
    list_id: String,
    /// The commit of the release.
    before: Option<String>,
    /// What stands in each file of the list, by its path.
    files: BTreeMap<String, Edition>,
}

impl Walk {
    fn step(&mut self, step: Step) -> anyhow::Result<Edition> {
        let Step { release, is_there } = step;
        if !is_there {
            // What comes back is read anew.
            self.files.clear();
            self.before = None;
            return Ok(Edition {
                list_id: self.list_id.clone(),
                release: Some(release),
                ..Edition::default()
            });
        }
        let store = self.workspace.git()?;
        let changed = store.changed_files(self.before.as_deref(), Some(&release.commit), &self.workspace.layout)?;
        let mut changed = self.workspace.by_list(changed);
        for file in changed.remove(&self.list_id).unwrap_or_default() {
            match file.new {
                None => {
                    self.files.remove(&file.path);
                }
                Some(new) => {
                    let held = self.read(&new, &release)?;
                    self.files.insert(file.path, held);
                }
            }
        }
        self.before = Some(release.commit.clone());
        self.whole(release)
    }

    fn read(&self, file: &SnapshotFile, release: &Release) -> anyhow::Result<Edition> {
        let mut loaded = load_list(&self.list_id, vec![self.workspace.read(file)?]);
        // A file alone has no `list.yaml` beside it.
        loaded
            .problems
            .retain(|problem| problem.kind != ProblemKind::NoListFile);
        edition(loaded, &Point::Release(release.clone()))
    }

    /// Puts the files together.
    fn whole(&self, release: Release) -> anyhow::Result<Edition> {
        let list_file = format!("{}/{}/{LIST_FILE}", self.workspace.layout.lists, self.list_id);
        let Some(settings) = self.files.get(&list_file) else {
            bail!("lists/{}: there is no `list.yaml`; run `gazette check`", self.list_id);
        };
        let mut whole = Edition {
            list_id: self.list_id.clone(),
            list: settings.list.clone(),
            release: Some(release),
            ..Edition::default()
        };
        for file in self.files.values() {
            whole.entries.extend(file.entries.iter().cloned());
            whole.parties.extend(file.parties.iter().cloned());
        }
        whole.sort();
        refuse_ids_twice(&whole)?;
        Ok(whole)
    }
}
