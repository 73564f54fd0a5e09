//! The laws of comparison, over entries made at random from the schema, and what single changes are told as.

use std::sync::Arc;

use gazette::diff::{
    ApplyError, Change, ChangeSet, FieldChange, Filter, apply, apply_to_parties, compare, compare_editions, kinds,
    touch_editions,
};
use gazette::model::record::{Fault, Field, Form};
use gazette::model::schema::Class;
use gazette::model::{Edition, Entry, List, Programme, by_id};
use gazette::report::changes::{ListChanges, json, json_schema};
use gazette::yaml::{entry_node, parse, print};
use proptest::prelude::*;

use crate::made::{Dice, entries, later, shuffled};

fn read(text: &str) -> Arc<Entry> {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    Arc::new(Entry::read(&parsed.documents[0], &mut Vec::new()).canonical())
}

/// An entry with the fields of `rest` beside the necessary ones.
fn party(rest: &str) -> Arc<Entry> {
    read(&format!(
        "id: 1\nkind: entity\ndesignations: [{{programme: P}}]\n{rest}"
    ))
}

/// Returns the names and classes of the field changes between two states of one entry.
fn told(old: &str, new: &str) -> Vec<(String, Class)> {
    let changes = compare(&[party(old)], &[party(new)]);
    let fields = changes.changes.iter().flat_map(Change::fields);
    fields.map(|field| (field.kind.clone(), field.class)).collect()
}

fn of(kinds: &[(&str, Class)]) -> Vec<(String, Class)> {
    kinds.iter().map(|(kind, class)| ((*kind).to_owned(), *class)).collect()
}

/// Returns the first lines in which two states differ: whole states are too long to read.
fn first_difference(a: &[Arc<Entry>], b: &[Arc<Entry>]) -> Option<String> {
    let text = |entries: &[Arc<Entry>]| {
        entries
            .iter()
            .map(|entry| print(&entry_node(entry)))
            .collect::<String>()
    };
    let (a, b) = (text(a), text(b));
    let place = a.lines().zip(b.lines()).position(|(a, b)| a != b);
    let around = |text: &str, place: usize| {
        text.lines()
            .skip(place.saturating_sub(6))
            .take(12)
            .collect::<Vec<_>>()
            .join("\n")
    };
    match place {
        Some(place) => Some(format!("{}\n--- and ---\n{}", around(&a, place), around(&b, place))),
        None => (a != b).then(|| "one is longer".to_owned()),
    }
}

