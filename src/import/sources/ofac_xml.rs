//! `ofac-xml`: OFAC's SDN.XML and CONSOLIDATED.XML, in the namespace of today and in that before 7 May 2024
//! (`docs/ofac.md`).

use std::collections::HashMap;

use crate::import::importer::{Context, Imported, Importer, Input, InputFile, Problem, read_single_file};
use crate::import::order::keep_order;
use crate::import::sources::ofac;
use crate::import::sources::ofac::facts::{Said, phrase, put_labelled};
use crate::import::sources::ofac::labels::{alias_type, bare_number, country_of, is_number, kind_of};
use crate::import::sources::ofac::merge::{Form, merge_xml};
use crate::import::sources::ofac::names::{Names, designations_of, parts_of, resolve, titles_of};
use crate::import::sources::ofac::order::number_elements;
use crate::import::sources::xml::{Element, Kind as DocumentKind, Records, note, problem};
use crate::model::record::{Extra, unless_empty};
use crate::model::{
    Address, Country, Document, Entry, FuzzyDate, List, Name, NameType, Quality, Relation, RelationType, Vessel,
};
use crate::ofac::{country_of_flag, ofac_date_or_text};
use crate::vocabulary::{Scheme, documents, features};

/// The importer.
pub(crate) struct OfacXml;

const FILES: [InputFile; 1] = [InputFile {
    name: "SDN.XML",
    required: true,
}];

const DOCUMENT: DocumentKind = DocumentKind {
    root: "sdnList",
    namespaces: &[
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
        "http://tempuri.org/sdnList.xsd",
    ],
    containers: &[],
};

impl Importer for OfacXml {
    fn name(&self) -> &'static str {
        "ofac-xml"
    }

    fn about(&self) -> &'static str {
        "OFAC's SDN.XML or CONSOLIDATED.XML"
    }

    fn files(&self) -> &'static [InputFile] {
        &FILES
    }

    fn read(&self, inputs: &[Input<'_>]) -> Imported {
        read_single_file(inputs, FILES[0].name, |input, imported| {
            let mut reader = Reader {
                file: input.name,
                imported,
                lines: HashMap::new(),
            };
            reader.read(input)
        })
    }

    fn covers(&self, _: &Entry) -> &'static [&'static str] {
        ofac::merge::COVERS
    }

    fn merge_sets(&self, existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
        merge_xml(existing, merged, context, Form::Sdn);
    }

    fn new_list(&self) -> List {
        ofac::new_list()
    }
}

struct Reader<'a> {
    file: &'a str,
    imported: &'a mut Imported,
    /// The line of each entry.
    lines: HashMap<String, u64>,
}

impl Reader<'_> {
    fn read(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        let mut records = Records::open(input, &DOCUMENT)?;
        let mut count = None;
        while let Some(mut element) = records.next()? {
            let line = element.line;
            match element.name.as_str() {
                "publshInformation" => count = element.take_text("Record_Count").map(|count| (line, count)),
                "sdnEntry" => self.entry(element),
                name => {
                    let message = format!("the element `{name}` is not known, it was left out");
                    self.imported.problems.push(note(self.file, line, message));
                }
            }
        }
        self.check_count(count);
        self.resolve_links();
        Ok(())
    }

    /// The count is the only thing by which a file tells that it is whole.
    fn check_count(&mut self, count: Option<(u64, String)>) {
        let found = self.imported.entries.len();
        match count {
            None => {
                let message = "the file does not say how many records it has: it may not be whole".to_owned();
                self.imported.problems.push(note(self.file, 1, message));
            }
            Some((_, count)) if count.parse() == Ok(found) => {}
            Some((line, count)) => {
                let message = format!("the file says that it has {count} records, and has {found}");
                self.imported.problems.push(problem(self.file, line, message));
            }
        }
    }

    fn entry(&mut self, element: Element) {
        let line = element.line;
        let mapper = Mapper {
            file: self.file,
            problems: &mut self.imported.problems,
        };
        let Some(entry) = mapper.entry(element) else { return };
        if let Some(first) = self.lines.insert(entry.id.clone(), line) {
            let message = format!("`{}` stands twice, first in line {first}", entry.id);
            self.imported.problems.push(problem(self.file, line, message));
        }
        self.imported.entries.push(entry);
    }

    fn resolve_links(&mut self) {
        let entries = std::mem::take(&mut self.imported.entries);
        let named = entries.iter().map(|entry| (entry.primary_name(), entry.id.clone()));
        let names = Names::of(named);
        self.imported.entries = entries.into_iter().map(|entry| resolve(entry, &names)).collect();
    }
}

