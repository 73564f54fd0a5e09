//! What editors write in the place of a field of an entry: labels of the authorities, abbreviations, names in the singular.

use crate::model::record::Record;
use crate::model::schema::{FieldSchema, Schema, Shape};
use crate::model::{Entry, List};

/// Words in lower case, joined by `_`, and where the fact belongs.
const OF_ENTRIES: &[(&[&str], &str)] = &[
    (
        &[
            "a_k_a",
            "aka",
            "alias",
            "aliases",
            "fka",
            "nka",
            "individual_alias",
            "entity_alias",
        ],
        "write it under `names`, with its `type`",
    ),
    (
        &[
            "dob",
            "date_of_birth",
            "birth_date",
            "birthdate",
            "birthday",
            "born",
            "individual_date_of_birth",
        ],
        "write it under `birth_dates`",
    ),
    (
        &[
            "pob",
            "place_of_birth",
            "birth_place",
            "birthplace",
            "town_of_birth",
            "country_of_birth",
            "individual_place_of_birth",
        ],
        "write it under `birth_places`",
    ),
    (
        &["died", "date_of_death", "dod", "deceased"],
        "write it under `death_dates`",
    ),
    (&["sex"], "write it as `gender`"),
    (&["nationality"], "write it under `nationalities`"),
    (&["citizenship"], "write it under `citizenships`"),
    (
        &["address", "individual_address", "entity_address"],
        "write it under `addresses`",
    ),
    (
        &["imo", "imo_number", "mmsi"],
        "write it under `documents`: `type: imo`, `number: …`",
    ),
    (
        &["passport", "passports", "passport_no", "passport_number"],
        "write it under `documents`: `type: passport`, `number: …`",
    ),
    (
        &[
            "national_id",
            "id_number",
            "ssn",
            "tax_id",
            "registration_number",
            "identification",
            "individual_document",
        ],
        "write it under `documents`, with its `type` and `number`",
    ),
    (
        &["email", "e_mail", "phone", "telephone", "website", "url", "fax"],
        "write it under `contacts`, with its `type`",
    ),
    (
        &["wallet", "bitcoin", "xbt", "btc", "digital_currency_address"],
        "write it under `wallets`, with its `currency`",
    ),
    (
        &["position", "role", "function", "designation", "job_title"],
        "write it under `positions`",
    ),
    (
        &["programs", "program", "programmes", "programme", "regime"],
        "write it under `designations`, as `programme`",
    ),
    (
        &["listed_on", "date_listed", "date_designated", "designated"],
        "write it under `designations`, as `listed`",
    ),
    (
        &["removed", "delisted", "delisted_on"],
        "remove the entry's file and state the reason under `removals` in `list.yaml`",
    ),
    (&["ended_on"], "write it under `designations`, as `ended`"),
    (
        &["comment", "comments", "comments1", "other_information", "remark"],
        "write it under `remarks`",
    ),
    (
        &["reason", "statement_of_reasons", "listing_reason"],
        "write it under `reasons`",
    ),
    (
        &["owner", "owned_by", "linked_to", "parent", "subsidiary"],
        "write it under `relations`, with its `type` and `to`",
    ),
    (
        &["callsign", "flag", "tonnage", "vessel_type"],
        "write it under `vessel`",
    ),
];

/// Returns where a field belongs that a record does not have: under one of its fields, in the entry or in `list.yaml`.
pub(super) fn place_of(record: &'static Schema, name: &str) -> Option<String> {
    let word: String = name.to_lowercase().replace([' ', '-', '.'], "_");
    let word = word.trim_matches('_');
    let under: Vec<String> = record
        .fields
        .iter()
        .filter(|field| holds(field, word))
        .map(|field| format!("`{}`", field.name))
        .collect();
    let synonym = || {
        OF_ENTRIES
            .iter()
            .find(|(words, _)| words.contains(&word))
            .map(|(_, remedy)| (*remedy).to_owned())
    };
    if record == Entry::SCHEMA {
        return synonym().or_else(|| nested(&under)).or_else(|| in_list(word));
    }
    nested(&under).or_else(|| {
        let of_entry = Entry::SCHEMA.fields.iter().any(|field| field.name == word);
        of_entry.then(|| format!("`{word}` is a field of an entry: check the indentation"))
    })
}

/// Under more fields than these a word says too little of where it belongs.
const MOST: usize = 3;

fn nested(under: &[String]) -> Option<String> {
    let (last, others) = under.split_last()?;
    (under.len() <= MOST).then(|| match others {
        [] => format!("it belongs under {last}"),
        others => format!("it belongs under {} or {last}", others.join(", ")),
    })
}

fn in_list(word: &str) -> Option<String> {
    let of_list = List::SCHEMA.fields.iter().any(|field| field.name == word);
    of_list.then(|| "it belongs in `list.yaml`".to_owned())
}

/// Returns true if a field holds records that have a field of this name.
fn holds(field: &FieldSchema, name: &str) -> bool {
    let mut shape = &field.shape;
    loop {
        match shape {
            Shape::Set(inner) | Shape::Table(inner) => shape = inner,
            Shape::Record(schema) => return schema.fields.iter().any(|field| field.name == name),
            _ => return false,
        }
    }
}