/// Returns what is told of each entry, in an order that does not depend on which side is the older.
fn sorted(changes: &ChangeSet) -> Vec<(String, Vec<String>)> {
    fn told(field: &FieldChange) -> String {
        let mut parts: Vec<String> = field.parts.iter().map(told).collect();
        parts.sort();
        format!(
            "{} {:?} {:?} {:?} {parts:?}",
            field.kind, field.class, field.old, field.new
        )
    }
    let of_entry = |change: &Change| {
        let mut fields: Vec<String> = change.fields().iter().map(told).collect();
        fields.sort();
        (format!("{} {:?}", change.id(), change.kind()), fields)
    };
    changes.changes.iter().map(of_entry).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn nothing_differs_from_itself(seed: u64) {
        let entries = entries(&mut Dice::new(seed));
        prop_assert!(compare(&entries, &entries).is_empty());
    }

    #[test]
    fn the_old_and_the_changes_make_the_new(seed: u64) {
        let mut dice = Dice::new(seed);
        let old = entries(&mut dice);
        let new = later(&old, &mut dice);
        let changes = compare(&old, &new);
        let applied = apply(&old, &changes).expect("the change set fits");
        prop_assert_eq!(first_difference(&applied, &new), None);
    }

    #[test]
    fn nothing_is_silent(seed: u64) {
        let mut dice = Dice::new(seed);
        let old = entries(&mut dice);
        let new = later(&old, &mut dice);
        prop_assert_eq!(compare(&old, &new).is_empty(), old == new);
    }

    #[test]
    fn counting_is_comparing_for_less(seed: u64) {
        let mut dice = Dice::new(seed);
        let old = Edition { entries: entries(&mut dice), ..Edition::default() };
        let new = Edition { entries: later(&old.entries, &mut dice), ..Edition::default() };
        let changes = compare_editions(&old, &new);
        let expected = (!changes.is_empty()).then(|| changes.summary());
        prop_assert_eq!(touch_editions(&old, &new).map(|touched| touched.summary), expected);
    }

    #[test]
    fn the_way_back_is_the_mirror(seed: u64) {
        let mut dice = Dice::new(seed);
        let old = entries(&mut dice);
        let new = later(&old, &mut dice);
        let mirrored = compare(&old, &new).mirrored();
        let applied = apply(&new, &mirrored).expect("the mirror fits");
        prop_assert_eq!(first_difference(&applied, &old), None);
        prop_assert_eq!(sorted(&compare(&new, &old)), sorted(&mirrored));
    }

    #[test]
    fn unlisted_parties_are_compared_as_entries_are(seed: u64) {
        let mut dice = Dice::new(seed);
        let old = Edition { parties: entries(&mut dice), ..Edition::default() };
        let new = Edition { parties: later(&old.parties, &mut dice), ..Edition::default() };
        let changes = compare_editions(&old, &new);
        prop_assert_eq!(changes.is_empty(), old.parties == new.parties);
        prop_assert_eq!(changes.changes.len(), 0);
        prop_assert!(!changes.asks_to_rescreen(), "consequences ask, parties do not");
        let applied = apply_to_parties(&old.parties, &changes).expect("the change set fits");
        prop_assert_eq!(first_difference(&applied, &new.parties), None);
        prop_assert_eq!(touch_editions(&old, &new).map(|touched| touched.summary), (!changes.is_empty()).then(|| changes.summary()));
    }

    #[test]
    fn two_steps_lead_where_one_does(seed: u64) {
        let mut dice = Dice::new(seed);
        let a = entries(&mut dice);
        let b = later(&a, &mut dice);
        let c = later(&b, &mut dice);
        let by_b = apply(&a, &compare(&a, &b)).and_then(|b| apply(&b, &compare(&b, &c))).expect("both steps fit");
        let at_once = apply(&a, &compare(&a, &c)).expect("the long step fits");
        prop_assert_eq!(first_difference(&by_b, &at_once), None);
    }

    #[test]
    fn order_on_disk_means_nothing(seed: u64) {
        let mut dice = Dice::new(seed);
        for entry in entries(&mut dice) {
            let node = entry.node(Form::Long).expect("an entry says something");
            let shuffled = Entry::read(&shuffled(&node, &mut dice), &mut Vec::new()).canonical();
            prop_assert_eq!(first_difference(&[shuffled.into()], &[entry]), None);
        }
    }

    #[test]
    fn what_is_written_is_read_back(seed: u64) {
        for entry in entries(&mut Dice::new(seed)) {
            let text = print(&entry_node(&entry));
            let parsed = parse(text.as_bytes());
            prop_assert_eq!(&parsed.errors, &[]);
            let mut complaints = Vec::new();
            let read = Entry::read(&parsed.documents[0], &mut complaints).canonical();
            complaints.retain(|complaint| !matches!(complaint.fault, Fault::MissingField { .. }));
            prop_assert_eq!(complaints, []);
            prop_assert_eq!(first_difference(&[read.into()], &[entry]), None);
        }
    }
}

#[test]
fn a_corrected_alias_is_one_amendment() {
    let old = "names: [{text: X, type: primary}, {text: CHOSEN EXPO, type: aka}, {text: APPLEWORM, type: aka}]";
    let new = "names: [{text: X, type: primary}, {text: CHOSUN EXPO, type: aka}, {text: APPLEWORM, type: aka}]";
    assert_eq!(told(old, new), of(&[("name_amended", Class::Identity)]));
}

#[test]
fn names_that_have_nothing_in_common_are_not_paired() {
    let old = "names: [{text: X, type: primary}, {text: HIDDEN COBRA, type: aka}]";
    let new = "names: [{text: X, type: primary}, {text: APPLEWORM, type: aka}]";
    assert_eq!(
        told(old, new),
        of(&[("name_removed", Class::Identity), ("name_added", Class::Identity)])
    );
}

#[test]
fn case_spaces_and_punctuation_are_editorial() {
    for (old, new) in [
        ("OBORONLOGISTIKA, OOO", "OBORONLOGISTIKA OOO"),
        ("EL  TARJETAS", "EL TARJETAS"),
        ("EL TARJETAS", "El Tarjetas"),
        ("CHONGCH'AL", "CHONGCH’AL"),
    ] {
        let names = |text: &str| format!("names: [{{text: X, type: primary}}, {{text: \"{text}\", type: aka}}]");
        assert_eq!(
            told(&names(old), &names(new)),
            of(&[("name_amended", Class::Editorial)]),
            "{old}"
        );
    }
}

