//! The style `un`: the printed entry, words struck through and underlined, what the committees did.

use gazette::diff::compare_editions;
use gazette::model::record::Field;
use gazette::model::{Config, Edition, Entry, Removal};
use gazette::notice::{NoticeFormat, NoticeInput, render};
use gazette::yaml::parse;

use super::data::{PAIRS, change, complete, edition, entries, folder};

fn notice(format: NoticeFormat, old: &Edition, new: &Edition) -> String {
    let changes = compare_editions(old, new);
    let input = NoticeInput {
        old,
        new,
        changes: &changes,
        config: &Config::default(),
    };
    render("un", format, &input, &[]).expect("the style is built in")
}

fn of_pair(name: &str, format: NoticeFormat) -> String {
    let (old, new, _) = change(name);
    notice(format, &old, &new)
}

/// Returns the paragraph of an entry.
fn entry_of<'a>(notice: &'a str, id: &str) -> &'a str {
    let start = notice
        .find(&format!("\n{id} "))
        .unwrap_or_else(|| panic!("no {id} in {notice}"))
        + 1;
    notice[start..].split("\n\n").next().expect("a split has a first part")
}

/// The renderings that are known: what is marked in each, and how.
#[test]
fn the_known_entries_are_reproduced() {
    let text = of_pair("2022-07-27_amend-44-dprk-SC-14983", NoticeFormat::Text);
    for (id, said) in [
        (
            "KPi.035",
            "Good quality a.k.a.: ~~na~~ __Jin Tiesan (金铁三)__ Low quality",
        ),
        (
            "KPi.035",
            "Passport no: ~~na~~ __645120378, issued by Democratic People's Republic of Korea__ National",
        ),
        (
            "KPi.035",
            "Listed on: 30 Nov. 2016 ( __amended on 26 Jul. 2022__ ) Other",
        ),
        (
            "KPi.001",
            "Address: ~~na~~ __Pyongyang, Democratic People's Republic of Korea__ Listed",
        ),
    ] {
        assert!(
            entry_of(&text, id).contains(said),
            "no `{said}` in {}",
            entry_of(&text, id)
        );
    }
    let text = of_pair("2024-03-09_rename-KPe.054", NoticeFormat::Text);
    let expected = "\
KPe.054 Name: ~~MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)~~ __MINISTRY OF NATIONAL DEFENCE__
A.k.a.: ~~na~~ __a) MINISTRY OF NATIONAL DEFENSE b) MINISTRY OF DEFENCE c) MINISTRY OF DEFENSE__ \
F.k.a.: ~~na~~ __MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)__ \
Address: Pyongyang, Democratic People's Republic of Korea \
Listed on: 22 Dec. 2017 ( __amended on 7 Mar. 2024__ ) \
Other information: The Ministry of ~~the People’s Armed Forces~~ __National Defence__ manages the general administrative and \
logistical needs of the Korean People’s Army.";
    assert_eq!(entry_of(&text, "KPe.054"), expected);
}

/// The printed entry that is known word for word (TAi.007, without the part that is cut out where it is quoted).
#[test]
fn the_layout_of_the_printed_list() {
    let entries = entries(&complete());
    let entry = entries
        .iter()
        .find(|entry| entry.id == "TAi.007")
        .expect("it is listed");
    let mut entry = entry.clone();
    // The quotation is older than the second place of birth.
    entry.birth_places.truncate(1);
    let printed = gazette::un::printed(&entry);
    let line: Vec<String> = printed
        .iter()
        .map(|field| format!("{}: {}", field.label, field.text))
        .collect();
    let line = line.join(" ");
    let expected = "Name: 1: ABDUL LATIF 2: MANSUR 3: na 4: na Name (original script): عبد اللطيف منصور \
                    Title: Maulavi Designation: Minister of Agriculture under the Taliban regime DOB: Approximately 1968 \
                    POB: Zurmat District, Paktia Province, Afghanistan \
                    Good quality a.k.a.: a) Abdul Latif Mansoor b) Wali Mohammad Low quality a.k.a.: na \
                    Nationality: Afghanistan Passport no: na National identification no: na Address: na \
                    Listed on: 31 Jan. 2001 ( amended on 3 Sep. 2003, 18 Jul. 2007, 21 Sep. 2007, 13 Feb. 2012, \
                    18 May 2012, 22 Apr. 2013 ) Other information: Taliban Shadow Governor for Logar Province as of late 2012.";
    assert!(line.starts_with(expected), "{line}");
}

