//! What the entities of an entry must know beside the entry: the list, and what the others are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::model::{Designation, Edition, Entry, Kind, List, Relation, RelationType, Target};
use crate::vocabulary::ftm;

use super::id::Ids;

/// The reference by which an entry bears an id of FollowTheMoney that is not made from its own.
pub const ID_REFERENCE: &str = "ftm";

/// The reference that names an id that was merged into the entry's.
pub const REFERENT_REFERENCE: &str = "ftm-referent";

/// Another party as a relation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) id: String,
    pub(super) schema: &'static str,
}

/// What holds for all entries of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The ids.
    pub ids: Ids,
    pub(super) list: List,
    /// The keys of the list's programmes.
    programmes: BTreeMap<String, String>,
    /// The day of the release, against which a designation has ended or not.
    pub(super) day: Option<Date>,
    entries: BTreeMap<String, Other>,
    parties: BTreeMap<String, Other>,
    /// The unlisted parties that are linked to a listed one.
    linked: BTreeSet<String>,
    /// False where nothing is known of the others, so that nothing is said of links.
    pub(super) knows_others: bool,
}

impl Context {
    /// Returns the context of an edition.
    pub fn of(edition: &Edition) -> Self {
        let mut context = Self::alone(&edition.list_id, &edition.list);
        context.day = edition.release.as_ref().map(|release| release.date);
        context.knows_others = true;
        let owned = owned(edition);
        for entry in &edition.entries {
            let other = context.other(entry, false, &owned);
            context.entries.insert(entry.id.clone(), other);
        }
        for party in &edition.parties {
            let other = context.other(party, true, &owned);
            context.parties.insert(party.id.clone(), other);
        }
        context.linked = linked(edition, context.day);
        context
    }

    /// Returns a context in which nothing is known of other entries.
    pub fn alone(list_id: &str, list: &List) -> Self {
        Self {
            ids: Ids::of_list(list_id),
            list: list.clone(),
            programmes: programme_keys(list),
            day: None,
            entries: BTreeMap::new(),
            parties: BTreeMap::new(),
            linked: BTreeSet::new(),
            knows_others: false,
        }
    }

    fn other(&self, entry: &Entry, is_party: bool, owned: &BTreeSet<(bool, &str)>) -> Other {
        Other {
            id: self.id_of(entry, is_party),
            schema: schema_of(entry, owned.contains(&(is_party, entry.id.as_str()))),
        }
    }

    /// Returns the id of an entry or of a party.
    pub(super) fn id_of(&self, entry: &Entry, is_party: bool) -> String {
        let own = entry.references.iter().find(|reference| reference.kind == ID_REFERENCE);
        match own.filter(|reference| super::value::is_id(&reference.value)) {
            Some(reference) => reference.value.clone(),
            None if is_party => self.ids.party(&entry.id),
            None => self.ids.entry(&entry.id),
        }
    }

    /// Returns the schema of an entry or party.
    pub(super) fn schema_of(&self, entry: &Entry, is_party: bool) -> &'static str {
        let known = if is_party { &self.parties } else { &self.entries };
        known
            .get(&entry.id)
            .map_or_else(|| schema_of(entry, false), |other| other.schema)
    }

    /// Returns the party to which a relation of this list leads.
    pub(super) fn target(&self, relation: &Relation) -> Option<&Other> {
        match relation.to.as_ref()?.target() {
            Target::Entry(id) => self.entries.get(id),
            Target::Party(id) => self.parties.get(id),
            Target::Elsewhere(..) => None,
        }
    }

    /// Returns the key of a programme: the issuer's country or acronym, and the list's code, in capital letters, digits and hyphens.
    pub(super) fn programme_key(&self, authority: Option<&str>, code: &str) -> Cow<'_, str> {
        let own = self.programmes.get(code).filter(|_| authority.is_none());
        own.map_or_else(
            || Cow::Owned(key(authority.unwrap_or_else(|| issuer(&self.list)), code)),
            |key| Cow::Borrowed(key.as_str()),
        )
    }

    pub(super) fn has_entry(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    pub(super) fn is_linked(&self, party: &str) -> bool {
        self.linked.contains(party)
    }

    /// Returns true if the designation holds on the day of the release.
    pub(super) fn is_open(&self, designation: &Designation) -> bool {
        designation.is_in_force(self.day)
    }

    /// Returns true where this context says the same of the entry as another one did.
    pub(crate) fn agrees(&self, other: &Self, entry: &Entry, is_party: bool) -> bool {
        let same_target = |relation: &Relation| self.target(relation) == other.target(relation);
        let has_no_end = |designation: &Designation| designation.expires.is_none() && designation.ended.is_none();
        !is_party
            && self.schema_of(entry, false) == other.schema_of(entry, false)
            && entry.relations.iter().all(same_target)
            && entry.designations.iter().all(has_no_end)
    }

    /// Returns true where what holds for the whole list is the same.
    pub(crate) fn same_list(&self, other: &Self) -> bool {
        self.ids == other.ids
            && self.list.authority == other.list.authority
            && self.list.programmes == other.list.programmes
    }
}

