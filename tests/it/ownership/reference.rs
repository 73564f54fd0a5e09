//! The reckoning as it is told in `docs/ownership.md`, in the plainest form: each root's closure for itself, in ordered sets. It
//! takes too long for large lists; what the library computes must be the same.

use std::collections::{BTreeMap, BTreeSet};

use gazette::model::{Bound, Stake};
use gazette::ownership::{
    Contribution, Finding, Graph, Holding, HoldingKind, MOST_SUMS, Measure, PartyIndex, Regime, Status, Sum, Term,
};

/// Returns what is found of every party of which one that is blocked, or designated on `list`, holds something, in the order
/// of their ids: those that are not blocked and those that are designated themselves among them.
pub(super) fn compute_all(graph: &Graph, list: &str, regime: &Regime) -> Vec<Finding> {
    let is_designated = |party: &PartyIndex| graph.designated[*party].iter().any(|on| on == list);
    let designated: Vec<PartyIndex> = (0..graph.len()).filter(is_designated).collect();
    let joint = joint_holdings(graph, regime);
    let mut statuses = vec![Status::NotBlocked; graph.len()];
    let mut runs = Vec::new();
    for roots in runs_of(&designated, regime) {
        let sure = closure(graph, &roots, regime, Sureness::Sure, &joint);
        let perhaps = closure(graph, &roots, regime, Sureness::Perhaps, &joint);
        for (reached, status) in [(&perhaps, Status::Possibly), (&sure, Status::Blocked)] {
            for party in reached {
                statuses[*party] = statuses[*party].min(status);
            }
        }
        runs.push((roots, perhaps));
    }
    for party in &designated {
        statuses[*party] = Status::Designated;
    }
    let mut sums: Vec<Vec<Sum>> = vec![Vec::new(); graph.len()];
    for (roots, reached) in &runs {
        let root = (!regime.aggregates).then(|| roots[0]);
        add_sums(graph, regime, root, reached, &statuses, &joint, &mut sums);
    }
    findings(graph, regime, &statuses, sums)
}

/// Returns the designated parties whose shares are added up together: all, or each alone.
fn runs_of(designated: &[PartyIndex], regime: &Regime) -> Vec<Vec<PartyIndex>> {
    if regime.aggregates {
        vec![designated.to_vec()]
    } else {
        designated.iter().map(|party| vec![*party]).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sureness {
    Sure,
    Perhaps,
}

/// What holders under one joint arrangement hold of one party.
type Joint<'a> = BTreeMap<(PartyIndex, &'a str), Vec<&'a Holding>>;

/// Where shares are not added up in general, those of a joint arrangement are; elsewhere the arrangement changes nothing.
fn joint_holdings<'a>(graph: &'a Graph, regime: &Regime) -> Joint<'a> {
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

/// Shares of one party as they come in.
#[derive(Debug, Clone, Default)]
struct Tally {
    /// Those that are surely not part of each other.
    apart: Stake,
    /// The greatest least value of one that may be part of another.
    overlapping_low: Bound,
    /// All of those.
    overlapping: Stake,
}

impl Tally {
    fn add(&mut self, share: Stake, overlaps: bool) {
        if overlaps {
            self.overlapping_low = self.overlapping_low.max(share.low);
            self.overlapping = self.overlapping + share;
        } else {
            self.apart = self.apart + share;
        }
    }

    fn total(&self) -> Stake {
        let both = self.apart + self.overlapping;
        Stake {
            low: self.apart.low.max(self.overlapping_low),
            high: both.high,
        }
    }
}

/// What has been counted towards one party.
#[derive(Debug, Default)]
struct Counted<'a> {
    capital: Tally,
    votes: Tally,
    joint: BTreeSet<&'a str>,
}

/// Returns the holdings that count by one holding: itself, or those of its joint arrangement in full, where it is the first
/// of them.
fn counting<'a>(holding: &'a Holding, joint: &Joint<'a>, told: &mut BTreeSet<&'a str>) -> Vec<&'a Holding> {
    let HoldingKind::Ownership { joint: Some(group), .. } = &holding.kind else {
        return vec![holding];
    };
    match joint.get(&(holding.asset, group.as_str())) {
        None => vec![holding],
        Some(_) if !told.insert(group) => Vec::new(),
        Some(members) => members.clone(),
    }
}

fn closure(
    graph: &Graph,
    roots: &[PartyIndex],
    regime: &Regime,
    sureness: Sureness,
    joint: &Joint<'_>,
) -> BTreeSet<PartyIndex> {
    let mut known: BTreeSet<PartyIndex> = roots.iter().copied().collect();
    let mut counted: BTreeMap<PartyIndex, Counted<'_>> = BTreeMap::new();
    let mut open = roots.to_vec();
    while let Some(holder) = open.pop() {
        for holding in &graph.held_by[holder] {
            if known.contains(&holding.asset) {
                continue;
            }
            let is_met = match &holding.kind {
                HoldingKind::Ownership { .. } => {
                    let so_far = counted.entry(holding.asset).or_default();
                    for holding in counting(holding, joint, &mut so_far.joint) {
                        if let HoldingKind::Ownership {
                            share, votes, overlaps, ..
                        } = &holding.kind
                        {
                            so_far.capital.add(*share, *overlaps);
                            so_far.votes.add(*votes, *overlaps);
                        }
                    }
                    is_met(so_far.capital.total(), regime, sureness)
                        || (regime.counts_control && is_met(so_far.votes.total(), regime, sureness))
                }
                kind => controls(kind, regime, sureness),
            };
            if is_met {
                known.insert(holding.asset);
                open.push(holding.asset);
            }
        }
    }
    known
}

