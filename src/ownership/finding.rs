//! What is found of a party: its status, the holders that make it so, and the sums.

use super::graph::{HoldingKind, PartyIndex};
use crate::model::Stake;

/// Whether a party is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is designated itself.
    Designated,
    /// It is blocked whatever the shares are within their bounds.
    Blocked,
    /// It is blocked for some values of the shares within their bounds.
    Possibly,
    /// It is not, although a blocked party holds something of it.
    NotBlocked,
}

impl Status {
    /// Returns the word for it that feeds use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Designated => "designated",
            Self::Blocked => "blocked",
            Self::Possibly => "possibly blocked",
            Self::NotBlocked => "not blocked",
        }
    }

    /// Returns true for what the rule adds to the designations, for sure or possibly.
    pub fn is_blocked(self) -> bool {
        matches!(self, Self::Blocked | Self::Possibly)
    }
}

/// What one blocked holder adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The holder.
    pub holder: PartyIndex,
    /// What it holds.
    pub kind: HoldingKind,
    /// Whether the holder itself is blocked for sure.
    pub status: Status,
}

/// The unit of shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The capital.
    Capital,
    /// The votes.
    Votes,
}

/// Shares added up as the rule has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The designated party for which alone they are added up; nothing where those of all blocked holders are.
    pub root: Option<PartyIndex>,
    /// What they are shares of.
    pub measure: Measure,
    /// All together.
    pub total: Stake,
    /// True if it is enough (for some values of the shares, where the party is only possibly blocked).
    pub is_met: bool,
    /// The shares, in the order of their holders.
    pub terms: Vec<Term>,
}

/// One share in a [`Sum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Who holds it.
    pub holder: PartyIndex,
    /// How much.
    pub share: Stake,
    /// Whether the holder is blocked; one that is not may be here because of a joint arrangement.
    pub status: Status,
    /// The word of the joint arrangement by which it counts.
    pub joint: Option<String>,
    /// True if it may be counted twice: see [`HoldingKind::Ownership`].
    pub overlaps: bool,
}

/// What is found of one party of which a blocked party holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The party.
    pub party: PartyIndex,
    /// Designated itself, blocked, possibly so, or not.
    pub status: Status,
    /// The blocked holders and what they hold, in the order of their ids.
    pub because: Vec<Contribution>,
    /// The sums: one where shares are added up, else one for each designated root that holds something of it, itself or through
    /// others: those that are met before those that are not, each in the order of the roots, and the first [`MOST_SUMS`] of them.
    pub sums: Vec<Sum>,
    /// True if it is not ownership but control that blocks it.
    pub by_control: bool,
}

impl Finding {
    /// Returns the sum that decides: the first that is met, else the first.
    pub fn sum(&self) -> Option<&Sum> {
        self.sums.iter().find(|sum| sum.is_met).or_else(|| self.sums.first())
    }
}

/// So many sums are kept of one party: more than that say the same for further roots.
pub const MOST_SUMS: usize = 8;
