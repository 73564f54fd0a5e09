//! Which guards are lifted for a release, by whom and why.

use crate::model::{Exception, Release};

use super::guard::{GuardFinding, Refusal};
use super::manifest::Allowance;

/// A reason given for this run alone (`--allow`): for the one guard that it names, else for whatever single guard stops a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedOnce {
    /// The guard, or [`KEY_GUARD`]; nothing if the reason names none.
    pub guard: Option<String>,
    /// The reason.
    pub reason: String,
    /// Who gives it.
    pub by: String,
}

/// What stands for a guard when a publication is signed by a key that was not announced, or not signed any more.
pub const KEY_GUARD: &str = "key";

/// A guard that this run lifted: what an entry of `exceptions.yaml` must say, so that publishing again from nothing lifts it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The list.
    pub list_id: String,
    /// The release.
    pub release: String,
    /// Its commit.
    pub commit: String,
    /// The guard.
    pub guard: String,
    /// The reason.
    pub reason: String,
    /// Who gave it.
    pub by: String,
}

/// Returns the reason that was given for a guard for this run.
pub(super) fn allowed_once<'a>(allow: &'a [AllowedOnce], guard: &str) -> Option<&'a AllowedOnce> {
    let named = allow.iter().find(|allowed| allowed.guard.as_deref() == Some(guard));
    named.or_else(|| allow.iter().find(|allowed| allowed.guard.is_none()))
}

/// What becomes of the findings of one release.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// The guards that are lifted: the manifest says so.
    pub(super) allowed: Vec<Allowance>,
    /// Those that stop the release.
    pub(super) refusals: Vec<Refusal>,
    /// Those of `allowed` that are lifted for this run alone.
    pub(super) lifted: Vec<Lifted>,
}

/// Judges what the guards found in a release of a list.
pub(super) fn judge(
    findings: Vec<GuardFinding>,
    exceptions: &[Exception],
    allow: &[AllowedOnce],
    list_id: &str,
    release: &Release,
) -> Judged {
    let mut judged = Judged::default();
    for GuardFinding { guard, finding, .. } in findings {
        let committed = exceptions.iter().find(|exception| exception.guard == guard);
        let once = allowed_once(allow, guard);
        let given = committed.map(|exception| (&exception.reason, &exception.by));
        let given = given.or_else(|| once.map(|allowed| (&allowed.reason, &allowed.by)));
        let Some((reason, by)) = given else {
            judged.refusals.push(Refusal {
                list_id: list_id.to_owned(),
                release: release.name.clone(),
                commit: release.commit.clone(),
                guard,
                finding,
            });
            continue;
        };
        if committed.is_none() {
            judged.lifted.push(Lifted {
                list_id: list_id.to_owned(),
                release: release.name.clone(),
                commit: release.commit.clone(),
                guard: guard.to_owned(),
                reason: reason.clone(),
                by: by.clone(),
            });
        }
        judged.allowed.push(Allowance {
            guard: guard.to_owned(),
            finding,
            reason: reason.clone(),
            by: by.clone(),
        });
    }
    judged
}
