//! Lists looked over for faults: what `check`, `preview` and `publish` find alike.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::feed::{Loss, losses};
use crate::lint::{Finding, Input, Removed, Stray, run as lint};
use crate::model::{Edition, Exceptions, Release};
use crate::notice::known_styles;
use crate::publish::guards;
use crate::store::StoreError;
use crate::yaml::{Loaded, SourceFile};
use jiff::civil::Date;

use super::error::RepositoryError;
use super::lists::Repository;
use super::merging::{Base, guard_merge, lifted};
use super::point::Point;
use super::removed_ids::removed_ids;

/// What was looked at, and what was found.
pub struct CheckRun {
    /// The lists, read with their positions.
    pub lists: Vec<Loaded>,
    /// `gazette.yaml`, if there is one.
    pub config: Option<Loaded>,
    /// What was found, in the order of files and positions.
    pub findings: Vec<Finding>,
    /// Why nothing is known of ids that were once listed, where there is a history that cannot be read.
    pub unread_history: Option<StoreError>,
    /// `exceptions.yaml`, if there is one.
    pub exceptions: Option<Loaded>,
}

impl CheckRun {
    /// Checks the lists at a point. With `base`, the change since then is judged as well: by the rules that compare, and by the guards
    /// of every release that merging would make. Findings in files of lists that were not asked for are left out; they are read all
    /// the same, as references lead from list to list.
    ///
    /// # Errors
    ///
    /// Fails if the lists cannot be listed, or if git cannot be read.
    pub fn at(
        repository: &Repository,
        point: &Point,
        base: Option<&Base>,
        as_of: Option<Date>,
    ) -> Result<Self, RepositoryError> {
        let (snapshot, refused) = repository.survey(point)?;
        let lists = repository.load_all(&snapshot)?;
        let config = repository.load_config(&snapshot)?;
        let exceptions = repository.load_exceptions(&snapshot)?;
        let (removed, unread_history) = removed(repository, &lists, base)?;
        let (losses, strays) = (feed_losses(&lists, as_of), strays(&refused));
        let styles = known_styles(&repository.templates_of(&snapshot)?);
        let mut findings = lint(&Input {
            config: config.as_ref(),
            exceptions: exceptions.as_ref(),
            base: base.map(|base| base.editions.as_slice()),
            removed: &removed,
            as_of,
            losses: Some(&losses),
            styles: Some(&styles),
            strays: &strays,
            ..Input::new(&lists)
        });
        if unread_history.is_none() {
            leave_out_lifted(repository, point, base, &mut findings)?;
            if let Some(base) = base {
                add_guards(repository, point, base, &mut findings)?;
            }
        }
        findings.retain(|finding| repository.wants_file(&finding.file));
        Ok(Self {
            lists,
            config,
            exceptions,
            findings,
            unread_history,
        })
    }

    /// Leaves out findings that are in none of these files or folders, whose paths are relative to `start`; without paths it
    /// leaves out none.
    pub fn keep_only(
        &mut self,
        repository: &Repository,
        start: &Path,
        paths: &[PathBuf],
    ) -> Result<(), RepositoryError> {
        let Some(root) = repository.root().filter(|_| !paths.is_empty()) else {
            return Ok(());
        };
        let real = |path: &Path| {
            let found = std::fs::canonicalize(path);
            found.map_err(|source| StoreError::Unreadable {
                path: path.to_owned(),
                source,
            })
        };
        let root = real(&root)?;
        let mut wanted = Vec::new();
        for path in paths {
            let whole = real(&start.join(path))?;
            let Ok(inside) = whole.strip_prefix(&root) else {
                return Err(RepositoryError::OutsideRepository {
                    path: path.clone(),
                    root,
                });
            };
            wanted.push(inside.to_owned());
        }
        self.findings
            .retain(|finding| wanted.iter().any(|path| Path::new(&finding.file).starts_with(path)));
        Ok(())
    }

