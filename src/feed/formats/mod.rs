//! The registry of feed formats. One more is one more file here, one `mod` line and one line in [`FORMATS`].

mod csv;
mod fsf;
mod ftm;
mod json;
mod jsonl;
mod ofac_carries;
mod ofac_csv;
mod ofac_xml;
mod ownership;
mod senzing;
mod senzing_flat;
mod uksl;
mod un_xml;

use super::format::Format;

/// Every feed format, in the order in which `--help` lists them.
pub const FORMATS: &[&dyn Format] = &[
    &json::Json,
    &jsonl::JsonLines,
    &csv::Csv,
    &ownership::Ownership,
    &ofac_csv::OfacCsv,
    &ofac_xml::OfacXml,
    &un_xml::UnXml,
    &uksl::UkslXml,
    &uksl::UkslCsv,
    &fsf::FsfXml,
    &fsf::FsfCsv,
    &ftm::FollowTheMoney,
    &senzing::Senzing,
    &senzing_flat::SenzingFlat,
];

/// Returns the format with this name.
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}
