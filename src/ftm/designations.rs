//! Designations: a Sanction each, and what they make of the party.

use std::borrow::Cow;

use crate::model::Designation;
use crate::model::record::Scalar;
use crate::vocabulary::measures;

use super::entity::Entity;
use super::field::Field;
use super::map::{AS_NOTE, Mapper};

const AS_TEXT: &str = "it is written in the summary of the Sanction";

impl<'a> Mapper<'a> {
    /// Returns true where one of the party's designations holds.
    pub(super) fn is_sanctioned(&self) -> bool {
        let designations = &self.entry.designations;
        !self.is_party && designations.iter().any(|designation| self.context.is_open(designation))
    }

    /// Returns true where the party came from FollowTheMoney: then it says there what would be concluded here.
    pub(super) fn is_foreign(&self) -> bool {
        self.entry
            .references
            .iter()
            .any(|reference| reference.kind == super::ID_REFERENCE)
    }

    pub(super) fn designations(&mut self) {
        if self.is_party {
            if self.context.is_linked(&self.entry.id) && !self.is_foreign() {
                self.subject.add("topics", "sanction.linked");
            }
            return;
        }
        if self.is_sanctioned() {
            self.subject.add("topics", "sanction");
        }
        let entry = self.entry;
        for (at, designation) in entry.designations.iter().enumerate() {
            self.designation(designation, Field::Of("designations").at(at));
        }
    }

    fn designation(&mut self, designation: &'a Designation, field: Field<'_>) {
        let says = [&designation.programme, &designation.authority, &designation.register];
        let says: Vec<&str> = says
            .into_iter()
            .map(|text| text.as_deref().unwrap_or_default())
            .collect();
        let id = self.own_id("Sanction", designation.id.as_deref(), &says.join("\0"));
        let mut sanction = Entity::new(id, "Sanction");
        let subject = self.subject.id.clone();
        sanction.add("entity", &subject);
        self.authority(&mut sanction, designation, field);
        self.programme(&mut sanction, designation, field);
        self.provisions(&mut sanction, designation, field);
        self.dates_and_status(&mut sanction, designation, field);
        self.grounds(&mut sanction, designation, field);
        self.others.push(sanction);
    }

    fn authority(&mut self, sanction: &mut Entity, designation: &Designation, field: Field<'_>) {
        let own = &self.context.list.authority;
        match &designation.authority {
            Some(authority) => self.put_on(sanction, "authority", authority, field.within("authority"), "Authority"),
            None => {
                sanction.add("authority", &own.name);
                if let Some(country) = &own.country {
                    sanction.add("country", country.as_str());
                }
            }
        }
        let entry = self.entry;
        match &designation.reference {
            Some(reference) => self.put_on(
                sanction,
                "authorityId",
                reference,
                field.within("reference"),
                "Reference",
            ),
            None if self.is_foreign() => {}
            None => {
                sanction.add("authorityId", &entry.id);
            }
        }
        for reference in entry.references.iter().filter(|reference| reference.kind == "un") {
            self.put_on(
                sanction,
                "unscId",
                &reference.value,
                Field::Of("references"),
                "UN reference",
            );
        }
    }

    fn programme(&mut self, sanction: &mut Entity, designation: &'a Designation, field: Field<'_>) {
        let Some(code) = &designation.programme else { return };
        let context = self.context;
        let programme = context.list.programmes.get(code);
        let title = programme
            .and_then(|programme| programme.title.as_deref())
            .unwrap_or(code);
        self.put_on(sanction, "program", title, field.within("programme"), "Programme");
        if let Some(url) = programme.and_then(|programme| programme.url.as_deref()) {
            sanction.add("programUrl", url);
        }
        if let Some(key) = self.programme_key(designation, code) {
            sanction.add("programId", &key);
            self.subject.add("programId", &key);
        }
    }

    /// An entry that bears an id of FollowTheMoney has its programmes' keys from there too.
    fn programme_key(&self, designation: &Designation, code: &'a str) -> Option<Cow<'a, str>> {
        let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if self.is_foreign() {
            return (code.bytes().all(is_plain) && code.contains('-')).then_some(Cow::Borrowed(code));
        }
        Some(self.context.programme_key(designation.authority.as_deref(), code))
    }

    fn provisions(&mut self, sanction: &mut Entity, designation: &Designation, field: Field<'_>) {
        let context = self.context;
        for measure in context.list.measures_of(designation) {
            let term = measures().get(measure);
            let label = term.map_or(measure.as_str(), |term| term.ftm.as_deref().unwrap_or(&term.name));
            self.put_on(sanction, "provisions", label, field.within("measures"), "Measure");
        }
    }

    fn dates_and_status(&mut self, sanction: &mut Entity, designation: &Designation, field: Field<'_>) {
        let dates = [
            ("listingDate", "listed", "Listed", &designation.listed),
            ("startDate", "effective", "In effect", &designation.effective),
            ("endDate", "expires", "Expires", &designation.expires),
            ("endDate", "ended", "Ended", &designation.ended),
        ];
        for (property, name, label, date) in dates {
            if let Some(date) = date {
                self.date_on(sanction, property, date, field.within(name), label);
            }
        }
        for date in &designation.amended {
            self.date_on(sanction, "modifiedAt", date, field.within("amended"), "Amended");
        }
        // The status follows from the end; where there is none, nothing is said.
        if designation.ended.is_some() || designation.expires.is_some() {
            let is_open = self.context.is_open(designation);
            sanction.add("status", if is_open { "active" } else { "inactive" });
        }
    }

    fn grounds(&mut self, sanction: &mut Entity, designation: &Designation, field: Field<'_>) {
        let entry = self.entry;
        for (at, reason) in entry.reasons.iter().enumerate() {
            self.put_on(sanction, "reason", &reason.text, Field::Of("reasons").at(at), "Reason");
        }
        for basis in designation.legal_basis.iter().chain(&designation.instrument) {
            self.put_on(sanction, "summary", basis, field.within("legal_basis"), "Legal basis");
        }
        let labelled = [
            ("register", "Register", &designation.register),
            ("origin", "Decided by", &designation.origin),
            ("committee", "Committee", &designation.committee),
        ];
        for (name, label, text) in labelled {
            if let Some(text) = text {
                sanction.add("summary", &format!("{label}: {text}"));
                self.lose(field.within(name), AS_TEXT);
            }
        }
        if let Some(url) = &designation.instrument_url {
            self.put_on(sanction, "sourceUrl", url, field.within("instrument_url"), "Source");
        }
        if let Some(note) = &designation.note {
            self.put_on(sanction, "description", note, field.within("note"), "Note");
        }
        for (at, reason) in entry.reasons.iter().enumerate() {
            if let Some(note) = &reason.note {
                self.note(Field::Of("reasons").at(at).within("note"), AS_NOTE, "", note);
            }
        }
    }
}

/// Returns a date as text; nothing where it says nothing.
pub(super) fn text_of<S: Scalar>(value: &S) -> String {
    value.text().into_owned()
}
