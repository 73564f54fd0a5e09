//! `diff`, `notice`, `log`, `show`, `blame`, `export` over a history made for the purpose: what the founding lists' history
//! says is seen in the end-to-end run.

use sha2::{Digest, Sha256};

use crate::repository::{Repository, entity, gazette, write};

const LAZARUS: &str = "id: 1
kind: entity
names:
  - LAZARUS GROUP
wallets:
  - currency: ETH
    address: 0x098B716B8Aaf21512996dC57EB0615e2383E2f96
designations:
  - programme: DPRK3
    listed: 2019-09-13
";

/// Listed on 13 September 2019, given a wallet on 14 April 2022, beside an entry that comes and goes.
fn repository() -> Repository {
    let repository = Repository::new();
    repository.list("us");
    repository.commit("2019-01-01T12:00:00-0500", "us: the list begins");
    repository.entity("us", "1", "LAZARUS GROUP");
    repository.entity("us", "2", "BLUENOROFF");
    repository.commit("2019-09-13T12:00:00-0400", "us: designate two");
    repository.write("lists/us/1.yaml", LAZARUS);
    repository.commit("2022-04-14T12:00:00-0400", "us: add a wallet");
    repository.remove("lists/us/2.yaml");
    repository.commit("2023-01-10T12:00:00-0500", "us: remove BLUENOROFF");
    repository
}

#[test]
fn diff_tells_what_a_day_changed_and_ends_as_asked() {
    let repository = repository();
    let day = "2022-04-13..2022-04-14";
    let run = repository.gazette(&["diff", day]).ends(0);
    assert_eq!(
        run.out,
        "us: 2019-09-13 -> 2022-04-14: 1 amended; re-screen\n\
         ~ 1 LAZARUS GROUP (entity) [DPRK3]\n    \
         + wallet [identity]: ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96\n"
    );
    repository.gazette(&["diff", day, "--exit-code"]).ends(1);
    repository
        .gazette(&["diff", "--exit-code"])
        .ends(0)
        .says("nothing changed");
    assert_eq!(
        repository
            .gazette(&["diff", "2019-01-01..HEAD~1", "--name-only"])
            .ends(0)
            .out,
        "A\tus/1\nA\tus/2\n"
    );
    repository
        .gazette(&["diff", "--release", "2023-01-10"])
        .ends(0)
        .says("- 2 BLUENOROFF");
    repository
        .gazette(&["diff", "--release", "2024-01-10"])
        .ends(2)
        .says("there is no release `2024-01-10`");
    repository
        .gazette(&["diff", "v9..HEAD"])
        .ends(2)
        .says("`v9` is neither a release nor a revision")
        .says("help:");
    repository.gazette(&["diff", "a..b..c"]).ends(2);
    repository
        .gazette(&["diff", "--list", "xx"])
        .ends(2)
        .says("there is no list `xx`; there is `us`");
}

#[test]
fn filters_leave_what_was_asked_for() {
    let repository = repository();
    let run = |arguments: &[&str]| {
        let mut all = vec!["diff", "2019-01-01..HEAD", "--format", "jsonl"];
        all.extend(arguments);
        let out = repository.gazette(&all).ends(0).out;
        out.lines().filter(|line| line.contains("\"id\"")).count()
    };
    assert_eq!(run(&[]), 1, "BLUENOROFF came and went");
    assert_eq!(run(&["--kind", "added"]), 1);
    assert_eq!(run(&["--kind", "removed"]), 0);
    assert_eq!(run(&["--entry", "2"]), 0);
    assert_eq!(run(&["--class", "editorial"]), 0);
}

