//! The holdings by which parties are blocked, laid out for the searches of chains.

use std::sync::OnceLock;

use super::finding::{Contribution, Finding, Status};
use super::graph::{HoldingKind, PartyIndex};
use super::weights::small;

/// Through whom each party is blocked, once it was asked: a holder is part of the sums of many.
#[derive(Debug)]
pub(super) struct Through(pub(super) Vec<OnceLock<Box<[PartyIndex]>>>);

impl Through {
    /// Returns it for so many parties.
    pub(super) fn of(parties: usize) -> Self {
        Self((0..parties).map(|_| OnceLock::new()).collect())
    }
}

/// The holdings by which parties are blocked: the terms of the sums that are met, else what controls it. Laid out for searches,
/// which go over them again and again.
#[derive(Debug)]
pub(super) struct Steps {
    /// Where those of each party begin.
    starts: Vec<u32>,
    all: Vec<StepUp>,
    /// Whether a holder is designated.
    pub(super) is_designated: Vec<bool>,
}

/// From a party to a holder of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepUp {
    pub(super) holder: u32,
    /// The place of the holding in [`Finding::because`].
    pub(super) because: u32,
}

impl Steps {
    /// Finds them in what was found of so many parties, in the order of the parties.
    pub(super) fn of(parties: usize, findings: &[Finding]) -> Self {
        let mut steps = Self {
            starts: Vec::with_capacity(parties + 1),
            all: Vec::new(),
            is_designated: vec![false; parties],
        };
        for finding in findings {
            steps.starts.resize(finding.party + 1, small(steps.all.len()));
            for (at, because) in finding.because.iter().enumerate() {
                steps.is_designated[because.holder] = because.status == Status::Designated;
                if counts(finding, because) {
                    steps.all.push(StepUp {
                        holder: small(because.holder),
                        because: small(at),
                    });
                }
            }
        }
        steps.starts.resize(parties + 1, small(steps.all.len()));
        steps
    }

    /// Returns the steps up from a party.
    pub(super) fn to(&self, party: PartyIndex) -> &[StepUp] {
        &self.all[self.starts[party] as usize..self.starts[party + 1] as usize]
    }
}

fn counts(finding: &Finding, because: &Contribution) -> bool {
    let mut met = finding.sums.iter().filter(|sum| sum.is_met);
    match because.kind {
        HoldingKind::Ownership { .. } => met.any(|sum| sum.terms.iter().any(|term| term.holder == because.holder)),
        _ => finding.by_control,
    }
}
