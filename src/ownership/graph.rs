//! Parties and what they hold of one another, at a date.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::model::{ControlCriterion, Entry, FuzzyDate, Relation, RelationType, Target};

use crate::model::Stake;

/// Which party: a list and an id in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId {
    /// The list.
    pub list: String,
    /// The id within the list; `parties/ID` for a party that is not listed.
    pub id: String,
}

impl fmt::Display for PartyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.list, self.id)
    }
}

/// A party's place in a [`Graph`].
pub type PartyIndex = usize;

/// The entries and parties of one list.
#[derive(Debug, Clone, Copy)]
pub struct ListParties<'a> {
    /// The list's id.
    pub list: &'a str,
    /// Its entries: they are designated.
    pub entries: &'a [Arc<Entry>],
    /// Its parties: they are not.
    pub parties: &'a [Arc<Entry>],
}

/// What one party holds of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Who holds.
    pub holder: PartyIndex,
    /// What is held.
    pub asset: PartyIndex,
    /// By what right.
    pub kind: HoldingKind,
}

/// By what right a party is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldingKind {
    /// A share of the capital, and of the votes where that is another.
    Ownership {
        /// The share of the capital.
        share: Stake,
        /// The share of the votes.
        votes: Stake,
        /// Holders with one word here hold under a joint arrangement.
        joint: Option<String>,
        /// True if the source states that the holding is indirect and a party through which it may go is a holder too:
        /// the two are not added up for sure.
        overlaps: bool,
    },
    /// Control.
    Control {
        /// The criterion that is met, where the source says it.
        criterion: ControlCriterion,
    },
    /// Ownership or control, the source does not say which.
    Either,
}

/// Parties and holdings. One party that is on several lists (`same-as`) is one.
#[derive(Debug, Default)]
pub struct Graph {
    /// The parties, in the order of their ids; the first id of those that are one.
    pub parties: Vec<PartyId>,
    /// Their primary names.
    pub names: Vec<String>,
    /// The lists on which each is designated.
    pub designated: Vec<Vec<String>>,
    /// The holdings by holder, each list in the order of assets.
    pub held_by: Vec<Vec<Holding>>,
    /// The further ids of parties that have several.
    also: BTreeMap<PartyId, PartyIndex>,
}

impl Graph {
    /// Builds the graph of what holds at the end of a day. Relations whose target is on none of the lists lead nowhere and
    /// are left out; so are those that are over, or not begun.
    pub fn at(day: Date, lists: &[ListParties<'_>]) -> Self {
        let members = members(lists);
        let places = Places::of(&members);
        let mut graph = places.graph();
        for member in &members {
            graph.add(places.of[&member.key].party, member);
        }
        let stated = members.par_iter().flat_map_iter(|member| member.holdings(day, &places));
        graph.take(stated.collect());
        graph.settle_overlaps();
        graph
    }

    fn add(&mut self, index: PartyIndex, member: &Member<'_>) {
        if self.names[index].is_empty() {
            member.entry.primary_name().clone_into(&mut self.names[index]);
        }
        let on = &mut self.designated[index];
        if member.is_listed && !on.iter().any(|list| list == member.key.list) {
            on.push(member.key.list.to_owned());
        }
    }

    fn take(&mut self, stated: Vec<Holding>) {
        let mut counts = vec![0; self.len()];
        for holding in &stated {
            counts[holding.holder] += 1;
        }
        self.held_by = counts.into_iter().map(Vec::with_capacity).collect();
        for holding in stated {
            self.held_by[holding.holder].push(holding);
        }
        self.held_by.par_iter_mut().for_each(|holdings| {
            holdings.sort_by_key(|holding| holding.asset);
            drop_repetitions(holdings);
        });
    }

    /// Leaves the mark of an overlap at those indirect holdings alone whose holder leads to another holder of the same party.
    fn settle_overlaps(&mut self) {
        let is_indirect = |holding: &&Holding| matches!(&holding.kind, HoldingKind::Ownership { overlaps: true, .. });
        let indirect: Vec<(PartyIndex, PartyIndex)> = self
            .held_by
            .par_iter()
            .flat_map_iter(|holdings| holdings.iter().filter(is_indirect))
            .map(|holding| (holding.holder, holding.asset))
            .collect();
        let looked = indirect.par_iter().map_init(HashSet::new, |seen, (holder, asset)| {
            self.leads_to_a_holder(*holder, *asset, seen)
        });
        let through_another: Vec<bool> = looked.collect();
        let mut through_another = through_another.into_iter();
        for holding in self.held_by.iter_mut().flatten() {
            if let HoldingKind::Ownership { overlaps, .. } = &mut holding.kind
                && *overlaps
            {
                *overlaps = through_another.next().expect("each was looked at");
            }
        }
    }

    /// Returns true if one of the parties below a holder holds the asset too. So many parties are looked at; where there
    /// are more, one of them may, and the shares are better not added up.
    fn leads_to_a_holder(&self, holder: PartyIndex, asset: PartyIndex, seen: &mut HashSet<PartyIndex>) -> bool {
        const MOST: usize = 1_000;
        seen.clear();
        seen.extend([holder, asset]);
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
    pub fn find(&self, id: &PartyId) -> Option<PartyIndex> {
        let first = self.parties.binary_search(id).ok();
        first.or_else(|| self.also.get(id).copied())
    }

    /// Returns how many parties there are.
    pub fn len(&self) -> usize {
        self.parties.len()
    }

    /// Returns true if there are none.
    pub fn is_empty(&self) -> bool {
        self.parties.is_empty()
    }
}

/// A holding that both sides state is one holding. Expects them in the order of their assets.
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

/// An id that is not copied, in the order of [`PartyId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key<'a> {
    list: &'a str,
    /// True if `parties/` precedes the id.
    is_party: bool,
    id: &'a str,
}

impl<'a> Key<'a> {
    fn new(list: &'a str, id: &'a str) -> Self {
        let party = id.strip_prefix(PARTIES);
        Self {
            list,
            is_party: party.is_some(),
            id: party.unwrap_or(id),
        }
    }