fn is_met(total: Stake, regime: &Regime, sureness: Sureness) -> bool {
    match sureness {
        Sureness::Sure => regime.surely_met_by(total),
        Sureness::Perhaps => regime.perhaps_met_by(total),
    }
}

/// Returns true where a holding that is no share blocks what is held.
fn controls(kind: &HoldingKind, regime: &Regime, sureness: Sureness) -> bool {
    match kind {
        HoldingKind::Ownership { .. } => false,
        HoldingKind::Control { .. } => regime.regards(kind),
        // Either suffices where control counts; where it does not, nothing is sure.
        HoldingKind::Either => regime.counts_control || sureness == Sureness::Perhaps,
    }
}

/// Makes the sums of what the parties that one run reached hold.
fn add_sums<'a>(
    graph: &'a Graph,
    regime: &Regime,
    root: Option<PartyIndex>,
    reached: &BTreeSet<PartyIndex>,
    statuses: &[Status],
    joint: &Joint<'a>,
    sums: &mut [Vec<Sum>],
) {
    let mut shares: BTreeMap<PartyIndex, Vec<&'a Holding>> = BTreeMap::new();
    let mut told: BTreeMap<PartyIndex, BTreeSet<&'a str>> = BTreeMap::new();
    for holding in reached.iter().flat_map(|holder| &graph.held_by[*holder]) {
        if matches!(holding.kind, HoldingKind::Ownership { .. }) && root != Some(holding.asset) {
            let counts = counting(holding, joint, told.entry(holding.asset).or_default());
            shares.entry(holding.asset).or_default().extend(counts);
        }
    }
    for (asset, holdings) in shares {
        let sum = sum(regime, root, &holdings, statuses, statuses[asset]);
        sums[asset].push(sum);
    }
}

fn sum(regime: &Regime, root: Option<PartyIndex>, holdings: &[&Holding], statuses: &[Status], status: Status) -> Sum {
    let of = |measure: Measure| {
        let mut tally = Tally::default();
        let mut terms: Vec<Term> = Vec::new();
        for holding in holdings {
            if let HoldingKind::Ownership {
                share,
                votes,
                joint,
                overlaps,
            } = &holding.kind
            {
                let share = if measure == Measure::Votes { *votes } else { *share };
                let status = statuses[holding.holder];
                // What a party holds that is only possibly blocked counts possibly.
                let sure = if status == Status::Possibly {
                    share.at_most()
                } else {
                    share
                };
                tally.add(sure, *overlaps);
                terms.push(Term {
                    holder: holding.holder,
                    share,
                    status,
                    joint: joint.clone().filter(|_| !regime.aggregates),
                    overlaps: *overlaps,
                });
            }
        }
        terms.sort_by_key(|term| term.holder);
        let total = tally.total();
        let sureness = if status == Status::Possibly {
            Sureness::Perhaps
        } else {
            Sureness::Sure
        };
        Sum {
            root,
            measure,
            total,
            is_met: is_met(total, regime, sureness),
            terms,
        }
    };
    let capital = of(Measure::Capital);
    if capital.is_met || !regime.counts_control {
        return capital;
    }
    let votes = of(Measure::Votes);
    if votes.is_met { votes } else { capital }
}

fn findings(graph: &Graph, regime: &Regime, statuses: &[Status], mut sums: Vec<Vec<Sum>>) -> Vec<Finding> {
    let mut held: Vec<Vec<&Holding>> = vec![Vec::new(); graph.len()];
    for holding in graph.held_by.iter().flatten() {
        if statuses[holding.holder] != Status::NotBlocked {
            held[holding.asset].push(holding);
        }
    }
    let mut found = Vec::new();
    for (party, held) in held.into_iter().enumerate() {
        if held.is_empty() {
            continue;
        }
        let status = statuses[party];
        let mut sums = std::mem::take(&mut sums[party]);
        sums.sort_by_key(|sum| !sum.is_met);
        sums.truncate(MOST_SUMS);
        let sureness = if status == Status::Possibly {
            Sureness::Perhaps
        } else {
            Sureness::Sure
        };
        let is_controlled = held.iter().any(|holding| controls(&holding.kind, regime, sureness));
        let contribution = |holding: &&Holding| Contribution {
            holder: holding.holder,
            kind: holding.kind.clone(),
            status: statuses[holding.holder],
        };
        found.push(Finding {
            party,
            status,
            because: held.iter().map(contribution).collect(),
            by_control: status.is_blocked() && is_controlled && !sums.iter().any(|sum| sum.is_met),
            sums,
        });
    }
    found
}
