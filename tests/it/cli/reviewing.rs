//! `check`, `preview`, `explain`: the reviewer's side.

use serde_json::Value;

use crate::repository::{LIST, Repository, entity};

/// A tree with ten faults of different kinds, some in files that cannot be read at all.
fn ten_faults() -> (Repository, [(&'static str, &'static str); 10]) {
    let repository = Repository::new();
    repository.write("lists/a/list.yaml", LIST);
    let faulty = [
        ("01", "id: [\n", "yaml-syntax"),
        (
            "02",
            "id: '02'\nid: '02'\nkind: entity\nnames: [X2]\ndesignations: [{programme: DPRK3}]\n",
            "duplicate-key",
        ),
        (
            "03",
            "id: '03'\nkind: entity\nnames: [X3]\nbirth: 1971\ndesignations: [{programme: DPRK3}]\n",
            "unknown-field",
        ),
        (
            "04",
            "id: '04'\nkind: individual\nnames: [X4]\nbirth_dates: [1971-02-30]\ndesignations: [{programme: DPRK3}]\n",
            "bad-date",
        ),
        (
            "05",
            "id: '05'\nkind: entity\nnames: [X5]\naddresses: [{country: Atlantis}]\ndesignations: [{programme: DPRK3}]\n",
            "unknown-country",
        ),
        (
            "06",
            "id: '02'\nkind: entity\nnames: [X6]\ndesignations: [{programme: DPRK3}]\n",
            "duplicate-id",
        ),
        (
            "07",
            "id: '07'\nkind: entity\nnames: [X7]\nrelations: [{type: owned-by, to: '99'}]\ndesignations: [{programme: DPRK3}]\n",
            "dangling-relation",
        ),
        ("08", "id: '08'\nkind: entity\nnames: [X8]\n", "missing-designation"),
        (
            "09",
            "id: '09'\nkind: entity\nnames: [\"X\\u0007\"]\ndesignations: [{programme: DPRK3}]\n",
            "control-character",
        ),
        ("10", "a: &a [l]\nb: *a\n", "yaml-alias"),
    ];
    for (name, text, _) in faulty {
        repository.write(&format!("lists/a/{name}.yaml"), text);
    }
    (repository, faulty.map(|(name, _, rule)| (name, rule)))
}

#[test]
fn ten_faults_are_ten_findings_in_one_run() {
    let (repository, faulty) = ten_faults();
    let run = repository.gazette(&["check", "--format", "json"]).ends(1);
    let findings: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let findings = findings["findings"].as_array().expect("a list").clone();
    for (name, rule) in faulty {
        let file = format!("lists/a/{name}.yaml");
        let of_file = findings.iter().filter(|finding| finding["file"] == *file);
        let errors = of_file.filter(|finding| finding["severity"] == "error");
        let rules: Vec<&str> = errors.filter_map(|finding| finding["rule"].as_str()).collect();
        assert_eq!(rules, [rule], "{name}");
    }
}

#[test]
fn a_faulty_tree_is_not_published_and_nothing_is_written() {
    let (repository, _) = ten_faults();
    repository.commit("2020-01-01T12:00:00+0000", "faulty");
    let run = repository.gazette(&["publish"]);
    assert_ne!(run.code, 0);
    assert!(!repository.path().join("public").exists());
    for verb in [
        &["diff", "2019-01-01..HEAD"][..],
        &["notice", "2019-01-01..HEAD"],
        &["export", "json"],
    ] {
        repository.gazette(verb).ends(2).says("lists/a/").says("gazette check");
    }
}

#[test]
fn findings_are_told_with_the_line_they_stand_on() {
    let repository = Repository::new();
    repository.list("a");
    repository.write(
        "lists/a/1.yaml",
        &entity("1", "ONE").replace("DPRK3", "DPRK3\n    programe: X"),
    );
    let text = repository.gazette(&["check"]).ends(1);
    text.says("lists/a/1.yaml:7:5").says("programe: X").says("`programme`");
    let github = repository.gazette(&["check", "--format", "github"]).ends(1);
    github.says("::error file=lists/a/1.yaml,line=7,");
    let sarif: Value =
        serde_json::from_str(&repository.gazette(&["check", "--format", "sarif"]).ends(1).out).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_change_is_judged_against_its_base() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.entity("a", "2", "TWO");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.remove("lists/a/2.yaml");
    repository.commit("2020-02-01T12:00:00+0000", "two is delisted");
    // The date of a listing moves, and an id that had been another's is taken.
    repository.write(
        "lists/a/1.yaml",
        &entity("1", "ONE").replace("2019-09-13", "2019-09-14"),
    );
    repository.entity("a", "2", "SOMEBODY ELSE");
    let alone = repository.gazette(&["check"]);
    assert!(!alone.out.contains("listing-date-moved"), "{}", alone.out);
    let judged = repository.gazette(&["check", "--base", "HEAD"]);
    judged.says("lists/a/1.yaml:7").says("listing-date-moved");
    repository.gazette(&["check"]).says("id-reused");
}