#[test]
fn what_tells_two_things_apart_is_never_editorial() {
    let names = |text: &str| format!("names: [{{text: X, type: primary}}, {{text: '{text}', type: aka}}]");
    // Another letter, however alike it looks once its mark is taken off.
    for (old, new) in [("Андрей", "Андреи"), ("がく", "かく"), ("कि", "का")] {
        let told = told(&names(old), &names(new));
        assert!(told.iter().all(|(_, class)| *class == Class::Identity), "{told:?}");
    }
    // The same digits, and another number.
    let document = |number: &str| format!("names: [X]\ndocuments: [{{type: passport, number: '{number}', id: 7}}]");
    assert_eq!(
        told(&document("12/3"), &document("1/23")),
        of(&[("document_amended", Class::Identity)])
    );
    assert_eq!(
        told(&document("ab-123"), &document("AB123")),
        of(&[("document_amended", Class::Editorial)])
    );
}

#[test]
fn every_character_of_a_wallet_counts() {
    let wallet = |currency: &str, address: &str| {
        format!("names: [X]\nwallets: [{{currency: {currency}, address: '{address}', id: 7}}]")
    };
    // Base 58 tells large letters from small ones; hexadecimal does not.
    let base58 = "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE";
    assert_eq!(
        told(&wallet("XBT", base58), &wallet("XBT", &base58.to_lowercase())),
        of(&[("wallet_amended", Class::Identity)])
    );
    let hexadecimal = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96";
    assert_eq!(
        told(&wallet("ETH", hexadecimal), &wallet("ETH", &hexadecimal.to_lowercase())),
        of(&[("wallet_amended", Class::Editorial)])
    );
}

#[test]
fn elements_with_one_key_pair_by_likeness() {
    // Two designations under one programme: each goes on as the one that it resembles, in whatever order they stand.
    let entry = |designations: &str| {
        read(&format!(
            "id: 1\nkind: entity\nnames: [X]\ndesignations: [{designations}]"
        ))
    };
    let first = "{programme: P, listed: 2019-09-13, reference: A}";
    let second = "{programme: P, listed: 2021-05-01, reference: B}";
    let mended = "{programme: P, listed: 2019-09-14, reference: A}";
    for old in [format!("{first}, {second}"), format!("{second}, {first}")] {
        let changes = compare(&[entry(&old)], &[entry(&format!("{mended}, {second}"))]);
        let fields = changes.changes[0].fields();
        assert_eq!(fields.len(), 1, "{fields:?}");
        let parts: Vec<&str> = fields[0].parts.iter().map(|part| part.kind.as_str()).collect();
        assert_eq!(parts, ["listed_amended"]);
    }
    let both = compare(
        &[entry(&format!("{first}, {second}"))],
        &[entry(
            "{programme: P, listed: 2021-05-01, reference: B, instrument: Z}, {programme: P, listed: 2019-09-13, reference: A, instrument: Z}",
        )],
    );
    for field in both.changes[0].fields() {
        let parts: Vec<&str> = field.parts.iter().map(|part| part.kind.as_str()).collect();
        assert_eq!(parts.len(), 1, "each got an instrument and nothing else: {parts:?}");
    }
}

#[test]
fn a_date_that_becomes_exact_is_one_amendment() {
    let date = |date: &str| format!("names: [X]\nbirth_dates: [{{date: '{date}'}}, {{date: '1952'}}]");
    assert_eq!(
        told(&date("1971"), &date("1971-03-05")),
        of(&[("birth_date_amended", Class::Identity)])
    );
}

#[test]
fn another_authority_is_a_legal_amendment() {
    // Twelve entries went from ZIMBABWE to GLOMAG on 4 March 2024.
    let entry = |programme: &str| {
        read(&format!(
            "id: 7480\nkind: individual\nnames: [X]\ndesignations: [{{programme: {programme}}}]"
        ))
    };
    let changes = compare(&[entry("ZIMBABWE")], &[entry("GLOMAG")]);
    assert_eq!((changes.summary().amended, changes.links.len()), (1, 0));
    assert_eq!(changes.changes[0].class(), Class::Legal);
    let reasons: Vec<&str> = changes.reasons().into_keys().collect();
    assert_eq!(reasons, ["designation_added", "designation_lifted"]);
}

