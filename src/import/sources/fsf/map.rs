//! A `sanctionEntity` into an entry.

use std::collections::BTreeMap;

use crate::data::Node;
use crate::fsf::{
    BIRTH_ATTRIBUTES, UNKNOWN_COUNTRY, act_number, birth_attributes, birth_of, contact_kind, country_description,
    country_of, document_description, document_kind, gender_of, language_of, listed_in_details,
};
use crate::import::importer::Problem;
use crate::import::sources::xml::{Element, note, problem};
use crate::model::record::{Extra, Scalar};
use crate::model::{
    Act, Address, Contact, Country, CountryFact, DateFact, Designation, Document, Entry, FuzzyDate, Gender, Kind, Name,
    NamePart, NamePartType, Phrase, Place, Quality, Reference,
};

use super::primary;

pub(super) struct Mapper<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
    unknown: &'a mut BTreeMap<String, (usize, u64)>,
    acts: Vec<Act>,
}

/// What every detail has.
struct Common {
    id: Option<String>,
    act: Option<String>,
    note: Option<String>,
    extra: Extra,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(
        file: &'a str,
        problems: &'a mut Vec<Problem>,
        unknown: &'a mut BTreeMap<String, (usize, u64)>,
    ) -> Self {
        Self {
            file,
            problems,
            unknown,
            acts: Vec::new(),
        }
    }

    pub(super) fn entry(mut self, mut element: Element) -> Option<Entry> {
        let line = element.line;
        let logical_id = take(&mut element, "logicalId");
        let reference = take(&mut element, "euReferenceNumber");
        let Some(id) = reference.or_else(|| logical_id.clone()) else {
            let message = "the `sanctionEntity` has neither `euReferenceNumber` nor `logicalId`".to_owned();
            self.problems.push(problem(self.file, line, message));
            return None;
        };
        let mut entry = Entry {
            kind: self.kind(&mut element, &id)?,
            id,
            ..Entry::default()
        };
        let references = [
            ("eu-logical-id", logical_id),
            ("un", take(&mut element, "unitedNationId")),
        ];
        entry
            .references
            .extend(references.into_iter().filter_map(|(kind, value)| {
                Some(Reference {
                    kind: kind.to_owned(),
                    value: value?,
                    ..Reference::default()
                })
            }));
        entry.remarks = remarks(&mut element).into_iter().map(phrase).collect();
        let designation = self.designation(&mut element, &entry.id)?;
        entry.designations.push(designation);
        for item in element.take_all("nameAlias") {
            let name = self.name(item);
            entry.names.push(name);
        }
        if entry.names.iter().all(|name| name.text.is_empty()) {
            self.problems
                .push(problem(self.file, line, format!("`{}` has no name", entry.id)));
            return None;
        }
        primary::choose(&mut entry.names);
        join_genders(&mut entry);
        for item in element.take_all("citizenship") {
            entry.citizenships.extend(self.citizenship(item));
        }
        for item in element.take_all("birthdate") {
            self.birth(item, &mut entry);
        }
        for item in element.take_all("address") {
            let address = self.address(item, &mut entry.contacts);
            entry.addresses.push(address);
        }
        for item in element.take_all("identification") {
            let document = self.document(item);
            entry.documents.push(document);
        }
        self.leave(element, &mut entry.extra);
        entry.acts = self.acts;
        Some(entry)
    }

    fn kind(&mut self, element: &mut Element, id: &str) -> Option<Kind> {
        let subject = element.take("subjectType");
        let code = subject.as_ref().and_then(|subject| subject.attribute("code"));
        match code {
            Some("person") => Some(Kind::Individual),
            Some("enterprise") => Some(Kind::Entity),
            other => {
                let stated = other.unwrap_or("nothing");
                let message = format!("the `subjectType` of `{id}` is `{stated}`; `person` and `enterprise` are known");
                self.problems.push(problem(self.file, element.line, message));
                None
            }
        }
    }

