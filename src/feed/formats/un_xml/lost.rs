//! What the UN's schema cannot say.

use crate::feed::format::Loss;
use crate::model::{Entry, Kind, Name, NamePartType, NameType, Quality};
use crate::un::other_facts;
use crate::vocabulary::{Scheme, committee_of, documents};

use super::record::{birth, data_id, is_alias, listed_day, main_designation};

const NO_PLACE: &str = "it has no place in the file";
const AS_TEXT: &str = "it has no element of its own and is written into `COMMENTS1`";
const JOINED: &str = "it is written in `STREET`";

pub(super) fn losses(entry: &Entry) -> Vec<Loss> {
    let mut losses = Vec::new();
    heads(entry, &mut losses);
    names(entry, &mut losses);
    births(entry, &mut losses);
    notes_of_phrases(entry, &mut losses);
    addresses(entry, &mut losses);
    papers(entry, &mut losses);
    for (field, _) in other_facts(entry) {
        losses.push(Loss::new(field, AS_TEXT));
    }
    designations(entry, &mut losses);
    for at in 0..entry.relations.len() {
        losses.push(Loss::new(
            format!("relations[{at}]"),
            "relations have no place in the file",
        ));
    }
    for at in 0..entry.reasons.len() {
        let what = "it is written into `COMMENTS1`, where nothing tells it from the remarks";
        losses.push(Loss::new(format!("reasons[{at}]"), what));
    }
    if entry.remarks.len() > 1 {
        losses.push(Loss::new("remarks", "they are written as one text"));
    }
    losses
}

/// What the schema demands and the entry has not, and kinds that the UN do not have.
fn heads(entry: &Entry, losses: &mut Vec<Loss>) {
    if !matches!(entry.kind, Kind::Individual | Kind::Entity) {
        losses.push(Loss::new(
            "kind",
            "the UN have persons and entities only, it is written as an entity",
        ));
    }
    for (at, reference) in entry.references.iter().enumerate() {
        if data_id(entry) != Some(reference.value.as_str()) {
            losses.push(Loss::new(
                format!("references[{at}]"),
                "numbers of other lists have no place in the file",
            ));
        }
    }
    if listed_day(entry).is_none() {
        let what = "the schema demands a whole day of listing, so that the file breaks it";
        losses.push(Loss::new("designations", what));
    }
}

fn names(entry: &Entry, losses: &mut Vec<Loss>) {
    let is_person = entry.kind == Kind::Individual;
    let primary = entry.primary();
    let mut written = 0;
    for (at, name) in entry.names.iter().enumerate() {
        let mut lose = |field: &str, what: &str| losses.push(Loss::new(format!("names[{at}]{field}"), what));
        let is_primary = primary == Some(name);
        for form in 0..name.forms.len() {
            written += usize::from(is_primary);
            if !is_primary || written > 1 {
                lose(
                    &format!(".forms[{form}]"),
                    "the file has one name in another script for an entry",
                );
            }
        }
        if name.kind == NameType::OriginalScript {
            written += 1;
            if written > 1 {
                lose("", "the file has one name in another script for an entry");
            }
        }
        parts(name, is_primary && is_person, &mut lose);
        kind_and_quality(name, is_person, &mut lose);
        beside(name, is_person && is_alias(name), &mut lose);
    }
}

fn parts(name: &Name, has_positions: bool, lose: &mut impl FnMut(&str, &str)) {
    use NamePartType::{First, Fourth, Second, Third};
    let fits = name
        .parts
        .iter()
        .all(|part| matches!(part.kind, First | Second | Third | Fourth));
    let kept = fits && has_positions;
    if !name.parts.is_empty() && !kept {
        lose(
            ".parts",
            "only the primary names of persons have parts, the first to the fourth",
        );
    }
}

fn kind_and_quality(name: &Name, is_person: bool, lose: &mut impl FnMut(&str, &str)) {
    match name.kind {
        NameType::Nka => lose(".type", "it is written as `a.k.a.`"),
        NameType::Variation | NameType::Other(_) => lose(".type", "it is written as an alias"),
        NameType::Fka if name.quality == Quality::Strong => lose(".quality", "a former name has no quality"),
        NameType::Fka if name.quality == Quality::Weak => lose(".type", "it is written as an alias of low quality"),
        NameType::Aka if !is_person && name.quality == Quality::Strong => {
            lose(".quality", "the aliases of entities have no quality");
        }
        _ => {}
    }
    if matches!(name.kind, NameType::Primary) && name.quality != Quality::Unsaid {
        lose(".quality", "only aliases have a quality");
    }
}

fn beside(name: &Name, is_alias_of_person: bool, lose: &mut impl FnMut(&str, &str)) {
    if name.title.is_some() {
        lose(".title", NO_PLACE);
    }
    if name.position.is_some() {
        lose(".position", NO_PLACE);
    }
    if name.note.is_some() && !is_alias_of_person {
        let what = if is_alias(name) {
            "it is written behind the alias, in brackets"
        } else {
            NO_PLACE
        };
        lose(".note", what);
    }
    let place = name.birth_place.as_ref();
    let more = place.is_some_and(|place| {
        place.street.is_some() || place.state.is_some() || place.region.is_some() || place.note.is_some()
    });
    if (place.is_some() && !is_alias_of_person) || more {
        lose(
            ".birth_place",
            "only the town and the country of an alias of a person have a place in the file",
        );
    }
    if name.birth_date.is_some() && !is_alias_of_person {
        lose(".birth_date", NO_PLACE);
    }
}

