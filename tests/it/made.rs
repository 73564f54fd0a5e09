//! Entries made at random from the schema alone, so that every field there is, and every one to come, is among them.

use std::sync::Arc;

use gazette::data::{Node, Value};
use gazette::model::record::{Field, Record};
use gazette::model::schema::{Schema, Shape};
use gazette::model::{Entry, by_id};

/// A generator of numbers that needs nothing but its seed (Marsaglia's xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// Returns a number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Few words, so that elements often resemble or equal one another.
const WORDS: &[&str] = &[
    "LAZARUS",
    "GROUP",
    "HIDDEN",
    "COBRA",
    "Cobra",
    "KIM,",
    "Yong",
    "Chol",
    "'RGB'",
    "金铁三",
    "Оборон",
    "a.b",
    "NO",
    "0123",
];

fn text(dice: &mut Dice) -> String {
    let count = 1 + dice.below(3);
    let words: Vec<&str> = (0..count).map(|_| dice.one_of(WORDS)).collect();
    words.join(" ")
}

/// Makes a value of a shape; nothing is made more often the deeper it stands.
fn value(shape: &Shape, dice: &mut Dice, depth: usize) -> Node {
    match shape {
        Shape::Text | Shape::Language | Shape::Script => Node::text(text(dice)),
        Shape::Word(words) => Node::text(dice.one_of(words)),
        Shape::Date => Node::text(dice.one_of(&["1971", "1971-03", "1971-03-05", "1957~", "1979/1982", "unknown"])),
        Shape::Country => Node::text(dice.one_of(&["KP", "CN", "NO", "Atlantis"])),
        Shape::Share => Node::text(dice.one_of(&["50", ">50", "25-50", "minority"])),
        Shape::Reference => Node::text(dice.one_of(&["1", "2", "un-dprk/KPe.031", "parties/x"])),
        Shape::Flag => Node::new(Value::Flag(dice.below(2) == 0)),
        Shape::Number => Node::new(Value::Number(u64::try_from(dice.below(4)).expect("small"))),
        Shape::Pairs | Shape::Any => Node::map(vec![(dice.one_of(&["x", "y.z"]).into(), Node::text(text(dice)))]),
        Shape::Record(schema) => record(schema, dice, depth + 1),
        Shape::Set(inner) => {
            let count = dice.below(4);
            Node::new(Value::List((0..count).map(|_| value(inner, dice, depth + 1)).collect()))
        }
        Shape::Table(inner) => Node::map(vec![(text(dice).into(), value(inner, dice, depth + 1))]),
    }
}

fn record(schema: &'static Schema, dice: &mut Dice, depth: usize) -> Node {
    let mut pairs = Vec::new();
    for field in schema.fields {
        if field.is_required() || dice.below(2 + depth) == 0 {
            pairs.push((field.name.into(), value(&field.shape, dice, depth)));
        }
    }
    Node::map(pairs)
}

/// Makes an entry with this id.
pub(crate) fn entry(id: usize, dice: &mut Dice) -> Arc<Entry> {
    let mut node = record(Entry::SCHEMA, dice, 0);
    set(&mut node, "id", Node::text(id.to_string()));
    read(&node)
}

fn set(node: &mut Node, name: &'static str, new: Node) {
    if let Value::Map(pairs) = &mut node.value {
        pairs.retain(|(known, _)| known != name);
        pairs.push((name.into(), new));
    }
}

fn read(node: &Node) -> Arc<Entry> {
    Arc::new(Entry::read(node, &mut Vec::new()).canonical())
}

/// Makes some entries, in the order of their ids.
pub(crate) fn entries(dice: &mut Dice) -> Vec<Arc<Entry>> {
    let mut entries: Vec<Arc<Entry>> = (0..12)
        .filter_map(|id| if dice.below(3) > 0 { Some(entry(id, dice)) } else { None })
        .collect();
    entries.sort_by(|a, b| by_id(a, b));
    entries
}

/// Makes a later state of some entries: some are as they were, some amended in a field or two, some gone, some new.
pub(crate) fn later(old: &[Arc<Entry>], dice: &mut Dice) -> Vec<Arc<Entry>> {
    use gazette::model::record::Form;
    let mut new = Vec::new();
    for entry in old {
        match dice.below(6) {
            0 => {}
            1 | 2 => new.push(entry.clone()),
            _ => {
                let mut node = entry.node(Form::Long).expect("an entry says something");
                for _ in 0..=dice.below(3) {
                    let field = &Entry::SCHEMA.fields[1 + dice.below(Entry::SCHEMA.fields.len() - 1)];
                    let fresh = value(&field.shape, dice, 0);
                    let mixed = mixed(node.get(field.name), fresh, dice);
                    set(&mut node, field.name, mixed);
                }
                new.push(read(&node));
            }
        }
    }
    for id in 20..24 {
        let free = new.iter().all(|entry| entry.id != id.to_string());
        if dice.below(2) == 0 && free {
            new.push(entry(id, dice));
        }
    }
    new.sort_by(|a, b| by_id(a, b));
    new
}

/// Keeps some of the old elements of a set beside the new ones, so that there is something to pair.
fn mixed(old: Option<&Node>, fresh: Node, dice: &mut Dice) -> Node {
    let Value::List(mut elements) = fresh.value else {
        return fresh;
    };
    for element in old.map(Node::elements).unwrap_or_default() {
        if dice.below(2) == 0 {
            elements.push(element.clone());
        }
    }
    Node::new(Value::List(elements))
}

/// Shuffles the elements of every set at every depth.
pub(crate) fn shuffled(node: &Node, dice: &mut Dice) -> Node {
    let value = match &node.value {
        Value::List(elements) => {
            let mut elements: Vec<Node> = elements.iter().map(|element| shuffled(element, dice)).collect();
            for place in (1..elements.len()).rev() {
                elements.swap(place, dice.below(place + 1));
            }
            Value::List(elements)
        }
        Value::Map(pairs) => {
            let mut pairs: Vec<_> = pairs
                .iter()
                .map(|(name, value)| (name.clone(), shuffled(value, dice)))
                .collect();
            for place in (1..pairs.len()).rev() {
                pairs.swap(place, dice.below(place + 1));
            }
            Value::Map(pairs)
        }
        other => other.clone(),
    };
    Node::new(value)
}
