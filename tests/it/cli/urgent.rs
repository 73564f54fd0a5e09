//! The urgent acts of docs/urgent.md, each as CI runs it.

use crate::repository::{Repository, files};

/// A list with thirty entries, published; releases come from commits.
fn published() -> Repository {
    let repository = Repository::new();
    repository.write(
        "gazette.yaml",
        "publisher: A\nbase_url: https://l.example/\nreleases:\n  from: commits\n",
    );
    repository.write(".gitignore", "/public/\n/again/\n");
    repository.list("us");
    for id in 1..=30 {
        repository.entity("us", &id.to_string(), &format!("PARTY NO {id}"));
    }
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    repository
}

const REINSTATED: &str = "exceptions:\n  - list: us\n    guard: id-reused\n    reinstates: ['4']\n    reason: the file was lost in a merge\n    by: J. Smith\n";

/// Publishing again from nothing gives the tree that is there.
fn assert_reproducible(repository: &Repository) {
    repository.gazette(&["publish", "--out", "again", "--quiet"]).ends(0);
    let tree = |name: &str| files(&repository.path().join(name));
    assert_eq!(tree("public"), tree("again"));
}

#[test]
fn a_wrong_delisting_is_corrected_under_the_same_id() {
    let repository = published();
    repository.remove("lists/us/4.yaml");
    repository.commit("2020-01-02T12:00:00+0000", "wrong");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    repository.git(&["checkout", "--quiet", "-b", "pr"]);
    repository.entity("us", "4", "PARTY NO 4");
    repository
        .gazette(&["check", "--base", "main..."])
        .ends(1)
        .says("id-reused");
    repository.commit("2020-01-03T12:00:00+0000", "PARTY NO 4 is back");
    // The history of the branch lists the id again; the base has not.
    repository
        .gazette(&["check", "--base", "main..."])
        .ends(1)
        .says("id-reused");
    repository.gazette(&["preview", "main..."]).ends(0).says("id-reused");
    repository.write("exceptions.yaml", REINSTATED);
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    repository.gazette(&["check", "--base", "main..."]).ends(0);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "-m",
        "Merge pull request #1 from a/pr\n\nPARTY NO 4 is back",
        "pr",
    ]);
    repository.gazette(&["check", "--base", "HEAD~1..."]).ends(0);
    repository.gazette(&["publish"]).ends(0);
    let folder = files(&repository.path().join("public/us/releases"));
    let notices: Vec<String> = folder
        .iter()
        .filter(|(path, _)| path.ends_with("notice.txt"))
        .map(|(_, text)| String::from_utf8_lossy(text).into_owned())
        .collect();
    let notice = notices
        .iter()
        .find(|text| text.starts_with("PARTY NO 4 is back"))
        .expect("the merge has its own title");
    assert!(
        notice.contains("reinstated: removed in error on 2 January 2020"),
        "{notice}"
    );
    assert_reproducible(&repository);
}

#[test]
fn a_mistake_that_is_undone_before_it_was_published_is_no_release() {
    let repository = published();
    for id in 10..30 {
        repository.remove(&format!("lists/us/{id}.yaml"));
    }
    repository.commit("2020-01-02T12:00:00+0000", "oops");
    repository.gazette(&["publish"]).ends(2).says("list-shrank");
    repository.git(&["revert", "--no-edit", "HEAD"]);
    repository.gazette(&["publish"]).ends(0).says("us: 1 releases (0 new)");
    repository.entity("us", "31", "NEW");
    repository.commit("2020-01-03T12:00:00+0000", "further");
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("us: 2 releases (1 new)")
        .says("undone by");
    assert_reproducible(&repository);
}