fn births(entry: &Entry, losses: &mut Vec<Loss>) {
    if entry.kind != Kind::Individual {
        return;
    }
    for (at, fact) in entry.birth_dates.iter().enumerate() {
        if !birth(fact).is_whole {
            let what = format!("`{}` is written as a text", fact.date);
            losses.push(Loss::new(format!("birth_dates[{at}].date"), what));
        }
        if fact.calendar.is_some() {
            losses.push(Loss::new(format!("birth_dates[{at}].calendar"), NO_PLACE));
        }
    }
    for (at, place) in entry.birth_places.iter().enumerate() {
        let told = [
            ("text", place.text.is_some(), "it is written as the town"),
            ("street", place.street.is_some(), "it is written in the note"),
            ("postal_code", place.postal_code.is_some(), NO_PLACE),
            ("region", place.region.is_some(), "it is written as the province"),
        ];
        for (field, _, what) in told.into_iter().filter(|(_, said, _)| *said) {
            losses.push(Loss::new(format!("birth_places[{at}].{field}"), what));
        }
    }
}

fn notes_of_phrases(entry: &Entry, losses: &mut Vec<Loss>) {
    let is_person = entry.kind == Kind::Individual;
    for (field, phrases) in [("titles", &entry.titles), ("positions", &entry.positions)] {
        for (at, _) in phrases
            .iter()
            .enumerate()
            .filter(|(_, phrase)| phrase.note.is_some() && is_person)
        {
            losses.push(Loss::new(format!("{field}[{at}].note"), NO_PLACE));
        }
    }
    for (at, fact) in entry.nationalities.iter().enumerate().filter(|_| is_person) {
        let more = fact.note.is_some() || fact.since.is_some() || fact.until.is_some() || fact.region.is_some();
        if more {
            let what = "the file has nothing but the country";
            losses.push(Loss::new(format!("nationalities[{at}]"), what));
        }
    }
}

fn addresses(entry: &Entry, losses: &mut Vec<Loss>) {
    for (at, address) in entry.addresses.iter().enumerate() {
        let told = [
            ("text", address.text.is_some(), JOINED),
            ("care_of", address.care_of.is_some(), JOINED),
            ("street2", address.street2.is_some(), JOINED),
            ("street3", address.street3.is_some(), JOINED),
            ("street4", address.street4.is_some(), JOINED),
            ("street5", address.street5.is_some(), JOINED),
            ("street6", address.street6.is_some(), JOINED),
            ("po_box", address.po_box.is_some(), JOINED),
            (
                "area",
                address.area.is_some() && address.city.is_none(),
                "it is written as the town",
            ),
            ("area", address.area.is_some() && address.city.is_some(), NO_PLACE),
            (
                "region",
                address.region.is_some() && address.state.is_none(),
                "it is written as the province",
            ),
            ("region", address.region.is_some() && address.state.is_some(), NO_PLACE),
            ("at_listing", address.at_listing, NO_PLACE),
        ];
        for (field, _, what) in told.into_iter().filter(|(_, said, _)| *said) {
            losses.push(Loss::new(format!("addresses[{at}].{field}"), what));
        }
    }
}

fn papers(entry: &Entry, losses: &mut Vec<Loss>) {
    if entry.kind != Kind::Individual {
        return;
    }
    for (at, document) in entry.documents.iter().enumerate() {
        let mut lose = |field: &str, what: &str| losses.push(Loss::new(format!("documents[{at}]{field}"), what));
        let is_known = documents().get(&document.kind).is_some();
        if is_known && documents().label(Scheme::Un, &document.kind).is_none() {
            lose(
                ".type",
                "the UN have no label for this type, it is written in other words",
            );
        }
        let told = [
            (".issuer", document.issuer.is_some()),
            (".bearer", document.bearer.is_some()),
            (".diplomatic", document.diplomatic),
            (".known_false", document.known_false),
            (".known_expired", document.known_expired),
            (".reported_lost", document.reported_lost),
            (".revoked", document.revoked),
        ];
        for (field, _) in told.into_iter().filter(|(_, said)| *said) {
            lose(field, NO_PLACE);
        }
        if document.expires.as_ref().is_some_and(|date| date.whole().is_none()) {
            lose(".expires", "it is written in the note, as a text");
        }
    }
}

/// The file has one programme, its day of listing and the days of amendment; measures and legal basis follow from the programme.
fn designations(entry: &Entry, losses: &mut Vec<Loss>) {
    for (at, designation) in entry.designations.iter().enumerate() {
        let mut lose = |field: &str, what: &str| losses.push(Loss::new(format!("designations[{at}]{field}"), what));
        if main_designation(entry) != Some(designation) {
            lose("", "the file has one designation for an entry");
            continue;
        }
        let known = designation.programme.as_deref().and_then(committee_of);
        if let (Some(programme), None) = (&designation.programme, known) {
            lose(
                ".programme",
                &format!("`{programme}` is none of the UN's programmes, it is written as it is"),
            );
        }
        let told = [
            (".authority", designation.authority.is_some()),
            (
                ".effective",
                designation.effective.is_some() && designation.listed.is_some(),
            ),
            (".expires", designation.expires.is_some()),
            (".measures", !designation.measures.is_empty()),
            (".legal_basis", !designation.legal_basis.is_empty()),
            (".instrument", designation.instrument.is_some()),
            (".reference", designation.reference.is_some()),
            (".committee", designation.committee.is_some() && known.is_none()),
            (
                ".origin",
                designation.origin.is_some() && entry.kind != Kind::Individual,
            ),
            (".note", designation.note.is_some()),
        ];
        for (field, _) in told.into_iter().filter(|(_, said)| *said) {
            lose(field, "the file has nothing but the programme and the days");
        }
    }
}