    /// Returns the files that were read, by their paths.
    pub fn sources(&self) -> BTreeMap<&str, &SourceFile> {
        let files = self.files().map(|file| (file.path.as_str(), file));
        files.collect()
    }

    /// Returns the findings, and the files that were read, with paths from a folder above: `prefix` leads from it to the
    /// repository.
    pub fn below(&self, prefix: &str) -> (Vec<Finding>, Vec<SourceFile>) {
        let whole = |path: &str| format!("{prefix}/{path}");
        let mut findings = self.findings.clone();
        for finding in &mut findings {
            finding.file = whole(&finding.file);
            for label in &mut finding.labels {
                label.file = whole(&label.file);
            }
        }
        let files = self.files().map(|file| SourceFile {
            path: whole(&file.path),
            bytes: file.bytes.clone(),
        });
        (findings, files.collect())
    }

    /// Returns the files that were read.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        let all = self.lists.iter().chain(&self.config).chain(&self.exceptions);
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

/// Leaves out what exceptions lift. A state that an exception once let through (an empty list, a dangling relation) stays let through.
fn leave_out_lifted(
    repository: &Repository,
    point: &Point,
    base: Option<&Base>,
    findings: &mut Vec<Finding>,
) -> Result<(), RepositoryError> {
    let is_guard = |finding: &Finding| guards().any(|guard| guard == finding.rule);
    if !findings.iter().any(is_guard) {
        return Ok(());
    }
    let then = repository.exceptions(point).unwrap_or_default();
    let before = match (base, point) {
        (Some(base), _) => repository.exceptions(&base.point).unwrap_or_default(),
        (None, Point::WorkingTree) => match repository.head() {
            Ok(head) => repository.exceptions(&head).unwrap_or_default(),
            Err(_) => Exceptions::default(),
        },
        (None, _) => Exceptions::default(),
    };
    findings.retain(|finding| {
        let Some(list) = finding.list.as_deref().filter(|_| is_guard(finding)) else {
            return true;
        };
        let is_state = matches!(finding.rule, "empty-list" | "too-few-entries" | "dangling-relation");
        let once = then
            .exceptions
            .iter()
            .any(|exception| exception.list == list && exception.guard == finding.rule);
        let now = lifted(&then, &then, &before, list, None).contains(finding.rule);
        !(now || (is_state && once))
    });
    Ok(())
}

/// Adds what the guards of `publish` find, unless a rule has found it already.
fn add_guards(
    repository: &Repository,
    point: &Point,
    base: &Base,
    findings: &mut Vec<Finding>,
) -> Result<(), RepositoryError> {
    for found in guard_merge(repository, base, point)? {
        let finding = found.as_finding(repository);
        let is_known = |known: &Finding| known.rule == finding.rule && known.list == finding.list;
        if found.commit.is_some() || !findings.iter().any(is_known) {
            findings.push(finding);
        }
    }
    findings.sort_by(|a, b| (&a.file, a.place.start).cmp(&(&b.file, b.place.start)));
    Ok(())
}

/// Returns the ids that releases removed up to the base, or up to now, without those that are listed now under an older listing; nothing
/// if there is no history to look at, and why if there is one that cannot be read.
fn removed(
    repository: &Repository,
    lists: &[Loaded],
    base: Option<&Base>,
) -> Result<(Removed, Option<StoreError>), RepositoryError> {
    let Ok(store) = repository.git() else {
        return Ok((Removed::new(), None));
    };
    let commit = base.and_then(|base| base.point.commit().flatten());
    let releases = match commit {
        Some(release) => store.releases_until(repository.config(), &release.commit),
        None => store.releases(repository.config()),
    };
    let releases = match releases {
        Ok(releases) => releases.releases,
        Err(StoreError::NoCommit) => return Ok((Removed::new(), None)),
        Err(error) => return Ok((Removed::new(), Some(error))),
    };
    let mut removed = removed_ids(repository, &releases)?;
    removed.retain(|list, _| lists.iter().any(|loaded| loaded.id == *list));
    Ok((removed, None))
}
