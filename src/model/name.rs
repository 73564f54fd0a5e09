//! Names: of which type and quality, in which script and language, made of which parts.

use super::date::FuzzyDate;
use super::facts::Place;
use super::record::{IdKey, Item, Order, SortKey, item, record};
use super::words::{Gender, Language, NamePartType, NameType, Quality, Script};

record! {
    /// One name of an entry. A bare text is a name whose type follows from the others: the only one is the primary
    /// name, else it is an alias (`aka`).
    Name short "text" {
        /// The whole name as the authority prints it.
        text "text": String [identity, required, name];
        /// What the name is to its bearer.
        kind "type": NameType [identity];
        /// How well it identifies its bearer; not said where the authority does not say it.
        quality "quality": Quality [identity];
        /// The parts of the name, where the authority gives them.
        parts "parts": Vec<NamePart> [identity];
        /// The script of the text; Latin where it is not said.
        script "script": Option<Script> [identity];
        /// The language of the text.
        language "language": Option<Language> [identity];
        /// The same name in other scripts.
        forms "forms": Vec<NameForm> [identity];
        /// A title that belongs to this name alone.
        title "title": Option<String> [identity];
        /// An office that belongs to this name alone.
        position "position": Option<String> [identity];
        /// When its bearer was born, where the list says so of this name alone.
        birth_date "birth_date": Option<FuzzyDate> [identity];
        /// Where its bearer was born, where the list says so of this name alone.
        birth_place "birth_place": Option<Box<Place>> [identity];
        /// The gender of its bearer, where the list states it of some of the names only (EU `gender`).
        gender "gender": Gender [identity];
        /// The act that states the name: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of the name.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the name.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// One part of a name.
    NamePart {
        /// Which part it is.
        kind "type": NamePartType [identity, required];
        /// The part itself.
        text "text": String [identity, required, name];
        /// The authority's id of the part.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// A name in another script.
    NameForm short "text" {
        /// The name in that script.
        text "text": String [identity, required, name];
        /// The script.
        script "script": Option<Script> [identity];
        /// The language.
        language "language": Option<Language> [identity];
        /// The parts of the name in that script.
        parts "parts": Vec<NamePart> [identity];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the form.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

item!(NamePart, NameForm);

impl Item for Name {
    fn sort_key(&self) -> SortKey<'_> {
        SortKey {
            rank: u8::from(self.kind != NameType::Primary),
            order: self.order,
            id: IdKey(self.id.as_deref()),
        }
    }
}
