//! What the UN's schema carries of an entry.

use std::sync::LazyLock;

use crate::feed::carries::{Carried, Carries, Declared, Gap, How, Value};
use crate::model::{Entry, Kind, NamePartType, NameType, Quality};
use crate::un::{name_positions, one_line, script_of};
use crate::vocabulary::{Scheme, committee_of, documents};

use super::record::{birth, data_id, delisted_day, is_alias, listed_day, main_designation};

const NO_PLACE: &str = "it has no place in the file";
const AS_TEXT: &str = "it has no element of its own and is written into `COMMENTS1`";
const JOINED: &str = "it is written in `STREET`";
const ONLY_COUNTRY: &str = "the file has nothing but the country";
const ONLY_DAYS: &str = "the file has nothing but the programme and the days";
const ONE_OTHER_SCRIPT: &str = "the file has one name in another script for an entry";
const ONLY_PARTS: &str = "only the primary names of persons have parts, the first to the fourth";

pub(super) static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    Carries::Fields(Declared::of(
        NO_PLACE,
        &[
            (How::Exact, "id"),
            (How::If(kind), "kind"),
            (How::If(name), "names"),
            (How::If(name_text), "names.text"),
            (How::If(name_type), "names.type"),
            (How::If(quality), "names.quality"),
            (How::If(part), "names.parts"),
            (How::Exact, "names.parts.{type,text}"),
            (How::If(form), "names.forms"),
            (How::Exact, "names.forms.text"),
            (How::If(script), "names.script names.forms.script"),
            (How::If(note_of_name), "names.note"),
            (How::If(birth_of_alias), "names.birth_date names.birth_place"),
            (How::Text, "names.birth_place.{text,city}"),
            (How::Exact, "names.birth_place.country"),
            (How::If(of_person), "gender"),
            (
                How::If(of_person_or_text),
                "birth_dates birth_places nationalities titles positions documents",
            ),
            (How::If(birth_date), "birth_dates.date"),
            (How::Exact, "birth_dates.note birth_dates.extra.TYPE_OF_DATE"),
            (How::Exact, "birth_places.{city,state,country,note}"),
            (How::As("it is written as the town"), "birth_places.text"),
            (How::As("it is written in the note"), "birth_places.street"),
            (How::If(region_of_birth), "birth_places.region"),
            (How::Exact, "nationalities.country titles.text positions.text"),
            (How::Not(ONLY_COUNTRY), "nationalities.{region,since,until,note}"),
            (How::As(AS_TEXT), "death_dates citizenships contacts wallets features"),
            (How::As(AS_TEXT), "organization vessel aircraft"),
            (How::Exact, "addresses.{street,city,state,postal_code,country,note}"),
            (
                How::As(JOINED),
                "addresses.{text,care_of,street2,street3,street4,street5,street6,po_box}",
            ),
            (How::If(area), "addresses.area"),
            (How::If(region), "addresses.region"),
            (How::If(document_type), "documents.type"),
            (How::Exact, "documents.{number,country,issued,issued_in,note}"),
            (How::If(expires), "documents.expires"),
            (
                How::Exact,
                "documents.extra.{TYPE_OF_DOCUMENT,TYPE_OF_DOCUMENT2,CITY_OF_ISSUE,COUNTRY_OF_ISSUE}",
            ),
            (How::If(reference), "references"),
            (How::Exact, "references.{type,value}"),
            (How::If(designation), "designations"),
            (How::If(programme), "designations.programme"),
            (How::If(listed), "designations.{listed,effective}"),
            (How::Exact, "designations.amended designations.register"),
            (How::If(ended), "designations.{ended,expires}"),
            (How::If(origin), "designations.origin"),
            (How::If(committee), "designations.committee"),
            (How::If(of_entity), "designations.extra.SUBMITTED_ON"),
            (
                How::Not(ONLY_DAYS),
                "designations.{authority,measures,legal_basis,instrument,instrument_url,reference,note}",
            ),
            (How::Not("relations have no place in the file"), "relations"),
            (
                How::As("it is written into `COMMENTS1`, where nothing marks it as a reason"),
                "reasons",
            ),
            (How::If(remark), "remarks"),
            (How::Exact, "remarks.text"),
            (How::Exact, "extra.{VERSIONNUM,SORT_KEY,SORT_KEY_LAST_MOD}"),
        ],
    ))
});

/// Returns what the schema demands and the entry does not have.
pub(super) fn missing(entry: &Entry) -> Vec<Gap> {
    let what = "the schema demands a whole day of listing, so that the file breaks it";
    let gap = listed_day(entry)
        .is_none()
        .then(|| Gap::new("designations[0].listed", what));
    gap.into_iter().collect()
}