#[test]
fn a_preview_tells_a_reviewer_everything() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.entity("a", "2", "TWO");
    repository.write(
        "lists/a/1.yaml",
        &entity("1", "ONE").replace("listed: 2019-09-13", "listed: 2019-09-14"),
    );
    let preview = repository.gazette(&["preview"]).ends(0).out;
    for part in [
        "| a | 1 added, 1 amended | **yes** |",
        "TWO",
        "2019-09-14",
        "listing-date-moved",
        "The notice of a as it would be published",
    ] {
        assert!(preview.contains(part), "no `{part}` in\n{preview}");
    }
    assert_eq!(
        preview.matches("<details>").count(),
        preview.matches("</details>").count()
    );
    repository.commit("2020-02-01T12:00:00+0000", "more");
    repository
        .gazette(&["preview"])
        .ends(0)
        .says("Nothing: no list changes in meaning");
}

#[test]
fn rules_are_explained_and_unknown_ones_are_said() {
    let repository = Repository::new();
    repository.gazette(&["explain", "id-reused"]).ends(0).says("id-reused");
    repository
        .gazette(&["explain", "no-such-rule"])
        .ends(2)
        .says("no-such-rule");
}

#[test]
fn a_list_alone_is_checked_with_the_others_read() {
    let repository = Repository::new();
    repository.list("a");
    repository.list("b");
    repository.write(
        "lists/a/1.yaml",
        &(entity("1", "ONE") + "relations:\n  - type: same-as\n    to: b/1\n"),
    );
    repository.entity("b", "1", "ONE");
    repository.write("lists/b/2.yaml", "id: [\n");
    repository.gazette(&["check", "--list", "a"]).ends(0);
    repository.gazette(&["check", "--list", "b"]).ends(1);
}

#[test]
fn a_file_that_is_not_read_hides_no_other() {
    let repository = Repository::new();
    repository.list("a");
    repository.write("lists/a/1.yml", &entity("1", "ONE"));
    repository.write("lists/2.yaml", &entity("2", "TWO"));
    repository.write("lists/a/LIST.yaml", "format: 1\n");
    repository.write("lists/a/2.yaml", "id: [\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("2.yaml", repository.path().join("lists/a/3.yaml")).expect("links can be made");
    let told = repository.gazette(&["check"]).ends(1);
    told.says("error[unread-file]: `lists/a/1.yml` is not read")
        .says("rename it to end in `.yaml`")
        .says("differ only in upper and lower case")
        .says("`lists/2.yaml` is not read: it is in no folder of a list")
        .says("`lists/a/3.yaml` is a symbolic link")
        .says("error[yaml-syntax]");
    repository.gazette(&["diff", "--between", ".", "."]).ends(2);
}

#[test]
fn only_what_is_new_since_the_base_is_told() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "'ONE  MORE'");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.entity("a", "2", "'TWO  MORE'");
    // An old finding stays known when its line moves.
    let moved = format!("# moved\n{}", repository.read("lists/a/1.yaml"));
    repository.write("lists/a/1.yaml", &moved);
    let all = repository.gazette(&["check", "--strict", "--base", "HEAD"]).ends(1);
    assert_eq!(all.out.matches("warning[double-space]").count(), 2, "{}", all.out);
    let new = repository
        .gazette(&["check", "--strict", "--base", "HEAD", "--new"])
        .ends(1);
    assert_eq!(new.out.matches("warning[double-space]").count(), 1, "{}", new.out);
    assert!(new.out.contains("lists/a/2.yaml:4:"), "{}", new.out);
    let preview = repository.gazette(&["preview", "HEAD.."]).ends(0);
    preview
        .says("<summary>1 new finding</summary>")
        .says("1 finding was there before");
    repository.remove("lists/a/2.yaml");
    repository
        .gazette(&["check", "--strict", "--base", "HEAD", "--new", "--list", "a"])
        .ends(0);
    repository.gazette(&["check", "--new"]).ends(2);
}

#[test]
fn what_is_said_of_a_whole_file_is_allowed_at_its_head() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.entity("a", "2", "TWO");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.remove("lists/a/2.yaml");
    let gone = repository.gazette(&["check", "--base", "HEAD"]).ends(0);
    gone.says("lists/a/list.yaml:1:1").says("removal-without-reason");
    let head = "# gazette: allow(removal-without-reason) a court took it off the list\n";
    repository.write("lists/a/list.yaml", &format!("{head}{LIST}"));
    repository
        .gazette(&["check", "--strict", "--base", "HEAD"])
        .ends(0)
        .says("no findings");
}

#[test]
fn what_a_feed_cannot_carry_is_told() {
    let repository = Repository::new();
    repository.write("lists/a/list.yaml", &format!("{LIST}feeds: [json, ofac-csv]\n"));
    repository.write(
        "lists/a/1.yaml",
        &(entity("1", "ONE") + "reasons:\n  - It is invented.\n"),
    );
    let told = repository.gazette(&["check"]).ends(0);
    told.says("note[lost-in-feed]: `ofac-csv` does not carry `reasons` faithfully")
        .says("lists/a/1.yaml:9:5");
    repository.write("lists/a/list.yaml", &format!("{LIST}feeds: [json, sdn-csv]\n"));
    repository
        .gazette(&["check"])
        .ends(1)
        .says("error[unknown-feed]: `sdn-csv` is not a feed");
}
