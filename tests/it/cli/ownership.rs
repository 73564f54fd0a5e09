//! `ownership`, and what `diff`, `notice`, `preview` and `publish` tell of the consequences of a release.

use serde_json::Value;

use crate::repository::{LIST, Repository, entity};

/// A party that is not listed, with who owns what part of it.
fn party(id: &str, name: &str, holders: &[(&str, &str)]) -> String {
    let mut text = format!("id: {id}\nkind: entity\nnames:\n  - {name}\n");
    if !holders.is_empty() {
        text.push_str("relations:\n");
    }
    for (holder, share) in holders {
        text.push_str(&format!("  - type: owned-by\n    to: {holder}\n    share: '{share}'\n"));
    }
    text
}

/// A list under the US rule. ALPHA is to be listed; it holds 60 % of NORTH and all of SOUTH, which hold 30 % and 20 % of THIRD:
/// together just half of it, through two chains. BETA is listed from the beginning and holds nothing.
fn two_chains() -> Repository {
    let repository = Repository::new();
    repository.write("lists/a/list.yaml", &format!("{LIST}ownership:\n  - us\n"));
    repository.write("lists/a/1.yaml", &entity("'1'", "BETA"));
    for (id, name, holders) in [
        ("north", "NORTH", &[("'2'", "60")][..]),
        ("south", "SOUTH", &[("'2'", "100")]),
        ("third", "THIRD", &[("parties/north", "30"), ("parties/south", "20")]),
    ] {
        // Before ALPHA is an entry the relations lead nowhere; the party of the same id stands in its place.
        let text = party(id, name, holders).replace("to: '2'", "to: parties/2");
        repository.write(&format!("lists/a/parties/{id}.yaml"), &text);
    }
    repository.write("lists/a/parties/2.yaml", &party("'2'", "ALPHA", &[]));
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository
}

/// Lists ALPHA: it moves from the parties to the entries.
fn list_alpha(repository: &Repository) {
    repository.remove("lists/a/parties/2.yaml");
    repository.write("lists/a/2.yaml", &entity("'2'", "ALPHA"));
    for id in ["north", "south"] {
        let path = format!("lists/a/parties/{id}.yaml");
        let text = repository.read(&path);
        repository.write(&path, &text.replace("to: parties/2", "to: '2'"));
    }
    repository.commit("2020-02-01T12:00:00+0000", "list ALPHA");
}

/// Delists it again.
fn delist_alpha(repository: &Repository) {
    repository.remove("lists/a/2.yaml");
    repository.write("lists/a/parties/2.yaml", &party("'2'", "ALPHA", &[]));
    for id in ["north", "south"] {
        let path = format!("lists/a/parties/{id}.yaml");
        let text = repository.read(&path);
        repository.write(&path, &text.replace("to: '2'", "to: parties/2"));
    }
    repository.commit("2020-03-01T12:00:00+0000", "delist ALPHA");
}

const SUM: &str = "50 % = 30 % NORTH (blocked through ALPHA) + 20 % SOUTH (blocked through ALPHA)";

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn a_listing_blocks_a_third_party_through_two_chains_and_the_delisting_frees_it() {
    let repository = two_chains();
    list_alpha(&repository);
    delist_alpha(&repository);
    let listing = repository.gazette(&["diff", "2020-01-01..2020-02-01"]).ends(0).out;
    for line in [
        "+ parties/third THIRD becomes blocked through ALPHA [relation]",
        SUM,
        "+ parties/north NORTH becomes blocked through ALPHA [relation]",
        "60 % = 60 % ALPHA (listed)",
        "re-screen",
    ] {
        assert!(listing.contains(line), "no `{line}` in\n{listing}");
    }
    let delisting = repository.gazette(&["diff", "2020-02-01..2020-03-01"]).ends(0).out;
    for line in [
        "- parties/third THIRD is no longer blocked through ALPHA [relation]",
        SUM,
        "- parties/south SOUTH is no longer blocked through ALPHA",
    ] {
        assert!(delisting.contains(line), "no `{line}` in\n{delisting}");
    }
    // There and back is nothing.
    repository
        .gazette(&["diff", "2020-01-01..2020-03-01"])
        .ends(0)
        .says("nothing changed");
}

