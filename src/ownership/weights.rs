//! The weights of holdings under a rule, as small numbers: the form of the graph over which closures are taken.
//!
//! A closure looks at one end of each share only: at the least that it may be, or at the most. An end is one number here, twice
//! the millionths of a percent, odd where the bound is not reached, so that adding and comparing are single steps.

use std::collections::BTreeMap;

use super::graph::{Graph, Holding, HoldingKind, PartyIndex};
use super::regime::Regime;
use crate::model::{Bound, Percent, Stake};

/// Which end of the shares is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sureness {
    /// Each counts with the least that it may be.
    Sure,
    /// Each counts with the most.
    Perhaps,
}

impl Sureness {
    /// Returns true if a stake is enough.
    pub(super) fn is_met_by(self, stake: Stake, regime: &Regime) -> bool {
        match self {
            Self::Sure => regime.surely_met_by(stake),
            Self::Perhaps => regime.perhaps_met_by(stake),
        }
    }

    /// Returns true if a holding that is no share blocks what is held.
    pub(super) fn controls(self, kind: &HoldingKind, regime: &Regime) -> bool {
        match kind {
            HoldingKind::Ownership { .. } => false,
            HoldingKind::Control { .. } => regime.regards(kind),
            // Either suffices where control counts; where it does not, nothing is sure.
            HoldingKind::Either => regime.counts_control || self == Self::Perhaps,
        }
    }
}

/// What holders under one joint arrangement hold of one party.
pub(super) type Joint<'a> = BTreeMap<(PartyIndex, &'a str), Vec<&'a Holding>>;

/// Where shares are not added up in general, those of a joint arrangement are; elsewhere the arrangement changes nothing.
pub(super) fn joint_holdings<'a>(graph: &'a Graph, regime: &Regime) -> Joint<'a> {
    let mut groups = Joint::new();
    if regime.aggregates {
        return groups;
    }
    for holding in graph.held_by.iter().flatten() {
        if let HoldingKind::Ownership { joint: Some(group), .. } = &holding.kind {
            groups.entry((holding.asset, group.as_str())).or_default().push(holding);
        }
    }
    groups
}

/// An end of an interval of shares. Values far above every threshold are clamped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct End(u32);

impl End {
    fn of(bound: Bound) -> Self {
        let twice = bound.percent.millionths().saturating_mul(2) | u64::from(bound.open);
        Self(u32::try_from(twice).unwrap_or(u32::MAX))
    }

    fn closed(percent: Percent) -> Self {
        Self::of(Bound { percent, open: false })
    }

    /// Both together: not reached where one of them is not.
    fn plus(self, other: Self) -> Self {
        Self((self.0 & !1).saturating_add(other.0 & !1) | ((self.0 | other.0) & 1))
    }
}

/// What is counted towards one party, of its capital or its votes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    /// The sum of what is surely not part of each other; of the most that shares may be, the sum of all.
    apart: End,
    /// The greatest of the least values of shares that may be part of others.
    overlapping: End,
}

/// What is counted towards one party.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    capital: Tally,
    votes: Tally,
}

/// How a holding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is enough alone, whatever else is held.
    Controls,
    /// It is added up.
    Apart,
    /// It may be a part of others.
    Overlaps,
    /// The holdings of this joint arrangement count, once.
    Joint(u32),
}

/// A holding as a closure sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// What is held.
    pub(super) asset: u32,
    capital: End,
    votes: End,
    way: Way,
}

/// All holdings that can count.
#[derive(Debug)]
pub(super) struct WeightedGraph {
    scale: Scale,
    /// Where the edges of each holder begin; they are in the order of what is held.
    starts: Vec<usize>,
    edges: Vec<Edge>,
    /// What the holdings of each joint arrangement come to.
    joint: Vec<Counted>,
}

/// How the rule looks at sums.
#[derive(Debug, Clone, Copy)]
struct Scale {
    sureness: Sureness,
    threshold: u32,
    whole: End,
    reached_is_enough: bool,
}

impl Scale {
    fn of(regime: &Regime, sureness: Sureness) -> Self {
        Self {
            sureness,
            threshold: End::closed(regime.threshold).0,
            whole: End::closed(Percent::ALL),
            reached_is_enough: regime.reached_is_enough,
        }
    }

    fn add(self, tally: &mut Tally, end: End, overlaps: bool) {
        if self.sureness == Sureness::Sure && overlaps {
            tally.overlapping = tally.overlapping.max(end);
            return;
        }
        tally.apart = tally.apart.plus(end);
        // No more than all of a party can be held.
        if self.sureness == Sureness::Perhaps && tally.apart.0 & !1 > self.whole.0 {
            tally.apart = self.whole;
        }
    }

    fn is_met(self, counted: &Counted) -> bool {
        [counted.capital, counted.votes]
            .iter()
            .any(|tally| self.is_enough(tally))
    }

    fn is_enough(self, tally: &Tally) -> bool {
        let end = tally.apart.max(tally.overlapping).0;
        match self.sureness {
            // More than the threshold is what is odd above it.
            Sureness::Sure => end > self.threshold || (self.reached_is_enough && end == self.threshold),
            Sureness::Perhaps => end & !1 > self.threshold || (self.reached_is_enough && end == self.threshold),
        }
    }
}

