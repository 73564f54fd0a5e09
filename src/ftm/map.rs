//! From one entry to its entities. Each part of an entry has a file of its own.

use std::collections::HashMap;

use crate::model::record::Scalar;
use crate::model::{Entry, FuzzyDate, Phrase};

use super::context::{Context, REFERENT_REFERENCE};
use super::entity::{Added, Entity};
use super::field::Field;
use super::id::Digest;
use super::value::is_id;

/// Something that an entry says and FollowTheMoney cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The field in the model's words, with the element's number from 0 where it is a set: `contacts[2]`.
    pub field: String,
    /// What becomes of it, lower case and without a full stop.
    pub what: &'static str,
}

/// What an entry became.
#[derive(Debug, Clone)]
pub struct Mapped {
    /// The entities; the party itself is the first.
    pub entities: Vec<Entity>,
    /// What could not be said faithfully, in the order in which it was met.
    pub gaps: Vec<Gap>,
}

/// Returns the entities of an entry, or of a party that is not listed, and what could not be said.
pub fn map(entry: &Entry, is_party: bool, context: &Context) -> Mapped {
    Mapper::new(entry, is_party, context, Some(Vec::new())).mapped()
}

/// Returns the entities alone, which is all that the files are made of.
pub fn entities(entry: &Entry, is_party: bool, context: &Context) -> Vec<Entity> {
    Mapper::new(entry, is_party, context, None).mapped().entities
}

/// The work on one entry.
pub(super) struct Mapper<'a> {
    pub(super) entry: &'a Entry,
    pub(super) is_party: bool,
    pub(super) context: &'a Context,
    pub(super) subject: Entity,
    pub(super) others: Vec<Entity>,
    /// Nothing where nobody asks for them.
    gaps: Option<Vec<Gap>>,
    /// How often an id was asked for: two elements may say the same.
    asked: HashMap<Digest, usize>,
}

/// What becomes of a value without a property.
pub(super) const AS_NOTE: &str = "it has no property, and is written in the notes";

const ALTERED: &str = "its value is written in another form, and as it is in the notes";

const REFUSED: &str = "its value is not of the form that the property takes, and is written in the notes";

impl<'a> Mapper<'a> {
    fn new(entry: &'a Entry, is_party: bool, context: &'a Context, gaps: Option<Vec<Gap>>) -> Self {
        let id = context.id_of(entry, is_party);
        Self {
            entry,
            is_party,
            context,
            subject: Entity::new(id, context.schema_of(entry, is_party)),
            others: Vec::new(),
            gaps,
            asked: HashMap::new(),
        }
    }

    fn mapped(mut self) -> Mapped {
        self.names();
        self.person();
        self.places();
        self.documents();
        self.parts();
        self.texts();
        self.designations();
        self.relations();
        self.referents();
        self.kept();
        self.finish()
    }

    pub(super) fn lose(&mut self, field: Field<'_>, what: &'static str) {
        if let Some(gaps) = &mut self.gaps {
            let field = field.to_string();
            gaps.push(Gap { field, what });
        }
    }

    /// Keeps a wording in the notes of the party, and reports it.
    pub(super) fn note(&mut self, field: Field<'_>, what: &'static str, label: &str, wording: &str) {
        if label.is_empty() {
            self.subject.add("notes", wording);
        } else {
            self.subject.add("notes", &format!("{label}: {wording}"));
        }
        self.lose(field, what);
    }

    /// Gives the party a value; what does not fit goes to the notes under the label.
    pub(super) fn put(&mut self, property: &str, text: &str, field: Field<'_>, label: &str) {
        if text.is_empty() {
            return;
        }
        match self.subject.add(property, text) {
            Added::AsIs => {}
            Added::Altered => self.note(field, ALTERED, label, text),
            Added::NoProperty => self.note(field, AS_NOTE, label, text),
            Added::Refused => self.note(field, REFUSED, label, text),
        }
    }

    /// Gives one of the other entities a value; what does not fit goes to the notes of the party.
    pub(super) fn put_on(&mut self, entity: &mut Entity, property: &str, text: &str, field: Field<'_>, label: &str) {
        if text.is_empty() {
            return;
        }
        match entity.add(property, text) {
            Added::AsIs => {}
            Added::Altered => self.note(field, ALTERED, label, text),
            Added::NoProperty => self.note(field, AS_NOTE, label, text),
            Added::Refused => self.note(field, REFUSED, label, text),
        }
    }

    /// Puts a date: the days that may be meant, and in the notes how the list has it where it is no single one.
    pub(super) fn date(&mut self, property: &str, date: &FuzzyDate, field: Field<'_>, label: &str) {
        let (dates, wording) = dates_of(date);
        let mut refused = dates.is_empty();
        for date in dates {
            match self.subject.add(property, &date) {
                Added::NoProperty => return self.note(field, AS_NOTE, label, &date_text(date_of(&date), wording)),
                Added::Refused => refused = true,
                Added::AsIs | Added::Altered => {}
            }
        }
        if let Some(wording) = wording {
            self.note(field, "the notes say how exact it is", label, &wording);
        } else if refused {
            self.note(field, REFUSED, label, &date.text());
        }
    }

