//! A designation that has ended or expired: feeds agree on who is listed, and one that cannot say so reports it.

use std::collections::BTreeSet;
use std::sync::Arc;

use gazette::data::{Node, Value};
use gazette::feed::{format, losses_of};
use gazette::model::record::Field;
use gazette::model::{Edition, Entry, Release};

use super::text_of;

/// One designation that holds, one that has ended, one that has expired, one that will, and one of two that has ended.
const DESIGNATIONS: [(&str, &[(&str, &str)]); 5] = [
    ("1", &[("", "")]),
    ("2", &[("ended", "2025-06-01")]),
    ("3", &[("expires", "2025-06-01")]),
    ("4", &[("expires", "2026-06-01")]),
    ("5", &[("ended", "2025-06-01"), ("", "")]),
];

fn edition() -> Edition {
    let map = |pairs: &[(&'static str, &str)]| {
        let pairs = pairs.iter().filter(|(name, _)| !name.is_empty());
        Node::map(pairs.map(|(name, text)| ((*name).into(), Node::text(*text))).collect())
    };
    let entry = |(id, ends): &(&str, &[(&'static str, &str)])| {
        let designation = |(at, end): (usize, &(&'static str, &str))| {
            map(&[("programme", ["P", "Q"][at]), ("listed", "2020-01-02"), *end])
        };
        let node = Node::map(vec![
            ("id".into(), Node::text(*id)),
            ("kind".into(), Node::text("entity")),
            ("names".into(), Node::text(format!("PARTY {id}"))),
            (
                "designations".into(),
                Node::new(Value::List(ends.iter().enumerate().map(designation).collect())),
            ),
        ]);
        Arc::new(Entry::read(&node, &mut Vec::new()).canonical())
    };
    Edition {
        list_id: "x".to_owned(),
        entries: DESIGNATIONS.iter().map(entry).collect(),
        release: Some(Release::to_come("2026-02-01".parse().unwrap())),
        ..Edition::default()
    }
}

/// The numbers of the parties that a text of lines or elements names.
fn parties<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<char> {
    let found = lines.filter_map(|line| line.split_once("PARTY ")?.1.chars().next());
    found.collect()
}

#[test]
fn feeds_agree_on_who_is_listed() {
    let edition = edition();
    let listed = BTreeSet::from(['1', '4', '5']);
    let sdn = text_of("ofac-csv", "SDN.CSV", &edition);
    assert_eq!(parties(sdn.lines()), listed, "{sdn}");
    assert!(sdn.contains("5,\"PARTY 5\",-0- ,\"Q\""), "{sdn}");
    let xml = text_of("ofac-xml", "SDN.XML", &edition);
    assert_eq!(parties(xml.lines()), listed, "{xml}");
    assert!(xml.contains("<Record_Count>3</Record_Count>"), "{xml}");
    let flat = text_of("senzing-flat", "senzing-flat.json", &edition);
    assert_eq!(parties(flat.lines()), listed, "{flat}");
    let ftm = text_of("ftm", "entities.ftm.json", &edition);
    let sanctioned = ftm.lines().filter(|line| line.contains("\"topics\":[\"sanction\"]"));
    assert_eq!(parties(sanctioned), listed, "{ftm}");
    let un = text_of("un-xml", "consolidated.xml", &edition);
    let delisted = un
        .split("<ENTITY>")
        .filter(|entity| entity.contains("<DELISTED_ON>2025-06-01<"));
    assert_eq!(parties(delisted), BTreeSet::from(['2', '3']), "{un}");
}

#[test]
fn a_feed_that_cannot_say_that_a_designation_ended_reports_it() {
    let edition = edition();
    let reported = |name: &str| -> BTreeSet<(String, String)> {
        let losses = losses_of(format(name).unwrap(), &edition).into_iter();
        let whole = losses.filter(|loss| loss.what.contains("ended") || loss.what.contains("holds"));
        whole.map(|loss| (loss.entry, loss.field)).collect()
    };
    let of = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(id, field)| ((*id).to_owned(), (*field).to_owned()))
            .collect()
    };
    let gone: BTreeSet<(String, String)> = of(&[
        ("2", "designations[0]"),
        ("3", "designations[0]"),
        ("5", "designations[0]"),
    ]);
    assert_eq!(reported("ofac-csv"), gone);
    assert_eq!(reported("ofac-xml"), gone);
    assert_eq!(
        reported("senzing-flat"),
        of(&[("2", "designations"), ("3", "designations")])
    );
    assert_eq!(reported("json"), BTreeSet::new());
}

/// What nobody can read as a date ends nothing: a party must not drop out of a feed because of a slip.
#[test]
fn an_expiry_that_cannot_be_read_ends_nothing() {
    let mut edition = edition();
    let entry = Arc::make_mut(&mut edition.entries[2]);
    entry.designations[0].expires = Some(gazette::model::record::Scalar::from_text("when the Council decides"));
    assert!(text_of("ofac-csv", "SDN.CSV", &edition).contains("PARTY 3"));
    let ftm = text_of("ftm", "entities.ftm.json", &edition);
    let line = ftm.lines().find(|line| line.contains("PARTY 3")).unwrap();
    assert!(line.contains("\"topics\":[\"sanction\"]"), "{line}");
}
