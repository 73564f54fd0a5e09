//! What the diff says of the 87 real transitions between the 88 versions of SDN.CSV: the counts are those that were found by
//! comparing rows (`transitions.tsv`, see the data's README), and what is known to be hard reads right.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gazette::diff::{Change, ChangeSet, apply, compare};
use gazette::model::Entry;
use gazette::model::schema::Class;
use gazette::report::changes::{ListChanges, TextOptions, text};

use super::data::{Version, file_of, history};
use super::law::import;

/// One row of `transitions.tsv`.
struct Expected {
    day: &'static str,
    added: usize,
    removed: usize,
    changed: usize,
}

const TRANSITIONS: &str = include_str!("../../data/ofac/transitions.tsv");

fn expected() -> Vec<Expected> {
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |cell: &str| cell.parse().expect("a count");
        Expected {
            day: cells[3],
            added: number(cells[5]),
            removed: number(cells[6]),
            changed: number(cells[7]),
        }
    };
    TRANSITIONS.lines().skip(1).map(row).collect()
}

/// A transition: the entries whose rows differ, on either side. Rows that are the same give the same entries.
pub(super) struct Transition {
    pub(super) old: Vec<Arc<Entry>>,
    pub(super) new: Vec<Arc<Entry>>,
    changes: ChangeSet,
}

fn differing<'a>(version: &'a Version, other: &'a Version) -> Vec<&'a String> {
    let rows = version.rows.iter();
    rows.filter(|(number, row)| other.rows.get(number) != Some(row))
        .map(|(_, row)| row)
        .collect()
}

fn entries(rows: &[&String]) -> Vec<Arc<Entry>> {
    if rows.is_empty() {
        return Vec::new();
    }
    let imported = import(&[("SDN.CSV", file_of(rows.iter().map(|row| row.as_str())))]);
    assert!(!imported.is_refused(), "{:?}", imported.problems);
    imported
        .entries
        .into_iter()
        .map(Entry::canonical)
        .map(Arc::new)
        .collect()
}

pub(super) fn transition(before: &Version, after: &Version) -> Transition {
    let (old, new) = (entries(&differing(before, after)), entries(&differing(after, before)));
    let changes = compare(&old, &new);
    Transition { old, new, changes }
}

/// Returns the transition to the first version of a day.
fn on(day: &str) -> ChangeSet {
    let versions = history();
    let place = versions.iter().position(|version| version.time.starts_with(day));
    let place = place.expect("there is a version of the day");
    transition(&versions[place - 1], &versions[place]).changes
}

fn told(changes: &ChangeSet) -> String {
    let list = ListChanges {
        list: "us-sdn",
        title: "",
        from: "a",
        to: "b",
        changes,
        consequences: &[],
    };
    let wide = TextOptions {
        color: false,
        width: 10_000,
    };
    text(&list, wide)
}

fn fields(changes: &ChangeSet, id: &str) -> Vec<(String, String)> {
    let change = changes.change(id).expect("the entry changed");
    let fields = change.fields().iter();
    fields
        .map(|field| (field.kind.clone(), field.class.as_str().to_owned()))
        .collect()
}

fn ids<'a>(entries: impl Iterator<Item = &'a Entry>) -> BTreeSet<&'a str> {
    entries.map(|entry| entry.id.as_str()).collect()
}

#[test]
fn every_transition_counts_what_its_rows_say_and_leads_where_they_do() {
    let (versions, expected) = (history(), expected());
    assert_eq!((versions.len(), expected.len()), (88, 87));
    for (pair, expected) in versions.windows(2).zip(expected) {
        assert!(
            pair[1].time.starts_with(expected.day),
            "{} is not {}",
            pair[1].time,
            expected.day
        );
        let Transition { old, new, changes } = transition(&pair[0], &pair[1]);
        let found = changes.summary();
        assert_eq!(
            (found.added, found.removed, found.amended),
            (expected.added, expected.removed, expected.changed),
            "{}",
            expected.day
        );
        assert_eq!(apply(&old, &changes).expect("they fit"), new, "{}", expected.day);
        assert_eq!(
            compare(&new, &old).summary().added,
            expected.removed,
            "{}",
            expected.day
        );
    }
}

#[test]
fn wallets_of_lazarus_group_are_told_one_by_one() {
    let first = on("2022-04-14");
    assert_eq!(
        told(&first),
        "us-sdn: a -> b: 1 amended; re-screen\n\
         ~ 27307 LAZARUS GROUP (entity) [DPRK3]\n    \
         + wallet [identity]: ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96\n"
    );
    let second = told(&on("2022-04-22"));
    let lazarus: Vec<&str> = second
        .lines()
        .skip_while(|line| !line.contains("LAZARUS"))
        .skip(1)
        .collect();
    assert_eq!(
        lazarus,
        [
            "    + wallet [identity]: ETH 0xa0e1c89Ef1a489c9C7dE96311eD5Ce5D32c20E4B",
            "    + wallet [identity]: ETH 0x3Cffd56B47B7b41c56258D9C7731ABaDc360E073",
            "    + wallet [identity]: ETH 0x53b6936513e738f44FB50d2b9476730C0Ab3Bfc1",
        ]
    );
}

