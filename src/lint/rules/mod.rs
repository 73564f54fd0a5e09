//! The registry of rules, and what several of them share.
//!
//! One more rule is one more file, its two lines here, and a case below `tests/cases/lint/`.

use super::read::{elements, field};
use super::rule::Rule;
use super::scope::EntryScope;
use crate::data::Node;
use crate::model::record::{Fault, Record};
use crate::model::schema::Schema;
use crate::model::{Document, Entry, Feature};
use crate::yaml::ProblemKind;

mod alias_repeats_primary;
mod bad_check_digit;
mod bad_date;
mod bad_email;
mod bad_id;
mod bad_language;
mod bad_lint_setting;
mod bad_number_shape;
mod bad_script;
mod bad_share;
mod bad_suppression;
mod bad_url;
mod bad_wallet_address;
mod bidirectional_character;
mod blocked_anyway;
mod circular_ownership;
mod colliding_ids;
mod confusable_word;
mod control_character;
mod country_as_label;
mod dangling_relation;
mod dates_out_of_order;
mod deep_nesting;
mod designated_party;
mod disguised_letter;
mod double_space;
mod duplicate_element;
mod duplicate_id;
mod duplicate_key;
mod duplicate_name;
mod empty_file;
mod empty_list;
mod empty_value;
mod ended_entry;
mod ended_programme;
mod excess_share;
mod expiring_designation;
mod extra_field;
mod fact_of_another_kind;
mod file_name_differs;
mod file_too_large;
mod future_date;
mod html_in_text;
mod id_reused;
mod ignored_document;
mod implausible_birth_date;
mod invisible_character;
mod kind_changed;
mod language_mismatch;
mod list_file_missing;
mod list_grew;
mod list_shrank;
mod listed_before_birth;
mod listing_date_moved;
mod lost_in_feed;
mod mass_amendment;
mod measure_not_of_programme;
mod merge_conflict;
mod misplaced_feature;
mod missing_designation;
mod missing_field;
mod missing_programme;
mod mixed_scripts;
mod name_not_in_capitals;
mod name_without_letters;
mod nameless_relation;
mod near_duplicate_name;
mod no_primary_name;
mod not_normalized;
mod not_utf8;
mod outer_blank;
mod outgrown_layout;
mod overlong_text;
mod parts_differ_from_name;
mod quoted_name;
mod removal_of_listed_entry;
mod removal_without_reason;
mod renumbered_entry;
mod script_mismatch;
mod self_relation;
mod several_primary_names;
mod share_without_ownership;
mod shared_document;
mod shared_wallet;
mod silent_amendment;
mod similar_party;
mod succeeds_listed_entry;
mod succeeds_unknown_entry;
mod template_in_text;
mod too_few_entries;
mod unbalanced_brackets;
mod undecided_ownership;
mod unexpected_line_break;
mod unknown_country;
mod unknown_currency;
mod unknown_document_type;
mod unknown_feature;
mod unknown_feed;
mod unknown_field;
mod unknown_format;
mod unknown_measure;
mod unknown_programme;
mod unknown_style;
mod unknown_word;
mod unread_file;
mod unused_party;
mod unused_programme;
mod unused_suppression;
mod unwritable_in_feed;
mod wallet_of_another_currency;
mod wrong_shape;
mod yaml_alias;
mod yaml_syntax;
mod yaml_tag;

