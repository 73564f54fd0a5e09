//! Who is blocked by ownership: every cell of the table of cases in `docs/ownership.md`, chains, cycles, ranges.

mod law;
mod plain_graph;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gazette::data::Node;
use gazette::feed::ownership::Reckoned;
use gazette::model::record::Field;
use gazette::model::{
    Edition, Entry, EntryRef, FuzzyDate, OwnershipPeriod, OwnershipRule, Relation, RelationType, Share,
};
use gazette::ownership::{Assessment, Finding, Graph, ListParties, Regime, Status, compute, day_of};
use gazette::report::ownership::{self as report, Picture, dot, svg};
use gazette::yaml::{SourceFile, load_list, parse};
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
fn parties(lines: &[&str]) -> Vec<Arc<Entry>> {
    lines.iter().map(|line| party(line)).collect()
}

fn party(line: &str) -> Arc<Entry> {
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

fn read(text: &str) -> Arc<Entry> {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    let node: &Node = &parsed.documents[0];
    Arc::new(Entry::read(node, &mut Vec::new()).canonical())
}

fn findings(lines: &[&str], rule: &OwnershipRule, day: Date) -> Vec<(String, Status, Finding)> {
    let entries: Vec<Arc<Entry>> = ["A", "B"].map(|id| party(&format!("{id}:"))).into();
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

/// The cases of the manual, in the test's own words.
const CASES: [(&str, &[&str]); 8] = [
    ("A 50 %", &["E: A 50"]),
    ("A 51 %", &["E: A 51"]),
    ("A 25 %, B 25 %", &["E: A 25 | B 25"]),
    ("A 30 %, B 25 %", &["E: A 30 | B 25"]),
    (
        "A 30 %, B 25 % under a joint arrangement",
        &["E: A 30 joint=j | B 25 joint=j"],
    ),
    ("A 60 % of H; H 40 % and A 10 % of E", &["H: A 60", "E: H 40 | A 10"]),
    ("A 40 % and the majority of the board", &["E: A 40 | A board"]),
    (
        "A 25 % of X and of Y; X and Y 50 % of C each",
        &["X: A 25", "Y: A 25", "E: X 50 | Y 50"],
    ),
];

/// What the authorities' guidance makes of each case; the manual names the sources.
const EXPECTED: [[&str; 5]; 8] = [
    ["blocked", "not", "blocked", "not", "not"],
    ["blocked", "blocked", "blocked", "blocked", "blocked"],
    ["blocked", "not", "blocked", "not", "not"],
    ["blocked", "blocked", "blocked", "not", "blocked"],
    ["blocked", "blocked", "blocked", "blocked", "blocked"],
    ["blocked", "not", "blocked", "not", "not"],
    ["not", "controlled", "controlled", "controlled", "controlled"],
    ["not", "not", "not", "not", "not"],
];

#[test]
fn every_cell_of_the_table_of_cases() {
    for ((case, lines), expected) in CASES.iter().zip(EXPECTED) {
        assert_eq!(row(lines), expected, "{case}");
    }
}

#[test]
fn the_manual_has_the_same_table() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ownership.md");
    let manual = fs::read_to_string(manual).expect("the manual is text");
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_matches('|');
        inner.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let found: Vec<Vec<String>> = manual
        .lines()
        .filter(|line| line.starts_with("| A "))
        .map(cells)
        .collect();
    let expected: Vec<Vec<String>> = CASES
        .iter()
        .zip(EXPECTED)
        .map(|((case, _), row)| std::iter::once(*case).chain(row).map(str::to_owned).collect())
        .collect();
    assert_eq!(found, expected);
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

/// The invented example of the manual.
fn example() -> Edition {
    edition_in(&cases().join("example/lists/example"), "example")
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ownership")
}

fn edition_in(folder: &Path, list: &str) -> Edition {
    let mut files = Vec::new();
    for inner in ["", "parties"] {
        for item in fs::read_dir(folder.join(inner)).expect("the folder is there") {
            let path = item.expect("it can be read").path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let inside = path.strip_prefix(folder).expect("it is below");
                files.push(SourceFile {
                    path: format!("lists/{list}/{}", inside.to_str().expect("ASCII").replace('\\', "/")),
                    bytes: fs::read(&path).expect("it can be read"),
                });
            }
        }
    }
    let loaded = load_list(list, files);
    let lost: Vec<_> = loaded
        .problems
        .iter()
        .filter(|problem| problem.loses_content())
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    Edition {
        list_id: loaded.id,
        list: loaded.list,
        entries: loaded.entries.into_iter().map(|loaded| loaded.entry).collect(),
        parties: loaded.parties.into_iter().map(|loaded| loaded.entry).collect(),
        release: None,
    }
}

/// Compares a text with a file, or writes the file anew.
fn hold_in_step(path: &Path, found: &[u8]) {
    if std::env::var_os("GAZETTE_BLESS").is_some() {
        fs::write(path, found).expect("the file can be written");
    }
    let expected = fs::read(path).unwrap_or_default();
    assert!(
        found == expected,
        "{} is not what is written now:\n{}",
        path.display(),
        String::from_utf8_lossy(found)
    );
}

fn assessed(edition: &Edition) -> Assessment {
    let day = day_of(edition, None).expect("it lists somebody");
    Assessment::of_edition(edition, day).expect("it names a rule")
}

#[test]
fn the_feed_and_the_report_of_the_example() {
    let edition = example();
    let format = gazette::feed::format("ownership").expect("there is that format");
    assert!(format.applies_to(&edition));
    for file in format.files() {
        let mut out = Vec::new();
        format.write(file, &edition, &mut out).expect("a Vec takes every byte");
        hold_in_step(&cases().join("example").join(file.name), &out);
    }
    let assessment = assessed(&edition);
    let reckoned = Reckoned {
        edition: &edition,
        assessment: Some(&assessment),
        only: None,
        with_not_blocked: true,
    };
    hold_in_step(
        &cases().join("example/ownership.txt"),
        report::text(&reckoned, false).as_bytes(),
    );
}

#[test]
fn lists_without_a_rule_or_without_holdings_have_no_feed() {
    let format = gazette::feed::format("ownership").expect("there is that format");
    let mut edition = example();
    edition.list.ownership.clear();
    assert!(!format.applies_to(&edition));
    let mut edition = example();
    edition.parties.clear();
    assert!(!format.applies_to(&edition));
}

#[test]
fn no_feed_of_designations_has_a_party_of_the_reckoning_among_the_listed() {
    let edition = example();
    for (name, file) in [
        ("jsonl", "entries.jsonl"),
        ("csv", "entries.csv"),
        ("csv", "names.csv"),
        ("ofac-csv", "SDN.CSV"),
    ] {
        let format = gazette::feed::format(name).expect("there is that format");
        let kind = format.files().iter().find(|kind| kind.name == file).expect("that file");
        let mut out = Vec::new();
        format.write(kind, &edition, &mut out).expect("a Vec takes every byte");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(!text.contains("EXAMPLE TRADING"), "{file}: {text}");
    }
}

#[test]
fn the_drawing_of_the_manual_is_that_of_the_example() {
    let drawing = svg(&Picture::of(&assessed(&example()), None));
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ownership.svg");
    hold_in_step(&manual, drawing.as_bytes());
}

#[test]
fn a_drawing_is_well_formed_whatever_the_names_are() {
    let mut edition = example();
    for entry in edition.entries.iter_mut().chain(&mut edition.parties) {
        Arc::make_mut(entry).names[0].text =
            "</text><script>alert(1)</script> & \"'\u{0}\u{1b}\u{202e}\u{ffff} 김일성 العربية".to_owned();
    }
    let assessment = assessed(&edition);
    let picture = Picture::of(&assessment, None);
    let drawing = svg(&picture);
    let mut reader = quick_xml::Reader::from_str(&drawing);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().expect("it is XML") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) => assert_ne!(tag.name().as_ref(), "script"),
            _ => {}
        }
    }
    assert!(!drawing.contains(['\u{0}', '\u{1b}', '\u{202e}']));
    let source = dot(&picture);
    assert!(!source.contains('\u{0}'));
    // Every quotation mark that is not escaped opens or closes a string.
    let bare = source.replace("\\\\", "").replace("\\\"", "");
    assert_eq!(bare.matches('"').count() % 2, 0);
}

