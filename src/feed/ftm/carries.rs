//! What the entities of FollowTheMoney carry of an entry: the fields that the mapping reads. What it writes less well it reports itself.

use std::sync::LazyLock;

use crate::feed::carries::{Account, Carried, Carries, Declared, Gap, How, Value};
use crate::model::{Edition, Kind, NameType, Quality};

pub(crate) static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    Carries::Fields(Declared::of(
        "it has no property",
        &[
            (How::Exact, "id gender"),
            (How::If(kind), "kind"),
            (How::Exact, "names.{text,title,position,note} names.forms.text"),
            (How::If(name_type), "names.type"),
            (How::If(quality), "names.quality"),
            (How::If(part), "names.parts"),
            (How::Exact, "names.parts.text"),
            (How::If(part_type), "names.parts.type"),
            (
                How::Exact,
                "birth_dates.{date,calendar,note} death_dates.{date,calendar,note}",
            ),
            (
                How::Exact,
                "birth_places.{text,street,city,state,postal_code,region,country,note}",
            ),
            (How::Exact, "nationalities.{country,region,since,until,note}"),
            (How::Exact, "citizenships.{country,region,since,until,note}"),
            (How::Exact, "titles.{text,note} positions.{text,note}"),
            (
                How::Exact,
                "addresses.{text,care_of,street,street2,street3,street4,street5,street6}",
            ),
            (
                How::Exact,
                "addresses.{po_box,area,city,state,postal_code,region,country,note}",
            ),
            (
                How::Exact,
                "documents.{type,number,country,issued,expires,issuer,issued_in,bearer,note}",
            ),
            (
                How::Exact,
                "documents.{diplomatic,known_false,known_expired,reported_lost,revoked}",
            ),
            (How::Exact, "contacts.{type,value,note} wallets.{currency,address,note}"),
            (How::Exact, "organization.established.{date,calendar,note}"),
            (How::Exact, "organization.dissolved.{date,calendar,note}"),
            (How::Exact, "organization.types.{text,note}"),
            (How::Exact, "organization.parents.{text,note}"),
            (How::Exact, "organization.subsidiaries.{text,note}"),
            (How::Exact, "organization.legal_form"),
            (
                How::Exact,
                "vessel.{type,flag,call_sign,owner,tonnage,gross_tonnage,length}",
            ),
            (How::Exact, "vessel.built.{date,calendar,note}"),
            (
                How::Exact,
                "vessel.{other_types,other_call_signs,operators,former_operators,hull_numbers}.text",
            ),
            (
                How::Exact,
                "vessel.{other_types,other_call_signs,operators,former_operators,hull_numbers}.note",
            ),
            (
                How::Exact,
                "aircraft.{models,manufacturers,types,serial_numbers,construction_numbers}.text",
            ),
            (
                How::Exact,
                "aircraft.{models,manufacturers,types,serial_numbers,construction_numbers}.note",
            ),
            (
                How::Exact,
                "aircraft.{tail_numbers,former_tail_numbers,transponder_codes,operators,owners}.text",
            ),
            (
                How::Exact,
                "aircraft.{tail_numbers,former_tail_numbers,transponder_codes,operators,owners}.note",
            ),
            (How::Exact, "vessel.{other_flags,former_flags}.country"),
            (How::Exact, "vessel.{other_flags,former_flags}.region"),
            (How::Exact, "vessel.{other_flags,former_flags}.since"),
            (How::Exact, "vessel.{other_flags,former_flags}.until"),
            (How::Exact, "vessel.{other_flags,former_flags}.note"),
            (How::Exact, "aircraft.built.{date,calendar,note}"),
            (How::Exact, "features.{type,text,date,country,note}"),
            (How::If(reference), "references"),
            (How::Exact, "references.{type,value}"),
            (
                How::Exact,
                "designations.{authority,listed,effective,amended,expires,ended,measures}",
            ),
            (How::Text, "designations.{programme,legal_basis,instrument}"),
            (
                How::Exact,
                "designations.{instrument_url,reference,register,origin,committee,note}",
            ),
            (How::If(target), "relations.to"),
            (How::If(name_of_other), "relations.name"),
            (
                How::Exact,
                "relations.{type,share,votes,criterion,joint,indirect,former,since,until}",
            ),
            (How::Exact, "relations.{role,note} relations.sources.url"),
            (How::Exact, "reasons.{text,note} remarks.{text,note} notes.{text,note}"),
            (How::Exact, "sources.{text,url} extra.ftm"),
        ],
    ))
});

/// Returns what the mapping reports of the entries of an edition.
pub(crate) fn account(edition: &Edition) -> Account<'_> {
    let context = crate::ftm::Context::of(edition);
    Box::new(move |entry| {
        let gaps = crate::ftm::map(entry, false, &context).gaps;
        gaps.into_iter().map(|gap| Gap::new(gap.field, gap.what)).collect()
    })
}

fn kind(value: &Value<'_>) -> Carried {
    let is_known = !matches!(value.entry.kind, Kind::Other(_));
    Carried::whole_if(is_known, "it is written as a `LegalEntity`")
}

fn name_type(value: &Value<'_>) -> Carried {
    let Some(name) = value.name() else {
        return Carried::Exact;
    };
    match name.kind {
        NameType::Aka => Carried::Exact,
        _ if name.quality == Quality::Weak => Carried::less_well("it is written as a weak alias"),
        NameType::Primary | NameType::Fka => Carried::Exact,
        _ => Carried::less_well("it is written as an alias"),
    }
}

fn quality(value: &Value<'_>) -> Carried {
    let is_known = matches!(value.text(), "weak" | "strong");
    Carried::whole_if(is_known, "it is written as strong")
}

fn part(value: &Value<'_>) -> Carried {
    let is_strong = value.name().is_some_and(|name| name.quality != Quality::Weak);
    Carried::exact_if(is_strong, "the parts of a weak alias have no property")
}

/// Of several types of parts with one property, the one that it is read as.
fn part_type(value: &Value<'_>) -> Carried {
    const OWN: [&str; 7] = [
        "surname",
        "given",
        "middle",
        "patronymic",
        "matronymic",
        "suffix",
        "title",
    ];
    Carried::whole_if(
        OWN.contains(&value.text()),
        "several types of parts have one property, and which one it is is not written",
    )
}

fn reference(value: &Value<'_>) -> Carried {
    let is_un = value.reference().is_some_and(|reference| reference.kind == "un");
    // The number of the UN's list belongs to the designations.
    Carried::exact_if(
        !is_un || !value.entry.designations.is_empty(),
        "without a designation the UN's number has no property",
    )
}

fn is_of_the_list(value: &Value<'_>) -> bool {
    use crate::model::Target;
    let to = value.relation().and_then(|relation| relation.to.as_ref());
    match to.map(|to| to.target()) {
        Some(Target::Entry(id)) => value.edition.entry(id).is_some(),
        Some(Target::Party(id)) => value.edition.parties.iter().any(|party| party.id == id),
        _ => false,
    }
}

fn target(value: &Value<'_>) -> Carried {
    Carried::exact_if(
        is_of_the_list(value),
        "the id of a party that is not on this list has no property",
    )
}

fn name_of_other(value: &Value<'_>) -> Carried {
    Carried::whole_if(
        !is_of_the_list(value),
        "the other party is written under the name of its own entry",
    )
}