fn is_person(value: &Value<'_>) -> bool {
    value.entry.kind == Kind::Individual
}

fn of_person(value: &Value<'_>) -> Carried {
    Carried::exact_if(is_person(value), "only persons have it in the file")
}

fn of_entity(value: &Value<'_>) -> Carried {
    Carried::exact_if(!is_person(value), "only entities have it in the file")
}

fn of_person_or_text(value: &Value<'_>) -> Carried {
    Carried::whole_if(is_person(value), AS_TEXT)
}

fn kind(value: &Value<'_>) -> Carried {
    let is_known = matches!(value.entry.kind, Kind::Individual | Kind::Entity);
    Carried::whole_if(
        is_known,
        "the UN have persons and entities only, it is written as an entity",
    )
}

fn is_primary(value: &Value<'_>) -> bool {
    value.entry.primary() == value.name()
}

fn name(value: &Value<'_>) -> Carried {
    let Some(name) = value.name() else {
        return Carried::Exact;
    };
    match name.kind {
        _ if is_primary(value) => Carried::Exact,
        NameType::Primary => Carried::not("the file has one primary name"),
        NameType::OriginalScript => {
            let has_form = value.entry.primary().is_some_and(|name| !name.forms.is_empty());
            let others = || {
                value
                    .entry
                    .names
                    .iter()
                    .filter(|name| name.kind == NameType::OriginalScript)
            };
            Carried::exact_if(!has_form && others().next() == Some(name), ONE_OTHER_SCRIPT)
        }
        _ => Carried::Exact,
    }
}

/// The names of persons are written in their positions, if they have any.
fn name_text(value: &Value<'_>) -> Carried {
    if !is_primary(value) || !is_person(value) {
        return Carried::Exact;
    }
    let positions = value.name().map(name_positions).unwrap_or_default();
    let written = positions.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Carried::whole_if(
        one_line(&written) == one_line(value.text()),
        "its parts are written instead, in their order",
    )
}

fn name_type(value: &Value<'_>) -> Carried {
    let Some(name) = value.name() else {
        return Carried::Exact;
    };
    let is_weak = name.quality == Quality::Weak;
    match name.kind {
        NameType::Nka => Carried::less_well("it is written as `a.k.a.`"),
        NameType::Variation | NameType::Other(_) => Carried::less_well("it is written as an alias"),
        NameType::Fka if is_weak => Carried::less_well("it is written as an alias of low quality"),
        NameType::Fka if matches!(name.quality, Quality::Other(_)) => {
            Carried::less_well("it is written as an alias with its quality")
        }
        _ => Carried::Exact,
    }
}

fn quality(value: &Value<'_>) -> Carried {
    let Some(name) = value.name() else {
        return Carried::Exact;
    };
    let is_strong = name.quality == Quality::Strong;
    match name.kind {
        NameType::Fka if is_strong => Carried::not("a former name has no quality"),
        NameType::Aka if is_strong && !is_person(value) => Carried::not("the aliases of entities have no quality"),
        NameType::Nka | NameType::Variation | NameType::Other(_) if is_strong && !is_person(value) => {
            Carried::not("the aliases of entities have no quality")
        }
        NameType::Primary | NameType::OriginalScript => Carried::not("only aliases have a quality"),
        _ => Carried::Exact,
    }
}

fn part(value: &Value<'_>) -> Carried {
    use NamePartType::{First, Fourth, Given, Second, Surname, Third};
    let part = value
        .name()
        .zip(value.number(1))
        .and_then(|(name, at)| name.parts.get(at));
    let (Some(name), Some(part)) = (value.name(), part) else {
        return Carried::Exact;
    };
    if !is_primary(value) || !is_person(value) {
        return Carried::not(ONLY_PARTS);
    }
    let is_position = |part: &NamePartType| matches!(part, First | Second | Third | Fourth);
    let has_positions = name.parts.iter().any(|part| is_position(&part.kind));
    let has = |kind: NamePartType| name.parts.iter().any(|part| part.kind == kind);
    match &part.kind {
        kind if is_position(kind) => Carried::Exact,
        Given | Surname if !has_positions && has(Given) && has(Surname) => {
            Carried::less_well("given name and surname are written as the first and the second name")
        }
        _ => Carried::not(ONLY_PARTS),
    }
}

fn form(value: &Value<'_>) -> Carried {
    Carried::exact_if(is_primary(value) && value.number(1) == Some(0), ONE_OTHER_SCRIPT)
}