#[test]
fn a_wrong_commit_in_the_middle_of_a_branch_is_found_before_it_is_merged_and_can_be_skipped() {
    let repository = published();
    repository.git(&["checkout", "--quiet", "-b", "pr"]);
    repository.remove("lists/us/5.yaml");
    let wrong = repository.commit("2020-01-02T12:00:00+0000", "wrong");
    repository.entity("us", "5", "PARTY NO 5");
    repository.entity("us", "31", "NEW");
    repository.commit("2020-01-03T12:00:00+0000", "fixed");
    repository
        .gazette(&["check", "--base", "main..."])
        .ends(1)
        .says("id-reused")
        .says("one by one");
    let squash = "publisher: A\nbase_url: https://l.example/\nreleases:\n  from: commits\n  merge: squash\n";
    repository.write("gazette.yaml", squash);
    repository.gazette(&["check", "--base", "main..."]).ends(0);
    repository.git(&["checkout", "--quiet", "gazette.yaml"]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--ff-only", "pr"]);
    repository
        .gazette(&["publish"])
        .ends(2)
        .says("id-reused")
        .says("exceptions.yaml");
    let skip = format!("skip:\n  - commit: {wrong}\n    reason: 5 was removed by mistake\n    by: J. Smith\n");
    repository.write("exceptions.yaml", &skip);
    repository.commit("2020-01-04T12:00:00+0000", "skip it");
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("us: 2 releases (1 new)")
        .says("5 was removed by mistake");
    repository
        .gazette(&["log"])
        .ends(0)
        .says("us: 1 added")
        .says("5 was removed by mistake");
    assert_reproducible(&repository);
}

#[test]
fn what_is_allowed_once_is_kept_as_an_exception() {
    let repository = published();
    for id in 10..30 {
        repository.remove(&format!("lists/us/{id}.yaml"));
    }
    repository.commit("2020-01-02T12:00:00+0000", "the regime ended");
    repository
        .gazette(&["publish", "--allow", "list-shrank=decision 7"])
        .ends(0)
        .says("exceptions.yaml");
    let file = repository.read("exceptions.yaml");
    assert!(
        file.contains("guard: list-shrank") && file.contains("reason: decision 7"),
        "{file}"
    );
    repository.commit("2020-01-03T12:00:00+0000", "exception");
    repository.gazette(&["check"]).ends(0);
    assert_reproducible(&repository);
}

#[test]
fn a_whole_list_that_is_deleted_is_found_on_the_branch() {
    let repository = published();
    repository.git(&["checkout", "--quiet", "-b", "pr"]);
    repository.git(&["rm", "--quiet", "-r", "lists/us"]);
    repository.list("other");
    repository.entity("other", "1", "OTHER");
    repository.commit("2020-01-02T12:00:00+0000", "drop us");
    repository
        .gazette(&["check", "--base", "main..."])
        .ends(1)
        .says("empty-list")
        .says("list-shrank");
    repository.gazette(&["preview", "main..."]).ends(0).says("empty-list");
}

#[test]
fn check_and_publish_agree_on_a_short_list() {
    let repository = published();
    for id in 1..=4 {
        repository.remove(&format!("lists/us/{id}.yaml"));
    }
    repository.gazette(&["check", "--base", "HEAD"]).ends(0);
    repository.commit("2020-01-02T12:00:00+0000", "four are gone");
    repository.gazette(&["publish"]).ends(0);
}

#[test]
fn lists_that_move_into_a_folder_keep_their_releases() {
    let repository = published();
    std::fs::create_dir(repository.path().join("sanctions")).expect("a folder");
    repository.git(&["mv", "lists", "gazette.yaml", "sanctions"]);
    let config = "publisher: A\nbase_url: https://l.example/\nreleases:\n  from: commits\nformer_lists:\n  - lists\n";
    repository.write("sanctions/gazette.yaml", config);
    repository.commit("2020-01-02T12:00:00+0000", "into a folder");
    let run = |arguments: &[&str]| repository.gazette(&[&["-C", "sanctions"], arguments].concat());
    run(&["publish", "--out", "../public"])
        .ends(0)
        .says("us: 1 releases (0 new)");
    repository.write("sanctions/lists/us/31.yaml", &crate::repository::entity("31", "NEW"));
    repository.commit("2020-01-03T12:00:00+0000", "new");
    run(&["publish", "--out", "../public"])
        .ends(0)
        .says("us: 2 releases (1 new)");
    run(&["log"]).ends(0).says("us: 30 added").says("us: 1 added");
}

#[test]
fn a_resting_publication_is_renewed_without_a_release() {
    let repository = published();
    let manifest = |name: &str| -> serde_json::Value { serde_json::from_str(&repository.read(name)).expect("JSON") };
    let release = repository.read("public/us/releases/2020-01-01/manifest.json");
    repository
        .gazette(&["publish", "--renew", "2020-06-01"])
        .ends(0)
        .says("expires 2020-07-01");
    assert_eq!(manifest("public/head.json")["expires"], "2020-07-01");
    assert_eq!(manifest("public/manifest.json")["renewed"], "2020-06-01");
    assert_eq!(repository.read("public/us/releases/2020-01-01/manifest.json"), release);
    repository.gazette(&["verify", "public", "--at", "2020-06-30"]).ends(0);
    // Publishing without news keeps it; a release that is younger takes its place.
    repository.gazette(&["publish", "--quiet"]).ends(0);
    assert_eq!(manifest("public/head.json")["expires"], "2020-07-01");
    repository.entity("us", "31", "NEW");
    repository.commit("2020-06-20T12:00:00+0000", "new");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    assert_eq!(manifest("public/head.json")["expires"], "2020-07-20");
}

#[test]
fn ids_of_news_do_not_follow_the_address() {
    let repository = published();
    let ids = |name: &str| -> Vec<String> {
        let atom = repository.read(name);
        atom.lines()
            .filter(|line| line.contains("<id>"))
            .map(str::to_owned)
            .collect()
    };
    let before = ids("public/feed.atom");
    repository.write(
        "gazette.yaml",
        "publisher: A\nbase_url: https://moved.example/\nreleases:\n  from: commits\n",
    );
    repository.commit("2020-02-01T12:00:00+0000", "move");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    assert_eq!(ids("public/feed.atom"), before);
    assert_reproducible(&repository);
}

#[test]
fn a_tag_that_is_replaced_changes_nothing_that_was_published() {
    let repository = published();
    repository.write("gazette.yaml", "publisher: A\nreleases:\n  from: tags\n");
    repository.commit("2020-01-02T12:00:00+0000", "tags");
    repository.git(&["tag", "release/1"]);
    repository.gazette(&["publish", "--out", "tagged", "--quiet"]).ends(0);
    let before = files(&repository.path().join("tagged"));
    repository.git(&["tag", "--delete", "release/1"]);
    repository.tag("2020-02-05T12:00:00+0000", "release/1", "First");
    repository.gazette(&["publish", "--out", "tagged", "--quiet"]).ends(0);
    assert_eq!(files(&repository.path().join("tagged")), before);
    repository.gazette(&["verify", "tagged", "--at", "2020-01-03"]).ends(0);
}

#[test]
fn a_date_that_runs_backward_does_not_expire_the_publication() {
    let repository = published();
    repository.entity("us", "31", "NEW");
    repository.commit("2010-01-01T12:00:00+0000", "old date");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    let head: serde_json::Value = serde_json::from_str(&repository.read("public/head.json")).expect("JSON");
    assert_eq!(head["expires"], "2020-01-31");
}
