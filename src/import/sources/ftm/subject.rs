//! Parties: entities that are listed or that could be, each with what stands around it.

use std::collections::BTreeSet;

use crate::ftm::{ID_REFERENCE, REFERENT_REFERENCE};
use crate::model::record::{Scalar, Table, unless_empty};
use crate::model::{
    Address, Aircraft, Contact, Country, CountryFact, Document, Entry, Feature, Gender, Kind, Name, NameForm, NamePart,
    NamePartType, NameType, Organization, Place, Programme, Quality, Reference, Source, Vessel, Wallet,
};
use crate::vocabulary::{Scheme, documents, ftm};

use super::links;
use super::raw::{Graph, Raw};
use super::sanctions;
use super::words::{country, date, date_fact, mark, phrase, phrases};

/// What was made of a file.
pub(super) struct Made {
    pub(super) entries: Vec<Entry>,
    pub(super) parties: Vec<Entry>,
    pub(super) programmes: Table<Programme>,
}

/// Makes entries of what is listed, and parties of what could be.
pub(super) fn entries(graph: &Graph) -> Made {
    let mut made = Made {
        entries: Vec::new(),
        parties: Vec::new(),
        programmes: Table::default(),
    };
    for raw in graph.entities.values() {
        if graph.is_listed(raw) {
            let mut entry = subject(graph, raw);
            sanctions::designations(graph, raw, &mut entry, &mut made.programmes);
            made.entries.push(entry.canonical());
        } else if is_party(raw) {
            made.parties.push(subject(graph, raw).canonical());
        }
    }
    made
}

/// Returns true for persons, bodies, ships and aircraft, listed or not.
pub(super) fn is_party(raw: &Raw) -> bool {
    raw.schema.is_a("LegalEntity") || raw.schema.is_a("Vehicle")
}

fn subject(graph: &Graph, raw: &Raw) -> Entry {
    let mut entry = Entry {
        id: raw.id.clone(),
        kind: kind(raw),
        names: names(raw),
        references: references(raw),
        ..Entry::default()
    };
    person(raw, &mut entry);
    reach(raw, &mut entry);
    addresses(graph, raw, &mut entry);
    papers(graph, raw, &mut entry);
    parts(raw, &mut entry);
    entry.wallets = graph
        .leading(&raw.id, "CryptoWallet", "holder")
        .filter_map(wallet)
        .collect();
    entry.remarks = phrases(&raw.values("notes"));
    entry.relations = links::relations(graph, raw);
    entry
}

fn kind(raw: &Raw) -> Kind {
    match raw.schema {
        schema if schema.is_a("Person") => Kind::Individual,
        schema if schema.is_a("Vessel") => Kind::Vessel,
        schema if schema.is_a("Airplane") => Kind::Aircraft,
        _ => Kind::Entity,
    }
}

fn names(raw: &Raw) -> Vec<Name> {
    let own = raw.values("name");
    let caption = own.iter().position(|name| *name == raw.caption).unwrap_or(0);
    let Some(primary) = own.get(caption).copied().or_else(|| raw.first("alias")) else {
        return Vec::new();
    };
    let forms = own.iter().filter(|name| **name != primary);
    let mut names = vec![Name {
        text: primary.to_owned(),
        kind: NameType::Primary,
        forms: forms.map(|text| form(text)).collect(),
        parts: name_parts(raw),
        ..Name::default()
    }];
    let others = [
        ("alias", NameType::Aka, Quality::Unsaid),
        ("weakAlias", NameType::Aka, Quality::Weak),
        ("previousName", NameType::Fka, Quality::Unsaid),
    ];
    for (property, kind, quality) in others {
        names.extend(raw.values(property).into_iter().map(|text| Name {
            text: text.to_owned(),
            kind: kind.clone(),
            quality: quality.clone(),
            ..Name::default()
        }));
    }
    names
}

fn form(text: &str) -> NameForm {
    NameForm {
        text: text.to_owned(),
        ..NameForm::default()
    }
}

fn name_parts(raw: &Raw) -> Vec<NamePart> {
    let parts = [
        ("lastName", NamePartType::Surname),
        ("firstName", NamePartType::Given),
        ("middleName", NamePartType::Middle),
        ("fatherName", NamePartType::Patronymic),
        ("motherName", NamePartType::Matronymic),
        ("nameSuffix", NamePartType::Suffix),
    ];
    let part = |kind: &NamePartType, text: &str| NamePart {
        kind: kind.clone(),
        text: text.to_owned(),
        ..NamePart::default()
    };
    let parts = parts.iter();
    parts
        .flat_map(|(property, kind)| raw.values(property).into_iter().map(move |text| part(kind, text)))
        .collect()
}

