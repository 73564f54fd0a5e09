//! What numbers must be to be numbers of their kind: shapes and check digits.
//!
//! Each check names the standard that it follows; its test has the standard's own examples, or well-known numbers.

mod bank;
mod business;
mod fault;
mod national;
mod ship;
mod wallet;

pub(crate) use fault::Fault;
pub(crate) use wallet::{Chain, Wallet, wallet};

type Check = fn(&str) -> Result<(), Fault>;

/// Types of documents, what they are called, and how their numbers are checked.
const CHECKS: &[(&str, &str, Check)] = &[
    ("imo", "IMO number", ship::imo),
    ("mmsi", "MMSI", ship::mmsi),
    ("lei", "LEI", bank::lei),
    ("iban", "IBAN", bank::iban),
    ("swift-bic", "BIC", bank::bic),
    ("isin", "ISIN", bank::isin),
    ("inn", "Russian taxpayer number (INN)", business::inn),
    ("ogrn", "Russian registration number (OGRN)", business::ogrn),
    ("ogrnip", "Russian registration number (OGRNIP)", business::ogrn),
    ("uscc", "Chinese unified social credit code", business::uscc),
    ("nit-co", "Colombian taxpayer number (NIT)", national::nit_of_colombia),
    ("nit-gt", "Guatemalan taxpayer number (NIT)", national::nit_of_guatemala),
    ("curp", "Mexican population registry code (CURP)", national::curp),
    ("id-cn", "Chinese resident identity number", national::resident_of_china),
    ("id-ir", "Iranian national number", national::citizen_of_iran),
    ("id-th", "Thai identity number", national::citizen_of_thailand),
    ("id-tr", "Turkish identity number", national::citizen_of_turkey),
    ("ruc-pe", "Peruvian taxpayer number (RUC)", national::ruc_of_peru),
    ("cuit", "Argentine taxpayer number (CUIT)", national::cuit),
    ("rif", "Venezuelan taxpayer number (RIF)", national::rif),
    ("eik", "Bulgarian register number (EIK)", national::eik),
    ("fiscal-code-it", "Italian fiscal code", national::fiscal_code_of_italy),
];

/// Checks a number of a document: returns the name of its kind and what is wrong. A number of an unknown kind passes.
pub(crate) fn document(kind: &str, number: &str) -> Result<(), (&'static str, Fault)> {
    let Some((_, name, check)) = CHECKS.iter().find(|(known, ..)| *known == kind) else {
        return Ok(());
    };
    check(number.trim()).map_err(|fault| (*name, fault))
}