#[test]
fn three_dots_mean_what_a_branch_changed_since_it_left() {
    let repository = repository();
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.entity("us", "3", "ANDARIEL");
    repository.commit("2023-02-01T12:00:00-0500", "us: designate ANDARIEL");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.entity("us", "4", "PARK");
    repository.commit("2023-02-02T12:00:00-0500", "us: designate PARK");
    repository.git(&["checkout", "--quiet", "work"]);
    let names = |range: &str| repository.gazette(&["diff", range, "--name-only"]).ends(0).out;
    assert_eq!(names("main..HEAD"), "A\tus/3\nD\tus/4\n");
    assert_eq!(names("main...HEAD"), "A\tus/3\n");
    assert_eq!(names("main..."), "A\tus/3\n");
    repository.gazette(&["check", "--base", "main..."]).ends(0);
    repository
        .gazette(&["preview", "main..."])
        .ends(0)
        .says("ANDARIEL")
        .says("| us | 1 added | **yes** |");
}

#[test]
fn two_folders_are_compared_without_git() {
    let folder = tempfile::TempDir::new().expect("there is room");
    for (side, name) in [("old", "ONE"), ("new", "TWO")] {
        write(
            &folder.path().join(side).join("lists/a/list.yaml"),
            crate::repository::LIST,
        );
        write(&folder.path().join(side).join("lists/a/1.yaml"), &entity("1", name));
    }
    let run = gazette(folder.path(), &["diff", "--between", "old", "new"]).ends(0);
    assert_eq!(
        run.out,
        "a: old -> new: 1 amended; re-screen\n~ 1 TWO (entity) [DPRK3]\n    ~ primary name [identity]: [-ONE-]{+TWO+}\n"
    );
    gazette(folder.path(), &["diff", "--between", "old", "nowhere"])
        .ends(2)
        .says("`nowhere` is not a folder");
    // As every other diff has it: two names, one after the other.
    assert_eq!(gazette(folder.path(), &["diff", "old", "new"]).ends(0).out, run.out);
    gazette(folder.path(), &["diff", "old/", "new/", "--exit-code"]).ends(1);
    gazette(folder.path(), &["diff", "old", "new", "--list", "b"])
        .ends(2)
        .says("there is no list `b` in either");
}

