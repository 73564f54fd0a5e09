//! Names, titles and programmes as OFAC prints them.

use std::collections::HashMap;

use crate::model::record::Order;
use crate::model::{Designation, Entry, EntryRef, Kind, List, Name, NamePart, NamePartType, Phrase};
use crate::ofac;

use super::facts::phrase;
use crate::import::order::keep_order;

/// The primary names of a publication, to find whom `Linked To: NAME` means.
pub(crate) struct Names(HashMap<String, Bearer>);

enum Bearer {
    One(String),
    /// Several entries bear the name, so that it leads to none.
    Several,
}

impl Names {
    /// Makes the table of names and the ids of their bearers.
    pub(crate) fn of<'a>(named: impl Iterator<Item = (&'a str, String)>) -> Self {
        let mut names = HashMap::new();
        for (name, id) in named {
            names
                .entry(name.to_owned())
                .and_modify(|bearer| *bearer = Bearer::Several)
                .or_insert(Bearer::One(id));
        }
        Self(names)
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the id of the only entry that bears the name.
    pub(crate) fn id_of(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Bearer::One(id) => Some(id.clone()),
            Bearer::Several => None,
        }
    }
}

/// Returns a name with its parts: people are printed `SURNAME, Given, Jr.`.
pub(crate) fn name_of(text: String, kind: &Kind) -> Name {
    let parts = match kind {
        Kind::Individual => person_parts(&text),
        _ => Vec::new(),
    };
    Name {
        text,
        parts,
        ..Name::default()
    }
}

fn person_parts(text: &str) -> Vec<NamePart> {
    let kinds = [NamePartType::Surname, NamePartType::Given, NamePartType::Suffix];
    let pieces: Vec<&str> = text.splitn(kinds.len(), ", ").collect();
    if pieces.len() == 1 {
        return Vec::new();
    }
    let part = |(kind, text): (NamePartType, &str)| NamePart {
        kind,
        text: text.to_owned(),
        ..NamePart::default()
    };
    kinds.into_iter().zip(pieces).map(part).collect()
}

/// Returns a designation for each programme; they are mostly in the order in which OFAC numbers them.
pub(crate) fn designations_of(codes: &[&str]) -> Vec<Designation> {
    let mut designations: Vec<Designation> = codes.iter().map(|code| designation(code)).collect();
    if printed_programmes(&designations) != codes {
        for (place, designation) in (1..).zip(&mut designations) {
            designation.order = Order(Some(place));
        }
    }
    designations
}

fn designation(code: &str) -> Designation {
    Designation {
        programme: Some(code.to_owned()),
        ..Designation::default()
    }
}

fn printed_programmes(designations: &[Designation]) -> Vec<String> {
    let entry = Entry {
        designations: designations.to_vec(),
        ..Entry::default()
    };
    let codes = ofac::programmes(&entry, &List::default());
    codes.into_iter().map(str::to_owned).collect()
}

/// Returns the titles of the column or element, where several are joined by `; `.
pub(crate) fn titles_of(title: Option<&str>) -> Vec<Phrase> {
    let mut titles: Vec<Phrase> = title
        .into_iter()
        .flat_map(|title| title.split("; "))
        .map(phrase)
        .collect();
    keep_order(&mut titles, |_| (), |title| &mut title.order);
    titles
}

/// Returns the parts of a name of which the source gives what stands before and behind the first comma.
pub(crate) fn parts_of(last: &str, first: &str) -> Vec<NamePart> {
    let (given, suffix) = match first.split_once(", ") {
        Some((given, suffix)) => (given, Some(suffix)),
        None => (first, None),
    };
    let kinds = [NamePartType::Surname, NamePartType::Given, NamePartType::Suffix];
    let texts = [Some(last), Some(given), suffix];
    let part = |(kind, text): (NamePartType, Option<&str>)| {
        text.map(|text| NamePart {
            kind,
            text: text.to_owned(),
            ..NamePart::default()
        })
    };
    kinds.into_iter().zip(texts).filter_map(part).collect()
}

/// Returns the entry with its links led to the only entries that bear the names.
pub(crate) fn resolve(mut entry: Entry, names: &Names) -> Entry {
    for relation in &mut entry.relations {
        if relation.to.is_none() {
            let id = relation.name.as_deref().and_then(|name| names.id_of(name));
            relation.to = id.map(EntryRef::new);
        }
    }
    entry
}
