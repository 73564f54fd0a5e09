//! An entry as the UK Sanctions List has it: the elements of its XML, the columns of its CSV, their dates, measures and words.
//!
//! Source: the files themselves (2022 to 2026); no schema is published. `docs/uk.md` describes the mapping.

mod columns;
mod date;
mod label;
mod measure;
mod record;

pub(crate) use columns::{COLUMNS, Column, REPORT_DATE, SETS, report_date, rows};
pub use date::{parse_birth_date, parse_day, printed_birth_date, printed_day};
pub use label::{country_label, country_of};
pub(crate) use label::{gender_of, language_of, name_type_of, quality_of, script_of};
pub use measure::{INDICATORS, indicators, measure_of, measure_text};
pub(crate) use record::designation;
pub use record::{POSITIONS, name_positions};
