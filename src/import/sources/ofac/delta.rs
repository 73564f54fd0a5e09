//! What OFAC's delta files say of an entity that was listed before.

use crate::data::{Node, Value};
use crate::import::importer::{Amendment, Base, Problem, Severity};
use crate::model::Entry;
use crate::model::record::{Field, Form};
use crate::ofac::enhanced::{self, Branch, OWN_NUMBERS};

use super::entity::Mapper;
use super::follow::follow;
use super::patch;
use crate::import::sources::xml::Element;

/// One `entity` of a delta that neither adds nor removes it.
#[derive(Debug)]
pub(crate) struct EntityChange {
    id: String,
    file: String,
    element: Element,
}

impl EntityChange {
    pub(crate) fn new(id: &str, file: &str, element: Element) -> Self {
        Self {
            id: id.to_owned(),
            file: file.to_owned(),
            element,
        }
    }

    fn at(&self, line: u64, severity: Severity, message: String) -> Problem {
        Problem {
            file: self.file.clone(),
            row: Some(line),
            severity,
            message: format!("entity `{}`: {message}", self.id),
        }
    }

    /// Reads the entity as it is before or after the change. What is told of it stands in `told`, if the delta says it.
    fn read(&self, element: Element, told: &mut Vec<Problem>) -> Result<Entry, Problem> {
        let mut problems = Vec::new();
        let mapper = Mapper {
            file: &self.file,
            problems: &mut problems,
        };
        let entry = mapper.entry(element);
        if let Some(error) = problems.iter().find(|problem| problem.severity == Severity::Error) {
            return Err(self.problem(Severity::Error, error.message.clone()));
        }
        told.extend(problems.into_iter().filter(|problem| problem.row > Some(0)));
        let nothing = || self.problem(Severity::Error, "nothing is left of it".to_owned());
        Ok(entry.ok_or_else(nothing)?.canonical())
    }
}

impl Amendment for EntityChange {
    fn id(&self) -> &str {
        &self.id
    }

    fn problem(&self, severity: Severity, message: String) -> Problem {
        Problem {
            file: self.file.clone(),
            row: Some(self.element.line),
            severity,
            message,
        }
    }

    /// The entry is written as an entity, the change laid over that, and both are read again: what differs between the two
    /// is what the entry follows.
    fn amend(&self, existing: &Entry, base: &Base<'_>) -> Result<(Entry, Vec<Problem>), Problem> {
        let original = existing.node(Form::Long).unwrap_or_default();
        let mut known = original.clone();
        number_elements(&mut known);
        let numbered = Entry::read(&known, &mut Vec::new()).canonical();
        let before = element_of(enhanced::entity(&numbered, base.list, base.name_of));
        let mut after = before.clone();
        let mut gone = Vec::new();
        patch::apply(&mut after, &self.element, &mut gone)
            .map_err(|misfit| self.at(misfit.line, Severity::Error, misfit.message))?;
        let mut told: Vec<Problem> = gone
            .into_iter()
            .map(|(line, message)| self.at(line, Severity::Note, message))
            .collect();
        let old = self.read(before, &mut Vec::new())?.node(Form::Long);
        let new = self.read(after, &mut told)?.node(Form::Long);
        let mut followed = follow(Some(&known), old.as_ref(), new.as_ref()).unwrap_or_default();
        forget_made_numbers(&mut followed, &ids_of(&original));
        Ok((Entry::read(&followed, &mut Vec::new()).canonical(), told))
    }
}

fn element_of(branch: Branch) -> Element {
    let attributes = branch.attributes.into_iter();
    Element {
        name: branch.name.to_owned(),
        line: 0,
        attributes: attributes.map(|(name, value)| (name.to_owned(), value)).collect(),
        text: branch.text.unwrap_or_default(),
        children: branch.children.into_iter().map(element_of).collect(),
    }
}

/// Fields whose elements have no number of their own in an entity: texts that stand together in one element, and what OFAC's
/// formats do not have.
const UNNUMBERED: [&str; 8] = [
    "titles",
    "positions",
    "remarks",
    "reasons",
    "notes",
    "sources",
    "references",
    "extra",
];

/// Gives the elements without a number one by which they are known again after they were written and read.
fn number_elements(entry: &mut Node) {
    let mut next = 2 * OWN_NUMBERS;
    number_within(entry, &mut next);
}

fn number_within(node: &mut Node, next: &mut u64) {
    let Value::Map(pairs) = &mut node.value else { return };
    for (name, node) in pairs
        .iter_mut()
        .filter(|(name, _)| !UNNUMBERED.contains(&name.as_ref()))
    {
        match &mut node.value {
            Value::List(elements) => {
                for element in elements {
                    number(element, next);
                }
            }
            Value::Map(_) if ["organization", "vessel", "aircraft"].contains(&name.as_ref()) => {
                number_within(node, next);
            }
            _ => {}
        }
    }
}

fn number(element: &mut Node, next: &mut u64) {
    if let Value::Map(pairs) = &mut element.value
        && !pairs.iter().any(|(name, _)| name == "id")
    {
        pairs.push(("id".into(), Node::text(next.to_string())));
        *next += 1;
    }
}

fn ids_of(node: &Node) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, inner) in node.pairs() {
        match inner.as_text() {
            Some(id) if name == "id" => ids.push(id.to_owned()),
            _ => ids.extend(inner.elements().iter().flat_map(ids_of)),
        }
    }
    ids
}

/// Numbers that were made for the writing are none of OFAC's.
fn forget_made_numbers(node: &mut Node, own: &[String]) {
    match &mut node.value {
        Value::Map(pairs) => {
            let is_made = |name: &str, node: &Node| {
                let number = node.as_text().filter(|id| !own.iter().any(|own| own == id));
                let number: Option<u64> = number.and_then(|id| id.parse().ok());
                (name == "id" || name == "gender_id") && number.is_some_and(|number| number >= OWN_NUMBERS)
            };
            pairs.retain(|(name, node)| !is_made(name, node));
            for (_, inner) in pairs {
                forget_made_numbers(inner, own);
            }
        }
        Value::List(elements) => elements
            .iter_mut()
            .for_each(|element| forget_made_numbers(element, own)),
        _ => {}
    }
}
