//! A list's parties at a day under a rule: who is blocked, and by what chain.

use jiff::civil::Date;

use crate::model::{Edition, FuzzyDate, RelationType};

use super::compute::compute_all;
use super::finding::{Finding, Status};
use super::graph::{Graph, ListParties, PartyId, PartyIndex};
use super::regime::Regime;
use super::steps::{Steps, Through};
use super::weights::small;

/// What a rule makes of the relations of a list at a day.
#[derive(Debug)]
pub struct Assessment {
    /// The list whose designations block.
    pub list: String,
    /// The day.
    pub day: Date,
    /// The rule as it is on that day.
    pub regime: Regime,
    /// The parties and what they hold.
    pub graph: Graph,
    /// What is found of each party of which a blocked one holds something, in the order of their ids.
    pub findings: Vec<Finding>,
    /// The place of each party's finding; nothing where there is none.
    by_party: Vec<Option<u32>>,
    pub(super) steps: Steps,
    pub(super) through: Through,
}

impl Assessment {
    /// Computes who is blocked on `list`, from the holdings in some lists.
    pub fn new(list: &str, regime: Regime, day: Date, lists: &[ListParties<'_>]) -> Self {
        let graph = Graph::at(day, lists);
        let findings = compute_all(&graph, list, &regime);
        let mut by_party = vec![None; graph.len()];
        for (at, finding) in findings.iter().enumerate() {
            by_party[finding.party] = Some(small(at));
        }
        let steps = Steps::of(graph.len(), &findings);
        let through = Through::of(graph.len());
        Self {
            list: list.to_owned(),
            day,
            regime,
            graph,
            findings,
            by_party,
            steps,
            through,
        }
    }

    /// Computes it from the holdings of an edition alone, under the rule that its list names for the day; nothing if it names none.
    pub fn of_edition(edition: &Edition, day: Date) -> Option<Self> {
        let regime = Regime::of_list(&edition.list, day)?;
        Some(Self::new(&edition.list_id, regime, day, &[ListParties::of(edition)]))
    }

    /// Returns what is found of a party; nothing where no blocked party holds anything of it.
    pub fn finding(&self, party: PartyIndex) -> Option<&Finding> {
        let at = self.by_party[party]?;
        Some(&self.findings[at as usize])
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
        match self.finding(party) {
            Some(finding) => finding.status,
            None if self.graph.designated[party].contains(&self.list) => Status::Designated,
            None => Status::NotBlocked,
        }
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

/// Returns true if an edition says of any party that it holds another, or held it once.
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
