//! SDN_ENHANCED.XML: what the older formats lose.

use std::sync::Arc;

use gazette::import::{Bounds, Context, Imported, Input, PlanError, importer, plan};
use gazette::model::Entry;
use gazette::yaml::{SourceFile, load_list};

use super::{delta, law, sdn_xml};

/// Three real entities of 28 August 2024.
const EXCERPT: &[u8] = include_bytes!("../../data/ofac/xml/enhanced-excerpt-20240828.xml");

const NAMESPACE: &str = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML";

pub(super) fn read(bytes: &[u8]) -> Imported {
    let name = "SDN_ENHANCED.XML";
    let input = Input { name, bytes };
    importer("ofac-enhanced").expect("it is registered").read(&[input])
}

fn problems(imported: &Imported) -> Vec<String> {
    imported.problems.iter().map(ToString::to_string).collect()
}

fn entry<'a>(imported: &'a Imported, id: &str) -> &'a Entry {
    imported
        .entries
        .iter()
        .find(|entry| entry.id == id)
        .expect("it is there")
}

#[test]
fn real_entities_are_read_whole() {
    let imported = read(EXCERPT);
    assert_eq!(
        problems(&imported),
        ["SDN_ENHANCED.XML:5: note: the file has nothing but the programmes IRGC"]
    );
    assert_eq!(imported.entries.len(), 3);
    for entry in &imported.entries {
        assert_eq!(entry.extra.len(), 0, "{:?}", entry.extra);
    }
    let plane = entry(&imported, "24475");
    let aircraft = plane.aircraft.as_ref().expect("it is one");
    assert_eq!(aircraft.serial_numbers[0].text, "33448393");
    assert_eq!(aircraft.serial_numbers[0].id.as_deref(), Some("26795"));
    assert_eq!(plane.relations[0].kind.as_str(), "owned-or-controlled-by");
    assert_eq!(plane.relations[0].name.as_deref(), Some("POUYA AIR"));
    // The airline is not in the excerpt, so that the name alone goes into a list.
    assert!(plane.relations[0].to.is_some());
    let context = Context {
        unseen: &[],
        is_listed: &|_| false,
    };
    let enhanced = importer("ofac-enhanced").expect("it is registered");
    assert_eq!(enhanced.settle(plane.clone(), None, &context).relations[0].to, None);
    let naqdi = entry(&imported, "12057");
    assert_eq!(naqdi.titles.len(), 3);
    assert_eq!(naqdi.remarks[0].text, "Head of the Basij");
    let dates: Vec<String> = naqdi.birth_dates.iter().map(|fact| fact.date.to_string()).collect();
    assert_eq!(dates, ["1951/1953", "1960/1962", "1961-04", "1953"]);
    let name = naqdi
        .names
        .iter()
        .find(|name| name.id.as_deref() == Some("43926"))
        .expect("it is there");
    let parts: Vec<&str> = name.parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(
        (name.text.as_str(), parts.as_slice()),
        ("NAQDI, Gholam-reza", &["Naqdi", "Gholam-reza"][..])
    );
}

#[test]
fn days_and_authorities_stand_where_they_are_known_to_belong() {
    let imported = read(EXCERPT);
    let naqdi = entry(&imported, "12057");
    let said: Vec<_> = naqdi
        .designations
        .iter()
        .map(|one| {
            let name = one.programme.as_deref().or(one.register.as_deref()).unwrap_or_default();
            let listed = one.listed.as_ref().map(ToString::to_string);
            (name, listed, one.legal_basis.as_slice(), one.measures.as_slice())
        })
        .collect();
    let block = ["asset-freeze".to_owned()];
    let known = |code: &str| said.iter().find(|one| one.0 == code).expect("it is there");
    assert_eq!(known("NPWMD").2, ["Executive Order 13382 (Non-proliferation)"]);
    assert!(
        said.iter()
            .filter(|one| one.0 != "SDN List")
            .all(|one| one.1.is_none() && one.3 == block)
    );
    assert_eq!(known("SDN List").1.as_deref(), Some("2010-06-16"));
    let all: usize = said.iter().map(|one| one.2.len()).sum();
    assert_eq!(all, 4);
    let codes = gazette::ofac::programmes(naqdi, &Default::default());
    assert_eq!(codes, ["SDGT", "NPWMD", "IRGC", "IFSR", "IRAN-HR", "IRAN-EO13876"]);
}

