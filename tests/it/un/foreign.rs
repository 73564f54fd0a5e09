//! A UN entry in the formats of others, and an entry of OFAC's as the UN's.

use gazette::feed::{FORMATS, format, losses_of};
use gazette::import::{Input, importer};
use gazette::model::Edition;

use super::data::{complete, edition, entries, written};
use super::schema::{Schema, xmllint};
use super::tree::tree;

#[test]
fn the_complete_list_is_written_in_every_format() {
    let edition = edition(entries(&complete()), "2026-02-27");
    // OFAC's CSV is ASCII: it takes no Arabic.
    for format in FORMATS
        .iter()
        .filter(|format| format.name() != "ofac-csv" && format.applies_to(&edition))
    {
        for file in format.files() {
            let mut out = Vec::new();
            format
                .write(file, &edition, &mut out)
                .unwrap_or_else(|error| panic!("{}: {error}", format.name()));
            assert!(!out.is_empty(), "{}", file.name);
        }
    }
    let sdn = written(&edition, "ofac-xml");
    assert!(sdn.contains("<lastName>RECONNAISSANCE GENERAL BUREAU</lastName>"));
    assert!(sdn.contains("<program>DPRK</program>"));
    let mut one = edition.clone();
    one.entries.retain(|entry| entry.id == "KPe.031");
    let row = "\"KPe.031\",\"RECONNAISSANCE GENERAL BUREAU\",-0- ,\"DPRK\"";
    assert!(
        written(&one, "ofac-csv").starts_with(row),
        "{}",
        written(&one, "ofac-csv")
    );
}

fn ofac() -> Edition {
    let bytes = include_bytes!("../../data/ofac/xml/enhanced-excerpt-20240828.xml");
    let input = Input {
        name: "SDN_ENHANCED.XML",
        bytes,
    };
    let importer = importer("ofac-enhanced").expect("there is that importer");
    let imported = importer.read(&[input]);
    let mut edition = edition(imported.entries, "2024-08-28");
    edition.list = importer.new_list();
    edition
}

/// Facts without an element of their own are not lost, they stand in the comments; and each is named.
#[test]
fn an_entry_of_ofac_is_written_as_far_as_the_schema_goes() {
    let edition = ofac();
    let text = written(&edition, "un-xml");
    let document = tree(&text);
    let all = losses_of(format("un-xml").expect("there is that format"), &edition);
    let mut unlisted = 0;
    for entry in &edition.entries {
        assert!(text.contains(&format!("<REFERENCE_NUMBER>{}</REFERENCE_NUMBER>", entry.id)));
        let losses: Vec<_> = all.iter().filter(|loss| loss.entry == entry.id).collect();
        let names = |field: &str| {
            losses
                .iter()
                .any(|loss| loss.field == field || loss.field.starts_with(&format!("{field}[")))
        };
        for (field, said) in [
            ("wallets", !entry.wallets.is_empty()),
            ("features", !entry.features.is_empty()),
            ("vessel", entry.vessel.is_some()),
            ("relations[0]", !entry.relations.is_empty()),
        ] {
            assert_eq!(names(field), said, "{} {field}: {losses:?}", entry.id);
        }
        let none_of_the_uns = losses
            .iter()
            .filter(|loss| loss.what.contains("is none of the UN's programmes"));
        assert_eq!(none_of_the_uns.count(), 1, "{}: {losses:?}", entry.id);
        for wallet in &entry.wallets {
            assert!(text.contains(&wallet.address), "{}", wallet.address);
        }
        unlisted += usize::from(entry.listed().is_none());
    }
    let faults = Schema::read().faults(&document);
    let expected =
        |fault: &String| fault.contains("in `LISTED_ON` is no xs:date") || fault.contains("`INDIVIDUAL` is missing");
    assert!(faults.iter().all(expected), "{faults:?}");
    assert_eq!(
        faults.iter().filter(|fault| fault.contains("LISTED_ON")).count(),
        unlisted
    );
    if faults.is_empty() {
        xmllint(&text);
    }
}

#[test]
fn an_entry_of_the_un_loses_nothing_in_its_own_format() {
    let edition = edition(entries(&complete()), "2026-02-27");
    let format = format("un-xml").expect("there is that format");
    let mut told: Vec<String> = Vec::new();
    for loss in losses_of(format, &edition) {
        told.push(format!("{} {}: {}", loss.entry, loss.field, loss.what));
    }
    // The streets of places of birth, and the notes on two aliases of entities, for which the schema has no element.
    let streets = told
        .iter()
        .filter(|told| told.contains(".street: it is written in the note"))
        .count();
    let notes = told
        .iter()
        .filter(|told| told.contains(".note: it is written behind the alias"))
        .count();
    assert_eq!((streets, notes, told.len()), (11, 2, 13), "{told:#?}");
}
