//! One `sanctionEntity`, its attributes in the order of the schema.

use crate::data::{Branch, Node};
use crate::model::record::{Extra, IdKey};
use crate::model::{
    Act, Address, Contact, Country, CountryFact, DateFact, Designation, Document, Entry, FuzzyDate, Gender, Kind, Name,
    NamePartType, Place, Quality,
};

use super::birth::birth_attributes;
use super::label::{
    contact_key, country_code, country_description, document_code, document_description, gender_text, language_text,
    printed_day,
};
use super::number::logical_id;

/// Returns the `sanctionEntity` of an entry. Facts for which the files have nothing are not in it.
pub(crate) fn entity(entry: &Entry) -> Branch {
    let main = main_designation(entry);
    let own_id = entry
        .references
        .iter()
        .find(|reference| reference.kind == "eu-logical-id");
    let un = entry.references.iter().find(|reference| reference.kind == "un");
    let mut element = Branch::group("sanctionEntity", Vec::new());
    let day = |date: Option<&FuzzyDate>| date.and_then(FuzzyDate::whole).map(|day| day.to_string());
    let note = main.and_then(|it| it.note.as_deref());
    let listed = main.and_then(|it| it.listed.as_ref());
    element = with_some(element, "delistingDate", day(main.and_then(|it| it.ended.as_ref())));
    element = with_some(element, "designationDate", note.and(day(listed)));
    let details = note.map(str::to_owned).or_else(|| listed.map(printed_day));
    element = element
        .with("designationDetails", details.unwrap_or_default())
        .with(
            "unitedNationId",
            un.map(|reference| reference.value.clone()).unwrap_or_default(),
        )
        .with("euReferenceNumber", entry.id.clone())
        .with(
            "logicalId",
            logical_id(own_id.map(|reference| reference.value.as_str()), &[&entry.id]),
        );
    let writer = Writer { entry, main };
    element
        .children
        .extend(entry.remarks.iter().map(|remark| Branch::leaf("remark", &*remark.text)));
    element.children.push(writer.regulation());
    let (code, class) = match entry.kind {
        Kind::Individual => ("person", "P"),
        _ => ("enterprise", "E"),
    };
    let subject = Branch::group("subjectType", Vec::new());
    element
        .children
        .push(subject.with("code", code).with("classificationCode", class));
    element.children.extend(writer.details());
    element
}

/// Returns the number of an act as the files have it. Two acts under one number are distinguished by `#2`.
pub(crate) fn act_number(number: &str) -> &str {
    match number.rsplit_once('#') {
        Some((own, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => own,
        _ => number,
    }
}

fn main_designation(entry: &Entry) -> Option<&Designation> {
    let with_programme = entry.designations.iter().find(|it| it.programme.is_some());
    with_programme.or_else(|| entry.designations.first())
}

fn with_some(element: Branch, name: &'static str, value: Option<String>) -> Branch {
    match value {
        Some(value) => element.with(name, value),
        None => element,
    }
}

fn text(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}

fn extra<'a>(extra: &'a Extra, name: &str) -> Option<&'a str> {
    extra.get(name).and_then(Node::as_text)
}

struct Writer<'a> {
    entry: &'a Entry,
    main: Option<&'a Designation>,
}

/// What every detail of a party has.
struct Common<'a> {
    id: Option<&'a str>,
    act: Option<&'a String>,
    note: Option<&'a String>,
    extra: &'a Extra,
}

macro_rules! common {
    ($detail:expr) => {
        Common {
            id: $detail.id.as_deref(),
            act: $detail.act.as_ref(),
            note: $detail.note.as_ref(),
            extra: &$detail.extra,
        }
    };
}

