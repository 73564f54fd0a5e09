//! A publication laid over the files of a list.

use std::collections::BTreeMap;

use gazette::import::{Bounds, FileChange, Imported, Plan, PlanError, importer, plan};
use gazette::yaml::{Loaded, SourceFile, load_list};

use super::law::import;

const FOLDER: &str = "lists/us";

fn row(number: u64, name: &str, remarks: &str) -> String {
    format!("{number},\"{name}\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,{remarks}\r\n")
}

fn publication(rows: &[String]) -> Imported {
    let imported = import(&[("SDN.CSV", format!("{}\u{1a}", rows.concat()).into_bytes())]);
    assert!(!imported.is_refused(), "{:?}", imported.problems);
    imported
}

type Files = BTreeMap<String, String>;

fn loaded(files: &Files) -> Loaded {
    let files = files.iter().map(|(path, text)| SourceFile {
        path: path.clone(),
        bytes: text.clone().into_bytes(),
    });
    load_list("us", files.collect())
}

fn planned(files: &Files, imported: Imported) -> Result<Plan, PlanError> {
    let existing = if files.is_empty() {
        Loaded::default()
    } else {
        loaded(files)
    };
    let importer = importer("ofac-csv").expect("it is registered");
    plan(importer, &existing, FOLDER, imported, Bounds::default())
}

fn apply(files: &mut Files, plan: &Plan) {
    for change in &plan.changes {
        match change {
            FileChange::Write { path, content } => files.insert(path.clone(), content.clone()),
            FileChange::Remove { path } => files.remove(path),
        };
    }
}

fn base() -> (Files, Vec<String>) {
    let rows: Vec<String> = (1..=20)
        .map(|number| {
            row(
                number,
                &format!("NAME {number}"),
                "\"Website a.example; alt. Website b.example.\"",
            )
        })
        .collect();
    let mut files = Files::new();
    let plan = planned(&files, publication(&rows)).expect("a new list can be made");
    apply(&mut files, &plan);
    (files, rows)
}

#[test]
fn a_new_list_has_a_file_an_entry_and_is_sound() {
    let (files, _) = base();
    assert_eq!(files.len(), 21);
    let expected = "\
id: 7
kind: entity
names:
  - NAME 7
contacts:
  - type: website
    value: a.example
  - type: website
    value: b.example
designations:
  - programme: CUBA
";
    assert_eq!(files["lists/us/7.yaml"], expected);
    let list = loaded(&files);
    assert_eq!(list.problems, Vec::new());
    assert!(list.list.programmes.contains_key("CUBA"));
}

#[test]
fn a_large_list_is_spread_over_folders() {
    let rows: Vec<String> = (1..=2001).map(|number| row(number, "NAME", "-0- ")).collect();
    let plan = planned(&Files::new(), publication(&rows)).expect("a new list can be made");
    let paths: Vec<&str> = plan.changes.iter().map(FileChange::path).collect();
    // printf 7 | sha256sum begins with 79, printf 2001 | sha256sum with 85.
    assert!(paths.contains(&"lists/us/79/7.yaml") && paths.contains(&"lists/us/85/2001.yaml"));
    assert!(paths.contains(&"lists/us/list.yaml"));
}

#[test]
fn the_same_publication_again_changes_nothing() {
    let (mut files, rows) = base();
    // However people lay the file out: what it says is the same.
    files.insert("lists/us/7.yaml".to_owned(), "{id: 7, kind: entity, names: NAME 7, designations: {programme: CUBA},\n  contacts: [{type: website, value: b.example}, {type: website, value: a.example}]}\n".to_owned());
    let plan = planned(&files, publication(&rows)).expect("nothing is wrong");
    assert_eq!((plan.changes.len(), plan.unchanged), (0, 20));
}

#[test]
fn what_people_added_stays_when_ofac_changes_an_entry() {
    let (mut files, mut rows) = base();
    let edited = "\
# Reviewed by two of us.
id: 7
kind: entity
names:
  - text: NAME 7
    type: primary
    forms:
      - text: ИМЯ 7
        script: Cyrl
  - text: A NAME OF OURS
    type: aka
contacts:
  - type: website # still up in May
    value: a.example
  - type: website
    value: b.example
designations:
  - programme: CUBA
    listed: 1986-12-10
relations:
  - type: owned-by
    to: 8
    share: 60
notes:
  - Ask the registry.
sources:
  - https://example.org/7
";
    files.insert("lists/us/7.yaml".to_owned(), edited.to_owned());
    rows[6] = row(7, "NAME 7", "\"Website a.example; a.k.a. 'SEVEN'.\"");
    let plan = planned(&files, publication(&rows)).expect("nothing is wrong");
    assert_eq!(plan.amended, ["7"]);
    assert_eq!(plan.unchanged, 19);
    let [FileChange::Write { path, content }] = plan.changes.as_slice() else {
        panic!("one file changes: {:?}", plan.changes);
    };
    assert_eq!(path, "lists/us/7.yaml");
    let expected = "\
# Reviewed by two of us.
id: 7
kind: entity
names:
  - text: NAME 7
    type: primary
    forms:
      - text: ИМЯ 7
        script: Cyrl
  - text: A NAME OF OURS
    type: aka
  - text: SEVEN
    type: aka
    quality: weak
contacts:
  - type: website # still up in May
    value: a.example
designations:
  - programme: CUBA
    listed: 1986-12-10
relations:
  - type: owned-by
    to: 8
    share: 60
notes:
  - Ask the registry.
sources:
  - https://example.org/7
";
    assert_eq!(*content, expected);
}

