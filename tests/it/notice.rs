//! Notices: OFAC's lines to the letter, hostile texts and templates, what each style says of a change.

use std::io::Read;

use flate2::read::GzDecoder;
use gazette::diff::{ChangeSet, compare_editions};
use gazette::import::{Input, importer};
use gazette::model::record::Field;
use gazette::model::{Authority, Config, Edition, Entry, List, NoticeSettings, Release};
use gazette::notice::{NoticeError, NoticeFormat, NoticeInput, STYLES, Template, render};
use gazette::yaml::parse;

macro_rules! publication {
    ($folder:literal) => {
        [
            (
                "SDN.CSV",
                &include_bytes!(concat!("../data/ofac/", $folder, "/SDN.CSV.gz"))[..],
            ),
            (
                "ADD.CSV",
                include_bytes!(concat!("../data/ofac/", $folder, "/ADD.CSV.gz")),
            ),
            (
                "ALT.CSV",
                include_bytes!(concat!("../data/ofac/", $folder, "/ALT.CSV.gz")),
            ),
            (
                "SDN_COMMENTS.CSV",
                include_bytes!(concat!("../data/ofac/", $folder, "/SDN_COMMENTS.CSV.gz")),
            ),
        ]
    };
}

/// Reads the entries of official files.
fn imported(files: [(&str, &[u8]); 4]) -> Vec<Entry> {
    let unpacked = files.map(|(name, bytes)| {
        let mut out = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut out).expect("the data is gzip");
        (name, out)
    });
    let inputs: Vec<Input<'_>> = unpacked.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    importer("ofac-csv")
        .expect("there is that importer")
        .read(&inputs)
        .entries
}

fn ofac_list() -> List {
    List {
        title: "Specially Designated Nationals".to_owned(),
        authority: Authority {
            name: "Office of Foreign Assets Control".to_owned(),
            acronym: Some("OFAC".to_owned()),
            ..Authority::default()
        },
        notice: NoticeSettings {
            list_name: Some("SDN List".to_owned()),
            ..NoticeSettings::default()
        },
        ..List::default()
    }
}

fn edition(mut entries: Vec<Entry>, title: &str, date: &str) -> Edition {
    entries = entries.into_iter().map(Entry::canonical).collect();
    let mut edition = Edition {
        list_id: "us".to_owned(),
        list: ofac_list(),
        entries: entries.into_iter().map(Into::into).collect(),
        parties: Vec::new(),
        release: Some(Release {
            name: date.to_owned(),
            date: date.parse().expect("a date"),
            time: format!("{date}T16:00:00Z").parse().expect("an instant"),
            commit: "0".repeat(40),
            tree: "0".repeat(40),
            title: title.to_owned(),
            body: String::new(),
        }),
    };
    edition.sort();
    edition
}

fn notice(style: &str, format: NoticeFormat, old: &Edition, new: &Edition) -> String {
    rendered(style, format, old, new, &[]).expect("the style is built in")
}

fn rendered(
    style: &str,
    format: NoticeFormat,
    old: &Edition,
    new: &Edition,
    templates: &[Template],
) -> Result<String, NoticeError> {
    let changes: ChangeSet = compare_editions(old, new);
    let input = NoticeInput {
        old,
        new,
        changes: &changes,
        config: &Config::default(),
    };
    render(style, format, &input, templates)
}

fn party(text: &str) -> Entry {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    Entry::read(&parsed.documents[0], &mut Vec::new()).canonical()
}

/// The clause that was added to all North Korean entries on 13 May 2020.
const CLAUSE_OF_2020: &str = "transactions-prohibited";

