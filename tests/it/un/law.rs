//! export(import(f)) is f, up to the canonical form that `docs/un.md` describes; import(export(x)) is x.
//!
//! The canonical form is written here once more, by a reader and rules of the tests' own.

use std::collections::BTreeMap;

use super::data::{PAIRS, complete, edition, entries, pair, written};
use super::tree::{Tree, tree};

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn narrative(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(one_line).collect();
    lines.dedup_by(|b, a| a.is_empty() && b.is_empty());
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Returns a record in canonical form.
fn canonical(record: &Tree) -> Tree {
    let mut record = record.clone();
    let is_entity = record.name == "ENTITY";
    record.text.clear();
    record.children = record.children.iter().filter_map(canonical_element).collect();
    for element in &mut record.children {
        match element.name.as_str() {
            "REFERENCE_NUMBER" => element.text = without_draft(&element.text),
            "LISTED_ON" => element.text.truncate(10),
            "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME" if element.text == "na" => element.text.clear(),
            "NATIONALITY" => element.children.retain(|value| value.text != "na"),
            "LAST_DAY_UPDATED" => {
                element.children.sort();
                element.children.dedup();
            }
            "ENTITY_ALIAS" => note_of_alias(element),
            "INDIVIDUAL_PLACE_OF_BIRTH" => street_of_birth(element),
            "INDIVIDUAL_DATE_OF_BIRTH" => element.children.sort(),
            "INDIVIDUAL_DOCUMENT" => repeated_type(element),
            _ => {}
        }
        if is_entity && element.name == "ENTITY_ALIAS" {
            for child in &mut element.children {
                if child.name == "QUALITY" && child.text == "Good" {
                    "a.k.a.".clone_into(&mut child.text);
                }
            }
        }
    }
    record
        .children
        .retain(|element| !element.text.is_empty() || !element.children.is_empty());
    record
}

/// An element without what says nothing; nothing where that is all.
fn canonical_element(element: &Tree) -> Option<Tree> {
    let mut element = element.clone();
    element.children = element.children.iter().filter_map(canonical_element).collect();
    element.text = match element.name.as_str() {
        "COMMENTS1" => narrative(&element.text),
        "GENDER" => {
            let text = one_line(&element.text).to_lowercase();
            let first = text.chars().take(1).flat_map(char::to_uppercase);
            first.chain(text.chars().skip(1)).collect()
        }
        "NOTE" => {
            let note = one_line(&element.text);
            let note = note.trim_end_matches([' ', ',']);
            if note.chars().any(char::is_alphanumeric) {
                note.to_owned()
            } else {
                String::new()
            }
        }
        "COUNTRY" if one_line(&element.text) == "Turkey" => "Türkiye".to_owned(),
        "COUNTRY" if one_line(&element.text) == "na" => String::new(),
        _ => one_line(&element.text),
    };
    let only_quality = element.name.ends_with("_ALIAS") && element.child("ALIAS_NAME").is_none();
    let says_something = !element.text.is_empty() || (!element.children.is_empty() && !only_quality);
    says_something.then_some(element)
}

/// `KPi.063 .1` is a draft of `KPi.063`.
fn without_draft(reference: &str) -> String {
    let mut parts = reference.split('.').map(str::trim);
    let (Some(prefix), Some(number)) = (parts.next(), parts.next()) else {
        return reference.to_owned();
    };
    format!("{prefix}.{number}")
}

fn note_of_alias(element: &mut Tree) {
    let Some(note) = element.child("NOTE").map(|note| note.text.clone()) else {
        return;
    };
    element.children.retain(|child| child.name != "NOTE");
    for child in element.children.iter_mut().filter(|child| child.name == "ALIAS_NAME") {
        child.text = format!("{} (Note: {note})", child.text);
    }
}

fn street_of_birth(element: &mut Tree) {
    let Some(street) = element.child("STREET").map(|street| street.text.clone()) else {
        return;
    };
    let note = element.child("NOTE").map(|note| format!(". Note: {}", note.text));
    element
        .children
        .retain(|child| !["STREET", "NOTE"].contains(&child.name.as_str()));
    element.children.push(Tree {
        name: "NOTE".to_owned(),
        text: format!("Street: {street}{}", note.unwrap_or_default()),
        ..Tree::default()
    });
}

fn repeated_type(element: &mut Tree) {
    let first = element.child("TYPE_OF_DOCUMENT").map(|label| label.text.clone());
    element
        .children
        .retain(|child| child.name != "TYPE_OF_DOCUMENT2" || Some(&child.text) != first.as_ref());
}

fn records(document: &Tree) -> BTreeMap<String, Tree> {
    let records = document.children.iter().flat_map(|part| &part.children);
    let with_number = records.map(|record| {
        let record = canonical(record);
        let number = record
            .child("REFERENCE_NUMBER")
            .expect("every record has one")
            .text
            .clone();
        (number, record)
    });
    with_number.collect()
}

/// Returns how many records there are, after each was found the same on both sides.
fn require_the_same(official: &str, ours: &str, name: &str) -> usize {
    let nameless = nameless_dates(&tree(official));
    let (official, ours) = (records(&tree(official)), records(&tree(ours)));
    assert_eq!(Vec::from_iter(official.keys()), Vec::from_iter(ours.keys()), "{name}");
    for (number, record) in &official {
        let ours = without_dates_of_aliases(&ours[number], nameless.get(number).map_or(&[], Vec::as_slice));
        assert_eq!(record, &ours, "{number} of {name}");
    }
    official.len()
}

/// Returns the dates of birth that stand in aliases without a name, by the numbers of the records.
fn nameless_dates(document: &Tree) -> BTreeMap<String, Vec<String>> {
    let mut dates = BTreeMap::<String, Vec<String>>::new();
    for record in document.children.iter().flat_map(|part| &part.children) {
        let Some(number) = record.child("REFERENCE_NUMBER") else {
            continue;
        };
        let aliases = record.children.iter().filter(|child| child.name.ends_with("_ALIAS"));
        let nameless = aliases.filter(|alias| alias.child("ALIAS_NAME").is_none_or(|name| name.text.trim().is_empty()));
        let found = nameless.filter_map(|alias| alias.child("DATE_OF_BIRTH"));
        let found = found
            .map(|date| date.text.clone())
            .filter(|date| !date.trim().is_empty());
        dates
            .entry(without_draft(&one_line(&number.text)))
            .or_default()
            .extend(found);
    }
    dates
}

/// Such dates are written as what they are: further dates of birth, behind the others.
fn without_dates_of_aliases(record: &Tree, nameless: &[String]) -> Tree {
    let mut record = record.clone();
    for text in nameless.iter().rev() {
        let is_date = |child: &Tree| child.name == "INDIVIDUAL_DATE_OF_BIRTH";
        let at = record.children.iter().rposition(is_date).expect("it is written");
        let date = record.children.remove(at);
        let mut parts = date.children.iter().filter(|child| child.name != "TYPE_OF_DATE");
        let year = parts.find_map(|child| child.text.get(..4)).expect("it has a year");
        assert!(text.contains(year), "{text} is written as {date:?}");
    }
    record
}

#[test]
fn the_complete_list_comes_out_as_it_went_in() {
    let official = complete();
    let ours = written(&edition(entries(&official), "2026-02-27"), "un-xml");
    assert_eq!(require_the_same(&official, &ours, "the complete list"), 1003);
}

#[test]
fn so_do_the_lists_of_all_changes_as_older_exporters_wrote_them() {
    for name in PAIRS {
        let (before, after) = pair(name);
        for official in [before, after] {
            let ours = written(&edition(entries(&official), "2026-02-27"), "un-xml");
            require_the_same(&official, &ours, name);
        }
    }
}

/// The text of each record, by its number.
fn slices(text: &str) -> BTreeMap<String, &str> {
    let mut found = BTreeMap::new();
    for (open, close) in [
        ("    <INDIVIDUAL>\n", "    </INDIVIDUAL>\n"),
        ("    <ENTITY>\n", "    </ENTITY>\n"),
    ] {
        for (start, _) in text.match_indices(open) {
            let end = text[start..].find(close).expect("it is closed") + start + close.len();
            let record = &text[start..end];
            let number = record.split("<REFERENCE_NUMBER>").nth(1).expect("every record has one");
            let number = number
                .split('<')
                .next()
                .expect("a split has a first part")
                .trim()
                .to_owned();
            found.insert(number, record);
        }
    }
    found
}

/// Records that are canonical come out byte for byte: those in whose texts no white space is superfluous, and whose elements are
/// those of the schema.
#[test]
fn records_that_are_canonical_come_out_byte_for_byte() {
    let official = complete();
    let ours = written(&edition(entries(&official), "2026-02-27"), "un-xml");
    let (theirs, ours) = (slices(&official), slices(&ours));
    assert_eq!((theirs.len(), ours.len()), (1003, 1003));
    let (mut same, mut differing) = (0, Vec::new());
    for (number, record) in &theirs {
        if ours[number] == *record {
            same += 1;
        } else if is_canonical(record) {
            differing.push(number);
        }
    }
    assert_eq!(differing, Vec::<&String>::new());
    // As `docs/un.md` says.
    assert_eq!(same, 513);
}

/// True where the canonical form of a record, by the rules above, is the record.
fn is_canonical(record: &str) -> bool {
    let read = tree(record);
    let canonical = canonical(&read);
    let bare = |tree: &Tree| {
        let mut texts = Vec::new();
        collect(tree, &mut texts);
        texts
    };
    bare(&read) == bare(&canonical) && !record.contains("<COUNTRY>Turkey") && is_valid(record)
}

fn collect(tree: &Tree, texts: &mut Vec<(String, String)>) {
    if tree.children.is_empty() && !tree.text.trim().is_empty() {
        texts.push((tree.name.clone(), tree.text.clone()));
    }
    tree.children.iter().for_each(|child| collect(child, texts));
}

fn is_valid(record: &str) -> bool {
    super::schema::Schema::read().faults(&tree(record)).is_empty()
}

#[test]
fn what_was_written_is_read_as_it_was() {
    let known = entries(&complete());
    let again = entries(&written(&edition(known.clone(), "2026-02-27"), "un-xml"));
    assert_eq!(known.len(), again.len());
    for (known, again) in known.iter().zip(&again) {
        assert_eq!(known, again);
    }
}