#[test]
fn a_filter_leaves_the_changes_that_were_asked_for() {
    let old = [
        party("names: [{text: X, type: primary}]\ngender: male\nnotes: [one]"),
        company("2", "GONE", ""),
        company("4", "SAME", ""),
    ];
    let new = [
        party(
            "names: [{text: X, type: primary}, {text: Y, type: aka}]\ngender: male\nnotes: [two]\nreasons: [{text: Z}]",
        ),
        company("3", "NEW", ""),
        company("4", "SAME", "notes: [three]"),
    ];
    let told = |filter: &Filter| -> Vec<String> {
        let changes = filter.of(compare(&old, &new));
        let of_entry = |change: &Change| -> Vec<String> {
            match change.fields() {
                [] => vec![format!("{} {}", change.id(), change.kind().as_str())],
                fields => fields
                    .iter()
                    .map(|field| format!("{} {}", change.id(), field.kind))
                    .collect(),
            }
        };
        changes.changes.iter().flat_map(of_entry).collect()
    };
    let of_class = |class: Class| Filter {
        classes: vec![class],
        ..Filter::default()
    };
    // An entry that changed in two classes is found under both, and tells under each what belongs there.
    assert_eq!(
        told(&of_class(Class::Identity)),
        ["1 name_added", "2 removed", "3 added"]
    );
    assert_eq!(
        told(&of_class(Class::Legal)),
        ["1 reason_added", "2 removed", "3 added"]
    );
    assert_eq!(told(&of_class(Class::Relation)), Vec::<String>::new());
    assert!(
        told(&of_class(Class::Editorial))
            .iter()
            .all(|told| told.contains("note_"))
    );
    let of_kind = |kind: &str| Filter {
        kinds: vec![kind.to_owned()],
        ..Filter::default()
    };
    assert_eq!(told(&of_kind("added")), ["3 added"]);
    assert_eq!(told(&of_kind("name_added")), ["1 name_added"]);
    assert_eq!(told(&of_kind("amended")).len(), told(&Filter::default()).len() - 2);
    let of_entry = Filter {
        entries: vec!["2".to_owned()],
        ..Filter::default()
    };
    assert_eq!(told(&of_entry), ["2 removed"]);
    assert!(kinds().contains("name_added") && kinds().contains("primary_name_changed"));
}

#[test]
fn a_swap_of_the_primary_name_is_told_as_that() {
    let old = "names: [{text: YOUNG YONG, type: primary}, {text: SAINT LIGHT, type: aka}]";
    let new = "names: [{text: SAINT LIGHT, type: primary}, {text: YOUNG YONG, type: aka}]";
    assert_eq!(told(old, new), of(&[("primary_name_changed", Class::Identity)]));
    let kept_as_alias = "names: [{text: SAINT LIGHT, type: primary}, {text: YOUNG YONG, type: aka}]";
    assert_eq!(
        told("names: [YOUNG YONG]", kept_as_alias),
        of(&[("primary_name_changed", Class::Identity)])
    );
}

#[test]
fn an_alias_that_becomes_strong_is_one_change_of_quality() {
    let old = "names: [{text: X, type: primary}, {text: RGB, type: aka, quality: weak, order: 1}]";
    let new = "names: [{text: X, type: primary}, {text: RGB, type: aka, quality: strong, id: 7}]";
    let changes = compare(&[party(old)], &[party(new)]);
    let field = &changes.changes[0].fields()[0];
    assert_eq!(
        (changes.changes[0].fields().len(), field.kind.as_str()),
        (1, "name_amended")
    );
    let parts: Vec<&str> = field.parts.iter().map(|part| part.kind.as_str()).collect();
    assert_eq!(parts, ["quality_amended", "id_added", "order_removed"]);
}

