//! `publish` as CI runs it.

use std::fs;

use crate::repository::{Repository, files};

fn repository() -> Repository {
    let repository = Repository::new();
    repository.write(
        "gazette.yaml",
        "publisher: A ministry\nbase_url: https://lists.example.org/\n",
    );
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.entity("a", "2", "TWO");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.entity("a", "3", "THREE");
    repository.commit("2020-02-01T12:00:00+0000", "three is listed");
    repository
}

#[test]
fn only_commits_are_published_and_again_nothing_changes() {
    let repository = repository();
    repository.entity("a", "4", "NOT YET");
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("uncommitted")
        .says("a: 2 releases (2 new)")
        .says("NOT SIGNED");
    let first = files(&repository.path().join("public"));
    assert!(
        first
            .iter()
            .all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("NOT YET"))
    );
    repository.gazette(&["publish"]).ends(0).says("(0 new)");
    assert_eq!(files(&repository.path().join("public")), first);
}

#[test]
fn release_after_release_gives_what_all_at_once_gives() {
    let repository = repository();
    repository.gazette(&["publish", "--out", "grown"]).ends(0);
    repository.remove("lists/a/3.yaml");
    repository.git(&["add", "lists"]);
    repository.git(&[
        "commit",
        "--quiet",
        "-m",
        "three is delisted",
        "--date",
        "2020-03-01T12:00:00+0000",
    ]);
    repository
        .gazette(&["publish", "--out", "grown"])
        .ends(0)
        .says("(1 new)");
    repository
        .gazette(&["publish", "--out", "at-once"])
        .ends(0)
        .says("(3 new)");
    assert_eq!(
        files(&repository.path().join("grown")),
        files(&repository.path().join("at-once"))
    );
}

#[test]
fn a_history_that_was_rewritten_is_refused() {
    let repository = repository();
    repository.gazette(&["publish"]).ends(0);
    let before = files(&repository.path().join("public"));
    repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repository.entity("a", "3", "ANOTHER");
    repository.commit("2020-02-01T12:00:00+0000", "three, otherwise");
    repository.gazette(&["publish"]).ends(2).says("2020-02-01");
    assert_eq!(files(&repository.path().join("public")), before);
}

#[test]
fn a_list_that_shrank_too_far_needs_a_reason() {
    let repository = Repository::new();
    repository.write(
        "lists/a/list.yaml",
        &format!("{}limits:\n  shrink: 10\n", crate::repository::LIST),
    );
    for id in 1..=5 {
        repository.entity("a", &id.to_string(), &format!("PARTY {id}"));
    }
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.gazette(&["publish"]).ends(0);
    let before = files(&repository.path().join("public"));
    for id in 1..=3 {
        repository.remove(&format!("lists/a/{id}.yaml"));
    }
    repository.commit("2020-02-01T12:00:00+0000", "most are gone");
    repository.gazette(&["publish"]).ends(2).says("--allow");
    assert_eq!(files(&repository.path().join("public")), before);
    repository.gazette(&["publish", "--allow", "the regime ended"]).ends(0);
    let manifest =
        fs::read_to_string(repository.path().join("public/a/releases/2020-02-01/manifest.json")).expect("it is there");
    assert!(manifest.contains("the regime ended"), "{manifest}");
}

#[test]
fn a_style_of_the_repository_passes_check_and_is_published() {
    let repository = repository();
    let settings = repository.read("lists/a/list.yaml");
    repository.write("lists/a/list.yaml", &format!("{settings}notice: {{style: uk-own}}\n"));
    let unknown = "`uk-own` is not a known notice style";
    repository
        .gazette(&["check"])
        .ends(1)
        .says(unknown)
        .says("lists/a/list.yaml:");
    repository.write(
        "templates/notice/uk-own.txt.j2",
        "{{ title }} OF OUR OWN {{ ofac.heading }}\n",
    );
    repository.write("templates/notice/uk-own.md.j2", "# {{ title | md }}\n");
    let lacks = "the notice style `uk-own` lacks the template `notice/uk-own.html.j2`";
    repository.gazette(&["check"]).ends(1).says(lacks);
    let page = "{% extends \"notice/base.html\" %}{% block body %}<h1>{{ title }}</h1>{% endblock %}\n";
    repository.write("templates/notice/uk-own.html.j2", page);
    repository.gazette(&["check"]).ends(0);
    repository.entity("a", "4", "FOUR");
    repository.commit("2020-03-01T12:00:00+0000", "a style of our own");
    repository.gazette(&["publish"]).ends(0);
    let notice = repository.read("public/a/releases/2020-03-01/notice.txt");
    assert!(notice.contains("a style of our own OF OUR OWN"), "{notice}");
}
