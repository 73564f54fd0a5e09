//! The layout of a publication as a data set: what is there, what never changes, and that indexes say what is so.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::path::PathBuf;

use gazette::feed::ftm::Version;
use gazette::feed::native::sha256;
use gazette::model::{Edition, Entry, Release};
use gazette::publish::verify::verify;
use serde_json::Value;
use sha1::{Digest, Sha1};
use tempfile::TempDir;

use crate::publish::{LIST, Press, assert_same, edition, folder, history, json, party, text, tree};

const FTM: &str = "{format: 1, title: Tests of lists, description: A list that was made for the tests and for nothing else in the world, \
    authority: {name: Ministry, country: CH}, feeds: [json, ftm, senzing]}";

fn with_ftm(number: u8, entries: Vec<Entry>) -> Edition {
    edition("x.y", number, FTM, entries)
}

fn releases() -> Vec<Edition> {
    let (a, b, c) = (party("1", "ALPHA"), party("2", "BETA"), party("10", "GAMMA"));
    let b2 = party("2", "BETA LTD");
    vec![
        with_ftm(1, vec![a.clone(), b]),
        with_ftm(2, vec![a.clone(), b2.clone(), c.clone()]),
        with_ftm(4, vec![a, c]),
    ]
}

fn press(editions: Vec<Edition>) -> Press<'static> {
    let mut press = Press::new([("x.y", editions)]);
    press.config.base_url = Some("https://example.org/lists".to_owned());
    press
}

/// A publication of three releases; the folder goes with the first of the two.
pub(super) fn publication() -> (TempDir, PathBuf) {
    let folder = folder();
    let out = folder.path().join("public");
    press(releases()).run(&out).unwrap();
    (folder, out)
}

const VERSIONS: [&str; 3] = ["20200101120000-aaa", "20200102120000-aaa", "20200104120000-aaa"];

#[test]
fn a_list_with_the_feed_is_laid_out_as_a_data_set() {
    let (_folder, out) = publication();
    let tree = tree(&out);
    let artifacts: Vec<&str> = tree
        .keys()
        .filter_map(|path| path.strip_prefix("artifacts/x_y/"))
        .collect();
    let mut expected: Vec<String> = vec!["versions.json".to_owned()];
    for version in VERSIONS {
        expected.extend(["delta.json", "entities.delta.json", "versions.json"].map(|file| format!("{version}/{file}")));
    }
    let newest = [
        "entities.ftm.json",
        "index.json",
        "issues.json",
        "names.txt",
        "senzing.json",
        "statements.csv",
        "statistics.json",
        "targets.nested.json",
        "targets.simple.csv",
    ];
    expected.extend(newest.map(|file| format!("{}/{file}", VERSIONS[2])));
    expected.sort();
    assert_eq!(artifacts, expected);
    for file in newest
        .into_iter()
        .filter(|file| tree.contains_key(&format!("x.y/latest/{file}")))
    {
        let copy = format!("artifacts/x_y/{}/{file}", VERSIONS[2]);
        assert_eq!(tree[&copy], tree[&format!("x.y/latest/{file}")], "{file}");
    }
    let index = json(&tree, "datasets/latest/index.json");
    assert_eq!(
        index["datasets"][0],
        json(&tree, &format!("artifacts/x_y/{}/index.json", VERSIONS[2]))
    );
    assert_eq!(index["datasets"][0], json(&tree, "datasets/latest/x_y/index.json"));
    assert_eq!(index["updated_at"], "2020-01-04T12:00:00");
}

