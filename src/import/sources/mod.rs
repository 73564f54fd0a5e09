//! Every importer, one file or folder each.

mod download;
mod fsf;
mod ftm;
mod ofac;
mod ofac_csv;
mod ofac_enhanced;
mod ofac_xml;
mod uksl;
mod un_xml;
mod xml;

use super::importer::Importer;

/// Every importer, in the order in which `--help` lists them.
pub static IMPORTERS: &[&dyn Importer] = &[
    &ofac_csv::OfacCsv,
    &ofac_xml::OfacXml,
    &ofac_enhanced::OfacEnhanced,
    &un_xml::UnXml,
    &uksl::UkslXml,
    &uksl::UkslCsv,
    &fsf::FsfXml,
    &fsf::FsfCsv,
    &ftm::FollowTheMoney,
];

/// Returns the importer with this name.
pub fn importer(name: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().copied().find(|importer| importer.name() == name)
}
