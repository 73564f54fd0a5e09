//! The UK Sanctions List: in and out again, seven days, what is refused.

#![allow(clippy::print_stdout, reason = "a test says which records differ")]

use std::fs;

use crate::official::{Tree, data, edition, entries, follow, read, rebuilt, refused, steps, tree, written};

const EXCERPT: &str = "uk/uksl-excerpt-2026-03-26.xml";
const SAMPLE: &str = "uk/uksl-sample-2026-08.xml";
const ROW: &str = "uk/uksl-2026-10-08-one-row.csv";

/// What `docs/uk.md` lists as written otherwise than it is read; false for what says nothing.
fn canonical(element: &mut Tree) -> bool {
    match element.name.as_str() {
        "UKStatementofReasons" => {
            element.text = element.text.trim_matches('\n').to_owned();
            return true;
        }
        "OtherInformation" => element.text = element.text.trim_matches('\n').to_owned(),
        "NameType" => element.text = element.text.to_lowercase(),
        "DateGenerated" => return false,
        _ => element.text = element.text.trim().to_owned(),
    }
    let only_type = element.name == "Name" && element.children.iter().all(|child| child.name == "NameType");
    !only_type && (!element.text.is_empty() || !element.children.is_empty())
}

fn assert_comes_back(text: &str) -> usize {
    let edition = edition("uksl-xml", entries("uksl-xml", text), "2026-03-26");
    let (theirs, ours) = (tree(text, &canonical), tree(&written(&edition, "uksl-xml"), &canonical));
    assert_eq!(theirs.children.len(), ours.children.len());
    let differ: Vec<_> = theirs
        .children
        .iter()
        .zip(&ours.children)
        .filter(|(a, b)| a != b)
        .collect();
    for (a, b) in differ.iter().take(3) {
        println!("{:?}\n{:?}", a.child("UniqueID"), b.child("UniqueID"));
    }
    differ.len()
}

#[test]
fn the_excerpt_comes_out_byte_for_byte() {
    let text = data(EXCERPT);
    let edition = edition("uksl-xml", entries("uksl-xml", &text), "2026-03-26");
    assert_eq!(written(&edition, "uksl-xml"), text.trim_end());
}

#[test]
fn every_fact_of_the_sample_comes_back_as_xml_and_as_csv() {
    // The author of the sample left the indicators out.
    let text = data(SAMPLE);
    let whole = entries("uksl-xml", &text);
    let edition = edition("uksl-xml", whole.clone(), "2026-08-20");
    assert_eq!(entries("uksl-xml", &written(&edition, "uksl-xml")), whole);
    assert_eq!(entries("uksl-csv", &written(&edition, "uksl-csv")), whole);
    let hassan = &whole[1];
    assert_eq!(hassan.id, "AFG0006");
    let births: Vec<String> = hassan.birth_dates.iter().map(|fact| fact.date.to_string()).collect();
    assert_eq!(births, ["1945", "1946", "1958-03-01"]);
    assert_eq!(hassan.documents.len(), 2);
    assert_eq!(hassan.birth_places.len(), 2);
    assert_eq!(hassan.names.len(), 4);
}

#[test]
fn a_real_row_of_the_csv() {
    let ship = entries("uksl-csv", &data(ROW)).remove(0);
    assert_eq!((ship.id.as_str(), ship.primary_name()), ("RUS2176", "KOROLEV PROSPECT"));
    assert_eq!(
        ship.designations[0].measures,
        ["shipping"],
        "it comes twice, in single quotes"
    );
    assert_eq!(ship.documents[0].number.as_deref(), Some("9826902"));
    assert!(ship.reasons[0].text.starts_with("KOROLEV PROSPECT (IMO"));
    let out = written(&edition("uksl-csv", vec![ship], "2026-10-08"), "uksl-csv");
    let theirs = data(ROW);
    assert_eq!(
        out.lines().take(2).collect::<Vec<_>>(),
        theirs.lines().take(2).collect::<Vec<_>>()
    );
    let as_ours = theirs
        .replace(
            "Shipping sanctions: (see 'Other information')|Shipping sanctions: (see 'Other information')",
            "\"Shipping sanctions: (see \"\"Other information\"\")\"",
        )
        .replace("movement direction. \"", "movement direction.\"");
    assert_eq!(out, as_ours);
}

#[test]
fn seven_days_amend_what_changed_and_nothing_that_was_reordered() {
    follow("uksl-xml", &steps("uk"), |day| data(&format!("uk/steps/{day}.xml.gz")));
}

#[test]
fn rebuilt_records_come_back() {
    assert_eq!(assert_comes_back(&data("uk/steps/2026-02-25.xml.gz")), 0);
}

#[test]
#[ignore = "reads seven lists of 16 MB that are not in the repository"]
fn the_whole_lists() {
    let text = |day: &str| fs::read_to_string(rebuilt().join(format!("{day}.xml"))).expect("the list is there");
    // RUS3050 alone has its measures in another order.
    assert_eq!(assert_comes_back(&text("2026-02-25")), 1);
    follow("uksl-xml", &steps("uk"), text);
}

#[test]
fn indicators_that_do_not_follow_from_the_measures_are_kept() {
    let odd = data(EXCERPT).replacen("<TravelBan>true", "<TravelBan>false", 1);
    let imported = read("uksl-xml", &odd);
    let notes: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].contains("in 1 records the indicators do not follow"),
        "{notes:?}"
    );
    let edition = edition("uksl-xml", imported.entries, "2026-03-26");
    assert_eq!(written(&edition, "uksl-xml"), odd.trim_end());
}

#[test]
fn what_is_not_the_list_is_refused_by_its_name() {
    let excerpt = data(EXCERPT);
    let csv = data(ROW);
    let cases = [
        (
            "uksl-xml",
            String::new(),
            "file:1: error: the file is empty: the download failed",
        ),
        (
            "uksl-xml",
            "<!DOCTYPE html><html>".to_owned(),
            "file:1: error: the file is a web page and not the list: the download failed",
        ),
        (
            "uksl-csv",
            "{\"status\":500}".to_owned(),
            "file:1: error: the file is JSON, as servers send it with an error, and not the list: the download failed",
        ),
        ("uksl-xml", excerpt[..3000].to_owned(), "it is truncated"),
        (
            "uksl-xml",
            excerpt.replace("RUS2217", "GIM0018"),
            "duplicate unique ID `GIM0018`, first in line",
        ),
        (
            "uksl-xml",
            excerpt.replace("UniqueID>", "Reference>"),
            "has no `UniqueID`",
        ),
        (
            "uksl-xml",
            excerpt.replace("DesignationSource>", "Origin>"),
            "`Origin` is not known and is in 2 of 2 records: the authority has changed its format",
        ),
        (
            "uksl-csv",
            csv.replace("Name type", "Kind of name"),
            "file:2: error: the column `Name type` is missing",
        ),
        (
            "uksl-csv",
            csv.replace("(HIN)\n", "(HIN),Colour\n"),
            "file:2: error: the column `Colour` is not known",
        ),
        (
            "uksl-csv",
            csv[..csv.len() - 20].to_owned(),
            "the file is truncated or damaged",
        ),
        (
            "uksl-csv",
            csv.replacen("Report Date", "Date", 1),
            "the first line does not begin with `Report Date:`",
        ),
    ];
    for (format, text, expected) in cases {
        let problems = refused(format, &text);
        assert!(problems.contains(expected), "{problems}: {expected}");
    }
}
