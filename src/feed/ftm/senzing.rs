//! What of an entity Senzing compares, as one feature an object: <https://senzing.com/docs/entity_specification>.

use serde_json::{Map, Value};

use crate::ftm::Entity;
use crate::vocabulary::{FtmProperty, FtmType};

use super::adjacent::Adjacent;

/// One feature: names and texts.
pub(crate) type Feature = Vec<(&'static str, String)>;

/// Returns the name under which a dataset's records are kept: `US_SDN`.
pub(crate) fn data_source(dataset: &str) -> String {
    dataset.to_uppercase()
}

/// Returns what keeps the kinds of parties apart; nothing where the kind is not known.
pub(crate) fn record_type(entity: &Entity) -> Option<&'static str> {
    let schema = entity.schema;
    let types = [
        ("Person", "PERSON"),
        ("Organization", "ORGANIZATION"),
        ("Vessel", "VESSEL"),
        ("Airplane", "AIRCRAFT"),
    ];
    types
        .into_iter()
        .find(|(name, _)| schema.is_a(name))
        .map(|(_, word)| word)
}

/// Returns the name of the attribute for names of such a party.
pub(crate) fn name_attribute(entity: &Entity) -> &'static str {
    match record_type(entity) {
        None | Some("PERSON") => "NAME_FULL",
        Some(_) => "NAME_ORG",
    }
}

