//! `sc-sanctions.xsd` read by a small validator of the tests' own, which knows as much of XML Schema as that one uses, and by
//! `xmllint` where that is at hand.

#![allow(clippy::print_stderr, reason = "a test says what it could not look at")]

use std::collections::BTreeMap;
use std::process::Command;

use super::data::{complete, edition, entries, folder, written};
use super::tree::{Tree, tree};

pub(super) struct Schema(BTreeMap<String, Tree>);

impl Schema {
    pub(super) fn read() -> Self {
        let text = std::fs::read_to_string(folder().join("sc-sanctions.xsd")).expect("the schema is there");
        let elements = tree(&text).children.into_iter().map(|element| {
            let name = element
                .attribute("name")
                .expect("the schema declares elements")
                .to_owned();
            (name, element)
        });
        Self(elements.collect())
    }

    /// Returns what is wrong with a document, a line each.
    pub(super) fn faults(&self, document: &Tree) -> Vec<String> {
        let mut faults = Vec::new();
        self.element(document, &mut faults);
        faults
    }

    fn element(&self, element: &Tree, faults: &mut Vec<String>) {
        let Some(declared) = self.0.get(&element.name) else {
            faults.push(format!("`{}` is not declared", element.name));
            return;
        };
        if let Some(complex) = declared.child("xs:complexType") {
            let mut at = 0;
            for particle in complex.children.iter().filter(|part| part.name != "xs:attribute") {
                self.particle(particle, element, &mut at, faults);
            }
            if let Some(left) = element.children.get(at) {
                faults.push(format!("`{}` is not expected in `{}`", left.name, element.name));
            }
            for attribute in complex.children.iter().filter(|part| part.name == "xs:attribute") {
                let name = attribute.attribute("name").expect("attributes have names");
                if element.attribute(name).is_none() {
                    faults.push(format!("`{}` has no `{name}`", element.name));
                }
            }
            for child in &element.children {
                self.element(child, faults);
            }
            return;
        }
        let text = match (element.text.as_str(), declared.attribute("default")) {
            ("", Some(default)) => default,
            (text, _) => text,
        };
        let kind = declared.attribute("type").unwrap_or("year");
        if !is_of(kind, text) {
            faults.push(format!("`{text}` in `{}` is no {kind}", element.name));
        }
    }

    /// Takes as many children as a particle can have. The schema never needs to look further ahead than one element.
    fn particle(&self, particle: &Tree, of: &Tree, at: &mut usize, faults: &mut Vec<String>) {
        let bound = |name: &str| match particle.attribute(name) {
            Some("unbounded") => usize::MAX,
            Some(number) => number.parse().expect("a bound is a number"),
            None => 1,
        };
        let mut count = 0;
        // The parts of a sequence that must be there are missed one by one.
        let is_due = |count| count < bound("minOccurs") && particle.name == "xs:sequence";
        while count < bound("maxOccurs") && (is_due(count) || starts(particle, of.children.get(*at))) {
            match particle.name.as_str() {
                "xs:element" => *at += 1,
                "xs:choice" => {
                    let chosen = particle.children.iter().find(|part| starts(part, of.children.get(*at)));
                    self.particle(chosen.expect("it starts so"), of, at, faults);
                }
                _ => {
                    for part in &particle.children {
                        self.particle(part, of, at, faults);
                    }
                }
            }
            count += 1;
        }
        if count < bound("minOccurs") {
            let name = particle.attribute("ref").unwrap_or(&particle.name);
            faults.push(format!("`{name}` is missing in `{}`", of.name));
        }
    }
}

/// True where a particle can begin with this element.
fn starts(particle: &Tree, element: Option<&Tree>) -> bool {
    let Some(element) = element else { return false };
    match particle.name.as_str() {
        "xs:element" => particle.attribute("ref") == Some(&element.name),
        "xs:choice" => particle.children.iter().any(|part| starts(part, Some(element))),
        _ => {
            for part in &particle.children {
                if starts(part, Some(element)) {
                    return true;
                }
                if !may_be_empty(part) {
                    return false;
                }
            }
            false
        }
    }
}

fn may_be_empty(particle: &Tree) -> bool {
    let optional = particle.attribute("minOccurs") == Some("0");
    optional || (particle.name == "xs:sequence" && particle.children.iter().all(may_be_empty))
}

fn is_of(kind: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        "xs:string" => true,
        "xs:integer" => digits(text),
        "xs:date" => {
            let (day, zone) = text.split_at_checked(10).unwrap_or((text, ""));
            day.parse::<jiff::civil::Date>().is_ok() && (zone.is_empty() || zone.len() == 6)
        }
        "year" => text.len() == 4 && digits(text) && ("1900"..="2200").contains(&text),
        other => panic!("the schema has a type `{other}` that it had not"),
    }
}

#[test]
fn the_complete_list_as_we_write_it_is_valid() {
    let schema = Schema::read();
    let ours = written(&edition(entries(&complete()), "2026-02-27"), "un-xml");
    assert_eq!(schema.faults(&tree(&ours)), Vec::<String>::new());
    xmllint(&ours);
}

/// The official file breaks its own schema; if the validator saw nothing there, it would prove nothing.
#[test]
fn the_official_file_is_not() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for fault in Schema::read().faults(&tree(&complete())) {
        *count.entry(fault).or_default() += 1;
    }
    // As `xmllint --schema` counts them.
    let expected = [
        ("`COUNTRY` is missing in `INDIVIDUAL_ADDRESS`", 21),
        ("`INDIVIDUAL_DATE_OF_BIRTH` is missing in `INDIVIDUAL`", 2),
        ("`NOTE` is not expected in `ENTITY_ALIAS`", 2),
        ("`NOTE` is not expected in `INDIVIDUAL_DATE_OF_BIRTH`", 10),
        ("`STREET` is not expected in `INDIVIDUAL_PLACE_OF_BIRTH`", 11),
    ];
    let expected: BTreeMap<String, usize> = expected.map(|(fault, count)| (fault.to_owned(), count)).into();
    assert_eq!(count, expected);
}

/// Asks the reference implementation, where it is at hand.
pub(super) fn xmllint(document: &str) {
    let folder_of_file = tempfile::tempdir().expect("there is room");
    let file = folder_of_file.path().join("consolidated.xml");
    std::fs::write(&file, document).expect("there is room");
    let schema = folder().join("sc-sanctions.xsd");
    let run = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .args([&schema, &file])
        .output();
    match run {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            let message = "xmllint is not at hand (libxml2-utils): only the tests' own validator has looked";
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{message}");
            eprintln!("{message}");
        }
    }
}
