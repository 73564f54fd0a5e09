//! Ten real changes, and what must be read of each. What is expected was worked out from the files themselves (a comparison of
//! their elements by another program) and from what the committees said of them.

use std::sync::Arc;

use gazette::diff::{Change, ChangeSet, FieldChange, compare_editions};
use gazette::model::Entry;
use gazette::model::schema::Class;

use super::data::{Shelf, change, complete, pair, read};

/// Returns what changed, an entry a line: `~ KPi.029 remark_amended designation_amended`.
fn told(changes: &ChangeSet) -> Vec<String> {
    let line = |change: &Change| match change {
        Change::Added(entry) => format!("+ {} {}", entry.id, entry.primary_name()),
        Change::Removed(entry) => format!("- {} {}", entry.id, entry.primary_name()),
        Change::Amended(amendment) => {
            // An alias that is new may give others another place; that is for machines.
            let is_order =
                |field: &&FieldChange| !field.parts.is_empty() && field.parts.iter().all(|part| part.path == "order");
            let fields = amendment.fields.iter().filter(|field| !is_order(field));
            let kinds: Vec<&str> = fields.map(|field| field.kind.as_str()).collect();
            format!("~ {} {}", amendment.new.id, kinds.join(" "))
        }
    };
    changes.changes.iter().map(line).collect()
}

fn changes(name: &str) -> ChangeSet {
    let (old, new, _) = change(name);
    let mut changes = compare_editions(&old, &new);
    // Programmes that a mini list sees for the first time are no change of an entry.
    changes.list.clear();
    changes
}

#[test]
fn two_removals() {
    let expected = [
        "- QDi.138 SAID BEN ABDELHAKIM BEN OMAR AL-CHERIF",
        "- QDi.362 EMRAH ERDOGAN",
    ];
    assert_eq!(told(&changes("2021-02-20_delist-QDi.138-QDi.362")), expected);
}

#[test]
fn additions() {
    let expected = ["+ YEi.006 SULTAN SALEH AIDA AIDA ZABIN"];
    let found = told(&changes("2021-02-27_add-YEi.006"));
    assert_eq!((found.len(), &found[0][..9]), (1, &expected[0][..9]));
    let found = told(&changes("2025-06-17_add-QDi.436"));
    assert_eq!((found.len(), &found[0][..9]), (1, "+ QDi.436"));
}

#[test]
fn an_addition_with_an_amendment() {
    // SOi.019 got the alias `Mo’alim Ayman`, and no day of amendment.
    let expected = ["~ SOi.019 name_added", "+ SOi.020 MAHAD KARATE"];
    assert_eq!(told(&changes("2021-03-02_add-SOi.020-amend-SOi.019")), expected);
}

#[test]
fn one_sentence_added_to_a_comment() {
    let changes = changes("2022-07-01_amend-KPi.029-comment");
    assert_eq!(told(&changes), ["~ KPi.029 designation_amended remark_amended"]);
    let remark = &changes.changes[0].fields()[1];
    let text = |node: &Option<gazette::data::Node>| {
        let node = node.as_ref().expect("it is said");
        node.get("text")
            .and_then(|text| text.as_text())
            .expect("it has a text")
            .to_owned()
    };
    // The files have a narrow no-break space between the sentences and blanks at the end.
    let added = " He concluded his tour of duty and left Egypt on 15 November 2016.";
    assert_eq!(text(&remark.new), text(&remark.old) + added);
}

#[test]
fn forty_four_amendments() {
    let changes = changes("2022-07-27_amend-44-dprk-SC-14983");
    let summary = changes.summary();
    assert_eq!((summary.added, summary.removed, summary.amended), (0, 0, 44));
    // Every one of them got the day of the act; re-wrapped comments, of which the file has eight, are no amendment.
    let told = told(&changes);
    assert!(
        told.iter().all(|line| line.contains("designation_amended")),
        "{told:#?}"
    );
    for (id, kinds) in [
        ("KPi.001", "address_added designation_amended"),
        ("KPi.035", "name_added document_added designation_amended"),
        ("KPi.017", "document_added designation_amended"),
        ("KPi.050", "name_added designation_amended"),
        ("KPe.036", "designation_amended remark_amended"),
    ] {
        assert!(told.contains(&format!("~ {id} {kinds}")), "{id} {kinds}: {told:#?}");
    }
}

#[test]
fn draft_numbers_are_the_records_and_reported() {
    let name = "2023-08-10_glitch-reference-numbers";
    let (_, after) = pair(name);
    let notes: Vec<String> = read(&after).problems.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 5, "{notes:?}");
    assert!(notes[0].ends_with("note: `KPi.063 .1` is the number of a draft, it was read as `KPi.063`"));
    let (_, _, plan) = change(name);
    assert_eq!((plan.added.len(), plan.removed.len()), (0, 0));
    // What the drafts say otherwise than the records did is told: each has another date of birth.
    let told = told(&changes(name));
    assert_eq!(told.len(), 5);
    assert!(told.iter().all(|line| line.contains("birth_date_")), "{told:#?}");
}