#[test]
fn designations_pair_by_programme_and_are_lifted() {
    let old = "names: [X]";
    let changes = compare(
        &[party(old)],
        &[read(
            "id: 1\nkind: entity\nnames: [X]\ndesignations: [{programme: P, listed: 2019-09-13}, {programme: Q}]",
        )],
    );
    let kinds: Vec<&str> = changes.changes[0]
        .fields()
        .iter()
        .map(|field| field.kind.as_str())
        .collect();
    assert_eq!(kinds, ["designation_amended", "designation_added"]);
    let back = changes.mirrored();
    let kinds: Vec<&str> = back.changes[0]
        .fields()
        .iter()
        .map(|field| field.kind.as_str())
        .collect();
    assert_eq!(kinds, ["designation_amended", "designation_lifted"]);
}

#[test]
fn notes_sources_and_order_do_not_ask_to_screen_again() {
    let old = "names: [X]\nnotes: [one]";
    let new = "names: [X]\nnotes: [two]\nsources: [{url: 'https://example.org'}]";
    let changes = compare(&[party(old)], &[party(new)]);
    assert!(!changes.is_empty() && !changes.asks_to_rescreen());
    let with_wallet = "names: [X]\nnotes: [one]\nwallets: [{currency: ETH, address: 0x0}]";
    assert!(compare(&[party(old)], &[party(with_wallet)]).asks_to_rescreen());
}

#[test]
fn delisted_and_designated_anew_stay_two_changes_and_are_linked() {
    let entry = |id: &str, rest: &str| {
        read(&format!(
            "id: {id}\nkind: entity\nnames: [TORNADO CASH]\ndesignations: [{{programme: CYBER2}}]\n{rest}"
        ))
    };
    let old = [entry("38499", "")];
    let changes = compare(&old, &[entry("39796", "relations: [{type: succeeds, to: 38499}]")]);
    assert_eq!((changes.summary().added, changes.summary().removed), (1, 1));
    let link = &changes.links[0];
    assert_eq!(
        (link.removed.as_str(), link.added.as_str(), link.declared),
        ("38499", "39796", true)
    );
    let changes = compare(&old, &[entry("39796", "")]);
    assert!(!changes.links[0].declared);
    assert_eq!(changes.links[0].evidence, ["the same primary name"]);
}

/// A company with some names.
fn company(id: &str, names: &str, rest: &str) -> Arc<Entry> {
    read(&format!(
        "id: {id}\nkind: entity\nnames: [{names}]\ndesignations: [{{programme: P}}]\n{rest}"
    ))
}

#[test]
fn a_link_says_how_like_the_two_are() {
    let old = [company(
        "1",
        "{text: GREEN PINE, type: primary}, {text: CHONGSONG UNITED, type: aka}",
        "addresses: [{city: Pyongyang, country: KP}]",
    )];
    // One of two names and the only address, case aside: (3 * 1/2 + 1 * 1) / 4.
    let new = [company(
        "2",
        "{text: Green Pine, type: primary}, {text: SAEING PHIL, type: aka}",
        "addresses: [{city: PYONGYANG, country: KP}]",
    )];
    let link = &compare(&old, &new).links[0];
    assert_eq!((link.declared, link.likeness), (false, 63));
    let strangers = compare(&old, &[company("2", "HANANA", "")]);
    assert_eq!(strangers.links, []);
}

#[test]
fn a_party_that_comes_back_under_its_alias_is_linked() {
    let old = [company("1", "ABU ZUBAYDAH", "")];
    let swapped = "{text: HUSAYN, type: primary}, {text: Abu Zubaydah, type: aka}";
    let links = compare(&old, &[company("2", swapped, "")]).links;
    assert_eq!(links[0].evidence, ["the same name Abu Zubaydah"]);
    // A weak alias says nothing of who somebody is.
    let weak = "{text: HUSAYN, type: primary}, {text: Abu Zubaydah, type: aka, quality: weak}";
    assert_eq!(compare(&old, &[company("2", weak, "")]).links, []);
}

#[test]
fn a_party_that_comes_back_better_spelt_is_linked_where_a_fact_bears_it_out() {
    let address = "addresses: [{city: Pyongyang, country: KP}]";
    let old = [company("1", "KOREA EXPO JOINT VENTRUE", address)];
    let links = compare(&old, &[company("2", "KOREA EXPO JOINT VENTURE", address)]).links;
    assert_eq!(
        (links[0].declared, links[0].evidence.as_slice()),
        (false, ["a similar primary name".to_owned()].as_slice())
    );
    let elsewhere = "addresses: [{city: Dandong, country: CN}]";
    assert_eq!(
        compare(&old, &[company("2", "KOREA EXPO JOINT VENTURE", elsewhere)]).links,
        []
    );
}

