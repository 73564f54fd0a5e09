//! The fixed point: who is blocked because of what blocked parties hold.
//!
//! Two closures are taken over the same graph: one in which each stake counts with the least that it may be, whose members
//! are blocked for sure, and one in which it counts with the most, whose members are possibly blocked. Each closure only
//! grows, so it ends, cycles or not; each holding is looked at once for each holder (and root), so it ends soon.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Holding, HoldingKind, PartyIndex};
use super::regime::Regime;
use super::share::Stake;

/// Whether a party is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is designated itself.
    Designated,
    /// It is blocked whatever the shares are within their bounds.
    Blocked,
    /// It is blocked for some values of the shares within their bounds.
    Possibly,
}

impl Status {
    /// Returns the word for it that feeds use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Designated => "designated",
            Self::Blocked => "blocked",
            Self::Possibly => "possibly blocked",
        }
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

/// What is found of one party that is not designated on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The party.
    pub party: PartyIndex,
    /// Blocked or possibly so.
    pub status: Status,
    /// The blocked holders and what they hold, in the order of their ids.
    pub because: Vec<Contribution>,
    /// The shares of the holders together.
    pub sum: Stake,
    /// True where it is not ownership but control that blocks it.
    pub by_control: bool,
}

/// Returns the parties that the regime blocks beside those designated on `list`, in the order of their ids.
pub fn compute(graph: &Graph, list: &str, regime: &Regime) -> Vec<Finding> {
    let designated: Vec<bool> = graph
        .designated
        .iter()
        .map(|lists| lists.iter().any(|on| on == list))
        .collect();
    let sure = closure(graph, &designated, regime, Sureness::Sure);
    let perhaps = closure(graph, &designated, regime, Sureness::Perhaps);
    let status = |party: PartyIndex| match (designated[party], sure[party].is_some(), perhaps[party].is_some()) {
        (true, ..) => Some(Status::Designated),
        (_, true, _) => Some(Status::Blocked),
        (_, _, true) => Some(Status::Possibly),
        _ => None,
    };
    let mut held: Vec<Vec<&Holding>> = vec![Vec::new(); graph.len()];
    for holding in graph.held_by.iter().flatten() {
        if status(holding.holder).is_some() {
            held[holding.asset].push(holding);
        }
    }
    (0..graph.len())
        .filter(|party| !designated[*party])
        .filter_map(|party| {
            let reached = sure[party].or(perhaps[party])?;
            let found = status(party)?;
            Some(finding(party, found, reached, &held[party], &status))
        })
        .collect()
}

fn finding(
    party: PartyIndex,
    status: Status,
    reached: Reached,
    held: &[&Holding],
    status_of: &impl Fn(PartyIndex) -> Option<Status>,
) -> Finding {
    let mut because: Vec<Contribution> = held
        .iter()
        .filter_map(|holding| {
            Some(Contribution {
                holder: holding.holder,
                kind: holding.kind.clone(),
                status: status_of(holding.holder)?,
            })
        })
        .collect();
    because.sort_by_key(|contribution| contribution.holder);
    let sum = because
        .iter()
        .fold(Stake::default(), |sum, contribution| match &contribution.kind {
            HoldingKind::Ownership { share, .. } => sum + *share,
            _ => sum,
        });
    Finding {
        party,
        status,
        because,
        sum,
        by_control: reached == Reached::ByControl,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sureness {
    Sure,
    Perhaps,
}

/// How a party came into the closure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Designated,
    ByOwnership,
    ByControl,
}

/// Where shares are added up: all together, or for each designated root alone.
type Root = Option<PartyIndex>;

/// What has been counted towards one party, for one root.
#[derive(Debug, Default)]
struct Counted {
    share: Stake,
    votes: Stake,
    joint: BTreeSet<String>,
}

fn closure(graph: &Graph, designated: &[bool], regime: &Regime, sureness: Sureness) -> Vec<Option<Reached>> {
    let joint = joint_totals(graph);
    let mut reached: Vec<Option<Reached>> = vec![None; graph.len()];
    let mut known: BTreeSet<(PartyIndex, Root)> = BTreeSet::new();
    let mut counted: BTreeMap<(PartyIndex, Root), Counted> = BTreeMap::new();
    let mut open: Vec<(PartyIndex, Root)> = Vec::new();
    for party in (0..graph.len()).filter(|party| designated[*party]) {
        let root = (!regime.aggregates).then_some(party);
        reached[party] = Some(Reached::Designated);
        known.insert((party, root));
        open.push((party, root));
    }
    while let Some((holder, root)) = open.pop() {
        for holding in &graph.held_by[holder] {
            let key = (holding.asset, root);
            if known.contains(&key) {
                continue;
            }
            let found = match &holding.kind {
                HoldingKind::Ownership {
                    share,
                    votes,
                    joint: group,
                } => {
                    let counted = counted.entry(key).or_default();
                    count(counted, *share, *votes, group.as_ref(), holding.asset, &joint, regime);
                    is_met(counted, regime, sureness).then_some(Reached::ByOwnership)
                }
                HoldingKind::Control { .. } => regime.counts_control.then_some(Reached::ByControl),
                // Either suffices where control counts; where it does not, nothing is sure.
                HoldingKind::Either => {
                    let met = regime.counts_control || sureness == Sureness::Perhaps;
                    met.then_some(Reached::ByControl)
                }
            };
            if let Some(found) = found {
                reached[holding.asset] = reached[holding.asset].or(Some(found));
                known.insert(key);
                open.push(key);
            }
        }
    }
    reached
}

/// Adds a holding to what has been counted. Where shares are not added up in general, those of a joint arrangement are,
/// in full and once.
fn count(
    counted: &mut Counted,
    share: Stake,
    votes: Stake,
    group: Option<&String>,
    asset: PartyIndex,
    joint: &BTreeMap<(PartyIndex, String), (Stake, Stake)>,
    regime: &Regime,
) {
    let (share, votes) = match group {
        Some(group) if !regime.aggregates => {
            if !counted.joint.insert(group.clone()) {
                return;
            }
            joint.get(&(asset, group.clone())).copied().unwrap_or((share, votes))
        }
        _ => (share, votes),
    };
    counted.share = counted.share + share;
    counted.votes = counted.votes + votes;
}

fn is_met(counted: &Counted, regime: &Regime, sureness: Sureness) -> bool {
    let met = |stake: Stake| match sureness {
        Sureness::Sure => regime.surely_met_by(stake),
        Sureness::Perhaps => regime.perhaps_met_by(stake),
    };
    met(counted.share) || (regime.counts_control && met(counted.votes))
}

/// Returns what all holders of each joint arrangement hold together.
fn joint_totals(graph: &Graph) -> BTreeMap<(PartyIndex, String), (Stake, Stake)> {
    let mut totals: BTreeMap<(PartyIndex, String), (Stake, Stake)> = BTreeMap::new();
    for holding in graph.held_by.iter().flatten() {
        if let HoldingKind::Ownership {
            share,
            votes,
            joint: Some(group),
        } = &holding.kind
        {
            let total = totals.entry((holding.asset, group.clone())).or_default();
            *total = (total.0 + *share, total.1 + *votes);
        }
    }
    totals
}