#[test]
fn two_revisions_may_stand_one_after_the_other_and_have_nothing_in_common() {
    let repository = repository();
    let names = |arguments: &[&str]| {
        let all: Vec<&str> = ["diff", "--name-only"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        repository.gazette(&all).ends(0).out
    };
    assert_eq!(names(&["2019-01-01", "HEAD"]), "A\tus/1\n");
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.entity("us", "7", "ANOTHER");
    repository.commit("2023-03-01T12:00:00-0500", "another tree");
    assert_eq!(names(&["--between", "main", "other"]), "A\tus/7\n");
}

#[test]
fn a_filter_for_what_there_is_none_of_is_refused() {
    let repository = repository();
    repository
        .gazette(&["diff", "--kind", "name_aded"])
        .ends(2)
        .says("no kind of change");
    repository
        .gazette(&["diff", "2022-04-13..2022-04-14", "--kind", "wallet_added"])
        .ends(0)
        .says("+ wallet");
    repository
        .gazette(&["diff", "2022-04-13..2022-04-14", "--kind", "name_added", "--exit-code"])
        .ends(0)
        .says("nothing of what was asked for changed");
}

#[test]
fn an_entry_is_shown_as_it_was() {
    let repository = repository();
    let show = |at: &str| repository.gazette(&["show", "1", "--at", at]);
    assert!(!show("2022-04-13").ends(0).out.contains("wallets"));
    assert!(show("2022-04-14").ends(0).out.contains("wallets"));
    assert!(show("HEAD").ends(0).out.contains("wallets"));
    show("2019-09-12")
        .ends(2)
        .says("no list has an entry `1` at 2019-09-12 (the last release then is 2019-01-01)");
    show("2018-01-01").ends(2).says("before the first release");
    let json = repository.gazette(&["show", "1", "--format", "json"]).ends(0).out;
    let record: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(record["names"][0]["text"], "LAZARUS GROUP");
    repository
        .gazette(&["show", "1", "--format", "notice"])
        .ends(0)
        .says("LAZARUS GROUP");
}

#[test]
fn a_life_is_told_from_its_listing_to_its_end() {
    let repository = repository();
    let log = repository.gazette(&["log", "2"]).ends(0).out;
    let told: Vec<&str> = log.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(told.len(), 2, "{log}");
    assert!(
        told[0].starts_with("2019-09-13") && told[0].contains("listed BLUENOROFF"),
        "{log}"
    );
    assert!(
        told[1].starts_with("2023-01-10") && told[1].contains("delisted BLUENOROFF"),
        "{log}"
    );
    let all = repository.gazette(&["log", "--format", "json"]).ends(0).out;
    let all: serde_json::Value = serde_json::from_str(&all).expect("it is JSON");
    assert_eq!(all.to_string().matches("\"commit\"").count(), 4);
    repository
        .gazette(&["log", "9"])
        .ends(2)
        .says("no release has an entry `9`");
}

#[test]
fn who_took_whose_place_is_told_on_both_sides() {
    let repository = repository();
    repository.write(
        "lists/us/9.yaml",
        &(entity("9", "BLUENOROFF") + "relations:\n  - type: succeeds\n    to: 1\n"),
    );
    repository.remove("lists/us/1.yaml");
    repository.commit("2023-02-01T12:00:00-0500", "us: designate anew");
    repository
        .gazette(&["log", "9"])
        .ends(0)
        .says("us: re-designated BLUENOROFF")
        .says("replaces 1 (declared; ");
    repository
        .gazette(&["log", "1"])
        .ends(0)
        .says("us: delisted LAZARUS GROUP")
        .says("is replaced by 9 (declared; ");
    for format in ["text", "markdown", "html"] {
        repository
            .gazette(&["diff", "HEAD~1..HEAD", "--format", format])
            .ends(0)
            .says("is replaced by 9");
    }
}

#[test]
fn who_is_listed_again_under_one_id_is_designated_anew() {
    let repository = repository();
    repository.entity("us", "2", "BLUENOROFF");
    repository.commit("2023-06-01T12:00:00-0400", "us: designate BLUENOROFF again");
    let log = repository.gazette(&["log", "2", "--format", "json"]).ends(0).out;
    let log: serde_json::Value = serde_json::from_str(&log).expect("it is JSON");
    let events: Vec<&str> = log
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event| event["event"].as_str())
        .collect();
    assert_eq!(events, ["listed", "delisted", "re-designated"]);
    repository.gazette(&["blame", "2"]).ends(0).says("2023-06-01");
}

#[test]
fn an_amendment_is_told_by_what_was_and_what_is() {
    let repository = repository();
    repository.write("lists/us/1.yaml", &LAZARUS.replace("LAZARUS GROUP", "LAZARUS CHOIR"));
    repository.commit("2023-02-01T12:00:00-0500", "us: another name");
    repository
        .gazette(&["log", "1"])
        .ends(0)
        .says("us: amended LAZARUS CHOIR")
        .says("~ name [identity]: primary LAZARUS [-GROUP-]{+CHOIR+}");
}

#[test]
fn a_renamed_programme_belongs_to_the_life_of_its_entries() {
    let repository = repository();
    let list = repository.read("lists/us/list.yaml");
    let renamed = list.replace(
        "DPRK3:",
        "DPRK-EO13722:\n    formerly: [DPRK3]\n    title: The same\n  OTHER:",
    );
    assert_ne!(list, renamed, "{list}");
    repository.write("lists/us/list.yaml", &renamed);
    repository.write("lists/us/1.yaml", &LAZARUS.replace("DPRK3", "DPRK-EO13722"));
    repository.commit("2023-02-01T12:00:00-0500", "us: another code");
    repository
        .gazette(&["log", "1"])
        .ends(0)
        .says("~ programme DPRK3 is now DPRK-EO13722");
    let blame = repository.gazette(&["blame", "1"]).ends(0).out;
    let lines: Vec<&str> = blame
        .lines()
        .filter(|line| line.contains("DPRK") || line.contains("of that"))
        .collect();
    assert_eq!(lines.len(), 2, "{blame}");
    assert!(
        lines[0].starts_with("2023-02-01") && lines[0].contains("designations: DPRK-EO13722"),
        "{blame}"
    );
    assert!(
        lines[1].starts_with("2019-09-13") && lines[1].contains("of that, listed: 2019-09-13"),
        "{blame}"
    );
}

