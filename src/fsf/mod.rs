//! An entry as the European Union's Financial Sanctions Files (FSF, version 1.1) have it: elements, columns, acts.
//!
//! Source: `schema_1_1.xsd` and the files themselves (2018 to 2026). `docs/eu.md` describes the mapping.

mod birth;
mod columns;
mod label;
mod number;
mod record;

pub(crate) use birth::{BIRTH_ATTRIBUTES, birth_attributes, birth_of};
pub use columns::wrapped;
pub(crate) use columns::{COLUMNS, Column, DETAILS, rows};
pub use label::{
    UNKNOWN_COUNTRY, contact_kind, country_code, country_description, country_of, document_description, document_kind,
    listed_in_details, printed_day,
};
pub(crate) use label::{gender_of, language_of};
pub(crate) use record::{act_number, entity};