#[test]
fn the_founding_action_to_the_letter() {
    let mut founders: Vec<Entry> = imported(publication!("full-2021-07"))
        .into_iter()
        .filter(|entry| ["27307", "27308", "27309"].contains(&entry.id.as_str()))
        .collect();
    for entry in &mut founders {
        let before = entry.features.len();
        entry.features.retain(|feature| feature.kind != CLAUSE_OF_2020);
        assert_eq!(before - entry.features.len(), 1, "{}", entry.id);
    }
    let old = edition(Vec::new(), "", "2019-09-12");
    let new = edition(founders, "", "2019-09-13");
    let expected = include_str!("../cases/notice/ofac/2019-09-13.txt");
    assert_eq!(notice("ofac", NoticeFormat::Text, &old, &new), expected);

    // The same lines, one after the other, in the other formats.
    let markdown = notice("ofac", NoticeFormat::Markdown, &old, &new);
    let html = notice("ofac", NoticeFormat::Html, &old, &new);
    let (mut in_markdown, mut in_html) = (markdown.as_str(), html.as_str());
    for line in expected
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("Release"))
    {
        let marked = line.replace('[', "\\[").replace(']', "\\]");
        let (_, rest) = in_markdown
            .split_once(&marked)
            .unwrap_or_else(|| panic!("{marked}\n{markdown}"));
        in_markdown = rest;
        let escaped = line.replace('"', "&quot;");
        let (_, rest) = in_html
            .split_once(&escaped)
            .unwrap_or_else(|| panic!("{escaped}\n{html}"));
        in_html = rest;
    }
}

#[test]
fn a_page_of_ofac_is_titled_by_what_happened() {
    let entry = |id: u32, programmes: &str, note: &str| {
        let name = format!("PARTY {id}{note}");
        party(&format!(
            "id: {id}\nkind: entity\nnames: [{name}]\ndesignations: [{programmes}]\n"
        ))
    };
    let tag = |tag: &str| format!("{{programme: {tag}}}");
    let old = edition(
        vec![
            entry(1, &tag("SDNTK"), ""),
            entry(2, &tag("DPRK3"), ""),
            entry(3, &tag("RUSSIA-EO14024"), ""),
        ],
        "",
        "2022-04-19",
    );
    let two = format!("{}, {}", tag("SDGT"), tag("IFSR"));
    let new = edition(
        vec![
            entry(2, &tag("DPRK3"), " LTD."),
            entry(3, &tag("RUSSIA-EO14024"), ""),
            entry(4, &tag("CYBER2"), ""),
            entry(5, &two, ""),
            entry(6, &tag("SDGT"), ""),
        ],
        "",
        "2022-04-20",
    );
    let first_line = |style, old: &Edition, new: &Edition| {
        let page = notice(style, NoticeFormat::Text, old, new);
        page.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        first_line("ofac", &old, &new),
        "Counter Terrorism Designations; Cyber-related Designation; North Korea Designation Update; Counter Narcotics \
         Designation Removal"
    );
    // Updates join the designations of their matter, and the matter of the most entries comes first.
    let before = edition(vec![entry(1, &tag("CYBER2"), "")], "", "2023-12-05");
    let mut entries: Vec<Entry> = (2..=4).map(|id| entry(id, &tag("RUSSIA-EO14024"), "")).collect();
    entries.extend([entry(1, &tag("CYBER2"), " LTD."), entry(5, &tag("CYBER2"), "")]);
    let after = edition(entries, "", "2023-12-06");
    assert_eq!(
        first_line("ofac", &before, &after),
        "Russia-related Designations; Cyber-related Designation and Designation Update"
    );
    // Other styles say what happened in their own words, and so does a page about programmes that OFAC does not have.
    assert_eq!(first_line("plain", &old, &new), "Designations; Removal; Amendment");
    let foreign = edition(vec![entry(7, &tag("XYZ"), "")], "", "2022-04-20");
    assert_eq!(first_line("ofac", &Edition::default(), &foreign), "Designation");
    // A title that somebody wrote is kept.
    let titled = edition(
        vec![entry(7, &tag("CYBER2"), "")],
        "us: a title of the editor's",
        "2022-04-20",
    );
    assert_eq!(
        first_line("ofac", &Edition::default(), &titled),
        "A title of the editor's"
    );
}