struct Mapper<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Mapper<'_> {
    fn entry(mut self, mut element: Element) -> Option<Entry> {
        let line = element.line;
        let id = self.required(&mut element, "uid")?;
        if !is_number(&id) {
            let message = format!("`{id}` is no number of an entry");
            self.problems.push(problem(self.file, line, message));
            return None;
        }
        let last = self.required(&mut element, "lastName")?;
        let kind = kind_of(&self.required(&mut element, "sdnType")?);
        let first = element.take_text("firstName");
        let title = element.take_text("title");
        let programmes = element.take_items("programList", "program");
        let programmes: Vec<String> = programmes.into_iter().map(Element::into_text).collect();
        let codes: Vec<&str> = programmes.iter().map(String::as_str).collect();
        let mut entry = Entry {
            id,
            names: vec![Name {
                kind: NameType::Primary,
                ..name_of(last, first)
            }],
            titles: titles_of(title.as_deref()),
            designations: designations_of(&codes),
            kind,
            ..Entry::default()
        };
        if let Some(text) = element.take_text("remarks") {
            read_remarks(&mut entry, &text);
        }
        for item in element.take_items("idList", "id") {
            self.id(&mut entry, item);
        }
        for item in element.take_items("akaList", "aka") {
            let alias = self.alias(item);
            entry.names.push(alias);
        }
        for item in element.take_items("addressList", "address") {
            let address = self.address(item);
            entry.addresses.push(address);
        }
        for list in OWN_LISTS {
            let items = element.take_items(list.list, list.item);
            self.own_list(&mut entry, list, items);
        }
        if let Some(vessel) = element.take("vesselInfo") {
            self.vessel(&mut entry, vessel);
        }
        keep_order(&mut entry.names[1..], |_| (), |name| &mut name.order);
        keep_order(&mut entry.addresses, |_| (), |address| &mut address.order);
        number_elements(&mut entry);
        self.leave(element, &mut entry.extra);
        Some(entry)
    }

    fn required(&mut self, element: &mut Element, name: &str) -> Option<String> {
        let text = element.take_text(name);
        if text.is_none() {
            let message = format!("the `{}` has no `{name}`", element.name);
            self.problems.push(problem(self.file, element.line, message));
        }
        text
    }

    fn uid(&mut self, element: &mut Element) -> Option<String> {
        let uid = element.take_text("uid");
        if let Some(text) = uid.as_deref().filter(|uid| !is_number(uid)) {
            let message = format!("`{text}` is no number of the `{}`", element.name);
            self.problems.push(problem(self.file, element.line, message));
        }
        uid
    }

    /// Keeps what nobody asked for, and tells it.
    fn leave(&mut self, element: Element, extra: &mut Extra) {
        let (line, of) = (element.line, element.name.clone());
        for name in element.leave(extra) {
            let message = format!("the element `{name}` of `{of}` is not known, it was kept under `extra`");
            self.problems.push(note(self.file, line, message));
        }
    }

    fn id(&mut self, entry: &mut Entry, mut item: Element) {
        let Some(label) = self.required(&mut item, "idType") else {
            return;
        };
        let id = self.uid(&mut item);
        let number = item.take_text("idNumber");
        let country = item.take_text("idCountry");
        let issued = item.take_text("issueDate");
        let expires = item.take_text("expirationDate");
        let is_bare = country.is_none() && issued.is_none() && expires.is_none();
        let date = |text: &String| -> FuzzyDate { ofac_date_or_text(text) };
        let document = |kind: &str| Document {
            kind: kind.to_owned(),
            number: number.clone().map(|number| bare_number(kind, number)),
            country: country.as_deref().map(country_of),
            issued: issued.as_ref().map(date),
            expires: expires.as_ref().map(date),
            id: id.clone(),
            ..Document::default()
        };
        let mut kept = Extra::default();
        self.leave(item, &mut kept);
        if let Some(kind) = documents().exact(Scheme::Ofac, &label) {
            entry.documents.push(Document {
                extra: kept,
                ..document(kind)
            });
            return;
        }
        entry.extra.append(&mut kept);
        if !is_bare {
            let known = features()
                .exact(Scheme::Ofac, &label)
                .and_then(|word| features().get(word));
            let kind = match known.map(|term| term.carrier()) {
                Some(crate::vocabulary::Carrier::Document(kind)) => kind,
                _ => &label,
            };
            entry.documents.push(document(kind));
            return;
        }
        let said = Said::new(number.as_deref().unwrap_or_default(), id.as_deref());
        put_labelled(entry, &label, said);
    }

    fn alias(&mut self, mut item: Element) -> Name {
        let id = self.uid(&mut item);
        let kind = item.take_text("type");
        let quality = item.take_text("category");
        let last = item.take_text("lastName");
        let first = item.take_text("firstName");
        let (last, first) = match last {
            Some(last) => (last, first),
            None => (first.unwrap_or_default(), None),
        };
        if last.is_empty() {
            let message = "the `aka` has no name".to_owned();
            self.problems.push(problem(self.file, item.line, message));
        }
        let mut name = Name {
            kind: alias_type(kind.as_deref()),
            quality: quality_of(quality),
            id,
            ..name_of(last, first)
        };
        self.leave(item, &mut name.extra);
        name
    }

    fn address(&mut self, mut item: Element) -> Address {
        let mut address = Address {
            id: self.uid(&mut item),
            street: item.take_text("address1"),
            street2: item.take_text("address2"),
            street3: item.take_text("address3"),
            city: item.take_text("city"),
            state: item.take_text("stateOrProvince"),
            postal_code: item.take_text("postalCode"),
            country: item.take_text("country").as_deref().map(country_of),
            region: item.take_text("region"),
            ..Address::default()
        };
        self.leave(item, &mut address.extra);
        address
    }

    /// Puts the values of a list into their field, the main one first.
    fn own_list(&mut self, entry: &mut Entry, list: OwnList, items: Vec<Element>) {
        let mut values: Vec<(bool, Option<String>, String)> = Vec::new();
        for mut item in items {
            let line = item.line;
            let id = self.uid(&mut item);
            let main = item.take_text("mainEntry");
            let Some(value) = self.required(&mut item, list.value) else {
                continue;
            };
            let main = main.as_deref().unwrap_or("false");
            if !["true", "false", "1", "0"].contains(&main) {
                let message = format!("`{main}` is neither `true` nor `false`");
                self.problems.push(problem(self.file, line, message));
            }
            values.push((["true", "1"].contains(&main), id, value));
            self.leave(item, &mut entry.extra);
        }
        values.sort_by_key(|(main, ..)| !main);
        for (_, id, value) in values {
            put_labelled(entry, list.label, Said::new(&value, id.as_deref()));
        }
    }

    fn vessel(&mut self, entry: &mut Entry, mut item: Element) {
        let flag = item.take_text("vesselFlag");
        let flag = flag.map(|label| country_of_flag(&label).unwrap_or_else(|| Country::from(label.as_str())));
        let mut vessel = Vessel {
            kind: item.take_text("vesselType"),
            flag,
            call_sign: item.take_text("callSign"),
            owner: item.take_text("vesselOwner"),
            tonnage: item.take_text("tonnage"),
            gross_tonnage: item.take_text("grossRegisteredTonnage"),
            ..entry.vessel.take().map(|vessel| *vessel).unwrap_or_default()
        };
        self.leave(item, &mut vessel.extra);
        entry.vessel = unless_empty(vessel);
    }
}

