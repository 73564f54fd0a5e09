//! What a designation imposes: `SanctionsImposed`, a text, and the fifteen indicators beside it.
//!
//! The two do not say the same: sanctions on ships have no indicator, so that a ship has all fifteen `false`.

use crate::vocabulary::{Scheme, measures};

/// The indicators in the order of the file.
pub const INDICATORS: [&str; 15] = [
    "AssetFreeze",
    "ArmsEmbargo",
    "TargetedArmsEmbargo",
    "CharteringOfShips",
    "ClosureOfRepresentativeOffices",
    "CrewServicingOfShipsAndAircraft",
    "Deflag",
    "PreventionOfBusinessArrangements",
    "ProhibitionOfPortEntry",
    "TravelBan",
    "PreventionOfCharteringOfShips",
    "PreventionOfCharteringOfShipsAndAircraft",
    "TechnicalAssistanceRelatedToAircraft",
    "TrustServicesSanctions",
    "DirectorDisqualificationSanction",
];

/// The measures of the list in the order in which `SanctionsImposed` has them: in the file of 25 February 2026 all but one of 5,738
/// records follow it.
const ORDER: &[&str] = &[
    "asset-freeze",
    "arms-embargo",
    "targeted-arms-embargo",
    "chartering-of-ships",
    "closure-of-representative-offices",
    "crew-servicing",
    "de-flag",
    "prevention-of-business-arrangements",
    "port-entry-ban",
    "travel-ban",
    "prevention-of-chartering",
    "technical-assistance-aircraft",
    "trust-services",
    "director-disqualification",
    "shipping",
    "transport",
    "internet-services",
    "correspondent-banking",
];

/// Returns the measure of a part of `SanctionsImposed`: our word where it leads back to the same text, else the text. The CSV has
/// some texts in single quotes.
pub fn measure_of(text: &str) -> String {
    let double = text.replace('\'', "\"");
    let exact = measures().exact(Scheme::Uk, text);
    let exact = exact.or_else(|| measures().exact(Scheme::Uk, &double));
    exact.unwrap_or(text).to_owned()
}

/// Returns `SanctionsImposed` of measures in the order of the list; of a measure that the list does not have, its name in our words.
pub fn measure_text(imposed: &[String]) -> String {
    let mut known: Vec<(usize, &str)> = imposed
        .iter()
        .map(|measure| (place(measure), measure.as_str()))
        .collect();
    known.sort_unstable();
    let texts: Vec<&str> = known.into_iter().map(|(_, measure)| label(measure)).collect();
    texts.join("|")
}

fn place(measure: &str) -> usize {
    let measure = measures().current(measure);
    let found = ORDER.iter().position(|known| *known == measure);
    found.unwrap_or(ORDER.len())
}

fn label(measure: &str) -> &str {
    let own = measures().label(Scheme::Uk, measure);
    own.or_else(|| Some(measures().get(measure)?.name.as_str()))
        .unwrap_or(measure)
}

/// Returns the values of the indicators, in their order, as far as they follow from the measures.
pub fn indicators(imposed: &[String]) -> [bool; 15] {
    let named = |measure: &String| measures().get(measure)?.uk_indicator.as_deref();
    INDICATORS.map(|indicator| imposed.iter().any(|measure| named(measure) == Some(indicator)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_written_as_they_are_read() {
        let text = "Asset freeze|Travel Ban|Director Disqualification Sanction";
        let imposed: Vec<String> = text.split('|').map(measure_of).collect();
        assert_eq!(imposed, ["asset-freeze", "travel-ban", "director-disqualification"]);
        assert_eq!(measure_text(&imposed), text);
        assert_eq!(measure_of("Shipping sanctions: (see 'Other information')"), "shipping");
        let unknown = "Prohibition on correspondent banking and clearing";
        assert_eq!(measure_of(unknown), unknown);
        let set: Vec<&str> = INDICATORS
            .into_iter()
            .zip(indicators(&imposed))
            .filter_map(|(name, value)| value.then_some(name))
            .collect();
        assert_eq!(set, ["AssetFreeze", "TravelBan", "DirectorDisqualificationSanction"]);
        assert_eq!(indicators(&["shipping".to_owned()]), [false; 15]);
    }
}