#[test]
fn every_line_that_was_quoted_or_derived() {
    let entries = imported(publication!("samples"));
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| gazette::ofac::line(entry, &ofac_list()))
        .collect();
    let expected = include_str!("../cases/notice/ofac/lines.txt");
    let mut found = 0;
    for line in expected
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
    {
        let line = line.rsplit(" -to- ").next().expect("a split has a last part");
        assert!(
            lines.iter().any(|own| own == line),
            "no entry gives\n{line}\nnearest:\n{}",
            nearest(&lines, line)
        );
        found += 1;
    }
    assert_eq!(found, 26);
}

fn nearest<'a>(lines: &'a [String], line: &str) -> &'a str {
    let name = line.split([',', '(']).next().unwrap_or_default().trim();
    lines
        .iter()
        .find(|own| own.starts_with(name))
        .map_or("", String::as_str)
}

#[test]
fn a_change_is_told_as_old_to_new() {
    let lazarus = imported(publication!("samples"))
        .into_iter()
        .find(|entry| entry.id == "27307")
        .expect("it is among the samples");
    let mut before = lazarus.clone();
    before.wallets.truncate(4);
    let old = edition(vec![before], "", "2022-05-05");
    let new = edition(vec![lazarus], "", "2022-05-06");
    let text = notice("ofac", NoticeFormat::Text, &old, &new);
    let lines = include_str!("../cases/notice/ofac/lines.txt");
    let expected = lines
        .lines()
        .find(|line| line.contains(" -to- "))
        .expect("there is one change");
    assert!(text.contains(expected), "{text}");
    assert!(
        text.contains("The following change has been made to OFAC's SDN List:\n\nLAZARUS"),
        "{text}"
    );
}

#[test]
fn delisting_and_designation_of_one_party_stand_in_both_sections() {
    let entry = |id: &str, rest: &str| {
        party(&format!(
            "id: {id}\nkind: entity\nnames: [TORNADO CASH]\ndesignations: [{{programme: CYBER2, listed: 2022-08-08}}]\n{rest}"
        ))
    };
    let old = edition(vec![entry("38499", "")], "", "2022-08-08");
    let new = edition(
        vec![entry("39796", "relations: [{type: succeeds, to: 38499}]")],
        "",
        "2022-11-08",
    );
    let text = notice("ofac", NoticeFormat::Text, &old, &new);
    assert!(
        text.contains("The following entity has been added to OFAC's SDN List:\n\nTORNADO CASH [CYBER2].\n"),
        "{text}"
    );
    assert!(
        text.contains("The following deletion has been made to OFAC's SDN List:\n\nTORNADO CASH [CYBER2].\n"),
        "{text}"
    );
    let text = notice("plain", NoticeFormat::Text, &old, &new);
    assert!(text.contains("replaces TORNADO CASH, id 38499"), "{text}");
    assert!(text.contains("is replaced by TORNADO CASH, id 39796"), "{text}");
}

#[test]
fn an_edit_of_many_entries_is_told_once() {
    let entry = |id: usize, clause: &str| {
        party(&format!(
            "id: {id}\nkind: entity\nnames: [N{id}]\ndesignations: [{{programme: DPRK}}]\n{clause}"
        ))
    };
    let clause = "features: [{type: secondary-sanctions-risk, text: sections 510.201 and 510.210}]";
    let old = edition((1..=6).map(|id| entry(id, "")).collect(), "", "2020-05-12");
    let new = edition((1..=6).map(|id| entry(id, clause)).collect(), "", "2020-05-13");
    let text = notice("ofac", NoticeFormat::Text, &old, &new);
    let told = "The names below have been updated to include the following language: Secondary sanctions risk: sections 510.201 and 510.210\n\nN1 [DPRK].\n\nN2 [DPRK].\n";
    assert!(text.contains(told) && !text.contains("-to-"), "{text}");
    let text = notice("plain", NoticeFormat::Text, &old, &new);
    assert!(text.contains("6 ENTRIES, THE SAME CHANGE"), "{text}");
    assert_eq!(text.matches("510.210").count(), 1, "{text}");
}