impl Writer<'_> {
    /// The latest act; of a list of another house the act that lists the party.
    fn regulation(&self) -> Branch {
        let number = self.main.and_then(|it| it.act.as_ref());
        let act = self.act(number);
        let programme = self.main.and_then(|it| it.programme.as_ref());
        let id = logical_id(act.id.as_deref(), &["regulation", &act.number]);
        let in_force = act.in_force.as_ref().or(act.published.as_ref());
        let mut element = Branch::group("regulation", Vec::new())
            .with("regulationType", kind_of(&act))
            .with(
                "organisationType",
                act.body.clone().unwrap_or_else(|| "council".to_owned()),
            )
            .with(
                "publicationDate",
                act.published.as_ref().map(FuzzyDate::to_string).unwrap_or_default(),
            )
            .with(
                "entryIntoForceDate",
                in_force.map(FuzzyDate::to_string).unwrap_or_default(),
            )
            .with("numberTitle", act_number(&act.number))
            .with("programme", text(programme))
            .with("logicalId", id);
        element
            .children
            .extend(act.note.as_ref().map(|note| Branch::leaf("remark", &**note)));
        element
            .children
            .extend(act.url.as_ref().map(|url| Branch::leaf("publicationUrl", &**url)));
        element
    }

    /// The act under a number; where the entry has none, what its designation says of the act that lists it.
    fn act(&self, number: Option<&String>) -> Act {
        let found = number.and_then(|number| self.entry.acts.iter().find(|act| act.number == *number));
        if let Some(act) = found {
            return act.clone();
        }
        let main = self.main;
        let instrument = main.and_then(|it| it.instrument.clone().or_else(|| it.reference.clone()));
        let own = number.cloned().or(instrument);
        let listed = main.and_then(|it| it.listed.clone().or_else(|| it.effective.clone()));
        Act {
            number: own.unwrap_or_default(),
            published: listed,
            in_force: main.and_then(|it| it.effective.clone()),
            url: main.and_then(|it| it.instrument_url.clone()),
            ..Act::default()
        }
    }

    /// The details, those of each kind by their ids.
    fn details(&self) -> Vec<Branch> {
        let entry = self.entry;
        let stated = entry.names.iter().any(|name| name.gender != Gender::Unsaid);
        let names = entry.names.iter().map(|name| self.name(name, stated));
        let citizenships = entry.citizenships.iter().chain(&entry.nationalities);
        let citizenships = citizenships.map(|fact| self.citizenship(fact));
        let addresses = entry.addresses.iter().map(|address| self.address(address));
        let documents = entry.documents.iter().map(|document| self.identification(document));
        let mut all = by_id(names.collect());
        all.extend(by_id(citizenships.collect()));
        all.extend(by_id(self.births()));
        all.extend(by_id(addresses.collect()));
        all.extend(by_id(documents.collect()));
        all
    }

    fn name(&self, name: &Name, stated: bool) -> Branch {
        let part = |kinds: &[NamePartType]| {
            let parts = name.parts.iter().filter(|part| kinds.contains(&part.kind));
            parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let gender = gender_text(if stated { &name.gender } else { &self.entry.gender });
        let strong = match name.quality {
            Quality::Strong => Some("true"),
            Quality::Weak => Some("false"),
            _ => None,
        };
        let element = Branch::group("nameAlias", Vec::new())
            .with("firstName", part(&[NamePartType::Given]))
            .with("middleName", part(&[NamePartType::Middle, NamePartType::Patronymic]))
            .with("lastName", part(&[NamePartType::Surname]))
            .with("wholeName", &*name.text)
            .with("function", text(name.position.as_ref()));
        let element = with_some(element, "gender", gender.map(str::to_owned))
            .with("title", text(name.title.as_ref()))
            .with(
                "nameLanguage",
                name.language.as_ref().map(language_text).unwrap_or_default(),
            );
        let element = with_some(element, "strong", strong.map(str::to_owned));
        self.finish(element, &common!(name), &[&name.text])
    }

    fn citizenship(&self, fact: &CountryFact) -> Branch {
        let element = Branch::group("citizenship", Vec::new());
        let element = with_some(
            element,
            "acquisitionDate",
            fact.since.as_ref().map(FuzzyDate::to_string),
        );
        let element = with_some(
            element,
            "disenfranchisementDate",
            fact.until.as_ref().map(FuzzyDate::to_string),
        )
        .with("region", text(fact.region.as_ref()));
        let element = country(element, Some(&fact.country), &fact.extra);
        self.finish(element, &common!(fact), &["citizenship", fact.country.as_str()])
    }

    /// A date and a place under one id are one element.
    fn births(&self) -> Vec<Branch> {
        let entry = self.entry;
        let is_of = |place: &Place, fact: &DateFact| place.id.is_some() && place.id == fact.id;
        let dates = entry.birth_dates.iter().map(|fact| {
            let place = entry.birth_places.iter().find(|place| is_of(place, fact));
            self.birth(Some(fact), place)
        });
        let alone = entry
            .birth_places
            .iter()
            .filter(|place| !entry.birth_dates.iter().any(|fact| is_of(place, fact)));
        dates.chain(alone.map(|place| self.birth(None, Some(place)))).collect()
    }

    fn birth(&self, fact: Option<&DateFact>, place: Option<&Place>) -> Branch {
        let nowhere = Place::default();
        let circa = match fact.map(|fact| &fact.date) {
            Some(FuzzyDate::Point { approximate, .. } | FuzzyDate::Range { approximate, .. }) => *approximate,
            _ => place.is_some_and(|place| extra(&place.extra, "circa") == Some("true")),
        };
        let at = place.unwrap_or(&nowhere);
        let calendar = fact.and_then(|fact| fact.calendar.as_ref());
        let calendar = calendar.map_or_else(|| "GREGORIAN".to_owned(), |calendar| calendar.to_uppercase());
        let mut element = Branch::group("birthdate", Vec::new())
            .with("circa", if circa { "true" } else { "false" })
            .with("calendarType", calendar)
            .with("city", text(at.city.as_ref()))
            .with("zipCode", text(at.postal_code.as_ref()));
        element.attributes.extend(fact.map(stated_birth).unwrap_or_default());
        let region = at.region.as_ref().or(at.state.as_ref());
        let whole = at.text.as_ref().or(at.street.as_ref());
        let element = element.with("region", text(region)).with("place", text(whole));
        let element = country(element, at.country.as_ref(), &at.extra);
        let key = fact.map(|fact| fact.date.to_string()).unwrap_or_default();
        let place_key = at.parts().collect::<Vec<_>>().join("\0");
        let common = match (fact, place) {
            (Some(fact), _) => common!(fact),
            (None, Some(place)) => common!(place),
            (None, None) => common!(nowhere),
        };
        self.finish(element, &common, &["birthdate", &key, &place_key])
    }

    fn address(&self, address: &Address) -> Branch {
        let streets = [
            &address.text,
            &address.care_of,
            &address.street,
            &address.street2,
            &address.street3,
            &address.street4,
            &address.street5,
            &address.street6,
        ];
        let place = extra(&address.extra, "place").unwrap_or_default();
        let street: Vec<&str> = streets.into_iter().filter_map(|text| text.as_deref()).collect();
        let element = Branch::group("address", Vec::new())
            .with("city", text(address.city.as_ref().or(address.area.as_ref())))
            .with("street", street.join(", "))
            .with("poBox", text(address.po_box.as_ref()))
            .with("zipCode", text(address.postal_code.as_ref()))
            .with("region", text(address.region.as_ref().or(address.state.as_ref())))
            .with("place", place)
            .with("asAtListingTime", if address.at_listing { "true" } else { "false" });
        let element = country(element, address.country.as_ref(), &address.extra);
        let mut element = self.finish(element, &common!(address), &["address", &street.join(", ")]);
        let own = |contact: &&Contact| contact.id.is_some() && contact.id == address.id;
        let contacts = self.entry.contacts.iter().filter(own);
        element.children.extend(contacts.map(|contact| {
            Branch::group("contactInfo", Vec::new())
                .with("key", contact_key(&contact.kind))
                .with("value", &*contact.value)
        }));
        element
    }

    fn identification(&self, document: &Document) -> Branch {
        let flag = |set: bool| if set { "true" } else { "false" };
        let code = document_code(&document.kind);
        let description = extra(&document.extra, "identificationTypeDescription");
        let own = |name| extra(&document.extra, name).unwrap_or_default();
        let day = |date: Option<&FuzzyDate>| date.map(FuzzyDate::to_string);
        let element = Branch::group("identification", Vec::new())
            .with("diplomatic", flag(document.diplomatic))
            .with("knownExpired", flag(document.known_expired))
            .with("knownFalse", flag(document.known_false))
            .with("reportedLost", flag(document.reported_lost))
            .with("revokedByIssuer", flag(document.revoked));
        let element = with_some(element, "issueDate", day(document.issued.as_ref()))
            .with("issuedBy", text(document.issuer.as_ref()))
            .with("latinNumber", own("latinNumber"))
            .with("nameOnDocument", text(document.bearer.as_ref()))
            .with("number", text(document.number.as_ref()));
        let valid_from = extra(&document.extra, "validFrom").map(str::to_owned);
        let element = with_some(element, "validFrom", valid_from);
        let element = with_some(element, "validTo", day(document.expires.as_ref())).with("region", own("region"));
        let element = country(element, document.country.as_ref(), &document.extra)
            .with("identificationTypeCode", code)
            .with(
                "identificationTypeDescription",
                description.unwrap_or(document_description(code)),
            );
        self.finish(
            element,
            &common!(document),
            &["identification", code, text(document.number.as_ref())],
        )
    }

    /// Adds what every detail has.
    fn finish(&self, element: Branch, common: &Common<'_>, key: &[&str]) -> Branch {
        let key: Vec<&str> = std::iter::once(self.entry.id.as_str())
            .chain(key.iter().copied())
            .collect();
        let mut element = element
            .with(
                "regulationLanguage",
                extra(common.extra, "regulationLanguage").unwrap_or("en"),
            )
            .with("logicalId", logical_id(common.id, &key));
        element
            .children
            .extend(common.note.map(|note| Branch::leaf("remark", &**note)));
        let act = self.act(common.act.or_else(|| self.main?.act.as_ref()));
        let summary = Branch::group("regulationSummary", Vec::new())
            .with("regulationType", kind_of(&act))
            .with(
                "publicationDate",
                act.published.as_ref().map(FuzzyDate::to_string).unwrap_or_default(),
            )
            .with("numberTitle", act_number(&act.number));
        element.children.push(with_some(summary, "publicationUrl", act.url));
        element
    }
}

