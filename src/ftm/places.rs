//! Addresses: one that is a text alone is a text of the party, any other an entity of its own.

use crate::model::Address;
use crate::vocabulary::countries;

use super::entity::{Added, Entity};
use super::field::Field;
use super::map::{AS_NOTE, Mapper};

impl Mapper<'_> {
    pub(super) fn places(&mut self) {
        let entry = self.entry;
        for (at, address) in entry.addresses.iter().enumerate() {
            self.address(address, Field::Of("addresses").at(at));
        }
    }

    fn address(&mut self, address: &Address, field: Field<'_>) {
        if let Some(country) = &address.country {
            self.put("country", country.as_str(), field, "Country");
        }
        let parts = parts(address);
        // One that was an entity where it comes from is one again.
        let was_entity = address.id.as_deref().is_some_and(|id| id.starts_with("ftm:"));
        if !parts.is_empty() || was_entity {
            self.address_entity(address, &parts, field);
        } else if let Some(text) = &address.text {
            self.put("address", text, field, "Address");
        }
        if let Some(note) = &address.note
            && parts.is_empty()
            && !was_entity
        {
            self.note(field, AS_NOTE, "Address", note);
        }
    }

    fn address_entity(&mut self, address: &Address, parts: &[(&'static str, &str)], field: Field<'_>) {
        let full = full(address, parts);
        let id = self.own_id("Address", address.id.as_deref(), &full);
        let mut entity = Entity::new(id, "Address");
        if entity.add("full", &full) == Added::Refused {
            self.note(field, "it is too long, and is written in the notes", "Address", &full);
        }
        for (property, text) in parts {
            if entity.add(property, text) != Added::AsIs {
                self.lose(field, "a part of it is written in the whole address alone");
            }
        }
        if let Some(country) = &address.country {
            entity.add("country", country.as_str());
        }
        if let Some(note) = &address.note {
            entity.add("remarks", note);
        }
        if parts.iter().filter(|(property, _)| *property == "street2").count() > 1 {
            self.lose(
                field,
                "the order of the lines after the first is kept in the whole address alone",
            );
        }
        if !entity.is_empty() && self.subject.schema.property("addressEntity").is_some() {
            let id = entity.id.clone();
            self.subject.add("addressEntity", &id);
            self.others.push(entity);
        }
    }
}

/// Returns the parts of an address but for the country, in the order in which they are written on an envelope.
fn parts(address: &Address) -> Vec<(&'static str, &str)> {
    let parts = [
        ("remarks", &address.care_of),
        ("street", &address.street),
        ("street2", &address.street2),
        ("street2", &address.street3),
        ("street2", &address.street4),
        ("street2", &address.street5),
        ("street2", &address.street6),
        ("postOfficeBox", &address.po_box),
        ("city", &address.area),
        ("city", &address.city),
        ("state", &address.state),
        ("postalCode", &address.postal_code),
        ("region", &address.region),
    ];
    let parts = parts.into_iter();
    parts
        .filter_map(|(property, text)| Some((property, text.as_deref()?)))
        .collect()
}

/// Returns the whole address: as the list prints it, else its parts and the country's name.
fn full(address: &Address, parts: &[(&'static str, &str)]) -> String {
    if let Some(text) = &address.text {
        return text.clone();
    }
    let country = address.country.as_ref().map(|country| country.as_str());
    let country = country.map(|code| countries().get(code).map_or(code, |country| country.name.as_str()));
    let texts: Vec<&str> = parts.iter().map(|(_, text)| *text).chain(country).collect();
    texts.join(", ")
}