    fn designation(&mut self, element: &mut Element, id: &str) -> Option<Designation> {
        let Some(mut regulation) = element.take("regulation") else {
            self.problems
                .push(problem(self.file, element.line, format!("`{id}` has no `regulation`")));
            return None;
        };
        let details = take(element, "designationDetails");
        let listed = take(element, "designationDate").map(|text| FuzzyDate::from_text(&text));
        let in_details = details
            .as_deref()
            .filter(|_| listed.is_none())
            .and_then(listed_in_details);
        let mut designation = Designation {
            programme: take(&mut regulation, "programme"),
            note: details.filter(|_| in_details.is_none()),
            listed: listed.or(in_details),
            ended: take(element, "delistingDate").map(|text| FuzzyDate::from_text(&text)),
            ..Designation::default()
        };
        let act = Act {
            number: take(&mut regulation, "numberTitle").unwrap_or_default(),
            kind: take(&mut regulation, "regulationType"),
            body: take(&mut regulation, "organisationType"),
            published: date(&mut regulation, "publicationDate"),
            in_force: date(&mut regulation, "entryIntoForceDate"),
            url: regulation.take_text("publicationUrl"),
            note: joined(remarks(&mut regulation)),
            id: take(&mut regulation, "logicalId"),
            ..Act::default()
        };
        let mut act = act;
        self.leave(regulation, &mut act.extra);
        designation.act = Some(self.act(act));
        Some(designation)
    }

    /// Adds an act where it is not known, and returns the number under which it is.
    fn act(&mut self, act: Act) -> String {
        let agrees = |known: &Act| {
            act_number(&known.number) == act.number
                && known.kind == act.kind
                && known.published == act.published
                && known.url == act.url
        };
        if let Some(known) = self.acts.iter_mut().find(|known| agrees(known)) {
            if known.id.is_none() && known.body.is_none() {
                let number = std::mem::take(&mut known.number);
                *known = Act { number, ..act };
            }
            return known.number.clone();
        }
        let same = self
            .acts
            .iter()
            .filter(|known| act_number(&known.number) == act.number)
            .count();
        let number = match same {
            0 => act.number.clone(),
            count => format!("{}#{}", act.number, count + 1),
        };
        self.acts.push(Act {
            number: number.clone(),
            ..act
        });
        number
    }

    /// Takes what every detail has.
    fn common(&mut self, item: &mut Element) -> Common {
        let mut extra = Extra::default();
        let language = take(item, "regulationLanguage").filter(|language| language != "en");
        keep(&mut extra, "regulationLanguage", language);
        let act = item.take("regulationSummary").map(|mut summary| {
            let act = Act {
                number: take(&mut summary, "numberTitle").unwrap_or_default(),
                kind: take(&mut summary, "regulationType"),
                body: take(&mut summary, "organisationType"),
                published: date(&mut summary, "publicationDate"),
                in_force: date(&mut summary, "entryIntoForceDate"),
                url: take(&mut summary, "publicationUrl"),
                ..Act::default()
            };
            // The CSV repeats the programme of the party.
            take(&mut summary, "programme");
            let mut act = act;
            self.leave(summary, &mut act.extra);
            self.act(act)
        });
        Common {
            id: take(item, "logicalId"),
            act,
            note: joined(remarks(item)),
            extra,
        }
    }

    fn name(&mut self, mut item: Element) -> Name {
        let common = self.common(&mut item);
        let parts = [
            ("firstName", NamePartType::Given),
            ("middleName", NamePartType::Middle),
            ("lastName", NamePartType::Surname),
        ];
        let parts: Vec<NamePart> = parts
            .into_iter()
            .filter_map(|(attribute, kind)| {
                Some(NamePart {
                    kind,
                    text: take(&mut item, attribute)?,
                    ..NamePart::default()
                })
            })
            .collect();
        let whole = take(&mut item, "wholeName").unwrap_or_else(|| {
            let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
            texts.join(" ")
        });
        let mut name = Name {
            text: whole,
            quality: match take(&mut item, "strong").as_deref() {
                Some("true") => Quality::Strong,
                Some("false") => Quality::Weak,
                Some(other) => Quality::Other(other.to_owned()),
                None => Quality::Unsaid,
            },
            parts,
            language: take(&mut item, "nameLanguage").map(|text| language_of(&text)),
            title: take(&mut item, "title"),
            position: take(&mut item, "function"),
            gender: gender_of(&take(&mut item, "gender").unwrap_or_default()),
            act: common.act,
            note: common.note,
            id: common.id,
            extra: common.extra,
            ..Name::default()
        };
        self.leave(item, &mut name.extra);
        name
    }

