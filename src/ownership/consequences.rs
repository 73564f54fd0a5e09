//! What a release does to parties that it does not name: who becomes blocked, who ceases to be, through whom.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::model::schema::Class;
use crate::model::{Edition, OwnershipRule};

use super::assessment::{Assessment, day_of, has_holdings};
use super::finding::Status;
use super::graph::PartyIndex;

/// What happens to a party that is not designated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsequenceKind {
    /// It was not blocked for sure and is now.
    BecomesBlocked,
    /// It was not blocked, or was for sure, and possibly is now.
    BecomesPossiblyBlocked,
    /// It was blocked, or possibly so, and is no longer.
    NoLongerBlocked,
    /// It was designated, is so no longer, and is blocked all the same.
    RemainsBlocked,
}

impl ConsequenceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::BecomesBlocked,
        Self::BecomesPossiblyBlocked,
        Self::NoLongerBlocked,
        Self::RemainsBlocked,
    ];

    /// Returns its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BecomesBlocked => "becomes_blocked",
            Self::BecomesPossiblyBlocked => "becomes_possibly_blocked",
            Self::NoLongerBlocked => "no_longer_blocked",
            Self::RemainsBlocked => "remains_blocked",
        }
    }

    fn between(old: Status, new: Status) -> Option<Self> {
        match (old, new) {
            (Status::Blocked, Status::Blocked) | (Status::Possibly, Status::Possibly) => None,
            (Status::Designated, Status::Blocked | Status::Possibly) => Some(Self::RemainsBlocked),
            (_, Status::Blocked) => Some(Self::BecomesBlocked),
            (_, Status::Possibly) => Some(Self::BecomesPossiblyBlocked),
            (Status::Blocked | Status::Possibly, Status::NotBlocked) => Some(Self::NoLongerBlocked),
            // A party that is designated now is reported as listed, and one that no longer is, as removed.
            (_, Status::Designated) | (Status::Designated | Status::NotBlocked, Status::NotBlocked) => None,
        }
    }
}

/// One consequence, seen from both sides.
#[derive(Debug, Clone, Copy)]
pub struct Consequence<'a> {
    /// What happens.
    pub kind: ConsequenceKind,
    /// The party as it was: in which computation, and its place there; nothing where it was not there.
    pub old: Option<(&'a Assessment, PartyIndex)>,
    /// The party as it is.
    pub new: Option<(&'a Assessment, PartyIndex)>,
}

impl Consequence<'_> {
    /// Why it matters: it follows from relations, and asks to screen again.
    pub const CLASS: Class = Class::Relation;

    /// Returns the id of the party: as it is now, else as it was.
    pub fn id(&self) -> String {
        self.either(|assessment, party| assessment.id(party))
    }

    /// Returns the name of the party, likewise.
    pub fn name(&self) -> String {
        self.either(|assessment, party| assessment.name(party).to_owned())
    }

    fn either(&self, say: impl Fn(&Assessment, PartyIndex) -> String) -> String {
        let side = self.new.or(self.old);
        side.map_or_else(String::new, |(assessment, party)| say(assessment, party))
    }
}

/// The assessments before and after a release.
#[derive(Debug, Default)]
pub struct Consequences {
    old: Side,
    new: Side,
}

#[derive(Debug, Default)]
struct Side {
    assessment: Option<Assessment>,
    /// The ids of the entries, where there is no computation that knows them.
    designated: BTreeSet<String>,
}

impl Consequences {
    /// Assesses both sides, each with its own relations, under the rule that its own `list.yaml` names for its day.
    /// Both editions must be whole.
    pub fn between(old: &Edition, new: &Edition) -> Self {
        let old_day = day_of(old, None);
        let new_day = day_of(new, old_day);
        let is_concerned = |edition: &Edition| !edition.list.ownership.is_empty();
        if !(is_concerned(old) || is_concerned(new)) || !(has_holdings(old) || has_holdings(new)) {
            return Self::default();
        }
        Self {
            old: Side::of(old, old_day),
            new: Side::of(new, new_day),
        }
    }

    /// Returns the rule of the newer side, else of the older.
    pub fn rule(&self) -> Option<&OwnershipRule> {
        self.assessment().map(|assessment| &assessment.regime.rule)
    }

    /// Returns the newer computation, else the older.
    pub fn assessment(&self) -> Option<&Assessment> {
        self.new.assessment.as_ref().or(self.old.assessment.as_ref())
    }

    /// Returns what happens, in the order of the parties' ids. A party that moves between the list and `parties/` under one id
    /// is one party.
    pub fn all(&self) -> Vec<Consequence<'_>> {
        let old = self.old.by_id();
        let new = self.new.by_id();
        let mut ids: Vec<&String> = old.keys().chain(new.keys()).collect();
        ids.sort_unstable();
        ids.dedup();
        let status = |found: Option<&Known>| found.map_or(Status::NotBlocked, |(_, status)| *status);
        let consequence = |id: &String| {
            let (before, after) = (old.get(id), new.get(id));
            let kind = ConsequenceKind::between(status(before), status(after))?;
            Some(Consequence {
                kind,
                old: self.old.assessment.as_ref().zip(before.and_then(|(party, _)| *party)),
                new: self.new.assessment.as_ref().zip(after.and_then(|(party, _)| *party)),
            })
        };
        ids.into_iter().filter_map(consequence).collect()
    }
}

/// A party's place in the computation, where there is one, and its status.
type Known = (Option<PartyIndex>, Status);

impl Side {
    fn of(edition: &Edition, day: Option<Date>) -> Self {
        let assessment = day.and_then(|day| Assessment::of_edition(edition, day));
        let designated = match assessment {
            Some(_) => BTreeSet::new(),
            None => edition.entries.iter().map(|entry| entry.id.clone()).collect(),
        };
        Self { assessment, designated }
    }

    /// Returns the parties under their ids with nothing that says whether they are listed. Of two with one such id the graver
    /// counts.
    fn by_id(&self) -> BTreeMap<String, Known> {
        let designated = self
            .designated
            .iter()
            .map(|id| (id.clone(), (None, Status::Designated)));
        let mut parties: BTreeMap<String, Known> = designated.collect();
        let Some(assessment) = &self.assessment else {
            return parties;
        };
        for party in 0..assessment.graph.len() {
            let id = assessment.id(party);
            let status = assessment.status(party);
            let bare = id.strip_prefix("parties/").unwrap_or(&id).to_owned();
            let known = parties.entry(bare).or_insert((Some(party), status));
            if status < known.1 {
                *known = (Some(party), status);
            }
        }
        parties
    }
}
