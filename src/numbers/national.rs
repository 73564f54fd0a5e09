//! Numbers that states give to people and businesses, whose last digits check the others.
//!
//! Who writes such a number with other signs between the digits is understood; a number of another length is of another kind, or of
//! an older one, and nothing is said of its digits.

use super::fault::{Fault, check_digit, digits, shape, weighted};

/// Removes the separators of a number.
fn plain(number: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric();
    number.chars().filter(kept).map(|c| c.to_ascii_uppercase()).collect()
}

/// Returns so many digits.
fn digits_of(number: &str, count: usize, expected: &'static str) -> Result<Vec<u32>, Fault> {
    let digits = digits(&plain(number)).ok_or(Fault::Shape(expected))?;
    shape(digits.len() == count, expected)?;
    Ok(digits)
}

/// Returns a weighted sum of all digits but the last, which it is to check.
fn last_checks(digits: &[u32], weights: &[u32], last: impl Fn(u32) -> u32) -> Result<(), Fault> {
    let (check, others) = digits.split_last().unwrap_or((&0, &[]));
    check_digit(last(weighted(others, weights)) == *check)
}

/// Colombian taxpayer number (NIT) with its check digit behind a dash.
pub(super) fn nit_of_colombia(number: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let expected = "digits, a dash and a check digit";
    let (body, check) = number.rsplit_once('-').ok_or(Fault::Shape(expected))?;
    let mut body = digits(&plain(body)).ok_or(Fault::Shape(expected))?;
    let check = digits(check.trim()).ok_or(Fault::Shape(expected))?;
    shape((6..=15).contains(&body.len()) && check.len() == 1, expected)?;
    body.reverse();
    let rest = weighted(&body, &WEIGHTS) % 11;
    check_digit(check[0] == if rest < 2 { rest } else { 11 - rest })
}

/// Guatemalan taxpayer number (NIT): the last digit, or K for ten, checks the others.
pub(super) fn nit_of_guatemala(number: &str) -> Result<(), Fault> {
    let expected = "up to eleven digits and a check digit or K";
    let number = plain(number);
    let (at, last) = number.char_indices().last().ok_or(Fault::Shape(expected))?;
    let mut body = digits(&number[..at]).ok_or(Fault::Shape(expected))?;
    let check = if last == 'K' { Some(10) } else { last.to_digit(10) };
    let check = check.ok_or(Fault::Shape(expected))?;
    shape((1..=11).contains(&body.len()), expected)?;
    body.reverse();
    let weights: Vec<u32> = (2..14).collect();
    check_digit((weighted(&body, &weights) + check).is_multiple_of(11))
}

/// Mexican population registry code (CURP): four letters, a date, a letter for the sex, five letters, two characters of which the
/// last checks the others.
pub(super) fn curp(number: &str) -> Result<(), Fault> {
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
    let expected = "18 characters: four letters, six digits, six letters, two more";
    let number = plain(number);
    let kinds = |(at, c): (usize, char)| match at {
        0..=3 | 10..=15 => c.is_alphabetic(),
        4..=9 | 17 => c.is_ascii_digit(),
        _ => true,
    };
    shape(
        number.chars().count() == 18 && number.chars().enumerate().all(kinds),
        expected,
    )?;
    let value = |c: char| LETTERS.chars().position(|letter| letter == c);
    let values: Vec<u32> = number
        .chars()
        .map(|c| value(c).and_then(|at| u32::try_from(at).ok()))
        .collect::<Option<_>>()
        .ok_or(Fault::Shape(expected))?;
    let weights: Vec<u32> = (2..=18).rev().collect();
    last_checks(&values, &weights, |sum| (10 - sum % 10) % 10)
}

/// Chinese resident identity number (GB 11643-1999): seventeen digits, the last character checks them, X for ten.
pub(super) fn resident_of_china(number: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let expected = "17 digits and a check digit or X";
    let number = plain(number);
    shape(number.is_ascii() && number.len() == 18, expected)?;
    let body = digits(&number[..17]).ok_or(Fault::Shape(expected))?;
    let last = &number[17..];
    let check = if last == "X" { Some(10) } else { last.parse().ok() };
    let check: u32 = check.ok_or(Fault::Shape(expected))?;
    check_digit((weighted(&body, &WEIGHTS) + check) % 11 == 1)
}

/// Iranian national number: ten digits.
pub(super) fn citizen_of_iran(number: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 9] = [10, 9, 8, 7, 6, 5, 4, 3, 2];
    let digits = digits_of(number, 10, "ten digits")?;
    last_checks(&digits, &WEIGHTS, |sum| match sum % 11 {
        rest @ 0..=1 => rest,
        rest => 11 - rest,
    })
}

/// Thai identity number: thirteen digits.
pub(super) fn citizen_of_thailand(number: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 12] = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let digits = digits_of(number, 13, "thirteen digits")?;
    last_checks(&digits, &WEIGHTS, |sum| (11 - sum % 11) % 10)
}

/// Turkish identity number: eleven digits, the last two check the others.
pub(super) fn citizen_of_turkey(number: &str) -> Result<(), Fault> {
    let digits = digits_of(number, 11, "eleven digits")?;
    let weights = [3, 1, 3, 1, 3, 1, 3, 1, 3];
    let first = (10 - weighted(&digits[..9], &weights) % 10) % 10;
    let second = digits[..10].iter().sum::<u32>() % 10;
    check_digit(digits[9] == first && digits[10] == second)
}