#[test]
fn boxes_of_a_drawing_do_not_lie_on_one_another() {
    let drawing = svg(&Picture::of(&assessed(&example()), None));
    let number = |tag: &str, name: &str| -> i64 {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).expect("it has that");
        let (number, _) = rest.split_once('"').expect("it ends");
        number.parse().expect("a number")
    };
    let boxes: Vec<(i64, i64, i64, i64)> = drawing
        .split("<rect ")
        .filter(|tag| tag.contains("rx=\"5\""))
        .map(|tag| format!(" {tag}"))
        .map(|tag| {
            (
                number(&tag, "x"),
                number(&tag, "y"),
                number(&tag, "width"),
                number(&tag, "height"),
            )
        })
        .collect();
    assert_eq!(boxes.len(), 8);
    for (at, one) in boxes.iter().enumerate() {
        for other in &boxes[at + 1..] {
            let apart = one.0 + one.2 <= other.0
                || other.0 + other.2 <= one.0
                || one.1 + one.3 <= other.1
                || other.1 + other.3 <= one.1;
            assert!(apart, "{one:?} {other:?}");
        }
    }
}

#[test]
fn a_share_that_is_told_as_indirect_is_not_counted_twice() {
    let read = |share: &str| {
        read(&format!(
            "id: E\nkind: entity\nnames: [E]\nrelations:\n- {{type: owned-by, to: A, share: {share}, indirect: true}}\n\
             - {{type: owned-by, to: parties/H, share: 30}}\n"
        ))
    };
    for (holder, share, expected) in [
        // The 30 % of A may be those that H holds: 30 or 60, nobody knows.
        ("H: A 60", "30", Status::Possibly),
        // The 60 % of A are enough alone.
        ("H: A 60", "60", Status::Blocked),
        // H has nothing to do with A: the two are added up.
        ("H: B 60", "30", Status::Blocked),
    ] {
        let entries: Vec<Arc<Entry>> = ["A", "B"].map(|id| party(&format!("{id}:"))).into();
        let parties = [read(share), party(holder)];
        let lists = [ListParties {
            list: "l",
            entries: &entries,
            parties: &parties,
        }];
        let day = date(2024, 12, 1);
        let graph = Graph::at(day, &lists);
        let regime = Regime::at(&OwnershipRule::Us, day).expect("the rule is known");
        let found = compute(&graph, "l", &regime);
        let of_e = found.iter().find(|finding| graph.names[finding.party] == "E");
        assert_eq!(of_e.map(|finding| finding.status), Some(expected), "{holder} {share}");
    }
}

