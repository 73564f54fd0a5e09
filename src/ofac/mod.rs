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
pub(crate) mod enhanced;
mod line;
mod name;
mod row;

pub use address::{AddressLine, SdnAddress, address_line, sdn_address};
pub use ascii::{Foreign, to_ascii};
pub use clause::{
    AS_PRINTED, CUT, Clause, ClauseKind, Fact, Paper, WALLET_LABEL, clauses, document_number, document_value, facts,
    feature_value, free_texts, is_labelled, is_printed_relation, kind_word, linked_to, papers, place_text, remarks,
    whole_number,
};
pub use country::{country_label, country_of_flag, country_of_label, flag_label};
pub use date::{ofac_date, ofac_date_or_text, parse_ofac_date};
pub use line::{aliases, line, programmes, sort_key, vessel_block};
pub use name::{alias_label, forms_text, last_and_first};
pub use row::{Cell, END_MARK, LINE_END, NULL, REMARKS_WIDTH, TITLE_WIDTH, row_text, title};
