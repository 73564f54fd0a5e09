//! Values against what the types of the library itself give back (`tests/data/ftm/values.tsv`).

use gazette::ftm::value::canonical;
use gazette::vocabulary::{FtmProperty, ftm, ftm_schema};

const VALUES: &str = include_str!("../../data/ftm/values.tsv");

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('0') => '\0',
                _ => '\\',
            }),
            (c, false) => out.push(c),
        }
    }
    out
}

/// Returns a property of this type and format.
fn property(kind: &str, format: &str) -> FtmProperty {
    let text = if format.is_empty() {
        format!("{{\"type\":\"{kind}\"}}")
    } else {
        format!("{{\"type\":\"{kind}\",\"format\":\"{format}\"}}")
    };
    serde_json::from_str(&text).expect("a property of the table's shape")
}

#[test]
fn what_is_let_through_is_what_the_library_gives_back() {
    let mut let_through = 0;
    for line in VALUES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<String> = line.split('\t').map(unescaped).collect();
        let [kind, format, text, clean] = cells.as_slice() else {
            panic!("four cells: {line}");
        };
        // Of a value that the library would change again when it reads it once more (marked `~`) we write what stays.
        let found = canonical(&property(kind, format), text);
        if let Some(found) = found.filter(|_| !clean.starts_with('~')) {
            let_through += 1;
            assert_eq!(&found, clean, "{line}");
        }
    }
    assert!(let_through > 120, "{let_through}");
}

#[test]
fn the_common_forms_are_let_through() {
    let cases = [
        ("name", "", "ANDARIEL", "ANDARIEL"),
        ("name", "", "\"John Smith\"", "John Smith"),
        ("date", "", "1957-02", "1957-02"),
        ("country", "", "KP", "kp"),
        ("country", "", "region-gaza", "ps"),
        ("url", "", "https://example.org", "https://example.org/"),
        ("phone", "", "+98 21 8852 6300", "+982188526300"),
        ("email", "", "A.b@EXAMPLE.ORG", "A.b@example.org"),
        ("address", "", "1 Main St.\nTown", "1 Main St., Town"),
        ("identifier", "imo", "9074729", "IMO9074729"),
        ("identifier", "ssn", "123-45-6789", "123456789"),
        ("identifier", "bic", "DEUTDEFF500", "DEUTDEFF"),
        ("language", "", "ko", "kor"),
    ];
    for (kind, format, text, expected) in cases {
        let found = canonical(&property(kind, format), text);
        assert_eq!(found.as_deref(), Some(expected), "{kind} {text}");
    }
}

#[test]
fn canonical_values_stay_as_they_are() {
    for line in VALUES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<String> = line.split('\t').map(unescaped).collect();
        let property = property(&cells[0], &cells[1]);
        if let Some(value) = canonical(&property, &cells[2]) {
            assert_eq!(canonical(&property, &value), Some(value.clone()), "{line}");
        }
    }
}

/// Every word of the tables is one that the model knows.
#[test]
fn the_tables_name_what_there_is() {
    let terms = ftm();
    for relation in terms.relations.values() {
        let schema = ftm_schema(&relation.schema).expect("a schema");
        let ends = schema.edge.clone().expect("a link");
        let own = (relation.entry.clone(), relation.target.clone());
        assert!(ends == own || ends == (own.1, own.0), "{relation:?}");
    }
    let person = ftm_schema("Person").expect("a schema");
    for property in terms
        .name_parts
        .values()
        .chain(terms.contacts.values())
        .chain(terms.names.values())
    {
        assert!(person.property(property).is_some(), "{property}");
    }
    for (field, property) in &terms.parts {
        let schema = match field.split('.').next() {
            Some("vessel") => "Vessel",
            Some("aircraft") => "Airplane",
            _ => "Organization",
        };
        assert!(
            ftm_schema(schema).is_some_and(|schema| schema.property(property).is_some()),
            "{field}"
        );
    }
    let everywhere =
        ["Person", "Organization", "Company", "Vessel", "Airplane"].map(|name| ftm_schema(name).expect("a schema"));
    for properties in terms
        .documents
        .values()
        .chain(terms.features.values())
        .chain([&terms.other_documents])
    {
        for property in properties {
            assert!(
                everywhere.iter().any(|schema| schema.property(property).is_some()),
                "{property}"
            );
        }
    }
    for schema in terms.bodies.values() {
        assert!(
            ftm_schema(schema).is_some_and(|schema| schema.is_a("Organization")),
            "{schema}"
        );
    }
    let risks = terms.topics.values().filter(|is_risk| **is_risk).count();
    assert_eq!((terms.topics.len(), risks), (75, 30));
}