#[test]
fn a_known_kind_of_link_stays_and_a_target_that_is_gone_is_let_go() {
    let (mut files, mut rows) = base();
    rows[0] = row(1, "NAME 1", "\"Linked To: NAME 2.\"");
    rows[2] = row(3, "NAME 3", "\"Linked To: NAME 2.\"");
    let linked = planned(&files, publication(&rows)).expect("nothing is wrong");
    apply(&mut files, &linked);
    let file = files.get_mut("lists/us/1.yaml").expect("it is there");
    *file = file.replace("type: linked-to", "type: acting-for");
    rows[0] = row(1, "NAME 1 LTD", "\"Linked To: NAME 2.\"");
    let renamed = planned(&files, publication(&rows)).expect("nothing is wrong");
    apply(&mut files, &renamed);
    assert!(files["lists/us/1.yaml"].contains("type: acting-for\n    to: 2\n    name: NAME 2\n"));
    rows.remove(1);
    let removed = planned(&files, publication(&rows)).expect("one of twenty may go");
    apply(&mut files, &removed);
    assert_eq!(
        (removed.removed.as_slice(), removed.amended.len()),
        (&["2".to_owned()][..], 2)
    );
    assert!(!files.contains_key("lists/us/2.yaml"));
    assert!(files["lists/us/3.yaml"].ends_with("relations:\n  - type: linked-to\n    name: NAME 2\n"));
}

#[test]
fn addresses_stay_where_the_publication_does_not_speak_of_them() {
    let (mut files, mut rows) = base();
    let file = files.get_mut("lists/us/5.yaml").expect("it is there");
    *file = file.replace(
        "contacts:",
        "addresses:\n  - area: Havana\n    country: CU\n    id: 25\ncontacts:",
    );
    rows[4] = row(5, "NAME 5", "\"Website c.example.\"");
    let plan = planned(&files, publication(&rows)).expect("nothing is wrong");
    apply(&mut files, &plan);
    assert!(files["lists/us/5.yaml"].contains("addresses:\n  - area: Havana\n    country: CU\n    id: 25\n"));
    assert!(files["lists/us/5.yaml"].contains("c.example"));
}

#[test]
fn several_entries_may_stand_in_one_file() {
    let (mut files, mut rows) = base();
    let entry = |files: &mut Files, id: u64| files.remove(&format!("lists/us/{id}.yaml")).expect("it is there");
    let both = format!("# two\n{}---\n{}", entry(&mut files, 1), entry(&mut files, 2));
    files.insert("lists/us/both.yaml".to_owned(), both.clone());
    rows.remove(0);
    let plan = planned(&files, publication(&rows)).expect("one of twenty may go");
    let (_, second) = both.split_once("---\n").expect("two documents");
    let expected = FileChange::Write {
        path: "lists/us/both.yaml".to_owned(),
        content: second.to_owned(),
    };
    assert_eq!(plan.changes, [expected]);
}

#[test]
fn a_shrunken_publication_is_refused() {
    let (files, rows) = base();
    let shrunk = |rows: &[String], limits: &str| {
        let mut files = files.clone();
        let list = files.get_mut("lists/us/list.yaml").expect("it is there");
        list.push_str(limits);
        planned(&files, publication(rows))
    };
    assert!(shrunk(&rows[2..], "").is_ok(), "10 of 100 may go");
    let expected = PlanError::Shrunk {
        removed: 3,
        known: 20,
        limit: 10,
    };
    assert_eq!(shrunk(&rows[3..], ""), Err(expected));
    assert!(shrunk(&rows[3..], "limits:\n  shrink: 15\n").is_ok());
    let importer = importer("ofac-csv").expect("it is registered");
    let allowed = Bounds { allow_shrink: true };
    assert!(plan(importer, &loaded(&files), FOLDER, publication(&rows[19..]), allowed).is_ok());
    assert_eq!(planned(&files, Imported::default()), Err(PlanError::Empty));
}

#[test]
fn a_broken_list_is_not_written_to() {
    let (mut files, rows) = base();
    files.insert("lists/us/7.yaml".to_owned(), "id: 7\nid: 8\n".to_owned());
    assert_eq!(
        planned(&files, publication(&rows)),
        Err(PlanError::Broken { list: "us".to_owned() })
    );
}

#[test]
fn a_file_that_holds_something_else_is_not_overwritten() {
    let (mut files, mut rows) = base();
    let seventh = files.remove("lists/us/7.yaml").expect("it is there");
    files.insert("lists/us/21.yaml".to_owned(), seventh);
    rows.push(row(21, "NAME 21", "-0- "));
    let taken = PlanError::PathTaken {
        path: "lists/us/21.yaml".to_owned(),
    };
    assert_eq!(planned(&files, publication(&rows)), Err(taken));
}

#[test]
fn what_stands_behind_a_cut_stays_as_long_as_it_explains_what_is_seen() {
    let rows = super::data::history();
    let (lazarus, first) = (27307, &rows[0]);
    let whole = first.rows[&lazarus].clone();
    let cut = rows
        .iter()
        .rev()
        .find_map(|version| version.rows.get(&lazarus))
        .expect("it is on the list");
    assert!(
        !whole.contains("Digital Currency") && cut.ends_with("'WHOIS HACKIN\""),
        "{cut}"
    );
    let mut files = Files::new();
    let made = planned(&files, publication(&[format!("{whole}\r\n")])).expect("a new list can be made");
    apply(&mut files, &made);
    let plan = planned(&files, publication(&[format!("{cut}\r\n")])).expect("nothing is wrong");
    apply(&mut files, &plan);
    let file = &files["lists/us/27307.yaml"];
    assert!(file.contains("APPLEWORM"), "it stands behind the cut:\n{file}");
    assert!(
        file.contains("0x08723392Ed15743cc38513C4925f5e6be5c17243") && !file.contains("remarks:"),
        "{file}"
    );
}
