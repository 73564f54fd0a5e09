//! Which point of the history a text names.

use jiff::civil::Date;

use crate::lint::Removed;
use crate::model::Release;
use crate::store::git::Releases;
use crate::store::{CONFIG_FILE, StoreError};

use crate::yaml::read_config;

use super::error::RepositoryError;
use super::lists::Repository;
use super::point::Point;
use super::range::Range;
use super::removed_ids::removed_ids;

/// Before a date: the end of that day, even if a release has the date as its name.
const DAY: &str = "day:";

impl Repository {
    /// Returns the releases, oldest first.
    ///
    /// # Errors
    ///
    /// Fails if there is no git repository, or if its history cannot be read.
    pub fn releases(&self) -> Result<Releases, RepositoryError> {
        Ok(self.git()?.releases(self.config())?)
    }

    /// Returns the releases up to a point, oldest first.
    ///
    /// # Errors
    ///
    /// Those of [`releases`](Self::releases).
    pub fn releases_until(&self, point: &Point) -> Result<Vec<Release>, RepositoryError> {
        Ok(match point.commit() {
            None => self.releases()?.releases,
            Some(None) => Vec::new(),
            Some(Some(release)) => self.git()?.releases_until(self.config(), &release.commit)?.releases,
        })
    }

    /// Returns the first address that `gazette.yaml` gave the publication (`base_url`) in a release; nothing if none gave one.
    ///
    /// # Errors
    ///
    /// Fails if git cannot be read.
    pub fn first_base_url(&self, releases: &Releases) -> Result<Option<String>, RepositoryError> {
        let mut last = None;
        for release in &releases.releases {
            let file = self.git()?.file_at(&release.commit, CONFIG_FILE)?;
            let content = file.as_ref().map(|file| file.content.clone());
            if content == last {
                continue;
            }
            last = content;
            if let Some(file) = file
                && let Some(url) = read_config(self.read(&file)?).0.base_url
            {
                return Ok(Some(url));
            }
        }
        Ok(None)
    }

    /// Returns the ids that the releases up to a point removed; see [`removed_ids`].
    ///
    /// # Errors
    ///
    /// Those of [`removed_ids`] and [`releases_until`](Self::releases_until).
    pub(super) fn removed_until(&self, point: &Point) -> Result<Removed, RepositoryError> {
        removed_ids(self, &self.releases_until(point)?)
    }

    /// Returns the point that a text names: a release by its exact name, otherwise a tag or branch by its exact name, otherwise
    /// a date (`2019-09-13`, as published at the end of that day), otherwise a revision as git reads it. `day:2019-09-13` is
    /// always the end of that day. An id of zeros, by which hooks name what was not there, is the point before everything.
    ///
    /// # Errors
    ///
    /// Fails if the text names nothing, or if it names several commits.
    pub fn point(&self, text: &str, releases: &Releases) -> Result<Point, RepositoryError> {
        if let Some(day) = text.strip_prefix(DAY) {
            let day = day.parse().map_err(|_| unknown(text, releases))?;
            return end_of_day(day, releases);
        }
        let store = self.git()?;
        let references = store.named_commits(text)?;
        if let Ok(release) = releases.named(text) {
            return match references.iter().find(|(_, commit)| *commit != release.commit) {
                None => Ok(Point::Release(release.clone())),
                Some((reference, _)) => Err(ambiguous(text, release, reference)),
            };
        }
        if references.is_empty()
            && let Some(day) = day_of(text)
        {
            return end_of_day(day, releases);
        }
        if !text.is_empty() && text.bytes().all(|digit| digit == b'0') && matches!(text.len(), 40 | 64) {
            return Ok(Point::Nothing);
        }
        let commit = store.commit(text).map_err(|error| match error {
            StoreError::UnknownRevision { revision, candidates } => {
                let mut all = releases.like(text);
                all.extend(candidates.into_iter().filter(|other| !releases.has(other)));
                StoreError::UnknownRevision {
                    revision,
                    candidates: all,
                }
            }
            other => other,
        })?;
        let release = releases.releases.iter().find(|release| release.commit == commit);
        if let Some(release) = release {
            return Ok(Point::Release(release.clone()));
        }
        let mut here = store.as_release(&commit)?;
        text.clone_into(&mut here.name);
        Ok(Point::Commit(here))
    }