fn references(raw: &Raw) -> Vec<Reference> {
    let reference = |kind: &str, value: &str| Reference {
        kind: kind.to_owned(),
        value: value.to_owned(),
        ..Reference::default()
    };
    let own = std::iter::once(reference(ID_REFERENCE, &raw.id));
    let referents = raw.referents.iter().map(|id| reference(REFERENT_REFERENCE, id));
    let wikidata = raw.values("wikidataId").into_iter().map(|id| reference("wikidata", id));
    own.chain(referents).chain(wikidata).collect()
}

fn person(raw: &Raw, entry: &mut Entry) {
    entry.titles = phrases(&raw.values("title"));
    entry.positions = phrases(&raw.values("position"));
    entry.gender = raw.first("gender").map(Gender::from_text).unwrap_or_default();
    entry.birth_dates = raw.values("birthDate").into_iter().map(date_fact).collect();
    entry.death_dates = raw.values("deathDate").into_iter().map(date_fact).collect();
    entry.nationalities = country_facts(&raw.values("nationality"));
    entry.citizenships = country_facts(&raw.values("citizenship"));
    let texts = raw.values("birthPlace").into_iter().map(|text| Place {
        text: Some(text.to_owned()),
        ..Place::default()
    });
    let countries = raw.values("birthCountry").into_iter().map(|code| Place {
        country: Some(country(code)),
        ..Place::default()
    });
    entry.birth_places = texts.chain(countries).collect();
}

fn country_facts(codes: &[&str]) -> Vec<CountryFact> {
    let fact = |code: &&str| CountryFact {
        country: country(code),
        ..CountryFact::default()
    };
    codes.iter().map(fact).collect()
}

fn reach(raw: &Raw, entry: &mut Entry) {
    for property in ["email", "phone", "website"] {
        entry
            .contacts
            .extend(raw.values(property).into_iter().map(|value| Contact {
                kind: property.to_owned(),
                value: value.to_owned(),
                ..Contact::default()
            }));
    }
    entry.sources = raw.values("sourceUrl").into_iter().map(source).collect();
    entry.features = raw
        .values("jurisdiction")
        .into_iter()
        .map(|code| Feature {
            kind: "registration-country".to_owned(),
            country: Some(country(code)),
            ..Feature::default()
        })
        .collect();
}

pub(super) fn source(url: &str) -> Source {
    Source {
        url: Some(url.to_owned()),
        ..Source::default()
    }
}

fn addresses(graph: &Graph, raw: &Raw, entry: &mut Entry) {
    let linked = raw.values("addressEntity").into_iter();
    let linked: Vec<Address> = linked.filter_map(|id| graph.entities.get(id)).map(address).collect();
    let told: BTreeSet<&Country> = linked.iter().filter_map(|address| address.country.as_ref()).collect();
    let codes = raw.values("country").into_iter().map(country);
    let alone = codes.filter(|country| !told.contains(country)).map(|country| Address {
        country: Some(country),
        ..Address::default()
    });
    let texts = raw.values("address").into_iter().map(|text| Address {
        text: Some(text.to_owned()),
        ..Address::default()
    });
    let others: Vec<Address> = texts.chain(alone).collect();
    entry.addresses = linked.into_iter().chain(others).collect();
}

fn address(raw: &Raw) -> Address {
    let text = |property: &str| raw.first(property).map(str::to_owned);
    Address {
        text: text("full"),
        street: text("street"),
        street2: text("street2"),
        po_box: text("postOfficeBox"),
        city: text("city"),
        state: text("state"),
        postal_code: text("postalCode"),
        region: text("region"),
        country: raw.first("country").map(country),
        note: text("remarks"),
        id: mark(&raw.id),
        ..Address::default()
    }
}

/// The properties that hold numbers of documents, and the type as which they are read.
const NUMBERS: [(&str, &str); 14] = [
    ("passportNumber", "passport"),
    ("idNumber", "identification-number"),
    ("registrationNumber", "registration-number"),
    ("taxNumber", "tax-id"),
    ("vatCode", "vat-number"),
    ("innCode", "inn"),
    ("ogrnCode", "ogrn"),
    ("leiCode", "lei"),
    ("swiftBic", "swift-bic"),
    ("uscCode", "uscc"),
    ("licenseNumber", "licence"),
    ("imoNumber", "imo"),
    ("mmsi", "mmsi"),
    ("socialSecurityNumber", "ssn"),
];

