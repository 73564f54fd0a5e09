//! An `entity` of OFAC's ENHANCED model into an entry.

use crate::import::importer::Problem;
use crate::model::record::{Extra, Scalar, unless_empty};
use crate::model::{
    Address, Country, Designation, Document, Entry, EntryRef, FuzzyDate, Name, NameForm, NamePart, NamePartType,
    NameType, Phrase, Quality, Relation, RelationType, Script,
};
use crate::ofac::enhanced::is_made;
use crate::ofac::{country_of_flag, ofac_date_or_text};
use crate::vocabulary::{Carrier, FeatureKind, Scheme, documents, features, programmes, relations, scripts};

use super::facts::{Said, phrase, put_labelled};
use super::labels::{alias_type, bare_number, country_of, is_number, kind_of};
use super::names::titles_of;
use super::order::number_elements;
use crate::import::order::keep_order;
use crate::import::sources::xml::{Element, note, problem};

/// The list of OFAC's that needs no telling.
const SDN_LIST: &str = "SDN List";

/// Reads entities.
pub(crate) struct Mapper<'a> {
    pub(crate) file: &'a str,
    pub(crate) problems: &'a mut Vec<Problem>,
}

/// What stands on an entity as a whole, and belongs to its designations.
struct Listing {
    lists: Vec<(String, Option<FuzzyDate>, Option<String>)>,
    programmes: Vec<(String, Option<String>)>,
    measures: Vec<String>,
    authorities: Vec<String>,
}

