//! OFAC's labels in its XML formats.

use crate::model::{Country, Kind, NameType};
use crate::ofac::country_of_label;
use crate::vocabulary::{Scheme, alias_types};

pub(crate) fn kind_of(text: &str) -> Kind {
    match text {
        "Individual" => Kind::Individual,
        "Entity" => Kind::Entity,
        "Vessel" => Kind::Vessel,
        "Aircraft" => Kind::Aircraft,
        other => Kind::Other(other.to_owned()),
    }
}

pub(crate) fn alias_type(label: Option<&str>) -> NameType {
    let Some(label) = label else { return NameType::Aka };
    match alias_types().code(Scheme::Ofac, label) {
        Some("aka") => NameType::Aka,
        Some("fka") => NameType::Fka,
        Some("nka") => NameType::Nka,
        _ => NameType::Other(label.to_owned()),
    }
}

pub(crate) fn country_of(label: &str) -> Country {
    country_of_label(label).unwrap_or_else(|| Country::from(label))
}

/// The scheme of a ship's number is said by the type.
pub(crate) fn bare_number(kind: &str, number: String) -> String {
    let bare = number
        .strip_prefix("IMO ")
        .filter(|digits| kind == "imo" && is_number(digits));
    bare.map_or_else(|| number.clone(), str::to_owned)
}

pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
