//! Dates as OFAC prints them.

use crate::model::record::Scalar;
use crate::model::{FuzzyDate, PartialDate};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Returns a date as OFAC prints it: `17 Jan 1941`, `Mar 1955`, `1962`, `circa 1947`, `1979 to 1982`.
pub fn ofac_date(date: &FuzzyDate) -> String {
    let circa = |approximate: bool| if approximate { "circa " } else { "" };
    match date {
        FuzzyDate::Point { date, approximate } => format!("{}{}", circa(*approximate), partial(*date)),
        // The one approximate range that OFAC has is printed so.
        FuzzyDate::Range {
            from,
            to,
            approximate: true,
        } => format!("circa {}-{}", partial(*from), partial(*to)),
        FuzzyDate::Range { from, to, .. } => format!("{} to {}", partial(*from), partial(*to)),
        FuzzyDate::Unread(text) => text.clone(),
    }
}

/// Reads a date as OFAC prints it; nothing where the text is none of its forms, or would be printed in another way.
pub fn parse_ofac_date(text: &str) -> Option<FuzzyDate> {
    let date = match text.strip_prefix("circa ") {
        Some(rest) => approximate(rest)?,
        None => exact(text)?,
    };
    (ofac_date(&date) == text).then_some(date)
}

/// Returns the date that a text says, or the text itself where it says none.
pub fn ofac_date_or_text(text: &str) -> FuzzyDate {
    parse_ofac_date(text).unwrap_or_else(|| FuzzyDate::from_text(text))
}

fn approximate(text: &str) -> Option<FuzzyDate> {
    let edtf = match text.split_once('-') {
        Some((from, to)) => format!("{}~/{}~", edtf(from)?, edtf(to)?),
        None => format!("{}~", edtf(text)?),
    };
    FuzzyDate::parse(&edtf)
}

fn exact(text: &str) -> Option<FuzzyDate> {
    let edtf = match text.split_once(" to ") {
        Some((from, to)) => format!("{}/{}", edtf(from)?, edtf(to)?),
        None => edtf(text)?,
    };
    FuzzyDate::parse(&edtf)
}

fn edtf(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let month = |word: &str| MONTHS.iter().position(|month| *month == word).map(|index| index + 1);
    match words.as_slice() {
        [year] => Some((*year).to_owned()),
        [name, year] => Some(format!("{year}-{:02}", month(name)?)),
        [day, name, year] => Some(format!("{year}-{:02}-{day}", month(name)?)),
        _ => None,
    }
}

fn partial(date: PartialDate) -> String {
    let month = date
        .month()
        .and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
    match (date.day_of_month(), month) {
        (Some(day), Some(month)) => format!("{day:02} {month} {:04}", date.year()),
        (None, Some(month)) => format!("{month} {:04}", date.year()),
        _ => format!("{:04}", date.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nine_forms() {
        for (ours, theirs) in [
            ("1941-01-17", "17 Jan 1941"),
            ("1962", "1962"),
            ("1955-03", "Mar 1955"),
            ("1947~", "circa 1947"),
            ("1979/1982", "1979 to 1982"),
            ("1962-03-01/1963-03-31", "01 Mar 1962 to 31 Mar 1963"),
            ("1955-03/1956-03", "Mar 1955 to Mar 1956"),
            ("1960-02-03~", "circa 03 Feb 1960"),
            ("1979~/1982~", "circa 1979-1982"),
        ] {
            let date = FuzzyDate::parse(ours).expect("a date");
            assert_eq!(ofac_date(&date), theirs);
            assert_eq!(parse_ofac_date(theirs), Some(date));
        }
    }

    #[test]
    fn what_would_be_printed_otherwise_is_no_date() {
        for text in [
            "7 Jan 1941",
            "1941-01-17",
            "31 Feb 1941",
            "circa 1979 to 1982",
            "Spring 1950",
            "",
        ] {
            assert_eq!(parse_ofac_date(text), None, "{text}");
        }
    }
}
