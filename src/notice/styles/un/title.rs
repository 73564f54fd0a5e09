//! The title of the press release.

/// What a committee did in one manner: `verb` is `adds`, `amends` or `removes`.
pub(super) struct Act<'a> {
    /// The title of the committee.
    pub(super) title: &'a str,
    pub(super) verb: &'static str,
    /// The number of entries.
    pub(super) count: usize,
}

/// Committees beyond this number are not named in the title one by one.
const NAMED_COMMITTEES: usize = 2;

/// Returns the title of the press release: `Security Council 1718 Committee Amends 44 Entries on Its Sanctions List`.
pub(super) fn title(acts: &[Act<'_>]) -> String {
    let mut committees: Vec<(&str, Vec<String>)> = Vec::new();
    for act in acts {
        let clause = format!("{} Its Sanctions List", clause(act.verb, act.count, true));
        match committees.last_mut() {
            Some((title, clauses)) if *title == act.title => clauses.push(clause),
            _ => committees.push((act.title, vec![clause])),
        }
    }
    if committees.is_empty() {
        return "No Entry Changed".to_owned();
    }
    if committees.len() > NAMED_COMMITTEES {
        return title_of_many(acts);
    }
    let titles = committees.iter().map(|(title, clauses)| {
        let clauses = clauses.join(" and ");
        format!("{title} {clauses}")
    });
    titles.collect::<Vec<String>>().join("; ")
}

pub(super) fn title_of_many(acts: &[Act<'_>]) -> String {
    let counts = ["adds", "amends", "removes"].map(|verb| {
        let of_verb = acts.iter().filter(|act| act.verb == verb);
        (verb, of_verb.map(|act| act.count).sum::<usize>())
    });
    let clauses = counts.iter().filter(|(_, count)| *count > 0).map(|(verb, count)| {
        let clause = clause(verb, *count, false);
        format!("{clause} Their Sanctions Lists")
    });
    let clauses: Vec<String> = clauses.collect();
    format!("Security Council Sanctions Committees {}", clauses.join(" and "))
}

/// Returns `Amends 44 Entries on`, or `Amend …` of several committees.
pub(super) fn clause(verb: &str, count: usize, is_one: bool) -> String {
    let (verb, place) = match verb {
        "adds" => ("Add", "to"),
        "removes" => ("Remove", "from"),
        _ => ("Amend", "on"),
    };
    let ending = if is_one { "s" } else { "" };
    let entries = if count == 1 { "Entry" } else { "Entries" };
    format!("{verb}{ending} {} {entries} {place}", number(count))
}

/// Numbers up to ten are written out.
pub(super) fn number(count: usize) -> String {
    const WORDS: [&str; 11] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_up_to_ten_are_words() {
        assert_eq!(
            (number(1).as_str(), number(10).as_str(), number(44).as_str()),
            ("One", "Ten", "44")
        );
    }
}
