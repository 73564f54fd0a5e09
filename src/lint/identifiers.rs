//! The identifying numbers of an entry, with the kind by which each is checked.

use crate::data::Node;
use crate::model::{Document, Feature};

use super::read::{elements, field};
use super::scope::EntryScope;

/// Returns the numbers of an entry whose types are known: the type to check by, whether the shape of the number is certain,
/// the number, and its place.
pub(super) fn numbers<'a>(entry: &EntryScope<'a>) -> Vec<(String, bool, String, &'a Node)> {
    let mut numbers = Vec::new();
    for (document, node) in entry.parts::<Document>() {
        let Some(number) = document.number.as_ref().filter(|_| !document.known_false) else {
            continue;
        };
        let country = document.country.as_ref().map_or("", |country| country.as_str());
        let (kind, certain) = kind_of_number(&document.kind, country);
        numbers.push((kind.to_owned(), certain, number.clone(), field(node, "number")));
    }
    for (fact, node) in elements::<Feature>(entry.node(), "features") {
        let Some(text) = fact.text.filter(|_| fact.kind == "isin") else {
            continue;
        };
        numbers.push((fact.kind, false, text, field(node, "text")));
    }
    numbers
}

/// Returns as what a number of a document is checked, and whether its shape is certain: a word that is common to several countries
/// or kinds of numbers leaves the shape open.
fn kind_of_number<'a>(kind: &'a str, country: &str) -> (&'a str, bool) {
    match (kind, country) {
        ("tax-id", "RU") => ("inn", false),
        ("registration-number" | "registration-id", "RU") => ("ogrn", false),
        ("nit", "CO") => ("nit-co", false),
        ("nit", "GT") => ("nit-gt", false),
        ("national-id", "CN") => ("id-cn", false),
        ("national-id", "IR") => ("id-ir", false),
        ("national-id", "TH") => ("id-th", false),
        ("national-id", "TR") | ("turkish-identification-number", _) => ("id-tr", false),
        ("ruc", "PE") => ("ruc-pe", false),
        ("cuit", _) => ("cuit", false),
        ("rif", _) => ("rif", false),
        ("vat-number" | "government-gazette-number", "BG") => ("eik", false),
        ("italian-fiscal-code", _) | ("fiscal-code", "IT") => ("fiscal-code-it", false),
        _ => (kind, true),
    }
}
