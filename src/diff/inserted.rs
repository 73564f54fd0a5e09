//! Words that were put into a text and changed nothing else of it.

/// Returns the run of words that makes the new text of the old one, as it stands in the new one without the punctuation at its
/// end; nothing where the texts differ in more. White space, and full stops and the like at the ends of words, say nothing. Where
/// the run could begin at several places, it begins with a sentence.
pub(super) fn inserted(old: &str, new: &str) -> Option<String> {
    let (old, new) = (words(old), words(new));
    let added = new.len().checked_sub(old.len()).filter(|added| *added > 0)?;
    let before = old
        .iter()
        .zip(&new)
        .take_while(|(old, new)| bare(old) == bare(new))
        .count();
    let both_ends = old.iter().rev().zip(new.iter().rev());
    let behind = both_ends.take_while(|(old, new)| bare(old) == bare(new)).count();
    if before + behind < old.len() {
        return None;
    }
    // The latest place at which the run may begin; every earlier one gives the same text as long as the words repeat.
    let (mut start, latest) = (before, before);
    let starts_sentence = |start: usize| start == 0 || new[start - 1].ends_with('.');
    while !starts_sentence(start) {
        if bare(new[start - 1]) != bare(new[start - 1 + added]) {
            start = latest;
            break;
        }
        start -= 1;
    }
    let run = new[start..start + added].join(" ");
    Some(run.trim_end_matches(PUNCTUATION).to_owned())
}

/// Returns true where a text holds these words one behind the other, whatever their case.
pub(super) fn contains(text: &str, run: &str) -> bool {
    let fold = |text: &str| -> Vec<String> { words(text).into_iter().map(|word| bare(word).to_lowercase()).collect() };
    let (text, run) = (fold(text), fold(run));
    !run.is_empty() && text.windows(run.len()).any(|window| window == run)
}

const PUNCTUATION: &[char] = &['.', ',', ';'];

fn bare(word: &str) -> &str {
    word.trim_end_matches(PUNCTUATION)
}

/// Words, also where the space behind a full stop is missing: `2019.Review`.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().flat_map(sentences_apart).collect()
}

fn sentences_apart(word: &str) -> Vec<&str> {
    let joint = word.match_indices('.').map(|(at, _)| at).find(|at| {
        let before = word[..*at].chars().next_back();
        let after = word[at + 1..].chars().next();
        before.is_some_and(|c| c.is_ascii_digit() || c.is_lowercase()) && after.is_some_and(char::is_uppercase)
    });
    match joint {
        Some(at) => vec![&word[..=at], &word[at + 1..]],
        None => vec![word],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_wherever_it_was_put() {
        let sentence = "Review was concluded on 30 October 2023";
        for (old, new) in [
            ("A b.", "A b. Review was concluded on 30 October 2023."),
            ("A b", "A b. Review was concluded on 30 October 2023."),
            ("A b. Link: x", "A b. Review was concluded on 30 October 2023. Link: x"),
            ("A b 2019.", "A b 2019.Review was concluded on 30 October 2023."),
            // The sentence behind it begins alike.
            (
                "A. Review was concluded on 4 May 2010.",
                "A. Review was concluded on 30 October 2023. Review was concluded on 4 May 2010.",
            ),
        ] {
            assert_eq!(inserted(old, new).as_deref(), Some(sentence), "{new}");
        }
    }

    #[test]
    fn other_changes_are_no_insertion() {
        assert_eq!(inserted("a b c", "a x c d"), None);
        assert_eq!(inserted("a b", "a"), None);
        assert_eq!(inserted("a b", "a  b."), None);
        assert_eq!(inserted("", "new words.").as_deref(), Some("new words"));
    }

    #[test]
    fn words_are_found_whatever_their_case() {
        assert!(contains("x. The review was concluded", "Review was concluded"));
        assert!(!contains("x. The reviews was concluded", "review was concluded"));
        assert!(!contains("x", ""));
    }
}
