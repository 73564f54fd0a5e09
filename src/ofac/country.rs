//! Countries in OFAC's words: `Korea, North` for `KP`.

use crate::model::Country;
use crate::vocabulary::{Scheme, countries};

/// What the column Vess_flag prints otherwise than every other column; measured on SDN.CSV of July 2021 to June 2022.
const FLAGS: [(&str, &str); 3] = [
    ("KP", "Democratic People's Republic of Korea"),
    ("VC", "St. Vincent and the Grenadines"),
    ("VG", "British Virgin Islands"),
];

/// Returns a country in OFAC's words; what is no code is printed as it is.
pub fn country_label(country: &Country) -> String {
    let label = countries().label(Scheme::Ofac, country.as_str());
    label.unwrap_or(country.as_str()).to_owned()
}

/// Returns a ship's flag in OFAC's words.
pub fn flag_label(country: &Country) -> String {
    let own = FLAGS.iter().find(|(code, _)| *code == country.as_str());
    own.map_or_else(|| country_label(country), |(_, label)| (*label).to_owned())
}

/// Returns the country of a label; nothing where OFAC would write another label for it, so that a country read is printed as
/// it was.
pub fn country_of_label(label: &str) -> Option<Country> {
    let country = Country::from(countries().code(Scheme::Ofac, label)?);
    (country_label(&country) == label).then_some(country)
}

/// Returns the country of a flag, as [`country_of_label`].
pub fn country_of_flag(label: &str) -> Option<Country> {
    let own = FLAGS.iter().find(|(_, flag)| *flag == label);
    let country = own
        .map(|(code, _)| Country::from(*code))
        .or_else(|| country_of_label(label))?;
    (flag_label(&country) == label).then_some(country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_their_own_spelling() {
        let korea = Country::from("KP");
        assert_eq!(country_of_label("Korea, North"), Some(korea.clone()));
        assert_eq!(country_of_flag("Democratic People's Republic of Korea"), Some(korea));
        assert_eq!(
            country_of_flag("Korea, North"),
            None,
            "it would be printed in another way"
        );
        assert_eq!(country_of_label("Macedonia, The Former Yugoslav Republic of"), None);
    }
}
