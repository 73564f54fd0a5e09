//! The registry of rules, and what several of them share.
//!
//! One more rule is one more file, its two lines here, and a case below `tests/cases/lint/`.

use super::rule::Rule;
use crate::model::Entry;
use crate::model::record::{Fault, Record};
use crate::model::schema::Schema;
use crate::yaml::ProblemKind;

mod alias_repeats_primary;
mod bad_date;
mod bad_id;
mod bad_language;
mod bad_lint_setting;
mod bad_script;
mod bad_share;
mod bad_suppression;
mod bidirectional_character;
mod colliding_ids;
mod control_character;
mod dangling_relation;
mod deep_nesting;
mod double_space;
mod duplicate_id;
mod duplicate_key;
mod duplicate_name;
mod empty_list;
mod empty_value;
mod extra_field;
mod file_name_differs;
mod file_too_large;
mod id_reused;
mod invisible_character;
mod list_file_missing;
mod missing_designation;
mod missing_field;
mod no_primary_name;
mod not_normalized;
mod not_utf8;
mod outer_blank;
mod several_primary_names;
mod unknown_field;
mod unknown_format;
mod unknown_word;
mod unused_suppression;
mod wrong_shape;
mod yaml_alias;
mod yaml_syntax;
mod yaml_tag;

/// Every rule, in the order of the ids.
pub static RULES: &[&Rule] = &[
    &alias_repeats_primary::RULE,
    &bad_date::RULE,
    &bad_id::RULE,
    &bad_language::RULE,
    &bad_lint_setting::RULE,
    &bad_script::RULE,
    &bad_share::RULE,
    &bad_suppression::RULE,
    &bidirectional_character::RULE,
    &colliding_ids::RULE,
    &control_character::RULE,
    &dangling_relation::RULE,
    &deep_nesting::RULE,
    &double_space::RULE,
    &duplicate_id::RULE,
    &duplicate_key::RULE,
    &duplicate_name::RULE,
    &empty_list::RULE,
    &empty_value::RULE,
    &extra_field::RULE,
    &file_name_differs::RULE,
    &file_too_large::RULE,
    &id_reused::RULE,
    &invisible_character::RULE,
    &list_file_missing::RULE,
    &missing_designation::RULE,
    &missing_field::RULE,
    &no_primary_name::RULE,
    &not_normalized::RULE,
    &not_utf8::RULE,
    &outer_blank::RULE,
    &several_primary_names::RULE,
    &unknown_field::RULE,
    &unknown_format::RULE,
    &unknown_word::RULE,
    &unused_suppression::RULE,
    &wrong_shape::RULE,
    &yaml_alias::RULE,
    &yaml_syntax::RULE,
    &yaml_tag::RULE,
];

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
    let near = candidates.map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate));
    let bound = (word.chars().count() / 3).max(1);
    near.filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, candidate)| candidate)
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
