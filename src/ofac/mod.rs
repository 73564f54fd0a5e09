//! An entry as OFAC prints it: its names, addresses, clauses, programmes.
//!
//! These are the pieces of which the Remarks column of SDN.CSV and the lines of a Recent Actions notice are made, each in
//! OFAC's own order. Sources: OFAC, "Data Specification" of 25 September 2023, and the published files themselves; the
//! rules and how they were found are told in `docs/ofac.md`. An entry that comes from another authority comes out as well
//! as its facts allow.

mod address;
mod clause;
mod date;
mod line;
mod name;

pub use address::{AddressLine, address_line};
pub use clause::{Clause, ClauseKind, clauses, linked_to, remarks};
pub use date::ofac_date;
pub use line::{aliases, line, programmes, vessel_block};
pub use name::{alias_label, forms_text};
