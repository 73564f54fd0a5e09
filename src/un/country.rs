//! Countries in the UN's words: `Democratic People's Republic of Korea` for `KP`.

use crate::model::Country;
use crate::vocabulary::{Scheme, countries};

/// Returns a country in the UN's words; what is no code is printed as it is.
pub fn country_label(country: &Country) -> String {
    let label = countries().label(Scheme::Un, country.as_str());
    label.unwrap_or(country.as_str()).to_owned()
}

/// Returns the country of a label, whether the UN write it so now or only did; a label that nobody knows as it is.
pub fn country_of_label(label: &str) -> Country {
    Country::from(countries().code(Scheme::Un, label).unwrap_or(label))
}