#[test]
fn a_mass_edit_is_one_statement_with_its_members() {
    let changes = on("2022-04-29");
    let groups = changes.groups();
    let largest = groups
        .iter()
        .max_by_key(|group| group.entries.len())
        .expect("there is a group");
    assert_eq!(largest.change.kind, "feature_added");
    // A risk of secondary sanctions is nothing that screening matches on.
    assert_eq!(largest.change.class, Class::Legal);
    // All 499 got the clause; of one of them the source cut its Remarks behind it.
    assert_eq!(largest.entries.len(), 499);
    let shown = told(&changes);
    assert!(
        shown.contains("499 entries: ") && shown.contains("31 CFR 589.201 and/or 589.209"),
        "{shown}"
    );
    // What is not shared stays with its entry.
    assert!(
        shown.contains("~ 17018 PUBLIC JOINT STOCK COMPANY SBERBANK OF RUSSIA"),
        "{shown}"
    );
}

#[test]
fn two_entries_that_were_merged_into_older_ones_are_linked() {
    // On 22 November 2021 'AQIL, Ibrahim and SHUKR, Fu'ad, each listed twice, became one entry each: the newer went, and the older
    // got its programme and its dates of birth.
    let changes = on("2021-11-22");
    let links: Vec<(&str, &str, bool)> = changes
        .links
        .iter()
        .map(|link| (link.removed.as_str(), link.added.as_str(), link.declared))
        .collect();
    assert_eq!(links, [("27315", "18348", false), ("27317", "18349", false)]);
    let shown = told(&changes);
    assert!(shown.contains("looks like 18348 ("), "{shown}");
}

#[test]
fn a_programme_s_new_tag_is_one_statement_for_all_its_entries() {
    for (day, from, to, count) in [
        ("2021-08-20", "BELARUS-EO", "BELARUS-EO14038", 33),
        ("2021-11-12", "PEESA-EO", "PEESA-EO14039", 21),
    ] {
        let versions = history();
        let mut seen = 0;
        for pair in versions.windows(2).filter(|pair| pair[1].time.starts_with(day)) {
            for group in transition(&pair[0], &pair[1]).changes.groups() {
                let programme = |node: &Option<gazette::data::Node>| {
                    let node = node.as_ref()?.get("programme")?;
                    node.as_text().map(str::to_owned)
                };
                if programme(&group.change.old).as_deref() == Some(from) {
                    assert_eq!(programme(&group.change.new).as_deref(), Some(to));
                    assert_eq!(group.change.kind, "designation_amended");
                    seen += group.entries.len();
                }
            }
        }
        assert_eq!(seen, count, "{from}");
    }
}

#[test]
fn a_programme_dropped_and_nothing_else_is_a_designation_lifted() {
    let changes = on("2022-05-20");
    assert_eq!(ids(changes.removed()).len(), 6);
    let amended: Vec<&Change> = changes
        .changes
        .iter()
        .filter(|change| !change.fields().is_empty())
        .collect();
    // AUM SHINRIKYO, ETA, GAMA'A AL-ISLAMIYYA, KAHANE CHAI, MUJAHIDIN SHURA COUNCIL lose the tag FTO.
    assert_eq!(amended.len(), 5);
    for change in amended {
        assert_eq!(
            fields(&changes, change.id()),
            [("designation_lifted".to_owned(), "legal".to_owned())]
        );
    }
}

#[test]
fn a_swap_of_primary_name_and_alias_keeps_the_entry() {
    let changes = on("2021-11-22");
    let swapped = fields(&changes, "6905");
    assert_eq!(
        swapped
            .iter()
            .filter(|(kind, _)| kind == "primary_name_changed")
            .count(),
        1,
        "{swapped:?}"
    );
    assert!(told(&changes).contains("[-ABU ZUBAYDAH-]{+HUSAYN, Zayn al-Abidin Muhammad"));
    // Nobody was removed and added for it.
    assert!(!ids(changes.added()).contains("6905") && !ids(changes.removed()).contains("6905"));
}

#[test]
fn punctuation_of_a_name_is_editorial_beside_what_matters() {
    let changes = on("2022-05-08");
    let told_of = fields(&changes, "22407");
    assert!(
        told_of.contains(&("name_amended".to_owned(), "editorial".to_owned())),
        "{told_of:?}"
    );
    assert!(
        told_of.contains(&("designation_added".to_owned(), "legal".to_owned())),
        "{told_of:?}"
    );
    assert!(told(&changes).contains("OBORONLOGISTIKA[-,-] OOO"));
}

