//! Which name is the primary one: the files mark none (`strong` is `true` for all 29,826 names of 2026).
//!
//! The rule: of the names that are not weak those in English or of no stated language, of these those in Latin letters, of these
//! the one with the least logical id, which was recorded first. The order of the file, which changes from day to day, is not
//! looked at. A list that has chosen another of the names keeps its choice for as long as the name is there.

use std::collections::HashMap;

use unicode_script::{Script, UnicodeScript};

use crate::model::record::IdKey;
use crate::model::{Entry, Name, NameType, Quality};

/// Makes one name the primary one, and all others aliases.
pub(super) fn choose(names: &mut [Name]) {
    let best = (0..names.len()).min_by(|a, b| {
        let (a, b) = (&names[*a], &names[*b]);
        let rank = |name: &Name| (name.quality == Quality::Weak, !is_english(name), !is_latin(name));
        rank(a)
            .cmp(&rank(b))
            .then_with(|| IdKey(a.id.as_deref()).cmp(&IdKey(b.id.as_deref())))
            .then_with(|| a.text.cmp(&b.text))
    });
    mark(names, best);
}

fn mark(names: &mut [Name], primary: Option<usize>) {
    for (at, name) in names.iter_mut().enumerate() {
        name.kind = if Some(at) == primary {
            NameType::Primary
        } else {
            NameType::Aka
        };
    }
}

fn is_english(name: &Name) -> bool {
    name.language.as_ref().is_none_or(|language| language.as_str() == "en")
}

fn is_latin(name: &Name) -> bool {
    let mut scripts = name.text.chars().map(|char| char.script());
    scripts.all(|script| matches!(script, Script::Latin | Script::Common | Script::Inherited))
}

/// Keeps the primary names that a list has, where the names are still there: known by their ids, else by their texts.
pub(super) fn keep_known(existing: &[&Entry], imported: &mut [Entry]) {
    let known: HashMap<&str, &Name> = existing
        .iter()
        .filter_map(|entry| Some((entry.id.as_str(), entry.primary()?)))
        .collect();
    for entry in imported {
        let Some(name) = known.get(entry.id.as_str()) else {
            continue;
        };
        let by_id = |own: &Name| own.id.is_some() && own.id == name.id;
        let found = entry.names.iter().position(by_id);
        let found = found.or_else(|| {
            entry
                .names
                .iter()
                .position(|own| name.id.is_none() && own.text == name.text)
        });
        if found.is_some() {
            mark(&mut entry.names, found);
        }
    }
}
