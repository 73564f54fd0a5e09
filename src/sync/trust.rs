//! Whether a head is to be believed: who signed it, and whether it is newer than the copy and has not expired.

use jiff::civil::Date;
use serde::Deserialize;

use crate::publish::HEAD;
use crate::publish::manifest::Head;
use crate::publish::minisign::{EXTENSION, KeyError, PublicKey};
use crate::publish::source::is_entity_tag;
use crate::publish::verify::{LONGEST_SIGNATURE, trusted_key};

use super::copy::STATE;
use super::error::{SyncError, cannot, faulty};
use super::run::Run;

impl Run<'_> {
    /// Returns the key that signed the head, and whether it was taken on the publication's word.
    pub(super) fn trust(&self, content: &[u8]) -> Result<(Option<PublicKey>, bool), SyncError> {
        let path = format!("{HEAD}.{EXTENSION}");
        let signature = self.subscription.source.get(&path, LONGEST_SIGNATURE);
        let known = self.known_key()?;
        let Some(signature) = signature.map_err(cannot(&path))? else {
            let may_be = known.is_none() && self.subscription.unsigned;
            return if may_be {
                Ok((None, false))
            } else {
                Err(SyncError::Unsigned)
            };
        };
        let trusted_first = known.is_none();
        let key = match known {
            Some(key) => trusted_key(self.subscription.source, &key, &signature),
            // Read before its signature is checked, and believed only where the signature then holds.
            None => claimed_key(content).map_err(Into::into),
        };
        let key = key.map_err(|source| SyncError::Foreign { path, source })?;
        let text = String::from_utf8_lossy(&signature);
        key.verify(content, &text).map_err(|source| SyncError::Signature {
            path: HEAD.to_owned(),
            source,
        })?;
        Ok((Some(key), trusted_first))
    }

    /// Returns the key that is trusted. A key that is given in each run does not bring back the trust in it after the copy has
    /// followed it to another: an old key may be in anybody's hands.
    fn known_key(&self) -> Result<Option<PublicKey>, SyncError> {
        let state = self.state.as_ref();
        if let Some(key) = self.subscription.key {
            let has_led_on =
                state.is_some_and(|state| state.pinned.as_deref() == Some(key.line()) && state.key.is_some());
            if !has_led_on {
                return Ok(Some(key.clone()));
            }
        }
        let line = state.and_then(|state| state.key.as_deref());
        let key = line.map(PublicKey::parse).transpose();
        key.map_err(|source| SyncError::Signature {
            path: STATE.to_owned(),
            source,
        })
    }

    /// Returns the key that the subscriber gave once, from which statements led to the one that the copy trusts.
    pub(super) fn pinned(&self) -> Option<String> {
        let before = self.state.as_ref().and_then(|state| state.pinned.clone());
        self.subscription.key.map(|key| key.line().to_owned()).or(before)
    }

    /// The serial of a publication is the sum of those of its lists: a head that states more would make later, honest heads look like old
    /// ones.
    pub(super) fn require_consistent(&self, head: &Head) -> Result<(), SyncError> {
        let serials = head.lists.values().map(|list| list.newest.serial);
        let sum = serials.fold(0, u64::saturating_add);
        if head.serial == sum {
            return Ok(());
        }
        let reason = format!(
            "has serial {}, and the serials of its lists add up to {sum}",
            head.serial
        );
        Err(faulty(HEAD, &reason))
    }

    /// A head must not be older than the copy, nor of another history.
    pub(super) fn require_newer(&self, head: &Head) -> Result<(), SyncError> {
        let Some(state) = &self.state else { return Ok(()) };
        let rollback = |what: &str, found, known| SyncError::Rollback {
            what: what.to_owned(),
            found,
            known,
        };
        for (list_id, link) in &state.lists {
            let Some(list) = head.lists.get(list_id) else {
                return Err(SyncError::ListGone {
                    list_id: list_id.clone(),
                });
            };
            if list.newest.serial < link.serial {
                return Err(rollback(list_id, list.newest.serial, link.serial));
            }
            if list.newest.serial == link.serial && list.newest != *link {
                return Err(SyncError::Fork {
                    list_id: list_id.clone(),
                    serial: link.serial,
                });
            }
        }
        if head.serial < state.serial {
            return Err(rollback("the publication", head.serial, state.serial));
        }
        Ok(())
    }

    /// A publication that has expired may be withheld news.
    pub(super) fn require_fresh(&self, expires: &str) -> Result<(), SyncError> {
        let Some(today) = self.subscription.today else {
            return Ok(());
        };
        let expires: Date = expires.parse().map_err(|_| SyncError::Faulty {
            path: HEAD.to_owned(),
            reason: "does not state a day of expiry".to_owned(),
        })?;
        if today < expires {
            return Ok(());
        }
        Err(SyncError::Expired { expires, today })
    }

    /// Returns the tag of the head as last seen, if all that is asked for is a copy of it.
    pub(super) fn tag(&self) -> Option<&str> {
        let state = self.state.as_ref()?;
        let is_whole = self.damaged.is_empty() && state.lists.keys().all(|list_id| self.held.contains_key(list_id));
        let is_same_key = self
            .subscription
            .key
            .is_none_or(|key| [&state.key, &state.pinned].contains(&&Some(key.line().to_owned())));
        let is_as_before = state.wanted == self.subscription.lists && state.feeds == self.feeds();
        let is_newest = self.subscription.release.is_none();
        let tag = state.tag.as_deref().filter(|tag| is_entity_tag(tag));
        (is_whole && is_same_key && is_as_before && is_newest).then_some(tag)?
    }
}

/// What is read of a head before its signature is checked.
#[derive(Default, Deserialize)]
struct Claim {
    key: Option<String>,
}

fn claimed_key(head: &[u8]) -> Result<PublicKey, KeyError> {
    let claim: Claim = serde_json::from_slice(head).unwrap_or_default();
    PublicKey::parse(&claim.key.unwrap_or_default())
}