    /// Puts a date on one of the other entities.
    pub(super) fn date_on(
        &mut self,
        entity: &mut Entity,
        property: &str,
        date: &FuzzyDate,
        field: Field<'_>,
        label: &str,
    ) {
        let (dates, wording) = dates_of(date);
        let refused = dates.is_empty() || dates.iter().any(|date| entity.add(property, date) != Added::AsIs);
        if let Some(wording) = wording {
            self.note(field, "the notes say how exact it is", label, &wording);
        } else if refused {
            self.note(field, REFUSED, label, &date.text());
        }
    }

    /// Returns the id of something of this entry: by the authority's own id, else by what it says.
    pub(super) fn own_id(&mut self, kind: &str, own: Option<&str>, says: &str) -> String {
        if let Some(id) = own.and_then(|own| own.strip_prefix("ftm:")).filter(|id| is_id(id)) {
            return id.to_owned();
        }
        let key = own.unwrap_or(says);
        let ids = &self.context.ids;
        let digest = ids.digest(&[kind, &self.subject.id, key, ""]);
        let count = self.asked.entry(digest).or_default();
        *count += 1;
        match *count {
            1 => ids.of_digest(digest),
            nth => ids.derived(&[kind, &self.subject.id, key, &nth.to_string()]),
        }
    }

    fn texts(&mut self) {
        let entry = self.entry;
        self.texts_of("remarks", &entry.remarks);
        self.texts_of("notes", &entry.notes);
        if self.is_party || entry.designations.is_empty() {
            self.texts_of("reasons", &entry.reasons);
        }
        for (at, source) in entry.sources.iter().enumerate() {
            let sources = Field::Of("sources");
            if let Some(url) = &source.url {
                self.put("sourceUrl", url, sources.at(at), "Source");
            }
            if let Some(text) = &source.text {
                self.note(sources.at(at), AS_NOTE, "Source", text);
            }
        }
        for (at, reference) in entry.references.iter().enumerate() {
            let references = Field::Of("references");
            let field = references.at(at);
            match reference.kind.as_str() {
                super::ID_REFERENCE | REFERENT_REFERENCE => {}
                // The Sanctions have it.
                "un" if !entry.designations.is_empty() => {}
                "wikidata" => self.put("wikidataId", &reference.value, field, "Wikidata"),
                kind => self.note(field, AS_NOTE, kind, &reference.value),
            }
        }
    }

    fn texts_of(&mut self, name: &str, phrases: &[Phrase]) {
        let set = Field::Of(name);
        for (at, phrase) in phrases.iter().enumerate() {
            let field = set.at(at);
            self.put("notes", &phrase.text, field, "");
            if let Some(note) = &phrase.note {
                self.note(field.within("note"), AS_NOTE, "", note);
            }
        }
    }

    /// Ids that this one took the place of.
    fn referents(&mut self) {
        let named = self.entry.references.iter();
        let named = named.filter(|reference| reference.kind == REFERENT_REFERENCE);
        let named = named.map(|reference| reference.value.clone());
        // A former entry that is still listed is an entity of its own, to which a Succession leads.
        let gone = self.entry.succeeds().filter(|id| !id.contains('/'));
        let gone = gone.filter(|id| self.context.knows_others && !self.context.has_entry(id));
        let gone = gone.map(|id| self.context.ids.entry(id));
        let mut referents: Vec<String> = named.chain(gone).filter(|id| is_id(id)).collect();
        referents.retain(|id| *id != self.subject.id);
        referents.sort();
        referents.dedup();
        self.subject.referents = referents;
    }

    fn finish(mut self) -> Mapped {
        self.subject.entitle(self.entry.primary_name());
        if !self.subject.is_whole() {
            self.lose(
                Field::Of("names"),
                "it has no name that FollowTheMoney takes, and is written under its id",
            );
            self.subject.add("name", &self.entry.id);
        }
        let mut entities = vec![self.subject];
        entities.append(&mut self.others);
        Mapped {
            entities,
            gaps: self.gaps.unwrap_or_default(),
        }
    }
}

fn date_of(text: &str) -> FuzzyDate {
    FuzzyDate::parse(text).unwrap_or_default()
}

fn date_text(date: FuzzyDate, wording: Option<String>) -> String {
    wording.unwrap_or_else(|| date.text().into_owned())
}

/// The most years of a range that are written one by one; of a longer one only the two ends are.
const FEW_YEARS: i16 = 10;

/// Returns the dates that may be meant, as prefixes, and how exact they are in words where one date does not say it.
pub(super) fn dates_of(date: &FuzzyDate) -> (Vec<String>, Option<String>) {
    match date {
        FuzzyDate::Point {
            date,
            approximate: false,
        } => (vec![date.to_string()], None),
        FuzzyDate::Point { date, .. } => (vec![date.to_string()], Some(format!("circa {date}"))),
        FuzzyDate::Range { from, to, approximate } => {
            let circa = if *approximate { "circa " } else { "" };
            let wording = format!("{circa}between {from} and {to}");
            let (first, last) = (from.year(), to.year());
            let dates = if last - first <= FEW_YEARS {
                (first..=last).map(|year| format!("{year:04}")).collect()
            } else {
                vec![from.to_string(), to.to_string()]
            };
            (dates, Some(wording))
        }
        FuzzyDate::Unread(text) => (Vec::new(), Some(text.clone())),
    }
}
