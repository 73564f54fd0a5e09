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

/// An address in the elements of SDN.XML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SdnAddress {
    /// `address1`, `address2`, `address3`.
    pub lines: [Option<String>; 3],
    /// `city`, with state and postal code where the list has them in one.
    pub city: Option<String>,
    /// `stateOrProvince`.
    pub state: Option<String>,
    /// `postalCode`.
    pub postal_code: Option<String>,
    /// `country`, in OFAC's words.
    pub country: Option<String>,
    /// `region`.
    pub region: Option<String>,
}

/// Returns an address in the elements of SDN.XML; what is more than three lines stands in the third.
pub fn sdn_address(address: &Address) -> SdnAddress {
    let joined = |parts: &[&Option<String>]| {
        let said: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        (!said.is_empty()).then(|| said.join(", "))
    };
    let first = [&address.text, &address.care_of, &address.po_box, &address.street];
    let third = [&address.street3, &address.street4, &address.street5, &address.street6];
    SdnAddress {
        lines: [joined(&first), address.street2.clone(), joined(&third)],
        city: joined(&[&address.area, &address.city]),
        state: address.state.clone(),
        postal_code: address.postal_code.clone(),
        country: address.country.as_ref().map(country_label),
        region: address.region.clone(),
    }
}

impl SdnAddress {
    /// Returns the elements in their order, with their texts.
    pub fn elements(&self) -> [(&'static str, Option<&str>); 8] {
        let [first, second, third] = &self.lines;
        [
            ("address1", first.as_deref()),
            ("address2", second.as_deref()),
            ("address3", third.as_deref()),
            ("city", self.city.as_deref()),
            ("stateOrProvince", self.state.as_deref()),
            ("postalCode", self.postal_code.as_deref()),
            ("country", self.country.as_deref()),
            ("region", self.region.as_deref()),
        ]
    }
}