    /// Returns the two points that a range names. By default the range goes from the last release to the working tree.
    ///
    /// # Errors
    ///
    /// Fails if a text of the range names nothing, or if its ends have no common history.
    pub fn points(&self, range: &Range) -> Result<(Point, Point), RepositoryError> {
        let releases = self.releases()?;
        let from = match &range.from {
            Some(from) => self.point(from, &releases)?,
            None => releases.releases.last().cloned().map_or(Point::Nothing, Point::Release),
        };
        let to = match &range.to {
            Some(to) => self.point(to, &releases)?,
            None => Point::WorkingTree,
        };
        if range.since_fork {
            return Ok((self.fork(&from, &to)?, to));
        }
        if (&from, &to) == (&Point::Nothing, &Point::Nothing) {
            return Err(RepositoryError::NothingToCompare {
                from: range.from.clone().unwrap_or_default(),
                to: range.to.clone().unwrap_or_default(),
            });
        }
        Ok((from, to))
    }

    /// Returns a release and the point before it: the release before, or nothing before the first.
    ///
    /// # Errors
    ///
    /// Fails if there is no release with this name.
    pub fn points_of_release(&self, name: &str) -> Result<(Point, Point), RepositoryError> {
        let releases = self.releases()?;
        let before = releases.before(name)?.cloned().map_or(Point::Nothing, Point::Release);
        Ok((before, Point::Release(releases.named(name)?.clone())))
    }

    /// Returns the older side of a comparison with the working tree; `REV...` means the commit at which the working tree left REV.
    ///
    /// # Errors
    ///
    /// Fails if the range has no older side, or if its text names nothing.
    pub fn base_point(&self, base: &Range) -> Result<Point, RepositoryError> {
        let releases = self.releases()?;
        let from = base.from.as_ref().ok_or(RepositoryError::NoBase)?;
        let point = self.point(from, &releases)?;
        if base.since_fork {
            return self.fork(&point, &Point::WorkingTree);
        }
        Ok(point)
    }

    /// Returns where the histories of two points parted; for the working tree its commit counts.
    fn fork(&self, from: &Point, to: &Point) -> Result<Point, RepositoryError> {
        let head = self.head()?;
        let on_history = |point: &Point| match point.commit() {
            Some(commit) => commit.map(|release| release.commit.clone()),
            None => head.commit().flatten().map(|release| release.commit.clone()),
        };
        let (Some(one), Some(other)) = (on_history(from), on_history(to)) else {
            return Ok(Point::Nothing);
        };
        let store = self.git()?;
        let commit = store.fork(&one, &other)?;
        let mut release = store.as_release(&commit)?;
        release.name = format!("{from} (where {to} left it)");
        Ok(Point::Commit(release))
    }
}

/// Returns what had been published at the end of a day; before the first release that was nothing.
fn end_of_day(day: Date, releases: &Releases) -> Result<Point, RepositoryError> {
    match releases.by(day) {
        Ok(release) => Ok(Point::Release(release.clone())),
        Err(StoreError::NothingPublishedBy { .. }) => Ok(Point::Nothing),
        Err(error) => Err(error.into()),
    }
}

/// Returns the day that a text is, in the one spelling that dates have here.
fn day_of(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}

fn unknown(text: &str, releases: &Releases) -> RepositoryError {
    let revision = text.to_owned();
    let candidates = releases.like(text);
    StoreError::UnknownRevision { revision, candidates }.into()
}

fn ambiguous(text: &str, release: &Release, reference: &str) -> RepositoryError {
    let short = release.commit.get(..10).unwrap_or(&release.commit);
    let candidates = vec![format!("the release of commit {short}"), reference.to_owned()];
    let revision = text.to_owned();
    StoreError::AmbiguousRevision { revision, candidates }.into()
}
