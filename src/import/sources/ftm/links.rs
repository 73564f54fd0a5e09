//! Links to relations: each stands with the party that the table names as the entry.

use crate::model::record::Scalar;
use crate::model::{EntryRef, Relation, RelationType, Share};
use crate::vocabulary::{FtmRelation, ftm};

use super::raw::{Graph, Raw};
use super::subject::{is_party, source};
use super::words::{date, mark};

/// Returns the relations of a party.
pub(super) fn relations(graph: &Graph, raw: &Raw) -> Vec<Relation> {
    let ids = graph.referring.get(&raw.id).into_iter().flatten();
    let mut relations = Vec::new();
    let mut before = "";
    for id in ids {
        // A link that leads to the party by both of its ends is told once.
        if id == before {
            continue;
        }
        before = id;
        let link = graph.entities.get(id).filter(|link| link.schema.edge.is_some());
        relations.extend(link.and_then(|link| relation(graph, raw, link)));
    }
    relations
}

fn relation(graph: &Graph, raw: &Raw, link: &Raw) -> Option<Relation> {
    let (kind, term) = ftm().relation_of(&link.schema.name)?;
    let other = other(graph, raw, link, term)?;
    let to = if graph.is_listed(other) {
        other.id.clone()
    } else {
        format!("parties/{}", other.id)
    };
    let text = |property: &str| link.first(property).map(str::to_owned);
    Some(Relation {
        kind: RelationType::from_text(kind),
        to: Some(EntryRef::new(to)),
        role: text("role").or_else(|| text("relationship")),
        since: link.first("startDate").map(date),
        until: link.first("endDate").map(date),
        share: link.first("percentage").map(Share::from),
        note: text("summary"),
        sources: link.values("sourceUrl").into_iter().map(source).collect(),
        id: mark(&link.id),
        ..Relation::default()
    })
}

/// Returns the other party where the link is one of two parties and this one is the entry.
fn other<'a>(graph: &'a Graph, raw: &Raw, link: &'a Raw, term: &FtmRelation) -> Option<&'a Raw> {
    let (entry, target) = (link.values(&term.entry), link.values(&term.target));
    let ([entry], [target]) = (entry.as_slice(), target.as_slice()) else {
        return None;
    };
    let other = graph.entities.get(*target)?;
    let is_there = is_party(other) || graph.is_listed(other);
    (*entry == raw.id && is_there && *target != raw.id).then_some(other)
}