#[test]
fn every_field_of_a_fact_is_traced() {
    let repository = repository();
    let with_basis = LAZARUS.replace("listed: 2019-09-13", "listed: 2019-09-13\n    reference: R1");
    repository.write("lists/us/1.yaml", &with_basis);
    repository.commit("2023-02-01T12:00:00-0500", "us: say the reference");
    let out = repository.gazette(&["blame", "1", "--format", "json"]).ends(0).out;
    let facts: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let facts = facts.as_array().expect("a list");
    let designation = facts
        .iter()
        .find(|fact| fact["field"] == "designations")
        .expect("it is told");
    assert_eq!(designation["release"], "2023-02-01");
    let parts: Vec<(&str, &str)> = designation["parts"]
        .as_array()
        .expect("its fields come from two releases")
        .iter()
        .filter_map(|part| Some((part["field"].as_str()?, part["release"].as_str()?)))
        .collect();
    assert!(
        parts.contains(&("listed", "2019-09-13")) && parts.contains(&("reference", "2023-02-01")),
        "{parts:?}"
    );
    let name = facts.iter().find(|fact| fact["field"] == "names").expect("it is told");
    assert!(name.get("parts").is_none(), "one release brought all of it");
}

#[test]
fn every_fact_is_traced_to_its_release() {
    let repository = repository();
    let blame = repository.gazette(&["blame", "1"]).ends(0).out;
    let of = |what: &str| {
        let line = blame.lines().find(|line| line.contains(what)).expect("it is told");
        line.split_whitespace().next().map(str::to_owned)
    };
    assert_eq!(of("LAZARUS GROUP").as_deref(), Some("2019-09-13"));
    assert_eq!(of("0x098B").as_deref(), Some("2022-04-14"));
}