#[test]
fn a_record_that_is_back_is_an_addition_and_reported() {
    let name = "2023-08-12_HTi.001-back-under-new-DATAID";
    // The numbers of the drafts go, blanks and commas at the ends of notes go: no change.
    assert_eq!(told(&changes(name)), ["+ HTi.001 JIMMY CHERIZIER"]);
    let (_, _, plan) = change(name);
    assert_eq!(plan.recognised.len(), 1, "{:?}", plan.recognised);
    assert!(
        plan.recognised[0].contains("`HTi.001` is new to the list and was listed on 2022-10-21"),
        "{}",
        plan.recognised[0]
    );
}

/// Had it not been lost, the record would only have another DATAID.
#[test]
fn another_dataid_is_the_same_entry_and_reported() {
    let (_, after) = pair("2023-08-12_HTi.001-back-under-new-DATAID");
    let mut shelf = Shelf::default();
    shelf.import(read(&after.replace("6908911", "6908901")));
    let plan = shelf.import(read(&after));
    assert_eq!((plan.added.len(), plan.removed.len(), plan.amended.len()), (0, 0, 1));
    let expected = "`HTi.001` bears the DATAID 6908911, it was 6908901: the same entry, whose record was made anew";
    assert_eq!(plan.recognised, [expected]);
}

#[test]
fn another_reference_is_the_same_party_and_reported() {
    let (before, _) = pair("2024-03-09_rename-KPe.054");
    let mut shelf = Shelf::default();
    shelf.import(read(&before));
    let old = shelf.edition("2024-03-08");
    let plan = shelf.import(read(&before.replace("KPe.054", "KPe.099")));
    assert!(
        plan.recognised[0].starts_with("`KPe.099` is the record that was `KPe.054`"),
        "{:?}",
        plan.recognised
    );
    let changes = compare_editions(&old, &shelf.edition("2024-03-09"));
    let link = &changes.links[0];
    assert_eq!(
        (link.removed.as_str(), link.added.as_str(), link.declared),
        ("KPe.054", "KPe.099", true)
    );
}

#[test]
fn eighty_five_identical_sentences_are_one_statement() {
    let changes = changes("2024-02-08_amend-85-review-date");
    assert_eq!(changes.summary().amended, 85);
    let groups = changes.groups();
    let sentence = "Review pursuant to Security Council resolution 2610 (2021) was concluded on 30 October 2023";
    assert_eq!(groups[0].words.as_deref(), Some(sentence));
    assert_eq!(
        (groups[0].entries.len(), groups[0].change.kind.as_str()),
        (85, "remark_amended")
    );
    // And the day on which it was entered, on all but QDi.003, whose days were rewritten.
    assert_eq!(
        (groups[1].entries.len(), groups[1].change.path.as_str()),
        (84, "designations")
    );
    assert_eq!(groups.len(), 2);
    let told_wholly = changes.changes.iter().filter(|change| {
        let fields = change.fields();
        fields.iter().all(|field| groups.iter().any(|group| group.has(field)))
    });
    // The others were changed in more: QDi.096 was rephrased, QDi.152 and QDi.329 were put in capitals, and so on.
    // In QDi.339 a date moved from an alias without a name to those of the person, where it is read anyway.
    assert_eq!(told_wholly.count(), 79);
}

#[test]
fn a_rename_keeps_the_old_name_as_a_former_one() {
    let changes = changes("2024-03-09_rename-KPe.054");
    assert_eq!(changes.summary().amended, 1);
    let Change::Amended(amendment) = &changes.changes[0] else {
        panic!("an amendment")
    };
    assert_eq!(amendment.fields[0].kind, "primary_name_changed");
    let former = |entry: &Entry| -> Vec<String> {
        let former = entry.names.iter().filter(|name| name.kind.as_str() == "fka");
        former.map(|name| name.text.clone()).collect()
    };
    assert_eq!(former(&amendment.old), Vec::<String>::new());
    assert_eq!(former(&amendment.new), ["MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)"]);
}

/// The releases of August 2023, made on the complete list: another layout, other wrapping and indentation, blanks at the ends,
/// placeholders gone and come, `Good` on the aliases of entities. Nothing of it is a change.
/// From 2021 to 2024 up to 184 dates of birth were in aliases without a name, 180 of them nowhere else.
#[test]
fn a_date_of_birth_of_an_alias_without_a_name_is_one_of_the_person() {
    let imported = read(include_str!("../../data/un/nameless-alias.xml"));
    assert_eq!(imported.problems, []);
    let entry = &imported.entries[0];
    let dates: Vec<String> = entry.birth_dates.iter().map(|fact| fact.date.to_string()).collect();
    assert_eq!(dates, ["1954", "1955"]);
    assert_eq!((entry.names.len(), entry.extra.len()), (1, 0));
}

