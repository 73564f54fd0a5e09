//! What was written, read element by element with its place; the model's own sets are in canonical order and have none.

use crate::data::Node;
use crate::model::record::Field;

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