#[test]
fn a_list_is_exported_as_it_stood_on_a_day() {
    let repository = repository();
    let ids = |at: &str| {
        let out = repository
            .gazette(&["export", "json", "--list", "us", "--at", at])
            .ends(0)
            .out;
        let document: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
        let entries = document["entries"].as_array().expect("a list").clone();
        entries
            .iter()
            .filter_map(|entry| entry["id"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("2022-01-01"), ["1", "2"]);
    assert_eq!(ids("2024-01-01"), ["1"]);
    repository
        .gazette(&["export", "nonesuch"])
        .ends(2)
        .says("there is no format `nonesuch`");
}

#[test]
fn clones_that_are_cut_off_or_empty_are_told_what_to_do() {
    let whole = repository();
    let shallow = Repository::new();
    shallow.git(&[
        "fetch",
        "--quiet",
        "--depth=1",
        &format!("file://{}", whole.path().display()),
        "main",
    ]);
    shallow.git(&["checkout", "--quiet", "FETCH_HEAD"]);
    shallow
        .gazette(&["publish"])
        .ends(2)
        .says("shallow")
        .says("--unshallow");
    shallow.gazette(&["check"]).ends(0);
    assert!(!shallow.path().join("public").exists());

    let empty = Repository::new();
    empty.list("a");
    empty.gazette(&["publish"]).ends(2).says("no commit yet");
    empty.commit("2020-01-01T12:00:00+0000", "x");
    let folder = tempfile::TempDir::new().expect("there is room");
    gazette(folder.path(), &["check"])
        .ends(2)
        .says("there is no folder `lists`")
        .says("gazette init");
    gazette(folder.path(), &["diff"])
        .ends(2)
        .says("is in no git repository");
}

#[test]
fn what_is_remembered_of_releases_changes_nothing_that_is_told() {
    let repository = Repository::new();
    repository.list("us");
    repository.entity("us", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "First");
    repository.entity("us", "2", "TWO");
    repository.entity("us", "1", "ANOTHER");
    repository.commit("2020-02-01T12:00:00+0000", "Second");
    let log = |arguments: &[&str]| repository.gazette(arguments).ends(0).out;
    let (all, one) = (log(&["log"]), log(&["log", "1"]));
    assert_eq!(all.lines().count(), 2);
    assert_eq!(one.lines().filter(|line| line.starts_with("2020")).count(), 2, "{one}");
    let kept = repository.path().join(".git/gazette/touched.jsonl");
    let written = std::fs::read_to_string(&kept).unwrap();
    // What is there is used: with other counts, and the digest that belongs to them, they are what is told.
    let (_, lines) = written.split_once('\n').unwrap();
    let other = lines.replace(
        "\"added\":1,\"removed\":0,\"amended\":1",
        "\"added\":7,\"removed\":0,\"amended\":1",
    );
    let digest = |lines: &str| gazette::data::hex(&Sha256::digest(lines));
    let head = written.lines().next().unwrap().replace(&digest(lines), &digest(&other));
    std::fs::write(&kept, format!("{head}\n{other}")).unwrap();
    assert_eq!(log(&["log"]), all.replace("1 added, 1 amended", "7 added, 1 amended"));
    // What is damaged, of another version or gone is made anew.
    let damages = [
        written.replace("\"added\":1", "\"added\":3"),
        written.replace(env!("CARGO_PKG_VERSION"), "0.0.9"),
        written[..written.len() / 2].to_owned(),
        String::new(),
    ];
    for damaged in damages {
        assert_ne!(damaged, written);
        std::fs::write(&kept, damaged).unwrap();
        assert_eq!(log(&["log"]), all);
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), written);
    }
    std::fs::remove_dir_all(kept.parent().unwrap()).unwrap();
    assert_eq!(log(&["log", "1"]), one);
    // What is new is added to it, and a list that is asked for by name is not all there is.
    repository.list("un");
    repository.entity("un", "1", "THIRD");
    repository.commit("2020-03-01T12:00:00+0000", "Third");
    assert_eq!(log(&["log", "--list", "us"]), all);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), written);
    assert_eq!(log(&["log"]).lines().count(), 3);
    assert_eq!(log(&["log", "--list", "us"]), all);
    assert!(std::fs::read_to_string(&kept).unwrap().contains("\"list\":\"un\""));
    // Where history is written anew, what was found in the old one is not told of it.
    repository.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    repository.entity("us", "3", "THREE");
    repository.commit("2020-04-01T12:00:00+0000", "Another second");
    let anew = log(&["log"]);
    assert_eq!(anew.lines().count(), 2);
    assert!(anew.contains("us: 1 added – Another second"), "{anew}");
}

#[test]
fn a_file_counts_for_what_its_folder_makes_of_it_whatever_else_has_its_content() {
    let repository = repository();
    repository.write("lists/us/parties/7.yaml", &entity("7", "SEVEN"));
    repository.commit("2023-07-01T12:00:00-0400", "us: note a party");
    repository.write("lists/us/7.yaml", &entity("7", "SEVEN"));
    repository.entity("us", "1", "LAZARUS");
    repository.commit("2023-07-02T12:00:00-0400", "us: list it");
    repository.remove("lists/us/parties/7.yaml");
    repository.commit("2023-07-03T12:00:00-0400", "us: it is no mere party any more");
    let log = repository.gazette(&["log"]).ends(0).out;
    let last = log.lines().find(|line| line.contains("2023-07-03")).unwrap_or_default();
    assert!(
        last.contains("1 unlisted party changed") && !last.contains("removed"),
        "{log}"
    );
}
