//! SDN.XML: valid by its schema, and out again as it came in.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use gazette::data::{Node, Value};
use gazette::feed;
use gazette::import::{Bounds, Context, FileChange, Imported, Input, Plan, PlanError, importer, plan};
use gazette::model::record::{Field, Form};
use gazette::model::{Edition, Entry, Phrase, Release};
use gazette::yaml::{SourceFile, load_list};

use super::data::publication;
use super::law;

/// Seven real entries of 6 May 2024.
pub(super) const EXCERPT: &[u8] = include_bytes!("../../data/ofac/xml/sdnlist-excerpt-20240506.xml");

pub(super) fn release(date: &str) -> Release {
    Release {
        name: date.to_owned(),
        date: date.parse().expect("a date"),
        time: format!("{date}T16:00:00Z").parse().expect("a time"),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        tree: "89abcdef0123456789abcdef0123456789abcdef".to_owned(),
        title: String::new(),
        body: String::new(),
    }
}

pub(super) fn export(entries: Vec<impl Into<Arc<Entry>>>, date: &str) -> Vec<u8> {
    let format = feed::format("ofac-xml").expect("it is registered");
    let edition = Edition {
        list_id: "us-sdn".to_owned(),
        entries: entries.into_iter().map(Into::into).collect(),
        release: Some(release(date)),
        ..Edition::default()
    };
    let mut out = Vec::new();
    let written = format.write(&format.files()[0], &edition, &mut out);
    written.expect("memory takes all");
    out
}

