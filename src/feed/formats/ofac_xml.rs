//! `ofac-xml`: OFAC's SDN.XML, element by element as OFAC orders them (`docs/ofac.md`; the schema is
//! `https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML.xsd`).

use std::io::{self, Write};
use std::sync::{Arc, LazyLock};

use crate::feed::carries::{Carried, Carries, Declared, How, NO_ID, Value};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::ofac_delta;
use crate::feed::sheet::Sheet;
use crate::model::record::IdKey;
use crate::model::{Address, Contact, Document, Edition, Entry, Kind, List, Name, NameType, Quality, Wallet};
use crate::ofac::{
    self, Fact, alias_label, country_label, document_number, flag_label, is_labelled, last_and_first, ofac_date,
    sdn_address, whole_number,
};
use crate::vocabulary::{Carrier, FeatureKind};

use super::ofac_carries::{self, COMMON, NO_PLACE, is_latin};

/// The namespace since 7 May 2024.
const NAMESPACE: &str = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML";

const SDN: FileKind = FileKind {
    name: "SDN.XML",
    media_type: "application/xml",
    about: "the whole list",
};

const DELTA: FileKind = FileKind {
    name: "ofac-delta.xml",
    media_type: "application/xml",
    about: "what a release changed, in the manner of OFAC's delta files",
};

/// The format.
pub(super) struct OfacXml;

impl Format for OfacXml {
    fn name(&self) -> &'static str {
        "ofac-xml"
    }

    fn about(&self) -> &'static str {
        "OFAC's SDN.XML"
    }

    fn files(&self) -> &'static [FileKind] {
        const { &[SDN] }
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &SDN)?;
        Ok(write_list(&edition.in_force(), out)?)
    }

    fn delta(&self) -> Option<FileKind> {
        Some(DELTA)
    }

    fn write_delta(&self, base: &Edition, target: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        Ok(ofac_delta::write(&base.in_force(), &target.in_force(), out)?)
    }

    fn carries(&self) -> &'static Carries {
        &CARRIES
    }
}

static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    const FIRST_LINE: &str = "it is written in the first line";
    const THIRD_LINE: &str = "it is written in the third line";
    let own = [
        (How::If(id), "id"),
        (How::If(|value| ofac_carries::name(value, is_alias)), "names"),
        (How::Exact, "names.text"),
        (How::If(name_type), "names.type"),
        (How::If(name_id), "names.id"),
        (
            How::Exact,
            "addresses.{text,street,street2,street3,city,state,postal_code,region,country}",
        ),
        (How::As("it is written as the city"), "addresses.area"),
        (How::As(FIRST_LINE), "addresses.{care_of,po_box}"),
        (How::As(THIRD_LINE), "addresses.{street4,street5,street6}"),
        (
            How::Not("the place of issue has no place in the file"),
            "documents.issued_in",
        ),
        (How::If(contact_type), "contacts.type"),
        (How::Exact, "contacts.value wallets.{currency,address}"),
        (How::If(tonnage), "vessel.{tonnage,gross_tonnage}"),
        (
            How::If(id_of_element),
            "{addresses,documents,contacts,wallets,birth_dates,birth_places,nationalities,citizenships,features}.id",
        ),
    ];
    Carries::Fields(Declared::of(NO_PLACE, &[COMMON, &own].concat()))
});

fn write_list(edition: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(out, None, "\r\n")?;
    let attributes = [
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns", NAMESPACE),
    ];
    sheet.open("sdnList", &attributes)?;
    sheet.open("publshInformation", &[])?;
    let date = edition.release.as_ref().map(|release| release.date);
    let date = date.map(|date| format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year()));
    sheet.leaf_of("Publish_Date", date.as_deref())?;
    sheet.leaf("Record_Count", &[], &edition.entries.len().to_string())?;
    sheet.close()?;
    let mut uids = Uids::behind(&edition.entries);
    for entry in &edition.entries {
        EntryWriter {
            entry,
            list: &edition.list,
            sheet: &mut sheet,
            uids: &mut uids,
        }
        .write()?;
    }
    sheet.close()
}

/// The numbers of the elements, which link records and say nothing: those without one get the next free one.
struct Uids {
    names: u64,
    addresses: u64,
    facts: u64,
}

