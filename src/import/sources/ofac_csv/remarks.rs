//! The Remarks, clause by clause, into the fields of an entry.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::import::sources::ofac::facts::{self, Said, phrase};
use crate::import::sources::ofac::names::{Names, name_of};
use crate::import::sources::ofac::order::{number_elements, number_weak_aliases};
use crate::model::{Document, Entry, EntryRef, Name, NameType, Phrase, Quality, Relation, RelationType};
use crate::ofac::{CUT, TITLE_WIDTH, country_of_label, parse_ofac_date};
use crate::vocabulary::{Carrier, FeatureTerm, Scheme, documents, features};

/// Reads the whole Remarks into the entry. `cut` says that the text breaks off in its last clause.
pub(super) fn read_into(entry: &mut Entry, text: &str, title: Option<&str>, cut: bool, names: &Names) {
    let body = text.strip_suffix('.').unwrap_or(text);
    let ends_in_stop = body.len() < text.len();
    let mut clauses: Vec<&str> = body.split("; ").collect();
    let fragment = if cut { clauses.pop() } else { None };
    let mut reader = Reader {
        entry,
        names,
        title,
        seen: Vec::new(),
        texts: Vec::new(),
    };
    let count = clauses.len();
    for (index, clause) in clauses.into_iter().enumerate() {
        reader.clause(clause, ends_in_stop && index + 1 == count);
    }
    reader.finish(fragment);
}

/// What a clause begins with.
#[derive(Clone, Copy)]
enum Label {
    /// A typed fact: our word and its term.
    Feature(&'static str, &'static FeatureTerm),
    /// A document: our word and OFAC's.
    Document(&'static str, &'static str),
}

impl Label {
    fn text(self) -> &'static str {
        match self {
            Self::Feature(_, term) => term.label(),
            Self::Document(_, label) => label,
        }
    }
}

/// The labels by their first byte, the longest first: `Passport` must not hide `Passport Card`.
static LABELS: LazyLock<BTreeMap<u8, Vec<Label>>> = LazyLock::new(|| {
    let features = features()
        .iter()
        .filter(|(_, term)| is_in_remarks(term))
        .map(|(word, term)| Label::Feature(word, term));
    let documents = documents()
        .iter()
        .filter_map(|(word, _)| Some(Label::Document(word, documents().label(Scheme::Ofac, word)?)));
    let mut labels: BTreeMap<u8, Vec<Label>> = BTreeMap::new();
    for label in features.chain(documents) {
        labels.entry(label.text().as_bytes()[0]).or_default().push(label);
    }
    for group in labels.values_mut() {
        group.sort_by_key(|label| std::cmp::Reverse(label.text().len()));
    }
    labels
});

/// Columns of SDN.CSV are not repeated in the Remarks; `Title` and `Location` stand there as words of free text.
fn is_in_remarks(term: &FeatureTerm) -> bool {
    const COLUMNS: [&str; 6] = [
        "vessel.call_sign",
        "vessel.type",
        "vessel.flag",
        "vessel.owner",
        "vessel.tonnage",
        "vessel.gross_tonnage",
    ];
    let is_column = matches!(term.carrier(), Carrier::Field(path) if COLUMNS.contains(&path));
    !is_column && !["Title", "Location"].contains(&term.label())
}

/// Returns the label and the value behind it.
fn labelled(clause: &str) -> Option<(Label, &str)> {
    let candidates = LABELS.get(clause.as_bytes().first()?)?;
    candidates
        .iter()
        .find_map(|label| Some((*label, clause.strip_prefix(label.text())?.strip_prefix(' ')?)))
}

struct Reader<'a> {
    entry: &'a mut Entry,
    names: &'a Names,
    title: Option<&'a str>,
    /// The labels that have come; the next value of one of them bears `alt. `.
    seen: Vec<&'static str>,
    /// Free text, titles included.
    texts: Vec<String>,
}