/// Holds a document to the schema, where `xmllint` is installed; says so where it is not.
#[track_caller]
pub(super) fn assert_valid(document: &[u8]) {
    let schema = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/ofac/xml/sdnlist-reconstructed.xsd"
    );
    let child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--huge", "--schema", schema, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        #[allow(
            clippy::print_stderr,
            reason = "who runs the tests must know that one of them saw nothing"
        )]
        {
            eprintln!("`xmllint` is not installed: the document was not held to its schema");
        }
        return;
    };
    let mut input = child.stdin.take().expect("it was asked for");
    input.write_all(document).expect("xmllint reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}",
        said.lines().take(10).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_schema_takes_real_entries_and_refuses_others() {
    assert_valid(EXCERPT);
    let swapped = String::from_utf8_lossy(EXCERPT).replace("<uid>9639</uid>", "<uid>A-7</uid>");
    let refused = std::panic::catch_unwind(|| assert_valid(swapped.as_bytes()));
    let installed = Command::new("xmllint").arg("--version").output().is_ok();
    assert_eq!(refused.is_err(), installed);
}

#[test]
fn the_whole_list_of_july_2021_is_valid() {
    let imported = law::import(&publication());
    let document = export(imported.entries, "2021-07-29");
    assert_valid(&document);
    let text = String::from_utf8(document).expect("it is UTF-8");
    assert!(
        text.contains("\r\n    <Publish_Date>07/29/2021</Publish_Date>\r\n    <Record_Count>8976</Record_Count>\r\n")
    );
    assert_eq!(text.matches("<sdnEntry>").count(), 8976);
}

pub(super) fn read(bytes: &[u8]) -> Imported {
    let input = Input { name: "SDN.XML", bytes };
    importer("ofac-xml").expect("it is registered").read(&[input])
}

fn problems(imported: &Imported) -> Vec<String> {
    imported.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn real_entries_come_out_as_they_came() {
    let imported = read(EXCERPT);
    assert_eq!(problems(&imported), Vec::<String>::new());
    assert_eq!(imported.entries.len(), 7);
    let written = String::from_utf8(export(imported.entries.clone(), "2024-05-06")).expect("it is UTF-8");
    // A list is in the order of the ids; the excerpt is not.
    let entries = |text: &str| -> BTreeSet<String> { text.split("  <sdnEntry>").map(str::to_owned).collect() };
    let published = String::from_utf8_lossy(EXCERPT).replace("  </sdnEntry>\r\n</sdnList>", "  </sdnEntry>\r\n");
    let written = written.replace("  </sdnEntry>\r\n</sdnList>", "  </sdnEntry>\r\n");
    assert_eq!(entries(&written), entries(&published));
}

#[test]
fn the_namespace_before_may_2024_is_read_as_well() {
    let new = String::from_utf8_lossy(EXCERPT);
    let old = new.replace(
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
        "http://tempuri.org/sdnList.xsd",
    );
    assert_eq!(read(old.as_bytes()).entries, read(EXCERPT).entries);
    let prefixed = old
        .replace("<", "<o:")
        .replace("<o:/", "</o:")
        .replace("<o:?", "<?")
        .replace("xmlns=", "xmlns:o=");
    assert_eq!(read(prefixed.as_bytes()).entries, read(EXCERPT).entries);
}

#[test]
fn facts_stand_in_their_fields() {
    let imported = read(EXCERPT);
    let entry = |id: &str| {
        imported
            .entries
            .iter()
            .find(|entry| entry.id == id)
            .expect("it is there")
    };
    let zahhar = entry("9647");
    assert_eq!(zahhar.primary_name(), "ZAHHAR, Mahmoud Khaled");
    assert_eq!(
        (zahhar.gender.as_str(), zahhar.gender_id.as_deref()),
        ("male", Some("166816"))
    );
    assert_eq!(zahhar.relations[0].name.as_deref(), Some("HAMAS"));
    assert_eq!(zahhar.remarks.len(), 0);
    let programmes: Vec<_> = zahhar
        .designations
        .iter()
        .filter_map(|one| one.programme.as_deref())
        .collect();
    assert_eq!(programmes, ["NS-PLC", "SDGT"]);
    let weak = zahhar
        .names
        .iter()
        .find(|name| name.id.as_deref() == Some("71276"))
        .expect("it is there");
    assert_eq!(
        (weak.text.as_str(), weak.quality.as_str(), weak.parts.len()),
        ("ZAHAR, Mahmoud", "weak", 0)
    );
    let kunlun = entry("15268");
    assert_eq!(kunlun.addresses[2].state.as_deref(), Some("Karamay"));
    assert_eq!(kunlun.remarks.len(), 1);
    assert_eq!(kunlun.documents[0].kind, "swift-bic");
    assert_eq!(entry("26182").citizenships[0].country.as_str(), "TR");
}

/// Leaves out what SDN.XML cannot say, or says otherwise; `docs/ofac.md` names each.
fn as_xml_has_it(mut entry: Entry) -> Entry {
    let text = gazette::ofac::free_texts(&entry);
    let is_by_hand = entry
        .remarks
        .iter()
        .any(|remark| remark.note.as_deref() == Some(gazette::ofac::AS_PRINTED));
    if is_by_hand {
        entry.remarks = text
            .into_iter()
            .map(|text| Phrase {
                text,
                ..Phrase::default()
            })
            .collect();
    }
    entry
        .addresses
        .retain(|address| gazette::ofac::sdn_address(address) != Default::default());
    for address in &mut entry.addresses {
        address.city = address.city.take().or(address.area.take());
    }
    for document in &mut entry.documents {
        document.issued_in = None;
    }
    if let Some(vessel) = &mut entry.vessel {
        for tonnage in [&mut vessel.tonnage, &mut vessel.gross_tonnage] {
            *tonnage = tonnage.take().and_then(|text| gazette::ofac::whole_number(&text));
        }
    }
    entry.canonical()
}

/// Leaves out numbers: SDN.XML has one for every element, and the CSV for few.
fn without_numbers(entry: Entry) -> Entry {
    fn strip(node: &Node, depth: usize) -> Node {
        match &node.value {
            Value::Map(pairs) => {
                let kept = pairs.iter().filter(|(name, _)| {
                    let is_number = (depth > 0 && name == "id") || name == "gender_id" || name == "order";
                    !is_number
                });
                Node::map(
                    kept.map(|(name, value)| (name.clone(), strip(value, depth + 1)))
                        .collect(),
                )
            }
            Value::List(elements) => Node::new(Value::List(elements.iter().map(|one| strip(one, depth + 1)).collect())),
            _ => node.clone(),
        }
    }
    let node = entry.node(Form::Long).expect("an entry says something");
    Entry::read(&strip(&node, 0), &mut Vec::new()).canonical()
}

#[test]
fn the_list_of_july_2021_goes_through_xml() {
    let imported = law::import(&publication());
    let document = export(imported.entries.clone(), "2021-07-29");
    let back = read(&document);
    assert_eq!(problems(&back), Vec::<String>::new());
    assert_eq!(back.entries.len(), 8976);
    for (from_csv, from_xml) in imported.entries.iter().zip(&back.entries) {
        let expected = without_numbers(as_xml_has_it(from_csv.clone()));
        let found = without_numbers(from_xml.clone());
        assert_eq!(
            feed::native::record(&found),
            feed::native::record(&expected),
            "{}",
            from_csv.id
        );
    }
    let again = export(back.entries, "2021-07-29");
    assert!(again == document, "the second document is the first");
}

/// Returns the list that an import of a document made, laid over these files.
fn laid_over(files: Vec<SourceFile>, document: &[u8]) -> Result<Plan, PlanError> {
    let importer = importer("ofac-xml").expect("it is registered");
    let existing = load_list("us-sdn", files);
    plan(importer, &existing, "lists/us-sdn", read(document), Bounds::default())
}

fn written(plan: &Plan) -> BTreeMap<String, String> {
    let content = |change: &FileChange| match change {
        FileChange::Write { path, content } => Some((path.clone(), content.clone())),
        FileChange::Remove { .. } => None,
    };
    plan.changes.iter().filter_map(content).collect()
}

fn source_files(files: &BTreeMap<String, String>) -> Vec<SourceFile> {
    let file = |(path, content): (&String, &String)| SourceFile {
        path: path.clone(),
        bytes: content.clone().into_bytes(),
    };
    files.iter().map(file).collect()
}

#[test]
fn additions_stay_and_a_second_import_changes_nothing() {
    let first = laid_over(Vec::new(), EXCERPT).expect("it is sound");
    let mut files = written(&first);
    assert_eq!((first.added.len(), files.len()), (7, 8));
    let path = "lists/us-sdn/9647.yaml";
    let added = files[path].replace(
        "kind: individual\n",
        "kind: individual # a comment\nreasons:\n  - Co-founder of HAMAS.\n",
    );
    let added = added.replace("  - type: linked-to\n", "  - type: leader-of\n");
    assert_ne!(added, files[path]);
    files.insert(path.to_owned(), added);
    let second = laid_over(source_files(&files), EXCERPT).expect("it is sound");
    assert_eq!((second.unchanged, second.changes.len()), (7, 0), "{:?}", second.changes);

    // OFAC takes an alias back and says a town anew: the additions stay.
    let text = String::from_utf8_lossy(EXCERPT);
    let from = text
        .find("      <aka>\r\n        <uid>71276</uid>")
        .expect("it is there");
    let until = text[from..].find("</aka>\r\n").expect("it ends") + from + "</aka>\r\n".len();
    let amended = format!("{}{}", &text[..from], &text[until..]).replace("Gaza Strip", "Gaza City");
    let third = laid_over(source_files(&files), amended.as_bytes()).expect("it is sound");
    assert_eq!(
        (third.amended.as_slice(), third.unchanged),
        (&["9647".to_owned()][..], 6)
    );
    let entry = &written(&third)[path];
    assert!(!entry.contains("71276") && entry.contains("Gaza City"), "{entry}");
    for kept in ["# a comment", "Co-founder of HAMAS.", "leader-of"] {
        assert!(entry.contains(kept), "{kept} in {entry}");
    }
}

#[test]
fn a_list_from_the_csv_gains_parts_and_numbers_and_loses_nothing() {
    let csv = law::import(&publication());
    let bank = csv
        .entries
        .iter()
        .find(|entry| entry.id == "306")
        .expect("it is there")
        .clone();
    let mut edited = bank.clone();
    edited.addresses[0].note = Some("seen in 2020".to_owned());
    let document = String::from_utf8(export(vec![bank.clone()], "2021-07-29")).expect("it is UTF-8");
    let imported = read(document.as_bytes());
    let importer = importer("ofac-xml").expect("it is registered");
    let context = Context {
        unseen: &[],
        is_listed: &|_| true,
    };
    let merged = gazette::import::merge(importer, &edited, imported.entries[0].clone(), &context).canonical();
    assert_eq!(merged.addresses.len(), edited.addresses.len());
    assert_eq!(merged.addresses[0].note.as_deref(), Some("seen in 2020"));
    assert!(merged.addresses[0].area.is_none() && merged.addresses[0].city.is_some());
    assert_eq!(without_numbers(as_xml_has_it(merged)), {
        let mut expected = as_xml_has_it(bank);
        expected.addresses[0].note = Some("seen in 2020".to_owned());
        without_numbers(expected)
    });
}

/// Holds a document to be refused with this as its only problem.
#[track_caller]
fn assert_refused(document: &str, expected: &str) {
    let imported = read(document.as_bytes());
    assert!(imported.is_refused());
    assert_eq!(problems(&imported), [expected]);
    assert_eq!(imported.entries.len(), 0);
    let mine = BTreeMap::from([("lists/us-sdn/list.yaml".to_owned(), "format: 1\ntitle: x\n".to_owned())]);
    let refused = laid_over(source_files(&mine), document.as_bytes());
    assert_eq!(refused, Err(PlanError::Refused));
}

#[test]
fn malformed_documents_are_refused_with_their_line() {
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let cut = &text[..text.find("<uid>9152</uid>").expect("it is there")];
    assert_refused(cut, "SDN.XML:56: error: the file ends within `aka`: it is truncated");
    let cut = &text[..text.rfind("</sdnList>").expect("it is there")];
    assert_refused(
        cut,
        "SDN.XML:561: error: the file ends within `sdnList`: it is truncated",
    );
    let fewer = text.replace("<Record_Count>7<", "<Record_Count>8<");
    assert_refused(
        &fewer,
        "SDN.XML:3: error: the file says that it has 8 records, and has 7",
    );
    let crossed = text.replacen("</firstName>", "</lastName>", 1);
    let said = "SDN.XML:9: error: the XML is broken: ill-formed document: expected `</firstName>`, but `</lastName>` was found";
    assert_refused(&crossed, said);
    let nameless = text.replace("    <lastName>ZAHHAR</lastName>\r\n", "");
    let imported = read(nameless.as_bytes());
    assert_eq!(
        problems(&imported)[0],
        "SDN.XML:85: error: the `sdnEntry` has no `lastName`"
    );
    let twice = text.replace("<uid>9640</uid>", "<uid>9639</uid>");
    assert_refused(&twice, "SDN.XML:46: error: `9639` stands twice, first in line 7");
    let word = text.replace("<uid>9640</uid>", "<uid>9640a</uid>");
    assert_eq!(
        problems(&read(word.as_bytes()))[0],
        "SDN.XML:46: error: `9640a` is no number of an entry"
    );
    let main = text.replacen("<mainEntry>true", "<mainEntry>yes", 1);
    assert_refused(&main, "SDN.XML:32: error: `yes` is neither `true` nor `false`");
}

#[test]
fn text_between_elements_control_characters_and_undeclared_prefixes_are_refused_with_their_line() {
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let before = text.replacen("<uid>9639</uid>", "X <uid>9639</uid>", 1);
    assert_refused(
        &before,
        "SDN.XML:8: error: `X` is text between the elements of `sdnEntry`",
    );
    let behind = text.replacen("<uid>9639</uid>", "<uid>9639</uid> X", 1);
    assert_refused(
        &behind,
        "SDN.XML:8: error: `X` is text between the elements of `sdnEntry`",
    );
    let control = text.replacen("<uid>9639</uid>", "<uid>9639</uid>\u{1}", 1);
    assert_refused(&control, "SDN.XML:8: error: the character U+0001 is not allowed in XML");
    let reference = text.replacen("<uid>9639</uid>", "<uid>9639&#x1f;</uid>", 1);
    assert_refused(&reference, "SDN.XML:8: error: `&#x1f;` is no character of XML");
    let prefix = text.replacen("<uid>9639</uid>", "<o:uid>9639</o:uid>", 1);
    assert_refused(&prefix, "SDN.XML:8: error: the prefix `o` is not declared");
}

/// Real lists come with their elements shuffled: 14 of 17 releases of CONSOLIDATED.XML from December 2025 on have nothing else.
#[test]
fn the_order_of_elements_is_no_content() {
    let first = "<aka>\r\n        <uid>9150</uid>";
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let mut shuffled = text.clone();
    for list in [
        "akaList",
        "addressList",
        "idList",
        "dateOfBirthList",
        "placeOfBirthList",
        "programList",
    ] {
        shuffled = with_reversed_items(&shuffled, list);
    }
    assert!(text.contains(first) && shuffled != text);
    let files = written(&laid_over(Vec::new(), EXCERPT).expect("it is sound"));
    let plan = laid_over(source_files(&files), shuffled.as_bytes()).expect("it is sound");
    assert_eq!((plan.unchanged, plan.changes.len()), (7, 0), "{:?}", plan.changes);
    // A new alias of a shuffled list is one alias more, and nothing else.
    let alias = "<aka><uid>999</uid><type>a.k.a.</type><category>strong</category><lastName>EXAMPLE</lastName></aka>";
    let more = shuffled.replacen("<akaList>", &format!("<akaList>{alias}"), 1);
    let plan = laid_over(source_files(&files), more.as_bytes()).expect("it is sound");
    assert_eq!(plan.amended, ["9639"]);
    let changes = gazette::diff::compare(&plan.before, &plan.after);
    let kinds: Vec<String> = changes
        .amended()
        .flat_map(|amendment| amendment.fields.iter().map(|field| field.kind.clone()))
        .collect();
    assert_eq!(kinds, ["name_added"]);
}

/// Returns the document with the children of every element called `list` in reversed order.
fn with_reversed_items(document: &str, list: &str) -> String {
    let (open, close) = (format!("<{list}>"), format!("</{list}>"));
    let reversed = |part: &str| -> Option<String> {
        let (items, rest) = part.split_once(&close)?;
        let tag = items.trim_start().split_once('>')?.0.trim_start_matches('<').to_owned();
        let end = format!("</{tag}>");
        let mut items: Vec<&str> = items.split_inclusive(end.as_str()).collect();
        items.reverse();
        Some(format!("{open}{}{close}{rest}", items.concat()))
    };
    let mut parts = document.split(&open);
    let head = parts.next().unwrap_or_default().to_owned();
    head + &parts.filter_map(reversed).collect::<String>()
}

#[test]
fn what_is_no_list_of_ofac_or_dangerous_is_refused() {
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let other = text.replace("exports/XML\"", "exports/XML2\"");
    let said = "SDN.XML:2: error: the namespace `https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML2` \
                is not known; the authority may have changed its format";
    assert_refused(&other, said);
    assert_refused(
        "<html>no</html>",
        "SDN.XML:1: error: the document is a `html`, and a `sdnList` is expected",
    );
    assert_refused("", "SDN.XML:1: error: the file has no XML element");
    let entity = text.replacen("HANIYA", "&haniya;", 1);
    assert_refused(&entity, "SDN.XML:10: error: `&haniya;` is no character of XML");
    let declared = text.replacen("<sdnList", "<!DOCTYPE x [<!ENTITY a \"b\">]>\r\n<sdnList", 1);
    assert_refused(
        &declared,
        "SDN.XML:2: error: the document declares a type, which lists have not",
    );
    let deep = text.replacen("<sdnType>", &"<a>".repeat(100_000), 1);
    assert_refused(
        &deep,
        "SDN.XML:11: error: elements stand more than 32 deep in one another",
    );
    let mut latin = EXCERPT.to_vec();
    let at = text.find("HANIYYA").expect("it is there");
    latin[at] = 0xD1;
    let imported = read(&latin);
    assert_eq!(problems(&imported), ["SDN.XML:27: error: the byte 0xD1 is no UTF-8"]);
    let said = text.replacen("standalone", "encoding=\"iso-8859-1\" standalone", 1);
    assert_refused(
        &said,
        "SDN.XML:1: error: the document says that it is in `iso-8859-1`; UTF-8 is expected",
    );
}

#[test]
fn what_is_not_known_is_kept_and_told() {
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let new = text.replacen("<sdnType>", "<newFact a=\"1\"><b>y</b></newFact>\r\n    <sdnType>", 1);
    let imported = read(new.as_bytes());
    let said = "SDN.XML:7: note: the element `newFact` of `sdnEntry` is not known, it was kept under `extra`";
    assert_eq!(problems(&imported), [said]);
    let kept = &imported.entries[0].extra["newFact"];
    let pairs: Vec<_> = kept
        .pairs()
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_text()))
        .collect();
    assert_eq!(pairs, [("a", Some("1")), ("b", Some("y"))]);
}
