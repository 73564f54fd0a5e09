//! What entries become, case by case; the expected values are those of the mapping table in `docs/ftm.md`.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::sync::Arc;

use gazette::feed::{format, losses_of};
use gazette::ftm::{Context, Entity, map};
use gazette::model::record::Field;
use gazette::model::{Edition, Entry, List};
use gazette::yaml::parse;

fn entry(text: &str) -> Entry {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    Entry::read(&parsed.documents[0], &mut Vec::new()).canonical()
}

fn list() -> List {
    let text = "{format: 1, title: T, authority: {name: Office, country: US}, \
        programmes: {P: {title: Programme, measures: [asset-freeze], url: 'https://example.org/p'}}}";
    List::read(&parse(text.as_bytes()).documents[0], &mut Vec::new())
}

fn edition(entries: &[&str], parties: &[&str]) -> Edition {
    let mut edition = Edition {
        list_id: "us-x".to_owned(),
        list: list(),
        entries: entries.iter().map(|text| Arc::new(entry(text))).collect(),
        parties: parties.iter().map(|text| Arc::new(entry(text))).collect(),
        release: None,
    };
    edition.sort();
    edition
}

/// Returns the entities of all entries.
fn entities(edition: &Edition) -> Vec<Entity> {
    let context = Context::of(edition);
    let entries = edition.entries.iter().map(|entry| (entry, false));
    let all = entries.chain(edition.parties.iter().map(|party| (party, true)));
    all.flat_map(|(entry, is_party)| map(entry, is_party, &context).entities)
        .collect()
}

fn of<'a>(entities: &'a [Entity], schema: &str) -> Vec<&'a Entity> {
    entities.iter().filter(|entity| entity.schema.name == schema).collect()
}

fn one<'a>(entities: &'a [Entity], schema: &str) -> &'a Entity {
    let found = of(entities, schema);
    assert_eq!(found.len(), 1, "{schema}");
    found[0]
}

fn values<'a>(entity: &'a Entity, property: &str) -> Vec<&'a str> {
    entity.values(property).collect()
}

#[test]
fn a_person_with_its_papers() {
    let text = "{id: 7, kind: individual, names: [{text: 'KIM, Il', type: primary, parts: [{type: surname, text: KIM}, {type: given, text: Il}]}, \
        {text: THE CHIEF, quality: weak}, {text: OLD NAME, type: fka}], gender: male, birth_dates: [1957~, 1979/1981, 1960-02-03], \
        birth_places: [{city: Haeju, country: KP}], nationalities: [KP], \
        documents: [{type: passport, number: '0123', country: KP, expires: 2025-01, known_false: true}, {type: tax-id, number: T1}], \
        contacts: [{type: phone, value: '+850 2 381'}, {type: website, value: 'https://example.org'}], \
        designations: [{programme: P, listed: 2020-03-02}]}";
    let entities = entities(&edition(&[text], &[]));
    let person = one(&entities, "Person");
    assert_eq!((person.id.as_str(), person.caption()), ("us-x-7", "KIM, Il"));
    for (property, expected) in [
        ("name", &["KIM, Il"][..]),
        ("weakAlias", &["THE CHIEF"]),
        ("previousName", &["OLD NAME"]),
        ("lastName", &["KIM"]),
        ("firstName", &["Il"]),
        ("birthDate", &["1957", "1960-02-03", "1979", "1980", "1981"]),
        ("birthPlace", &["Haeju"]),
        ("birthCountry", &["kp"]),
        ("nationality", &["kp"]),
        ("passportNumber", &["0123"]),
        ("taxNumber", &["T1"]),
        ("website", &["https://example.org/"]),
        ("topics", &["sanction"]),
        ("programId", &["US-P"]),
        (
            "notes",
            &["Born: between 1979 and 1981", "Born: circa 1957", "phone: +850 2 381"],
        ),
    ] {
        assert_eq!(values(person, property), expected, "{property}");
    }
    let passport = one(&entities, "Passport");
    assert_eq!(values(passport, "number"), ["0123"]);
    assert_eq!(
        (values(passport, "country"), values(passport, "endDate")),
        (vec!["kp"], vec!["2025-01"])
    );
    assert_eq!(values(passport, "summary"), ["known to be false"]);
    let sanction = one(&entities, "Sanction");
    for (property, expected) in [
        ("entity", "us-x-7"),
        ("program", "Programme"),
        ("programId", "US-P"),
        ("programUrl", "https://example.org/p"),
        ("authority", "Office"),
        ("authorityId", "7"),
        ("country", "us"),
        ("provisions", "Asset freeze"),
        ("listingDate", "2020-03-02"),
    ] {
        assert_eq!(values(sanction, property), [expected], "{property}");
    }
    assert_eq!(values(sanction, "status"), [] as [&str; 0]);
}