#[test]
fn case_and_a_comma_in_a_primary_name_are_editorial() {
    // 7923: `JULKIPLI SALIM Y SALAMUDDIN` became `JULKIPLI, Salim Y Salamuddin`. The text says the same; what is new is that the
    // comma tells the family name from the others.
    let changes = on("2021-11-22");
    let change = changes.change("7923").expect("it changed");
    let name = change.fields().iter().find(|field| field.kind == "name_amended");
    let parts: Vec<(&str, Class)> = name
        .expect("the name is amended, not another")
        .parts
        .iter()
        .map(|part| (part.kind.as_str(), part.class))
        .collect();
    assert!(parts.contains(&("text_amended", Class::Editorial)), "{parts:?}");
    assert!(
        parts
            .iter()
            .all(|(kind, _)| *kind == "text_amended" || kind.starts_with("part_")),
        "{parts:?}"
    );
}

/// Double spaces that the list really has. OFAC mended some after the time of the 88 versions (16 December 2022, 3 November
/// 2023); here the row is as it was published, and mended by the test as OFAC mended those.
#[test]
fn a_double_space_that_is_mended_asks_nobody_to_screen() {
    let versions = history();
    let last = versions.last().expect("there are versions");
    for (number, name) in [
        (8740, "INTERCONTINENTAL DE FINANCIACION AEREA  S.A."),
        (11297, "TING SHING TAI JEWELLERY (HK)  CO. LIMITED"),
        (13116, "DEEP OFFSHORE TECHNOLOGY COMPANY,  P.J.S."),
    ] {
        let published = &last.rows[&number];
        assert!(published.contains(name), "{published}");
        let mended = published.replace(name, &name.replace("  ", " "));
        let changes = amended(published, &mended);
        assert_eq!(
            (changes.summary().amended, changes.asks_to_rescreen()),
            (1, false),
            "{name}"
        );
    }
}

/// The laws over what was really published, three versions at a time.
#[test]
fn the_laws_hold_over_the_real_history() {
    for three in history().windows(3).step_by(7) {
        let rows = |version: &Version| {
            let touched = |number: &&u64| {
                let first = three[0].rows.get(*number);
                three.iter().any(|other| other.rows.get(*number) != first)
            };
            let numbers: BTreeSet<u64> = three
                .iter()
                .flat_map(|version| version.rows.keys())
                .filter(touched)
                .copied()
                .collect();
            let rows: Vec<&String> = numbers.iter().filter_map(|number| version.rows.get(number)).collect();
            entries(&rows)
        };
        let [a, b, c] = [rows(&three[0]), rows(&three[1]), rows(&three[2])];
        assert!(compare(&a, &a).is_empty() && compare(&c, &c).is_empty());
        let by_b = apply(&apply(&a, &compare(&a, &b)).expect("it fits"), &compare(&b, &c)).expect("it fits");
        assert_eq!(by_b, apply(&a, &compare(&a, &c)).expect("it fits"));
        assert_eq!(by_b, c);
        assert_eq!(apply(&c, &compare(&a, &c).mirrored()).expect("the mirror fits"), a);
        let mut reversed: Vec<Arc<Entry>> = c.iter().rev().cloned().collect();
        reversed.sort_by(|a, b| gazette::model::by_id(a, b));
        assert_eq!(compare(&a, &reversed), compare(&a, &c));
    }
}

/// The change between two rows of one entry. OFAC mended the case of an alias after the time of the 88 versions, so the name in
/// these rows is invented; the edit is the one that was seen (30 November 2023).
fn amended(old: &str, new: &str) -> ChangeSet {
    let (old, new) = (entries(&[&old.to_owned()]), entries(&[&new.to_owned()]));
    compare(&old, &new)
}

#[test]
fn case_and_double_spaces_are_editorial_and_ask_nobody_to_screen() {
    let row = |name: &str, remarks: &str| {
        format!(r#"1,"{name}","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{remarks}""#)
    };
    let spaces = amended(&row("EXAMPLE,  John", "DOB 1970."), &row("EXAMPLE, John", "DOB 1970."));
    let case = amended(
        &row("EXAMPLE, John", "DOB 1970; a.k.a. 'EL TARJETAS'."),
        &row("EXAMPLE, John", "DOB 1970; a.k.a. 'El Tarjetas'."),
    );
    for changes in [&spaces, &case] {
        assert_eq!(changes.summary().amended, 1, "it is told");
        assert!(!changes.asks_to_rescreen(), "{}", told(changes));
    }
}

#[test]
fn entries_of_one_name_stay_apart() {
    // KIM, Yong Chol stands on two entries of the list at once, AL-AQSA FOUNDATION on four.
    let versions = history();
    let last = versions.last().expect("there are versions");
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for row in last.rows.values() {
        let name = row.split('"').nth(1).expect("a name in quotes");
        *names.entry(name).or_default() += 1;
    }
    assert!(names.values().filter(|count| **count > 1).count() >= 10);
    let twins: Vec<&String> = last
        .rows
        .values()
        .filter(|row| row.contains("\"KIM, Yong Chol\""))
        .collect();
    assert_eq!(twins.len(), 2);
    let both = entries(&twins);
    let one = entries(&twins[..1]);
    assert_eq!(compare(&both, &one).summary().removed, 1);
}