fn papers(graph: &Graph, raw: &Raw, entry: &mut Entry) {
    let papers: Vec<&Raw> = graph.leading(&raw.id, "Identification", "holder").collect();
    let mut told = BTreeSet::new();
    for paper in papers {
        let document = document(paper);
        told.extend(document.number.clone());
        entry.documents.push(document);
    }
    let is_aircraft = raw.schema.is_a("Airplane");
    for (property, kind) in NUMBERS {
        if is_aircraft && property == "registrationNumber" {
            continue;
        }
        for number in raw.values(property) {
            if !told.contains(number) {
                let plain = number.strip_prefix("IMO").filter(|_| property == "imoNumber");
                let number = plain.unwrap_or(number);
                entry.documents.push(Document {
                    kind: kind.to_owned(),
                    number: Some(number.to_owned()),
                    ..Document::default()
                });
            }
        }
    }
}

fn document(raw: &Raw) -> Document {
    let text = |property: &str| raw.first(property).map(str::to_owned);
    let label = raw.first("type");
    let known = label.and_then(|label| documents().exact(Scheme::Ofac, label));
    let is_passport = raw.schema.is_a("Passport");
    let kind = match (known, label) {
        (Some(kind), _) if !is_passport || ftm().passports.iter().any(|known| known == kind) => kind.to_owned(),
        _ if is_passport => "passport".to_owned(),
        (_, Some(label)) => label.to_lowercase().replace(' ', "-"),
        (_, None) => "identification-number".to_owned(),
    };
    Document {
        kind,
        number: text("number"),
        country: raw.first("country").map(country),
        issued: raw.first("startDate").map(date),
        expires: raw.first("endDate").map(date),
        issuer: text("authority"),
        note: text("summary"),
        id: mark(&raw.id),
        ..Document::default()
    }
}

fn wallet(raw: &Raw) -> Option<Wallet> {
    Some(Wallet {
        currency: raw.first("currency").unwrap_or_default().to_owned(),
        address: raw.first("publicKey")?.to_owned(),
        note: raw.first("notes").map(str::to_owned),
        id: mark(&raw.id),
        ..Wallet::default()
    })
}

fn parts(raw: &Raw, entry: &mut Entry) {
    let dates = |property: &str| raw.values(property).into_iter().map(date_fact).collect::<Vec<_>>();
    let texts = |property: &str| phrases(&raw.values(property));
    let text = |property: &str| raw.first(property).map(str::to_owned);
    if raw.schema.is_a("Vessel") {
        let flags = raw.values("flag");
        let types = raw.values("type");
        let signs = raw.values("callSign");
        let vessel = Vessel {
            kind: types.first().map(|text| (*text).to_owned()),
            other_types: phrases(types.get(1..).unwrap_or_default()),
            flag: flags.first().map(|code| country(code)),
            other_flags: country_facts(flags.get(1..).unwrap_or_default()),
            former_flags: country_facts(&raw.values("pastFlags")),
            call_sign: signs.first().map(|text| (*text).to_owned()),
            other_call_signs: phrases(signs.get(1..).unwrap_or_default()),
            tonnage: text("deadweightTonnage"),
            gross_tonnage: text("grossRegisteredTonnage"),
            built: dates("buildDate"),
            ..Vessel::default()
        };
        entry.vessel = unless_empty(vessel);
    } else if raw.schema.is_a("Airplane") {
        let aircraft = Aircraft {
            models: texts("model"),
            manufacturers: texts("manufacturer"),
            types: texts("type"),
            serial_numbers: texts("serialNumber"),
            tail_numbers: texts("registrationNumber"),
            transponder_codes: texts("icaoCode"),
            built: dates("buildDate"),
            ..Aircraft::default()
        };
        entry.aircraft = unless_empty(aircraft);
    } else if raw.schema.is_a("LegalEntity") {
        let organization = Organization {
            established: dates("incorporationDate"),
            dissolved: dates("dissolutionDate"),
            types: raw.values("classification").into_iter().map(phrase).collect(),
            legal_form: text("legalForm"),
            ..Organization::default()
        };
        entry.organization = unless_empty(organization);
    }
}
