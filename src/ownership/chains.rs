//! The chains by which a party is blocked.
//!
//! They are looked for upwards, from the party to the nearest designated ones. In a thicket of holdings that is much of the work,
//! and it is done for each reported party: so a search keeps its memory for the next one, and copies only what it finds.

use std::cell::RefCell;

use super::assessment::Assessment;
use super::finding::Status;
use super::graph::{HoldingKind, PartyIndex};
use super::weights::small;

/// A step of a chain: who holds the party of the next step, and by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The holder.
    pub holder: PartyIndex,
    /// What it holds.
    pub kind: HoldingKind,
}

/// The most chains reported of one party; the findings contain all of them.
pub const MOST_CHAINS: usize = 16;

/// Chains are looked for among so many parties above one: in a thicket they say nothing any more.
const MOST_PARTIES: usize = 10_000;

impl Assessment {
    /// Returns chains that lead from designated parties to a blocked one, each from the designated one on; the last step's
    /// holder holds the party itself. For every holder that counts there is a shortest one, and one for every designated party
    /// that none of these begins with; at most [`MOST_CHAINS`].
    pub fn chains(&self, party: PartyIndex) -> Vec<Vec<Step>> {
        let mut chains: Vec<Vec<Step>> = Vec::new();
        for up in self.steps.to(party) {
            let holder = up.holder as PartyIndex;
            let is_known = chains
                .iter()
                .any(|chain| chain.last().is_some_and(|last| last.holder == holder));
            if chains.len() == MOST_CHAINS || is_known {
                continue;
            }
            let above = match self.status(holder) {
                Status::Designated => Some(Vec::new()),
                _ => self.walk(holder, Some(party), 1, |walk, at| walk.chain(at)).pop(),
            };
            if let Some(mut chain) = above {
                chain.push(self.step(party, up.because));
                chains.push(chain);
            }
        }
        for chain in self.walk(party, None, MOST_CHAINS, |walk, at| walk.chain(at)) {
            let root = chain.first().map(|step| step.holder);
            let is_known = chains.iter().any(|chain| chain.first().map(|step| step.holder) == root);
            if chains.len() < MOST_CHAINS && !is_known {
                chains.push(chain);
            }
        }
        chains
    }

    /// Returns the designated parties through which a party is blocked, in the order of their ids; at most
    /// [`MOST_CHAINS`].
    pub fn through(&self, party: PartyIndex) -> &[PartyIndex] {
        self.through.0[party].get_or_init(|| {
            let mut roots = self.walk(party, None, MOST_CHAINS, |walk, at| walk.party(at));
            roots.sort_unstable();
            roots.into()
        })
    }

    /// Walks from a party up to the nearest designated ones, none of the ways over `avoided`. Returns what `describe` makes of each,
    /// the nearest first, no more than `most`.
    fn walk<T>(
        &self,
        party: PartyIndex,
        avoided: Option<PartyIndex>,
        most: usize,
        describe: impl Fn(&Walk<'_>, usize) -> T,
    ) -> Vec<T> {
        let mut found = Vec::new();
        with_seen(self.graph.len(), |seen| {
            for known in avoided.into_iter().chain([party]) {
                seen.is_new(known);
            }
            let mut walk = Walk::from(self, party);
            let mut at = 0;
            while at < walk.visits.len() && found.len() < most {
                let holder = walk.party(at);
                if at > 0 && self.steps.is_designated[holder] {
                    found.push(describe(&walk, at));
                } else {
                    for up in self.steps.to(holder) {
                        if walk.visits.len() < MOST_PARTIES && seen.is_new(up.holder as PartyIndex) {
                            walk.visits.push(Visit {
                                party: up.holder,
                                below: small(at),
                                because: up.because,
                            });
                        }
                    }
                }
                at += 1;
            }
        });
        found
    }

    /// Returns the step that one of the holdings is by which a party is blocked.
    fn step(&self, party: PartyIndex, because: u32) -> Step {
        let finding = self.finding(party).expect("whoever is blocked was found");
        let because = &finding.because[because as usize];
        Step {
            holder: because.holder,
            kind: because.kind.clone(),
        }
    }
}

/// A search upwards: whom it visits, nearer ones first.
struct Walk<'a> {
    assessment: &'a Assessment,
    visits: Vec<Visit>,
}

struct Visit {
    party: u32,
    /// The visit from which it came, and which of the holdings there led to it.
    below: u32,
    because: u32,
}

impl<'a> Walk<'a> {
    fn from(assessment: &'a Assessment, party: PartyIndex) -> Self {
        let first = Visit {
            party: small(party),
            below: 0,
            because: 0,
        };
        Self {
            assessment,
            visits: vec![first],
        }
    }

    fn party(&self, at: usize) -> PartyIndex {
        self.visits[at].party as PartyIndex
    }

    /// Returns the way down from a visit.
    fn chain(&self, mut at: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        while at > 0 {
            let visit = &self.visits[at];
            at = visit.below as usize;
            steps.push(self.assessment.step(self.party(at), visit.because));
        }
        steps
    }
}

/// Which parties a search has seen: those that have its number.
#[derive(Debug, Default)]
struct Seen {
    search: u32,
    by: Vec<u32>,
}

impl Seen {
    fn is_new(&mut self, party: PartyIndex) -> bool {
        std::mem::replace(&mut self.by[party], self.search) != self.search
    }
}

/// Calls with what has seen none of so many parties. One search does not begin within another.
fn with_seen(parties: usize, search: impl FnOnce(&mut Seen)) {
    thread_local! {
        static SEEN: RefCell<Seen> = RefCell::default();
    }
    SEEN.with_borrow_mut(|seen| {
        if seen.by.len() < parties || seen.search == u32::MAX {
            seen.by = vec![0; parties.max(seen.by.len())];
            seen.search = 0;
        }
        seen.search += 1;
        search(seen);
    });
}
