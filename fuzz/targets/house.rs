//! The reader for the house style against the full parser: whatever the bytes, the two say the same, places and comments and all.

#![no_main]

use gazette::data::{Node, Value};
use gazette::yaml::{Parsed, parse, parse_fully};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (fast, full) = (parse(bytes), parse_fully(bytes));
    assert_eq!(fast.comments, full.comments);
    assert_eq!(fast.errors, full.errors);
    assert!(are_same(&fast, &full), "{fast:?}\n{full:?}");
});

fn are_same(fast: &Parsed, full: &Parsed) -> bool {
    fast.documents.len() == full.documents.len()
        && fast.documents.iter().zip(&full.documents).all(|(one, other)| is_same(one, other))
}

/// Equality of nodes looks at what they say; here it is where they say it as well.
fn is_same(one: &Node, other: &Node) -> bool {
    let places = one.place == other.place && one.key_place == other.key_place;
    let inside = match (&one.value, &other.value) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            let same = |((name, one), (other_name, other)): (&(_, Node), &(_, Node))| name == other_name && is_same(one, other);
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (one, other) => one == other,
    };
    places && inside
}
