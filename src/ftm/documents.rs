//! Papers and numbers; wallets.

use crate::model::Document;
use crate::model::record::Scalar;
use crate::vocabulary::{FtmSchema, documents, ftm};

use super::entity::{Added, Entity};
use super::field::Field;
use super::map::{AS_NOTE, Mapper};
use super::person::document_label;

impl Mapper<'_> {
    pub(super) fn documents(&mut self) {
        let entry = self.entry;
        for (at, document) in entry.documents.iter().enumerate() {
            self.document(document, Field::Of("documents").at(at));
        }
        for (at, wallet) in entry.wallets.iter().enumerate() {
            let wallets = Field::Of("wallets");
            let field = wallets.at(at);
            let id = self.own_id("CryptoWallet", wallet.id.as_deref(), &wallet.address);
            let mut entity = Entity::new(id, "CryptoWallet");
            self.put_on(&mut entity, "publicKey", &wallet.address, field, &wallet.currency);
            self.put_on(&mut entity, "currency", &wallet.currency, field, "Currency");
            if let Some(note) = &wallet.note {
                self.put_on(&mut entity, "notes", note, field, &wallet.address);
            }
            if self.subject.schema.is_a("LegalEntity") {
                let holder = self.subject.id.clone();
                entity.add("holder", &holder);
            } else {
                self.lose(field, "FollowTheMoney lets only persons and bodies hold a wallet");
            }
            if self.is_sanctioned() && !self.is_foreign() {
                entity.add("topics", "sanction.linked");
            }
            self.others.push(entity);
        }
    }

    fn document(&mut self, document: &Document, field: Field<'_>) {
        let label = document_label(&document.kind);
        let Some(number) = document.number.as_deref() else {
            let country = document.country.iter().map(|country| country.as_str().to_owned());
            let said: Vec<String> = country.chain(summary(document)).collect();
            return self.note(field, AS_NOTE, &label, &said.join(", "));
        };
        let has_property = match self.property_of(&document.kind) {
            Some(property) => {
                self.put(property, number, field, &label);
                true
            }
            None => false,
        };
        let details = is_detailed(document) || !is_plain_number(&document.kind, has_property);
        if !details && has_property {
            return self.lose_kind(document, field);
        }
        if self.subject.schema.is_a("LegalEntity") {
            self.identification(document, number, field, &label);
        } else {
            let mut said = vec![number.to_owned()];
            said.extend(document.country.iter().map(|country| country.as_str().to_owned()));
            said.extend(summary(document));
            self.note(field, AS_NOTE, &label, &said.join(", "));
        }
    }

    /// Of which type a number is, FollowTheMoney says by the property alone.
    fn lose_kind(&mut self, document: &Document, field: Field<'_>) {
        let property = self.property_of(&document.kind);
        let is_own = read_as(property.unwrap_or_default()).is_some_and(|kind| kind == document.kind);
        if !is_own {
            self.lose(field.within("type"), "the type of the number has no property");
        }
    }

    fn property_of(&self, kind: &str) -> Option<&'static str> {
        number_property(kind, self.subject.schema)
    }

    fn identification(&mut self, document: &Document, number: &str, field: Field<'_>, label: &str) {
        let is_passport = ftm().passports.contains(&document.kind);
        let country = document.country.as_ref().map(|country| country.as_str());
        let says = format!("{}\0{number}\0{}", document.kind, country.unwrap_or_default());
        let id = self.own_id("Identification", document.id.as_deref(), &says);
        let mut entity = Entity::new(id, if is_passport { "Passport" } else { "Identification" });
        let holder = self.subject.id.clone();
        entity.add("holder", &holder);
        if entity.add("number", number) == Added::Refused {
            return self.note(field, AS_NOTE, label, number);
        }
        entity.add("type", label);
        if let Some(country) = country {
            self.put_on(&mut entity, "country", country, field, label);
        }
        if let Some(issuer) = &document.issuer {
            self.put_on(&mut entity, "authority", issuer, field, label);
        }
        for (property, date) in [("startDate", &document.issued), ("endDate", &document.expires)] {
            if let Some(date) = date {
                self.date_on(&mut entity, property, date, field, label);
            }
        }
        for text in facts(document) {
            self.put_on(&mut entity, "summary", &text, field, label);
        }
        if !facts(document).is_empty() {
            self.lose(field, "what else is known of the document is written in its summary");
        }
        self.others.push(entity);
    }
}

/// Returns the property for the number of a document of this type on a party of this schema.
pub(crate) fn number_property(kind: &str, schema: &'static FtmSchema) -> Option<&'static str> {
    let kind = documents().current(kind);
    let own = ftm().documents.get(kind);
    let is_person = schema.is_a("Person");
    let others = if is_person {
        &[][..]
    } else {
        ftm().other_documents.as_slice()
    };
    let names = match own {
        Some(own) if own.is_empty() => return None,
        Some(own) => own.iter(),
        None => others.iter(),
    };
    let own = names
        .filter_map(|name| schema.property(name))
        .map(|property| property.name.as_str())
        .next();
    own.or_else(|| {
        schema
            .property(if is_person { "idNumber" } else { "registrationNumber" })
            .map(|property| property.name.as_str())
    })
}

/// Returns the type of document that a property is read as.
pub(crate) fn read_as(property: &str) -> Option<&'static str> {
    Some(match property {
        "passportNumber" => "passport",
        "idNumber" => "identification-number",
        "registrationNumber" => "registration-number",
        "taxNumber" => "tax-id",
        "vatCode" => "vat-number",
        "innCode" => "inn",
        "ogrnCode" => "ogrn",
        "leiCode" => "lei",
        "swiftBic" => "swift-bic",
        "uscCode" => "uscc",
        "licenseNumber" => "licence",
        "imoNumber" => "imo",
        "mmsi" => "mmsi",
        "socialSecurityNumber" => "ssn",
        _ => return None,
    })
}

/// Returns true if more is known of a document than its number and type.
pub(crate) fn is_detailed(document: &Document) -> bool {
    document.country.is_some()
        || document.issued.is_some()
        || document.expires.is_some()
        || document.issuer.is_some()
        || document.id.as_deref().is_some_and(|id| id.starts_with("ftm:"))
        || !facts(document).is_empty()
}

/// Numbers that only one kind of register gives need no entity that says of which kind they are.
fn is_plain_number(kind: &str, has_property: bool) -> bool {
    has_property && ftm().documents.contains_key(kind)
}

fn facts(document: &Document) -> Vec<String> {
    let mut facts = Vec::new();
    let said = [
        ("issued in", &document.issued_in),
        ("in the name of", &document.bearer),
        ("", &document.note),
    ];
    for (label, text) in said {
        facts.extend(text.as_ref().map(|text| format!("{label} {text}").trim().to_owned()));
    }
    let flags = [
        ("diplomatic", document.diplomatic),
        ("known to be false", document.known_false),
        ("known to have expired", document.known_expired),
        ("reported lost", document.reported_lost),
        ("revoked", document.revoked),
    ];
    facts.extend(
        flags
            .into_iter()
            .filter(|(_, set)| *set)
            .map(|(label, _)| label.to_owned()),
    );
    facts
}

/// Returns all that is said of a document but for its number.
fn summary(document: &Document) -> Vec<String> {
    let mut said: Vec<String> = document.issuer.iter().cloned().collect();
    for (label, date) in [("issued", &document.issued), ("expires", &document.expires)] {
        said.extend(date.as_ref().map(|date| format!("{label} {}", date.text())));
    }
    said.extend(facts(document));
    said
}