fn is_alias_of_person(value: &Value<'_>) -> bool {
    is_person(value) && value.name().is_some_and(is_alias)
}

/// The script of a name is that of its letters.
fn script(value: &Value<'_>) -> Carried {
    let name = value.name();
    let text = match value.number(1) {
        Some(form) => name
            .and_then(|name| name.forms.get(form))
            .map(|form| form.text.as_str()),
        None => name.map(|name| name.text.as_str()),
    };
    let of_letters = text.and_then(script_of);
    Carried::exact_if(
        of_letters.is_some_and(|script| script.as_str() == value.text()),
        NO_PLACE,
    )
}

fn note_of_name(value: &Value<'_>) -> Carried {
    match value.name() {
        Some(name) if is_alias(name) => {
            Carried::whole_if(is_person(value), "it is written behind the alias, in brackets")
        }
        _ => Carried::not(NO_PLACE),
    }
}

fn birth_of_alias(value: &Value<'_>) -> Carried {
    Carried::exact_if(
        is_alias_of_person(value),
        "only the aliases of persons have it in the file",
    )
}

fn birth_date(value: &Value<'_>) -> Carried {
    let fact = value.number(0).and_then(|at| value.entry.birth_dates.get(at));
    match fact {
        Some(fact) if !birth(fact).is_whole => Carried::less_well(format!("`{}` is written as a text", fact.date)),
        _ => Carried::Exact,
    }
}

fn region_of_birth(value: &Value<'_>) -> Carried {
    province(value.birth_place().is_some_and(|place| place.state.is_some()))
}

fn region(value: &Value<'_>) -> Carried {
    province(value.address().is_some_and(|address| address.state.is_some()))
}

fn province(has_state: bool) -> Carried {
    match has_state {
        true => Carried::not(NO_PLACE),
        false => Carried::less_well("it is written as the province"),
    }
}

fn area(value: &Value<'_>) -> Carried {
    match value.address().is_some_and(|address| address.city.is_some()) {
        true => Carried::not(NO_PLACE),
        false => Carried::less_well("it is written as the town"),
    }
}

fn document_type(value: &Value<'_>) -> Carried {
    let has_own_label = value.document().is_some_and(|document| {
        let is_known = documents().get(&document.kind).is_some();
        !is_known || documents().label(Scheme::Un, &document.kind).is_some()
    });
    if !has_own_label {
        return Carried::less_well("the UN have no label for this type, it is written in other words");
    }
    Carried::Exact
}

fn expires(value: &Value<'_>) -> Carried {
    let date = value.document().and_then(|document| document.expires.as_ref());
    let is_whole = date.is_some_and(|date| date.whole().is_some());
    Carried::whole_if(is_whole, "it is written in the note, as a text")
}

fn reference(value: &Value<'_>) -> Carried {
    let is_own = value.reference().is_some_and(|reference| {
        reference.kind == "un-dataid" && data_id(value.entry) == Some(reference.value.as_str())
    });
    Carried::exact_if(is_own, "numbers of other lists have no place in the file")
}

fn designation(value: &Value<'_>) -> Carried {
    let is_main = main_designation(value.entry) == value.designation();
    Carried::exact_if(is_main, "the file has one designation for an entry")
}

fn programme(value: &Value<'_>) -> Carried {
    match committee_of(value.text()) {
        Some(_) => Carried::Exact,
        None => Carried::less_well(format!(
            "`{}` is none of the UN's programmes, it is written as it is",
            value.text()
        )),
    }
}

/// The file has one day: the first on which a designation was made.
fn listed(value: &Value<'_>) -> Carried {
    let day = listed_day(value.entry);
    Carried::exact_if(day.as_deref() == Some(value.text()), ONLY_DAYS)
}

fn ended(value: &Value<'_>) -> Carried {
    let day = delisted_day(value.entry, value.edition.day());
    Carried::exact_if(
        day.is_some_and(|day| day.to_string() == value.text()),
        "the file has only the day on which the last designation ended",
    )
}

fn origin(value: &Value<'_>) -> Carried {
    Carried::exact_if(is_person(value), ONLY_DAYS)
}

/// The committee follows from the programme.
fn committee(value: &Value<'_>) -> Carried {
    let programme = value.designation().and_then(|one| one.programme.as_deref());
    Carried::exact_if(programme.and_then(committee_of).is_some(), ONLY_DAYS)
}

fn remark(value: &Value<'_>) -> Carried {
    Carried::whole_if(value.entry.remarks.len() < 2, "the remarks are written as one text")
}
