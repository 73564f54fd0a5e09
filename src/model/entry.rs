//! An entry: one listed party and everything that its list says about it.

use jiff::civil::Date;

use super::date::FuzzyDate;
use super::designation::{Act, Designation};
use super::facts::*;
use super::name::Name;
use super::record::{Field, IdKey, Order, record};
use super::relation::Relation;
use super::words::{Gender, Kind, NameType};

record! {
    /// One listed party: an individual, an entity, a vessel or an aircraft.
    Entry {
        /// Unique in its list and never used again: the authority's own id wherever it has one.
        id "id": String [identity, required];
        /// What the party is.
        kind "kind": Kind [identity, required];
        /// Its names; exactly one is `primary`. A single name without a type is the primary one.
        names "names": Vec<Name> [identity, required];
        /// Its gender, for individuals.
        gender "gender": Gender [identity, fact, individual];
        /// The authority's id of what it says of the gender.
        gender_id "gender_id": Option<String> [editorial];
        /// When it was born; several where the list gives several.
        birth_dates "birth_dates": Vec<DateFact> [identity, fact, individual] as "Dates of birth";
        /// Where it was born. A date and a place that belong together bear one `id`.
        birth_places "birth_places": Vec<Place> [identity, fact, individual] as "Places of birth";
        /// When it died.
        death_dates "death_dates": Vec<DateFact> [identity, fact, individual] as "Dates of death";
        /// The states whose national it is.
        nationalities "nationalities": Vec<CountryFact> [identity, fact];
        /// The states whose citizen it is, if the list distinguishes the two.
        citizenships "citizenships": Vec<CountryFact> [identity, fact, individual];
        /// Titles of honour and rank.
        titles "titles": Vec<Phrase> [identity, fact, individual];
        /// Offices and functions (UN `DESIGNATION`, UK `Position`, EU `function`).
        positions "positions": Vec<Phrase> [identity, fact, individual];
        /// Where it can be found.
        addresses "addresses": Vec<Address> [identity, fact];
        /// Identity documents and registration numbers.
        documents "documents": Vec<Document> [identity, fact];
        /// E-mail addresses, telephone numbers, web sites.
        contacts "contacts": Vec<Contact> [identity, fact];
        /// Addresses of digital currencies.
        wallets "wallets": Vec<Wallet> [identity, fact] as "Digital currency addresses";
        /// What only bodies have.
        organization "organization": Option<Box<Organization>> [identity, fact, entity];
        /// What only ships have; the IMO number and the MMSI are under `documents`.
        vessel "vessel": Option<Box<Vessel>> [identity, fact, vessel];
        /// What only aircraft have.
        aircraft "aircraft": Option<Box<Aircraft>> [identity, fact, aircraft];
        /// Typed facts that have no field of their own, under the words of `src/vocabulary/features.yaml`.
        features "features": Vec<Feature> [identity, fact];
        /// The numbers by which this party is known elsewhere: UN reference, OFSI group, EU logical id.
        references "references": Vec<Reference> [identity, fact] as "Numbers elsewhere";
        /// The legal acts that list it: one or more.
        designations "designations": Vec<Designation> [legal, required];
        /// The acts from which its facts come, where the authority states this fact by fact.
        acts "acts": Vec<Act> [legal];
        /// Its relations to other parties, listed or not.
        relations "relations": Vec<Relation> [relation, fact];
        /// The statements of reasons.
        reasons "reasons": Vec<Phrase> [legal, prose];
        /// What the authority publishes about it in free text (UN comments, UK other information, OFAC remarks).
        remarks "remarks": Vec<Phrase> [legal, prose, fact];
        /// What the editors of this list note about it.
        notes "notes": Vec<Phrase> [editorial, prose];
        /// Where the facts come from.
        sources "sources": Vec<Source> [editorial];
    }
}

impl Entry {
    /// Returns the primary name; where none is marked, the first name in canonical order.
    pub fn primary_name(&self) -> &str {
        self.primary().map_or("", |name| name.text.as_str())
    }

    /// Returns the primary name with its parts.
    pub fn primary(&self) -> Option<&Name> {
        let marked = self.names.iter().find(|name| name.kind == NameType::Primary);
        marked.or_else(|| self.names.first())
    }

    /// Returns the earliest date on which a designation listed the party.
    pub fn listed(&self) -> Option<&FuzzyDate> {
        self.designations
            .iter()
            .filter_map(|designation| designation.listed.as_ref())
            .min()
    }