impl Uids {
    fn behind(entries: &[Arc<Entry>]) -> Self {
        let mut last = Self {
            names: 0,
            addresses: 0,
            facts: 0,
        };
        for entry in entries {
            let names = entry.names.iter().map(|name| name.id.as_deref());
            let addresses = entry.addresses.iter().map(|address| address.id.as_deref());
            last.names = names.filter_map(number).fold(last.names, u64::max);
            last.addresses = addresses.filter_map(number).fold(last.addresses, u64::max);
            let facts = ofac::facts(entry).into_iter().map(|fact| fact.id);
            let papers = ofac::papers(entry)
                .into_iter()
                .map(|paper| paper.document.id.as_deref());
            last.facts = facts.chain(papers).filter_map(number).fold(last.facts, u64::max);
        }
        last
    }
}

/// Returns an id as the schema has it: a whole number of 32 bits.
fn number(id: Option<&str>) -> Option<u64> {
    let number: i32 = id?.parse().ok()?;
    u64::try_from(number).ok()
}

fn uid(id: Option<&str>, last: &mut u64) -> String {
    let known = number(id).map(|number| number.to_string());
    known.unwrap_or_else(|| {
        *last += 1;
        last.to_string()
    })
}

struct EntryWriter<'a, 's, 'o> {
    entry: &'a Entry,
    list: &'a List,
    sheet: &'s mut Sheet<'o>,
    uids: &'s mut Uids,
}