/// Peruvian taxpayer number (RUC): eleven digits.
pub(super) fn ruc_of_peru(number: &str) -> Result<(), Fault> {
    let digits = digits_of(number, 11, "eleven digits")?;
    last_checks(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], |sum| (11 - sum % 11) % 10)
}

/// Argentine taxpayer number (CUIT): eleven digits.
pub(super) fn cuit(number: &str) -> Result<(), Fault> {
    let digits = digits_of(number, 11, "eleven digits")?;
    last_checks(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], |sum| match 11 - sum % 11 {
        11 => 0,
        10 => 9,
        check => check,
    })
}

/// Venezuelan taxpayer number (RIF): a letter for the kind of the bearer and nine digits.
pub(super) fn rif(number: &str) -> Result<(), Fault> {
    let expected = "V, E, J, P or G and nine digits";
    let number = plain(number);
    let (first, rest) = number.split_at_checked(1).ok_or(Fault::Shape(expected))?;
    let kind = "VEJPG".find(first).ok_or(Fault::Shape(expected))?;
    let kind = u32::try_from(4 * (kind + 1)).unwrap_or_default();
    let digits = digits_of(rest, 9, expected)?;
    last_checks(&digits, &[3, 2, 7, 6, 5, 4, 3, 2], |sum| match (sum + kind) % 11 {
        0..=1 => 0,
        rest => 11 - rest,
    })
}

/// Bulgarian register number (EIK, with `BG` before it the number for value-added tax): nine digits.
pub(super) fn eik(number: &str) -> Result<(), Fault> {
    let number = plain(number);
    let number = number.strip_prefix("BG").unwrap_or(&number);
    let digits = digits_of(number, 9, "nine digits")?;
    let first = weighted(&digits[..8], &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let second = weighted(&digits[..8], &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10;
    check_digit(digits[8] == if first == 10 { second } else { first })
}

/// Italian fiscal code of a person: sixteen letters and digits, the last letter checks the others.
pub(super) fn fiscal_code_of_italy(number: &str) -> Result<(), Fault> {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    let expected = "sixteen letters and digits";
    let number = plain(number);
    shape(number.is_ascii() && number.len() == 16, expected)?;
    let value = |byte: u8| {
        u32::from(if byte.is_ascii_digit() {
            byte - b'0'
        } else {
            byte - b'A'
        })
    };
    let bytes = number.as_bytes();
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if at % 2 == 0 {
                ODD[value(*byte) as usize]
            } else {
                value(*byte)
            }
        })
        .sum();
    check_digit(bytes[15].is_ascii_uppercase() && sum % 26 == value(bytes[15]))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&str) -> Result<(), Fault>;

    /// Numbers that the authorities or the manuals of others give as examples.
    const RIGHT: &[(Check, &str)] = &[
        (nit_of_colombia, "213.123.432-1"),
        (nit_of_colombia, "800146869-2"),
        (nit_of_guatemala, "576937-K"),
        (nit_of_guatemala, "7108-0"),
        (curp, "BOXW310820HNERXN09"),
        (resident_of_china, "360426199101010071"),
        (resident_of_china, "11010819630903003X"),
        (citizen_of_iran, "0499370899"),
        (citizen_of_thailand, "1-2345-45678-78-1"),
        (citizen_of_turkey, "17291716060"),
        (ruc_of_peru, "20512333797"),
        (cuit, "20-05536168-2"),
        (rif, "V-11470283-4"),
        (eik, "BG 175 074 752"),
        (fiscal_code_of_italy, "RCCMNL83S18D969H"),
    ];

    #[test]
    fn known_numbers_hold_and_slips_of_the_pen_are_seen() {
        for (check, number) in RIGHT {
            assert_eq!(check(number), Ok(()), "{number}");
            let digits = number.char_indices().filter(|(_, c)| c.is_ascii_digit());
            let (mut slips, mut seen) = (0, 0);
            for (at, c) in digits {
                let other = char::from_digit((c.to_digit(10).unwrap_or_default() + 1) % 10, 10).unwrap_or('0');
                let mut wrong = (*number).to_owned();
                wrong.replace_range(at..=at, &other.to_string());
                slips += 1;
                seen += usize::from(check(&wrong).is_err());
            }
            // Sums by ten, and by eleven with ten and nought alike, let a few pass.
            assert!(seen * 10 >= slips * 8, "{number}: {seen} of {slips}");
        }
    }

    #[test]
    fn numbers_of_another_length_are_of_another_kind() {
        let others = ["89299", "U06314813", "", "-", "X", "\u{e9}", "IES-870805"];
        let fixed = RIGHT
            .iter()
            .filter(|(_, number)| !["576937-K", "7108-0"].contains(number));
        for (check, right) in fixed {
            for number in others {
                assert!(matches!(check(number), Err(Fault::Shape(_))), "{number} beside {right}");
            }
        }
        assert!(nit_of_guatemala("").is_err() && nit_of_guatemala("K").is_err());
    }
}