impl Mapper<'_> {
    /// Returns the entry, or nothing where the entity has no id, name or type, which is told.
    pub(crate) fn entry(mut self, mut element: Element) -> Option<Entry> {
        let line = element.line;
        let id = element.attribute("id").unwrap_or_default().to_owned();
        if !is_number(&id) {
            let message = format!("`{id}` is no number of an entity");
            self.problems.push(problem(self.file, line, message));
            return None;
        }
        let mut info = element.take("generalInfo").unwrap_or_default();
        let Some(kind) = info.take_text("entityType") else {
            self.problems.push(problem(
                self.file,
                line,
                format!("the entity `{id}` has no `entityType`"),
            ));
            return None;
        };
        let title = info.take_text("title");
        let remarks = info.take_text("remarks").unwrap_or_default();
        let mut entry = Entry {
            id,
            kind: kind_of(&kind),
            titles: titles_of(title.as_deref()),
            remarks: remarks
                .split("; ")
                .filter(|text| !text.is_empty())
                .map(phrase)
                .collect::<Vec<Phrase>>(),
            ..Entry::default()
        };
        // OFAC's number of the identity is nothing that any other file refers to.
        info.take("identityId");
        self.leave(info, &mut entry.extra);
        entry.designations = designations(self.listing(&mut element));
        for item in element.take_items("names", "name") {
            let name = self.name(item);
            entry.names.push(name);
        }
        if !entry.names.iter().any(|name| name.kind == NameType::Primary) {
            let message = format!("the entity `{}` has no primary name", entry.id);
            self.problems.push(problem(self.file, line, message));
            return None;
        }
        entry.names.sort_by_key(|name| name.kind != NameType::Primary);
        for item in element.take_items("addresses", "address") {
            let address = self.address(item);
            entry.addresses.push(address);
        }
        self.features(&mut entry, element.take_items("features", "feature"));
        let primary = entry.names[0].clone();
        for item in element.take_items("identityDocuments", "identityDocument") {
            let document = self.document(item, &primary);
            entry.documents.extend(document);
        }
        for item in element.take_items("relationships", "relationship") {
            let relation = self.relation(item);
            entry.relations.extend(relation);
        }
        keep_order(&mut entry.names[1..], |_| (), |name| &mut name.order);
        keep_order(&mut entry.addresses, |_| (), |address| &mut address.order);
        number_elements(&mut entry);
        for relation in entry.relations.iter_mut().filter(|relation| relation.id.is_some()) {
            relation.order = Default::default();
        }
        self.leave(element, &mut entry.extra);
        Some(entry)
    }

    /// Keeps what nobody asked for, and tells it.
    fn leave(&mut self, element: Element, extra: &mut Extra) {
        let (line, of) = (element.line, element.name.clone());
        for name in element.leave(extra) {
            let message = format!("the element `{name}` of `{of}` is not known, it was kept under `extra`");
            self.problems.push(note(self.file, line, message));
        }
    }

    fn listing(&mut self, element: &mut Element) -> Listing {
        let list = |item: Element| {
            let day = item.attribute("datePublished").map(FuzzyDate::from_text);
            (own_number(&item), day, item.into_text())
        };
        let lists = element
            .take_items("sanctionsLists", "sanctionsList")
            .into_iter()
            .map(list);
        let programme = |item: Element| (own_number(&item), item.into_text());
        let programmes = element
            .take_items("sanctionsPrograms", "sanctionsProgram")
            .into_iter()
            .map(programme);
        let types = element
            .take_items("sanctionsTypes", "sanctionsType")
            .into_iter()
            .map(Element::into_text);
        let authorities = element
            .take_items("legalAuthorities", "legalAuthority")
            .into_iter()
            .map(Element::into_text);
        Listing {
            lists: lists.map(|(id, day, name)| (name, day, id)).collect(),
            programmes: programmes.map(|(id, code)| (code, id)).collect(),
            measures: types.map(measure_of).collect(),
            authorities: authorities.collect(),
        }
    }

    fn name(&mut self, mut item: Element) -> Name {
        let primary = item.take_text("isPrimary").as_deref() == Some("true");
        let alias = item.take_text("aliasType");
        let weak = item.take_text("isLowQuality").as_deref() == Some("true");
        let mut name = Name {
            kind: if primary {
                NameType::Primary
            } else {
                alias_type(alias.as_deref())
            },
            quality: match (primary, weak) {
                (true, false) => Quality::Unsaid,
                (_, true) => Quality::Weak,
                (false, false) => Quality::Strong,
            },
            id: own_number(&item),
            ..Name::default()
        };
        let mut translations = item.take_items("translations", "translation");
        let main = translations.iter_mut().position(|translation| {
            let primary = translation.take_text("isPrimary");
            primary.as_deref() == Some("true")
        });
        if let Some(main) = main.or((!translations.is_empty()).then_some(0)) {
            let mut main = translations.remove(main);
            name.script = script_of(&mut main).filter(|script| script.as_str() != "Latn");
            (name.text, name.parts) = self.texts(&mut main);
            self.leave(main, &mut name.extra);
        }
        for mut translation in translations {
            translation.take("isPrimary");
            let script = script_of(&mut translation);
            let id = own_number(&translation);
            let (text, parts) = self.texts(&mut translation);
            let mut form = NameForm {
                text,
                parts,
                script,
                id,
                ..NameForm::default()
            };
            self.leave(translation, &mut form.extra);
            name.forms.push(form);
        }
        if name.text.is_empty() {
            self.problems
                .push(problem(self.file, item.line, "the `name` has no text".to_owned()));
        }
        self.leave(item, &mut name.extra);
        name
    }

    /// Returns the whole name and its parts, which keep the case that the whole has lost.
    fn texts(&mut self, translation: &mut Element) -> (String, Vec<NamePart>) {
        let first = translation.take_text("formattedFirstName");
        let last = translation.take_text("formattedLastName").unwrap_or_default();
        let full = translation.take_text("formattedFullName");
        let full = full.unwrap_or_else(|| match &first {
            Some(first) => format!("{last}, {first}"),
            None => last,
        });
        let mut parts = Vec::new();
        for mut item in translation.take_items("nameParts", "namePart") {
            let kind = item.take_text("type").unwrap_or_default();
            parts.extend(item.take_text("value").map(|text| NamePart {
                kind: part_of(&kind),
                text,
                ..NamePart::default()
            }));
        }
        let says_nothing = matches!(parts.as_slice(), [part] if part.text == full);
        (full, if says_nothing { Vec::new() } else { parts })
    }

    fn address(&mut self, mut item: Element) -> Address {
        let mut address = Address {
            id: own_number(&item),
            country: item.take_text("country").as_deref().map(country_of),
            ..Address::default()
        };
        if let Some(mut main) = item.take_items_first("translations", "translation") {
            main.take("isPrimary");
            main.take("script");
            for mut part in main.take_items("addressParts", "addressPart") {
                let kind = part.take_text("type").unwrap_or_default();
                let slot = match kind.as_str() {
                    "ADDRESS1" => &mut address.street,
                    "ADDRESS2" => &mut address.street2,
                    "ADDRESS3" => &mut address.street3,
                    "CITY" => &mut address.city,
                    "STATE/PROVINCE" => &mut address.state,
                    "POSTAL CODE" => &mut address.postal_code,
                    "REGION" => &mut address.region,
                    _ => {
                        let message = format!("`{kind}` is no part of an address");
                        self.problems.push(problem(self.file, part.line, message));
                        continue;
                    }
                };
                *slot = part.take_text("value");
            }
            self.leave(main, &mut address.extra);
        }
        self.leave(item, &mut address.extra);
        address
    }

    /// Puts the features into their fields, of each type the primary ones first, then by number.
    fn features(&mut self, entry: &mut Entry, items: Vec<Element>) {
        let mut read: Vec<(bool, u64, Option<String>, String, String)> = Vec::new();
        for mut item in items {
            let id = own_number(&item);
            let primary = item.take_text("isPrimary").as_deref() != Some("false");
            let kind = item.take("type").unwrap_or_default();
            let number = kind.attribute("featureTypeId").and_then(|number| number.parse().ok());
            let known = number.and_then(|number| features().by_ofac_id(number));
            let printed = known
                .and_then(|word| features().get(word))
                .map(|term| term.label().to_owned());
            let label = printed.unwrap_or_else(|| kind.into_text());
            let value = item.take_text("value").unwrap_or_default();
            if let Some(word) = item.take_text("reliability").filter(|word| word != "Confirmed") {
                let message = format!("that the `{label}` of `{}` is `{word}` was left out", entry.id);
                self.problems.push(note(self.file, item.line, message));
            }
            // The value says its date and its number among the reference values; versions are OFAC's own affair.
            for derived in ["versionId", "valueRefId", "valueDate"] {
                item.take(derived);
            }
            let place = id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(u64::MAX);
            self.leave(item, &mut entry.extra);
            read.push((!primary, place, id, label, value));
        }
        read.sort_by_key(|element| (element.0, element.1));
        for (_, _, id, label, value) in read {
            if !vessel_column(entry, &label, &value) {
                put_labelled(entry, &label, Said::new(&value, id.as_deref()));
            }
        }
    }

    fn document(&mut self, mut item: Element, primary: &Name) -> Option<Document> {
        let kind = item.take("type").unwrap_or_default();
        let number = kind.attribute("refId").and_then(|number| number.parse().ok());
        let label = kind.into_text();
        let known = documents().exact(Scheme::Ofac, &label);
        let known = known.or_else(|| number.and_then(|number| documents().by_ofac_id(number)));
        let kind = known.unwrap_or(&label).to_owned();
        if kind.is_empty() {
            let message = "the `identityDocument` has no type".to_owned();
            self.problems.push(problem(self.file, item.line, message));
            return None;
        }
        let is_primary = |name: &Element| {
            let number = name.attribute("nameId");
            name.text.trim() == primary.text || (number.is_some() && number == primary.id.as_deref())
        };
        let bearer = item
            .take("name")
            .filter(|name| !is_primary(name))
            .map(Element::into_text);
        let invalid = item.take_text("isValid").as_deref() == Some("false");
        let mut document = Document {
            number: item
                .take_text("documentNumber")
                .map(|number| bare_number(&kind, number)),
            country: item.take_text("issuingCountry").as_deref().map(country_of),
            issued: item.take_text("issueDate").as_deref().map(date_of),
            expires: item.take_text("expirationDate").as_deref().map(date_of),
            issued_in: item.take_text("issuingLocation"),
            bearer,
            known_false: invalid,
            id: own_number(&item),
            kind,
            ..Document::default()
        };
        self.leave(item, &mut document.extra);
        Some(document)
    }

    fn relation(&mut self, mut item: Element) -> Option<Relation> {
        let kind = item.take("type").unwrap_or_default();
        let number = kind.attribute("refId").and_then(|number| number.parse().ok());
        let label = kind.into_text();
        let known = relations().code(Scheme::Ofac, &label);
        let known = known.or_else(|| number.and_then(|number| relations().by_ofac_id(number)));
        let related = item.take("relatedEntity");
        let to = related
            .as_ref()
            .and_then(|related| related.attribute("entityId"))
            .map(EntryRef::new);
        let name = related.map(Element::into_text).filter(|name| !name.is_empty());
        if label.is_empty() || (to.is_none() && name.is_none()) {
            let message = "the `relationship` has no type, or leads to nobody".to_owned();
            self.problems.push(problem(self.file, item.line, message));
            return None;
        }
        let quality = item.take_text("quality").filter(|quality| quality != "High");
        let mut relation = Relation {
            kind: RelationType::from_text(known.unwrap_or(&label)),
            to,
            name,
            note: quality.map(|quality| format!("quality: {quality}")),
            id: own_number(&item),
            ..Relation::default()
        };
        self.leave(item, &mut relation.extra);
        Some(relation)
    }
}