/// Returns the names on which parties are compared, the caption first; weak ones are none of them.
pub(crate) fn names(entity: &Entity) -> Vec<String> {
    let letters = |name: &str| -> String {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let caption = entity.caption();
    let own = ["name", "alias", "previousName"];
    let others = own.iter().flat_map(|property| entity.values(property));
    let has_name = own.iter().any(|property| entity.values(property).contains(caption));
    let mut known = std::collections::BTreeSet::new();
    let all = has_name.then_some(caption).into_iter().chain(others);
    let mut names = Vec::new();
    for name in all {
        if known.insert(letters(name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Returns every feature of an entity.
pub(crate) fn features(place: usize, source: &str, adjacent: &Adjacent<'_>) -> Vec<Feature> {
    let entity = &adjacent.seen(place).entity;
    let mut features: Vec<Feature> = Vec::new();
    features.extend(record_type(entity).map(|word| vec![("RECORD_TYPE", word.to_owned())]));
    for (at, name) in names(entity).into_iter().enumerate() {
        let kind = if at == 0 { "PRIMARY" } else { "ALIAS" };
        features.push(vec![("NAME_TYPE", kind.to_owned()), (name_attribute(entity), name)]);
    }
    features.extend(gender(entity).map(|word| vec![("GENDER", word.to_owned())]));
    for (property, attribute) in PLAIN {
        let values = entity.values(property);
        features.extend(values.map(|value| vec![(*attribute, value.to_owned())]));
    }
    features.extend(addresses(place, adjacent));
    features.extend(countries(entity));
    features.extend(identifiers(place, adjacent));
    features.extend(relationships(place, source, adjacent));
    features
}

/// Properties whose values are features without a change.
pub(super) const PLAIN: &[(&str, &str)] = &[
    ("birthDate", "DATE_OF_BIRTH"),
    ("deathDate", "DATE_OF_DEATH"),
    ("incorporationDate", "REGISTRATION_DATE"),
    ("birthPlace", "PLACE_OF_BIRTH"),
    ("website", "WEBSITE_ADDRESS"),
    ("email", "EMAIL_ADDRESS"),
    ("phone", "PHONE_NUMBER"),
    ("leiCode", "LEI_NUMBER"),
    ("dunsCode", "DUNS_NUMBER"),
    ("npiCode", "NPI_NUMBER"),
    ("socialSecurityNumber", "SSN_NUMBER"),
    ("imoNumber", "IMO_NUMBER"),
    ("mmsi", "MMSI_NUMBER"),
    ("callSign", "CALL_SIGN"),
];

/// Returns the gender, where it is one.
pub(crate) fn gender(entity: &Entity) -> Option<&'static str> {
    let mut genders = entity.values("gender");
    match (genders.next(), genders.next()) {
        (Some("male"), None) => Some("M"),
        (Some("female"), None) => Some("F"),
        _ => None,
    }
}

/// Returns the addresses in one line each, those with parts first.
pub(crate) fn whole_addresses<'a>(place: usize, adjacent: &Adjacent<'a>) -> impl Iterator<Item = &'a str> {
    let entity = &adjacent.seen(place).entity;
    adjacent.addresses(place).chain(entity.values("address"))
}

fn addresses(place: usize, adjacent: &Adjacent<'_>) -> Vec<Feature> {
    let is_body = record_type(&adjacent.seen(place).entity) == Some("ORGANIZATION");
    let feature = |address: &str| {
        let mut feature = Vec::new();
        if is_body {
            feature.push(("ADDR_TYPE", "BUSINESS".to_owned()));
        }
        feature.push(("ADDR_FULL", address.to_owned()));
        feature
    };
    whole_addresses(place, adjacent).map(feature).collect()
}

fn countries(entity: &Entity) -> Vec<Feature> {
    let associated = if record_type(entity) == Some("PERSON") {
        "NATIONALITY"
    } else {
        "COUNTRY_OF_ASSOCIATION"
    };
    let attributes = [
        ("nationality", "NATIONALITY"),
        ("citizenship", "CITIZENSHIP"),
        ("jurisdiction", "REGISTRATION_COUNTRY"),
        ("flag", "REGISTRATION_COUNTRY"),
        // Where a person lives is not whose national it is, so only bodies say it.
        ("country", associated),
    ];
    let mut features = Vec::new();
    for (property, attribute) in attributes {
        if property == "country" && attribute == "NATIONALITY" {
            continue;
        }
        let codes = entity.values(property);
        features.extend(codes.map(|code| vec![(attribute, code.to_uppercase())]));
    }
    features
}

fn identifiers(place: usize, adjacent: &Adjacent<'_>) -> Vec<Feature> {
    let entity = &adjacent.seen(place).entity;
    let papers: Vec<&Entity> = adjacent.of_schema(place, "Identification").collect();
    let mut features = Vec::new();
    for paper in &papers {
        let number = paper.values("number").first().unwrap_or_default();
        let country = paper.values("country").first().map(str::to_uppercase);
        let kind = paper.values("type").first().map(str::to_owned);
        let is_tax = entity.values("taxNumber").contains(number) || entity.values("vatCode").contains(number);
        let attributes = if paper.schema.is_a("Passport") {
            (None, "PASSPORT_NUMBER", "PASSPORT_COUNTRY")
        } else if is_tax {
            (Some("TAX_ID_TYPE"), "TAX_ID_NUMBER", "TAX_ID_COUNTRY")
        } else {
            (Some("NATIONAL_ID_TYPE"), "NATIONAL_ID_NUMBER", "NATIONAL_ID_COUNTRY")
        };
        let mut feature = Vec::new();
        feature.extend(attributes.0.zip(kind));
        feature.push((attributes.1, number.to_owned()));
        feature.extend(country.map(|country| (attributes.2, country)));
        features.push(feature);
    }
    features.extend(wikidata(entity));
    let has_paper = |number: &str| papers.iter().any(|paper| paper.values("number").contains(number));
    for (property, kind, attribute) in NUMBERS {
        for number in entity.values(property).filter(|number| !has_paper(number)) {
            let mut feature = Vec::new();
            feature.extend(kind.map(|attribute| (attribute, (*property).to_owned())));
            feature.push((*attribute, number.to_owned()));
            features.push(feature);
        }
    }
    for (property, number) in entity.statements().filter(|(property, _)| is_other_number(property)) {
        features.push(vec![
            ("OTHER_ID_TYPE", property.name.clone()),
            ("OTHER_ID_NUMBER", number.to_owned()),
        ]);
    }
    features
}

/// A trusted id forces records together and apart, so that only one that is surely unique may be it.
fn wikidata(entity: &Entity) -> Option<Feature> {
    let mut ids = entity.values("wikidataId");
    let (id, None) = (ids.next()?, ids.next()) else {
        return None;
    };
    Some(vec![
        ("TRUSTED_ID_TYPE", "WIKIDATA".to_owned()),
        ("TRUSTED_ID_NUMBER", id.to_owned()),
    ])
}

/// Returns true for numbers of registers for which Senzing has no attribute of its own.
fn is_other_number(property: &FtmProperty) -> bool {
    let name = property.name.as_str();
    let is_known = PLAIN.iter().any(|(known, _)| *known == name) || NUMBERS.iter().any(|(known, ..)| *known == name);
    property.kind == FtmType::Identifier && !is_known && !matches!(name, "programId" | "wikidataId")
}

/// Numbers of papers, with the attribute that names their scheme: numbers of two schemes must not be compared.
pub(super) const NUMBERS: &[(&str, Option<&str>, &str)] = &[
    ("passportNumber", None, "PASSPORT_NUMBER"),
    ("idNumber", Some("NATIONAL_ID_TYPE"), "NATIONAL_ID_NUMBER"),
    ("registrationNumber", Some("NATIONAL_ID_TYPE"), "NATIONAL_ID_NUMBER"),
    ("ogrnCode", Some("NATIONAL_ID_TYPE"), "NATIONAL_ID_NUMBER"),
    ("taxNumber", Some("TAX_ID_TYPE"), "TAX_ID_NUMBER"),
    ("innCode", Some("TAX_ID_TYPE"), "TAX_ID_NUMBER"),
    ("vatCode", Some("TAX_ID_TYPE"), "TAX_ID_NUMBER"),
    ("uscCode", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
    ("licenseNumber", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
    ("swiftBic", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
    ("serialNumber", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
    ("icaoCode", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
    ("publicKey", Some("OTHER_ID_TYPE"), "OTHER_ID_NUMBER"),
];

/// An anchor for whom others point to, and a pointer for each link that begins here.
fn relationships(place: usize, source: &str, adjacent: &Adjacent<'_>) -> Vec<Feature> {
    let entity = &adjacent.seen(place).entity;
    let mut is_pointed_to = false;
    let mut pointers = Vec::new();
    for (_, place) in adjacent.referring(place) {
        let link = &adjacent.seen(place).entity;
        let Some((from, to)) = &link.schema.edge else { continue };
        if link.values(to).contains(&entity.id) {
            is_pointed_to = true;
        }
        if link.values(from).contains(&entity.id) {
            let role = link
                .values("role")
                .first()
                .or_else(|| link.values("relationship").first());
            let role = role.unwrap_or(&link.schema.label);
            for other in link.values(to) {
                pointers.push(vec![
                    ("REL_POINTER_DOMAIN", source.to_owned()),
                    ("REL_POINTER_KEY", other.to_owned()),
                    ("REL_POINTER_ROLE", role.to_owned()),
                ]);
            }
        }
    }
    let anchor = is_pointed_to.then(|| {
        vec![
            ("REL_ANCHOR_DOMAIN", source.to_owned()),
            ("REL_ANCHOR_KEY", entity.id.clone()),
        ]
    });
    anchor.into_iter().chain(pointers).collect()
}

/// Returns a feature as a JSON object.
pub(crate) fn object(feature: &Feature) -> Value {
    let members = feature
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Value::from(text.as_str())));
    Value::Object(members.collect::<Map<_, _>>())
}
