//! The authorities' own words and codes, as data: countries, documents, typed facts, programmes, measures, relations, scripts,
//! currencies and committees.
//!
//! The tables are YAML files beside this one, each with its sources, read once when they are first asked for. An authority
//! may have several labels for one thing; one is written, all are read, and no label is read as two things. What a label
//! means in a list, and where a format has it, is not known here.
//!
//! ```
//! use gazette::vocabulary::{Scheme, countries};
//!
//! assert_eq!(countries().code(Scheme::Ofac, "Korea, North"), Some("KP"));
//! assert_eq!(countries().label(Scheme::Uk, "KP"), Some("North Korea"));
//! ```

mod committees;
mod countries;
mod currencies;
mod documents;
mod features;
mod ftm;
mod labels;
mod measures;
mod ofac_values;
mod programmes;
mod scripts;
mod table;
mod words;

pub use committees::{CommitteeTerm, committee_of, committees};
pub use countries::{CountryTerm, countries};
pub use currencies::{CurrencyTerm, currencies};
pub use documents::{DocumentTerm, documents};
pub use features::{Carrier, FeatureKind, FeatureTerm, FeatureValue, features};
pub use ftm::{FtmProperty, FtmRelation, FtmSchema, FtmTerms, FtmType, ftm, ftm_phone, ftm_schema};
pub use measures::{MeasureTerm, measures};
pub use ofac_values::{ofac_authority, ofac_value};
pub use programmes::{ProgrammeTerm, ofac_programme_order, programmes};
pub use scripts::{ScriptTerm, scripts};
pub use table::{Scheme, Table, Term};
pub use words::{AliasTerm, RelationTerm, alias_types, relations};