/// OFAC says of an entity, and not of each of its programmes, on which list it stands and since when, and on what that rests.
/// With one programme both are one designation. With several, the day and what is not known to belong to one of them stand
/// in a designation of their own, which names the list.
fn designations(listing: Listing) -> Vec<Designation> {
    // The file has programmes by name, the other formats in the order of OFAC's numbers: that is no order of its own.
    let designation = |(code, id): &(String, Option<String>)| Designation {
        programme: Some(code.clone()),
        measures: listing.measures.clone(),
        id: id.clone(),
        ..Designation::default()
    };
    let mut made: Vec<Designation> = listing.programmes.iter().map(designation).collect();
    if let ([only], [(name, day, _)]) = (made.as_mut_slice(), listing.lists.as_slice()) {
        only.listed.clone_from(day);
        only.register = Some(name.clone()).filter(|name| name != SDN_LIST);
        only.legal_basis = listing.authorities;
        return made;
    }
    let mut shared = Vec::new();
    for authority in listing.authorities {
        let rests_on = |designation: &&mut Designation| {
            let term = designation
                .programme
                .as_deref()
                .and_then(|code| programmes(Scheme::Ofac).get(code));
            term.is_some_and(|term| term.authorities.contains(&authority))
        };
        match made.iter_mut().find(rests_on) {
            Some(designation) => designation.legal_basis.push(authority),
            None => shared.push(authority),
        }
    }
    let one_measure = listing.measures.len() == 1;
    for designation in made.iter_mut().filter(|_| !one_measure) {
        designation.measures = Vec::new();
    }
    for (index, (name, day, id)) in listing.lists.into_iter().enumerate() {
        let first = index == 0;
        let register = Designation {
            register: Some(name),
            listed: day,
            legal_basis: std::mem::take(&mut shared),
            measures: if first && !one_measure {
                listing.measures.clone()
            } else {
                Vec::new()
            },
            id,
            ..Designation::default()
        };
        // That an entry of the SDN List stands on it need not be said.
        let says_nothing = register.listed.is_none() && register.legal_basis.is_empty() && register.measures.is_empty();
        if !says_nothing || register.register.as_deref() != Some(SDN_LIST) {
            made.push(register);
        }
    }
    made
}

