//! What was written, read element by element with its place; the model's own sets are in canonical order and have none.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::data::Node;
use crate::model::record::Field;
use crate::model::{Designation, Document, Name, Relation, Wallet};

/// What was written of one entry and those of its sets that many rules look at, each read when the first of them asks for it.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) node: OnceLock<Node>,
    names: OnceLock<Vec<Name>>,
    designations: OnceLock<Vec<Designation>>,
    relations: OnceLock<Vec<Relation>>,
    documents: OnceLock<Vec<Document>>,
    wallets: OnceLock<Vec<Wallet>>,
}

/// An element of one of the sets of [`Written`].
pub(super) trait Part: Field + Clone {
    /// The field of the entry that holds the set.
    const FIELD: &'static str;

    fn set(written: &Written) -> &OnceLock<Vec<Self>>;
}

macro_rules! parts {
    ($($part:ident in $field:ident,)+) => {$(
        impl Part for $part {
            const FIELD: &'static str = stringify!($field);

            fn set(written: &Written) -> &OnceLock<Vec<Self>> {
                &written.$field
            }
        }
    )+};
}

parts! {
    Name in names,
    Designation in designations,
    Relation in relations,
    Document in documents,
    Wallet in wallets,
}

/// Returns the elements of a set of an entry as records, each with its place.
pub(super) fn parts<'a, T: Part>(entry: &'a Node, written: Option<&'a Written>) -> Vec<(Cow<'a, T>, &'a Node)> {
    let nodes = entry.get(T::FIELD).map_or(&[][..], Node::elements);
    let read = |node: &Node| T::read(node, &mut Vec::new());
    match written {
        Some(written) => {
            let set = T::set(written).get_or_init(|| nodes.iter().map(read).collect());
            set.iter().map(Cow::Borrowed).zip(nodes).collect()
        }
        None => nodes.iter().map(|node| (Cow::Owned(read(node)), node)).collect(),
    }
}

/// Returns the elements of a set as records, each with its place.
pub(super) fn elements<'a, T: Field>(node: &'a Node, field: &str) -> impl Iterator<Item = (T, &'a Node)> {
    let elements = node.get(field).map_or(&[][..], Node::elements);
    elements.iter().map(|node| (T::read(node, &mut Vec::new()), node))
}

/// Returns where a field of an element is said; a bare text says the field of the short form.
pub(super) fn field<'a>(element: &'a Node, name: &str) -> &'a Node {
    let said = element.get(name);
    said.unwrap_or(element)
}

/// A share as it may be meant, in hundredths of a percent, its ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Percent {
    pub(super) least: u32,
    pub(super) most: u32,
}

impl Percent {
    const WHOLE: u32 = 10_000;

    /// Reads a share in the forms of [`crate::model::Share`].
    pub(super) fn of(text: &str) -> Option<Self> {
        let bounds = |least, most| (least <= most && most <= Self::WHOLE).then_some(Self { least, most });
        match text {
            "majority" => return bounds(50_01, Self::WHOLE),
            "minority" => return bounds(0, 49_99),
            "unknown" => return bounds(0, Self::WHOLE),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix(">=") {
            return bounds(hundredths(rest)?, Self::WHOLE);
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return bounds(0, hundredths(rest)?);
        }
        if let Some(rest) = text.strip_prefix('>') {
            return bounds(hundredths(rest)? + 1, Self::WHOLE);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return bounds(0, hundredths(rest)?.checked_sub(1)?);
        }
        match text.split_once('-') {
            Some((least, most)) => bounds(hundredths(least)?, hundredths(most)?),
            None => bounds(hundredths(text)?, hundredths(text)?),
        }
    }
}

/// Reads percent with up to two decimal places; further ones are cut off.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 3 {
        return None;
    }
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    Some(whole.parse::<u32>().ok()? * 100 + part.parse::<u32>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_in_every_form() {
        let cases = [
            ("25.5", Some((2550, 2550))),
            ("25-50", Some((2500, 5000))),
            (">50", Some((5001, 10000))),
            (">=25", Some((2500, 10000))),
            ("<50", Some((0, 4999))),
            ("<=50", Some((0, 5000))),
            ("unknown", Some((0, 10000))),
            ("33.333", Some((3333, 3333))),
            ("101", None),
            ("50 %", None),
            ("50-25", None),
            ("", None),
            ("-5", None),
            ("<0", None),
            ("most", None),
        ];
        for (text, expected) in cases {
            let read = Percent::of(text).map(|share| (share.least, share.most));
            assert_eq!(read, expected, "{text}");
        }
    }
}
