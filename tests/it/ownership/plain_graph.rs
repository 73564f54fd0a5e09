//! The graph of holdings, built in the plainest form: with ordered maps of whole ids. It takes too long for large lists; what the
//! library builds must be the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gazette::model::{Entry, FuzzyDate, Relation, RelationType, Stake, Target};
use gazette::ownership::{Holding, HoldingKind, ListParties, PartyId, PartyIndex};
use jiff::civil::Date;

/// Parties and holdings. One party that stands on several lists (`same-as`) is one.
#[derive(Debug, Default)]
pub(super) struct PlainGraph {
    /// The parties, in the order of their ids; the first id of those that are one.
    pub(super) parties: Vec<PartyId>,
    /// Their primary names.
    pub(super) names: Vec<String>,
    /// The lists on which each is designated.
    pub(super) designated: Vec<Vec<String>>,
    /// The holdings by holder, each list in the order of assets.
    pub(super) held_by: Vec<Vec<Holding>>,
    index: BTreeMap<PartyId, PartyIndex>,
}

impl PlainGraph {
    /// Builds the graph of what holds at the end of a day. Relations whose target is on none of the lists lead nowhere and
    /// are left out; so are those that are over, or not begun.
    pub(super) fn at(day: Date, lists: &[ListParties<'_>]) -> Self {
        let mut graph = Self::default();
        let ids = merged_ids(lists);
        for (own, first) in &ids {
            if own == first {
                graph.index.insert(own.clone(), graph.parties.len());
                graph.parties.push(own.clone());
            }
        }
        for (own, first) in &ids {
            let index = graph.index[first];
            graph.index.insert(own.clone(), index);
        }
        graph.names = vec![String::new(); graph.parties.len()];
        graph.designated = vec![Vec::new(); graph.parties.len()];
        graph.held_by = vec![Vec::new(); graph.parties.len()];
        for (id, entry, listed) in members(lists) {
            graph.add(day, &id, entry, listed);
        }
        for holdings in &mut graph.held_by {
            holdings.sort_by_key(|holding| holding.asset);
            drop_repetitions(holdings);
        }
        graph.settle_overlaps();
        graph
    }

    /// Leaves the mark of an overlap at those indirect holdings alone whose holder leads to another holder of the same party.
    fn settle_overlaps(&mut self) {
        for holder in 0..self.len() {
            for at in 0..self.held_by[holder].len() {
                if !is_indirect(&self.held_by[holder][at]) {
                    continue;
                }
                let through_another = self.leads_to_a_holder(holder, self.held_by[holder][at].asset);
                if let HoldingKind::Ownership { overlaps, .. } = &mut self.held_by[holder][at].kind {
                    *overlaps = through_another;
                }
            }
        }
    }

    /// Returns true where one of the parties below a holder holds the asset too. So many parties are looked at; where there
    /// are more, one of them may, and the shares are better not added up.
    fn leads_to_a_holder(&self, holder: PartyIndex, asset: PartyIndex) -> bool {
        const MOST: usize = 1_000;
        let mut seen = BTreeSet::from([holder, asset]);
        let mut open = vec![holder];
        while let Some(party) = open.pop() {
            for holding in &self.held_by[party] {
                if holding.asset == asset && party != holder {
                    return true;
                }
                if seen.insert(holding.asset) {
                    open.push(holding.asset);
                }
            }
            if seen.len() > MOST {
                return true;
            }
        }
        false
    }

    /// Returns a party's place.
    pub(super) fn find(&self, id: &PartyId) -> Option<PartyIndex> {
        self.index.get(id).copied()
    }

    /// Returns how many parties there are.
    pub(super) fn len(&self) -> usize {
        self.parties.len()
    }

    fn add(&mut self, day: Date, id: &PartyId, entry: &Entry, listed: bool) {
        let index = self.index[id];
        if self.names[index].is_empty() {
            entry.primary_name().clone_into(&mut self.names[index]);
        }
        if listed && !self.designated[index].contains(&id.list) {
            self.designated[index].push(id.list.clone());
        }
        for relation in entry.relations.iter().filter(|relation| holds_at(relation, day)) {
            let target = relation.to.as_ref().map(|to| target_id(&id.list, to.target()));
            let Some(other) = target.and_then(|target| self.find(&target)) else {
                continue;
            };
            if let Some(holding) = holding(relation, index, other)
                && holding.holder != holding.asset
            {
                self.held_by[holding.holder].push(holding);
            }
        }
    }
}

fn is_indirect(holding: &Holding) -> bool {
    matches!(&holding.kind, HoldingKind::Ownership { overlaps: true, .. })
}

/// A holding that both sides tell is one holding. Expects them in the order of their assets.
fn drop_repetitions(holdings: &mut Vec<Holding>) {
    let mut kept: Vec<Holding> = Vec::with_capacity(holdings.len());
    for holding in holdings.drain(..) {
        let of_this_asset = kept.iter().rev().take_while(|known| known.asset == holding.asset);
        if !of_this_asset.into_iter().any(|known| *known == holding) {
            kept.push(holding);
        }
    }
    *holdings = kept;
}

fn members<'a>(lists: &'a [ListParties<'a>]) -> impl Iterator<Item = (PartyId, &'a Arc<Entry>, bool)> {
    lists.iter().flat_map(|list| {
        let listed = list.entries.iter().map(|entry| (entry.id.clone(), entry, true));
        let parties = list
            .parties
            .iter()
            .map(|party| (format!("parties/{}", party.id), party, false));
        listed.chain(parties).map(|(id, entry, listed)| {
            let list = list.list.to_owned();
            (PartyId { list, id }, entry, listed)
        })
    })
}

fn target_id(list: &str, target: Target<'_>) -> PartyId {
    let (list, id) = match target {
        Target::Entry(id) => (list, id.to_owned()),
        Target::Party(id) => (list, format!("parties/{id}")),
        Target::Elsewhere(list, id) => (list, id.to_owned()),
    };
    PartyId {
        list: list.to_owned(),
        id,
    }
}

/// Returns each id with the first id of the same party.
fn merged_ids(lists: &[ListParties<'_>]) -> BTreeMap<PartyId, PartyId> {
    let ids: BTreeMap<PartyId, usize> = {
        let ids: BTreeSet<PartyId> = members(lists).map(|(id, ..)| id).collect();
        ids.into_iter().enumerate().map(|(place, id)| (id, place)).collect()
    };
    let mut parent: Vec<usize> = (0..ids.len()).collect();
    for (id, entry, _) in members(lists) {
        let same = entry
            .relations
            .iter()
            .filter(|relation| relation.kind == RelationType::SameAs);
        for to in same.filter_map(|relation| relation.to.as_ref()) {
            if let Some(other) = ids.get(&target_id(&id.list, to.target())) {
                let (a, b) = (root(&mut parent, ids[&id]), root(&mut parent, *other));
                let (first, second) = (a.min(b), a.max(b));
                parent[second] = first;
            }
        }
    }
    let sorted: Vec<&PartyId> = ids.keys().collect();
    ids.iter()
        .map(|(id, place)| (id.clone(), sorted[root(&mut parent, *place)].clone()))
        .collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// A relation holds unless it is over for sure or not begun for sure.
fn holds_at(relation: &Relation, day: Date) -> bool {
    let begun = bound(relation.since.as_ref()).is_none_or(|(first, _)| first <= day);
    let over = bound(relation.until.as_ref()).is_some_and(|(_, last)| last < day);
    begun && !over && !relation.former
}

fn bound(date: Option<&FuzzyDate>) -> Option<(Date, Date)> {
    date.and_then(FuzzyDate::span)
}

/// Returns what a relation between `own` and `other` says of holdings.
fn holding(relation: &Relation, own: PartyIndex, other: PartyIndex) -> Option<Holding> {
    let (holder, asset) = match relation.kind {
        RelationType::OwnedBy | RelationType::ControlledBy | RelationType::OwnedOrControlledBy => (other, own),
        RelationType::Owns | RelationType::Controls | RelationType::OwnsControlsOrOperates => (own, other),
        _ => return None,
    };
    let kind = match relation.kind {
        RelationType::OwnedBy | RelationType::Owns => ownership(relation),
        RelationType::ControlledBy | RelationType::Controls => HoldingKind::Control {
            criterion: relation.criterion.clone(),
        },
        _ => HoldingKind::Either,
    };
    Some(Holding { holder, asset, kind })
}

fn ownership(relation: &Relation) -> HoldingKind {
    let read = |share: Option<&gazette::model::Share>| share.and_then(Stake::parse);
    let share = read(relation.share.as_ref()).unwrap_or(Stake::UNKNOWN);
    HoldingKind::Ownership {
        share,
        votes: read(relation.votes.as_ref()).unwrap_or(share),
        joint: relation.joint.clone(),
        overlaps: relation.indirect,
    }
}
