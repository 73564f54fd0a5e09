//! A `Designation` into an entry.

use std::collections::BTreeMap;

use crate::data::Node;
use crate::import::importer::Problem;
use crate::import::sources::xml::{Element, note, problem};
use crate::model::record::{Extra, Scalar, Table, unless_empty};
use crate::model::{
    Address, Contact, CountryFact, DateFact, Designation, Document, Entry, FuzzyDate, Kind, Name, NamePart, NameType,
    Organization, Phrase, Place, Programme, Reference, Vessel,
};
use crate::uksl::{
    INDICATORS, POSITIONS, country_of, gender_of, indicators, language_of, measure_of, name_type_of, parse_birth_date,
    parse_day, quality_of, script_of,
};
use crate::vocabulary::{Scheme, programmes};

pub(super) struct Mapper<'a> {
    pub(super) file: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) programmes: &'a mut Table<Programme>,
    pub(super) unknown: &'a mut BTreeMap<String, (usize, u64)>,
    pub(super) odd_indicators: &'a mut usize,
}

impl Mapper<'_> {
    pub(super) fn entry(mut self, mut element: Element) -> Option<Entry> {
        let line = element.line;
        let id = self.required(&mut element, "UniqueID")?;
        let mut entry = Entry {
            kind: self.kind(&mut element, &id)?,
            id,
            ..Entry::default()
        };
        for (element_name, kind) in [("OFSIGroupID", "ofsi-group"), ("UNReferenceNumber", "un")] {
            entry
                .references
                .extend(text(&mut element, element_name).map(|value| Reference {
                    kind: kind.to_owned(),
                    value,
                    ..Reference::default()
                }));
        }
        self.names(&mut element, &mut entry);
        if !entry.names.iter().any(|name| name.kind != NameType::OriginalScript) {
            self.problems
                .push(problem(self.file, line, format!("`{}` has no name", entry.id)));
            return None;
        }
        entry.titles = phrases(&mut element, "Titles", "Title");
        let designation = self.designation(&mut element, &entry.id)?;
        entry.designations.push(designation);
        entry
            .remarks
            .extend(whole_text(&mut element, "OtherInformation").map(phrase));
        entry
            .reasons
            .extend(whole_text(&mut element, "UKStatementofReasons").map(phrase));
        for item in element.take_items("Addresses", "Address") {
            entry.addresses.extend(self.address(item));
        }
        for (list, item, kind) in [
            ("PhoneNumbers", "PhoneNumber", "phone"),
            ("EmailAddresses", "EmailAddress", "email"),
            ("Websites", "Website", "website"),
        ] {
            let values = texts(&mut element, list, item).into_iter();
            entry.contacts.extend(values.map(|value| Contact {
                kind: kind.to_owned(),
                value,
                ..Contact::default()
            }));
        }
        for (outer, inner) in [
            ("IndividualDetails", "Individual"),
            ("EntityDetails", "Entity"),
            ("ShipDetails", "Ship"),
        ] {
            let Some(mut details) = element.take(outer) else {
                continue;
            };
            for details in details.take_all(inner) {
                match inner {
                    "Individual" => self.individual(details, &mut entry),
                    "Entity" => self.body(details, &mut entry),
                    _ => self.ship(details, &mut entry),
                }
            }
            self.leave(details, &mut entry.extra);
        }
        self.leave(element, &mut entry.extra);
        Some(entry)
    }

    fn required(&mut self, element: &mut Element, name: &str) -> Option<String> {
        let found = text(element, name);
        if found.is_none() {
            let message = format!("the `{}` has no `{name}`", element.name);
            self.problems.push(problem(self.file, element.line, message));
        }
        found
    }

    fn kind(&mut self, element: &mut Element, id: &str) -> Option<Kind> {
        let text = self.required(element, "IndividualEntityShip")?;
        let kind = match text.as_str() {
            "Individual" => Kind::Individual,
            "Entity" => Kind::Entity,
            "Ship" => Kind::Vessel,
            other => {
                let message = format!("`{id}` is a `{other}`; `Individual`, `Entity` and `Ship` are known");
                self.problems.push(problem(self.file, element.line, message));
                return None;
            }
        };
        Some(kind)
    }

    fn names(&mut self, element: &mut Element, entry: &mut Entry) {
        for mut item in element.take_items("Names", "Name") {
            let parts: Vec<NamePart> = POSITIONS
                .into_iter()
                .filter_map(|(position, kind)| {
                    Some(NamePart {
                        kind,
                        text: text(&mut item, position)?,
                        ..NamePart::default()
                    })
                })
                .collect();
            if parts.is_empty() {
                let message = format!("a `Name` of `{}` has no part; it was left out", entry.id);
                self.problems.push(note(self.file, item.line, message));
                continue;
            }
            let whole: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
            let alone = matches!(parts.as_slice(), [part] if part.kind == POSITIONS[5].1);
            let mut name = Name {
                text: whole.join(" "),
                kind: name_type_of(&text(&mut item, "NameType").unwrap_or_default()),
                quality: quality_of(&text(&mut item, "AliasStrength").unwrap_or_default()),
                ..Name::default()
            };
            if !alone {
                name.parts = parts;
            }
            self.leave(item, &mut name.extra);
            entry.names.push(name);
        }
        for mut item in element.take_items("NonLatinNames", "NonLatinName") {
            let Some(whole) = text(&mut item, "NameNonLatinScript") else {
                if !item.is_blank() {
                    self.leave(item, &mut entry.extra);
                }
                continue;
            };
            let mut name = Name {
                text: whole,
                kind: NameType::OriginalScript,
                script: text(&mut item, "NonLatinScriptType").map(|text| script_of(&text)),
                language: text(&mut item, "NonLatinScriptLanguage").map(|text| language_of(&text)),
                ..Name::default()
            };
            self.leave(item, &mut name.extra);
            entry.names.push(name);
        }
    }

    fn designation(&mut self, element: &mut Element, id: &str) -> Option<Designation> {
        let regime = self.required(element, "RegimeName")?;
        let listed = text(element, "DateDesignated").map(|text| day(&text));
        let updated = text(element, "LastUpdated").map(|text| day(&text));
        let imposed = text(element, "SanctionsImposed").unwrap_or_default();
        let mut measures: Vec<String> = imposed
            .split('|')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(measure_of)
            .collect();
        measures.sort_unstable();
        measures.dedup();
        let mut designation = Designation {
            programme: Some(self.programme(id, regime)),
            amended: updated.filter(|day| Some(day) != listed.as_ref()).into_iter().collect(),
            listed,
            origin: text(element, "DesignationSource"),
            measures,
            ..Designation::default()
        };
        self.indicators(element, &mut designation);
        Some(designation)
    }

    /// The code of a regime is the prefix of its unique IDs where the regime is the one that bears it, else the regime's name.
    fn programme(&mut self, id: &str, regime: String) -> String {
        let prefix = id.get(..3).unwrap_or(id);
        let known = programmes(Scheme::Uk);
        let code = match (known.code(Scheme::Uk, &regime), known.get(prefix)) {
            (Some(code), _) => return code.to_owned(),
            (None, None) => prefix.to_owned(),
            (None, Some(_)) => regime.clone(),
        };
        let named = Programme {
            title: Some(regime.clone()),
            ..Programme::default()
        };
        match self.programmes.get(&code) {
            Some(other) if *other != named => {
                self.programmes.insert(regime.clone(), named);
                regime
            }
            _ => {
                self.programmes.insert(code.clone(), named);
                code
            }
        }
    }

    fn indicators(&mut self, element: &mut Element, designation: &mut Designation) {
        let Some(mut stated) = element.take("SanctionsImposedIndicators") else {
            return;
        };
        let follow = INDICATORS.into_iter().zip(indicators(&designation.measures));
        let odd: Vec<String> = follow
            .filter_map(|(name, value)| {
                let own = text(&mut stated, name)?;
                (own != value.to_string()).then(|| format!("{name}={own}"))
            })
            .collect();
        if !odd.is_empty() {
            *self.odd_indicators += 1;
            let text = Node::text(odd.join(" "));
            designation.extra.insert("SanctionsImposedIndicators".to_owned(), text);
        }
        self.leave(stated, &mut designation.extra);
    }

    fn address(&mut self, mut item: Element) -> Option<Address> {
        let mut address = Address {
            street: text(&mut item, "AddressLine1"),
            street2: text(&mut item, "AddressLine2"),
            street3: text(&mut item, "AddressLine3"),
            street4: text(&mut item, "AddressLine4"),
            street5: text(&mut item, "AddressLine5"),
            street6: text(&mut item, "AddressLine6"),
            postal_code: text(&mut item, "AddressPostalCode"),
            country: text(&mut item, "AddressCountry").map(|label| country_of(&label)),
            ..Address::default()
        };
        self.leave(item, &mut address.extra);
        (address != Address::default()).then_some(address)
    }

    fn individual(&mut self, mut details: Element, entry: &mut Entry) {
        let dates = texts(&mut details, "DOBs", "DOB").into_iter();
        entry.birth_dates.extend(dates.map(|text| DateFact {
            date: parse_birth_date(&text).unwrap_or(FuzzyDate::Unread(text)),
            ..DateFact::default()
        }));
        self.papers(&mut details, ["PassportDetails", "Passport"], "passport", entry);
        self.papers(
            &mut details,
            ["NationalIdentifierDetails", "NationalIdentifier"],
            "national-id",
            entry,
        );
        let countries = texts(&mut details, "Nationalities", "Nationality").into_iter();
        entry.nationalities.extend(countries.map(|label| country_fact(&label)));
        entry.positions.extend(phrases(&mut details, "Positions", "Position"));
        let mut genders = texts(&mut details, "Genders", "Gender").into_iter();
        entry.gender = gender_of(&genders.next().unwrap_or_default());
        for other in genders {
            let message = format!("`{}` has a second `Gender`; it was kept under `extra`", entry.id);
            self.problems.push(note(self.file, details.line, message));
            entry.extra.insert("Gender".to_owned(), Node::text(other));
        }
        for mut item in details.take_items("BirthDetails", "Location") {
            let mut place = Place {
                city: text(&mut item, "TownOfBirth"),
                country: text(&mut item, "CountryOfBirth").map(|label| country_of(&label)),
                ..Place::default()
            };
            self.leave(item, &mut place.extra);
            entry.birth_places.extend((place != Place::default()).then_some(place));
        }
        self.leave(details, &mut entry.extra);
    }

    fn papers(&mut self, details: &mut Element, [list, item]: [&str; 2], kind: &str, entry: &mut Entry) {
        for mut paper in details.take_items(list, item) {
            let mut document = Document {
                kind: kind.to_owned(),
                number: text(&mut paper, &format!("{item}Number")),
                note: text(&mut paper, &format!("{item}AdditionalInformation")),
                ..Document::default()
            };
            self.leave(paper, &mut document.extra);
            let says = document.number.is_some() || document.note.is_some() || !document.extra.is_empty();
            entry.documents.extend(says.then_some(document));
        }
    }

    fn body(&mut self, mut details: Element, entry: &mut Entry) {
        let numbers = texts(
            &mut details,
            "BusinessRegistrationNumbers",
            "BusinessRegistrationNumber",
        )
        .into_iter();
        entry
            .documents
            .extend(numbers.map(|number| document("business-registration", number)));
        let body = Organization {
            types: phrases(&mut details, "TypeOfEntities", "TypeOfEntity"),
            parents: phrases(&mut details, "ParentCompanies", "ParentCompany"),
            subsidiaries: phrases(&mut details, "Subsidiaries", "Subsidiary"),
            ..Organization::default()
        };
        entry.organization = unless_empty(body);
        self.leave(details, &mut entry.extra);
    }

    fn ship(&mut self, mut details: Element, entry: &mut Entry) {
        let numbers = texts(&mut details, "IMONumbers", "IMONumber").into_iter();
        entry
            .documents
            .extend(numbers.map(|number| document("imo", imo_of(number))));
        let mut flags = texts(&mut details, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip").into_iter();
        let mut types = texts(&mut details, "TypeOfShipDetails", "TypeOfShip").into_iter();
        let former = texts(&mut details, "PreviousFlags", "PreviousFlag");
        let built = texts(&mut details, "YearsBuilt", "YearBuilt");
        let mut ship = Vessel {
            kind: types.next(),
            other_types: types.map(phrase).collect(),
            flag: flags.next().map(|label| country_of(&label)),
            other_flags: flags.map(|label| country_fact(&label)).collect(),
            former_flags: former.iter().map(|label| country_fact(label)).collect(),
            operators: phrases(&mut details, "CurrentOwnerOperators", "CurrentOwnerOperator"),
            former_operators: phrases(&mut details, "PreviousOwnerOperators", "PreviousOwnerOperator"),
            tonnage: self.only_one(&mut details, ["TonnageOfShipDetails", "TonnageOfShip"], entry),
            length: self.only_one(&mut details, ["LengthOfShipDetails", "LengthOfShip"], entry),
            hull_numbers: phrases(&mut details, "HullIdentificationNumbers", "HullIdentificationNumber"),
            ..Vessel::default()
        };
        ship.built = built
            .iter()
            .map(|text| DateFact {
                date: FuzzyDate::from_text(text),
                ..DateFact::default()
            })
            .collect();
        entry.vessel = unless_empty(ship);
        self.leave(details, &mut entry.extra);
    }

    /// Takes the values of a field of which the model has one; several are kept as one text.
    fn only_one(&mut self, details: &mut Element, [list, item]: [&str; 2], entry: &Entry) -> Option<String> {
        let line = details.line;
        let values = texts(details, list, item);
        if values.len() > 1 {
            let message = format!(
                "`{}` has {} of `{item}`; they were read as one text",
                entry.id,
                values.len()
            );
            self.problems.push(note(self.file, line, message));
        }
        (!values.is_empty()).then(|| values.join("; "))
    }

    /// Keeps what has no place in the model, and counts it.
    fn leave(&mut self, mut element: Element, extra: &mut Extra) {
        element.drop_blank();
        let line = element.line;
        for name in element.leave(extra) {
            self.unknown.entry(name).or_insert((0, line)).0 += 1;
        }
    }
}

