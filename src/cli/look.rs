//! Lists looked over for faults: what `check`, `preview` and `publish` find alike.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use gazette::feed::{Loss, losses};
use gazette::lint::{Finding, Input, Removed, Stray, run as lint};
use gazette::model::{Edition, Release};
use gazette::store::StoreError;
use gazette::yaml::{Loaded, SourceFile};
use jiff::civil::Date;

use super::args::Common;
use super::range::Range;
use super::workspace::{Point, Workspace};

/// What was looked at, and what was found.
pub(crate) struct Looked {
    pub(crate) lists: Vec<Loaded>,
    pub(crate) config: Option<Loaded>,
    pub(crate) findings: Vec<Finding>,
    /// Why nothing is known of ids that were once listed, where there is a history that cannot be read.
    pub(crate) unread_history: Option<StoreError>,
}

impl Looked {
    /// Looks over the lists at a point; with `base`, judges the change since then as well, and ids that history removed.
    /// Findings in files of lists that were not asked for are left out; they are read all the same, as references lead from
    /// list to list.
    pub(crate) fn at(
        workspace: &Workspace,
        point: &Point,
        base: Option<&[Edition]>,
        as_of: Option<Date>,
    ) -> anyhow::Result<Self> {
        let (snapshot, refused) = workspace.survey(point)?;
        let lists = workspace.load_all(&snapshot)?;
        let config = workspace.load_config(&snapshot)?;
        let (removed, unread_history) = removed(workspace, &lists)?;
        let (losses, strays) = (feed_losses(&lists, as_of), strays(&refused));
        let findings = lint(&Input {
            config: config.as_ref(),
            base,
            removed: &removed,
            as_of,
            losses: Some(&losses),
            strays: &strays,
            ..Input::new(&lists)
        });
        let told = |finding: &Finding| workspace.wants_file(&finding.file);
        let findings = findings.into_iter().filter(told).collect();
        Ok(Self {
            lists,
            config,
            findings,
            unread_history,
        })
    }

    /// Leaves out findings that stand in none of these files or folders, named from where the command was started; an empty choice
    /// leaves out none.
    pub(crate) fn keep_only(
        &mut self,
        workspace: &Workspace,
        common: &Common,
        paths: &[PathBuf],
    ) -> anyhow::Result<()> {
        let Some(root) = workspace.root().filter(|_| !paths.is_empty()) else {
            return Ok(());
        };
        let real = |path: &Path| {
            let found = std::fs::canonicalize(path);
            found.with_context(|| format!("`{}` cannot be read", path.display()))
        };
        let root = real(&root)?;
        let start = super::place::start(common);
        let mut wanted = Vec::new();
        for path in paths {
            let whole = real(&start.join(path))?;
            let Ok(inside) = whole.strip_prefix(&root) else {
                bail!("`{}` is not in the repository `{}`", path.display(), root.display());
            };
            wanted.push(inside.to_owned());
        }
        self.findings
            .retain(|finding| wanted.iter().any(|path| Path::new(&finding.file).starts_with(path)));
        Ok(())
    }

    /// Returns the files that were read, by their paths.
    pub(crate) fn sources(&self) -> BTreeMap<&str, &SourceFile> {
        let files = self.files().map(|file| (file.path.as_str(), file));
        files.collect()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        let all = self.lists.iter().chain(&self.config);
        all.flat_map(|loaded| &loaded.files)
    }
}

/// Returns what the feeds that the lists ask for do not carry of them, on this day if one is given.
fn feed_losses(lists: &[Loaded], as_of: Option<Date>) -> Vec<Loss> {
    let asking = lists.iter().filter(|loaded| !loaded.list.feeds.is_empty());
    let edition = |loaded: &Loaded| Edition {
        list_id: loaded.id.clone(),
        list: loaded.list.clone(),
        entries: loaded.entries.iter().map(|entry| entry.entry.clone()).collect(),
        parties: loaded.parties.iter().map(|party| party.entry.clone()).collect(),
        release: as_of.map(Release::to_come),
    };
    asking.flat_map(|loaded| losses(&edition(loaded))).collect()
}

/// Returns the files of the lists that are refused, for complaints.
fn strays(refused: &[StoreError]) -> Vec<Stray> {
    let stray = |error: &StoreError| {
        Some(Stray {
            path: error.refused_file()?.to_owned(),
            why: error.to_string(),
            remedy: error.hint().map(ToOwned::to_owned),
        })
    };
    refused.iter().filter_map(stray).collect()
}

/// Returns the point at the older side of a comparison; `REV...` means where the working tree left REV.
pub(crate) fn base_point(workspace: &Workspace, base: &Range) -> anyhow::Result<Point> {
    let releases = workspace.releases()?;
    let Some(from) = &base.from else {
        anyhow::bail!("the base names no revision; write `--base REV`");
    };
    let mut point = workspace.point(from, &releases)?;
    if base.since_fork {
        point = workspace.fork(&point, &Point::WorkingTree)?;
    }
    Ok(point)
}

/// Returns the ids that releases removed, without those that are there now under an older listing; nothing where there is no
/// history to look at, and why where there is one that cannot be read.
fn removed(workspace: &Workspace, lists: &[Loaded]) -> anyhow::Result<(Removed, Option<StoreError>)> {
    let Ok(store) = workspace.git() else {
        return Ok((Removed::new(), None));
    };
    let releases = match store.releases(&workspace.config) {
        Ok(releases) => releases.releases,
        Err(StoreError::NoCommit) => return Ok((Removed::new(), None)),
        Err(error) => return Ok((Removed::new(), Some(error))),
    };
    let mut removed = super::ids::removed_ids(workspace, &releases)?;
    removed.retain(|list, _| lists.iter().any(|loaded| loaded.id == *list));
    Ok((removed, None))
}
