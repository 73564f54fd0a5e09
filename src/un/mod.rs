//! An entry as the United Nations print it: their dates, countries and documents, and the fields of a printed entry.
//!
//! The consolidated list (XML), the printed list and the press releases of the sanctions committees say the same in the same
//! words; these are the pieces of which they are made. The rules and their sources are in `docs/un.md`. An entry
//! that comes from another authority comes out as well as its facts allow.

mod country;
mod date;
mod document;
mod other;
mod printed;
mod text;

pub use country::{country_label, country_of_label};
pub use date::{parse_un_date, un_date};
pub use document::{
    NATIONAL_ID, PASSPORT, document_kind, document_labels, document_note, expiry_of_note, is_country_label,
    issue_places, issued_in,
};
pub use other::other_facts;
pub use printed::{ListedOn, NOTHING, Printed, listed_on, name_positions, printed, street};
pub use text::{narrative, one_line, script_of};