#[test]
fn a_split_and_a_merger_are_linked_to_all_that_have_part_in_it() {
    let links = |old: &[Arc<Entry>], new: &[Arc<Entry>]| -> Vec<(String, String, bool)> {
        let links = compare(old, new).links.into_iter();
        links.map(|link| (link.removed, link.added, link.declared)).collect()
    };
    let pair = |removed: &str, added: &str| (removed.to_owned(), added.to_owned(), true);
    let whole = company("1", "HOLDING", "");
    let parts = [
        company("2", "SHIPPING", "relations: [{type: succeeds, to: 1}]"),
        company("3", "TRADING", "relations: [{type: succeeds, to: 1}]"),
    ];
    assert_eq!(
        links(std::slice::from_ref(&whole), &parts),
        [pair("1", "2"), pair("1", "3")]
    );
    // Two into one that is new, and two into one that was there before.
    let former = [company("2", "SHIPPING", ""), company("3", "TRADING", "")];
    let succeeds = "relations: [{type: succeeds, to: 2}, {type: succeeds, to: 3}]";
    assert_eq!(
        links(&former, &[company("1", "HOLDING", succeeds)]),
        [pair("2", "1"), pair("3", "1")]
    );
    let before = [whole, former[0].clone(), former[1].clone()];
    assert_eq!(
        links(&before, &[company("1", "HOLDING", succeeds)]),
        [pair("2", "1"), pair("3", "1")]
    );
    // It is told once: what an entry said before is no news.
    let after = [company("1", "HOLDING", succeeds), company("4", "SHIPPING", "")];
    assert_eq!(links(&after, &[company("1", "HOLDING", succeeds)]), []);
}

