//! Relations between parties, listed or not.

use std::borrow::Cow;

use super::date::FuzzyDate;
use super::record::{Order, Scalar, item, record, scalar_field};
use super::schema::Shape;
use super::words::{ControlCriterion, RelationType, Share};

record! {
    /// How the entry is related to another party: an entry of this list, one of another list, or an unlisted party.
    Relation line ["type", "to", "name"] {
        /// How the entry is related to the target.
        kind "type": RelationType [relation, required];
        /// The target: `27307` (this list), `un-dprk-cyber/KPe.031` (another list) or `parties/ID` (an unlisted one).
        to "to": Option<EntryRef> [relation];
        /// The target's name as the authority prints it; alone where the target is not known to any list here.
        name "name": Option<String> [relation];
        /// The share of the capital, for ownership.
        share "share": Option<Share> [relation];
        /// The share of the votes, where it is another.
        votes "votes": Option<Share> [relation];
        /// By what right the target controls the entry.
        criterion "criterion": ControlCriterion [relation];
        /// Holders that bear one word here hold under a joint arrangement.
        joint "joint": Option<String> [relation];
        /// True where the holding goes through others.
        indirect "indirect": bool [relation];
        /// True where the relation is over and its end is not known.
        former "former": bool [relation];
        /// Since when.
        since "since": Option<FuzzyDate> [relation];
        /// Until when.
        until "until": Option<FuzzyDate> [relation];
        /// The part that the entry plays, in words: `brother`, `director`.
        role "role": Option<String> [relation];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// Where it is published.
        sources "sources": Vec<super::facts::Source> [editorial];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

item!(Relation);

/// A reference to an entry: its id in the same list, `LIST/ID` in another, `parties/ID` for an unlisted party.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef(String);

/// Where an [`EntryRef`] leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// An entry of the same list.
    Entry(&'a str),
    /// A party of the same list that is not listed.
    Party(&'a str),
    /// An entry of another list: the list's id and the entry's.
    Elsewhere(&'a str, &'a str),
}

impl Relation {
    /// Returns the id of the entry of the same list that it leads to; nothing where it leads to a party or another list, or says a
    /// name alone.
    pub fn entry(&self) -> Option<&str> {
        match self.to.as_ref()?.target() {
            Target::Entry(id) => Some(id),
            Target::Party(_) | Target::Elsewhere(..) => None,
        }
    }
}

impl EntryRef {
    /// Returns a reference from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns where it leads. The list is what comes before the first `/`.
    pub fn target(&self) -> Target<'_> {
        match self.0.split_once('/') {
            None => Target::Entry(&self.0),
            Some(("parties", id)) => Target::Party(id),
            Some((list, id)) => Target::Elsewhere(list, id),
        }
    }
}

impl Scalar for EntryRef {
    const SHAPE: Shape = Shape::Reference;

    fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

scalar_field!(EntryRef);
