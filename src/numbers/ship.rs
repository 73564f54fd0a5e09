//! Numbers of ships.

use super::fault::{Fault, check_digit, digits, shape, weighted};

/// IMO ship identification number (IMO resolution A.1117(30)): seven digits, the last one checks the others; `IMO` may come
/// before it.
pub(super) fn imo(number: &str) -> Result<(), Fault> {
    let number = number.strip_prefix("IMO").unwrap_or(number).trim_start();
    let expected = "seven digits";
    let digits = digits(number).ok_or(Fault::Shape(expected))?;
    shape(digits.len() == 7, expected)?;
    check_digit(weighted(&digits, &[7, 6, 5, 4, 3, 2]) % 10 == digits[6])
}

/// Maritime mobile service identity of a ship (ITU-R M.585): nine digits, the first three of them those of a country.
pub(super) fn mmsi(number: &str) -> Result<(), Fault> {
    let expected = "nine digits, the first of them 2 to 7";
    let digits = digits(number).ok_or(Fault::Shape(expected))?;
    shape(digits.len() == 9 && (2..=7).contains(&digits[0]), expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_ships() {
        for number in ["9074729", "IMO 9074729", "IMO9187629"] {
            assert_eq!(imo(number), Ok(()), "{number}");
        }
        assert_eq!(imo("9074720"), Err(Fault::CheckDigit));
        assert!(matches!(imo("907472"), Err(Fault::Shape(_))));
        assert!(matches!(imo("907472A"), Err(Fault::Shape(_))));
        assert_eq!(mmsi("366982330"), Ok(()));
        assert!(matches!(mmsi("36698233"), Err(Fault::Shape(_))));
        assert!(matches!(mmsi("066982330"), Err(Fault::Shape(_))));
    }
}