#[test]
fn ships_aircraft_and_wallets() {
    let ship = "{id: 1, kind: vessel, names: [CHON MA SAN], vessel: {type: Tanker, flag: KP, former_flags: [PA], tonnage: '3,003'}, \
        documents: [{type: imo, number: 8660313}, {type: mmsi, number: '445115000'}], designations: [{programme: P}]}";
    let plane = "{id: 2, kind: aircraft, names: [P-532], aircraft: {models: [AN-148], serial_numbers: ['03-08']}, designations: [{programme: P}]}";
    let body = "{id: 3, kind: entity, names: [LAZARUS], wallets: [{currency: ETH, address: '0xa0'}], designations: [{programme: P}]}";
    let entities = entities(&edition(&[ship, plane, body], &[]));
    let ship = one(&entities, "Vessel");
    assert_eq!(
        (values(ship, "imoNumber"), values(ship, "mmsi")),
        (vec!["IMO8660313"], vec!["445115000"])
    );
    assert_eq!(
        (values(ship, "flag"), values(ship, "pastFlags")),
        (vec!["kp"], vec!["pa"])
    );
    assert_eq!(values(ship, "deadweightTonnage"), ["3,003"]);
    let plane = one(&entities, "Airplane");
    assert_eq!((plane.caption(), values(plane, "model")), ("P-532", vec!["AN-148"]));
    let wallet = one(&entities, "CryptoWallet");
    assert_eq!((values(wallet, "holder"), wallet.caption()), (vec!["us-x-3"], "0xa0"));
    assert_eq!(values(wallet, "topics"), ["sanction.linked"]);
}

#[test]
fn links_have_the_schemata_that_their_ends_allow() {
    let owner = "{id: 1, kind: individual, names: [OWNER], designations: [{programme: P}], \
        relations: [{type: family-of, to: 2, role: brother}, {type: leader-of, to: 3}, {type: owns, to: 4, share: '60'}, {type: member-of, to: 4}]}";
    let brother = "{id: 2, kind: individual, names: [BROTHER], designations: [{programme: P}]}";
    let owned = "{id: 3, kind: entity, names: [OWNED], designations: [{programme: P}], relations: [{type: owned-by, to: parties/h, share: '>50', since: 2019}]}";
    let ship = "{id: 4, kind: vessel, names: [SHIP], designations: [{programme: P}]}";
    let holding = "{id: h, kind: entity, names: [HOLDING], relations: [{type: linked-to, name: SOMEBODY}]}";
    let entities = entities(&edition(&[owner, brother, owned, ship], &[holding]));
    let family = one(&entities, "Family");
    // The relative, as seen from the person: OWNER is the brother of BROTHER.
    assert_eq!(
        (values(family, "person"), values(family, "relative")),
        (vec!["us-x-2"], vec!["us-x-1"])
    );
    assert_eq!(values(family, "relationship"), ["brother"]);
    assert_eq!(values(one(&entities, "Directorship"), "organization"), ["us-x-3"]);
    // What is owned is a Company: an Organization cannot be owned there.
    assert_eq!(one(&entities, "Company").id, "us-x-3");
    let ownerships = of(&entities, "Ownership");
    let shares: Vec<&str> = ownerships.iter().map(|link| values(link, "percentage")[0]).collect();
    assert_eq!(shares, ["60", ">50"]);
    assert_eq!(values(ownerships[1], "startDate"), ["2019"]);
    // Nobody is a member of a ship.
    let unknown = of(&entities, "UnknownLink");
    assert_eq!(values(unknown[0], "role"), ["member of"]);
    let holding = of(&entities, "Organization")
        .into_iter()
        .find(|entity| entity.caption() == "HOLDING")
        .unwrap();
    assert_eq!(values(holding, "topics"), ["sanction.linked"]);
    assert!(!holding.id.contains("holding") && holding.id.len() == "us-x-".len() + 40);
    let mention = of(&entities, "LegalEntity");
    assert_eq!(
        (mention[0].caption(), values(mention[0], "topics")),
        ("SOMEBODY", vec![])
    );
}

