//! What the UN's file says, laid over an entry that people may have added to.
//!
//! What the file can say follows it. A text that differs in nothing but white space stays as it is: the UN's exporter wraps and
//! indents otherwise from release to release.

use crate::model::record::Extra;
use crate::model::{
    Address, CountryFact, DateFact, Designation, Document, Entry, Kind, Name, NameForm, NameType, Phrase, Place,
    Quality,
};
use crate::un::{name_positions, one_line};

use super::map::DATAID;

/// Returns the entry as the UN have it now, with what their file cannot say as it was.
pub(super) fn lay_over(existing: &Entry, imported: Entry) -> Entry {
    let is_person = imported.kind == Kind::Individual;
    let mut merged = imported;
    merged.names = names(&existing.names, merged.names, is_person);
    merged.gender_id.clone_from(&existing.gender_id);
    merged.birth_dates = birth_dates(&existing.birth_dates, merged.birth_dates);
    merged.birth_places = birth_places(&existing.birth_places, merged.birth_places);
    merged.nationalities = nationalities(&existing.nationalities, merged.nationalities);
    merged.titles = phrases(&existing.titles, merged.titles);
    merged.positions = phrases(&existing.positions, merged.positions);
    merged.remarks = phrases(&existing.remarks, merged.remarks);
    merged.addresses = addresses(&existing.addresses, merged.addresses);
    merged.documents = documents(&existing.documents, merged.documents);
    if !is_person {
        keep_what_entities_lack(existing, &mut merged);
    }
    merged.designations = designations(&existing.designations, merged.designations);
    let others = existing.references.iter().filter(|reference| reference.kind != DATAID);
    merged.references.extend(others.cloned());
    keep_unsaid(existing, &mut merged);
    merged
}

/// The elements of an entity have no place for what a person has.
fn keep_what_entities_lack(existing: &Entry, merged: &mut Entry) {
    merged.gender.clone_from(&existing.gender);
    merged.birth_dates.clone_from(&existing.birth_dates);
    merged.birth_places.clone_from(&existing.birth_places);
    merged.nationalities.clone_from(&existing.nationalities);
    merged.titles.clone_from(&existing.titles);
    merged.positions.clone_from(&existing.positions);
    merged.documents.clone_from(&existing.documents);
}

fn keep_unsaid(existing: &Entry, merged: &mut Entry) {
    merged.death_dates.clone_from(&existing.death_dates);
    merged.citizenships.clone_from(&existing.citizenships);
    merged.contacts.clone_from(&existing.contacts);
    merged.wallets.clone_from(&existing.wallets);
    merged.organization.clone_from(&existing.organization);
    merged.vessel.clone_from(&existing.vessel);
    merged.aircraft.clone_from(&existing.aircraft);
    merged.features.clone_from(&existing.features);
    merged.reasons.clone_from(&existing.reasons);
    merged.notes.clone_from(&existing.notes);
    merged.sources.clone_from(&existing.sources);
    let marked = std::mem::take(&mut merged.relations);
    let new = marked
        .into_iter()
        .filter(|relation| !existing.relations.contains(relation));
    merged.relations = existing.relations.iter().cloned().chain(new).collect();
    if merged.kind != existing.kind && existing.kind != Kind::Individual && merged.kind == Kind::Entity {
        // The UN have no vessels and aircraft of their own; people may know better.
        merged.kind = existing.kind.clone();
    }
    merged.extra = extra(&existing.extra, std::mem::take(&mut merged.extra));
}

/// Names in capitals are the UN's elements and follow the file.
fn extra(existing: &Extra, mut imported: Extra) -> Extra {
    let is_element = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_uppercase() || b"_.0123456789".contains(&byte))
    };
    for (name, value) in existing.iter().filter(|(name, _)| !is_element(name)) {
        imported.entry(name.clone()).or_insert_with(|| value.clone());
    }
    imported
}

/// Returns the imported elements, each joined with the existing one that is the same, and those of the others that stay.
fn lay<T: Clone>(
    existing: &[T],
    imported: Vec<T>,
    same: impl Fn(&T, &T) -> bool,
    join: impl Fn(&T, T) -> T,
    stays: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut left: Vec<Option<&T>> = existing.iter().map(Some).collect();
    let mut merged: Vec<T> = Vec::with_capacity(imported.len());
    for element in imported {
        let known = left
            .iter_mut()
            .find(|known| known.is_some_and(|known| same(known, &element)));
        merged.push(match known.and_then(Option::take) {
            Some(known) => join(known, element),
            None => element,
        });
    }
    merged.extend(left.into_iter().flatten().filter(|known| stays(known)).cloned());
    merged
}

fn gone<T>(_: &T) -> bool {
    false
}

fn same_text(a: &str, b: &str) -> bool {
    a == b || one_line(a) == one_line(b)
}

fn same_option(a: Option<&String>, b: Option<&String>) -> bool {
    same_text(a.map_or("", String::as_str), b.map_or("", String::as_str))
}

