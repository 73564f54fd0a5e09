//! `ftm`: the list as entities of FollowTheMoney, as OpenSanctions publishes its data sets. `docs/ftm.md` has the mapping.

use std::io::Write;

use crate::feed::carries::{Account, Carries};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::ftm::{self, Chronicle, FILES};
use crate::model::Edition;

/// See the module.
pub(super) struct FollowTheMoney;

impl Format for FollowTheMoney {
    fn name(&self) -> &'static str {
        "ftm"
    }

    fn about(&self) -> &'static str {
        "entities of FollowTheMoney, as yente, nomenklatura and other readers of OpenSanctions take them"
    }

    fn files(&self) -> &'static [FileKind] {
        &FILES
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        if !FILES.contains(file) {
            FeedError::require(self, file, &FILES[0])?;
        }
        ftm::write(file, &Chronicle::of(edition), out)
    }

    fn write_all(&self, edition: &Edition, outs: &mut [&mut (dyn Write + Send)]) -> Result<(), FeedError> {
        ftm::write_all(&Chronicle::of(edition), outs)
    }

    fn chronicle(&self) -> bool {
        true
    }

    fn carries(&self) -> &'static Carries {
        &ftm::CARRIES
    }

    fn account<'a>(&'a self, edition: &'a Edition) -> Option<Account<'a>> {
        Some(ftm::account(edition))
    }
}
