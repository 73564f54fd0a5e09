//! Text in Markdown as GitHub and GitLab read it.

use super::terminal::is_command;

/// What ends a mention, a reference or an address for GitHub and GitLab, which look for them in the text behind the markup; it is not shown,
/// and nothing of it is copied with the text.
const BREAK: &str = "<!-- -->";

/// Returns a text on one line in which no character means anything to Markdown or HTML, and which mentions nobody, refers to no issue
/// and links nowhere.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    if let Some(at) = list_mark(text) {
        // A text that begins a line could begin a list or a heading.
        out.push_str(&text[..at]);
        out.push('\\');
        out.push_str(&text[at..=at]);
        while chars.next_if(|(place, _)| *place <= at).is_some() {}
        before = Some(' ');
    }
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '~' | '|' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c if is_command(c) => out.push_str(&format!("\\\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
        let is_word = next.is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '"');
        let breaks = match c {
            '@' | '#' | '~' | '!' | '&' | '%' => is_word,
            ':' => text[at..].starts_with("://"),
            '-' => next.is_some_and(|next| next.is_ascii_digit()) && text[..at].to_ascii_lowercase().ends_with("gh"),
            'w' | 'W' => next == Some('.') && matches!(before, Some('w' | 'W')),
            _ => false,
        };
        if breaks {
            out.push_str(BREAK);
        }
        before = Some(c);
    }
    out
}

/// Returns the place of the character that would begin a list or an underline, if the text were a line of its own.
fn list_mark(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = text[digits..].chars().next()?;
    let begins = match digits {
        0 => matches!(mark, '-' | '+' | '='),
        _ => matches!(mark, '.' | ')'),
    };
    begins.then_some(digits)
}

/// Returns a text as a code span, whatever it contains; a line break or a command to a terminal is shown as an escape.
pub fn code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            // A table ends a cell at a bar, even in a code span.
            '|' => shown.push_str("\\|"),
            c if is_command(c) => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') || shown.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_mentioned_and_nothing_is_linked() {
        assert_eq!(
            markdown("@octo-org/team #1 GH-1"),
            "@<!-- -->octo-org/team \\#<!-- -->1 GH-<!-- -->1"
        );
        assert_eq!(markdown("owner/repo#5 !7"), "owner/repo\\#<!-- -->5 \\!<!-- -->7");
        assert_eq!(
            markdown("https://evil.example www.evil.example"),
            "https:<!-- -->//evil.example www<!-- -->.evil.example"
        );
        assert_eq!(markdown("a@b.c"), "a@<!-- -->b.c");
        assert_eq!(markdown("<!-- x --> | *b*"), "&lt;\\!-- x --&gt; \\| \\*b\\*");
    }

    #[test]
    fn a_text_begins_no_list() {
        assert_eq!(markdown("- list? 1) x"), "\\- list? 1) x");
        assert_eq!(markdown("12. one"), "12\\. one");
        assert_eq!(markdown("# a"), "\\# a");
        assert_eq!(markdown("-"), "\\-");
        assert_eq!(markdown("a\u{1b}b\nc"), "a\\\\u001bb c");
    }

    #[test]
    fn a_code_span_ends_where_its_text_ends() {
        assert_eq!(code("27307"), "`27307`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a\n::error::|"), "`` `a\\u000a::error::\\| ``");
    }
}
