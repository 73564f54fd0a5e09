//! The way back: entities of a data set into entries, and out again.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gazette::feed::{FORMATS, format};
use gazette::import::{Imported, Input, importer};
use gazette::model::Edition;
use serde_json::Value;

use crate::repository::Repository;

/// A data set in the shape of OpenSanctions, made up: merged ids, shared addresses, and things for which the model has no field.
const SAMPLE: &str = include_str!("../../data/ftm/sample.ftm.json");

fn read(text: &str) -> Imported {
    let input = Input {
        name: "entities.ftm.json",
        bytes: text.as_bytes(),
    };
    importer("ftm").unwrap().read(&[input])
}

fn exported(imported: Imported) -> String {
    let mut edition = Edition {
        list_id: "imported".to_owned(),
        list: importer("ftm").unwrap().new_list(),
        entries: imported.entries.into_iter().map(Arc::new).collect(),
        parties: imported.parties.into_iter().map(Arc::new).collect(),
        release: None,
    };
    edition.list.programmes = imported.programmes;
    let ftm = format("ftm").unwrap();
    let mut out = Vec::new();
    ftm.write(&ftm.files()[0], &edition, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// An entity's schema, referents and values.
type Body = (String, BTreeSet<String>, BTreeMap<String, BTreeSet<String>>);

fn bodies(text: &str) -> BTreeMap<String, Body> {
    let body = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let texts = |value: &Value| {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(|text| text.as_str().unwrap().to_owned())
                .collect()
        };
        let properties = value["properties"].as_object().unwrap();
        let properties = properties
            .iter()
            .map(|(name, values)| (name.clone(), texts(values)))
            .collect();
        let schema = value["schema"].as_str().unwrap().to_owned();
        (
            value["id"].as_str().unwrap().to_owned(),
            (schema, texts(&value["referents"]), properties),
        )
    };
    text.lines().map(body).collect()
}

fn assert_law(text: &str) {
    let imported = read(text);
    assert!(!imported.is_refused(), "{:?}", imported.problems);
    let untold = imported
        .problems
        .iter()
        .filter(|problem| !problem.message.contains("is kept under `extra.ftm`"));
    assert_eq!(
        untold.map(ToString::to_string).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    let (before, after) = (bodies(text), bodies(&exported(imported)));
    for (id, body) in &before {
        assert_eq!(after.get(id), Some(body), "{id}");
    }
    assert_eq!(after.len(), before.len());
}

#[test]
fn a_data_set_comes_out_as_it_came_in() {
    assert_law(SAMPLE);
}

#[test]
fn what_we_export_is_imported_and_exported_as_it_was() {
    let ftm = format("ftm").unwrap();
    for edition in super::deltas::founding().into_iter().chain([crate::feed::edition()]) {
        let mut out = Vec::new();
        ftm.write(&ftm.files()[0], &edition, &mut out).unwrap();
        assert_law(&String::from_utf8(out).unwrap());
    }
}

#[test]
fn the_whole_list_of_ofac_comes_out_as_it_came_in() {
    let ftm = format("ftm").unwrap();
    let mut out = Vec::new();
    ftm.write(&ftm.files()[0], &super::deltas::ofac(), &mut out).unwrap();
    assert_law(&String::from_utf8(out).unwrap());
}

#[test]
fn fields_of_the_model_are_filled() {
    let imported = read(SAMPLE);
    let ids: Vec<&str> = imported.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["NK-person", "ofac-1", "ofac-2"]);
    assert_eq!(imported.parties.len(), 1);
    let person = &imported.entries[0];
    assert_eq!(person.primary_name(), "Ivan TESTOV");
    assert_eq!(person.birth_dates.len(), 2);
    assert_eq!(person.nationalities[0].country.as_str(), "RU");
    let designation = &person.designations[0];
    assert_eq!(designation.programme.as_deref(), Some("US-EO13224"));
    assert_eq!(designation.measures, ["asset-freeze"]);
    assert_eq!(
        imported.programmes["US-EO13224"].title.as_deref(),
        Some("Executive Order 13224")
    );
    assert_eq!(person.relations[0].to.as_ref().unwrap().as_str(), "parties/NK-mother");
    let ship = &imported.entries[2];
    assert_eq!(ship.documents[0].number.as_deref(), Some("9074729"));
    assert_eq!(ship.vessel.as_ref().unwrap().flag.as_ref().unwrap().as_str(), "KP");
}

#[test]
fn a_faulty_file_is_refused_with_its_line() {
    let cases = [
        ("{\"id\":\"a\"}\n", "entities.ftm.json:1: error: the line is no entity"),
        ("[]\n", "entities.ftm.json:1: error: the line is no entity"),
        (
            "{\"id\":\"a:b\",\"schema\":\"Person\",\"properties\":{}}\n",
            "entities.ftm.json:1: error: `a:b` is no id",
        ),
        (
            "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n",
            "entities.ftm.json:2: error: the id `a` comes twice",
        ),
    ];
    for (text, expected) in cases {
        let imported = read(text);
        assert!(imported.is_refused() && imported.entries.is_empty(), "{text}");
        assert!(
            imported.problems[0].to_string().starts_with(expected),
            "{}",
            imported.problems[0]
        );
    }
    let strange = read("{\"id\":\"a\",\"schema\":\"Spaceship\",\"properties\":{}}\n");
    assert!(!strange.is_refused());
    assert_eq!(
        strange.problems[0].to_string(),
        "entities.ftm.json:1: note: `a` is of the schema `Spaceship`, which is not known, and was left out"
    );
}

#[test]
fn the_command_imports_and_a_second_time_changes_nothing() {
    let repository = Repository::new();
    repository.write("gazette.yaml", "publisher: Test\n");
    repository.write("entities.ftm.json", SAMPLE);
    let run = repository.gazette(&["import", "ftm", "entities.ftm.json", "--into", "sample"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("lists/sample: 3 added"), "{}", run.out);
    assert!(run.err.contains("is kept under `extra.ftm`"), "{}", run.err);
    assert!(
        repository
            .read("lists/sample/parties/NK-mother.yaml")
            .contains("Anna TESTOVA")
    );
    assert!(
        repository
            .read("lists/sample/list.yaml")
            .contains("Executive Order 13224")
    );
    let again = repository.gazette(&["import", "ftm", "entities.ftm.json", "--into", "sample"]);
    assert!(
        again
            .out
            .contains("0 added, 0 amended, 0 removed, 3 unchanged; 0 files"),
        "{}",
        again.out
    );
    let run = repository.gazette(&["export", "ftm", "--list", "sample", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(bodies(&repository.read("out/entities.ftm.json")), bodies(SAMPLE));
}

#[test]
fn every_format_can_write_what_was_imported() {
    let imported = read(SAMPLE);
    let edition = Edition {
        list_id: "imported".to_owned(),
        entries: imported.entries.into_iter().map(Arc::new).collect(),
        parties: imported.parties.into_iter().map(Arc::new).collect(),
        ..Edition::default()
    };
    for format in FORMATS.iter().filter(|format| format.is_native()) {
        for file in format.files() {
            format.write(file, &edition, &mut Vec::new()).unwrap();
        }
    }
}
