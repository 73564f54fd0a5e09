//! A list's parties at a day under a rule: who is blocked, and by what chain.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Edition, FuzzyDate, RelationType};

use super::compute::{Finding, Status, compute_all};
use super::graph::{Graph, HoldingKind, ListParties, PartyId, PartyIndex};
use super::regime::Regime;

/// What a rule makes of the relations of a list at a day.
#[derive(Debug)]
pub struct Assessment {
    /// The list whose designations block.
    pub list: String,
    /// The day.
    pub day: Date,
    /// The rule as it stands on that day.
    pub regime: Regime,
    /// The parties and what they hold.
    pub graph: Graph,
    /// What is found of each party of which a blocked one holds something, in the order of their ids.
    pub findings: Vec<Finding>,
    by_party: BTreeMap<PartyIndex, usize>,
}

/// A step of a chain: who holds the party of the next step, and by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The holder.
    pub holder: PartyIndex,
    /// What it holds.
    pub kind: HoldingKind,
}

/// So many chains are told of one party; whoever wants them all has the findings.
pub const MOST_CHAINS: usize = 16;

impl Assessment {
    /// Reckons who is blocked on `list`, with what some lists say of holdings.
    pub fn new(list: &str, regime: Regime, day: Date, lists: &[ListParties<'_>]) -> Self {
        let graph = Graph::at(day, lists);
        let findings = compute_all(&graph, list, &regime);
        let by_party = findings
            .iter()
            .enumerate()
            .map(|(at, finding)| (finding.party, at))
            .collect();
        Self {
            list: list.to_owned(),
            day,
            regime,
            graph,
            findings,
            by_party,
        }
    }

    /// Reckons with what an edition itself says, under the rule that its list names for the day; nothing where it names none.
    pub fn of_edition(edition: &Edition, day: Date) -> Option<Self> {
        let regime = Regime::of_list(&edition.list, day)?;
        Some(Self::new(&edition.list_id, regime, day, &[ListParties::of(edition)]))
    }

    /// Returns what is found of a party; nothing where no blocked party holds anything of it.
    pub fn finding(&self, party: PartyIndex) -> Option<&Finding> {
        self.by_party.get(&party).map(|at| &self.findings[*at])
    }

    /// Returns the parties that the rule blocks beside the designated ones, for sure or possibly.
    pub fn blocked(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.status.is_blocked())
    }

    /// Returns a party's id as the list itself would name it: without the list's own id.
    pub fn id(&self, party: PartyIndex) -> String {
        let id: &PartyId = &self.graph.parties[party];
        if id.list == self.list {
            id.id.clone()
        } else {
            id.to_string()
        }
    }

    /// Returns a party's name; its id where it has none.
    pub fn name(&self, party: PartyIndex) -> &str {
        match self.graph.names[party].as_str() {
            "" => &self.graph.parties[party].id,
            name => name,
        }
    }

    /// Returns whether a party is designated or blocked.
    pub fn status(&self, party: PartyIndex) -> Status {
        if self.graph.designated[party].contains(&self.list) {
            return Status::Designated;
        }
        self.finding(party).map_or(Status::NotBlocked, |finding| finding.status)
    }

    /// Returns chains that lead from designated parties to a blocked one, each from the designated one on; the last step's
    /// holder holds the party itself. For every holder that counts there is a shortest one, and one for every designated party
    /// that none of these begins with; at most [`MOST_CHAINS`].
    pub fn chains(&self, party: PartyIndex) -> Vec<Vec<Step>> {
        let mut chains: Vec<Vec<Step>> = Vec::new();
        for step in self.steps_to(party) {
            let holder = step.holder;
            let is_told = chains
                .iter()
                .any(|chain| chain.last().is_some_and(|last| last.holder == holder));
            if chains.len() == MOST_CHAINS || is_told {
                continue;
            }
            let above = match self.status(holder) {
                Status::Designated => Some(Vec::new()),
                _ => self.walk(holder, Some(party), 1).pop(),
            };
            if let Some(mut chain) = above {
                chain.push(step);
                chains.push(chain);
            }
        }
        for chain in self.walk(party, None, MOST_CHAINS) {
            let root = chain.first().map(|step| step.holder);
            let is_told = chains.iter().any(|told| told.first().map(|step| step.holder) == root);
            if chains.len() < MOST_CHAINS && !is_told {
                chains.push(chain);
            }
        }
        chains
    }

