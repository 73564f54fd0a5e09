use crate::model::Address;

use super::country::country_label;

/// An address in the three columns of ADD.CSV.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressLine {
    /// Street and house.
    pub address: Option<String>,
    /// City, state and postal code in one.
    pub area: Option<String>,
    /// The country in OFAC's words.
    pub country: Option<String>,
}

/// Returns an address in OFAC's columns; an address as printed stands in the first one.
pub fn address_line(address: &Address) -> AddressLine {
    let joined = |parts: &[&Option<String>], between: &str| {
        let said: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        (!said.is_empty()).then(|| said.join(between))
    };
    let street = joined(
        &[
            &address.text,
            &address.care_of,
            &address.po_box,
            &address.street,
            &address.street2,
            &address.street3,
            &address.street4,
            &address.street5,
            &address.street6,
        ],
        ", ",
    );
    let state = joined(&[&address.state, &address.postal_code], " ");
    let city = joined(&[&address.area, &address.city, &state, &address.region], ", ");
    let country = address.country.as_ref().map(country_label);
    AddressLine {
        address: street,
        area: city,
        country,
    }
}

impl AddressLine {
    /// Returns the address as a notice prints it: what there is, joined by commas; nothing for an empty address.
    pub fn text(&self) -> Option<String> {
        let parts = [&self.address, &self.area, &self.country];
        let said: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}