#[test]
fn an_id_that_stands_in_a_file_that_did_not_change_is_not_passed_over() {
    let repository = two_chains();
    list_alpha(&repository);
    repository.write("lists/a/copy.yaml", &entity("'1'", "BETA AGAIN"));
    repository.commit("2020-02-02T12:00:00+0000", "list BETA once more");
    repository
        .gazette(&["diff", "2020-02-01..2020-02-02"])
        .ends(2)
        .says("duplicate id `1` in the list `a`");
}

#[test]
fn every_form_of_diff_and_notice_tells_the_consequences() {
    let repository = two_chains();
    list_alpha(&repository);
    delist_alpha(&repository);
    let range = "2020-01-01..2020-02-01";
    let document = json(&repository.gazette(&["diff", range, "--format", "json"]).ends(0).out);
    let list = &document["lists"][0];
    let consequences = list["consequences"].as_array().expect("a list");
    let told: Vec<(&str, &str)> = consequences
        .iter()
        .filter_map(|one| Some((one["id"].as_str()?, one["change"].as_str()?)))
        .collect();
    assert_eq!(
        told,
        [
            ("parties/north", "becomes_blocked"),
            ("parties/south", "becomes_blocked"),
            ("parties/third", "becomes_blocked"),
        ]
    );
    assert_eq!(list["reasons"]["becomes_blocked"], 3);
    assert_eq!(document["rescreen"], true);
    let third = &consequences[2]["new"];
    assert_eq!(third["arithmetic"], SUM);
    assert_eq!(third["through"], serde_json::json!(["2"]));
    assert_eq!(
        third["chains"],
        serde_json::json!([
            "ALPHA -[60 %]-> NORTH -[30 %]-> THIRD",
            "ALPHA -[100 %]-> SOUTH -[20 %]-> THIRD"
        ])
    );
    let schema = jsonschema::validator_for(&gazette::report::changes::json_schema()).expect("it is a schema");
    assert!(schema.is_valid(&document));
    for format in ["markdown", "html"] {
        let told = repository.gazette(&["diff", range, "--format", format]).ends(0);
        told.says("THIRD").says("becomes blocked through ALPHA").says("50 %");
    }
    repository
        .gazette(&["diff", range, "--stat"])
        .says("a/parties/third THIRD | becomes blocked");
    for format in ["text", "markdown", "html"] {
        for style in ["plain", "ofac"] {
            let notice = |range: &str| {
                let run = repository.gazette(&["notice", range, "--format", format, "--style", style]);
                run.ends(0)
            };
            notice(range)
                .says("THIRD")
                .says("becomes blocked through ALPHA")
                .says("50 %");
            notice("2020-02-01..2020-03-01").says("is no longer blocked through ALPHA");
        }
    }
}