impl Reader<'_> {
    fn clause(&mut self, clause: &str, last: bool) {
        if let Some((kind, name)) = weak_alias(clause) {
            self.weak_alias(kind, name);
        } else if let Some(name) = clause.strip_prefix("Linked To: ") {
            self.relation(name, last);
        } else if !self.typed(clause, last) {
            let text = self.with_own_stop(clause, last);
            self.texts.push(text);
        }
    }

    /// A name that ends in a full stop shares it with the Remarks; here it is given back to the last clause.
    fn with_own_stop(&self, value: &str, last: bool) -> String {
        let ended = format!("{value}.");
        let takes_stop = match self.title {
            Some(title) if title.ends_with(&ended) => true,
            Some(title) if title.ends_with(value) => false,
            _ => ends_in_abbreviation(value),
        };
        if last && takes_stop { ended } else { value.to_owned() }
    }

    fn weak_alias(&mut self, kind: NameType, name: &str) {
        let alias = Name {
            kind,
            quality: Quality::Weak,
            ..name_of(name.to_owned(), &self.entry.kind)
        };
        self.entry.names.push(alias);
    }

    fn relation(&mut self, name: &str, last: bool) {
        let ended = format!("{name}.");
        let known = self.names.knows(name);
        let takes_stop = last && !known && (self.names.knows(&ended) || ends_in_abbreviation(name));
        let name = if takes_stop { ended } else { name.to_owned() };
        self.entry.relations.push(Relation {
            kind: RelationType::LinkedTo,
            to: self.names.id_of(&name).map(EntryRef::new),
            name: Some(name),
            ..Relation::default()
        });
    }

    /// Reads a feature or document; false where the clause is none, or is one that OFAC wrote by hand as free text.
    fn typed(&mut self, clause: &str, last: bool) -> bool {
        let (again, rest) = match clause.strip_prefix("alt. ") {
            Some(rest) => (true, rest),
            None => (false, clause),
        };
        let Some((label, value)) = labelled(rest) else {
            return false;
        };
        if self.seen.contains(&label.text()) != again {
            return false;
        }
        let read = match label {
            Label::Feature(word, term) => self.feature(word, term, value, last),
            Label::Document(word, _) => self.document(word, value),
        };
        if read && !again {
            self.seen.push(label.text());
        }
        read
    }

    fn feature(&mut self, word: &'static str, term: &FeatureTerm, value: &str, last: bool) -> bool {
        if let Carrier::Document(kind) = term.carrier() {
            return self.document(kind, value);
        }
        let text = self.with_own_stop(value, last);
        let said = Said {
            value,
            text: &text,
            id: None,
        };
        facts::put(self.entry, word, term, said)
    }

    fn document(&mut self, kind: &str, value: &str) -> bool {
        let document = document(kind, value);
        let by_hand = document.number.as_deref().is_none_or(tells_a_story);
        if !by_hand {
            self.entry.documents.push(document);
        }
        !by_hand
    }

    fn finish(mut self, fragment: Option<&str>) {
        self.take_titles();
        let texts = std::mem::take(&mut self.texts);
        let entry = self.entry;
        entry.remarks.extend(texts.into_iter().map(phrase));
        number_elements(entry);
        number_weak_aliases(entry);
        entry.remarks.extend(fragment.map(|text| Phrase {
            note: Some(CUT.to_owned()),
            ..phrase(text)
        }));
    }

    /// The column Title stands again at the head of the free text: as many clauses as it has belong to it.
    fn take_titles(&mut self) {
        let Some(title) = self.title else { return };
        let mut joined = String::new();
        for count in 1..=self.texts.len() {
            joined = self.texts[..count].join("; ");
            if joined.len() >= title.len() {
                let whole = joined == title || (title.len() == TITLE_WIDTH && joined.starts_with(title));
                let taken = if whole { count } else { 0 };
                self.entry.titles = self.texts.drain(..taken).map(phrase).collect();
                return;
            }
        }
        // Too short: the Remarks break off within the title.
        if title.starts_with(&joined) {
            self.entry.titles = self.texts.drain(..).map(phrase).collect();
        }
    }
}

fn weak_alias(clause: &str) -> Option<(NameType, &str)> {
    let (word, rest) = clause.split_once(" '")?;
    let kind = match word {
        "a.k.a." => NameType::Aka,
        "f.k.a." => NameType::Fka,
        "n.k.a." => NameType::Nka,
        _ => return None,
    };
    Some((kind, rest.strip_suffix('\'')?))
}

/// Returns true for `S.A`, `C.V`, `n.e.c`, `CO., LTD` and the closing words of OFAC's own closed texts, whose full stop
/// belongs to them.
fn ends_in_abbreviation(value: &str) -> bool {
    const WORDS: [&str; 18] = [
        "LTD", "Ltd", "LTDA", "Ltda", "CO", "Co", "CORP", "Corp", "INC", "Inc", "CIA", "Cia", "BHD", "Bhd", "JR", "Jr",
        "SR", "Sr",
    ];
    const CLOSED: [&str; 3] = ["#directives", "prohibited", "See Section 11 of Executive Order 14024"];
    let word = value.rsplit([' ', ',']).next().unwrap_or_default();
    let letters: Vec<&str> = word.split('.').collect();
    let dotted = letters.len() > 1
        && letters
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    dotted || WORDS.contains(&word) || CLOSED.iter().any(|end| value.ends_with(end))
}

/// Reads `NUMBER (PLACE) (COUNTRY) issued DATE expires DATE`, where all but the number may be missing.
fn document(kind: &str, value: &str) -> Document {
    let mut document = Document {
        kind: kind.to_owned(),
        ..Document::default()
    };
    let mut rest = value;
    for (word, slot) in [(" expires ", &mut document.expires), (" issued ", &mut document.issued)] {
        if let Some((before, date)) = rest.rsplit_once(word)
            && let Some(date) = parse_ofac_date(date)
        {
            *slot = Some(date);
            rest = before;
        }
    }
    if let Some((before, inside)) = last_brackets(rest) {
        match country_of_label(inside) {
            None => document.issued_in = Some(inside.to_owned()),
            Some(country) => document.country = Some(country),
        }
        rest = before;
    }
    if document.country.is_some()
        && let Some((before, inside)) = last_brackets(rest)
    {
        document.issued_in = Some(inside.to_owned());
        rest = before;
    }
    // The scheme is said by the type.
    let number = rest
        .strip_prefix("IMO ")
        .filter(|digits| kind == "imo" && is_number(digits))
        .unwrap_or(rest);
    document.number = (!number.is_empty()).then(|| number.to_owned());
    document
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parts `22839 (Jalisco)` at its last pair of brackets, if a space stands before them.
fn last_brackets(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1;
    for (at, byte) in inner.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let before = inner[..at].strip_suffix(' ')?;
            return Some((before, &inner[at + 1..]));
        }
    }
    None
}

/// Returns true for what stands in place of a number in sentences such as `Passport issued in Sarajevo`.
fn tells_a_story(number: &str) -> bool {
    let padded = format!(" {number} ");
    padded.contains(" issued ") || padded.contains(" expires ")
}
