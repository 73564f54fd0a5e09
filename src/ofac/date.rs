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
        }
    }
}
