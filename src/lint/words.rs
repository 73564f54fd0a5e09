//! Words in messages and remedies: the candidate that was probably meant, a record by its name.

use crate::model::Entry;
use crate::model::record::{Fault, Record};
use crate::model::schema::Schema;
use crate::yaml::ProblemKind;

/// Returns the candidate that was probably meant by a word, if one is near.
pub(super) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are not typing errors, and comparing them takes time.
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
pub(super) fn meant<'a>(word: &str, words: impl Iterator<Item = &'a str>, examples: &str) -> String {
    nearest(word, words).map_or_else(|| format!("write {examples}"), |near| format!("did you mean `{near}`?"))
}

/// Returns true if a problem is an entry without designations. `missing-designation` reports it; in a party that is not
/// listed it is not a problem.
pub(super) fn is_missing_designation(problem: &ProblemKind) -> bool {
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