/// Returns OFAC's number of an element: one that was made from content is none.
fn own_number(item: &Element) -> Option<String> {
    let number = item.attribute("id").filter(|number| !is_made(number));
    number.map(str::to_owned)
}

fn measure_of(label: String) -> String {
    if label == "Block" {
        "asset-freeze".to_owned()
    } else {
        label
    }
}

fn script_of(translation: &mut Element) -> Option<Script> {
    let label = translation.take_text("script")?;
    let code = scripts().code(Scheme::Ofac, &label).unwrap_or(&label);
    Some(Script::from(code))
}

fn part_of(label: &str) -> NamePartType {
    match label {
        "Last Name" => NamePartType::Surname,
        "First Name" => NamePartType::Given,
        "Middle Name" => NamePartType::Middle,
        "Maiden Name" => NamePartType::Maiden,
        "Patronymic" => NamePartType::Patronymic,
        "Matronymic" => NamePartType::Matronymic,
        "Nickname" => NamePartType::Nickname,
        "Entity Name" | "Vessel Name" | "Aircraft Name" => NamePartType::Whole,
        other => NamePartType::Other(other.to_owned()),
    }
}

/// Reads `2011-05-11` or one of the forms that OFAC prints.
fn date_of(text: &str) -> FuzzyDate {
    FuzzyDate::parse(text).unwrap_or_else(|| ofac_date_or_text(text))
}

/// Puts what the older formats have in columns of their own into its field; false for anything else.
fn vessel_column(entry: &mut Entry, label: &str, value: &str) -> bool {
    let term = features()
        .exact(Scheme::Ofac, label)
        .and_then(|word| features().get(word));
    let Some(Carrier::Field(path)) = term
        .filter(|term| term.kind() == FeatureKind::Vessel)
        .map(|term| term.carrier())
    else {
        return false;
    };
    let mut vessel = entry.vessel.take().map(|vessel| *vessel).unwrap_or_default();
    let text = Some(value.to_owned());
    let taken = match path {
        "vessel.call_sign" => fill(&mut vessel.call_sign, text),
        "vessel.type" => fill(&mut vessel.kind, text),
        "vessel.owner" => fill(&mut vessel.owner, text),
        "vessel.tonnage" => fill(&mut vessel.tonnage, text),
        "vessel.gross_tonnage" => fill(&mut vessel.gross_tonnage, text),
        "vessel.flag" => {
            let flag = country_of_flag(value).unwrap_or_else(|| Country::from(value));
            fill(&mut vessel.flag, Some(flag))
        }
        _ => false,
    };
    entry.vessel = unless_empty(vessel);
    taken
}

/// Fills a field that is empty.
fn fill<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let free = field.is_none();
    if free {
        *field = value;
    }
    free
}
