//! The fixed point: who is blocked because of what blocked parties hold.
//!
//! Two closures are taken over the same graph: one in which each stake counts with the least that it may be, whose members
//! are blocked for sure, and one in which it counts with the most, whose members are possibly blocked. Each closure only
//! grows, so it ends, cycles or not; each holding is looked at once for each holder (and root), so it ends soon. The sums
//! are made afterwards, of all holders that were reached, so that they do not depend on the order.

use rayon::prelude::*;

use super::alone::Alone;
use super::closure::Closure;
use super::graph::{Graph, Holding, HoldingKind, PartyIndex};
use super::regime::Regime;
use super::sums::Reckoning;
use super::weigh::{Sureness, Weighed, joint_holdings, small};
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

/// What shares are reckoned in.
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
    /// True where it is enough (for some values of the shares, where the party is only possibly blocked).
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
    /// Whether the holder is blocked; one that is not can stand here by a joint arrangement.
    pub status: Status,
    /// The word of the joint arrangement by which it counts.
    pub joint: Option<String>,
    /// True where it may be told twice: see [`HoldingKind::Ownership`].
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
    /// True where it is not ownership but control that blocks it.
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

/// Returns the parties that the regime blocks beside those designated on `list`, in the order of their ids.
pub fn compute(graph: &Graph, list: &str, regime: &Regime) -> Vec<Finding> {
    let mut all = compute_all(graph, list, regime);
    all.retain(|finding| finding.status.is_blocked());
    all
}

/// Returns what is found of every party of which one that is blocked, or designated on `list`, holds something, in the order
/// of their ids: those that are not blocked and those that are designated themselves among them.
pub fn compute_all(graph: &Graph, list: &str, regime: &Regime) -> Vec<Finding> {
    let is_designated = |party: &PartyIndex| graph.designated[*party].iter().any(|on| on == list);
    let designated: Vec<PartyIndex> = (0..graph.len()).filter(is_designated).collect();
    findings(graph, &reckon(graph, &designated, regime))
}

/// Finds the status of each party, and what its sums are made from.
fn reckon<'a>(graph: &'a Graph, designated: &[PartyIndex], regime: &'a Regime) -> Reckoning<'a> {
    let joint = joint_holdings(graph, regime);
    let weighed = |sureness| Weighed::new(graph, regime, sureness, &joint);
    let mut statuses = vec![Status::NotBlocked; graph.len()];
    let mut alone = None;
    if regime.aggregates {
        for (sureness, status) in CLOSURES {
            let weighed = weighed(sureness);
            let mut closure = Closure::new(&weighed);
            closure.reach(designated.iter().map(|root| small(*root)));
            for party in closure.all() {
                statuses[*party as usize] = status;
            }
        }
    } else {
        for (sureness, status) in CLOSURES {
            let each = Alone::new(&weighed(sureness), designated);
            let reached = (0..graph.len()).filter(|party| each.is_reached(*party));
            reached.for_each(|party| statuses[party] = status);
            if sureness == Sureness::Perhaps {
                alone = Some(each);
            }
        }
    }
    for party in designated {
        statuses[*party] = Status::Designated;
    }
    Reckoning {
        regime,
        statuses,
        joint,
        alone,
    }
}

/// The closures, and the status that each gives to those whom it reaches: the stronger comes later.
const CLOSURES: [(Sureness, Status); 2] = [(Sureness::Perhaps, Status::Possibly), (Sureness::Sure, Status::Blocked)];

fn findings(graph: &Graph, reckoning: &Reckoning<'_>) -> Vec<Finding> {
    let is_reached = |holding: &&Holding| reckoning.statuses[holding.holder] != Status::NotBlocked;
    let holdings = || graph.held_by.iter().flatten().filter(is_reached);
    let mut counts = vec![0; graph.len()];
    holdings().for_each(|holding| counts[holding.asset] += 1);
    let mut held: Vec<Vec<&Holding>> = counts.into_iter().map(Vec::with_capacity).collect();
    holdings().for_each(|holding| held[holding.asset].push(holding));
    let held = held.par_iter().enumerate().filter(|(_, held)| !held.is_empty());
    held.map(|(party, held)| finding(party, held, reckoning)).collect()
}

fn finding<'a>(party: PartyIndex, held: &[&'a Holding], reckoning: &Reckoning<'a>) -> Finding {
    let statuses = &reckoning.statuses;
    let status = statuses[party];
    let sums = reckoning.sums(party, held);
    let controls = |holding: &&Holding| status.sureness().controls(&holding.kind, reckoning.regime);
    let is_controlled = held.iter().any(controls);
    let contribution = |holding: &&Holding| Contribution {
        holder: holding.holder,
        kind: holding.kind.clone(),
        status: statuses[holding.holder],
    };
    Finding {
        party,
        status,
        because: held.iter().map(contribution).collect(),
        by_control: status.is_blocked() && is_controlled && !sums.iter().any(|sum| sum.is_met),
        sums,
    }
}
