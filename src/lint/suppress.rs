//! Comments that allow a finding at their place: `# gazette: allow(rule, rule) reason`.

use crate::data::Place;
use crate::yaml::parse;

use super::builder::Origin;
use super::lines::Lines;
use super::scope::Scope;

/// A comment that allows findings.
#[derive(Debug)]
pub(super) struct Allowance {
    pub(super) origin: Origin,
    /// The comment, from its `#`.
    pub(super) place: Place,
    /// The line whose findings it allows.
    pub(super) line: usize,
    /// The rules that it names, each with its place and whether it allowed something.
    pub(super) rules: Vec<Allowed>,
    /// True where a reason stands behind it.
    pub(super) has_reason: bool,
    /// True above the first line that holds more than a comment: it allows findings about the file as a whole too.
    pub(super) is_at_head: bool,
}

/// A rule that a comment names.
#[derive(Debug)]
pub(super) struct Allowed {
    pub(super) rule: String,
    pub(super) place: Place,
    pub(super) used: bool,
}

const MARK: &str = "gazette:";

/// Returns the allowances of all files. A comment that begins with `gazette:` and cannot be read names no rule.
pub(super) fn allowances(scope: &Scope<'_>) -> Vec<Allowance> {
    let mut found = Vec::new();
    let lists = scope.input.lists.iter().chain(scope.input.config).enumerate();
    for (list, loaded) in lists {
        for (file, source) in loaded.files.iter().enumerate() {
            let Ok(text) = std::str::from_utf8(&source.bytes) else {
                continue;
            };
            if text.contains(MARK) {
                let origin = Origin { list, file };
                let lines = Lines::new(&source.bytes);
                let comments = comments(text).into_iter();
                found.extend(comments.map(|comment| allowance(text, &lines, origin, comment)));
            }
        }
    }
    found
}

/// Returns the comments that speak to us.
fn comments(text: &str) -> Vec<Place> {
    let mut comments = parse(text.as_bytes()).comments;
    comments.retain(|comment| {
        let words = text
            .get(comment.start as usize..comment.end as usize)
            .unwrap_or_default();
        words.trim_start_matches(['#', ' ', '\t']).starts_with(MARK)
    });
    comments
}

fn allowance(text: &str, lines: &Lines<'_>, origin: Origin, comment: Place) -> Allowance {
    let (start, end) = (comment.start as usize, comment.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let stands_alone = text[line_start..start].trim().is_empty();
    let own_line = lines.line(comment.start);
    let line = if stands_alone {
        next_line(text, end, own_line)
    } else {
        own_line
    };
    let (rules, reason) = directive(text, start, end).unwrap_or_default();
    Allowance {
        origin,
        place: comment,
        line,
        rules,
        has_reason: reason.chars().any(char::is_alphabetic),
        is_at_head: text[..line_start].lines().all(is_idle),
    }
}

/// Returns the next line that holds more than a comment.
fn next_line(text: &str, end: usize, own_line: usize) -> usize {
    let rest = text[end..].split('\n').skip(1);
    own_line + 1 + rest.take_while(|line| is_idle(line)).count()
}

/// True for a line that holds nothing, or nothing but a comment.
fn is_idle(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    line.is_empty() || line.starts_with('#')
}

/// Reads `# gazette: allow(a, b) reason`: the rules with their places, and the reason.
fn directive(text: &str, start: usize, end: usize) -> Option<(Vec<Allowed>, &str)> {
    let mark = start + text[start..end].find(MARK)? + MARK.len();
    let open = end - text[mark..end].trim_start().strip_prefix("allow(")?.len();
    let close = open + text[open..end].find(')')?;
    let mut rules = Vec::new();
    let mut at = open;
    for name in text[open..close].split(',') {
        let begin = at + (name.len() - name.trim_start().len());
        rules.push(Allowed {
            rule: name.trim().to_owned(),
            place: place(begin, begin + name.trim().len()),
            used: false,
        });
        at += name.len() + 1;
    }
    Some((rules, &text[close + 1..end]))
}

fn place(start: usize, end: usize) -> Place {
    Place {
        start: offset(start),
        end: offset(end),
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
