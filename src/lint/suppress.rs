//! Comments that allow a finding at their place: `# gazette: allow(rule, rule) reason`.

use std::collections::BTreeMap;

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
    /// True if a reason follows.
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

/// All allowances, found by the lines that they allow findings on.
pub(super) struct Allowances {
    pub(super) all: Vec<Allowance>,
    by_line: BTreeMap<(Origin, usize), Vec<usize>>,
    at_head: BTreeMap<Origin, Vec<usize>>,
}

impl Allowances {
    /// Reads the allowances of all files.
    pub(super) fn of(scope: &Scope<'_>) -> Self {
        let all = allowances(scope);
        let mut by_line: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut at_head: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, allowance) in all.iter().enumerate() {
            by_line.entry((allowance.origin, allowance.line)).or_default().push(at);
            if allowance.is_at_head {
                at_head.entry(allowance.origin).or_default().push(at);
            }
        }
        Self { all, by_line, at_head }
    }

    /// Returns true if a comment allows what a rule finds on one of these lines, or about a whole file. The comment is marked
    /// as used.
    pub(super) fn allow(&mut self, rule: &str, origin: Origin, lines: [usize; 2], is_about_file: bool) -> bool {
        let on_lines = lines.iter().filter_map(|line| self.by_line.get(&(origin, *line)));
        let at_head = self.at_head.get(&origin).filter(|_| is_about_file);
        let mut is_allowed = false;
        for at in on_lines.chain(at_head).flatten() {
            let allowance = &mut self.all[*at];
            let named = allowance.rules.iter_mut().find(|allowed| allowed.rule == rule);
            if let Some(named) = named.filter(|_| allowance.has_reason) {
                named.used = true;
                is_allowed = true;
            }
        }
        is_allowed
    }
}

/// Returns the allowances of all files. A comment that begins with `gazette:` and cannot be read names no rule.
fn allowances(scope: &Scope<'_>) -> Vec<Allowance> {
    let mut found = Vec::new();
    let lists = scope.input.loaded().enumerate();
    for (list, loaded) in lists {
        for (file, source) in loaded.files.iter().enumerate() {
            let Ok(text) = std::str::from_utf8(&source.bytes) else {
                continue;
            };
            if text.contains(MARK) {
                let origin = Origin { list, file };
                let lines = Lines::new(&source.bytes);
                let content = content_lines(text);
                let comments = comments(text).into_iter();
                found.extend(comments.map(|comment| allowance(text, &lines, &content, origin, comment)));
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

fn allowance(text: &str, lines: &Lines<'_>, content: &[usize], origin: Origin, comment: Place) -> Allowance {
    let (start, end) = (comment.start as usize, comment.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let is_alone = text[line_start..start].trim().is_empty();
    let own_line = lines.line(comment.start);
    let next_content = content[content.partition_point(|line| *line <= own_line)..].first();
    let line = match next_content {
        Some(next) if is_alone => *next,
        None if is_alone => own_line + 1,
        _ => own_line,
    };
    let (rules, reason) = directive(text, start, end).unwrap_or_default();
    Allowance {
        origin,
        place: comment,
        line,
        rules,
        has_reason: reason.chars().any(char::is_alphabetic),
        is_at_head: content.first().is_none_or(|first| own_line <= *first),
    }
}

/// Returns the numbers of the lines that hold more than a comment.
fn content_lines(text: &str) -> Vec<usize> {
    let lines = text.split('\n').zip(1..).filter(|(line, _)| !is_idle(line));
    lines.map(|(_, number)| number).collect()
}

/// Returns true for a line that holds nothing, or nothing but a comment.
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
