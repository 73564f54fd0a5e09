//! Which commit a revision names.

use std::collections::BTreeSet;

use git2::{ErrorCode, ObjectType, Oid};

use super::super::error::StoreError;
use super::object::{from_git2, parse_id};
use super::repository::GitStore;

/// At most this many commits are checked before libgit2 walks over them; a longer walk has met each of them as a release.
const CHECKED_COMMITS: usize = 20_000;

/// The longest list of suggestions for a name that is not known.
const MOST_CANDIDATES: usize = 5;

impl GitStore {
    /// Returns the id of the commit that a revision names, as git reads revisions.
    ///
    /// # Errors
    ///
    /// Fails if git does not know it, if it may mean several commits, or if it is not a commit.
    pub fn commit(&self, revision: &str) -> Result<String, StoreError> {
        let named = self.named_commits(revision)?;
        if named.iter().map(|(_, commit)| commit).collect::<BTreeSet<_>>().len() > 1 {
            return Err(StoreError::AmbiguousRevision {
                revision: revision.to_owned(),
                candidates: named.into_iter().map(|(name, _)| name).collect(),
            });
        }
        let base = revision.split(['~', '^', '@', ':']).next().unwrap_or_default();
        let base = if base.is_empty() { "HEAD" } else { base };
        if let Ok(reference) = self.repository.resolve_reference_from_short_name(base)
            && let Some(id) = reference.resolve().ok().and_then(|reference| reference.target())
        {
            self.check_tag(id)?;
            if base != revision {
                self.check_ancestors(&[id])?;
            }
        } else if let Some(id) = Oid::from_str(base).ok().filter(|_| base.len() == 40) {
            self.check_tag(id)?;
            if base != revision {
                self.check_ancestors(&[id])?;
            }
        }
        let object = self
            .repository
            .revparse_single(revision)
            .map_err(|error| match error.code() {
                ErrorCode::Ambiguous => StoreError::AmbiguousRevision {
                    revision: revision.to_owned(),
                    candidates: self.commits_beginning_with(revision),
                },
                ErrorCode::NotFound | ErrorCode::InvalidSpec => StoreError::UnknownRevision {
                    revision: revision.to_owned(),
                    candidates: self.names_like(revision),
                },
                _ => from_git2(&error),
            })?;
        let commit = object.peel_to_commit().map_err(|_| StoreError::NotACommit {
            revision: revision.to_owned(),
        })?;
        Ok(commit.id().to_string())
    }

    /// Returns the tags and branches with exactly this name, as full names, and the commit that each leads to.
    ///
    /// # Errors
    ///
    /// Fails if an object is damaged.
    pub fn named_commits(&self, name: &str) -> Result<Vec<(String, String)>, StoreError> {
        let mut found = Vec::new();
        for folder in ["refs/tags", "refs/heads", "refs/remotes"] {
            let full = format!("{folder}/{name}");
            let Ok(id) = self.repository.refname_to_id(&full) else {
                continue;
            };
            self.check_tag(id)?;
            let object = self
                .repository
                .find_object(id, None)
                .map_err(|error| self.objects.missing(id, &error))?;
            if let Ok(commit) = object.peel_to_commit() {
                found.push((full, commit.id().to_string()));
            }
        }
        Ok(found)
    }

    /// Returns the newest commit that two commits have in their histories.
    ///
    /// # Errors
    ///
    /// Fails if they have none in common.
    pub fn fork(&self, one: &str, other: &str) -> Result<String, StoreError> {
        let (first, second) = (parse_id(one)?, parse_id(other)?);
        self.check_ancestors(&[first, second])?;
        let found = self.repository.merge_base(first, second);
        found.map(|id| id.to_string()).map_err(|error| match error.code() {
            ErrorCode::NotFound => StoreError::NothingInCommon {
                first: one.to_owned(),
                second: other.to_owned(),
            },
            _ => from_git2(&error),
        })
    }

    /// Makes sure that libgit2 may read a tag and the commit that it is on.
    pub(super) fn check_tag(&self, id: Oid) -> Result<(), StoreError> {
        self.objects.check(id)?;
        let Ok(tag) = self.repository.find_tag(id) else {
            return Ok(());
        };
        self.objects.check(tag.target_id())
    }

    /// Makes sure that libgit2 may walk over the commits behind some.
    fn check_ancestors(&self, from: &[Oid]) -> Result<(), StoreError> {
        let mut known: BTreeSet<Oid> = from.iter().copied().collect();
        let mut open: Vec<Oid> = from.to_vec();
        while let Some(id) = open.pop().filter(|_| known.len() < CHECKED_COMMITS) {
            self.objects.check(id)?;
            let Ok(commit) = self.repository.find_commit(id) else {
                continue;
            };
            open.extend(commit.parent_ids().filter(|parent| known.insert(*parent)));
        }
        Ok(())
    }

    fn commits_beginning_with(&self, digits: &str) -> Vec<String> {
        let mut found = BTreeSet::new();
        let Ok(odb) = self.odb() else { return Vec::new() };
        // An error of the walk only shortens a list of suggestions.
        let _ = odb.foreach(|id| {
            let text = id.to_string();
            let is_commit = || odb.read_header(*id).is_ok_and(|(_, kind)| kind == ObjectType::Commit);
            if text.starts_with(&digits.to_ascii_lowercase()) && self.objects.check(*id).is_ok() && is_commit() {
                found.insert(text);
            }
            true
        });
        found.into_iter().take(MOST_CANDIDATES).collect()
    }

    /// Returns tags and branches with names that are like this one, the most similar first.
    fn names_like(&self, name: &str) -> Vec<String> {
        let Ok(references) = self.repository.references() else {
            return Vec::new();
        };
        let references = references
            .flatten()
            .filter(|reference| reference.is_tag() || reference.is_branch());
        let names = references.filter_map(|reference| reference.shorthand().ok().map(ToOwned::to_owned));
        similar(name, names)
    }
}

/// Returns the names that are most like one, at most a handful: those that it is part of, and those with few different letters.
pub(crate) fn similar(name: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let distance = |other: &String| match other.contains(name) {
        true => 0,
        false => strsim::osa_distance(name, other),
    };
    let mut near: Vec<(usize, String)> = known.map(|other| (distance(&other), other)).collect();
    near.retain(|(distance, _)| *distance <= 1 + name.len() / 4);
    near.sort();
    near.dedup();
    near.into_iter().map(|(_, name)| name).take(MOST_CANDIDATES).collect()
}
