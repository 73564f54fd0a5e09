//! How elements of the UN's file are joined with those of an entry that people may have added to.
//!
//! A text that differs in nothing but white space stays as it is: the UN's exporter wraps and indents differently from release
//! to release.

use crate::import::merge::{Element, Matching, Sight, merge_set, merge_set_with};
use crate::model::record::Extra;
use crate::model::{
    Address, CountryFact, DateFact, Designation, Document, Entry, Kind, Name, NameForm, NameType, Phrase, Place,
    Quality,
};
use crate::un::{name_positions, one_line};

use super::map::{DATAID, GOOD};

/// What the elements of persons and entities can state. The names, addresses and remarks of an entity are all that it has.
const ENTITY: &[&str] = &[
    "id",
    "kind",
    "names",
    "addresses",
    "designations",
    "references",
    "relations",
    "remarks",
];

const INDIVIDUAL: &[&str] = &[
    "id",
    "kind",
    "names",
    "gender",
    "birth_dates",
    "birth_places",
    "nationalities",
    "titles",
    "positions",
    "addresses",
    "documents",
    "designations",
    "references",
    "relations",
    "remarks",
];

/// Returns the fields that the file can state of an entry of this kind.
pub(super) fn covers(kind: &Kind) -> &'static [&'static str] {
    match kind {
        Kind::Individual => INDIVIDUAL,
        _ => ENTITY,
    }
}

/// Returns true for a name under `extra` that is an element of the UN's: those are in capitals.
pub(super) fn is_element(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_uppercase() || b"_.0123456789".contains(&byte))
}

/// Joins the sets of an entry.
pub(super) fn merge_sets(existing: &Entry, merged: &mut Entry) {
    let is_person = merged.kind == Kind::Individual;
    merged.names = names(&existing.names, std::mem::take(&mut merged.names), is_person);
    phrases(&existing.remarks, &mut merged.remarks);
    merged.addresses = addresses(&existing.addresses, std::mem::take(&mut merged.addresses));
    if is_person {
        merged.birth_dates = birth_dates(&existing.birth_dates, std::mem::take(&mut merged.birth_dates));
        merged.birth_places = birth_places(&existing.birth_places, std::mem::take(&mut merged.birth_places));
        merged.nationalities = nationalities(&existing.nationalities, std::mem::take(&mut merged.nationalities));
        phrases(&existing.titles, &mut merged.titles);
        phrases(&existing.positions, &mut merged.positions);
        merged.documents = documents(&existing.documents, std::mem::take(&mut merged.documents));
    }
    merged.designations = designations(&existing.designations, std::mem::take(&mut merged.designations));
    let others = existing.references.iter().filter(|reference| reference.kind != DATAID);
    merged.references.extend(others.cloned());
    let marked = std::mem::take(&mut merged.relations);
    let new = marked
        .into_iter()
        .filter(|relation| !existing.relations.contains(relation));
    merged.relations = existing.relations.iter().cloned().chain(new).collect();
    if merged.kind != existing.kind && existing.kind != Kind::Individual && merged.kind == Kind::Entity {
        // The UN have no vessels and aircraft of their own; people may know better.
        merged.kind = existing.kind.clone();
    }
}

/// Gives aliases of entities of which the file states only that they are `Good` the kind that is known of them.
pub(super) fn settle_aliases(mut imported: Entry, existing: Option<&Entry>) -> Entry {
    for name in &mut imported.names {
        if name.quality != Quality::Other(GOOD.to_owned()) {
            continue;
        }
        name.quality = Quality::Unsaid;
        let same_text = |known: &&Name| content_of(&known.text) == content_of(&name.text);
        let known = existing
            .into_iter()
            .flat_map(|existing| &existing.names)
            .filter(same_text);
        let mut kinds = known
            .map(|known| &known.kind)
            .filter(|kind| **kind != NameType::Primary);
        // A text that is known as `a.k.a.` as well stays that.
        if kinds.clone().all(|kind| *kind == NameType::Fka) && kinds.next().is_some() {
            name.kind = NameType::Fka;
        }
    }
    imported.canonical()
}

fn content_of(text: &str) -> String {
    one_line(text)
}

fn optional(text: Option<&String>) -> String {
    one_line(text.map_or("", String::as_str))
}

/// Returns what both have: of the elements' own names what the file has, of others what people added.
fn extra(known: &Extra, imported: &Extra) -> Extra {
    let mut joined = imported.clone();
    for (name, value) in known.iter().filter(|(name, _)| !is_element(name)) {
        joined.entry(name.clone()).or_insert_with(|| value.clone());
    }
    joined
}

