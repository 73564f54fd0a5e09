//! Numbers that states give to businesses and taxpayers.

use super::fault::{Fault, check_digit, digits, shape, weighted};

/// Russian taxpayer number: ten digits of a body, the last one checks the others; twelve of a person, the last two check.
pub(super) fn inn(number: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let expected = "ten digits, twelve for a person";
    let digits = digits(number).ok_or(Fault::Shape(expected))?;
    shape(matches!(digits.len(), 10 | 12), expected)?;
    let last = digits.len() - 1;
    let digit = |at: usize| weighted(&digits[..at], &WEIGHTS[11 - at..]) % 11 % 10;
    let first_of_two = digits.len() == 10 || digit(last - 1) == digits[last - 1];
    check_digit(first_of_two && digit(last) == digits[last])
}

/// Russian registration number: thirteen digits of a body, fifteen of a person in business, the last one checks the others.
pub(super) fn ogrn(number: &str) -> Result<(), Fault> {
    let expected = "thirteen digits, fifteen for a person in business";
    let digits = digits(number).ok_or(Fault::Shape(expected))?;
    shape(matches!(digits.len(), 13 | 15), expected)?;
    let (last, others) = digits.split_last().ok_or(Fault::Shape(expected))?;
    let divisor = if digits.len() == 13 { 11 } else { 13 };
    let rest = others.iter().fold(0, |rest, digit| (rest * 10 + digit) % divisor);
    check_digit(rest % 10 == *last)
}

/// Chinese unified social credit code (GB 32100-2015): eighteen digits and letters without I, O, S, V and Z, the last one checks.
pub(super) fn uscc(number: &str) -> Result<(), Fault> {
    const LETTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let expected = "18 digits and capital letters, none of them I, O, S, V or Z";
    let value = |c: char| LETTERS.find(c).and_then(|at| u32::try_from(at).ok());
    let values: Vec<u32> = number
        .chars()
        .map(value)
        .collect::<Option<_>>()
        .ok_or(Fault::Shape(expected))?;
    shape(values.len() == 18, expected)?;
    let powers: Vec<u32> = std::iter::successors(Some(1), |power| Some(power * 3 % 31))
        .take(17)
        .collect();
    check_digit((31 - weighted(&values, &powers) % 31) % 31 == values[17])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_businesses() {
        for number in ["7707083893", "500100732259"] {
            assert_eq!(inn(number), Ok(()), "{number}");
        }
        assert_eq!(inn("7707083894"), Err(Fault::CheckDigit));
        assert_eq!(inn("500100732269"), Err(Fault::CheckDigit));
        assert!(matches!(inn("77070838931"), Err(Fault::Shape(_))));
        for number in ["1027700132195", "304500116000157"] {
            assert_eq!(ogrn(number), Ok(()), "{number}");
        }
        assert_eq!(ogrn("1027700132196"), Err(Fault::CheckDigit));
        assert_eq!(uscc("91110000600037341L"), Ok(()));
        assert_eq!(uscc("91110000600037342L"), Err(Fault::CheckDigit));
        assert!(matches!(uscc("9111000060003734IL"), Err(Fault::Shape(_))));
    }
}
