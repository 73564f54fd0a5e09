//! The fixed point: who is blocked because of what blocked parties hold.
//!
//! Two closures are taken over the same graph: one in which each stake counts with the least that it may be, whose members
//! are blocked for sure, and one in which it counts with the most, whose members are possibly blocked. Each closure only
//! grows, so it ends, cycles or not; each holding is looked at once for each holder (and root), so it ends soon. The sums
//! are made afterwards, of all holders that were reached, so that they do not depend on the order.

use rayon::prelude::*;

use super::closure::Closure;
use super::computation::Computation;
use super::finding::{Contribution, Finding, Status};
use super::graph::{Graph, Holding, PartyIndex};
use super::per_root::PerRoot;
use super::regime::Regime;
use super::weights::{Sureness, WeightedGraph, joint_holdings, small};

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
    findings(graph, &statuses_of(graph, &designated, regime))
}

/// Finds the status of each party, and what its sums are made from.
fn statuses_of<'a>(graph: &'a Graph, designated: &[PartyIndex], regime: &'a Regime) -> Computation<'a> {
    let joint = joint_holdings(graph, regime);
    let weighted = |sureness| WeightedGraph::new(graph, regime, sureness, &joint);
    let mut statuses = vec![Status::NotBlocked; graph.len()];
    let mut alone = None;
    if regime.aggregates {
        for (sureness, status) in CLOSURES {
            let weighted = weighted(sureness);
            let mut closure = Closure::new(&weighted);
            closure.reach(designated.iter().map(|root| small(*root)));
            for party in closure.all() {
                statuses[*party as usize] = status;
            }
        }
    } else {
        for (sureness, status) in CLOSURES {
            let each = PerRoot::new(&weighted(sureness), designated);
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
    Computation {
        regime,
        statuses,
        joint,
        alone,
    }
}

/// The closures, and the status that each gives to those whom it reaches: the stronger comes later.
const CLOSURES: [(Sureness, Status); 2] = [(Sureness::Perhaps, Status::Possibly), (Sureness::Sure, Status::Blocked)];

fn findings(graph: &Graph, computation: &Computation<'_>) -> Vec<Finding> {
    let is_reached = |holding: &&Holding| computation.statuses[holding.holder] != Status::NotBlocked;
    let holdings = || graph.held_by.iter().flatten().filter(is_reached);
    let mut counts = vec![0; graph.len()];
    holdings().for_each(|holding| counts[holding.asset] += 1);
    let mut held: Vec<Vec<&Holding>> = counts.into_iter().map(Vec::with_capacity).collect();
    holdings().for_each(|holding| held[holding.asset].push(holding));
    let held = held.par_iter().enumerate().filter(|(_, held)| !held.is_empty());
    held.map(|(party, held)| finding(party, held, computation)).collect()
}

fn finding<'a>(party: PartyIndex, held: &[&'a Holding], computation: &Computation<'a>) -> Finding {
    let statuses = &computation.statuses;
    let status = statuses[party];
    let sums = computation.sums(party, held);
    let controls = |holding: &&Holding| status.sureness().controls(&holding.kind, computation.regime);
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