    fn citizenship(&mut self, mut item: Element) -> Option<CountryFact> {
        let line = item.line;
        let mut common = self.common(&mut item);
        let country = country(&mut item, &mut common.extra).unwrap_or_default();
        let mut fact = CountryFact {
            country,
            region: take(&mut item, "region"),
            since: date(&mut item, "acquisitionDate"),
            until: date(&mut item, "disenfranchisementDate"),
            act: common.act,
            note: common.note,
            id: common.id,
            extra: common.extra,
            ..CountryFact::default()
        };
        self.leave(item, &mut fact.extra);
        if fact.country.as_str().is_empty() {
            if fact.region.is_none() && fact.note.is_none() {
                let message = "a `citizenship` states no country; it was left out".to_owned();
                self.problems.push(note(self.file, line, message));
                return None;
            }
            fact.country = Country::from(UNKNOWN_COUNTRY.0);
        }
        Some(fact)
    }

    /// The date and the place are two facts under one id.
    fn birth(&mut self, mut item: Element, entry: &mut Entry) {
        let line = item.line;
        let mut common = self.common(&mut item);
        let mut place_extra = Extra::default();
        let circa = take(&mut item, "circa").as_deref() == Some("true");
        let calendar = take(&mut item, "calendarType").filter(|calendar| calendar != "GREGORIAN");
        let stated: Vec<(&str, String)> = BIRTH_ATTRIBUTES
            .into_iter()
            .filter_map(|name| Some((name, take(&mut item, name)?)))
            .collect();
        let mut place = Place {
            text: take(&mut item, "place"),
            city: take(&mut item, "city"),
            postal_code: take(&mut item, "zipCode"),
            region: take(&mut item, "region"),
            country: country(&mut item, &mut place_extra),
            ..Place::default()
        };
        let find = |name: &str| {
            stated
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.as_str())
        };
        let date = birth_of(find, circa, calendar.is_none());
        self.leave(item, &mut common.extra);
        let is_somewhere = place != Place::default();
        if is_somewhere {
            place.id.clone_from(&common.id);
            place.act.clone_from(&common.act);
            place.extra = place_extra;
        }
        let text = stated
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(" ");
        if date.is_none() && text.is_empty() {
            if !is_somewhere && common.note.is_none() {
                let message = format!(
                    "a `birthdate` of `{}` states neither date nor place; it was left out",
                    entry.id
                );
                self.problems.push(note(self.file, line, message));
                return;
            }
            place.id = common.id;
            place.act = common.act;
            place.note = common.note;
            place.extra.append(&mut common.extra);
            keep(&mut place.extra, "circa", circa.then(|| "true".to_owned()));
            entry.birth_places.push(place);
            return;
        }
        let mut fact = DateFact {
            date: date.unwrap_or_else(|| FuzzyDate::Unread(text.clone())),
            calendar: calendar.map(|calendar| calendar.to_lowercase()),
            act: common.act,
            note: common.note,
            id: common.id,
            extra: common.extra,
            ..DateFact::default()
        };
        let written: Vec<(&str, String)> = birth_attributes(&fact);
        if written != stated {
            keep(&mut fact.extra, "birthdate", Some(text));
        }
        entry.birth_dates.push(fact);
        entry.birth_places.extend(is_somewhere.then_some(place));
    }

    fn address(&mut self, mut item: Element, contacts: &mut Vec<Contact>) -> Address {
        let mut common = self.common(&mut item);
        let country = country(&mut item, &mut common.extra);
        for mut contact in item.take_all("contactInfo") {
            let key = take(&mut contact, "key").unwrap_or_default();
            contacts.push(Contact {
                kind: contact_kind(&key).to_owned(),
                value: take(&mut contact, "value").unwrap_or_default(),
                id: common.id.clone(),
                ..Contact::default()
            });
        }
        let place = take(&mut item, "place");
        keep(&mut common.extra, "place", place);
        let mut address = Address {
            street: take(&mut item, "street"),
            po_box: take(&mut item, "poBox"),
            city: take(&mut item, "city"),
            postal_code: take(&mut item, "zipCode"),
            region: take(&mut item, "region"),
            country,
            at_listing: take(&mut item, "asAtListingTime").as_deref() == Some("true"),
            act: common.act,
            note: common.note,
            id: common.id,
            extra: common.extra,
            ..Address::default()
        };
        self.leave(item, &mut address.extra);
        address
    }

    fn document(&mut self, mut item: Element) -> Document {
        let mut common = self.common(&mut item);
        let code = take(&mut item, "identificationTypeCode").unwrap_or_default();
        let description = take(&mut item, "identificationTypeDescription");
        let odd = description.filter(|text| text != document_description(&code));
        keep(&mut common.extra, "identificationTypeDescription", odd);
        let country = country(&mut item, &mut common.extra);
        for name in ["latinNumber", "validFrom", "region"] {
            let value = take(&mut item, name);
            keep(&mut common.extra, name, value);
        }
        let mut flag = |name: &str| take(&mut item, name).as_deref() == Some("true");
        let flags = [
            "diplomatic",
            "knownExpired",
            "knownFalse",
            "reportedLost",
            "revokedByIssuer",
        ]
        .map(&mut flag);
        let [diplomatic, known_expired, known_false, reported_lost, revoked] = flags;
        let mut document = Document {
            kind: document_kind(&code),
            number: take(&mut item, "number"),
            country,
            issued: date(&mut item, "issueDate"),
            expires: date(&mut item, "validTo"),
            issuer: take(&mut item, "issuedBy"),
            bearer: take(&mut item, "nameOnDocument"),
            diplomatic,
            known_false,
            known_expired,
            reported_lost,
            revoked,
            act: common.act,
            note: common.note,
            id: common.id,
            extra: common.extra,
            ..Document::default()
        };
        self.leave(item, &mut document.extra);
        document
    }

    /// Keeps what has no place in the model, and counts it.
    fn leave(&mut self, mut element: Element, extra: &mut Extra) {
        let line = element.line;
        for (name, value) in std::mem::take(&mut element.attributes) {
            if value.is_empty() || name == "xmlns" {
                continue;
            }
            self.unknown
                .entry(format!("{}@{name}", element.name))
                .or_insert((0, line))
                .0 += 1;
            keep(extra, &name, Some(value));
        }
        element.drop_blank();
        for name in element.leave(extra) {
            self.unknown.entry(name).or_insert((0, line)).0 += 1;
        }
    }
}