    /// Returns the shortest chains to a party from the nearest designated ones, none of them over `avoided`.
    fn walk(&self, party: PartyIndex, avoided: Option<PartyIndex>, most: usize) -> Vec<Vec<Step>> {
        /// Chains are looked for among so many parties above one: in a thicket they say nothing any more.
        const MOST_PARTIES: usize = 10_000;
        let mut below: BTreeMap<PartyIndex, Option<(PartyIndex, HoldingKind)>> = BTreeMap::from([(party, None)]);
        let mut open = std::collections::VecDeque::from([party]);
        let mut chains = Vec::new();
        while let Some(at) = open.pop_front() {
            if at != party && self.status(at) == Status::Designated {
                chains.push(self.chain(at, &below));
                if chains.len() == most {
                    break;
                }
                continue;
            }
            for step in self.steps_to(at) {
                let is_new = Some(step.holder) != avoided && !below.contains_key(&step.holder);
                if is_new && below.len() < MOST_PARTIES {
                    below.insert(step.holder, Some((at, step.kind)));
                    open.push_back(step.holder);
                }
            }
        }
        chains
    }

    fn chain(&self, root: PartyIndex, below: &BTreeMap<PartyIndex, Option<(PartyIndex, HoldingKind)>>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = root;
        while let Some(Some((next, kind))) = below.get(&at) {
            let kind = kind.clone();
            steps.push(Step { holder: at, kind });
            at = *next;
        }
        steps
    }

    /// Returns the holdings by which a party is blocked: the terms of the sum that is met, else what controls it.
    fn steps_to(&self, party: PartyIndex) -> Vec<Step> {
        let Some(finding) = self.finding(party) else {
            return Vec::new();
        };
        let holders: Vec<PartyIndex> = finding
            .sums
            .iter()
            .filter(|sum| sum.is_met)
            .flat_map(|sum| sum.terms.iter().map(|term| term.holder))
            .collect();
        let counts = |kind: &HoldingKind, holder: PartyIndex| match kind {
            HoldingKind::Ownership { .. } => holders.contains(&holder),
            _ => finding.by_control,
        };
        finding
            .because
            .iter()
            .filter(|because| counts(&because.kind, because.holder))
            .map(|because| Step {
                holder: because.holder,
                kind: because.kind.clone(),
            })
            .collect()
    }

    /// Returns the designated parties through which a party is blocked, in the order of their ids; at most
    /// [`MOST_CHAINS`].
    pub fn through(&self, party: PartyIndex) -> Vec<PartyIndex> {
        let mut roots: Vec<PartyIndex> = self
            .walk(party, None, MOST_CHAINS)
            .iter()
            .filter_map(|chain| chain.first().map(|step| step.holder))
            .collect();
        roots.sort_unstable();
        roots
    }
}

impl<'a> ListParties<'a> {
    /// Returns the entries and parties of an edition.
    pub fn of(edition: &'a Edition) -> Self {
        Self {
            list: &edition.list_id,
            entries: &edition.entries,
            parties: &edition.parties,
        }
    }
}

/// Returns true where an edition says of any party that it holds another, or held it once.
pub fn has_holdings(edition: &Edition) -> bool {
    use RelationType::{ControlledBy, Controls, OwnedBy, OwnedOrControlledBy, Owns};
    let all = edition.entries.iter().chain(&edition.parties);
    all.flat_map(|entry| &entry.relations).any(|relation| {
        matches!(
            relation.kind,
            OwnedBy | ControlledBy | OwnedOrControlledBy | Owns | Controls
        )
    })
}

/// Returns the day at whose end an edition is looked at: that of its release; of a working tree, which has none, the later of
/// `known` and the newest day on which it lists a party. No clock is asked.
pub fn day_of(edition: &Edition, known: Option<Date>) -> Option<Date> {
    if let Some(release) = &edition.release {
        return Some(release.date);
    }
    let listed = edition.entries.iter().flat_map(|entry| &entry.designations);
    let days = listed.filter_map(|designation| designation.listed.as_ref().and_then(FuzzyDate::span));
    days.map(|(first, _)| first).chain(known).max()
}
