//! The sums of what reached holders hold of one party, with their terms.

use super::finding::{MOST_SUMS, Measure, Status, Sum, Term};
use super::graph::{Holding, HoldingKind, PartyIndex};
use super::per_root::PerRoot;
use super::range_minima::{NO_PARTY, Span};
use super::regime::Regime;
use super::weights::{Joint, Sureness, small};
use crate::model::{Bound, Stake};

/// What sums are made from.
#[derive(Debug)]
pub(super) struct Computation<'a> {
    pub(super) regime: &'a Regime,
    pub(super) statuses: Vec<Status>,
    pub(super) joint: Joint<'a>,
    /// Which roots possibly reach whom; nothing where the shares of all of them are added up.
    pub(super) alone: Option<PerRoot>,
}

impl Status {
    /// Returns which end of the shares decides for a party of this status.
    pub(super) fn sureness(self) -> Sureness {
        match self {
            Self::Possibly => Sureness::Perhaps,
            _ => Sureness::Sure,
        }
    }
}

impl<'a> Computation<'a> {
    /// Returns the sums of a party of which `held` is held by whoever is reached, in the order of the holders.
    pub(super) fn sums(&self, party: PartyIndex, held: &[&'a Holding]) -> Vec<Sum> {
        let shares = held.iter().copied().filter(|holding| is_share(holding));
        let shares: Vec<&Holding> = shares.collect();
        match &self.alone {
            _ if shares.is_empty() => Vec::new(),
            None => vec![self.sum(party, None, &shares)],
            Some(alone) => self.sums_alone(party, alone, &shares),
        }
    }

    fn sums_alone(&self, party: PartyIndex, alone: &PerRoot, shares: &[&'a Holding]) -> Vec<Sum> {
        let sum = |root: u32| {
            let reached = shares.iter().filter(|share| alone.reaches(root, share.holder));
            self.sum(party, Some(root as PartyIndex), &self.counting(reached.copied()))
        };
        self.roots(party, alone, shares).into_iter().map(sum).collect()
    }

    /// Returns the roots whose sums are kept: those whose sum is met before the others, each in the order of their ids.
    fn roots(&self, party: PartyIndex, alone: &PerRoot, shares: &[&'a Holding]) -> Vec<u32> {
        let mut met: Vec<u32> = Vec::new();
        let mut unmet: Vec<u32> = Vec::new();
        let spans: Vec<&[Span]> = shares.iter().map(|share| alone.reaching(share.holder)).collect();
        for_each_piece(&spans, |span, holders| {
            let few = alone.least.within(span);
            if met.len() == MOST_SUMS && met.last() < Some(&few[0]) {
                return;
            }
            let counting = self.counting(holders.iter().map(|at| shares[*at]));
            let kept = match self.decisive(party, &counting).is_met {
                true => &mut met,
                false => &mut unmet,
            };
            // What the party holds of itself by a circle is not reported as of its own root.
            kept.extend(
                few.into_iter()
                    .filter(|root| *root != NO_PARTY && *root != small(party)),
            );
            kept.sort_unstable();
            kept.truncate(MOST_SUMS);
        });
        met.extend(unmet);
        met.truncate(MOST_SUMS);
        met
    }

    /// Returns the shares that count: each, and those of a joint arrangement in full in the place of the first of them.
    fn counting(&self, shares: impl Iterator<Item = &'a Holding>) -> Vec<&'a Holding> {
        let mut counted: Vec<&str> = Vec::new();
        let mut counting = Vec::new();
        for share in shares {
            let group = joint(share).and_then(|group| Some((group, self.joint.get(&(share.asset, group))?)));
            match group {
                None => counting.push(share),
                Some((group, _)) if counted.contains(&group) => {}
                Some((group, members)) => {
                    counted.push(group);
                    counting.extend(members);
                }
            }
        }
        counting
    }

    /// Returns what shares come to: of the capital, unless that is not enough and the votes are.
    fn decisive(&self, party: PartyIndex, shares: &[&Holding]) -> Total {
        let capital = self.total(party, Measure::Capital, shares);
        if capital.is_met || !self.regime.counts_control {
            return capital;
        }
        let votes = self.total(party, Measure::Votes, shares);
        if votes.is_met { votes } else { capital }
    }

    fn total(&self, party: PartyIndex, measure: Measure, shares: &[&Holding]) -> Total {
        let mut tally = Tally::default();
        for holding in shares {
            if let Some((share, overlaps)) = share_in(measure, holding) {
                // What a party holds that is only possibly blocked counts possibly.
                let is_sure = self.statuses[holding.holder] != Status::Possibly;
                tally.add(if is_sure { share } else { share.at_most() }, overlaps);
            }
        }
        let stake = tally.total();
        Total {
            measure,
            stake,
            is_met: self.statuses[party].sureness().is_met_by(stake, self.regime),
        }
    }

    fn sum(&self, party: PartyIndex, root: Option<PartyIndex>, shares: &[&Holding]) -> Sum {
        let Total { measure, stake, is_met } = self.decisive(party, shares);
        let term = |holding: &&Holding| {
            let (share, overlaps) = share_in(measure, holding)?;
            let joint = joint(holding).filter(|_| !self.regime.aggregates);
            Some(Term {
                holder: holding.holder,
                share,
                status: self.statuses[holding.holder],
                joint: joint.map(str::to_owned),
                overlaps,
            })
        };
        let mut terms: Vec<Term> = shares.iter().filter_map(term).collect();
        terms.sort_by_key(|term| term.holder);
        Sum {
            root,
            measure,
            total: stake,
            is_met,
            terms,
        }
    }
}

/// What shares come to.
struct Total {
    measure: Measure,
    stake: Stake,
    is_met: bool,
}

fn is_share(holding: &Holding) -> bool {
    matches!(holding.kind, HoldingKind::Ownership { .. })
}

fn joint(holding: &Holding) -> Option<&str> {
    match &holding.kind {
        HoldingKind::Ownership { joint, .. } => joint.as_deref(),
        _ => None,
    }
}

/// Returns the share and whether it may be counted twice.
fn share_in(measure: Measure, holding: &Holding) -> Option<(Stake, bool)> {
    let HoldingKind::Ownership {
        share, votes, overlaps, ..
    } = &holding.kind
    else {
        return None;
    };
    match measure {
        Measure::Capital => Some((*share, *overlaps)),
        Measure::Votes => Some((*votes, *overlaps)),
    }
}

/// Cuts the places of the roots where another root reaches another of the holders. Calls for each piece in which some holder is
/// reached with those that are, in their order.
fn for_each_piece(spans: &[&[Span]], mut with: impl FnMut(Span, &[usize])) {
    let mut ends: Vec<(u32, bool, usize)> = Vec::with_capacity(spans.iter().map(|spans| 2 * spans.len()).sum());
    for (holder, spans) in spans.iter().enumerate() {
        let both = spans
            .iter()
            .flat_map(|(from, to)| [(*from, true, holder), (*to, false, holder)]);
        ends.extend(both);
    }
    ends.sort_unstable();
    let mut holders: Vec<usize> = Vec::new();
    let mut from = 0;
    for (place, begins, holder) in ends {
        if place > from && !holders.is_empty() {
            with((from, place), &holders);
        }
        from = place;
        match (holders.binary_search(&holder), begins) {
            (Err(at), true) => holders.insert(at, holder),
            (Ok(at), false) => drop(holders.remove(at)),
            // Two spans of one holder do not overlap, and an end precedes a beginning at the same place.
            (Ok(_), true) | (Err(_), false) => unreachable!("spans of one holder lie apart"),
        }
    }
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
