//! The authorities' own words and codes, as data: countries, documents, typed facts, programmes, measures, scripts.
//!
//! The tables are YAML files beside this one, each with its sources, read once when they are first asked for. An authority
//! may have several labels for one thing; one is written, all are read.

mod countries;
mod documents;
mod features;
mod measures;
mod programmes;
mod scripts;
mod table;

pub use countries::{CountryTerm, countries};
pub use documents::{DocumentTerm, documents};
pub use features::{Carrier, FeatureTerm, features};
pub use measures::{MeasureTerm, measures};
pub use programmes::ofac_programme_order;
pub use scripts::{ScriptTerm, scripts};
pub use table::{Scheme, Table, Term};