#[test]
fn titles_and_openings_follow_what_happened() {
    for (name, title, opening) in [
        (
            "2022-07-27_amend-44-dprk-SC-14983",
            "Security Council 1718 Committee Amends 44 Entries on Its Sanctions List",
            "On 26 July 2022, the Security Council Committee established pursuant to resolution 1718 (2006) enacted the amendments \
             specified with strikethrough (~~old words~~) and underline (__new words__) in the entries below on its Sanctions List",
        ),
        (
            "2025-06-17_add-QDi.436",
            "Security Council ISIL (Da’esh) and Al-Qaida Sanctions Committee Adds One Entry to Its Sanctions List",
            "On 16 June 2025, the Security Council Committee pursuant to resolutions 1267 (1999), 1989 (2011) and 2253 (2015) \
             concerning ISIL (Da’esh), Al-Qaida and associated individuals, groups, undertakings and entities approved the \
             addition of the entry specified below to its ISIL (Da’esh) and Al-Qaida Sanctions List of individuals and entities \
             subject to the assets freeze, travel ban and arms embargo set out in paragraph 1 of Security Council resolution 2734 \
             (2024), and adopted under Chapter VII of the Charter of the United Nations:",
        ),
        (
            "2021-02-20_delist-QDi.138-QDi.362",
            "Security Council ISIL (Da’esh) and Al-Qaida Sanctions Committee Removes Two Entries from Its Sanctions List",
            "On 20 February 2021, the Security Council Committee pursuant to",
        ),
        (
            "2021-03-02_add-SOi.020-amend-SOi.019",
            "Security Council 751 Committee Adds One Entry to Its Sanctions List and Amends One Entry on Its Sanctions List",
            "On 26 February 2021, the Security Council Committee pursuant to resolution 751 (1992) concerning Somalia approved the \
             addition of the entry specified below",
        ),
    ] {
        let text = of_pair(name, NoticeFormat::Text);
        assert!(text.starts_with(&format!("{title}\n\n")), "{text:.300}");
        assert!(text.contains(opening), "no `{opening}` in {text:.2000}");
        assert!(text.ends_with("For information media. Not an official record.\n"));
    }
}

/// The first release of the whole list is one of fourteen committees.
#[test]
fn many_committees_share_a_title() {
    let new = edition(entries(&complete()), "2026-02-27");
    let text = notice(NoticeFormat::Text, &edition(Vec::<Entry>::new(), "2026-02-26"), &new);
    let title = "Security Council Sanctions Committees Add 1003 Entries to Their Sanctions Lists\n\n";
    assert!(text.starts_with(title), "{text:.500}");
    assert_eq!(
        text.matches("approved the addition of the entries specified below")
            .count(),
        14
    );
    assert_eq!(text.lines().filter(|line| line.contains(" Name: ")).count(), 1003);
}

#[test]
fn a_sentence_that_was_added_is_underlined_alone() {
    let text = of_pair("2022-07-01_amend-KPi.029-comment", NoticeFormat::Text);
    let said = "Other information: Pak Chun Il has served as the DPRK Ambassador to Egypt and provides support to KOMID. \
                __He concluded his tour of duty and left Egypt on 15 November 2016.__";
    assert!(text.contains(said), "{text}");
}

#[test]
fn many_identical_amendments_are_told_once() {
    let (old, mut new, _) = change("2024-02-08_amend-85-review-date");
    let release = new.release.as_mut().expect("it is a release");
    release.date = "2024-02-07".parse().expect("a day");
    let text = notice(NoticeFormat::Text, &old, &new);
    let sentence = "Review pursuant to Security Council resolution 2610 (2021) was concluded on 30 October 2023";
    for said in [
        "Sanctions Committee Amends 85 Entries on Its Sanctions List",
        "On 7 February 2024, the Security Council Committee",
        "paragraph 1 of Security Council resolution 2610 (2021)",
        "The following technical amendments were implemented on all the 85 entries in consideration:",
        &format!("In the field “Other information”, text was added as follows: __{sentence}__\n"),
        "In the field “Listed on” of 84 entries, text was added as follows: __amended on 30 Oct. 2023__",
        "Nothing else was amended in the 79 entries QDe.005 (AL RASHID TRUST), ",
        "In the entries below, further amendments were enacted",
    ] {
        assert!(text.contains(said), "no `{said}` in {text:.3000}");
    }
    // Six entries are printed whole, and none of the others.
    let printed = text.lines().filter(|line| line.contains(" Name: ")).count();
    assert_eq!(printed, 6);
}

