//! What is said of persons, and ways to reach any party.

use std::borrow::Cow;

use crate::model::record::Scalar;
use crate::model::{CountryFact, DateFact, Gender, Phrase, Place};
use crate::vocabulary::{documents, features, ftm};

use super::field::Field;
use super::map::{AS_NOTE, Mapper};

impl Mapper<'_> {
    pub(super) fn person(&mut self) {
        let entry = self.entry;
        match &entry.gender {
            Gender::Unsaid => {}
            gender => self.put("gender", gender.as_str(), Field::Of("gender"), "Gender"),
        }
        self.date_facts("birthDate", &entry.birth_dates, "birth_dates", "Born");
        self.date_facts("deathDate", &entry.death_dates, "death_dates", "Died");
        self.country_facts("nationality", &entry.nationalities, "nationalities", "Nationality");
        self.country_facts("citizenship", &entry.citizenships, "citizenships", "Citizenship");
        for (at, place) in entry.birth_places.iter().enumerate() {
            self.birth_place(place, Field::Of("birth_places").at(at));
        }
        self.phrases("title", &entry.titles, "titles", "Title");
        self.phrases("position", &entry.positions, "positions", "Position");
        for (at, contact) in entry.contacts.iter().enumerate() {
            let contacts = Field::Of("contacts");
            let field = contacts.at(at);
            match ftm().contacts.get(&contact.kind) {
                Some(property) => self.put(property, &contact.value, field, &contact.kind),
                None => self.note(field, AS_NOTE, &contact.kind, &contact.value),
            }
            if let Some(note) = &contact.note {
                self.note(field.within("note"), AS_NOTE, &contact.value, note);
            }
        }
        self.features();
    }

    pub(super) fn date_facts(&mut self, property: &str, dates: &[DateFact], field: &str, label: &str) {
        for (at, fact) in dates.iter().enumerate() {
            let set = Field::Of(field);
            let field = set.at(at);
            self.date(property, &fact.date, field, label);
            for text in [&fact.calendar, &fact.note].into_iter().flatten() {
                self.note(field, AS_NOTE, &format!("{label} {}", fact.date.text()), text);
            }
        }
    }

    pub(super) fn country_facts(&mut self, property: &str, facts: &[CountryFact], field: &str, label: &str) {
        for (at, fact) in facts.iter().enumerate() {
            let set = Field::Of(field);
            let field = set.at(at);
            self.put(property, fact.country.as_str(), field, label);
            let dates = [("since", &fact.since), ("until", &fact.until)];
            let dates = dates
                .into_iter()
                .filter_map(|(word, date)| Some(format!("{word} {}", date.as_ref()?.text())));
            let texts = [&fact.region, &fact.note].into_iter().flatten().cloned();
            let rest: Vec<String> = texts.chain(dates).collect();
            if !rest.is_empty() {
                let label = format!("{label} {}", fact.country.as_str());
                self.note(field, AS_NOTE, &label, &rest.join(", "));
            }
        }
    }

    pub(super) fn phrases(&mut self, property: &str, phrases: &[Phrase], field: &str, label: &str) {
        for (at, phrase) in phrases.iter().enumerate() {
            let set = Field::Of(field);
            let field = set.at(at);
            self.put(property, &phrase.text, field, label);
            if let Some(note) = &phrase.note {
                self.note(field, AS_NOTE, &phrase.text, note);
            }
        }
    }

    fn birth_place(&mut self, place: &Place, field: Field<'_>) {
        let parts: Vec<&str> = place.parts().collect();
        self.put("birthPlace", &parts.join(", "), field, "Born in");
        if parts.len() > 1 {
            self.lose(field, "the parts of the place are written as one text");
        }
        if let Some(country) = &place.country {
            self.put("birthCountry", country.as_str(), field, "Born in");
        }
        if let Some(note) = &place.note {
            self.note(field, AS_NOTE, "Born in", note);
        }
    }

    fn features(&mut self) {
        let entry = self.entry;
        for (at, feature) in entry.features.iter().enumerate() {
            let set = Field::Of("features");
            let field = set.at(at);
            let country = feature.country.as_ref().map(|country| country.as_str().to_owned());
            let date = feature.date.as_ref().map(|date| date.text().into_owned());
            let said: Vec<String> = feature.text.iter().cloned().chain(country).chain(date).collect();
            let kind = features().current(&feature.kind);
            let property = ftm().features.get(kind).into_iter().flatten();
            let property = property
                .into_iter()
                .find(|name| self.subject.schema.property(name).is_some());
            let label = label_of(kind);
            match property {
                Some(property) => said.iter().for_each(|text| self.put(property, text, field, &label)),
                None => self.note(field, AS_NOTE, &label, &said.join(", ")),
            }
            if let Some(note) = &feature.note {
                self.note(field, AS_NOTE, &label, note);
            }
        }
    }
}

/// Returns our word for a type as people read it: `Secondary sanctions risk`.
pub(super) fn label_of(word: &str) -> String {
    let mut text = word.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Returns what people call a type of document: `National ID No.`
pub(super) fn document_label(kind: &str) -> Cow<'static, str> {
    use crate::vocabulary::Scheme;
    let official = documents().label(Scheme::Ofac, kind);
    official.map_or_else(|| Cow::Owned(label_of(kind)), Cow::Borrowed)
}