impl WeightedGraph {
    /// Weighs the holdings of a graph.
    pub(super) fn new(graph: &Graph, regime: &Regime, sureness: Sureness, joint: &Joint<'_>) -> Self {
        let mut weighted = Self {
            scale: Scale::of(regime, sureness),
            starts: Vec::with_capacity(graph.len() + 1),
            edges: Vec::new(),
            joint: Vec::new(),
        };
        let mut numbers: BTreeMap<(PartyIndex, &str), u32> = BTreeMap::new();
        for (group, members) in joint {
            let mut counted = Counted::default();
            for member in members {
                if let Some(edge) = weighted.edge(member, regime, &BTreeMap::new()) {
                    weighted.count(edge, &mut counted, |_| true);
                }
            }
            numbers.insert(*group, small(numbers.len()));
            weighted.joint.push(counted);
        }
        for holdings in &graph.held_by {
            weighted.starts.push(weighted.edges.len());
            for holding in holdings {
                let edge = weighted.edge(holding, regime, &numbers);
                weighted.edges.extend(edge);
            }
        }
        weighted.starts.push(weighted.edges.len());
        weighted
    }

    /// Returns a holding as it counts; nothing where it never does.
    fn edge(
        &self,
        holding: &Holding,
        regime: &Regime,
        joint_numbers: &BTreeMap<(PartyIndex, &str), u32>,
    ) -> Option<Edge> {
        let sureness = self.scale.sureness;
        let edge = |capital, votes, way| Edge {
            asset: small(holding.asset),
            capital,
            votes,
            way,
        };
        let HoldingKind::Ownership {
            share,
            votes,
            joint,
            overlaps,
        } = &holding.kind
        else {
            let controls = sureness.controls(&holding.kind, regime);
            return controls.then(|| edge(End::default(), End::default(), Way::Controls));
        };
        let end = |stake: &Stake| match sureness {
            Sureness::Sure => End::of(stake.low),
            Sureness::Perhaps => End::of(stake.high),
        };
        // Where control does not count, votes do not either.
        let (share, votes) = (end(share), end(if regime.counts_control { votes } else { share }));
        let group = joint
            .as_deref()
            .and_then(|group| joint_numbers.get(&(holding.asset, group)));
        let way = match group {
            Some(number) => Way::Joint(*number),
            None if *overlaps => Way::Overlaps,
            None => Way::Apart,
        };
        let is_nothing = share == End::default() && votes == End::default() && group.is_none();
        (!is_nothing || self.scale.is_met(&Counted::default())).then(|| edge(share, votes, way))
    }

    /// Returns how many parties there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns how many joint arrangements there are.
    pub(super) fn joint_len(&self) -> usize {
        self.joint.len()
    }

    /// Returns what a party holds, in the order of what is held.
    pub(super) fn held_by(&self, holder: u32) -> &[Edge] {
        let holder = holder as usize;
        &self.edges[self.starts[holder]..self.starts[holder + 1]]
    }

    /// Counts a holding and returns true where what is counted is enough then. A joint arrangement counts where `is_first` of
    /// its number.
    pub(super) fn count(&self, edge: Edge, counted: &mut Counted, is_first: impl FnOnce(u32) -> bool) -> bool {
        match edge.way {
            Way::Controls => return true,
            Way::Joint(group) => {
                if is_first(group) {
                    let whole = &self.joint[group as usize];
                    self.add_whole(&mut counted.capital, whole.capital);
                    self.add_whole(&mut counted.votes, whole.votes);
                }
            }
            Way::Apart | Way::Overlaps => {
                let overlaps = edge.way == Way::Overlaps;
                self.scale.add(&mut counted.capital, edge.capital, overlaps);
                self.scale.add(&mut counted.votes, edge.votes, overlaps);
            }
        }
        self.scale.is_met(counted)
    }

    fn add_whole(&self, tally: &mut Tally, whole: Tally) {
        self.scale.add(tally, whole.apart, false);
        self.scale.add(tally, whole.overlapping, true);
    }

    /// Returns the parties that a holder reaches alone, each once, in their order.
    pub(super) fn reached_alone(&self, holder: u32) -> impl Iterator<Item = u32> {
        let of_one_asset = self.held_by(holder).chunk_by(|a, b| a.asset == b.asset);
        of_one_asset
            .filter(|edges| self.is_enough_alone(edges))
            .map(|edges| edges[0].asset)
    }

    fn is_enough_alone(&self, edges: &[Edge]) -> bool {
        let mut counted = Counted::default();
        let is_counted = |at: usize| edges[..at].iter().any(|edge| edge.way == edges[at].way);
        (0..edges.len()).any(|at| self.count(edges[at], &mut counted, |_| !is_counted(at)))
    }
}

/// Returns a place as the small number that closures work with.
pub(super) fn small(place: usize) -> u32 {
    u32::try_from(place).expect("so many parties do not fit in memory")
}