/// Joins a set whose elements are the same if `content` is; `follows` are the fields that the file has besides it.
fn join<T: Element, K: PartialEq>(
    existing: &[T],
    imported: Vec<T>,
    content: impl Fn(&T) -> K,
    follows: &[&'static str],
    stays: impl Fn(&T) -> bool,
    finish: impl Fn(&T, &T, &mut T),
) -> Vec<T> {
    let matching = Matching {
        content: &|element: &T| Some(content(element)),
        follows,
        stays: &stays,
        sight: Sight::Whole,
    };
    merge_set_with(existing, imported, &matching, &|known, new, joined| {
        *joined.extra_mut() = extra(known.extra(), new.extra());
        finish(known, new, joined);
    })
}

fn gone<T>(_: &T) -> bool {
    false
}

fn as_joined<T>(_: &T, _: &T, _: &mut T) {}

fn names(existing: &[Name], imported: Vec<Name>, is_person: bool) -> Vec<Name> {
    // What the file has no word for.
    let stays = |name: &Name| {
        matches!(
            name.kind,
            NameType::Nka | NameType::Variation | NameType::OriginalScript
        )
    };
    let finish = |known: &Name, new: &Name, joined: &mut Name| {
        if is_person || new.quality != Quality::Unsaid {
            joined.quality.clone_from(&new.quality);
        }
        if new.kind == NameType::Primary && name_positions(known) != name_positions(new) {
            joined.parts.clone_from(&new.parts);
        }
        joined.forms = forms(&known.forms, new.forms.clone(), &new.kind);
    };
    let content = |name: &Name| (name.kind.clone(), content_of(&name.text));
    join(existing, imported, content, &["note"], stays, finish)
}

/// The file has one form of the primary name, and none of the others.
fn forms(existing: &[NameForm], imported: Vec<NameForm>, kind: &NameType) -> Vec<NameForm> {
    let matching = Matching {
        content: &|form: &NameForm| Some(content_of(&form.text)),
        follows: &[],
        stays: &|_| *kind != NameType::Primary,
        sight: Sight::Whole,
    };
    merge_set(existing, imported, &matching)
}

fn birth_dates(existing: &[DateFact], imported: Vec<DateFact>) -> Vec<DateFact> {
    join(existing, imported, |fact| fact.date.clone(), &["note"], gone, as_joined)
}

fn birth_places(existing: &[Place], imported: Vec<Place>) -> Vec<Place> {
    let content = |place: &Place| {
        let texts = [&place.street, &place.city, &place.state].map(|text| optional(text.as_ref()));
        (texts, place.country.clone())
    };
    join(existing, imported, content, &["note"], gone, as_joined)
}

fn nationalities(existing: &[CountryFact], imported: Vec<CountryFact>) -> Vec<CountryFact> {
    join(existing, imported, |fact| fact.country.clone(), &[], gone, as_joined)
}

fn phrases(existing: &[Phrase], merged: &mut Vec<Phrase>) {
    let imported = std::mem::take(merged);
    *merged = join(
        existing,
        imported,
        |phrase| content_of(&phrase.text),
        &[],
        gone,
        as_joined,
    );
}

fn addresses(existing: &[Address], imported: Vec<Address>) -> Vec<Address> {
    let content = |address: &Address| {
        let texts = [&address.street, &address.city, &address.state, &address.postal_code];
        (texts.map(|text| optional(text.as_ref())), address.country.clone())
    };
    join(existing, imported, content, &["note"], gone, as_joined)
}

fn documents(existing: &[Document], imported: Vec<Document>) -> Vec<Document> {
    let content = |document: &Document| (document.kind.clone(), optional(document.number.as_ref()));
    let follows = ["country", "issued", "expires", "issued_in", "note"];
    join(existing, imported, content, &follows, gone, as_joined)
}

/// Measures, legal basis, committee and the like are not in the file and stay as long as the programme does.
fn designations(existing: &[Designation], imported: Vec<Designation>) -> Vec<Designation> {
    let stays = |known: &Designation| known.programme.is_none() || known.ended.is_some();
    let finish = |known: &Designation, new: &Designation, joined: &mut Designation| {
        joined.register = new.register.clone().or_else(|| known.register.clone());
    };
    let follows = ["listed", "amended", "ended", "origin"];
    join(
        existing,
        imported,
        |known| known.programme.clone(),
        &follows,
        stays,
        finish,
    )
}