fn names(existing: &[Name], imported: Vec<Name>, is_person: bool) -> Vec<Name> {
    // What the file has no word for.
    let stays = |name: &Name| {
        matches!(
            name.kind,
            NameType::Nka | NameType::Variation | NameType::OriginalScript
        )
    };
    let same = |known: &Name, new: &Name| known.kind == new.kind && same_text(&known.text, &new.text);
    let join = |known: &Name, new: Name| {
        let quality = match &new.quality {
            Quality::Unsaid if !is_person => known.quality.clone(),
            quality => quality.clone(),
        };
        let keeps_parts = new.kind != NameType::Primary || name_positions(known) == name_positions(&new);
        Name {
            text: known.text.clone(),
            quality,
            parts: if keeps_parts { known.parts.clone() } else { new.parts },
            script: known.script.clone(),
            language: known.language.clone(),
            forms: forms(&known.forms, new.forms, &new.kind),
            title: known.title.clone(),
            position: known.position.clone(),
            id: known.id.clone(),
            extra: extra(&known.extra, new.extra),
            ..new
        }
    };
    lay(existing, imported, same, join, stays)
}

/// The file has one form of the primary name, and none of the others.
fn forms(existing: &[NameForm], imported: Vec<NameForm>, kind: &NameType) -> Vec<NameForm> {
    let join = |known: &NameForm, new: NameForm| NameForm {
        order: new.order,
        ..known.clone()
    };
    let stays = |_: &NameForm| *kind != NameType::Primary;
    lay(
        existing,
        imported,
        |known, new| same_text(&known.text, &new.text),
        join,
        stays,
    )
}

fn birth_dates(existing: &[DateFact], imported: Vec<DateFact>) -> Vec<DateFact> {
    let join = |known: &DateFact, new: DateFact| DateFact {
        calendar: known.calendar.clone(),
        id: known.id.clone(),
        extra: extra(&known.extra, new.extra),
        ..new
    };
    lay(existing, imported, |known, new| known.date == new.date, join, gone)
}

fn birth_places(existing: &[Place], imported: Vec<Place>) -> Vec<Place> {
    let same = |known: &Place, new: &Place| {
        same_option(known.street.as_ref(), new.street.as_ref())
            && same_option(known.city.as_ref(), new.city.as_ref())
            && same_option(known.state.as_ref(), new.state.as_ref())
            && known.country == new.country
    };
    let join = |known: &Place, new: Place| Place {
        note: new.note,
        order: new.order,
        extra: extra(&known.extra, new.extra),
        ..known.clone()
    };
    lay(existing, imported, same, join, gone)
}

fn nationalities(existing: &[CountryFact], imported: Vec<CountryFact>) -> Vec<CountryFact> {
    let join = |known: &CountryFact, new: CountryFact| CountryFact {
        order: new.order,
        ..known.clone()
    };
    lay(
        existing,
        imported,
        |known, new| known.country == new.country,
        join,
        gone,
    )
}

fn phrases(existing: &[Phrase], imported: Vec<Phrase>) -> Vec<Phrase> {
    let join = |known: &Phrase, new: Phrase| Phrase {
        order: new.order,
        ..known.clone()
    };
    lay(
        existing,
        imported,
        |known, new| same_text(&known.text, &new.text),
        join,
        gone,
    )
}

fn addresses(existing: &[Address], imported: Vec<Address>) -> Vec<Address> {
    let same = |known: &Address, new: &Address| {
        same_option(known.street.as_ref(), new.street.as_ref())
            && same_option(known.city.as_ref(), new.city.as_ref())
            && same_option(known.state.as_ref(), new.state.as_ref())
            && same_option(known.postal_code.as_ref(), new.postal_code.as_ref())
            && known.country == new.country
    };
    let join = |known: &Address, new: Address| Address {
        note: new.note,
        order: new.order,
        extra: extra(&known.extra, new.extra),
        ..known.clone()
    };
    lay(existing, imported, same, join, gone)
}

fn documents(existing: &[Document], imported: Vec<Document>) -> Vec<Document> {
    let same = |known: &Document, new: &Document| {
        known.kind == new.kind && same_option(known.number.as_ref(), new.number.as_ref())
    };
    let join = |known: &Document, new: Document| Document {
        issuer: known.issuer.clone(),
        bearer: known.bearer.clone(),
        diplomatic: known.diplomatic,
        known_false: known.known_false,
        known_expired: known.known_expired,
        reported_lost: known.reported_lost,
        revoked: known.revoked,
        id: known.id.clone(),
        extra: extra(&known.extra, new.extra),
        ..new
    };
    lay(existing, imported, same, join, gone)
}

/// Measures, legal basis, committee and the like are not in the file and stay as long as the programme does.
fn designations(existing: &[Designation], imported: Vec<Designation>) -> Vec<Designation> {
    let same = |known: &Designation, new: &Designation| known.programme == new.programme;
    let join = |known: &Designation, new: Designation| Designation {
        listed: new.listed,
        amended: new.amended,
        ended: new.ended,
        origin: new.origin.or_else(|| known.origin.clone()),
        register: new.register.or_else(|| known.register.clone()),
        extra: extra(&known.extra, new.extra),
        ..known.clone()
    };
    let stays = |known: &Designation| known.programme.is_none() || known.ended.is_some();
    lay(existing, imported, same, join, stays)
}