/// A list of facts that are no `id`.
#[derive(Clone, Copy)]
struct OwnList {
    list: &'static str,
    item: &'static str,
    value: &'static str,
    /// OFAC's label of the fact.
    label: &'static str,
}

const OWN_LISTS: [OwnList; 4] = [
    OwnList {
        list: "nationalityList",
        item: "nationality",
        value: "country",
        label: "nationality",
    },
    OwnList {
        list: "citizenshipList",
        item: "citizenship",
        value: "country",
        label: "citizen",
    },
    OwnList {
        list: "dateOfBirthList",
        item: "dateOfBirthItem",
        value: "dateOfBirth",
        label: "DOB",
    },
    OwnList {
        list: "placeOfBirthList",
        item: "placeOfBirthItem",
        value: "placeOfBirth",
        label: "POB",
    },
];

/// Reads `all offices worldwide (Linked To: A; Linked To: B)`.
fn read_remarks(entry: &mut Entry, text: &str) {
    const LINKED: &str = "Linked To: ";
    let opened = text.match_indices("(Linked To: ").map(|(at, _)| at);
    let mut starts = opened.filter(|at| *at == 0 || text[..*at].ends_with(' '));
    let links = text.strip_suffix(')').and_then(|inner| {
        let at = starts.next()?;
        Some((text[..at].trim_end(), &inner[at + 1..]))
    });
    let (free, links) = links.unwrap_or((text, ""));
    let texts = free.split("; ").filter(|text| !text.is_empty());
    entry.remarks.extend(texts.map(phrase));
    let names = links.split("; ").map(|link| link.strip_prefix(LINKED).unwrap_or(link));
    let names = names.filter(|name| !name.is_empty());
    entry.relations.extend(names.map(|name| Relation {
        kind: RelationType::LinkedTo,
        name: Some(name.to_owned()),
        ..Relation::default()
    }));
}

fn name_of(last: String, first: Option<String>) -> Name {
    match first {
        None => Name {
            text: last,
            ..Name::default()
        },
        Some(first) => Name {
            text: format!("{last}, {first}"),
            parts: parts_of(&last, &first),
            ..Name::default()
        },
    }
}

fn quality_of(category: Option<String>) -> Quality {
    match category.as_deref() {
        None => Quality::Unsaid,
        Some("strong") => Quality::Strong,
        Some("weak") => Quality::Weak,
        Some(other) => Quality::Other(other.to_owned()),
    }
}
