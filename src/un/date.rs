//! Dates as the UN print them.

use crate::model::{FuzzyDate, PartialDate};

/// As the printed list abbreviates the months; `May` is whole and has no full stop.
const MONTHS: [&str; 12] = [
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec.",
];

/// Returns a date as the UN print it: `31 Jan. 2001`, `Nov. 1973`, `1962`, `Approximately 1968`, `Between 1958 and 1960`.
pub fn un_date(date: &FuzzyDate) -> String {
    match date {
        FuzzyDate::Point {
            date,
            approximate: true,
        } => format!("Approximately {}", partial(*date)),
        FuzzyDate::Point { date, .. } => partial(*date),
        FuzzyDate::Range { from, to, approximate } => {
            let between = if *approximate {
                "Approximately between"
            } else {
                "Between"
            };
            format!("{between} {} and {}", partial(*from), partial(*to))
        }
        FuzzyDate::Unread(text) => text.clone(),
    }
}

fn partial(date: PartialDate) -> String {
    let index = date
        .month()
        .and_then(|month| usize::try_from(month).ok()?.checked_sub(1));
    let month = index.and_then(|index| MONTHS.get(index));
    match (date.day_of_month(), month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year()),
        (None, Some(month)) => format!("{month} {}", date.year()),
        _ => date.year().to_string(),
    }
}

/// Reads a day or month as people write it in notes: `24 Nov 2026`, `10 March 2019`, `October 19, 2020`, `Nov. 1973`,
/// `2026-12-11`; nothing where the text is no such date.
pub fn parse_un_date(text: &str) -> Option<PartialDate> {
    let text = text.trim().trim_end_matches('.');
    if let Some(date) = PartialDate::parse(text) {
        return Some(date);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [month, year] => PartialDate::parse(&format!("{year}-{:02}", month_of(month)?)),
        [month, day, year] if day.ends_with(',') => whole(day.trim_end_matches(','), month, year),
        [day, month, year] => whole(day, month, year),
        _ => None,
    }
}

fn whole(day: &str, month: &str, year: &str) -> Option<PartialDate> {
    let day: u8 = day.parse().ok()?;
    PartialDate::parse(&format!("{year}-{:02}-{day:02}", month_of(month)?))
}

/// Months are written out or cut behind their third letter.
fn month_of(word: &str) -> Option<usize> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let word = word.trim_end_matches('.');
    let index = NAMES.iter().position(|name| word == *name || word == &name[..3])?;
    Some(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_printed_list() {
        for (ours, theirs) in [
            ("2001-01-31", "31 Jan. 2001"),
            ("2012-05-02", "2 May 2012"),
            ("1973-11", "Nov. 1973"),
            ("1962", "1962"),
            ("1968~", "Approximately 1968"),
            ("1958/1960", "Between 1958 and 1960"),
            ("1955~/1958~", "Approximately between 1955 and 1958"),
        ] {
            assert_eq!(un_date(&FuzzyDate::parse(ours).expect("a date")), theirs);
        }
    }

    #[test]
    fn dates_in_notes() {
        for (theirs, ours) in [
            ("24 Nov 2026", "2026-11-24"),
            ("10 March 2019", "2019-03-10"),
            ("26 Mar. 2011", "2011-03-26"),
            ("October 19, 2020", "2020-10-19"),
            ("2026-12-11.", "2026-12-11"),
            ("09 May 2018", "2018-05-09"),
            ("Nov. 1973", "1973-11"),
            ("August 1961", "1961-08"),
        ] {
            let read = parse_un_date(theirs).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some(ours), "{theirs}");
        }
        for text in ["Sep.", "31 Feb. 2011", "30-35 years old", "10 Mar", ""] {
            assert_eq!(parse_un_date(text), None, "{text}");
        }
    }
}