/// A made-up entity with everything that the real ones of the excerpt do not have.
fn rich() -> String {
    format!(
        "<sanctionsData xmlns=\"{NAMESPACE}\"><entities><entity id=\"7\"><generalInfo><entityType refId=\"600\">Individual</entityType>\
         </generalInfo><sanctionsLists><sanctionsList id=\"1\" refId=\"1550\" datePublished=\"2024-01-02\">SDN List</sanctionsList>\
         </sanctionsLists><sanctionsPrograms><sanctionsProgram id=\"2\" refId=\"211\">SDGT</sanctionsProgram></sanctionsPrograms>\
         <legalAuthorities><legalAuthority id=\"3\" refId=\"1828\">Executive Order 13224 (Terrorism)</legalAuthority></legalAuthorities>\
         <names><name id=\"4\"><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>\
         <translation id=\"5\"><isPrimary>true</isPrimary><script refId=\"20122\">Latin</script><formattedFirstName>Ivan\
         </formattedFirstName><formattedLastName>PRIMER</formattedLastName><formattedFullName>PRIMER, Ivan</formattedFullName>\
         <nameParts/></translation><translation id=\"6\"><isPrimary>false</isPrimary><script refId=\"20107\">Cyrillic</script>\
         <formattedLastName>ПРИМЕР</formattedLastName><formattedFullName>ПРИМЕР, Иван</formattedFullName></translation>\
         </translations></name></names><relationships>\
         <relationship id=\"8\"><type refId=\"91900\">Principal Executive Officer</type><relatedEntity entityId=\"7\">A</relatedEntity>\
         </relationship><relationship id=\"9\"><type refId=\"92019\">Owns, controls, or operates</type><relatedEntity \
         entityId=\"7\">B</relatedEntity><quality refId=\"1541\">Low</quality></relationship></relationships></entity></entities>\
         </sanctionsData>"
    )
}

#[test]
fn scripts_kinds_of_links_and_authorities_survive() {
    let imported = read(rich().as_bytes());
    assert_eq!(problems(&imported), Vec::<String>::new());
    let entry = &imported.entries[0];
    let form = &entry.names[0].forms[0];
    let script = form.script.as_ref().map(|script| script.as_str());
    assert_eq!(
        (form.text.as_str(), script, form.id.as_deref()),
        ("ПРИМЕР, Иван", Some("Cyrl"), Some("6"))
    );
    let kinds: Vec<&str> = entry.relations.iter().map(|relation| relation.kind.as_str()).collect();
    assert_eq!(kinds, ["principal-executive-officer-of", "owns-controls-or-operates"]);
    assert_eq!(entry.relations[1].note.as_deref(), Some("quality: Low"));
    let designation = &entry.designations[0];
    assert_eq!(entry.designations.len(), 1);
    assert_eq!(designation.legal_basis, ["Executive Order 13224 (Terrorism)"]);
    assert_eq!(
        designation.listed.as_ref().map(ToString::to_string).as_deref(),
        Some("2024-01-02")
    );
}

#[test]
fn what_it_says_follows_it_and_the_csv_takes_nothing_of_it_away() {
    let imported = read(rich().as_bytes());
    let enhanced = importer("ofac-enhanced").expect("it is registered");
    let context = Context {
        unseen: &[],
        is_listed: &|_| true,
    };
    let mut known = imported.entries[0].clone();
    known.names[0].forms.clear();
    known.relations[0].kind = gazette::model::RelationType::LinkedTo;
    known.designations[0].legal_basis.clear();
    known.designations[0].note = Some("mine".to_owned());
    let merged = gazette::import::merge(enhanced, &known, imported.entries[0].clone(), &context).canonical();
    assert_eq!(merged.names, imported.entries[0].names);
    assert_eq!(merged.relations, imported.entries[0].relations);
    assert_eq!(
        merged.designations[0].legal_basis,
        imported.entries[0].designations[0].legal_basis
    );
    assert_eq!(merged.designations[0].note.as_deref(), Some("mine"));
    let again = gazette::import::merge(enhanced, &merged, imported.entries[0].clone(), &context).canonical();
    assert_eq!(again, merged);

    // SDN.XML and the CSV have less, and take nothing of the rest away.
    let document = sdn_xml::export(imported.entries.clone(), "2024-01-02");
    let less = sdn_xml::read(&document);
    let sdn = importer("ofac-xml").expect("it is registered");
    let kept = gazette::import::merge(sdn, &merged, less.entries[0].clone(), &context).canonical();
    assert_eq!(kept.names[0].forms, merged.names[0].forms);
    assert_eq!(
        (kept.relations, kept.designations),
        (merged.relations.clone(), merged.designations.clone())
    );
    let rows = ["SDN.CSV", "ADD.CSV"].map(|name| (name, law::export(imported.entries.clone(), name)));
    let less = law::import(&rows);
    let csv = importer("ofac-csv").expect("it is registered");
    let kept = gazette::import::merge(csv, &merged, less.entries[0].clone(), &context).canonical();
    assert_eq!(kept.names, merged.names);
    assert_eq!(
        (kept.relations, kept.designations),
        (merged.relations, merged.designations)
    );
}