#[test]
fn a_rule_holds_in_its_time() {
    let mut edition = example();
    let period = |rule: OwnershipRule, since: &str| OwnershipPeriod {
        rule,
        since: FuzzyDate::parse(since),
        ..OwnershipPeriod::default()
    };
    edition.list.ownership = vec![
        period(OwnershipRule::Us, "2014-08-13"),
        period(OwnershipRule::Uk, "2022"),
    ];
    let rule = |day: Date| Regime::of_list(&edition.list, day).map(|regime| regime.rule);
    assert_eq!(rule(date(2014, 8, 12)), None);
    assert_eq!(rule(date(2014, 8, 13)), Some(OwnershipRule::Us));
    assert_eq!(rule(date(2021, 12, 31)), Some(OwnershipRule::Us));
    assert_eq!(rule(date(2022, 1, 1)), Some(OwnershipRule::Uk));
    // OFAC's guidance adds shares up since that day; what held before is not known here.
    assert_eq!(Regime::at(&OwnershipRule::Us, date(2014, 8, 12)), None);
}

/// A million parties, three million holdings, one in a hundred designated: many holders have one party, some holdings close
/// circles, some shares are not known. Every rule as it stood at any time is reckoned with. Prints seconds and the most memory;
/// nothing is asserted of time.
///
/// `cargo test --release --test it a_million -- --ignored --nocapture`
#[test]
#[ignore = "takes long where nothing is optimised"]
#[allow(clippy::print_stderr, reason = "what it measures is what it is run for")]
fn a_million_parties_and_three_million_holdings() {
    const PARTIES: usize = 1_000_000;
    const HOLDINGS: usize = 3;
    let mut state: u64 = 42;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let relation = |kind: RelationType, to: usize, share: &str| Relation {
        kind,
        to: Some(EntryRef::new(if to.is_multiple_of(100) {
            to.to_string()
        } else {
            format!("parties/{to}")
        })),
        share: (!share.is_empty()).then(|| Share::from(share)),
        ..Relation::default()
    };
    let mut entries = Vec::new();
    let mut parties = Vec::new();
    let shares = ["10", "20", "25", "33.333333", "50", "60", ">50", "unknown", "25-50"];
    for id in 0..PARTIES {
        let mut entry = Entry {
            id: id.to_string(),
            ..Entry::default()
        };
        for _ in 0..HOLDINGS {
            let share = shares[next(shares.len())];
            let holder = next(PARTIES);
            entry.relations.push(relation(RelationType::OwnedBy, holder, share));
        }
        if id % 100 == 0 {
            entries.push(Arc::new(entry))
        } else {
            parties.push(Arc::new(entry))
        }
    }
    let lists = [ListParties {
        list: "l",
        entries: &entries,
        parties: &parties,
    }];
    let day = date(2024, 12, 1);
    let started = std::time::Instant::now();
    let graph = Graph::at(day, &lists);
    eprintln!("graph of {} parties: {:.2?}", graph.len(), started.elapsed());
    for (rule, day) in columns() {
        let regime = Regime::at(&rule, day).expect("the rule is known");
        let started = std::time::Instant::now();
        let found = compute(&graph, "l", &regime);
        let sure = found.iter().filter(|finding| finding.status == Status::Blocked).count();
        eprintln!(
            "{} on {day}: {sure} blocked, {} possibly, {:.2?}",
            rule.as_str(),
            found.len() - sure,
            started.elapsed()
        );
        assert!(sure > 0);
    }
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        eprintln!("{}", peak.unwrap_or_default());
    }
}
