//! Dates of birth: `circa`, `calendarType`, and the date, its parts or a range of years.

use crate::model::{DateFact, FuzzyDate, PartialDate};

/// The attributes that make a date of birth, in their order.
pub(crate) const BIRTH_ATTRIBUTES: [&str; 6] = [
    "birthdate",
    "dayOfMonth",
    "monthOfYear",
    "year",
    "yearRangeFrom",
    "yearRangeTo",
];

/// Returns the date that the attributes state; nothing where they state none.
pub(crate) fn birth_of<'a>(
    attribute: impl Fn(&str) -> Option<&'a str>,
    circa: bool,
    gregorian: bool,
) -> Option<FuzzyDate> {
    let point = |date| FuzzyDate::Point {
        date,
        approximate: circa,
    };
    let whole = attribute("birthdate").and_then(PartialDate::parse);
    if let Some(date) = whole.filter(|_| gregorian) {
        return Some(point(date));
    }
    let number = |name: &str| attribute(name).and_then(|text| text.parse::<u16>().ok());
    if let (Some(from), Some(to)) = (number("yearRangeFrom"), number("yearRangeTo")) {
        let year = |year: u16| PartialDate::parse(&format!("{year:04}"));
        if let (Some(from), Some(to)) = (year(from), year(to))
            && from <= to
        {
            return Some(FuzzyDate::Range {
                from,
                to,
                approximate: circa,
            });
        }
    }
    let text = match (number("year"), number("monthOfYear"), number("dayOfMonth")) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), ..) => format!("{year:04}"),
        _ => String::new(),
    };
    PartialDate::parse(&text).or(whole).map(point)
}

/// Returns the attributes of a date of birth, without those that say nothing.
pub(crate) fn birth_attributes(fact: &DateFact) -> Vec<(&'static str, String)> {
    let gregorian = fact.calendar.is_none();
    match &fact.date {
        FuzzyDate::Point { date, .. } => {
            let whole = date.whole().filter(|_| gregorian).map(|day| day.to_string());
            let all = [
                whole,
                date.day_of_month().map(|day| day.to_string()),
                date.month().map(|month| month.to_string()),
                Some(date.year().to_string()),
            ];
            let named = BIRTH_ATTRIBUTES.into_iter().zip(all);
            named.filter_map(|(name, value)| Some((name, value?))).collect()
        }
        FuzzyDate::Range { from, to, .. } => vec![
            ("yearRangeFrom", from.year().to_string()),
            ("yearRangeTo", to.year().to_string()),
        ],
        FuzzyDate::Unread(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        type Stated = &'static [(&'static str, &'static str)];
        let cases: [(Stated, bool, bool, &str); 5] = [
            (
                &[
                    ("birthdate", "1924-02-21"),
                    ("dayOfMonth", "21"),
                    ("monthOfYear", "2"),
                    ("year", "1924"),
                ],
                false,
                true,
                "1924-02-21",
            ),
            (&[("year", "1957")], true, true, "1957~"),
            (&[("monthOfYear", "3"), ("year", "1957")], false, true, "1957-03"),
            (
                &[("yearRangeFrom", "1962"), ("yearRangeTo", "1963")],
                false,
                true,
                "1962/1963",
            ),
            (&[("year", "1343")], false, false, "1343"),
        ];
        for (stated, circa, gregorian, ours) in cases {
            let find = |name: &str| stated.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let date = birth_of(find, circa, gregorian).expect("a date");
            assert_eq!(date.to_string(), ours);
            let fact = DateFact {
                date,
                calendar: (!gregorian).then(|| "islamic".to_owned()),
                ..DateFact::default()
            };
            let written = birth_attributes(&fact);
            let written: Vec<(&str, &str)> = written.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(written, stated);
        }
        assert_eq!(birth_of(|_| None, true, true), None);
    }
}