#[test]
fn a_designation_that_ended_has_an_end_and_no_topic() {
    let text = "{id: 1, kind: entity, names: [X], designations: [{programme: P, listed: 2010, ended: 2015-01-01}]}";
    let all = entities(&edition(&[text], &[]));
    assert_eq!(values(one(&all, "Organization"), "topics"), [] as [&str; 0]);
    let sanction = one(&all, "Sanction");
    assert_eq!(
        (values(sanction, "endDate"), values(sanction, "status")),
        (vec!["2015-01-01"], vec!["inactive"])
    );
    let text = "{id: 1, kind: entity, names: [X], designations: [{programme: P, expires: 2030-01-01}]}";
    let mut later = edition(&[text], &[]);
    later.release = crate::feed::edition().release;
    let all = entities(&later);
    assert_eq!(values(one(&all, "Organization"), "topics"), ["sanction"]);
    assert_eq!(values(one(&all, "Sanction"), "status"), ["active"]);
}

#[test]
fn a_re_designation_carries_the_old_id() {
    let new = "{id: 9, kind: entity, names: [X], designations: [{programme: P}], relations: [{type: succeeds, to: 5}]}";
    let all = entities(&edition(&[new], &[]));
    assert_eq!(one(&all, "Organization").referents, ["us-x-5"]);
    assert_eq!(of(&all, "Succession").len(), 0);
    // While the old one is listed it is an entity of its own, and a link leads to it.
    let old = "{id: 5, kind: entity, names: [OLD], designations: [{programme: P}]}";
    let all = entities(&edition(&[new, old], &[]));
    assert_eq!(
        all.iter().find(|entity| entity.id == "us-x-9").unwrap().referents,
        [] as [&str; 0]
    );
    assert_eq!(values(one(&all, "Succession"), "predecessor"), ["us-x-5"]);
}

#[test]
fn what_does_not_fit_keeps_its_wording_and_is_named() {
    let text = "{id: 1, kind: vessel, names: [X], documents: [{type: imo, number: 1234568}], contacts: [{type: phone, value: 0123}], \
        vessel: {owner: SOMEBODY}, designations: [{programme: P, register: SDN}]}";
    let edition = edition(&[text], &[]);
    let all = entities(&edition);
    let notes = values(one(&all, "Vessel"), "notes");
    assert_eq!(
        notes,
        [
            "Owner: SOMEBODY",
            "Vessel Registration Identification: 1234568",
            "phone: 0123"
        ]
    );
    let losses = losses_of(format("ftm").unwrap(), &edition);
    let fields: Vec<&str> = losses.iter().map(|loss| loss.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "contacts[0]",
            "documents[0]",
            "vessel.owner",
            "designations[0].register"
        ]
    );
}

/// An id must not change because something else of the entry does.
#[test]
fn ids_stay_when_facts_change() {
    let before = "{id: 1, kind: entity, names: [X], addresses: [{id: 9, city: Pyongyang}], designations: [{programme: P, listed: 2010}]}";
    let after = "{id: 1, kind: entity, names: [Y], addresses: [{id: 9, city: Haeju}], designations: [{programme: P, listed: 2011}]}";
    let ids = |text| {
        entities(&edition(&[text], &[]))
            .into_iter()
            .map(|entity| entity.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(before), ids(after));
    assert_eq!(ids(before).len(), 3);
}

#[test]
fn elements_that_say_the_same_have_ids_of_their_own() {
    let text =
        "{id: 1, kind: entity, names: [X], designations: [{programme: P, listed: 2010}, {programme: P, listed: 2011}]}";
    let all = entities(&edition(&[text], &[]));
    let sanctions = of(&all, "Sanction");
    assert_eq!(sanctions.len(), 2);
    assert_ne!(sanctions[0].id, sanctions[1].id);
}