/// Takes the text of a child, without blanks at its ends; nothing where there is none.
fn text(element: &mut Element, name: &str) -> Option<String> {
    element.take_text(name)
}

/// Takes a text of several lines as it is, but for one line end before it and one behind it.
fn whole_text(element: &mut Element, name: &str) -> Option<String> {
    let text = element.take(name)?.text;
    let text = text.strip_prefix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\n').unwrap_or(text);
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn texts(element: &mut Element, list: &str, item: &str) -> Vec<String> {
    let items = element.take_items(list, item).into_iter().map(Element::into_text);
    items.filter(|text| !text.is_empty()).collect()
}

fn phrases(element: &mut Element, list: &str, item: &str) -> Vec<Phrase> {
    texts(element, list, item).into_iter().map(phrase).collect()
}

fn phrase(text: String) -> Phrase {
    Phrase {
        text,
        ..Phrase::default()
    }
}

fn country_fact(label: &str) -> CountryFact {
    CountryFact {
        country: country_of(label),
        ..CountryFact::default()
    }
}

fn document(kind: &str, number: String) -> Document {
    Document {
        kind: kind.to_owned(),
        number: Some(number),
        ..Document::default()
    }
}

/// `IMO9562233` is the number 9562233.
fn imo_of(text: String) -> String {
    match text.strip_prefix("IMO") {
        Some(digits) if digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.to_owned(),
        _ => text,
    }
}

fn day(text: &str) -> FuzzyDate {
    parse_day(text).unwrap_or_else(|| FuzzyDate::Unread(text.to_owned()))
}
