//! Who is blocked by ownership: every cell of the table of cases in `docs/ownership.md`, chains, cycles, ranges.

use gazette::data::Node;
use gazette::model::record::Field;
use gazette::model::{Entry, OwnershipRule};
use gazette::ownership::{Finding, Graph, ListParties, Regime, Status, compute};
use gazette::yaml::parse;
use jiff::civil::{Date, date};

/// The rules of the table's columns.
fn columns() -> [(OwnershipRule, Date); 5] {
    [
        (OwnershipRule::Us, date(2024, 12, 1)),
        (OwnershipRule::Eu, date(2024, 7, 2)),
        (OwnershipRule::Eu, date(2024, 7, 3)),
        (OwnershipRule::Uk, date(2024, 12, 1)),
        (OwnershipRule::Ch, date(2024, 12, 1)),
    ]
}

/// Reads parties from short lines: `E: A 25 | B 25 joint=x | C control`.
fn parties(lines: &[&str]) -> Vec<Entry> {
    lines.iter().map(|line| party(line)).collect()
}

fn party(line: &str) -> Entry {
    let (id, holders) = line.split_once(':').expect("a party and its holders");
    let mut text = format!("id: {id}\nkind: entity\nnames: [{id}]\ndesignations: [{{}}]\nrelations:\n");
    for holder in holders.split('|').map(str::trim).filter(|holder| !holder.is_empty()) {
        let words: Vec<&str> = holder.split(' ').collect();
        let to = if words[0].len() == 1 && "ABCD".contains(words[0]) {
            words[0].to_owned()
        } else {
            format!("parties/{}", words[0])
        };
        let joint = words.get(2).and_then(|word| word.strip_prefix("joint="));
        match words[1] {
            "control" => text.push_str(&format!("- {{type: controlled-by, to: {to}}}\n")),
            "board" => text.push_str(&format!(
                "- {{type: controlled-by, to: {to}, criterion: board-majority}}\n"
            )),
            share => {
                let joint = joint.map_or(String::new(), |joint| format!(", joint: {joint}"));
                text.push_str(&format!("- {{type: owned-by, to: {to}, share: '{share}'{joint}}}\n"));
            }
        }
    }
    read(&text)
}

fn read(text: &str) -> Entry {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    let node: &Node = &parsed.documents[0];
    Entry::read(node, &mut Vec::new()).canonical()
}

fn findings(lines: &[&str], rule: &OwnershipRule, day: Date) -> Vec<(String, Status, Finding)> {
    let entries: Vec<Entry> = ["A", "B"].map(|id| party(&format!("{id}:"))).into();
    let parties = parties(lines);
    let lists = [ListParties {
        list: "l",
        entries: &entries,
        parties: &parties,
    }];
    let graph = Graph::at(day, &lists);
    let regime = Regime::at(rule, day).expect("the rule is known");
    let name = |finding: &Finding| graph.names[finding.party].clone();
    compute(&graph, "l", &regime)
        .into_iter()
        .map(|finding| (name(&finding), finding.status, finding))
        .collect()
}

/// Returns for each column whether `E` is blocked.
fn row(lines: &[&str]) -> [&'static str; 5] {
    columns().map(|(rule, day)| status_of("E", lines, &rule, day))
}

fn status_of(party: &str, lines: &[&str], rule: &OwnershipRule, day: Date) -> &'static str {
    let found = findings(lines, rule, day);
    let found = found.iter().find(|(name, ..)| name == party);
    found.map_or("not", |(_, status, finding)| match (status, finding.by_control) {
        (Status::Blocked, true) => "controlled",
        (Status::Blocked, false) => "blocked",
        (Status::Possibly, _) => "possibly",
        (Status::Designated, _) => "designated",
        (Status::NotBlocked, _) => "not",
    })
}

#[test]
fn every_cell_of_the_table_of_cases() {
    let us_eu_eu_uk_ch = [
        (&["E: A 50"][..], ["blocked", "not", "blocked", "not", "not"]),
        (&["E: A 51"], ["blocked", "blocked", "blocked", "blocked", "blocked"]),
        (&["E: A 25 | B 25"], ["blocked", "not", "blocked", "not", "not"]),
        (&["E: A 30 | B 25"], ["blocked", "blocked", "blocked", "not", "blocked"]),
        (
            &["E: A 30 joint=j | B 25 joint=j"],
            ["blocked", "blocked", "blocked", "blocked", "blocked"],
        ),
        (
            &["H: A 60", "E: H 40 | A 10"],
            ["blocked", "not", "blocked", "not", "not"],
        ),
        (
            &["E: A 40 | A board"],
            ["not", "controlled", "controlled", "controlled", "controlled"],
        ),
        (
            &["X: A 25", "Y: A 25", "E: X 50 | Y 50"],
            ["not", "not", "not", "not", "not"],
        ),
    ];
    for (lines, expected) in us_eu_eu_uk_ch {
        assert_eq!(row(lines), expected, "{lines:?}");
    }
}

