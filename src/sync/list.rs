//! One list, brought from where the copy has it to where it is to be.

use crate::feed::delta::Records;
use crate::model::Edition;
use crate::publish::manifest::{FILE_NAME, HeadList, IndexedDelta, ReleaseManifest};
use crate::publish::verify::edition_of;

use super::chain::nothing;
use super::copy::STATE;
use super::error::{SyncError, faulty};
use super::fetched::Wanted;
use super::goal::{Base, Goal};
use super::run::Run;

/// A list that was brought up to date.
#[derive(Debug)]
pub struct SyncedList {
    /// The edition before; nothing where the copy did not have the list.
    pub before: Option<Edition>,
    /// The edition now.
    pub now: Edition,
    /// The serial before; 0 where the copy did not have the list.
    pub from: u64,
    /// The serial now.
    pub to: u64,
    /// How many deltas were applied; 0 where the whole list was fetched.
    pub deltas: usize,
}

impl Run<'_> {
    /// Brings one list from where the copy has it to its goal.
    pub(super) fn list(&self, list_id: &str, head: &HeadList, goal: &Goal) -> Result<(SyncedList, Vec<u8>), SyncError> {
        let known = self.state.as_ref().and_then(|state| state.lists.get(list_id));
        if let Some(known) = known.filter(|known| known.serial > goal.target.serial) {
            return Err(SyncError::Later {
                list_id: list_id.to_owned(),
                known: known.serial,
                wanted: goal.target.serial,
            });
        }
        let (newest, content) = self.release(list_id, &goal.target)?;
        let chain_from = |known| self.chain((list_id, head), goal, (&newest, content.len()), known);
        // The chain proves that the copy's release is one of this publication's, even where its records are lost.
        let chain = known.map(chain_from).transpose()?;
        let held = self.held.get(list_id);
        let before = held
            .map(|held| edition(list_id, &held.records, &held.manifest))
            .transpose()?;
        let from = held.map_or(0, |held| held.manifest.serial);
        let (records, deltas) = match (held, chain, &goal.base) {
            (Some(held), Some(chain), base) if base.as_ref().is_none_or(|base| is_cheaper(&chain, base)) => {
                (self.apply(held.records.clone(), &chain, &newest)?, chain.len())
            }
            (_, _, Some(base)) => {
                if goal.index.is_none() {
                    // The index names every release: it proves that the list has as many as the serial says.
                    self.index(list_id, head)?;
                }
                let records = self.full(base, &newest)?;
                let chain = chain_from(&base.link)?;
                (self.apply(records, &chain, &newest)?, chain.len())
            }
            (..) => {
                let chain = chain_from(&nothing())?;
                (self.apply(Records::default(), &chain, &newest)?, chain.len())
            }
        };
        let list = SyncedList {
            before,
            now: edition(list_id, &records, &newest)?,
            from,
            to: newest.serial,
            deltas,
        };
        Ok((list, content))
    }

    /// Applies deltas, which must lead to what the newest manifest says.
    fn apply(
        &self,
        mut records: Records,
        chain: &[IndexedDelta],
        newest: &ReleaseManifest,
    ) -> Result<Records, SyncError> {
        for delta in chain {
            let content = self.file(Wanted {
                path: &delta.path,
                bytes: delta.bytes,
                sha256: &delta.sha256,
            })?;
            let reached = records.apply(&content).map_err(|source| SyncError::Delta {
                path: delta.path.clone(),
                source,
            })?;
            if reached != delta.target {
                return Err(faulty(&delta.path, "leads to another state than its manifest says"));
            }
        }
        records
            .require_state(&newest.state)
            .map_err(|source| SyncError::Delta {
                path: chain.last().map_or(STATE, |delta| &delta.path).to_owned(),
                source,
            })?;
        Ok(records)
    }

    fn full(&self, base: &Base, newest: &ReleaseManifest) -> Result<Records, SyncError> {
        let get = |file| self.file(Wanted::of(file));
        let delta_error = |source| SyncError::Delta {
            path: base.entries.path.clone(),
            source,
        };
        let records = Records::read(&get(&base.entries)?, &get(&base.parties)?).map_err(delta_error)?;
        let state = base.state.as_ref().unwrap_or(&newest.state);
        records.require_state(state).map_err(delta_error)?;
        Ok(records)
    }

    /// Fetches a text of which size and digest are known.
    pub(super) fn file(&self, wanted: Wanted<'_>) -> Result<String, SyncError> {
        let content = self.fetched.get(self.subscription.source, wanted)?;
        String::from_utf8(content).map_err(|_| faulty(wanted.path, "is no text"))
    }
}

fn is_cheaper(chain: &[IndexedDelta], base: &Base) -> bool {
    let deltas = chain.iter().fold(0u64, |sum, delta| sum.saturating_add(delta.bytes));
    deltas <= base.bytes()
}

pub(super) fn edition(list_id: &str, records: &Records, manifest: &ReleaseManifest) -> Result<Edition, SyncError> {
    edition_of(records, manifest).map_err(|reason| {
        let path = format!("{list_id}/releases/{}/{FILE_NAME}", manifest.release);
        faulty(
            &path,
            &format!("leads to records that this version cannot read: {reason}"),
        )
    })
}