impl EntryWriter<'_, '_, '_> {
    fn write(mut self) -> io::Result<()> {
        let entry = self.entry;
        self.sheet.open("sdnEntry", &[])?;
        self.sheet.leaf("uid", &[], &entry.id)?;
        let (last, first) = entry.primary().map(last_and_first).unwrap_or_default();
        self.sheet.leaf_of("firstName", first)?;
        self.sheet.leaf("lastName", &[], last)?;
        let titles: Vec<&str> = entry.titles.iter().map(|title| title.text.as_str()).collect();
        self.sheet.leaf_of(
            "title",
            Some(titles.join("; ").as_str()).filter(|title| !title.is_empty()),
        )?;
        self.sheet.leaf("sdnType", &[], kind_label(&entry.kind))?;
        self.sheet.leaf_of("remarks", remarks(entry).as_deref())?;
        self.programmes()?;
        let (facts, own_lists): (Vec<Fact<'_>>, Vec<Fact<'_>>) = ofac::facts(entry)
            .into_iter()
            .partition(|fact| own_list(fact).is_none());
        self.ids(facts)?;
        self.aliases()?;
        self.addresses()?;
        for list in OWN_LISTS {
            let items = own_lists.iter().filter(|fact| own_list(fact) == Some(list));
            self.own_list(list, items)?;
        }
        self.vessel()?;
        self.sheet.close()
    }

    fn programmes(&mut self) -> io::Result<()> {
        let programmes = ofac::programmes(self.entry, self.list);
        if programmes.is_empty() {
            return self.sheet.empty("programList", &[]);
        }
        self.sheet.open("programList", &[])?;
        for programme in programmes {
            self.sheet.leaf("program", &[], programme)?;
        }
        self.sheet.close()
    }

    /// Documents, then every fact that has no list of its own; those with a number by their numbers.
    fn ids(&mut self, facts: Vec<Fact<'_>>) -> io::Result<()> {
        let entry = self.entry;
        let papers = ofac::papers(entry);
        let papers = papers
            .iter()
            .map(|paper| Row::of_document(paper.label.to_owned(), paper.document));
        let mut rows: Vec<Row<'_>> = papers.collect();
        by_number(&mut rows, |row| row.id);
        let mut others: Vec<Row<'_>> = facts.into_iter().map(Row::of_fact).collect();
        others.extend(unlabelled_contacts(entry).map(|(_, contact)| Row {
            kind: contact.kind.clone(),
            number: Some(contact.value.clone()),
            document: None,
            id: contact.id.as_deref(),
        }));
        others.extend(unlabelled_wallets(entry).map(|wallet| Row {
            kind: format!("{}{}", ofac::WALLET_LABEL, wallet.currency),
            number: Some(wallet.address.clone()),
            document: None,
            id: wallet.id.as_deref(),
        }));
        by_number(&mut others, |row| row.id);
        rows.extend(others);
        self.wrapped("idList", rows, |writer, row| {
            let number = uid(row.id, &mut writer.uids.facts);
            let document = row.document;
            let country = document
                .and_then(|document| document.country.as_ref())
                .map(country_label);
            let issued = document.and_then(|document| document.issued.as_ref()).map(ofac_date);
            let expires = document.and_then(|document| document.expires.as_ref()).map(ofac_date);
            let sheet = &mut *writer.sheet;
            sheet.open("id", &[])?;
            sheet.leaf("uid", &[], &number)?;
            sheet.leaf("idType", &[], &row.kind)?;
            sheet.leaf_of("idNumber", row.number.as_deref())?;
            sheet.leaf_of("idCountry", country.as_deref())?;
            sheet.leaf_of("issueDate", issued.as_deref())?;
            sheet.leaf_of("expirationDate", expires.as_deref())?;
            sheet.close()
        })
    }

    fn aliases(&mut self) -> io::Result<()> {
        let entry = self.entry;
        let mut aliases: Vec<&Name> = entry.names.iter().filter(|name| is_alias(name)).collect();
        // Weak aliases of the CSV have no number.
        aliases.sort_by_key(|name| number(name.id.as_deref()).is_none());
        self.wrapped("akaList", aliases, |writer, name| {
            let number = uid(name.id.as_deref(), &mut writer.uids.names);
            let (last, first) = last_and_first(name);
            let weak = name.quality == Quality::Weak;
            let sheet = &mut *writer.sheet;
            sheet.open("aka", &[])?;
            sheet.leaf("uid", &[], &number)?;
            sheet.leaf("type", &[], alias_label(name))?;
            sheet.leaf("category", &[], if weak { "weak" } else { "strong" })?;
            sheet.leaf("lastName", &[], last)?;
            sheet.leaf_of("firstName", first)?;
            sheet.close()
        })
    }

    fn addresses(&mut self) -> io::Result<()> {
        let entry = self.entry;
        let said = entry.addresses.iter().filter(|address| says_something(address));
        self.wrapped("addressList", said.collect(), |writer, address| {
            let number = uid(address.id.as_deref(), &mut writer.uids.addresses);
            let parts = sdn_address(address);
            let sheet = &mut *writer.sheet;
            sheet.open("address", &[])?;
            sheet.leaf("uid", &[], &number)?;
            for (name, text) in parts.elements() {
                sheet.leaf_of(name, text)?;
            }
            sheet.close()
        })
    }

    fn own_list<'f>(&mut self, list: OwnList, items: impl Iterator<Item = &'f Fact<'f>>) -> io::Result<()> {
        let mut main = "true";
        self.wrapped(list.list, items.collect(), |writer, fact| {
            let number = uid(fact.id, &mut writer.uids.facts);
            let sheet = &mut *writer.sheet;
            sheet.open(list.item, &[])?;
            sheet.leaf("uid", &[], &number)?;
            sheet.leaf(list.value, &[], &fact.value)?;
            sheet.leaf("mainEntry", &[], main)?;
            main = "false";
            sheet.close()
        })
    }

    fn vessel(&mut self) -> io::Result<()> {
        let Some(vessel) = &self.entry.vessel else {
            return Ok(());
        };
        let flag = vessel.flag.as_ref().map(flag_label);
        let tonnage = vessel.tonnage.as_deref().and_then(whole_number);
        let gross = vessel.gross_tonnage.as_deref().and_then(whole_number);
        let elements = [
            ("callSign", vessel.call_sign.as_deref()),
            ("vesselType", vessel.kind.as_deref()),
            ("vesselFlag", flag.as_deref()),
            ("vesselOwner", vessel.owner.as_deref()),
            ("tonnage", tonnage.as_deref()),
            ("grossRegisteredTonnage", gross.as_deref()),
        ];
        if elements.iter().all(|(_, text)| text.is_none()) {
            return Ok(());
        }
        self.sheet.open("vesselInfo", &[])?;
        for (name, text) in elements {
            self.sheet.leaf_of(name, text)?;
        }
        self.sheet.close()
    }

    /// Writes a list of elements, or nothing where there is none.
    fn wrapped<T>(
        &mut self,
        list: &'static str,
        items: Vec<T>,
        mut item: impl FnMut(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.sheet.open(list, &[])?;
        for one in items {
            item(self, one)?;
        }
        self.sheet.close()
    }
}

/// One element of `idList`.
struct Row<'a> {
    kind: String,
    number: Option<String>,
    document: Option<&'a Document>,
    id: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of_document(kind: String, document: &'a Document) -> Self {
        Self {
            kind,
            number: document_number(document),
            document: Some(document),
            id: document.id.as_deref(),
        }
    }

    fn of_fact(fact: Fact<'a>) -> Self {
        match fact.document {
            Some(document) => Self::of_document(fact.label.to_owned(), document),
            None => Self {
                kind: fact.label.to_owned(),
                number: Some(fact.value),
                document: None,
                id: fact.id,
            },
        }
    }
}

