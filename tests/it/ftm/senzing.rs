//! Records of Senzing, and the flat ones that moov-io/watchman reads.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::collections::BTreeSet;

use gazette::feed::format;
use gazette::model::record::Field;
use gazette::model::{Edition, Entry};
use gazette::yaml::parse;
use serde_json::Value;

fn records(name: &str) -> Vec<Value> {
    let format = format(name).unwrap();
    let mut out = Vec::new();
    format
        .write(&format.files()[0], &crate::feed::edition(), &mut out)
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn features<'a>(record: &'a Value, attribute: &str) -> Vec<&'a str> {
    let features = record["FEATURES"].as_array().unwrap().iter();
    features.filter_map(|feature| feature[attribute].as_str()).collect()
}

#[test]
fn every_record_has_its_features_in_one_list() {
    let records = records("senzing");
    let ids: BTreeSet<&str> = records
        .iter()
        .map(|record| record["RECORD_ID"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), records.len());
    for record in &records {
        assert_eq!(record["DATA_SOURCE"], "TEST_LIST");
        for feature in record["FEATURES"].as_array().unwrap() {
            assert!(feature.as_object().unwrap().values().all(Value::is_string), "{feature}");
        }
    }
    let person = records
        .iter()
        .find(|record| record["RECORD_ID"] == "test-list-2")
        .unwrap();
    assert_eq!(features(person, "RECORD_TYPE"), ["PERSON"]);
    assert_eq!(features(person, "GENDER"), ["M"]);
    assert_eq!(features(person, "NAME_TYPE")[0], "PRIMARY");
    assert!(features(person, "NAME_FULL").contains(&"김용"));
    assert_eq!(features(person, "PASSPORT_COUNTRY"), ["KP"]);
    assert_eq!(features(person, "NATIONALITY"), ["KP", "NO"]);
    // The membership of 1 and the holding that owns it.
    let pointers: BTreeSet<&str> = features(person, "REL_POINTER_KEY").into_iter().collect();
    assert!(pointers.iter().all(|key| ids.contains(key)), "{pointers:?}");
    let anchors: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| features(record, "REL_ANCHOR_KEY"))
        .collect();
    let pointed: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| features(record, "REL_POINTER_KEY"))
        .collect();
    assert_eq!(anchors, pointed);
}

#[test]
fn weak_names_are_not_compared() {
    let records = records("senzing");
    let body = records
        .iter()
        .find(|record| record["RECORD_ID"] == "test-list-1")
        .unwrap();
    assert_eq!(
        features(body, "NAME_ORG"),
        ["LAZARUS GROUP", "HIDDEN COBRA", "OLD NAME"]
    );
}

fn record_of(name: &str, entry: &str) -> Value {
    let parsed = parse(entry.as_bytes());
    assert_eq!(parsed.errors, []);
    let edition = Edition {
        list_id: "us-x".to_owned(),
        entries: vec![Entry::read(&parsed.documents[0], &mut Vec::new()).canonical().into()],
        ..Edition::default()
    };
    let format = format(name).unwrap();
    let mut out = Vec::new();
    format.write(&format.files()[0], &edition, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// What Senzing has no attribute for is told as another number, of the scheme that FollowTheMoney names it by; the one id that is
/// unique whoever gives it is trusted.
#[test]
fn every_number_is_told() {
    let entry = "{id: 1, kind: entity, names: [A], references: [{type: wikidata, value: Q42}], \
        extra: {ftm: [{id: us-x-1, schema: Organization, properties: {permId: [P1], taxNumber: [T1], programId: [US-X]}}]}}";
    let record = record_of("senzing", entry);
    assert_eq!(features(&record, "TRUSTED_ID_TYPE"), ["WIKIDATA"]);
    assert_eq!(features(&record, "TRUSTED_ID_NUMBER"), ["Q42"]);
    assert_eq!(features(&record, "OTHER_ID_TYPE"), ["permId"]);
    assert_eq!(features(&record, "OTHER_ID_NUMBER"), ["P1"]);
    assert_eq!(features(&record, "TAX_ID_NUMBER"), ["T1"]);
}

/// A number means little without the country that gave it.
#[test]
fn flat_numbers_have_their_countries() {
    let entry = "{id: 1, kind: individual, names: [A], designations: [{programme: P}], documents: \
        [{type: identification-number, number: N1, country: KP}, {type: tax-id, number: T1, country: RU}]}";
    let record = record_of("senzing-flat", entry);
    assert_eq!(
        (&record["NATIONAL_ID_NUMBER"], &record["NATIONAL_ID_COUNTRY"]),
        (&"N1".into(), &"KP".into())
    );
    assert_eq!(
        (&record["TAX_ID_NUMBER"], &record["TAX_ID_COUNTRY"]),
        (&"T1".into(), &"RU".into())
    );
    let without = record_of(
        "senzing-flat",
        "{id: 1, kind: individual, names: [A], designations: [{programme: P}], documents: [{type: tax-id, number: T1}]}",
    );
    assert_eq!(
        (&without["TAX_ID_NUMBER"], without.get("TAX_ID_COUNTRY")),
        (&"T1".into(), None)
    );
}

/// What the reader of watchman takes: texts at the top, a name under the attribute of its kind, no list anywhere.
#[test]
fn flat_records_have_one_text_of_each_kind() {
    let records = records("senzing-flat");
    assert_eq!(records.len(), 4);
    for record in &records {
        assert!(record.as_object().unwrap().values().all(Value::is_string), "{record}");
        assert!(
            record.get("NAME_FULL").is_some() != record.get("NAME_ORG").is_some(),
            "{record}"
        );
    }
    let person = records
        .iter()
        .find(|record| record["RECORD_ID"] == "test-list-2")
        .unwrap();
    assert_eq!(
        (&person["DATE_OF_BIRTH"], &person["PASSPORT_NUMBER"]),
        (&"1957".into(), &"0123".into())
    );
    let ship = records
        .iter()
        .find(|record| record["RECORD_ID"] == "test-list-10")
        .unwrap();
    assert_eq!(
        (&ship["RECORD_TYPE"], &ship["NAME_ORG"]),
        (&"VESSEL".into(), &"CHON MA SAN".into())
    );
}