/// The exporter of August 2023 wrote `Good` for every alias of an entity: what is known better stays.
#[test]
fn a_former_name_stays_one_under_good() {
    let official = complete();
    let (people, entities) = official.split_once("<ENTITIES>").expect("there are entities");
    let vague = format!(
        "{people}<ENTITIES>{}",
        entities.replace(">f.k.a.<", ">Good<").replace(">a.k.a.<", ">Good<")
    );
    let mut shelf = Shelf::default();
    shelf.import(read(&official));
    assert!(vague != official);
    let plan = shelf.import(read(&vague));
    // An alias that is known as both cannot be told apart.
    assert_eq!(plan.amended, ["QDe.168"]);
}

#[test]
fn cosmetic_releases_change_nothing() {
    let official = complete();
    let (people, entities) = official.split_once("<ENTITIES>").expect("there are entities");
    let cosmetic = format!("{people}<ENTITIES>{}", entities.replace(">a.k.a.<", ">Good<"))
        .replace("<SECOND_NAME>", "<SECOND_NAME>\n            ")
        .replace("</COMMENTS1>", "  \n                </COMMENTS1>")
        .replace("</ALIAS_NAME>", " \n </ALIAS_NAME>")
        .replace("Democratic People's", "Democratic\n                  People's")
        .replace("<INDIVIDUAL_DOCUMENT/>", "")
        .replace(
            "<LISTED_ON>2016-03-02</LISTED_ON>",
            "<LISTED_ON>2016-03-02-05:00</LISTED_ON>",
        )
        .replace("<UN_LIST_TYPE>", "<THIRD_NAME /><UN_LIST_TYPE>");
    // Every sentence of the comments on a line of its own.
    let cosmetic: String = cosmetic
        .split_inclusive("</COMMENTS1>")
        .map(|part| match part.split_once("<COMMENTS1>") {
            Some((head, comments)) => format!("{head}<COMMENTS1>{}", comments.replace(". ", ".\n        ")),
            None => part.to_owned(),
        })
        .collect();
    let mut shelf = Shelf::default();
    shelf.import(read(&official));
    let before = shelf.edition("2026-02-27");
    let plan = shelf.import(read(&cosmetic));
    assert_eq!((plan.unchanged, plan.changes.len()), (1003, 0), "{:?}", plan.amended);
    assert!(compare_editions(&before, &shelf.edition("2026-02-28")).is_empty());
    // Without the list between them, what is left is editorial.
    let mut alone = Shelf::default();
    alone.import(read(&cosmetic));
    let changes = compare_editions(&before, &alone.edition("2026-02-28"));
    assert!(changes.changes.iter().all(|change| change.class() == Class::Editorial));
}

/// What people add stays, what the UN say follows them.
#[test]
fn additions_of_people_stay() {
    let (before, after) = pair("2022-07-27_amend-44-dprk-SC-14983");
    let mut shelf = Shelf::default();
    shelf.import(read(&before));
    let path = "lists/un/KPi.035.yaml";
    let added = "designations:\n  - programme: DPRK\n    committee: 1718 Committee\n    legal_basis:\n      - Resolution 2321 (2016)\n    # the day of the resolution\n";
    shelf.edit(path, "designations:\n  - programme: DPRK\n", added);
    shelf.edit(path, "remarks:\n", "notes:\n  - Looked at in 2022.\nremarks:\n");
    let same = shelf.import(read(&before));
    assert_eq!(same.changes.len(), 0, "{:?}", same.amended);
    shelf.import(read(&after));
    let text = shelf.text(path);
    for said in [
        "committee: 1718 Committee",
        "Resolution 2321 (2016)",
        "# the day of the resolution",
        "Looked at in 2022.",
        "Jin Tiesan (金铁三)",
        "- 2022-07-26",
        "645120378",
    ] {
        assert!(text.contains(said), "no `{said}` in {text}");
    }
}

/// The founding list restates three entries; the official file says the same of them.
#[test]
fn the_founding_list_says_what_the_official_file_says() {
    let official = read(&complete()).entries;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lists/un-dprk-cyber");
    for id in ["KPe.010", "KPe.031", "KPi.040"] {
        let path = root.join(format!("{id}.yaml"));
        let file = gazette::yaml::SourceFile {
            path: format!("{id}.yaml"),
            bytes: std::fs::read(path).expect("the file is there"),
        };
        let own = gazette::yaml::load_list("un", vec![file]).entries.remove(0).entry;
        let imported = official
            .iter()
            .find(|entry| entry.id == id)
            .expect("it is listed")
            .clone();
        let importer = gazette::import::importer("un-xml").expect("there is one");
        let listed = |_: &str| true;
        let context = gazette::import::Context {
            unseen: &[],
            is_listed: &listed,
        };
        let merged = Arc::new(gazette::import::merge(importer, &own, imported, &context).canonical());
        let changes = gazette::diff::compare(std::slice::from_ref(&own), std::slice::from_ref(&merged));
        let class = changes.changes.first().map_or(Class::Editorial, Change::class);
        assert_eq!(class, Class::Editorial, "{:#?}", told(&changes));
    }
}