fn by_number<T>(rows: &mut [T], id: impl Fn(&T) -> Option<&str>) {
    rows.sort_by(|a, b| {
        let key = |row: &T| -> Option<String> { id(row).filter(|id| number(Some(id)).is_some()).map(str::to_owned) };
        let (a, b) = (key(a), key(b));
        IdKey(a.as_deref()).cmp(&IdKey(b.as_deref()))
    });
}

/// A list of facts that are no `id`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct OwnList {
    kind: FeatureKind,
    list: &'static str,
    item: &'static str,
    value: &'static str,
}

const OWN_LISTS: [OwnList; 4] = [
    OwnList {
        kind: FeatureKind::Nationality,
        list: "nationalityList",
        item: "nationality",
        value: "country",
    },
    OwnList {
        kind: FeatureKind::Citizenship,
        list: "citizenshipList",
        item: "citizenship",
        value: "country",
    },
    OwnList {
        kind: FeatureKind::BirthDate,
        list: "dateOfBirthList",
        item: "dateOfBirthItem",
        value: "dateOfBirth",
    },
    OwnList {
        kind: FeatureKind::BirthPlace,
        list: "placeOfBirthList",
        item: "placeOfBirthItem",
        value: "placeOfBirth",
    },
];

fn own_list(fact: &Fact<'_>) -> Option<OwnList> {
    let kind = fact.term?.kind();
    OWN_LISTS.into_iter().find(|list| list.kind == kind)
}

fn kind_label(kind: &Kind) -> &str {
    match kind {
        Kind::Individual => "Individual",
        Kind::Vessel => "Vessel",
        Kind::Aircraft => "Aircraft",
        Kind::Entity | Kind::Unsaid => "Entity",
        Kind::Other(word) => word,
    }
}

/// Returns the free text, and the links in brackets: `all offices worldwide (Linked To: HAMAS)`.
fn remarks(entry: &Entry) -> Option<String> {
    let texts = ofac::free_texts(entry).join("; ");
    let links: Vec<String> = ofac::linked_to(entry)
        .into_iter()
        .map(|name| format!("Linked To: {name}"))
        .collect();
    let links = (!links.is_empty()).then(|| format!("({})", links.join("; ")));
    let said: Vec<String> = [Some(texts).filter(|text| !text.is_empty()), links]
        .into_iter()
        .flatten()
        .collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn is_alias(name: &Name) -> bool {
    is_latin(name) && name.kind != NameType::Primary
}

fn says_something(address: &Address) -> bool {
    sdn_address(address).elements().iter().any(|(_, text)| text.is_some())
}

fn unlabelled_contacts(entry: &Entry) -> impl Iterator<Item = (usize, &Contact)> {
    let contacts = entry.contacts.iter().enumerate();
    contacts.filter(|(_, contact)| !is_labelled(Carrier::Contact(&contact.kind)))
}

fn unlabelled_wallets(entry: &Entry) -> impl Iterator<Item = &Wallet> {
    let is_unlabelled = |wallet: &&Wallet| !is_labelled(Carrier::Wallet(&wallet.currency));
    entry.wallets.iter().filter(is_unlabelled)
}

fn id(value: &Value<'_>) -> Carried {
    let id = value.text();
    if number(Some(id)).is_some() {
        return Carried::Exact;
    }
    Carried::less_well(format!("`{id}` is not a number, so that the file breaks OFAC's schema"))
}

fn name_type(value: &Value<'_>) -> Carried {
    match value.text() {
        "primary" | "aka" | "fka" | "nka" => Carried::Exact,
        _ => Carried::less_well("it is written as `a.k.a.`"),
    }
}

fn name_id(value: &Value<'_>) -> Carried {
    let is_primary = value.name() == value.entry.primary();
    let is_written = number(Some(value.text())).is_some() && !is_primary;
    Carried::exact_if(is_written, NO_ID)
}

fn id_of_element(value: &Value<'_>) -> Carried {
    Carried::exact_if(number(Some(value.text())).is_some(), NO_ID)
}

fn contact_type(value: &Value<'_>) -> Carried {
    Carried::whole_if(
        is_labelled(Carrier::Contact(value.text())),
        "OFAC has no label for this type, it is written under our own word",
    )
}

fn tonnage(value: &Value<'_>) -> Carried {
    let text = value.text();
    match whole_number(text) {
        Some(digits) if digits == text => Carried::Exact,
        Some(digits) => Carried::less_well(format!("`{text}` is written as `{digits}`")),
        None => Carried::not(format!("`{text}` is not a whole number, and is left out")),
    }
}
