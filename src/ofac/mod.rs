//! An entry as OFAC prints it: its names, addresses, clauses, programmes.
//!
//! These are the pieces of which the Remarks column of SDN.CSV and the lines of a Recent Actions notice are made, each in
//! OFAC's own order. Sources: OFAC, "Data Specification" of 25 September 2023, and the published files themselves; the
//! rules and how they were found are told in `docs/ofac.md`. An entry that comes from another authority comes out as well
//! as its facts allow.

mod address;
mod ascii;
mod clause;
mod country;
mod date;
mod line;
mod name;
mod row;

pub use address::{AddressLine, address_line};
pub use ascii::{Foreign, to_ascii};
pub use clause::{
    AS_PRINTED, CUT, Clause, ClauseKind, clauses, document_value, feature_value, is_labelled, is_printed_relation,
    kind_word, linked_to, place_text, remarks,
};
pub use country::{country_label, country_of_flag, country_of_label, flag_label};
pub use date::{ofac_date, ofac_date_or_text, parse_ofac_date};
pub use line::{aliases, line, programmes, vessel_block};
pub use name::{alias_label, forms_text};
pub use row::{Cell, END_MARK, LINE_END, NULL, REMARKS_WIDTH, TITLE_WIDTH, row_text, title};