/// Returns the elements of a document in lines, without those that our model does not have and without numbers that we
/// make.
fn comparable(document: &str) -> Vec<String> {
    let left_out = ["<identityId>", "<versionId>", "<reliability ", "<nameTranslationId"];
    let number = |line: &str| {
        let mut line = line.replace(" action=\"add\"", "").replace("’", "'");
        for name in [" id=\"", " nameTranslationId=\""] {
            if let Some(at) = line.find(name) {
                let end = line[at + name.len()..]
                    .find('"')
                    .map(|end| at + name.len() + end + 1)
                    .expect("it closes");
                line.replace_range(at..end, "");
            }
        }
        line
    };
    let lines = document.lines().map(str::trim);
    let lines = lines.filter(|line| !left_out.iter().any(|head| line.starts_with(head)));
    lines.map(number).collect()
}

#[test]
fn real_additions_come_out_of_our_delta_as_ofac_writes_them() {
    let real = include_str!("../../data/ofac/xml/delta-20260826-excerpt.xml");
    let entity = &real[real.find("<entities>").expect("it has one")..];
    let imported = read(real.as_bytes());
    assert_eq!(problems(&imported), Vec::<String>::new());
    let target = gazette::model::Edition {
        entries: imported.entries.into_iter().map(Arc::new).collect(),
        release: Some(sdn_xml::release("2026-08-26")),
        ..Default::default()
    };
    let written = delta::delta(&Default::default(), &target);
    let ours = &written[written.find("<entities>").expect("it has one")..];
    assert_eq!(comparable(ours), comparable(entity));
}

#[test]
fn malformed_documents_are_refused_with_their_line() {
    let text = String::from_utf8_lossy(EXCERPT).into_owned();
    let refused = |document: &str, expected: &str| {
        let imported = read(document.as_bytes());
        assert!(imported.is_refused());
        assert_eq!(problems(&imported).last().map(String::as_str), Some(expected));
        let mine = SourceFile {
            path: "lists/us-sdn/list.yaml".to_owned(),
            bytes: b"format: 1\ntitle: x\n".to_vec(),
        };
        let existing = load_list("us-sdn", vec![mine]);
        let importer = importer("ofac-enhanced").expect("it is registered");
        let plan = plan(importer, &existing, "lists/us-sdn", imported, Bounds::default());
        assert_eq!(plan, Err(PlanError::Refused));
    };
    let line = |needle: &str| text[..text.find(needle).expect("it is there")].matches('\n').count() + 1;
    let cut = &text[..text.find("<name id=\"38596\">").expect("it is there") + 20];
    let said = format!(
        "SDN_ENHANCED.XML:{}: error: the file ends within `name`: it is truncated",
        line("<name id=\"38596\">")
    );
    refused(
        cut,
        &said.replace(
            &format!(":{}:", line("<name id=\"38596\">")),
            &format!(":{}:", cut.lines().count()),
        ),
    );
    let nameless = text.replacen("<isPrimary>true</isPrimary>", "<isPrimary>false</isPrimary>", 1);
    let said = format!(
        "SDN_ENHANCED.XML:{}: error: the entity `24475` has no primary name",
        line("<entity id=\"24475\"")
    );
    refused(&nameless, &said);
    let word = text.replace("entity id=\"12803\"", "entity id=\"A\"");
    let said = format!(
        "SDN_ENHANCED.XML:{}: error: `A` is no number of an entity",
        line("<entity id=\"12803\"")
    );
    refused(&word, &said);
    let twice = text.replace("entity id=\"12803\"", "entity id=\"24475\"");
    let said = format!(
        "SDN_ENHANCED.XML:{}: error: `24475` stands twice, first in line {}",
        line("<entity id=\"12803\""),
        line("<entity id=\"24475\"")
    );
    refused(&twice, &said);
    let other = text.replace(&format!("xmlns=\"{NAMESPACE}\""), "xmlns=\"urn:other\"");
    let said =
        "SDN_ENHANCED.XML:2: error: the namespace `urn:other` is not known; the authority may have changed its format";
    refused(&other, said);
}