#[test]
fn what_ofac_does_not_print_is_no_change_of_its_list() {
    let entry = |note: &str| {
        party(&format!(
            "id: 1\nkind: entity\nnames: [N]\ndesignations: [{{programme: P}}]\nnotes: [one thing {note} said]"
        ))
    };
    let old = edition(vec![entry("is")], "", "2020-01-01");
    let new = edition(vec![entry("was")], "", "2020-01-02");
    let text = notice("ofac", NoticeFormat::Text, &old, &new);
    assert!(text.contains("No entry of OFAC's SDN List has changed."), "{text}");
    let text = notice("plain", NoticeFormat::Text, &old, &new);
    assert!(text.contains("Nothing that screening matches on has changed"), "{text}");
    assert!(text.contains("[-is-]{+was+}"), "{text}");
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = r#"<script>alert(1)</script> {{ 7 * 7 }} {% raw %} *bold* [x](javascript:y) | `a`"#;
    let entry = party(&format!(
        "id: 1\nkind: entity\nnames: ['{hostile}']\ndesignations: [{{programme: P}}]\nreasons: ['{hostile}']"
    ));
    let old = edition(Vec::new(), "", "2020-01-01");
    let new = edition(vec![entry], hostile, "2020-01-02");
    for style in STYLES {
        let html = notice(style.name, NoticeFormat::Html, &old, &new);
        assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"), "{html}");
        let markdown = notice(style.name, NoticeFormat::Markdown, &old, &new);
        assert!(
            !markdown.contains("*bold*") && !markdown.contains("[x](") && !markdown.contains("<script>"),
            "{markdown}"
        );
        let text = notice(style.name, NoticeFormat::Text, &old, &new);
        assert!(text.contains("{{ 7 * 7 }}"), "{text}");
    }
}

fn with_template(text: &str) -> Result<String, NoticeError> {
    let (old, new) = (
        edition(Vec::new(), "", "2020-01-01"),
        edition(Vec::new(), "Title", "2020-01-02"),
    );
    let template = Template {
        path: "notice/own.txt.j2".to_owned(),
        text: text.to_owned(),
    };
    rendered("own", NoticeFormat::Text, &old, &new, &[template])
}

#[test]
fn a_repository_has_templates_of_its_own() {
    assert_eq!(
        with_template("{{ title }} {{ release.date | date_long }}\n").expect("it renders"),
        "Title 2 January 2020\n"
    );
    let unknown = rendered(
        "none",
        NoticeFormat::Text,
        &Edition::default(),
        &Edition::default(),
        &[],
    );
    assert!(unknown.unwrap_err().to_string().contains("there are ofac, plain, un"));
}

