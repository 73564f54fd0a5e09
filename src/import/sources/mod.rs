//! Every importer, one file or folder each.

mod ofac_csv;

use super::importer::Importer;

/// Every importer, in the order in which `--help` lists them.
pub static IMPORTERS: &[&dyn Importer] = &[&ofac_csv::OfacCsv];

/// Returns the importer with this name.
pub fn importer(name: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().copied().find(|importer| importer.name() == name)
}