#[test]
fn the_index_says_what_is_so() {
    let (_folder, out) = publication();
    let tree = tree(&out);
    let index = json(&tree, "datasets/latest/x_y/index.json");
    for (member, expected) in [
        ("name", "x_y"),
        ("title", "Tests of lists"),
        ("version", VERSIONS[2]),
        ("type", "source"),
        ("result", "success"),
        ("last_change", "2020-01-04T12:00:00"),
        ("last_export", "2020-01-04T12:00:00"),
        ("updated_at", "2020-01-04T12:00:00"),
        (
            "index_url",
            "https://example.org/lists/artifacts/x_y/20200104120000-aaa/index.json",
        ),
        (
            "delta_url",
            "https://example.org/lists/artifacts/x_y/20200104120000-aaa/delta.json",
        ),
    ] {
        assert_eq!(index[member], expected, "{member}");
    }
    // Two parties and a Sanction for each.
    assert_eq!((&index["entity_count"], &index["target_count"]), (&4.into(), &2.into()));
    assert_eq!(
        (&index["thing_count"], &index["publisher"]["country"]),
        (&2.into(), &"ch".into())
    );
    assert_eq!(index["coverage"]["start"], "2020-01-01");
    let resources = index["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    for resource in resources {
        let url = resource["url"].as_str().unwrap();
        let content = &tree[url.strip_prefix("https://example.org/lists/").unwrap()];
        assert_eq!(resource["size"], content.len());
        assert_eq!(resource["checksum"], hex(&Sha1::digest(content)));
        assert_eq!(resource["sha256"], sha256(content));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn an_index_of_deltas_leads_from_every_version_to_its_own() {
    let (_folder, out) = publication();
    let tree = tree(&out);
    for (at, version) in VERSIONS.iter().enumerate() {
        let content = text(&tree, &format!("artifacts/x_y/{version}/delta.json"));
        let index: Value = serde_json::from_str(content).unwrap();
        let list = index["unstable"]["version_list"].as_array().unwrap();
        let named: Vec<&str> = list.iter().map(|item| item["version"].as_str().unwrap()).collect();
        let expected: Vec<&str> = VERSIONS[..=at].iter().rev().copied().collect();
        assert_eq!(named, expected);
        assert_eq!(index["versions"].as_object().unwrap().len(), at + 1);
        // The newest comes first in the text too.
        let first = content.find(VERSIONS[0]).unwrap();
        assert!(content.find(version).unwrap() <= first);
        for (item, facts) in list.iter().zip(index["gazette"].as_array().unwrap()) {
            let url = item["url"].as_str().unwrap();
            assert_eq!(index["versions"][item["version"].as_str().unwrap()], url);
            let delta = &tree[url.strip_prefix("https://example.org/lists/").unwrap()];
            assert_eq!(facts["sha256"], sha256(delta));
            assert_eq!(facts["sha1"], hex(&Sha1::digest(delta)));
            assert_eq!(facts["bytes"], delta.len());
        }
        let versions = json(&tree, &format!("artifacts/x_y/{version}/versions.json"));
        assert_eq!(versions["last_successful"], *version);
        assert_eq!(versions["items"].as_array().unwrap().len(), at + 1);
    }
    let newest = json(&tree, &format!("artifacts/x_y/{}/delta.json", VERSIONS[2]));
    let facts = &newest["gazette"][0];
    assert_eq!(
        (&facts["added"], &facts["modified"], &facts["deleted"]),
        (&0.into(), &0.into(), &2.into())
    );
    assert_eq!(
        (&facts["previous"], &facts["entities"]),
        (&VERSIONS[1].into(), &4.into())
    );
}

#[test]
fn what_was_published_stays_and_runs_that_come_one_by_one_give_the_same_tree() {
    let (_folder, out) = publication();
    let at_once = tree(&out);
    let folder = folder();
    let out = folder.path().join("public");
    let mut immutable: Vec<(String, Vec<u8>)> = Vec::new();
    for count in 1..=3 {
        press(releases()[..count].to_vec()).run(&out).unwrap();
        let tree = tree(&out);
        for (path, content) in &immutable {
            assert!(tree.get(path) == Some(content), "{path} changed");
        }
        let is_release = |path: &&String| {
            ["delta.json", "entities.delta.json"]
                .iter()
                .any(|name| path.ends_with(name))
        };
        immutable = tree
            .iter()
            .filter(|(path, _)| is_release(path))
            .map(|(path, content)| (path.clone(), content.clone()))
            .collect();
    }
    assert_same(&at_once, &tree(&out));
}

#[test]
fn a_publication_with_data_sets_verifies_and_its_sums_are_found_from_their_folder() {
    let (_folder, out) = publication();
    let report = verify(&gazette::publish::source::Folder::new(&out), None, None).unwrap();
    assert_eq!(report.faults, []);
    let tree = tree(&out);
    let sums = text(&tree, "x.y/releases/2020-01-02/SHA256SUMS");
    assert!(
        sums.contains("  ../../../artifacts/x_y/20200102120000-aaa/entities.delta.json\n"),
        "{sums}"
    );
}

#[test]
fn a_whole_file_that_does_not_follow_from_the_list_is_found() {
    let (_folder, out) = publication();
    let path = out.join("x.y/latest/entities.ftm.json");
    let content = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, content.replace("ALPHA", "OMEGA")).unwrap();
    let report = verify(&gazette::publish::source::Folder::new(&out), None, None).unwrap();
    assert!(
        report
            .faults
            .iter()
            .any(|fault| fault.path.ends_with("entities.ftm.json")),
        "{:?}",
        report.faults
    );
}

/// The columns: the times are those of the twelfth.
const STATEMENTS: &str = "canonical_id,entity_id,prop,prop_type,schema,value,dataset,origin,lang,original_value,external,first_seen,last_seen,id\n";

/// What is said of a party since a later release than the party itself has the time of that release, as the library's statements have; and
/// who has nothing but the files comes to the same.
#[test]
fn every_statement_has_its_own_time() {
    let folder = folder();
    let out = folder.path().join("public");
    press(releases()[..2].to_vec()).run(&out).unwrap();
    let published = tree(&out);
    let since = |entity: &str, property: &str, value: &str| -> Vec<String> {
        let rows = csv::Reader::from_reader(&published["x.y/latest/statements.csv"][..]).into_records();
        let rows = rows.map(Result::unwrap);
        rows.filter(|row| (&row[1], &row[2], &row[5]) == (entity, property, value))
            .map(|row| row[11].to_owned())
            .collect()
    };
    assert!(text(&published, "x.y/latest/statements.csv").starts_with(STATEMENTS));
    let [first, second] = ["2020-01-01T12:00:00", "2020-01-02T12:00:00"];
    assert_eq!(since("x-y-2", "topics", "sanction"), [first]);
    assert_eq!(since("x-y-2", "name", "BETA LTD"), [second]);
    assert_eq!(since("x-y-2", "name", "BETA"), [] as [&str; 0]);
    assert_eq!(since("x-y-1", "name", "ALPHA"), [first]);
    assert_eq!(since("x-y-10", "topics", "sanction"), [second]);
    let report = verify(&gazette::publish::source::Folder::new(&out), None, None).unwrap();
    assert_eq!(report.faults, []);
}

/// `feeds` is a setting and makes no release: the list becomes a data set at the release that it has.
#[test]
fn a_list_that_becomes_a_data_set_later_begins_its_deltas_behind_what_readers_have() {
    let folder = folder();
    let out = folder.path().join("public");
    let plain: Vec<Edition> = history("x.y")[..2].to_vec();
    press(plain.clone()).run(&out).unwrap();
    assert!(
        !tree(&out)
            .keys()
            .any(|path| path.starts_with("artifacts/") || path.starts_with("datasets/"))
    );
    let mut set = plain.clone();
    let mut setting = plain[1].clone();
    setting.list.feeds = vec!["ftm".to_owned()];
    setting.release = releases_release(3);
    set.push(setting);
    press(set.clone()).run(&out).unwrap();
    let tree_then = tree(&out);
    let index = json(&tree_then, "datasets/latest/x_y/index.json");
    assert_eq!(
        (&index["version"], &index["delta_url"]),
        (&VERSIONS[1].into(), &Value::Null)
    );
    let mut next = set.clone();
    let mut release = edition("x.y", 4, LIST, vec![party("1", "ALPHA")]);
    release.list.feeds = vec!["ftm".to_owned()];
    next.push(release);
    press(next).run(&out).unwrap();
    let tree = tree(&out);
    let delta = text(&tree, "artifacts/x_y/20200104120000-aaa/entities.delta.json");
    let operations: Vec<&str> = delta.lines().map(|line| &line[7..10]).collect();
    assert!(operations.iter().all(|operation| *operation == "DEL"), "{delta}");
    let index = json(&tree, "artifacts/x_y/20200104120000-aaa/delta.json");
    assert_eq!(index["versions"].as_object().unwrap().len(), 1);
}

fn releases_release(number: u8) -> Option<Release> {
    edition("x.y", number, LIST, Vec::<Entry>::new()).release
}

#[test]
fn two_lists_must_not_have_one_name_as_data_sets() {
    let folder = folder();
    let mut other = releases();
    for edition in &mut other {
        edition.list_id = "x-y".to_owned();
    }
    let press = Press::new([("x.y", releases()), ("x-y", other)]);
    let error = press.run(&folder.path().join("public")).unwrap_err();
    assert!(error.to_string().contains("x_y"), "{error}");
}

#[test]
fn versions_sort_as_releases_do_whatever_the_clocks_said() {
    let release = |time: &str, commit: &str| Release {
        time: time.parse().unwrap(),
        commit: commit.to_owned(),
        ..edition("x", 1, LIST, Vec::<Entry>::new()).release.unwrap()
    };
    let first = Version::of(&release("2026-06-29T14:10:01Z", "f3a0"), None);
    let same = Version::of(&release("2026-06-29T14:10:01Z", "0000"), Some(&first));
    let earlier = Version::of(&release("2026-06-28T00:00:00Z", "12"), Some(&same));
    let names = [&first, &same, &earlier].map(ToString::to_string);
    assert_eq!(
        names,
        ["20260629141001-pdk", "20260629141002-aaa", "20260629141003-bca"]
    );
    assert_eq!(first.stamp(), "2026-06-29T14:10:01");
}

#[test]
fn without_an_address_an_index_of_deltas_leads_from_its_own_folder_to_each() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut press = press(releases());
    press.config.base_url = None;
    press.run(&out).unwrap();
    let tree = tree(&out);
    let mut led = 0;
    for (path, content) in tree.iter().filter(|(path, _)| path.ends_with("/delta.json")) {
        let index: Value = serde_json::from_slice(content).unwrap();
        for (version, url) in index["versions"].as_object().unwrap() {
            let beside = url.as_str().unwrap().strip_prefix("../").unwrap();
            let (folder, _) = path.rsplit_once('/').unwrap().0.rsplit_once('/').unwrap();
            assert_eq!(beside, format!("{version}/entities.delta.json"), "{path}");
            assert!(tree.contains_key(&format!("{folder}/{beside}")), "{path}: {url}");
            led += 1;
        }
    }
    assert!(led >= 6, "{led}");
}