/// Every rule, in the order of the ids.
pub static RULES: &[&Rule] = &[
    &alias_repeats_primary::RULE,
    &bad_check_digit::RULE,
    &bad_date::RULE,
    &bad_email::RULE,
    &bad_id::RULE,
    &bad_language::RULE,
    &bad_lint_setting::RULE,
    &bad_number_shape::RULE,
    &bad_script::RULE,
    &bad_share::RULE,
    &bad_suppression::RULE,
    &bad_url::RULE,
    &bad_wallet_address::RULE,
    &bidirectional_character::RULE,
    &blocked_anyway::RULE,
    &circular_ownership::RULE,
    &colliding_ids::RULE,
    &confusable_word::RULE,
    &control_character::RULE,
    &country_as_label::RULE,
    &dangling_relation::RULE,
    &dates_out_of_order::RULE,
    &deep_nesting::RULE,
    &designated_party::RULE,
    &disguised_letter::RULE,
    &double_space::RULE,
    &duplicate_element::RULE,
    &duplicate_id::RULE,
    &duplicate_key::RULE,
    &duplicate_name::RULE,
    &empty_file::RULE,
    &empty_list::RULE,
    &empty_value::RULE,
    &ended_entry::RULE,
    &ended_programme::RULE,
    &excess_share::RULE,
    &expiring_designation::RULE,
    &extra_field::RULE,
    &fact_of_another_kind::RULE,
    &file_name_differs::RULE,
    &file_too_large::RULE,
    &future_date::RULE,
    &html_in_text::RULE,
    &id_reused::RULE,
    &ignored_document::RULE,
    &implausible_birth_date::RULE,
    &invisible_character::RULE,
    &kind_changed::RULE,
    &language_mismatch::RULE,
    &list_file_missing::RULE,
    &list_grew::RULE,
    &list_shrank::RULE,
    &listed_before_birth::RULE,
    &listing_date_moved::RULE,
    &lost_in_feed::RULE,
    &mass_amendment::RULE,
    &measure_not_of_programme::RULE,
    &merge_conflict::RULE,
    &misplaced_feature::RULE,
    &missing_designation::RULE,
    &missing_field::RULE,
    &missing_programme::RULE,
    &mixed_scripts::RULE,
    &name_not_in_capitals::RULE,
    &name_without_letters::RULE,
    &nameless_relation::RULE,
    &near_duplicate_name::RULE,
    &no_primary_name::RULE,
    &not_normalized::RULE,
    &not_utf8::RULE,
    &outer_blank::RULE,
    &outgrown_layout::RULE,
    &overlong_text::RULE,
    &parts_differ_from_name::RULE,
    &quoted_name::RULE,
    &removal_of_listed_entry::RULE,
    &removal_without_reason::RULE,
    &renumbered_entry::RULE,
    &script_mismatch::RULE,
    &self_relation::RULE,
    &several_primary_names::RULE,
    &share_without_ownership::RULE,
    &shared_document::RULE,
    &shared_wallet::RULE,
    &silent_amendment::RULE,
    &similar_party::RULE,
    &succeeds_listed_entry::RULE,
    &succeeds_unknown_entry::RULE,
    &template_in_text::RULE,
    &too_few_entries::RULE,
    &unbalanced_brackets::RULE,
    &undecided_ownership::RULE,
    &unexpected_line_break::RULE,
    &unknown_country::RULE,
    &unknown_currency::RULE,
    &unknown_document_type::RULE,
    &unknown_feature::RULE,
    &unknown_feed::RULE,
    &unknown_field::RULE,
    &unknown_format::RULE,
    &unknown_measure::RULE,
    &unknown_programme::RULE,
    &unknown_style::RULE,
    &unknown_word::RULE,
    &unread_file::RULE,
    &unused_party::RULE,
    &unused_programme::RULE,
    &unused_suppression::RULE,
    &unwritable_in_feed::RULE,
    &wallet_of_another_currency::RULE,
    &wrong_shape::RULE,
    &yaml_alias::RULE,
    &yaml_syntax::RULE,
    &yaml_tag::RULE,
];

pub use bad_id::id_fault;

/// Returns the rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// Returns the candidate that was probably meant by a word, if one is near.
pub(super) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are no slips of the pen, and likening them costs time.
    const LONGEST: usize = 64;
    let plain = |word: &str| word.to_lowercase().replace(['_', ' '], "-");
    let word = (word.len() <= LONGEST).then(|| plain(word))?;
    let bound = (word.chars().count() / 3).max(1);
    // A character has at most four bytes, and no fewer than their difference must be put in or taken out.
    let may_be = |candidate: &&str| candidate.len().abs_diff(word.len()) <= bound * 4;
    let near = candidates
        .filter(may_be)
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate));
    near.filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns a remedy that names the word that was probably meant, else some examples.
fn meant<'a>(word: &str, words: impl Iterator<Item = &'a str>, examples: &str) -> String {
    nearest(word, words).map_or_else(|| format!("write {examples}"), |near| format!("did you mean `{near}`?"))
}

/// Returns the numbers of an entry whose types are known: the type to check by, whether the shape of the number is certain,
/// the number, and where it stands.
fn numbers<'a>(entry: &EntryScope<'a>) -> Vec<(String, bool, String, &'a Node)> {
    let mut numbers = Vec::new();
    for (paper, node) in entry.parts::<Document>() {
        let Some(number) = paper.number.as_ref().filter(|_| !paper.known_false) else {
            continue;
        };
        let country = paper.country.as_ref().map_or("", |country| country.as_str());
        let (kind, certain) = kind_of_number(&paper.kind, country);
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

/// True where a problem is an entry's lack of designations, which `missing-designation` tells, and which is none in a
/// party that is not listed.
pub(super) fn asks_for_a_designation(problem: &ProblemKind) -> bool {
    let ProblemKind::Shape(Fault::MissingField { record, name }) = problem else {
        return false;
    };
    *record == Entry::SCHEMA && *name == "designations"
}

/// Returns a record in the words of a message: `an entry`, `a wallet`.
pub(super) fn described(record: &Schema) -> String {
    let words: String = record
        .name
        .chars()
        .enumerate()
        .flat_map(|(at, c)| {
            (at > 0 && c.is_uppercase())
                .then_some(' ')
                .into_iter()
                .chain(c.to_lowercase())
        })
        .collect();
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}