#[test]
fn filters_of_diff_hold_for_consequences() {
    let repository = two_chains();
    list_alpha(&repository);
    let told = |arguments: &[&str]| {
        let all: Vec<&str> = ["diff", "2020-01-01..2020-02-01"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        repository.gazette(&all).ends(0).out
    };
    assert!(told(&["--entry", "2"]).contains("THIRD"));
    assert!(!told(&["--entry", "1"]).contains("THIRD"));
    assert!(told(&["--entry", "parties/third"]).contains("THIRD"));
    assert!(!told(&["--class", "legal"]).contains("THIRD"));
    assert!(told(&["--class", "relation"]).contains("THIRD"));
    assert!(!told(&["--kind", "added"]).contains("THIRD"));
}

#[test]
fn a_change_of_shares_alone_is_a_release_with_consequences() {
    let repository = two_chains();
    list_alpha(&repository);
    let path = "lists/a/parties/third.yaml";
    let sold = repository.read(path).replace("'30'", "'29.999999'");
    repository.write(path, &sold);
    let diff = repository.gazette(&["diff", "--exit-code"]).ends(1);
    let diff = diff.says("- parties/third THIRD is no longer blocked through ALPHA");
    for told in [
        "no entry changed, 1 unlisted party changed, 1 unlisted party concerned; re-screen",
        "was 50 % = 30 % NORTH (blocked through ALPHA) + 20 % SOUTH (blocked through ALPHA); is 49.999999",
    ] {
        assert!(diff.out.contains(told), "{}", diff.out);
    }
    repository
        .gazette(&["preview"])
        .ends(0)
        .says("**yes**")
        .says("is no longer blocked through ALPHA");
    repository.commit("2020-03-01T12:00:00+0000", "THIRD sells");
    repository.gazette(&["log"]).ends(0).says("1 unlisted party changed");
    // Of two commits only the files that differ are read otherwise; the consequences need all of them.
    repository
        .gazette(&["diff", "HEAD~1..HEAD"])
        .ends(0)
        .says("- parties/third THIRD is no longer blocked through ALPHA");
    repository
        .gazette(&["notice", "HEAD~1..HEAD"])
        .ends(0)
        .says("is no longer blocked through ALPHA");
}

#[test]
fn a_change_of_a_party_is_told_even_where_nothing_follows_from_it() {
    let repository = two_chains();
    let path = "lists/a/parties/third.yaml";
    repository.write(path, &repository.read(path).replace("'30'", "'31'"));
    let diff = repository.gazette(&["diff", "--exit-code"]).ends(1);
    assert_eq!(
        diff.out,
        "a: 2020-01-01 -> working tree: no entry changed, 1 unlisted party changed\n\
         Parties that are not listed:\n\
         ~ parties/third THIRD (entity)\n    \
         ~ relation [relation]: owned by parties/north (share: [-30-]{+31+})\n"
    );
    assert_eq!(
        repository.gazette(&["diff", "--name-only"]).ends(0).out,
        "M\ta/parties/third\n"
    );
    let document = json(&repository.gazette(&["diff", "--format", "json"]).ends(0).out);
    assert_eq!(document["rescreen"], false);
    let party = &document["lists"][0]["parties"][0];
    assert_eq!(
        (&party["id"], &party["rescreen"]),
        (&"parties/third".into(), &false.into())
    );
    let schema = jsonschema::validator_for(&gazette::report::changes::json_schema()).expect("it is a schema");
    assert!(schema.is_valid(&document));
    for format in ["markdown", "html"] {
        let told = repository.gazette(&["diff", "--format", format]).ends(0);
        told.says("Parties that are not listed").says("parties/third");
    }
    repository
        .gazette(&["diff", "--entry", "parties/third"])
        .ends(0)
        .says("THIRD");
    assert_eq!(repository.gazette(&["diff", "--entry", "1"]).ends(0).out, "");
}

#[test]
fn who_is_delisted_and_owned_by_a_listed_party_remains_blocked() {
    let repository = two_chains();
    list_alpha(&repository);
    // NORTH is listed as well, and then is not.
    let owned = "relations:\n  - type: owned-by\n    to: '2'\n    share: '60'\n";
    repository.remove("lists/a/parties/north.yaml");
    repository.write("lists/a/north.yaml", &(entity("north", "NORTH") + owned));
    let third = repository.read("lists/a/parties/third.yaml");
    repository.write("lists/a/parties/third.yaml", &third.replace("parties/north", "north"));
    repository.commit("2020-03-01T12:00:00+0000", "list NORTH");
    // Who is listed does not cease to be blocked.
    let listing = repository.gazette(&["diff", "HEAD~1..HEAD"]).ends(0).out;
    assert!(!listing.contains("no longer blocked"), "{listing}");
    repository.remove("lists/a/north.yaml");
    repository.write("lists/a/parties/north.yaml", &party("north", "NORTH", &[("'2'", "60")]));
    repository.write("lists/a/parties/third.yaml", &third);
    repository.commit("2020-04-01T12:00:00+0000", "delist NORTH");
    repository
        .gazette(&["diff", "HEAD~1..HEAD"])
        .ends(0)
        .says("~ parties/north NORTH is no longer listed and remains blocked through ALPHA");
}

#[test]
fn a_circle_of_holdings_ends_and_is_told() {
    let repository = two_chains();
    list_alpha(&repository);
    repository.write(
        "lists/a/parties/east.yaml",
        &party("east", "EAST", &[("parties/third", "30"), ("parties/west", "20")]),
    );
    repository.write(
        "lists/a/parties/west.yaml",
        &party("west", "WEST", &[("parties/east", "100")]),
    );
    // Neither is first: 30 % of EAST is not enough to begin with.
    let run = repository.gazette(&["ownership", "east"]).ends(0);
    run.says("not blocked")
        .says("30 % = 30 % THIRD (blocked through ALPHA)");
    repository.write(
        "lists/a/parties/east.yaml",
        &party("east", "EAST", &[("parties/third", "50"), ("parties/west", "20")]),
    );
    let run = repository.gazette(&["ownership", "west"]).ends(0);
    run.says("100 % = 100 % EAST (blocked through ALPHA)");
    let run = repository.gazette(&["ownership", "east"]).ends(0);
    run.says("70 % = 50 % THIRD (blocked through ALPHA) + 20 % WEST (blocked through ALPHA)");
}

#[test]
fn the_command_looks_at_any_day_under_any_rule() {
    let repository = two_chains();
    list_alpha(&repository);
    delist_alpha(&repository);
    let at = |day: &str, rule: &str| {
        let document = repository.gazette(&["ownership", "--at", day, "--rule", rule, "--format", "json"]);
        let document = json(&document.ends(0).out);
        let list = document["lists"][0].clone();
        assert_eq!(list["day"], day);
        let ids = list["blocked"].as_array().expect("a list").clone();
        ids.into_iter()
            .filter_map(|party| Some(party["id"].as_str()?.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(at("2020-01-15", "us"), Vec::<String>::new());
    assert_eq!(
        at("2020-02-15", "us"),
        ["parties/north", "parties/south", "parties/third"]
    );
    // Half is not more than half, and in Britain holdings are not added up but for one root, which ALPHA is.
    assert_eq!(at("2020-02-15", "eu"), ["parties/north", "parties/south"]);
    assert_eq!(at("2020-02-15", "ch"), ["parties/north", "parties/south"]);
    assert_eq!(at("2020-02-15", "uk"), ["parties/north", "parties/south"]);
    assert_eq!(at("2020-03-15", "us"), Vec::<String>::new());
    let eu = repository
        .gazette(&["ownership", "--at", "2020-02-15", "--rule", "eu"])
        .ends(0);
    eu.says("convention of gazette").says("more than 50 %");
}

#[test]
fn what_cannot_be_reckoned_is_said() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository
        .gazette(&["ownership"])
        .ends(2)
        .says("no list names an ownership rule");
    repository
        .gazette(&["ownership", "--at", "2019-01-01"])
        .ends(2)
        .says("nothing was published by 2019-01-01");
    repository
        .gazette(&["ownership", "9", "--rule", "us"])
        .ends(2)
        .says("no list that names an ownership rule has an entry or party `9`");
    repository
        .gazette(&["ownership", "1", "--rule", "us"])
        .ends(0)
        .says("1 ONE: listed");
}

#[test]
fn a_drawing_shows_one_list_and_stands_alone() {
    let repository = two_chains();
    list_alpha(&repository);
    let svg = repository
        .gazette(&["ownership", "third", "--format", "svg"])
        .ends(0)
        .out;
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
    for name in [
        "ALPHA", "NORTH", "SOUTH", "THIRD", ">30 %<", ">20 %<", ">60 %<", ">100 %<",
    ] {
        assert!(svg.contains(name), "no {name} in {svg}");
    }
    assert!(!svg.contains("BETA"));
    let dot = repository
        .gazette(&["ownership", "third", "--format", "dot"])
        .ends(0)
        .out;
    assert!(
        dot.contains("\"parties/north\" -> \"parties/third\" [label=\"30 %\"];"),
        "{dot}"
    );
}

#[test]
fn publish_has_the_feed_and_the_consequences() {
    let repository = two_chains();
    list_alpha(&repository);
    repository.list("b");
    repository.entity("b", "1", "ONE");
    repository.commit("2020-03-01T12:00:00+0000", "a list without a rule");
    repository.gazette(&["publish"]).ends(0);
    let feed = json(&repository.read("public/a/latest/ownership.json"));
    assert_eq!(feed["counts"]["blocked"], 3);
    assert_eq!(feed["release"]["name"], "2020-02-01");
    assert_eq!(feed["blocked"][2]["record"]["id"], "third");
    assert!(repository.read("public/a/latest/ownership.csv").contains(SUM));
    assert!(!repository.path().join("public/b/latest/ownership.json").exists());
    let entries = repository.read("public/a/latest/entries.jsonl");
    assert!(!entries.contains("THIRD"), "{entries}");
    let changes = json(&repository.read("public/a/releases/2020-02-01/changes.json"));
    assert_eq!(changes["lists"][0]["consequences"][2]["id"], "parties/third");
    let notice = repository.read("public/a/releases/2020-02-01/notice.txt");
    assert!(
        notice.contains("THIRD, id parties/third, becomes blocked through ALPHA"),
        "{notice}"
    );
    let manifest = repository.read("public/manifest.json");
    assert!(manifest.contains("a/latest/ownership.csv"), "{manifest}");
    // Run again: the same bytes.
    let before = crate::repository::files(&repository.path().join("public"));
    repository.gazette(&["publish"]).ends(0);
    assert_eq!(crate::repository::files(&repository.path().join("public")), before);
}
