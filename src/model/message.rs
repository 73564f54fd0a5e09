//! The message of a commit or tag as the title and the text of a release.

/// The trailer that gives a release its title.
pub const TITLE_TRAILER: &str = "Notice-Title";

/// Returns the title and the body that a message gives a release.
///
/// The title is that of the trailer `Notice-Title`; without it, the first line. The first line of a merge (`Merge pull request #12
/// from …`) is written by the forge, so the first line of its body is taken instead. Trailers (`Signed-off-by: …`), addresses of
/// mail and signatures are for the history and not for readers: they are left out.
pub fn title_and_body(message: &str) -> (String, String) {
    let message = message.split("-----BEGIN ").next().unwrap_or_default();
    let (text, title) = without_trailers(message.trim());
    let (first, rest) = first_line(text);
    let (mut first, mut rest) = (first.to_owned(), rest);
    if let Some(own) = own_title_of_merge(&first) {
        first = own.to_owned();
    } else if is_merge(&first) && !rest.is_empty() {
        let (line, behind) = first_line(rest);
        (first, rest) = (line.to_owned(), behind);
    }
    let title = title.unwrap_or(&first);
    (without_addresses(title.trim()), without_addresses(rest.trim()))
}

fn first_line(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    (first.trim(), rest.trim())
}

/// Returns true for the first line that git or a forge writes for a merge.
fn is_merge(line: &str) -> bool {
    const BEGINNINGS: [&str; 6] = [
        "Merge pull request #",
        "Merge branch '",
        "Merge branches '",
        "Merge remote-tracking branch '",
        "Merge tag '",
        "Merged in ",
    ];
    BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
}

/// Returns the title of `Merged PR 12: Title`, which Azure DevOps writes.
fn own_title_of_merge(line: &str) -> Option<&str> {
    let (number, title) = line.strip_prefix("Merged PR ")?.split_once(": ")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(title)
}

/// Returns the text before the trailers at its end, and the title that one of them gives.
fn without_trailers(message: &str) -> (&str, Option<&str>) {
    let Some((before, last)) = message.rsplit_once("\n\n") else {
        return (message, None);
    };
    let lines = || last.lines().map(str::trim).filter(|line| !line.is_empty());
    if !lines().all(|line| trailer(line).is_some()) {
        return (message, None);
    }
    let title = lines()
        .filter_map(trailer)
        .filter(|(name, _)| name.eq_ignore_ascii_case(TITLE_TRAILER));
    let title = title.map(|(_, value)| value).rfind(|value| !value.is_empty());
    (before.trim_end(), title)
}

/// Returns name and value of a trailer. Git knows no list of names; those with a hyphen or a mail address are never prose.
fn trailer(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_trailer = is_name && (name.contains('-') || name == "Cc" || (value.contains('<') && value.contains('@')));
    is_trailer.then(|| (name, value.trim()))
}

/// Leaves out addresses of mail, with the angle brackets around them.
fn without_addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| {
        if !line.contains('@') {
            return line.to_owned();
        }
        let words = line.split(' ').filter(|word| !is_address(word));
        words.collect::<Vec<_>>().join(" ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    let Some((person, host)) = word.split_once('@') else {
        return false;
    };
    let of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    !person.is_empty() && !person.contains('/') && host.contains('.') && host.chars().all(of_host)
}

#[cfg(test)]
mod tests {
    use super::title_and_body;

    fn parted(message: &str) -> (String, String) {
        title_and_body(message)
    }

    #[test]
    fn the_title_is_the_first_line() {
        assert_eq!(
            parted("Designate N\n\nBecause.\n"),
            ("Designate N".into(), "Because.".into())
        );
        assert_eq!(parted("\n Designate N"), ("Designate N".into(), String::new()));
        assert_eq!(parted(""), (String::new(), String::new()));
    }

    #[test]
    fn of_a_merge_the_body_has_the_title() {
        for line in [
            "Merge pull request #12 from acme/pr",
            "Merge branch 'pr' into 'main'",
            "Merged in acme/pr (pull request #12)",
        ] {
            let message = format!("{line}\n\nDesignate N\n\nBecause.");
            assert_eq!(parted(&message), ("Designate N".into(), "Because.".into()), "{line}");
        }
        assert_eq!(parted("Merged PR 12: Designate N").0, "Designate N");
        assert_eq!(parted("Merge branch 'pr'").0, "Merge branch 'pr'");
        assert_eq!(
            parted("Merge the lists of 2019\n\nBecause.").0,
            "Merge the lists of 2019"
        );
    }

    #[test]
    fn trailers_and_addresses_are_left_out() {
        let message = "Designate N\n\nAsked for by Jane <jane@example.org>.\n\nSigned-off-by: J <j@example.org>\nCo-authored-by: K <k@example.org>\n";
        assert_eq!(parted(message), ("Designate N".into(), "Asked for by Jane".into()));
        let message = "Designate N\n\nNote: this is prose.";
        assert_eq!(parted(message).1, "Note: this is prose.");
        assert_eq!(parted("See https://example.org/@x").0, "See https://example.org/@x");
    }

    #[test]
    fn a_trailer_gives_the_title() {
        let message = "wip (#12)\n\nNotice-Title: Designation of N\nSigned-off-by: J <j@example.org>";
        assert_eq!(parted(message), ("Designation of N".into(), String::new()));
    }
}