fn kind_of(act: &Act) -> String {
    act.kind.clone().unwrap_or_else(|| "regulation".to_owned())
}

/// The attributes of a date of birth; where the files state it in a way of their own, as they do.
fn stated_birth(fact: &DateFact) -> Vec<(&'static str, String)> {
    let Some(stated) = extra(&fact.extra, "birthdate") else {
        return birth_attributes(fact);
    };
    let pairs: Vec<(&str, &str)> = stated.split(' ').filter_map(|pair| pair.split_once('=')).collect();
    let find = |name: &'static str| {
        let found = pairs.iter().find(|(known, _)| *known == name)?;
        Some((name, found.1.to_owned()))
    };
    super::birth::BIRTH_ATTRIBUTES.into_iter().filter_map(find).collect()
}

fn country(element: Branch, country: Option<&Country>, own: &Extra) -> Branch {
    let stated = extra(own, "countryDescription").map(str::to_owned);
    element.with("countryIso2Code", country_code(country)).with(
        "countryDescription",
        stated.unwrap_or_else(|| country_description(country)),
    )
}

fn by_id(mut elements: Vec<Branch>) -> Vec<Branch> {
    elements.sort_by(|a, b| IdKey(a.attribute("logicalId")).cmp(&IdKey(b.attribute("logicalId"))));
    elements
}