    /// Returns true if a designation of the party holds on a day, or if it has none; see [`Designation::is_in_force`].
    pub fn is_in_force(&self, day: Option<Date>) -> bool {
        self.designations.is_empty() || self.designations.iter().any(|designation| designation.is_in_force(day))
    }

    /// Returns the ids of former entries of the list that this one replaces.
    pub fn succeeds(&self) -> impl Iterator<Item = &str> {
        use super::words::RelationType::Succeeds;
        let former = self.relations.iter().filter(|relation| relation.kind == Succeeds);
        former.filter_map(|relation| relation.to.as_ref()).map(|to| to.as_str())
    }

    /// Returns the entry in its canonical form: what the short forms leave out is filled in, every set is in order, and
    /// what says nothing is gone. Two entries mean the same if and only if their canonical forms are equal.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.fill_in_name_types();
        self.canonicalise();
        self
    }

    fn fill_in_name_types(&mut self) {
        let implied = if self.names.len() == 1 {
            NameType::Primary
        } else {
            NameType::Aka
        };
        for name in &mut self.names {
            if name.kind == NameType::Unsaid {
                name.kind = implied.clone();
            }
        }
    }
}

/// Orders entries as lists print them: ids that are numbers by value, the others by text.
pub fn by_id(a: &Entry, b: &Entry) -> std::cmp::Ordering {
    IdKey(Some(&a.id)).cmp(&IdKey(Some(&b.id)))
}

/// Brings what holds entries into the order of [`by_id`]; what has one id stays in the order given. Entries are wide and lie all over the
/// memory, so that places are sorted, by what is at hand of an id, and each entry moves only once.
pub(crate) fn sort_by_id<T>(held: &mut Vec<T>, entry: impl Fn(&T) -> &Entry) {
    if held.is_sorted_by(|a, b| by_id(entry(a), entry(b)).is_le()) {
        return;
    }
    let heads = held.iter().map(|held| IdKey(Some(&entry(held).id)).head());
    let mut order: Vec<((u8, usize, u64), usize)> = heads.zip(0..).collect();
    order.sort_by(|(a, at), (b, other)| a.cmp(b).then_with(|| by_id(entry(&held[*at]), entry(&held[*other]))));
    let mut places: Vec<Option<T>> = std::mem::take(held).into_iter().map(Some).collect();
    held.extend(order.into_iter().filter_map(|(_, place)| places[place].take()));
}

/// The `order` of an element that has none.
pub const NO_ORDER: Order = Order(None);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::{Field, Form};

    #[test]
    fn what_has_one_id_keeps_its_order() {
        let mut held: Vec<(&str, Entry)> = [("10", "a"), ("9", "b"), ("x", "c"), ("9", "d"), ("10", "e")]
            .map(|(id, mark)| {
                let id = id.to_owned();
                (mark, Entry { id, ..Entry::default() })
            })
            .into();
        sort_by_id(&mut held, |(_, entry)| entry);
        let marks: Vec<&str> = held.iter().map(|(mark, _)| *mark).collect();
        assert_eq!(marks, ["b", "d", "a", "e", "c"]);
    }

    #[test]
    fn what_is_present_is_what_has_a_node() {
        let date = |text: &str| {
            Some(DateFact {
                date: FuzzyDate::Unread(text.to_owned()),
                ..DateFact::default()
            })
        };
        let with = |change: &dyn Fn(&mut Entry)| {
            let mut entry = Entry::default();
            change(&mut entry);
            entry
        };
        let entries = [
            (false, Entry::default()),
            (false, with(&|entry| entry.names = vec![Name::default()])),
            (false, with(&|entry| entry.gender_id = Some(String::new()))),
            (false, with(&|entry| entry.birth_dates.extend(date("")))),
            (true, with(&|entry| entry.birth_dates.extend(date("soon")))),
            (true, with(&|entry| entry.gender = Gender::Another)),
            (
                true,
                with(&|entry| drop(entry.extra.insert(String::new(), crate::data::Node::default()))),
            ),
        ];
        for (expected, entry) in entries {
            assert_eq!(entry.is_present(), expected, "{entry:?}");
            for form in [Form::Short, Form::Long] {
                assert_eq!(entry.node(form).is_some(), expected, "{entry:?}");
            }
        }
    }
}