fn programme_keys(list: &List) -> BTreeMap<String, String> {
    let codes = list.programmes.keys();
    codes.map(|code| (code.clone(), key(issuer(list), code))).collect()
}

/// Returns by what the list's own authority is named in keys.
fn issuer(list: &List) -> &str {
    let authority = &list.authority;
    let country = authority.country.as_ref().map(|country| country.as_str());
    country.or(authority.acronym.as_deref()).unwrap_or(&authority.name)
}

fn key(issuer: &str, code: &str) -> String {
    let words = format!("{issuer}-{code}").to_uppercase();
    let words: Vec<&str> = words
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// Returns the parties that others own, with whether they are unlisted.
fn owned(edition: &Edition) -> BTreeSet<(bool, &str)> {
    let mut owned = BTreeSet::new();
    for (is_party, entries) in [(false, &edition.entries), (true, &edition.parties)] {
        for entry in entries {
            for relation in &entry.relations {
                let target = relation.to.as_ref().map(|to| to.target());
                match (&relation.kind, target) {
                    (RelationType::OwnedBy, _) => owned.insert((is_party, entry.id.as_str())),
                    (RelationType::Owns, Some(Target::Entry(id))) => owned.insert((false, id)),
                    (RelationType::Owns, Some(Target::Party(id))) => owned.insert((true, id)),
                    _ => false,
                };
            }
        }
    }
    owned
}

/// Returns the unlisted parties that are linked to an entry with an open designation.
fn linked(edition: &Edition, day: Option<Date>) -> BTreeSet<String> {
    let is_listed = |entry: &Entry| {
        entry
            .designations
            .iter()
            .any(|designation| designation.is_in_force(day))
    };
    let mut linked = BTreeSet::new();
    for entry in edition.entries.iter().filter(|entry| is_listed(entry)) {
        for to in entry.relations.iter().filter_map(|relation| relation.to.as_ref()) {
            if let Target::Party(id) = to.target() {
                linked.insert(id.to_owned());
            }
        }
    }
    for party in &edition.parties {
        let leads_to_listed = |relation: &Relation| match relation.to.as_ref().map(|to| to.target()) {
            Some(Target::Entry(id)) => edition.entry(id).is_some_and(is_listed),
            _ => false,
        };
        if party.relations.iter().any(leads_to_listed) {
            linked.insert(party.id.clone());
        }
    }
    linked
}

/// Returns the schema of an entry of which nothing but itself is known.
pub(crate) fn schema_name(entry: &Entry) -> &'static str {
    schema_of(entry, false)
}

fn schema_of(entry: &Entry, is_owned: bool) -> &'static str {
    match entry.kind {
        Kind::Individual => "Person",
        Kind::Vessel => "Vessel",
        Kind::Aircraft => "Airplane",
        Kind::Entity if is_owned => "Company",
        Kind::Entity => body(entry),
        Kind::Other(_) | Kind::Unsaid => "LegalEntity",
    }
}

/// Returns the schema of a body by what kind of body the list says that it is.
fn body(entry: &Entry) -> &'static str {
    let Some(organization) = &entry.organization else {
        return "Organization";
    };
    let types = organization.types.iter().map(|kind| kind.text.as_str());
    let said = types.chain(organization.legal_form.as_deref());
    let mut schemata = said.filter_map(|kind| ftm().bodies.get(&kind.to_lowercase()));
    schemata.next().map_or("Organization", String::as_str)
}