/// Pairs of real records that an authority published one after the other with nothing changed but the order of their
/// elements: the UK list's MYA0054 and the EU list's EU.1001.60 of 19 and 20 March 2026, put into this house's YAML field by
/// field.
#[test]
fn records_that_were_published_in_another_order_did_not_change() {
    for case in ["order-of-addresses-uk", "order-of-names-eu"] {
        let side = |name: &str| {
            let path = format!("{}/tests/cases/diff/{case}/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).expect("the case is there")
        };
        let (old, new) = (side("old"), side("new"));
        assert_ne!(old, new, "{case}: the order differs");
        assert!(compare(&[read(&old)], &[read(&new)]).is_empty(), "{case}");
    }
}

#[test]
fn the_json_of_changes_is_as_its_schema_says() {
    let schema = closed(json_schema());
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let holds = |changes: &ChangeSet| {
        let list = ListChanges {
            list: "us",
            title: "A list",
            from: "a",
            to: "b",
            changes,
            consequences: &[],
        };
        let document: serde_json::Value = serde_json::from_str(&json(&[list])).expect("it is JSON");
        let errors: Vec<String> = schema
            .iter_errors(&document)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{document:#}");
    };
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let old = entries(&mut dice);
        let new = later(&old, &mut dice);
        holds(&compare(&old, &new));
    }
    let mut dice = Dice::new(7);
    let old = Edition {
        parties: entries(&mut dice),
        ..Edition::default()
    };
    let new = Edition {
        parties: later(&old.parties, &mut dice),
        ..Edition::default()
    };
    holds(&compare_editions(&old, &new));
    let list = edition(&[("A", &[]), ("B", &["A"])], "A");
    holds(&compare_editions(&list, &edition(&[("B", &["A"]), ("C", &[])], "B")));
    let old: Vec<Arc<Entry>> = (1..=9).map(|id| company(&id.to_string(), "X", "")).collect();
    let new: Vec<Arc<Entry>> = (1..=9).map(|id| company(&id.to_string(), "X", "titles: [Y]")).collect();
    holds(&compare(&old, &new));
    holds(&compare(
        &old[..1],
        &[company("20", "X", "relations: [{type: succeeds, to: 1}]")],
    ));
}

/// Forbids whatever a schema does not name, which the published one leaves open for growth.
fn closed(mut schema: serde_json::Value) -> serde_json::Value {
    let is_object = schema.get("properties").is_some() && schema.get("description").is_some();
    if let Some(members) = schema.as_object_mut() {
        for value in members.values_mut() {
            *value = closed(value.take());
        }
        if is_object {
            members.insert("additionalProperties".to_owned(), false.into());
        }
    }
    schema
}

#[test]
fn an_edit_of_many_entries_is_told_once() {
    let entry = |id: usize, clause: &str| {
        read(&format!(
            "id: {id}\nkind: entity\nnames: [N{id}]\ndesignations: [{{programme: P}}]\n{clause}"
        ))
    };
    let old: Vec<Arc<Entry>> = (1..=40).map(|id| entry(id, "")).collect();
    let clause = "features: [{type: secondary-sanctions-risk, text: sections 510.201 and 510.210}]";
    let new: Vec<Arc<Entry>> = (1..=40)
        .map(|id| entry(id, if id == 7 { "" } else { clause }))
        .collect();
    let groups = compare(&old, &new).groups();
    assert_eq!((groups.len(), groups[0].entries.len()), (1, 39));
    assert_eq!(groups[0].change.kind, "feature_added");
}

fn edition(programmes: &[(&str, &[&str])], designated: &str) -> Edition {
    let programme = |formerly: &[&str]| Programme {
        formerly: formerly.iter().map(|code| (*code).to_owned()).collect(),
        ..Programme::default()
    };
    let entry = |id: usize| {
        read(&format!(
            "id: {id}\nkind: entity\nnames: [N{id}]\ndesignations: [{{programme: {designated}}}]"
        ))
    };
    Edition {
        list: List {
            programmes: programmes
                .iter()
                .map(|(code, formerly)| ((*code).to_owned(), programme(formerly)))
                .collect(),
            ..List::default()
        },
        entries: vec![entry(1), entry(2)],
        ..Edition::default()
    }
}

#[test]
fn a_declared_renaming_of_a_programme_is_one_statement() {
    let old = edition(&[("BELARUS-EO", &[])], "BELARUS-EO");
    let new = edition(&[("BELARUS-EO14038", &["BELARUS-EO"])], "BELARUS-EO14038");
    let changes = compare_editions(&old, &new);
    assert_eq!(changes.changes, []);
    assert_eq!(changes.renames[0].entries, ["1", "2"]);
    assert_eq!(apply(&old.entries, &changes).as_deref(), Ok(new.entries.as_slice()));
    // Without the declaration it is what it looks like: another programme on each entry.
    let undeclared = edition(&[("BELARUS-EO14038", &[])], "BELARUS-EO14038");
    assert_eq!(compare_editions(&old, &undeclared).summary().amended, 2);
}

#[test]
fn what_stands_in_list_yaml_is_compared() {
    let old = edition(&[("P", &[])], "P");
    let mut new = edition(&[("P", &[])], "P");
    new.list.title = "Another".to_owned();
    let changes = compare_editions(&old, &new);
    let kinds: Vec<&str> = changes.list.iter().map(|change| change.kind.as_str()).collect();
    assert_eq!((kinds, changes.changes.len()), (vec!["title_added"], 0));
}

#[test]
fn changes_do_not_apply_to_what_they_were_not_made_from() {
    let (a, b) = (party("names: [A]"), party("names: [B]"));
    let changes = compare(std::slice::from_ref(&a), &[b]);
    let other = party("names: [C]");
    assert!(matches!(apply(&[other], &changes), Err(ApplyError::OtherValue { .. })));
    assert!(matches!(apply(&[], &changes), Err(ApplyError::NotThere { .. })));
    let added = compare(&[], std::slice::from_ref(&a));
    assert!(matches!(apply(&[a], &added), Err(ApplyError::AlreadyThere { .. })));
}

#[test]
fn fingerprints_tell_changes_apart_and_stay() {
    let changes = compare(&[party("names: [A]")], &[party("names: [A]\ngender: male")]);
    let field = &changes.changes[0].fields()[0];
    assert_eq!(field.fingerprint("1").len(), 12);
    assert_ne!(field.fingerprint("1"), field.fingerprint("2"));
    assert_eq!(field.fingerprint("1"), field.clone().fingerprint("1"));
}

#[test]
fn ids_are_put_in_order_by_value() {
    let mut entries: Vec<Arc<Entry>> = ["100", "9", "KPe.031", "0010"]
        .map(|id| read(&format!("id: '{id}'\nkind: entity\nnames: [N]\n")))
        .into();
    entries.sort_by(|a, b| by_id(a, b));
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["9", "0010", "100", "KPe.031"]);
}
