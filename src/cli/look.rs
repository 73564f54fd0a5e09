//! Lists looked over for faults: what `check`, `preview` and `publish` find alike.

use std::collections::BTreeMap;

use gazette::lint::{Finding, Input, Removed, run as lint};
use gazette::model::Edition;
use gazette::yaml::{Loaded, SourceFile};
use jiff::civil::Date;

use super::range::Range;
use super::workspace::{Point, Workspace};

/// What was looked at, and what was found.
pub(crate) struct Looked {
    pub(crate) lists: Vec<Loaded>,
    pub(crate) config: Option<Loaded>,
    pub(crate) findings: Vec<Finding>,
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
        let snapshot = workspace.snapshot(point)?;
        let lists = workspace.load_all(&snapshot)?;
        let config = workspace.load_config(&snapshot)?;
        let removed = removed(workspace, &lists)?;
        let findings = lint(&Input {
            config: config.as_ref(),
            base,
            removed: &removed,
            as_of,
            ..Input::new(&lists)
        });
        let told = |finding: &Finding| workspace.wants_file(&finding.file);
        let findings = findings.into_iter().filter(told).collect();
        Ok(Self {
            lists,
            config,
            findings,
        })
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

/// Reads the lists at the older side of a comparison; `REV...` means where the working tree left REV.
pub(crate) fn base_editions(workspace: &Workspace, base: &Range) -> anyhow::Result<Vec<Edition>> {
    let releases = workspace.releases()?;
    let Some(from) = &base.from else {
        anyhow::bail!("the base names no revision; write `--base REV`");
    };
    let mut point = workspace.point(from, &releases)?;
    if base.since_fork {
        point = workspace.fork(&point, &Point::WorkingTree)?;
    }
    Ok(workspace.editions(&point)?.into_values().collect())
}

/// Returns the ids that releases removed, without those that are there now under an older listing; nothing where there is no
/// history to look at.
fn removed(workspace: &Workspace, lists: &[Loaded]) -> anyhow::Result<Removed> {
    let Ok(store) = workspace.git() else {
        return Ok(Removed::new());
    };
    let releases = match store.releases(&workspace.config) {
        Ok(releases) => releases.releases,
        // A history that cannot be read is complained of by those commands that need it.
        Err(_) => return Ok(Removed::new()),
    };
    let mut removed = super::ids::removed_ids(workspace, &releases)?;
    removed.retain(|list, _| lists.iter().any(|loaded| loaded.id == *list));
    Ok(removed)
}
