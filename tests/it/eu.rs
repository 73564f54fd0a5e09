//! The European Union's Financial Sanctions Files: in and out again, four days, the schema, what is refused.

#![allow(clippy::print_stdout, reason = "a test says what it could not look at")]

use std::fs;
use std::path::Path;
use std::process::Command;

use gazette::model::Gender;

use crate::official::{Shelf, Tree, data, edition, entries, follow, rebuilt, refused, steps, tree, written};

const SAMPLE: &str = "eu/fsf-1.1-sample-2018-12-21.xml";

/// What `docs/eu.md` lists as written otherwise than it is read; false for what says nothing.
fn canonical(element: &mut Tree) -> bool {
    element.text = element.text.trim().to_owned();
    if element.name == "export" {
        element.attributes.clear();
    }
    let code = element.attribute("countryIso2Code").map(str::to_owned);
    // The rebuilt files have the code of a country as its description in documents.
    if element.name == "identification" && code.as_deref() != Some("00") {
        element.attributes.retain(|(name, _)| name != "countryDescription");
    }
    let is_blank = |name: &&str| element.attribute(name).is_none_or(str::is_empty);
    let nowhere = [
        "birthdate",
        "year",
        "yearRangeFrom",
        "city",
        "zipCode",
        "region",
        "place",
    ]
    .iter()
    .all(is_blank);
    element.name != "birthdate" || !nowhere || code.as_deref() != Some("00")
}

fn assert_comes_back(text: &str) {
    let edition = edition("eu-fsf-xml", entries("eu-fsf-xml", text), "2026-02-23");
    let (theirs, ours) = (
        tree(text, &canonical),
        tree(&written(&edition, "eu-fsf-xml"), &canonical),
    );
    assert_eq!(theirs.children.len(), ours.children.len());
    for (a, b) in theirs.children.iter().zip(&ours.children) {
        assert_eq!(a, b);
    }
}

#[test]
fn the_sample_comes_out_byte_for_byte_but_for_the_number_of_the_file() {
    let text = data(SAMPLE);
    let out = written(
        &edition("eu-fsf-xml", entries("eu-fsf-xml", &text), "2018-12-21"),
        "eu-fsf-xml",
    );
    let theirs = text.replace(
        "generationDate=\"2018-12-21T14:39:54.511+01:00\" globalFileId=\"118887\"",
        "generationDate=\"2018-12-21T00:00:00.000Z\" globalFileId=\"20181221\"",
    );
    assert_eq!(out.trim_end(), theirs.trim_end());
}

#[test]
fn each_fact_names_its_act() {
    let mugabe = entries("eu-fsf-xml", &data(SAMPLE)).remove(1);
    assert_eq!((mugabe.id.as_str(), &mugabe.gender), ("EU.36.64", &Gender::Male));
    assert_eq!(mugabe.names[0].act.as_deref(), Some("2018/223 (OJ L43)"));
    assert_eq!(mugabe.birth_dates[0].act.as_deref(), Some("898/2005 (OJ L153)"));
    assert_eq!(mugabe.documents[0].act.as_deref(), Some("151/2012 (OJ L49)"));
    assert_eq!(mugabe.designations[0].act, mugabe.names[0].act);
    assert_eq!(mugabe.acts.len(), 3);
}

#[test]
fn four_days_amend_what_changed_and_nothing_that_was_reordered() {
    follow("eu-fsf-xml", &steps("eu"), |day| {
        data(&format!("eu/steps/{day}.xml.gz"))
    });
}

#[test]
fn rebuilt_parties_come_back() {
    assert_comes_back(&data("eu/steps/2026-02-23.xml.gz"));
}