#[test]
fn removals_have_their_day_and_reason() {
    let (old, mut new, _) = change("2021-02-20_delist-QDi.138-QDi.362");
    for id in ["QDi.138", "QDi.362"] {
        let removal = Removal {
            reason: Some("Deceased".to_owned()),
            date: Some(gazette::model::FuzzyDate::parse("2021-02-19").expect("a day")),
            ..Removal::default()
        };
        new.list.removals.insert(id.to_owned(), removal);
    }
    let text = notice(NoticeFormat::Text, &old, &new);
    assert!(
        text.contains("\n\nOn 19 February 2021, the Security Council Committee"),
        "{text}"
    );
    assert!(text.contains("removed the following entries from its ISIL (Da’esh) and Al-Qaida Sanctions List"));
    assert!(text.contains("QDi.138: Deceased\n"));
    assert!(text.contains("The names above have been taken off the list, which is updated accordingly."));
}

/// A party under another number was listed all along.
#[test]
fn a_renumbered_entry_is_an_amendment() {
    let entry = |id: &str, rest: &str| {
        party(&format!(
            "id: {id}\nkind: entity\nnames: [A COMPANY]\n{DESIGNATED}{rest}"
        ))
    };
    let old = edition(vec![entry("KPe.001", "")], "2024-01-01");
    let new = edition(
        vec![entry("KPe.099", "relations: [{type: succeeds, to: KPe.001}]")],
        "2024-01-02",
    );
    let text = notice(NoticeFormat::Text, &old, &new);
    assert!(
        text.starts_with("Security Council 1718 Committee Amends One Entry on Its Sanctions List\n"),
        "{text}"
    );
    assert!(text.contains("~~KPe.001~~ __KPe.099__ Name: A COMPANY"), "{text}");
}

const DESIGNATED: &str = "designations: [{programme: DPRK, listed: 2020-01-01}]\n";

fn party(text: &str) -> Entry {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    Entry::read(&parsed.documents[0], &mut Vec::new()).canonical()
}

#[test]
fn html_marks_with_del_and_ins_and_escapes() {
    let html = of_pair("2024-03-09_rename-KPe.054", NoticeFormat::Html);
    assert!(
        html.contains(
            "<del>MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)</del> <ins>MINISTRY OF NATIONAL DEFENCE</ins>"
        )
    );
    let hostile = |name: &str| party(&format!("id: KPe.001\nkind: entity\nnames: ['{name}']\n{DESIGNATED}"));
    let old = edition(vec![hostile("A <b>B</b> [x](y)")], "2024-01-01");
    let new = edition(vec![hostile("A <b>C</b> [x](y)")], "2024-01-02");
    let html = notice(NoticeFormat::Html, &old, &new);
    assert!(!html.contains("<b>") && html.contains("&lt;b&gt;"), "{html}");
    let markdown = notice(NoticeFormat::Markdown, &old, &new);
    assert!(!markdown.contains("<b>") && !markdown.contains("[x](y)"), "{markdown}");
}

/// The notices of two changes in all three forms, as they were read and looked at in a browser.
#[test]
fn whole_notices_are_as_they_were_read() {
    let cases = folder().join("../../cases/notice/un");
    for (name, file) in [(PAIRS[3], "KPi.029"), (PAIRS[8], "KPe.054"), (PAIRS[2], "SOi.020")] {
        for format in NoticeFormat::ALL {
            let path = cases.join(format!("{file}.{}", format.extension()));
            let found = of_pair(name, format);
            if std::env::var_os("GAZETTE_BLESS").is_some() {
                std::fs::write(&path, &found).expect("it can be written");
            }
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(found == expected, "{} is another:\n{found}", path.display());
        }
    }
}

#[test]
fn an_entry_of_another_authority_is_printed_with_all_its_facts() {
    let entry = party(
        "id: 1\nkind: individual\nnames:\n  - {text: 'PARK, Jin Hyok', type: primary, parts: [{type: surname, text: PARK}, {type: given, text: Jin Hyok}]}\n\
         wallets: [{currency: ETH, address: '0x1'}]\nbirth_dates: [1984-08-15]\ndesignations: [{programme: DPRK3, listed: 2018-09-06}]\n",
    );
    let new = edition(vec![entry], "2018-09-06");
    let text = notice(NoticeFormat::Text, &edition(Vec::<Entry>::new(), "2018-09-05"), &new);
    for said in [
        "On 6 September 2018, the United Nations Security Council approved the addition of the entry specified below to its Consolidated List:",
        "1 Name: 1: Jin Hyok 2: PARK 3: na 4: na",
        "DOB: 15 Aug. 1984",
        "Digital currency address: ETH 0x1.",
    ] {
        assert!(text.contains(said), "no `{said}` in {text}");
    }
}
