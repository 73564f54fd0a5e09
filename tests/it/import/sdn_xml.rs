//! SDN.XML: valid by its schema, and out again as it came in.

use std::io::Write;
use std::process::{Command, Stdio};

use gazette::feed;
use gazette::model::{Edition, Entry, Release};

use super::data::publication;
use super::law;

/// Seven real entries of 6 May 2024.
pub(super) const EXCERPT: &[u8] = include_bytes!("../../data/ofac/xml/sdnlist-excerpt-20240506.xml");

pub(super) fn release(date: &str) -> Release {
    Release {
        name: date.to_owned(),
        date: date.parse().expect("a date"),
        time: format!("{date}T16:00:00Z").parse().expect("a time"),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        tree: "89abcdef0123456789abcdef0123456789abcdef".to_owned(),
        title: String::new(),
        body: String::new(),
    }
}

pub(super) fn export(entries: Vec<Entry>, date: &str) -> Vec<u8> {
    let format = feed::format("ofac-xml").expect("it is registered");
    let edition = Edition {
        list_id: "us-sdn".to_owned(),
        entries,
        release: Some(release(date)),
        ..Edition::default()
    };
    let mut out = Vec::new();
    let written = format.write(&format.files()[0], &edition, &mut out);
    written.expect("memory takes all");
    out
}

/// Holds a document to the schema, where `xmllint` is installed; says so where it is not.
#[track_caller]
pub(super) fn assert_valid(document: &[u8]) {
    let schema = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/ofac/xml/sdnlist-reconstructed.xsd"
    );
    let child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--huge", "--schema", schema, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("`xmllint` is not installed: the document was not held to its schema");
        return;
    };
    let mut input = child.stdin.take().expect("it was asked for");
    input.write_all(document).expect("xmllint reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}",
        said.lines().take(10).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_schema_takes_real_entries_and_refuses_others() {
    assert_valid(EXCERPT);
    let swapped = String::from_utf8_lossy(EXCERPT).replace("<uid>9639</uid>", "<uid>A-7</uid>");
    let refused = std::panic::catch_unwind(|| assert_valid(swapped.as_bytes()));
    let installed = Command::new("xmllint").arg("--version").output().is_ok();
    assert_eq!(refused.is_err(), installed);
}

#[test]
fn the_whole_list_of_july_2021_is_valid() {
    let imported = law::import(&publication());
    let document = export(imported.entries, "2021-07-29");
    assert_valid(&document);
    let text = String::from_utf8(document).expect("it is UTF-8");
    assert!(
        text.contains("\r\n    <Publish_Date>07/29/2021</Publish_Date>\r\n    <Record_Count>8976</Record_Count>\r\n")
    );
    assert_eq!(text.matches("<sdnEntry>").count(), 8976);
}
