//! What can be wrong with a number, and the steps that the checks share.

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not have the shape of its kind, which is this.
    Shape(&'static str),
    /// Its check digit is not the one computed from its other digits.
    CheckDigit,
}

pub(super) fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

pub(super) fn shape(holds: bool, expected: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::Shape(expected)) }
}

pub(super) fn check_digit(holds: bool) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::CheckDigit) }
}