/// One gender for all names is that of the party; else each name has its own, and the party the only one that is stated.
fn join_genders(entry: &mut Entry) {
    let stated = entry
        .names
        .iter()
        .map(|name| &name.gender)
        .filter(|gender| **gender != Gender::Unsaid);
    let mut stated: Vec<Gender> = stated.cloned().collect();
    let all = stated.len() == entry.names.len();
    stated.dedup();
    let [gender] = stated.as_slice() else { return };
    if *gender == Gender::Male || *gender == Gender::Female {
        entry.gender = gender.clone();
    }
    if all && entry.gender != Gender::Unsaid {
        for name in &mut entry.names {
            name.gender = Gender::Unsaid;
        }
    }
}

/// Takes an attribute out; nothing where it is not there or empty.
fn take(element: &mut Element, name: &str) -> Option<String> {
    let at = element.attributes.iter().position(|(known, _)| known == name)?;
    let (_, value) = element.attributes.swap_remove(at);
    (!value.is_empty()).then_some(value)
}

fn date(element: &mut Element, name: &str) -> Option<FuzzyDate> {
    take(element, name).map(|text| FuzzyDate::from_text(&text))
}

fn remarks(element: &mut Element) -> Vec<String> {
    let remarks = element.take_all("remark").into_iter().map(|remark| remark.text);
    remarks.filter(|text| !text.trim().is_empty()).collect()
}

fn joined(texts: Vec<String>) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Takes the country; a description that is not that of the code, or the code itself, is kept.
fn country(element: &mut Element, extra: &mut Extra) -> Option<Country> {
    let code = take(element, "countryIso2Code").unwrap_or_default();
    let description = take(element, "countryDescription");
    let country = country_of(&code);
    let odd = description.filter(|text| *text != code && *text != country_description(country.as_ref()));
    keep(extra, "countryDescription", odd);
    country
}

fn keep(extra: &mut Extra, name: &str, text: Option<String>) {
    extra.extend(text.map(|text| (name.to_owned(), Node::text(text))));
}

fn phrase(text: String) -> Phrase {
    Phrase {
        text,
        ..Phrase::default()
    }
}
