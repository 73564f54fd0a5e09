//! What every part of one run looks at.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::publish::manifest::Header;
use crate::publish::stage::Stage;

use super::copy::{CopyState, HeldList};
use super::error::{SyncError, faulty};
use super::fetched::Fetched;
use super::subscription::Subscription;

/// One run: what is asked for, and what the copy has.
pub(super) struct Run<'a> {
    pub(super) subscription: &'a Subscription<'a>,
    pub(super) stage: &'a Stage,
    pub(super) fetched: Fetched,
    /// What the copy is at.
    pub(super) state: Option<CopyState>,
    /// The lists of the copy that are what they were when they were written; others are fetched anew.
    pub(super) held: BTreeMap<String, HeldList>,
    /// The lists of the copy of which any file is not as it was written.
    pub(super) damaged: BTreeSet<String>,
}

impl Run<'_> {
    /// Returns the names of the feeds that are asked for.
    pub(super) fn feeds(&self) -> Vec<String> {
        let feeds = self.subscription.feeds.iter();
        feeds.map(|format| format.name().to_owned()).collect()
    }
}

/// The bytes of the manifests of lists, by the lists' ids.
pub(super) type Manifests = BTreeMap<String, Vec<u8>>;

/// Reads a file whose bytes are proved already.
pub(super) fn read<T: DeserializeOwned>(path: &str, content: &[u8], format: &str) -> Result<T, SyncError> {
    let header: Header =
        serde_json::from_slice(content).map_err(|error| faulty(path, &format!("is not JSON ({error})")))?;
    header.require(format).map_err(|reason| faulty(path, &reason))?;
    serde_json::from_slice(content).map_err(|error| faulty(path, &format!("cannot be read ({error})")))
}
