//! Dates as the list has them: `25/01/2001`, `dd/mm/1945`.

use crate::model::{FuzzyDate, PartialDate};

/// Reads a whole day, `25/01/2001`.
pub fn parse_day(text: &str) -> Option<FuzzyDate> {
    let date = parse_parts(text)?;
    date.whole().is_some().then_some(FuzzyDate::Point {
        date,
        approximate: false,
    })
}

/// Reads a date of birth: `01/03/1958`, `dd/07/1969`, `dd/mm/1945`, `00/00/1945`, `1945`.
pub fn parse_birth_date(text: &str) -> Option<FuzzyDate> {
    let date = if text.len() == 4 {
        PartialDate::parse(text)?
    } else {
        parse_parts(text)?
    };
    Some(FuzzyDate::Point {
        date,
        approximate: false,
    })
}

fn parse_parts(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let known = |part: &str, placeholder: &str| part != "00" && !part.eq_ignore_ascii_case(placeholder);
    let text = match (known(day, "dd"), known(month, "mm")) {
        (true, true) => format!("{year}-{month}-{day}"),
        (false, true) => format!("{year}-{month}"),
        (false, false) => year.to_owned(),
        (true, false) => return None,
    };
    PartialDate::parse(&text)
}

/// Returns a whole day as the list prints it; any other date as it is.
pub fn printed_day(date: &FuzzyDate) -> String {
    match date.whole() {
        Some(day) => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        None => date.to_string(),
    }
}

/// Returns a date of birth as the list prints it: what is not known is `dd` or `mm`. Approximate dates and ranges, for which the
/// list has no form, are printed as they are.
pub fn printed_birth_date(date: &FuzzyDate) -> String {
    let FuzzyDate::Point {
        date: known,
        approximate: false,
    } = date
    else {
        return date.to_string();
    };
    match (known.day_of_month(), known.month()) {
        (Some(day), Some(month)) => format!("{day:02}/{month:02}/{:04}", known.year()),
        (None, Some(month)) => format!("dd/{month:02}/{:04}", known.year()),
        _ => format!("dd/mm/{:04}", known.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_of_birth() {
        for (theirs, ours, back) in [
            ("01/03/1958", "1958-03-01", "01/03/1958"),
            ("dd/07/1969", "1969-07", "dd/07/1969"),
            ("dd/mm/1945", "1945", "dd/mm/1945"),
            ("00/00/1945", "1945", "dd/mm/1945"),
            ("1945", "1945", "dd/mm/1945"),
        ] {
            let date = parse_birth_date(theirs).expect("a date");
            assert_eq!(
                (date.to_string().as_str(), printed_birth_date(&date).as_str()),
                (ours, back)
            );
        }
        for text in ["31/02/1958", "1/3/1958", "05/mm/1958", "circa 1958", ""] {
            assert_eq!(parse_birth_date(text), None, "{text}");
        }
        assert_eq!(parse_day("dd/mm/1945"), None);
    }
}
