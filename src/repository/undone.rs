//! States that a later release undoes before they were published.

use std::collections::BTreeMap;

use crate::publish::Refusal;
use crate::store::git::Releases;

use super::error::RepositoryError;
use super::history::{Known, Steps};
use super::lists::Repository;

/// Adds to `known` the states that a guard stops and that a later release takes back completely: the list is then again what it was
/// before them, so that none of them has to be published. Returns true if there is any.
///
/// # Errors
///
/// Fails if git cannot be read.
pub fn add_undone(
    repository: &Repository,
    releases: &Releases,
    refusals: &[Refusal],
    known: &mut Known,
) -> Result<bool, RepositoryError> {
    let steps = Steps::of(repository, &releases.releases, false)?;
    let mut is_any = false;
    for refusal in refusals {
        let (Some(of_list), Some(trees)) = (steps.lists.get(&refusal.list_id), steps.trees.get(&refusal.list_id))
        else {
            continue;
        };
        let undone = known.undone.entry(refusal.list_id.clone()).or_default();
        if undone.contains_key(&refusal.commit) {
            continue;
        }
        let Some(stopped) = of_list.iter().position(|step| step.release.commit == refusal.commit) else {
            continue;
        };
        let before = (0..stopped)
            .rev()
            .find(|at| !undone.contains_key(&of_list[*at].release.commit));
        let Some(tree) = before.and_then(|before| trees[before]) else {
            continue;
        };
        let Some(back) = (stopped + 1..of_list.len()).find(|at| trees[*at] == Some(tree)) else {
            continue;
        };
        let by = of_list[back].release.name.clone();
        let states: BTreeMap<String, String> = of_list[stopped..back]
            .iter()
            .map(|step| (step.release.commit.clone(), by.clone()))
            .collect();
        undone.extend(states);
        is_any = true;
    }
    Ok(is_any)
}
