//! Which point of the history a text names.

use jiff::civil::Date;

use crate::store::StoreError;
use crate::store::git::Releases;

use super::error::RepositoryError;
use super::lists::Repository;
use super::point::Point;
use super::range::Range;

impl Repository {
    /// Returns the releases, oldest first.
    ///
    /// # Errors
    ///
    /// Fails if there is no git repository, or if its history cannot be read.
    pub fn releases(&self) -> Result<Releases, RepositoryError> {
        Ok(self.git()?.releases(self.config())?)
    }

    /// Returns the point that a revision, a release or a date names. A date means: as published at the end of that day.
    ///
    /// # Errors
    ///
    /// Fails if the text names nothing.
    pub fn point(&self, text: &str, releases: &Releases) -> Result<Point, RepositoryError> {
        if let Ok(release) = releases.named(text)
            && text.parse::<Date>().is_err()
        {
            return Ok(Point::Release(release.clone()));
        }
        if let Ok(day) = text.parse::<Date>() {
            return match releases.by(day) {
                Ok(release) => Ok(Point::Release(release.clone())),
                // Nothing had been published by then: that is a state like any other.
                Err(StoreError::NothingPublishedBy { .. }) => Ok(Point::Nothing),
                Err(error) => Err(error.into()),
            };
        }
        let store = self.git()?;
        let commit = store.commit(text)?;
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