#[test]
fn the_csv_has_every_fact_but_what_it_has_no_column_for() {
    let text = data("eu/steps/2026-03-30.xml.gz");
    let whole = entries("eu-fsf-xml", &text);
    let out = written(&edition("eu-fsf-xml", whole.clone(), "2026-03-30"), "eu-fsf-csv");
    assert!(out.starts_with("\u{feff}fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;"));
    assert_eq!(out.lines().next().map(|line| line.split(';').count()), Some(118));
    let back = entries("eu-fsf-csv", &out);
    assert_eq!(back.len(), whole.len());
    for (mut whole, mut back) in whole.into_iter().zip(back) {
        for entry in [&mut whole, &mut back] {
            for name in &mut entry.names {
                name.quality = gazette::model::Quality::Unsaid;
            }
            for act in &mut entry.acts {
                act.id = None;
            }
        }
        assert_eq!(whole.canonical(), back.canonical());
    }
}

#[test]
#[ignore = "reads four lists of 22 MB that are not in the repository"]
fn the_whole_lists() {
    let text = |day: &str| fs::read_to_string(rebuilt().join(format!("{day}.xml"))).expect("the list is there");
    assert_comes_back(&text("2026-02-23"));
    follow("eu-fsf-xml", &steps("eu"), text);
}

#[test]
fn the_xml_is_valid() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.xml");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/eu/schema_1_1.xsd");
    let text = data("eu/steps/2026-02-23.xml.gz");
    let own = written(
        &edition("eu-fsf-xml", entries("eu-fsf-xml", &text), "2026-02-23"),
        "eu-fsf-xml",
    );
    fs::write(&file, own).expect("the file can be written");
    let done = Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .args([&schema, &file])
        .output();
    match done {
        Ok(done) => assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr)),
        Err(error) => println!("skipped: xmllint cannot be run: {error}"),
    }
}

#[test]
fn the_primary_name_does_not_follow_the_order_of_the_file() {
    let text = data("eu/steps/2026-02-23.xml.gz");
    let shuffled = data("eu/steps/2026-03-24.xml.gz");
    let later = data("eu/steps/2026-03-20.xml.gz");
    assert_ne!(shuffled, later);
    assert_eq!(entries("eu-fsf-xml", &shuffled), entries("eu-fsf-xml", &later));
    let mut shelf = Shelf::new("eu-fsf-xml");
    shelf.import(&text);
    let plan = shelf.import(&text);
    assert!(plan.changes.is_empty());
}

#[test]
fn what_is_not_the_list_is_refused_by_its_name() {
    let sample = data(SAMPLE);
    let csv = written(
        &edition("eu-fsf-xml", entries("eu-fsf-xml", &sample), "2018-12-21"),
        "eu-fsf-csv",
    );
    let cases = [
        (
            "eu-fsf-xml",
            "{\"timestamp\":\"2026-02-08T04:00:00\",\"status\":500}".to_owned(),
            "file:1: error: the file is JSON, as servers send it with an error, and not the list: the download failed",
        ),
        (
            "eu-fsf-xml",
            "  \n".to_owned(),
            "file:1: error: the file is empty: the download failed",
        ),
        (
            "eu-fsf-xml",
            sample[..sample.find("</nameAlias>").expect("there is a name")].to_owned(),
            "it is truncated",
        ),
        (
            "eu-fsf-xml",
            sample.replace("/fsd/export", "/fsd/export/2"),
            "the namespace `http://eu.europa.ec/fpi/fsd/export/2`",
        ),
        (
            "eu-fsf-xml",
            sample.replace("wholeName=", "fullName="),
            "`nameAlias@fullName` is not known and is in 3 of",
        ),
        (
            "eu-fsf-csv",
            csv.replacen("NameAlias_FirstName", "NameAlias_LastName", 1),
            "as in version 1.0 of the file",
        ),
        (
            "eu-fsf-csv",
            csv.replacen("NameAlias_WholeName", "NameAlias_Whole", 1),
            "is not known",
        ),
        (
            "eu-fsf-csv",
            csv[..csv.len() - 200].to_owned(),
            "the file is truncated or damaged",
        ),
    ];
    for (format, text, expected) in cases {
        let problems = refused(format, &text);
        assert!(problems.contains(expected), "{problems}: {expected}");
    }
}