#[test]
fn templates_can_neither_hang_nor_name_what_is_not_there() {
    let error = with_template("one\n{{ nothing_here }}\n").unwrap_err().to_string();
    assert!(error.starts_with("notice/own.txt.j2:2: "), "{error}");
    let error = with_template("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
    assert!(matches!(error, Err(NoticeError::OutOfFuel { .. })), "{error:?}");
    let error = with_template("{% include '../../etc/passwd' %}")
        .unwrap_err()
        .to_string();
    assert!(error.contains("notice/own.txt.j2:1"), "{error}");
    assert!(matches!(
        with_template("{% if %}"),
        Err(NoticeError::Template { line: 1, .. })
    ));
}

#[test]
fn names_are_sorted_without_hyphens_and_apostrophes() {
    let entry = |id: u32, name: &str, aka: &str| {
        party(&format!(
            "id: {id}\nkind: individual\nnames: [{{text: \"{name}\", type: primary}}{aka}]\ndesignations: [{{programme: SDGT}}]\n"
        ))
    };
    let new = edition(
        vec![
            entry(
                1,
                "AL-DUWAIK, Ahmed",
                ", {text: \"AL-AQAD, Ahmed\", type: aka}, {text: \"ALAQAD, Ahmed\", type: aka}",
            ),
            entry(2, "ALAQAD, Omar", ""),
            entry(3, "A'LBA, Omar", ""),
        ],
        "",
        "2024-03-01",
    );
    let page = notice("ofac", NoticeFormat::Text, &Edition::default(), &new);
    assert_eq!(
        page,
        "Counter Terrorism Designations\nRelease Date 03/01/2024\n\nSPECIALLY DESIGNATED NATIONALS LIST UPDATE\n\nThe following \
         individuals have been added to OFAC's SDN List:\n\nALAQAD, Omar (individual) [SDGT].\n\nA'LBA, Omar (individual) [SDGT].\n\n\
         AL-DUWAIK, Ahmed (a.k.a. ALAQAD, Ahmed; a.k.a. AL-AQAD, Ahmed) (individual) [SDGT].\n\nUnrelated Administrative List \
         Updates: None.\n"
    );
}

#[test]
fn what_ofac_does_not_print_and_screening_must_know_is_told() {
    let owner = |share: &str| {
        party(&format!(
            "id: 1\nkind: entity\nnames: [N]\ndesignations: [{{programme: SDGT, measures: [{}]}}]\nrelations: [{{type: owned-by, name: \
             OWNER, share: {share}}}]\n",
            if share == "50" { "asset-freeze" } else { "travel-ban" }
        ))
    };
    let old = edition(vec![owner("50")], "", "2020-01-01");
    let new = edition(vec![owner("49.9")], "", "2020-01-02");
    for format in NoticeFormat::ALL {
        let page = notice("ofac", format, &old, &new);
        let shown = page.replace("&gt;", ">").replace('\\', "");
        assert!(
            shown.contains("49.9") && shown.contains("N [SDGT].") && shown.contains(" -to- "),
            "{page}"
        );
        assert!(shown.contains("travel"), "{page}");
    }
}

#[test]
fn a_style_sees_its_own_view_and_templates_of_the_repository_see_all() {
    let text = with_template("{{ ofac.heading }}|{{ un.title }}|{{ list.name }}\n").expect("it renders");
    assert_eq!(
        text,
        "SPECIALLY DESIGNATED NATIONALS LIST UPDATE|No Entry Changed|SDN List\n"
    );
    let unnamed = Edition {
        list: List {
            title: "Our list".to_owned(),
            ..List::default()
        },
        ..Edition::default()
    };
    let template = Template {
        path: "notice/own.txt.j2".to_owned(),
        text: "{{ list.name }}".to_owned(),
    };
    let text = rendered("own", NoticeFormat::Text, &Edition::default(), &unnamed, &[template]);
    assert_eq!(
        text.expect("it renders"),
        "Our list",
        "no authority's name is a default for all"
    );
}

#[test]
fn a_large_release_begins_with_an_overview_and_amendments_precede_many_additions() {
    let entry = |id: usize, name: &str| {
        let programme = if id.is_multiple_of(2) { "SDGT" } else { "DPRK3" };
        party(&format!(
            "id: {id}\nkind: entity\nnames: [{name} {id}]\ndesignations: [{{programme: {programme}}}]\n"
        ))
    };
    let old = edition((1..=30).map(|id| entry(id, "OLD")).collect(), "", "2024-01-01");
    let new: Vec<Entry> = (1..=30)
        .map(|id| entry(id, "NEW"))
        .chain((31..=110).map(|id| entry(id, "ADDED")))
        .collect();
    let new = edition(new, "", "2024-01-02");
    let page = notice("plain", NoticeFormat::Text, &old, &new);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no `{text}` in {page}"));
    assert!(
        page.contains("  DPRK3: 40 added, 15 amended\n  SDGT: 40 added, 15 amended\n"),
        "{page}"
    );
    assert!(place("  1. 80 added") < place("  2. 30 amended in what screening matches on"));
    assert!(place("RE-SCREEN IN THIS ORDER") < place("\nAMENDED\n") && place("\nAMENDED\n") < place("\nADDED\n"));
    let small = notice("plain", NoticeFormat::Text, &Edition::default(), &old);
    assert!(!small.contains("BY PROGRAMME"), "{small}");
}
