//! The reference values and types of facts that a release is the first to use.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::feed::delta::Moves;
use crate::feed::sheet::Sheet;
use crate::model::{Edition, Entry};
use crate::ofac::enhanced::Branch;
use crate::vocabulary::{Scheme, countries, features};

use super::entity;
use super::tree::write_branch;

/// A reference value, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Term {
    number: u64,
    kind: String,
    value: String,
}

#[derive(Default)]
struct Terms {
    values: BTreeSet<Term>,
    features: BTreeSet<Term>,
}

/// Writes `referenceValues` and `featureTypes`: what the new and amended entities use and no entity of the base does.
pub(super) fn write(base: &Edition, target: &Edition, moves: &Moves<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let touched = moves
        .added
        .iter()
        .copied()
        .chain(moves.amended.iter().map(|(_, new)| *new));
    let touched: Vec<&Entry> = if base.list == target.list {
        touched.collect()
    } else {
        target.entries.iter().map(Arc::as_ref).collect()
    };
    let mut new = Terms::of(touched.into_iter(), target);
    let old = if new.is_empty() {
        Terms::default()
    } else {
        Terms::of(base.entries.iter().map(Arc::as_ref), base)
    };
    new.values.retain(|term| !old.values.contains(term));
    new.features.retain(|term| !old.features.contains(term));
    let values: Vec<Branch> = new.values.iter().map(Term::reference_value).collect();
    let types: Vec<Branch> = new.features.iter().map(Term::feature_type).collect();
    for (name, branches) in [("referenceValues", values), ("featureTypes", types)] {
        if branches.is_empty() {
            sheet.empty(name, &[])?;
            continue;
        }
        sheet.open(name, &[])?;
        for branch in branches {
            write_branch(&branch, Some("add"), sheet)?;
        }
        sheet.close()?;
    }
    Ok(())
}

impl Terms {
    fn of<'e>(entries: impl Iterator<Item = &'e Entry>, edition: &Edition) -> Self {
        let mut terms = Self::default();
        for entry in entries {
            entity(entry, edition).walk(&mut |branch| terms.see(branch));
        }
        terms
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.features.is_empty()
    }

    fn see(&mut self, branch: &Branch) {
        if branch.name == "feature" {
            self.see_value(branch);
        }
        let Some(text) = &branch.text else { return };
        if let Some(number) = branch.attribute("featureTypeId") {
            self.features.extend(term(number, "", text));
        }
        let Some(number) = branch.attribute("refId") else {
            return;
        };
        let kind = match branch.name {
            "entityType" => "SDN TYPE",
            "sanctionsList" => "ENTITY LISTING TYPE",
            "sanctionsProgram" => "PROGRAM",
            "sanctionsType" => "SANCTIONS TYPE",
            "legalAuthority" => "LEGAL AUTHORITY",
            "aliasType" => "ALIAS TYPE",
            "script" => "SCRIPT",
            "country" | "issuingCountry" => "COUNTRY",
            _ => type_of(number),
        };
        self.values.extend(term(number, kind, text));
    }

    /// The closed lists of values are reference values of the type of fact.
    fn see_value(&mut self, feature: &Branch) {
        let child = |name: &str| feature.children.iter().find(|child| child.name == name);
        let text = |name: &str| child(name).and_then(|child| child.text.as_deref());
        if let (Some(kind), Some(value), Some(number)) = (text("type"), text("value"), text("valueRefId")) {
            let is_country = countries().code(Scheme::Ofac, value).is_some() && kind.ends_with("Country");
            self.values
                .extend(term(number, if is_country { "COUNTRY" } else { kind }, value));
        }
    }
}

/// The element `type` is one of several vocabularies, by its parent; OFAC's numbers say which.
fn type_of(number: &str) -> &'static str {
    match number.parse::<u32>() {
        Ok(1450..=1456) => "LOCATION PART TYPE",
        Ok(1520..=1528 | 91708 | 91709) => "NAME PART TYPE",
        Ok(1555 | 15001..=15004 | 91422 | 91725 | 91900 | 92019 | 92122) => "RELATIONSHIP TYPE",
        _ => "ID DOCUMENT TYPE",
    }
}

fn term(number: &str, kind: &str, value: &str) -> Option<Term> {
    Some(Term {
        number: number.parse().ok()?,
        kind: kind.to_owned(),
        value: value.to_owned(),
    })
}

impl Term {
    fn reference_value(&self) -> Branch {
        let mut children = vec![
            Branch::leaf("type", self.kind.as_str()),
            Branch::leaf("value", self.value.as_str()),
        ];
        let code = countries()
            .code(Scheme::Ofac, &self.value)
            .filter(|_| self.kind == "COUNTRY");
        children.extend(code.map(|code| Branch::leaf("isoCode", code)));
        Branch::group("referenceValue", children).with("refId", self.number.to_string())
    }

    fn feature_type(&self) -> Branch {
        let mut children = vec![Branch::leaf("type", self.value.as_str())];
        let term = features().by_label(Scheme::Ofac, &self.value).map(|(_, term)| term);
        if let Some(term) = term.filter(|term| term.label() != self.value) {
            children.push(Branch::leaf("publishDescription", term.label()));
        }
        Branch::group("featureType", children).with("featureTypeId", self.number.to_string())
    }
}
