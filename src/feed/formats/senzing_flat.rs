//! `senzing-flat`: the listed parties as flat records, since moov-io/watchman reads of a record only its top level: one
//! name, one address, one number of a kind. A file of its own: Senzing would take repeated features for further ones.

use std::io::Write;

use serde_json::{Map, Value};

use crate::feed::carries::{Account, Carries, Gap};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::ftm::senzing::{data_source, gender, name_attribute, names, record_type, whole_addresses};
use crate::feed::ftm::{Adjacent, Chronicle, senzing_carries};
use crate::ftm::{Entity, Values};
use crate::model::Edition;

const FILE: FileKind = FileKind {
    name: "senzing-flat.json",
    media_type: "application/json+senzing",
    about: "every listed party a line, as a flat record of Senzing",
};

/// See the module.
pub(super) struct SenzingFlat;

impl Format for SenzingFlat {
    fn name(&self) -> &'static str {
        "senzing-flat"
    }

    fn about(&self) -> &'static str {
        "flat records of Senzing, as moov-io/watchman reads them: one value of each kind"
    }

    fn files(&self) -> &'static [FileKind] {
        &[FILE]
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &FILE)?;
        let chronicle = Chronicle::of(edition);
        let seen = chronicle.ordered()?;
        let adjacent = Adjacent::of(&seen);
        let source = data_source(chronicle.dataset());
        for place in 0..adjacent.len() {
            let entity = &adjacent.seen(place).entity;
            if entity.values("topics").contains("sanction") && entity.schema.matchable {
                writeln!(out, "{}", record(place, &source, &adjacent))?;
            }
        }
        Ok(())
    }

    fn carries(&self) -> &'static Carries {
        &senzing_carries::FLAT
    }

    fn account<'a>(&'a self, edition: &'a Edition) -> Option<Account<'a>> {
        Some(Box::new(|entry| {
            let is_written = !entry.designations.is_empty() && entry.is_in_force(edition.day());
            let gap = Gap::new("designations", "no designation holds, and the entry is left out");
            (!is_written).then_some(gap).into_iter().collect()
        }))
    }
}

/// Numbers of which watchman reads one of each kind.
const NUMBERS: [(&str, &str); 9] = [
    ("birthDate", "DATE_OF_BIRTH"),
    ("deathDate", "DATE_OF_DEATH"),
    ("idNumber", "NATIONAL_ID_NUMBER"),
    ("taxNumber", "TAX_ID_NUMBER"),
    ("socialSecurityNumber", "SSN"),
    ("phone", "PHONE_NUMBER"),
    ("email", "EMAIL_ADDRESS"),
    ("website", "WEBSITE_ADDRESS"),
    ("sourceUrl", "URL"),
];

fn record(place: usize, source: &str, adjacent: &Adjacent<'_>) -> Value {
    let entity = &adjacent.seen(place).entity;
    let mut record = Map::new();
    let mut set = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            record.insert(name.to_owned(), text.into());
        }
    };
    set("DATA_SOURCE", Some(source.to_owned()));
    set("RECORD_ID", Some(entity.id.clone()));
    set("RECORD_TYPE", record_type(entity).map(str::to_owned));
    set(name_attribute(entity), names(entity).into_iter().next());
    set("GENDER", gender(entity).map(str::to_owned));
    set("ADDR_FULL", whole_addresses(place, adjacent).next().map(str::to_owned));
    let nationality = entity.values("nationality").first();
    set("NATIONALITY", nationality.map(str::to_uppercase));
    for (property, name) in NUMBERS {
        set(name, best(entity.values(property)));
    }
    for (property, name) in COUNTRIES_OF_NUMBERS {
        set(name, country_of(place, best(entity.values(property)), adjacent));
    }
    passport(place, adjacent, &mut set);
    Value::Object(record)
}

/// The attribute for the country that issued a number.
const COUNTRIES_OF_NUMBERS: [(&str, &str); 2] = [("idNumber", "NATIONAL_ID_COUNTRY"), ("taxNumber", "TAX_ID_COUNTRY")];

/// Returns the country of the paper that bears a number.
fn country_of(place: usize, number: Option<String>, adjacent: &Adjacent<'_>) -> Option<String> {
    let number = number?;
    let mut papers = adjacent.of_schema(place, "Identification");
    let paper = papers.find(|paper| paper.values("number").contains(&number))?;
    paper.values("country").first().map(str::to_uppercase)
}

/// The first whole value; watchman reads no date of a month alone.
fn best(mut values: Values<'_>) -> Option<String> {
    let is_month = |value: &str| value.len() == 7 && value.as_bytes()[4] == b'-';
    values.find(|value| !is_month(value)).map(str::to_owned)
}

fn passport(place: usize, adjacent: &Adjacent<'_>, set: &mut dyn FnMut(&str, Option<String>)) {
    let entity = &adjacent.seen(place).entity;
    let paper = adjacent.of_schema(place, "Passport").next();
    let first = |entity: &Entity, property: &str| entity.values(property).first().map(str::to_owned);
    match paper {
        Some(paper) => {
            set("PASSPORT_NUMBER", first(paper, "number"));
            set(
                "PASSPORT_COUNTRY",
                first(paper, "country").map(|code| code.to_uppercase()),
            );
        }
        None => set("PASSPORT_NUMBER", first(entity, "passportNumber")),
    }
}
