//! The list's words for countries, scripts, languages, types and qualities of names, and genders.

use std::borrow::Cow;

use crate::model::{Country, Gender, Language, NameType, Quality, Script};
use crate::vocabulary::{Scheme, countries, scripts};

pub(crate) const PRIMARY: &str = "Primary Name";
pub(crate) const VARIATION: &str = "Primary Name Variation";
pub(crate) const ALIAS: &str = "Alias";

const GOOD: &str = "Good quality a.k.a";
const LOW: &str = "Low quality a.k.a";

/// Languages as the list is expected to name them; no file at hand has one, so that others are kept as they are.
const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("be", "Belarusian"),
    ("zh", "Chinese"),
    ("fa", "Farsi"),
    ("he", "Hebrew"),
    ("ko", "Korean"),
    ("my", "Burmese"),
    ("ps", "Pashto"),
    ("ru", "Russian"),
    ("sr", "Serbian"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
];

/// Returns a country in the list's words; what is not a code is printed as it is.
pub fn country_label(country: &Country) -> String {
    let label = countries().label(Scheme::Uk, country.as_str());
    label.unwrap_or(country.as_str()).to_owned()
}

/// Returns the country of a label, as a code only where that is written as the very same label.
pub fn country_of(label: &str) -> Country {
    Country::from(countries().exact(Scheme::Uk, label).unwrap_or(label))
}

/// Returns the type of a name; the list writes it in several ways.
pub(crate) fn name_type_of(text: &str) -> NameType {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match text {
        _ if is(PRIMARY) => NameType::Primary,
        _ if is(VARIATION) => NameType::Variation,
        _ if is(ALIAS) => NameType::Aka,
        "" => NameType::Unsaid,
        other => NameType::Other(other.to_owned()),
    }
}

/// Returns the type of a name in the list's words. It has none for former and present names.
pub(super) fn name_type_text(kind: &NameType) -> &str {
    match kind {
        NameType::Primary => PRIMARY,
        NameType::Variation => VARIATION,
        NameType::Other(text) => text,
        _ => ALIAS,
    }
}

pub(crate) fn quality_of(text: &str) -> Quality {
    match text {
        GOOD => Quality::Strong,
        LOW => Quality::Weak,
        "" => Quality::Unsaid,
        other => Quality::Other(other.to_owned()),
    }
}

pub(super) fn quality_text(quality: &Quality) -> Option<&str> {
    match quality {
        Quality::Strong => Some(GOOD),
        Quality::Weak => Some(LOW),
        Quality::Other(text) => Some(text),
        Quality::Unsaid => None,
    }
}

pub(crate) fn gender_of(text: &str) -> Gender {
    match text {
        "Male" => Gender::Male,
        "Female" => Gender::Female,
        "" => Gender::Unsaid,
        other => Gender::Other(other.to_owned()),
    }
}

pub(super) fn gender_text(gender: &Gender) -> Option<&str> {
    match gender {
        Gender::Male => Some("Male"),
        Gender::Female => Some("Female"),
        Gender::Another => Some("Other"),
        Gender::Other(text) => Some(text),
        Gender::Unsaid => None,
    }
}

/// Returns the script of the list's `NonLatinScriptType`, which is the script's English name.
pub(crate) fn script_of(text: &str) -> Script {
    let found = scripts().iter().find(|(_, term)| term.name == text);
    Script::from(found.map_or(text, |(code, _)| code))
}

pub(super) fn script_text(script: &Script) -> Cow<'_, str> {
    let found = scripts().get(script.as_str());
    found.map_or(Cow::Borrowed(script.as_str()), |term| Cow::Borrowed(term.name.as_str()))
}

pub(crate) fn language_of(text: &str) -> Language {
    let found = LANGUAGES.iter().find(|(_, name)| *name == text);
    Language::from(found.map_or(text, |(code, _)| code))
}

pub(super) fn language_text(language: &Language) -> &str {
    let found = LANGUAGES.iter().find(|(code, _)| *code == language.as_str());
    found.map_or(language.as_str(), |(_, name)| name)
}
