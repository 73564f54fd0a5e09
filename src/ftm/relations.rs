//! Relations: a link each, between the party and another of the same list; what is no entry there is named in an entity of its own.

use crate::model::{ControlCriterion, Relation, RelationType, Target};
use crate::vocabulary::{FtmRelation, FtmType, ftm, ftm_schema};

use super::context::Other;
use super::designations::text_of;
use super::entity::{Added, Entity};
use super::field::Field;
use super::map::Mapper;

const UNKNOWN: &str = "UnknownLink";

/// The ends of a link: its schema, and the properties that lead to the entry and to the other party.
struct Ends {
    schema: &'static str,
    entry: &'static str,
    other: &'static str,
    /// What the entry is to the other, where the schema does not say it.
    role: Option<String>,
}

impl Mapper<'_> {
    pub(super) fn relations(&mut self) {
        let entry = self.entry;
        for (at, relation) in entry.relations.iter().enumerate() {
            self.relation(relation, Field::Of("relations").at(at));
        }
    }

    fn relation(&mut self, relation: &Relation, field: Field<'_>) {
        if relation.kind == RelationType::SameAs {
            return self.lose(field, "that two parties of two lists are one has no property");
        }
        // Former entries are referents of this one.
        if relation.kind == RelationType::Succeeds && self.context.target(relation).is_none() {
            return;
        }
        if !self.context.knows_others {
            return self.lose_details(relation, field);
        }
        let Some(other) = self
            .context
            .target(relation)
            .cloned()
            .or_else(|| self.mention(relation, field))
        else {
            return self.lose(field, "the other party is not in this list, and has no name here");
        };
        if other.id == self.subject.id {
            return self.lose(field, "FollowTheMoney has no link of a party to itself");
        }
        let ends = self.ends(relation, &other);
        let says = format!("{}\0{}", relation.kind.as_str(), other.id);
        let id = self.own_id("Link", relation.id.as_deref(), &says);
        let mut link = Entity::new(id, ends.schema);
        let subject = self.subject.id.clone();
        link.add(ends.entry, &subject);
        link.add(ends.other, &other.id);
        self.role(&mut link, relation, ends.role, field);
        self.details(&mut link, relation, field);
        self.lose_details(relation, field);
        self.others.push(link);
    }

    /// Makes an entity of a party of which this list knows nothing but the name.
    fn mention(&mut self, relation: &Relation, field: Field<'_>) -> Option<Other> {
        let name = relation.name.as_deref()?;
        let to = relation.to.as_ref().map_or("", |to| to.as_str());
        let id = self.context.ids.derived(&["Mention", &self.subject.id, to, name]);
        let mut entity = Entity::new(id.clone(), "LegalEntity");
        if entity.add("name", name) == Added::Refused {
            return None;
        }
        if let Some(Target::Elsewhere(list, _)) = relation.to.as_ref().map(|to| to.target()) {
            entity.add("summary", &format!("On the list {list}"));
        }
        self.lose(
            field,
            "the other party is no entry of this list, and is written with its name alone",
        );
        if !self.others.iter().any(|known| known.id == id) {
            self.others.push(entity);
        }
        Some(Other {
            id,
            schema: "LegalEntity",
        })
    }

    /// Returns the schema of the link, if both ends may be its ends; an `UnknownLink` otherwise.
    fn ends(&self, relation: &Relation, other: &Other) -> Ends {
        let word = relation.kind.as_str();
        let fallback = |role: String| Ends {
            schema: UNKNOWN,
            entry: "subject",
            other: "object",
            role: Some(role),
        };
        let Some(term) = ftm().relations.get(word) else {
            return fallback(word.replace('-', " "));
        };
        if self.fits(term, &term.entry, self.subject.schema.name.as_str())
            && self.fits(term, &term.target, other.schema)
        {
            return Ends {
                schema: &term.schema,
                entry: &term.entry,
                other: &term.target,
                role: term.role.clone(),
            };
        }
        fallback(term.role.clone().unwrap_or_else(|| word.replace('-', " ")))
    }

    fn fits(&self, term: &FtmRelation, end: &str, schema: &str) -> bool {
        let property = ftm_schema(&term.schema).and_then(|schema| schema.property(end));
        let reference = property.filter(|property| property.kind == FtmType::Entity);
        let range = reference.and_then(|property| property.range.as_deref());
        range.is_some_and(|range| ftm_schema(schema).is_some_and(|schema| schema.is_a(range)))
    }

    fn role(&mut self, link: &mut Entity, relation: &Relation, role: Option<String>, field: Field<'_>) {
        let property = if link.schema.property("role").is_some() {
            "role"
        } else {
            "relationship"
        };
        let said = relation.role.clone();
        for text in said.into_iter().chain(role) {
            self.put_on(link, property, &text, field.within("role"), "Role");
        }
    }

    fn details(&mut self, link: &mut Entity, relation: &Relation, field: Field<'_>) {
        for (property, label, date) in [
            ("startDate", "Since", &relation.since),
            ("endDate", "Until", &relation.until),
        ] {
            if let Some(date) = date {
                self.date_on(link, property, date, field, label);
            }
        }
        if let Some(share) = &relation.share {
            let property = if link.schema.property("percentage").is_some() {
                "percentage"
            } else {
                "summary"
            };
            self.put_on(link, property, share.as_str(), field.within("share"), "Share");
        }
        if relation.criterion != ControlCriterion::Unsaid {
            let property = if link.schema.property("controlType").is_some() {
                "controlType"
            } else {
                "summary"
            };
            let text = relation.criterion.as_str().replace('-', " ");
            self.put_on(link, property, &text, field.within("criterion"), "Control");
        }
        if relation.indirect {
            let property = if link.schema.property("ownershipType").is_some() {
                "ownershipType"
            } else {
                "summary"
            };
            link.add(property, "indirect");
        }
        if relation.former {
            let property = if link.schema.property("status").is_some() {
                "status"
            } else {
                "summary"
            };
            link.add(property, "former");
        }
        let votes = relation
            .votes
            .as_ref()
            .map(|votes| format!("Votes: {}", text_of(votes)));
        let joint = relation
            .joint
            .as_ref()
            .map(|joint| format!("Joint arrangement: {joint}"));
        for text in relation.note.clone().into_iter().chain(votes).chain(joint) {
            self.put_on(link, "summary", &text, field, "Link");
        }
        for source in &relation.sources {
            if let Some(url) = &source.url {
                self.put_on(link, "sourceUrl", url, field.within("sources"), "Source");
            }
        }
    }

    /// Names what of a relation is said less well, whoever the other party is.
    fn lose_details(&mut self, relation: &Relation, field: Field<'_>) {
        if relation.votes.is_some() {
            self.lose(field.within("votes"), "it is written in the summary of the link");
        }
        if relation.joint.is_some() {
            self.lose(field.within("joint"), "it is written in the summary of the link");
        }
    }
}
