//! Dates as lists have them: whole, partial, approximate, ranges, and those that nobody can read.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;

use super::record::{Scalar, scalar_field};
use super::schema::Shape;

/// A date of which perhaps only the year or the month is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Returns the date of a whole day.
    pub fn day(date: Date) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// Reads `1971`, `1971-03` or `1971-03-05`; nothing else, and no day that the calendar does not have.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts
            .next()
            .map(|part| digits(part, 2))
            .map_or(Some(None), |month| month.map(Some))?;
        let day = parts
            .next()
            .map(|part| digits(part, 2))
            .map_or(Some(None), |day| day.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let month = month.map(|month| month as i8);
        let day = day.map(|day| day as i8);
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Returns the month, 1 to 12, if it is known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// Returns the day of the month, if it is known.
    pub fn day_of_month(self) -> Option<i8> {
        self.day
    }

    /// Returns the whole date, if the day is known.
    pub fn whole(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// Returns the first day that it may mean.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .expect("a partial date is only made of parts that the calendar has")
    }

    /// Returns the last day that it may mean.
    pub fn last_day(self) -> Date {
        let first = Date::new(self.year, self.month.unwrap_or(12), self.day.unwrap_or(1))
            .expect("a partial date is only made of parts that the calendar has");
        if self.day.is_some() {
            first
        } else {
            first.last_of_month()
        }
    }
}

fn digits(part: &str, count: usize) -> Option<i16> {
    let all_digits = part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| part.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(out, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(out, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A date, perhaps approximate, perhaps a range; written as in EDTF (ISO 8601-2:2019, levels 0 and 1 in part).
///
/// | text | meaning |
/// |---|---|
/// | `1971`, `1971-03`, `1971-03-05` | exactly so far |
/// | `1957~`, `1960-02-03~` | circa |
/// | `1979/1982`, `1962-03-01/1963-03-31` | at some time in that range, its ends included |
/// | `1979~/1982~` | circa that range |
///
/// Any other text is kept as it is ([`FuzzyDate::Unread`]) and complained of by `check`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FuzzyDate {
    /// One date.
    Point {
        /// The date.
        date: PartialDate,
        /// True for "circa".
        approximate: bool,
    },
    /// A time between two dates.
    Range {
        /// The first date that may be meant.
        from: PartialDate,
        /// The last date that may be meant.
        to: PartialDate,
        /// True for "circa".
        approximate: bool,
    },
    /// A text that is no date of these forms.
    Unread(String),
}

impl Default for FuzzyDate {
    fn default() -> Self {
        Self::Unread(String::new())
    }
}

impl FuzzyDate {
    /// Reads one of the forms above.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((from, to)) = text.split_once('/') {
            let (from, from_circa) = circa(from)?;
            let (to, to_circa) = circa(to)?;
            let runs_forward = from.first_day() <= to.last_day();
            return (from_circa == to_circa && runs_forward).then_some(Self::Range {
                from,
                to,
                approximate: from_circa,
            });
        }
        let (date, approximate) = circa(text)?;
        Some(Self::Point { date, approximate })
    }

    /// Returns the date if it is a single one that is not approximate.
    pub fn exact(&self) -> Option<PartialDate> {
        match self {
            Self::Point {
                date,
                approximate: false,
            } => Some(*date),
            _ => None,
        }
    }

    /// Returns the day if it is exactly one.
    pub fn whole(&self) -> Option<Date> {
        self.exact().and_then(PartialDate::whole)
    }

    /// Returns the first and the last day that may be meant.
    pub fn span(&self) -> Option<(Date, Date)> {
        match self {
            Self::Point { date, .. } => Some((date.first_day(), date.last_day())),
            Self::Range { from, to, .. } => Some((from.first_day(), to.last_day())),
            Self::Unread(_) => None,
        }
    }
}

fn circa(text: &str) -> Option<(PartialDate, bool)> {
    match text.strip_suffix('~') {
        Some(date) => PartialDate::parse(date).map(|date| (date, true)),
        None => PartialDate::parse(text).map(|date| (date, false)),
    }
}

impl Scalar for FuzzyDate {
    const SHAPE: Shape = Shape::Date;

    fn from_text(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(|| Self::Unread(text.to_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        let tilde = |approximate: &bool| if *approximate { "~" } else { "" };
        match self {
            Self::Point { date, approximate } => Cow::Owned(format!("{date}{}", tilde(approximate))),
            Self::Range { from, to, approximate } => {
                let tilde = tilde(approximate);
                Cow::Owned(format!("{from}{tilde}/{to}{tilde}"))
            }
            Self::Unread(text) => Cow::Borrowed(text),
        }
    }

    fn has_text(&self) -> bool {
        !matches!(self, Self::Unread(text) if text.is_empty())
    }
}

scalar_field!(FuzzyDate);

impl fmt::Display for FuzzyDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_and_prints_as_itself() {
        for text in [
            "1971",
            "1971-03",
            "1971-03-05",
            "1957~",
            "1960-02-03~",
            "1979/1982",
            "1962-03-01/1963-03-31",
            "1979~/1982~",
        ] {
            let date = FuzzyDate::parse(text).unwrap_or_else(|| panic!("{text} is a date"));
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn what_the_calendar_does_not_have_is_no_date() {
        for text in [
            "2026-02-30",
            "1971-13",
            "71",
            "1971-3-5",
            "circa 1971",
            "1982/1979",
            "00/00/1970",
            "",
        ] {
            assert_eq!(FuzzyDate::parse(text), None, "{text}");
            assert_eq!(FuzzyDate::from_text(text).to_string(), text);
        }
    }

    #[test]
    fn a_partial_date_spans_what_it_may_mean() {
        let date = FuzzyDate::parse("2024-02").expect("a month is a date");
        let (first, last) = date.span().expect("a month has days");
        assert_eq!(
            (first.to_string().as_str(), last.to_string().as_str()),
            ("2024-02-01", "2024-02-29")
        );
    }
}