#[test]
fn a_holding_through_a_majority_stake_counts_for_its_root_in_the_uk() {
    // A holds 45 % through H, of which it has the majority, and 10 % itself: more than half, directly or indirectly.
    let lines = ["H: A 60", "E: H 45 | A 10"];
    assert_eq!(status_of("E", &lines, &OwnershipRule::Uk, date(2024, 12, 1)), "blocked");
    // Two roots are not added up.
    let lines = ["H: B 60", "E: H 45 | A 10"];
    assert_eq!(status_of("E", &lines, &OwnershipRule::Uk, date(2024, 12, 1)), "not");
}

#[test]
fn shares_that_are_not_known_make_possibly() {
    let day = date(2024, 12, 1);
    for (share, expected) in [
        ("unknown", "possibly"),
        ("majority", "blocked"),
        ("minority", "not"),
        ("25-50", "possibly"),
        ("25-49.999999", "not"),
        (">=50", "blocked"),
        ("<=50", "possibly"),
        ("<50", "not"),
    ] {
        let line = format!("E: A {share}");
        assert_eq!(status_of("E", &[&line], &OwnershipRule::Us, day), expected, "{share}");
    }
    // What hangs on a possibly blocked party is possibly blocked, even wholly owned.
    let lines = ["H: A unknown", "E: H 100"];
    assert_eq!(status_of("E", &lines, &OwnershipRule::Us, day), "possibly");
}

#[test]
fn cross_holdings_end_and_are_right() {
    let day = date(2024, 12, 1);
    // X and Y hold 40 % of each other; A's 30 % of X is not enough to start anything.
    let lines = ["X: A 30 | Y 40", "Y: X 40"];
    assert_eq!(status_of("X", &lines, &OwnershipRule::Us, day), "not");
    // With 10 % of Y as well nothing changes: neither is blocked first.
    let lines = ["X: A 30 | Y 40", "Y: X 40 | A 10"];
    assert_eq!(status_of("Y", &lines, &OwnershipRule::Us, day), "not");
    // With 60 % of Y both are: Y by A, X by 30 % of A and 40 % of Y.
    let lines = ["X: A 30 | Y 40", "Y: X 40 | A 60"];
    assert_eq!(status_of("Y", &lines, &OwnershipRule::Us, day), "blocked");
    assert_eq!(status_of("X", &lines, &OwnershipRule::Us, day), "blocked");
}

#[test]
fn the_sum_and_the_holders_are_told() {
    let lines = ["H: A 60", "E: H 35 | B 25 | Z 40", "Z:"];
    let found = findings(&lines, &OwnershipRule::Us, date(2024, 12, 1));
    let (_, _, finding) = found.iter().find(|(name, ..)| name == "E").expect("E is blocked");
    let statuses: Vec<Status> = finding.because.iter().map(|contribution| contribution.status).collect();
    assert_eq!(finding.sum().expect("there are shares").total.to_string(), "60 %");
    assert_eq!(statuses, [Status::Designated, Status::Blocked]);
}

#[test]
fn relations_hold_between_their_dates() {
    let entries = vec![party("A:")];
    let held = read(
        "id: E\nkind: entity\nnames: [E]\nrelations:\n- {type: owned-by, to: A, share: 60, since: 2020-01-01, until: 2021}\n",
    );
    for (day, expected) in [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 1),
        (date(2021, 12, 31), 1),
        (date(2022, 1, 1), 0),
    ] {
        let lists = [ListParties {
            list: "l",
            entries: &entries,
            parties: std::slice::from_ref(&held),
        }];
        let graph = Graph::at(day, &lists);
        let regime = Regime::at(&OwnershipRule::Us, day).expect("the rule is known");
        assert_eq!(compute(&graph, "l", &regime).len(), expected, "{day}");
    }
}

#[test]
fn one_party_on_two_lists_is_one_holder() {
    let us = vec![party("A:")];
    let un = vec![read(
        "id: N\nkind: entity\nnames: [N]\nrelations:\n- {type: same-as, to: us/A}\n- {type: owns, to: us/parties/E, share: 70}\n",
    )];
    let parties = vec![party("E:")];
    let lists = [
        ListParties {
            list: "us",
            entries: &us,
            parties: &parties,
        },
        ListParties {
            list: "un",
            entries: &un,
            parties: &[],
        },
    ];
    let day = date(2024, 12, 1);
    let graph = Graph::at(day, &lists);
    let regime = Regime::at(&OwnershipRule::Us, day).expect("the rule is known");
    let found: Vec<&str> = compute(&graph, "us", &regime)
        .iter()
        .map(|finding| graph.names[finding.party].as_str())
        .collect();
    assert_eq!(found, ["E"]);
}

#[test]
fn a_holding_that_both_sides_tell_counts_once() {
    let holder = read("id: A\nkind: entity\nnames: [A]\nrelations: [{type: owns, to: parties/E, share: 30}]\n");
    let held = party("E: A 30");
    let lists = [ListParties {
        list: "l",
        entries: std::slice::from_ref(&holder),
        parties: std::slice::from_ref(&held),
    }];
    let day = date(2024, 12, 1);
    let regime = Regime::at(&OwnershipRule::Us, day).expect("the rule is known");
    assert_eq!(compute(&Graph::at(day, &lists), "l", &regime), []);
}
