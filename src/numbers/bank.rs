//! Numbers of the world of banks.

use super::fault::{Fault, check_digit, shape};

/// Legal entity identifier (ISO 17442): 18 letters and digits, two check digits (ISO 7064 MOD 97-10).
pub(super) fn lei(number: &str) -> Result<(), Fault> {
    let plain = number
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let ends = number.bytes().rev().take(2).all(|byte| byte.is_ascii_digit());
    shape(
        number.len() == 20 && plain && ends,
        "20 capital letters and digits, the last two of them digits",
    )?;
    check_digit(mod_97(number.bytes()) == 1)
}

/// International bank account number (ISO 13616): country, two check digits, up to 30 letters and digits; blanks are let go.
pub(super) fn iban(number: &str) -> Result<(), Fault> {
    let number: String = number.split(' ').collect();
    let plain = number
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let bytes = number.as_bytes();
    let expected = "two letters of a country, two digits, and up to 30 capital letters and digits";
    shape(plain && (15..=34).contains(&bytes.len()), expected)?;
    let head = bytes[..2].iter().all(u8::is_ascii_uppercase) && bytes[2..4].iter().all(u8::is_ascii_digit);
    shape(head, expected)?;
    check_digit(mod_97(bytes[4..].iter().chain(&bytes[..4]).copied()) == 1)
}

/// Business identifier code (ISO 9362): four letters, two of a country, two letters or digits, and perhaps three of a branch.
pub(super) fn bic(number: &str) -> Result<(), Fault> {
    let bytes = number.as_bytes();
    let expected = "8 or 11 capital letters and digits, letters in the fifth and sixth place";
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    shape(plain && matches!(bytes.len(), 8 | 11), expected)?;
    shape(bytes[4..6].iter().all(u8::is_ascii_uppercase), expected)
}

/// International securities identification number (ISO 6166): country, nine letters and digits, a check digit of the double-add-double
/// kind.
pub(super) fn isin(number: &str) -> Result<(), Fault> {
    let bytes = number.as_bytes();
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let expected = "two letters of a country, nine capital letters and digits, and a digit";
    shape(plain && bytes.len() == 12, expected)?;
    shape(
        bytes[..2].iter().all(u8::is_ascii_uppercase) && bytes[11].is_ascii_digit(),
        expected,
    )?;
    let digits: Vec<u32> = number
        .chars()
        .filter_map(|c| c.to_digit(36))
        .flat_map(two_digits)
        .collect();
    let doubled = digits.iter().rev().enumerate().map(|(place, digit)| {
        let value = digit * (1 + u32::from(place % 2 == 1));
        value / 10 + value % 10
    });
    check_digit(doubled.sum::<u32>() % 10 == 0)
}

fn two_digits(value: u32) -> impl Iterator<Item = u32> {
    let tens = (value > 9).then_some(value / 10);
    tens.into_iter().chain([value % 10])
}

/// Returns the rest of the number, letters as 10 to 35, by 97.
fn mod_97(bytes: impl Iterator<Item = u8>) -> u32 {
    let values = bytes.filter_map(|byte| char::from(byte).to_digit(36));
    values.fold(0, |rest, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_banks() {
        for number in ["5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55"] {
            assert_eq!(lei(number), Ok(()), "{number}");
        }
        assert_eq!(lei("5493001KJTIIGC8Y1R17"), Err(Fault::CheckDigit));
        assert!(matches!(lei("5493001KJTIIGC8Y1R"), Err(Fault::Shape(_))));
        for number in ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"] {
            assert_eq!(iban(number), Ok(()), "{number}");
        }
        assert_eq!(iban("GB82WEST12345698765433"), Err(Fault::CheckDigit));
        assert!(matches!(iban("8282WEST12345698765432"), Err(Fault::Shape(_))));
        for number in ["DEUTDEFF", "DEUTDEFF500"] {
            assert_eq!(bic(number), Ok(()), "{number}");
        }
        assert!(matches!(bic("DEUTDEF"), Err(Fault::Shape(_))));
        assert!(matches!(bic("DEUT00FF"), Err(Fault::Shape(_))));
        for number in ["US0378331005", "AU0000XVGZA3", "GB0002634946"] {
            assert_eq!(isin(number), Ok(()), "{number}");
        }
        assert_eq!(isin("US0378331006"), Err(Fault::CheckDigit));
    }
}
