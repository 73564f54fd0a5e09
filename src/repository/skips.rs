//! Which states of which lists are no releases, for commands that look at the history.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Release;

use super::error::RepositoryError;
use super::history::Steps;
use super::list_walk::{ListWalk, Step, Stepped};
use super::lists::Repository;

/// What is special about a release: lists whose state is skipped, and lists whose changes are counted from an earlier release than
/// the one before, because the states between are skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Skips {
    /// Why the state of a list is skipped.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) skipped: BTreeMap<String, String>,
    /// The commit from which the changes of a list are counted; nothing before its first release.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) counted_from: BTreeMap<String, Option<String>>,
}

impl Skips {
    /// Returns the commit from which the changes of a list are counted, if `before` is the commit of the release before.
    pub(super) fn base<'a>(&'a self, list: &str, before: Option<&'a str>) -> Option<&'a str> {
        match self.counted_from.get(list) {
            Some(commit) => commit.as_deref(),
            None => before,
        }
    }
}

/// Finds the skips of the releases behind those of which they are `known`.
pub(super) fn find_skips(
    repository: &Repository,
    releases: &[Release],
    known: &[Skips],
) -> Result<Vec<Skips>, RepositoryError> {
    let steps = Steps::of(repository, releases, false)?;
    let places: BTreeMap<&str, usize> = releases
        .iter()
        .enumerate()
        .map(|(at, release)| (release.commit.as_str(), at))
        .collect();
    let decided = repository.exceptions(&repository.head()?)?.skip;
    let mut found: Vec<Skips> = vec![Skips::default(); releases.len()];
    found[..known.len()].clone_from_slice(known);
    for (list, of_list) in &steps.lists {
        if of_list
            .last()
            .is_none_or(|step| places[step.release.commit.as_str()] < known.len())
        {
            continue;
        }
        let mut walk = ListWalk::new(repository.reopen_at_head()?, list);
        let mut last: Option<&Step> = None;
        let mut is_resumed = false;
        let mut is_behind_a_skip = false;
        for step in of_list {
            let place = places[step.release.commit.as_str()];
            let reason = if place < known.len() {
                found[place].skipped.get(list).cloned()
            } else {
                if !std::mem::replace(&mut is_resumed, true)
                    && let Some(last) = last.filter(|last| last.is_there)
                {
                    walk.resume(&last.release)?;
                }
                let skip = decided.iter().find(|skip| skip.covers(list, &step.release));
                match (skip, steps.unreadable.get(&step.release.commit)) {
                    (Some(skip), _) => Some(format!("{} ({})", skip.reason, skip.by)),
                    (None, Some(reason)) => Some(reason.clone()),
                    (None, None) => match walk.step(step)? {
                        Stepped::Skipped(reason) => Some(reason),
                        Stepped::Turn(_) => None,
                    },
                }
            };
            if let Some(reason) = reason {
                found[place].skipped.insert(list.clone(), reason);
                is_behind_a_skip = true;
                continue;
            }
            if std::mem::take(&mut is_behind_a_skip) {
                let from = last
                    .filter(|last| last.is_there)
                    .map(|last| last.release.commit.clone());
                found[place].counted_from.insert(list.clone(), from);
            }
            last = Some(step);
        }
    }
    Ok(found.split_off(known.len()))
}
