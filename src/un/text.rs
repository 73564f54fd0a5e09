//! White space, in which the UN's files differ from release to release.

use crate::model::Script;
use crate::vocabulary::scripts;

/// Returns a text in one line: every run of white space as one space, none at the ends.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a narrative with its line breaks: every line as [`one_line`] has it, at most one empty line between others.
pub fn narrative(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(one_line) {
        let after_empty = lines.last().is_none_or(String::is_empty);
        if !(line.is_empty() && after_empty) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// Returns the script of the letters of a text; `None` if they are Latin or of several scripts.
pub fn script_of(text: &str) -> Option<Script> {
    use unicode_script::{Script as Unicode, UnicodeScript};
    let mut found = None;
    for script in text.chars().map(|char| char.script()) {
        match script {
            Unicode::Common | Unicode::Inherited | Unicode::Unknown => {}
            script if found.is_none_or(|found| found == script) => found = Some(script),
            _ => return None,
        }
    }
    let code = found.filter(|script| *script != Unicode::Latin)?.short_name();
    scripts().get(code).map(|_| Script::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_and_indentation_say_nothing() {
        assert_eq!(
            one_line("Democratic\n      People's Republic of Korea\n  "),
            "Democratic People's Republic of Korea"
        );
        assert_eq!(
            narrative("  one  two\n      three \u{202f}four\n\n\n\n five\n\n"),
            "one two\nthree four\n\nfive"
        );
        assert_eq!(narrative(" \n "), "");
    }
}