    /// Returns where a relation of a member of `list` leads.
    fn target(list: &'a str, target: Target<'a>) -> Self {
        match target {
            Target::Entry(id) => Self::new(list, id),
            Target::Party(id) => Self {
                list,
                is_party: true,
                id,
            },
            Target::Elsewhere(list, id) => Self::new(list, id),
        }
    }

    fn prefix(&self) -> &'static str {
        if self.is_party { PARTIES } else { "" }
    }

    fn to_id(self) -> PartyId {
        PartyId {
            list: self.list.to_owned(),
            id: format!("{}{}", self.prefix(), self.id),
        }
    }
}

const PARTIES: &str = "parties/";

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |key: &Self| key.prefix().bytes().chain(key.id.bytes());
        self.list
            .cmp(other.list)
            .then_with(|| match self.is_party == other.is_party {
                true => self.id.cmp(other.id),
                false => bytes(self).cmp(bytes(other)),
            })
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An entry or a party of one of the lists.
struct Member<'a> {
    key: Key<'a>,
    entry: &'a Entry,
    is_listed: bool,
}

impl<'a> Member<'a> {
    /// Returns the holdings that it states, its own and others'.
    fn holdings(&self, day: Date, places: &Places<'_>) -> impl Iterator<Item = Holding> {
        let index = places.of[&self.key].party;
        let relations = self
            .entry
            .relations
            .iter()
            .filter(move |relation| holds_at(relation, day));
        let holdings = relations.filter_map(move |relation| {
            let other = self.target(relation).and_then(|target| places.of.get(&target))?;
            holding(relation, index, other.party)
        });
        holdings.filter(|holding| holding.holder != holding.asset)
    }

    fn target(&self, relation: &'a Relation) -> Option<Key<'a>> {
        let to = relation.to.as_ref()?;
        Some(Key::target(self.key.list, to.target()))
    }
}

fn members<'a>(lists: &'a [ListParties<'a>]) -> Vec<Member<'a>> {
    let of_list = |list: &'a ListParties<'a>| {
        let listed = list.entries.iter().map(|entry| Member {
            key: Key::new(list.list, &entry.id),
            entry,
            is_listed: true,
        });
        let parties = list.parties.iter().map(|party| Member {
            key: Key::target(list.list, Target::Party(&party.id)),
            entry: party,
            is_listed: false,
        });
        listed.chain(parties)
    };
    lists.iter().flat_map(of_list).collect()
}

/// The place of an id.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Among all ids in their order.
    id: usize,
    /// Its party's, among the parties.
    party: PartyIndex,
}

/// The ids of all members in their order, and which of them are one party.
struct Places<'a> {
    ids: Vec<Key<'a>>,
    of: HashMap<Key<'a>, Place>,
}

impl<'a> Places<'a> {
    fn of(members: &[Member<'a>]) -> Self {
        let mut ids: Vec<Key<'a>> = members.iter().map(|member| member.key).collect();
        ids.par_sort_unstable();
        ids.dedup();
        let place = |(id, key): (usize, &Key<'a>)| (*key, Place { id, party: id });
        let of = ids.iter().enumerate().map(place).collect();
        let mut places = Self { ids, of };
        places.unite(members);
        places
    }

    /// Makes one party of those that are said to be the same; its place is that of the first of its ids.
    fn unite(&mut self, members: &[Member<'a>]) {
        let mut parent: Vec<usize> = (0..self.ids.len()).collect();
        let mut is_one = true;
        for member in members {
            let same = |relation: &&Relation| relation.kind == RelationType::SameAs;
            for target in member
                .entry
                .relations
                .iter()
                .filter(same)
                .filter_map(|relation| member.target(relation))
            {
                if let Some(other) = self.of.get(&target) {
                    let (a, b) = (root(&mut parent, self.of[&member.key].id), root(&mut parent, other.id));
                    parent[a.max(b)] = a.min(b);
                    is_one &= a == b;
                }
            }
        }
        if is_one {
            return;
        }
        let mut parties = 0;
        let mut party_of = vec![0; self.ids.len()];
        for (id, key) in self.ids.iter().enumerate() {
            let first = root(&mut parent, id);
            if first == id {
                party_of[id] = parties;
                parties += 1;
            }
            let place = self.of.get_mut(key).expect("each id has its place");
            place.party = party_of[first];
        }
    }

    /// Returns the graph of the parties, without any holdings yet.
    fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        for key in &self.ids {
            let party = self.of[key].party;
            if party == graph.parties.len() {
                graph.parties.push(key.to_id());
            } else {
                graph.also.insert(key.to_id(), party);
            }
        }
        graph.names = vec![String::new(); graph.len()];
        graph.designated = vec![Vec::new(); graph.len()];
        graph
    }
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
    let read = |share: Option<&crate::model::Share>| share.and_then(Stake::parse);
    let share = read(relation.share.as_ref()).unwrap_or(Stake::UNKNOWN);
    HoldingKind::Ownership {
        share,
        votes: read(relation.votes.as_ref()).unwrap_or(share),
        joint: relation.joint.clone(),
        overlaps: relation.indirect,
    }
}
