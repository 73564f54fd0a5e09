//! Runs the rules over the lists, applies what lists and comments allow, and adds line numbers.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::data::Place;
use crate::yaml::{Position, Problem};

use super::builder::{FindingBuilder, Origin};
use super::finding::{Finding, Label, Severity};
use super::lines::Lines;
use super::read::Written;
use super::rule::{Check, Rule, Sink};
use super::rules::{RULES, rule};
use super::scope::{EntryScope, Input, Scope, Stray};
use super::suppress::{Allowance, Allowances};
use super::text::sanitised;
use super::walk::{FieldValue, Unit, units};
use super::words::{is_missing_designation, nearest};

/// Runs every rule over every list. The findings are in the order of files, of their text, of rules.
pub fn run(input: &Input<'_>) -> Vec<Finding> {
    let scope = Scope::new(input);
    let mut drafts = Vec::new();
    take_problems(&scope, &mut drafts);
    let (of_units, of_the_rest) = rayon::join(|| look_at_units(&scope), || look_at_the_rest(&scope));
    drafts.extend(of_units);
    drafts.extend(of_the_rest);
    let mut allowances = Allowances::of(&scope);
    drafts.extend(faulty_settings(&scope));
    drafts.extend(faulty_allowances(&allowances.all));
    leave_to_the_merge(&mut drafts);
    let mut files = Files::new(&scope);
    let mut findings: Vec<Finding> = input.strays.iter().map(unread).collect();
    drafts.retain(|found| !files.allows(&mut allowances, found));
    drafts.extend(unused_allowances(&scope, &allowances.all));
    findings.extend(drafts.into_iter().filter_map(|found| files.finish(found)));
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup();
    findings
}

/// Takes out what follows from a merge that was not finished: such a file is no YAML.
fn leave_to_the_merge(drafts: &mut Vec<Found>) {
    let conflicts = drafts.iter().filter(|found| found.rule.id == MERGE_CONFLICT);
    let origins: BTreeSet<Origin> = conflicts.map(|found| found.draft.origin).collect();
    drafts.retain(|found| found.rule.id == MERGE_CONFLICT || !origins.contains(&found.draft.origin));
}

/// Reports a file that is not read; there is no text of it to point to.
fn unread(stray: &Stray) -> Finding {
    let rule = rule(UNREAD_FILE).expect("the rules of the engine are registered");
    let start = Position { line: 1, column: 1 };
    Finding {
        rule: rule.id,
        severity: rule.severity,
        list: None,
        file: stray.path.clone(),
        place: Place::default(),
        position: start,
        end: start,
        message: sanitised(&stray.why),
        remedy: Some(remedy(rule, stray.remedy.as_deref())),
        labels: Vec::new(),
        fix: None,
    }
}

/// Returns the remedy of a finding: its own, else the page of its rule.
fn remedy(rule: &Rule, own: Option<&str>) -> String {
    own.map_or_else(
        || format!("`gazette explain {}` describes how to fix it", rule.id),
        sanitised,
    )
}

fn key(finding: &Finding) -> (&str, Place2, &str, &str) {
    let place = (finding.place.start, finding.place.end);
    (&finding.file, place, finding.rule, &finding.message)
}

type Place2 = (u32, u32);

/// A draft and the rule that made it.
struct Found {
    rule: &'static Rule,
    draft: FindingBuilder,
}

fn drain(rule: &'static Rule, sink: Sink, found: &mut Vec<Found>) {
    found.extend(sink.drafts.into_iter().map(|draft| Found { rule, draft }));
}

fn take_problems(scope: &Scope<'_>, found: &mut Vec<Found>) {
    let loaded = scope.input.loaded();
    for (list, loaded) in loaded.enumerate() {
        // No designation lists the parties of these files.
        let of_parties: BTreeSet<usize> = loaded.parties.iter().map(|party| party.file).collect();
        for problem in &loaded.problems {
            if !(is_missing_designation(&problem.kind) && of_parties.contains(&problem.file)) {
                found.extend(problem_found(list, problem));
            }
        }
    }
}

fn problem_found(list: usize, problem: &Problem) -> Option<Found> {
    let origin = Origin {
        list,
        file: problem.file,
    };
    RULES.iter().find_map(|rule| {
        let Check::Problem(say) = rule.check else { return None };
        let said = say(&problem.kind)?;
        let mut draft = FindingBuilder::new(origin, problem.place, said.message);
        draft.remedy = said.remedy;
        Some(Found { rule, draft })
    })
}

/// So many entries are looked at in one go by one thread.
const CHUNK: usize = 64;

/// Puts to each entry the rules that look at it or at its values, many entries side by side; what is found comes in the order of
/// the entries all the same.
fn look_at_units(scope: &Scope<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let rules = rules_with_needs(scope);
    let of_values: Vec<_> = rules
        .iter()
        .filter_map(|rule| Some((*rule, value_check(rule)?)))
        .collect();
    let of_entries: Vec<_> = rules
        .iter()
        .filter_map(|rule| Some((*rule, entry_check(rule)?)))
        .collect();
    let look = |units: &[Unit<'_>]| {
        let mut sinks: Vec<Sink> = of_values.iter().map(|_| Sink::default()).collect();
        let mut entry_sinks: Vec<Sink> = of_entries.iter().map(|_| Sink::default()).collect();
        for unit in units {
            // What was written is read for this entry and let go with it.
            let written = Written::default();
            let unit = unit.with(&written);
            unit.walk(&mut |spot| {
                for ((_, check), sink) in of_values.iter().zip(&mut sinks) {
                    check(spot, sink);
                }
            });
            if let Unit::Entry(entry) = unit {
                for ((_, check), sink) in of_entries.iter().zip(&mut entry_sinks) {
                    check(&entry, sink);
                }
            }
        }
        sinks.extend(entry_sinks);
        sinks
    };
    let sinks: Vec<Vec<Sink>> = units(scope).par_chunks(CHUNK).map(look).collect();
    let rules = of_values.iter().map(|(rule, _)| *rule);
    let rules: Vec<&'static Rule> = rules.chain(of_entries.iter().map(|(rule, _)| *rule)).collect();
    for sinks in sinks {
        for (rule, sink) in rules.iter().zip(sinks) {
            drain(rule, sink, &mut found);
        }
    }
    found
}

fn value_check(rule: &Rule) -> Option<fn(&FieldValue<'_>, &mut Sink)> {
    match rule.check {
        Check::Value(check) => Some(check),
        _ => None,
    }
}

fn entry_check(rule: &Rule) -> Option<fn(&EntryScope<'_>, &mut Sink)> {
    match rule.check {
        Check::Entry(check) => Some(check),
        _ => None,
    }
}

/// Returns the rules that have what they need.
fn rules_with_needs(scope: &Scope<'_>) -> Vec<&'static Rule> {
    let rules = RULES.iter().copied();
    rules.filter(|rule| rule.needs.are_met(&scope.input)).collect()
}

/// Puts the other rules to the lists, several at a time.
fn look_at_the_rest(scope: &Scope<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let rules = rules_with_needs(scope);
    let sinks: Vec<Sink> = rules
        .par_iter()
        .with_max_len(1)
        .map(|rule| look_with(rule, scope))
        .collect();
    for (rule, sink) in rules.into_iter().zip(sinks) {
        drain(rule, sink, &mut found);
    }
    found
}

fn look_with(rule: &Rule, scope: &Scope<'_>) -> Sink {
    let mut sink = Sink::default();
    match rule.check {
        Check::List(check) => scope.lists.iter().for_each(|list| check(list, &mut sink)),
        Check::Repository(check) => check(scope, &mut sink),
        Check::Problem(_) | Check::Value(_) | Check::Entry(_) | Check::Engine => {}
    }
    sink
}

/// Returns the severity that a list gives a rule: nothing for `off`.
fn severity(scope: &Scope<'_>, rule: &Rule, origin: Origin) -> Option<Severity> {
    let list = scope.lists.get(origin.list);
    let setting = list.and_then(|list| list.loaded.list.lint.get(rule.id));
    match setting.filter(|_| !rule.locked && !rule.guard).map(String::as_str) {
        Some("off") => None,
        Some(word) => Severity::ALL
            .into_iter()
            .find(|severity| severity.as_str() == word)
            .or(Some(rule.severity)),
        None => Some(rule.severity),
    }
}

const BAD_LINT_SETTING: &str = "bad-lint-setting";
const BAD_SUPPRESSION: &str = "bad-suppression";
const UNUSED_SUPPRESSION: &str = "unused-suppression";
const MERGE_CONFLICT: &str = "merge-conflict";
const UNREAD_FILE: &str = "unread-file";

fn by_engine(id: &'static str, draft: FindingBuilder) -> Found {
    let rule = rule(id).expect("the rules of the engine are registered");
    Found { rule, draft }
}

fn faulty_settings(scope: &Scope<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for list in &scope.lists {
        let settings = list.loaded.list_node.get("lint").map_or(&[][..], |node| node.pairs());
        for (name, value) in settings {
            let word = value.as_text().unwrap_or_default();
            let is_known = word == "off" || Severity::ALL.iter().any(|severity| severity.as_str() == word);
            let (place, message, remedy) = match rule(name) {
                None => (value.key_place, format!("there is no rule `{name}`"), meant(name)),
                Some(rule) if rule.locked => {
                    let message = format!("a list cannot change `{name}`: the file cannot be read");
                    (value.key_place, message, Some("remove the line".to_owned()))
                }
                Some(rule) if rule.guard => {
                    let message = format!("`lint` cannot change `{name}`: `publish` holds every release to it");
                    let remedy = "remove the line; an exception in `exceptions.yaml` lifts it for one release";
                    (value.key_place, message, Some(remedy.to_owned()))
                }
                Some(_) if !is_known => {
                    let remedy = "write `off`, `note`, `warning` or `error`".to_owned();
                    (value.place, format!("`{word}` is not a severity"), Some(remedy))
                }
                Some(_) => continue,
            };
            let mut draft = FindingBuilder::new(list.list_file(), place, message);
            draft.remedy = remedy;
            found.push(by_engine(BAD_LINT_SETTING, draft));
        }
    }
    found
}

/// Returns a remedy that names the rule that was probably meant.
fn meant(name: &str) -> Option<String> {
    let near = nearest(name, RULES.iter().map(|rule| rule.id));
    Some(near.map_or_else(
        || "`gazette explain` names the rules".to_owned(),
        |id| format!("did you mean `{id}`?"),
    ))
}

fn faulty_allowances(allowances: &[Allowance]) -> Vec<Found> {
    let mut found = Vec::new();
    for allowance in allowances {
        let mut say = |place, message: String, remedy: Option<String>| {
            let mut draft = FindingBuilder::new(allowance.origin, place, message);
            draft.remedy = remedy;
            found.push(by_engine(BAD_SUPPRESSION, draft));
        };
        let form = "write `# gazette: allow(rule) reason`".to_owned();
        if allowance.rules.is_empty() {
            say(
                allowance.place,
                "a comment for gazette that cannot be read".to_owned(),
                Some(form),
            );
            continue;
        }
        if !allowance.has_reason {
            say(
                allowance.place,
                "a finding is allowed without a reason".to_owned(),
                Some(form),
            );
        }
        for allowed in &allowance.rules {
            match rule(&allowed.rule) {
                None => say(
                    allowed.place,
                    format!("there is no rule `{}`", allowed.rule),
                    meant(&allowed.rule),
                ),
                Some(rule) if rule.locked => say(
                    allowed.place,
                    format!("`{}` cannot be allowed: the file cannot be read", rule.id),
                    Some("remove it from the comment".to_owned()),
                ),
                Some(rule) if rule.guard => say(
                    allowed.place,
                    format!(
                        "a comment cannot allow `{}`: `publish` holds every release to it",
                        rule.id
                    ),
                    Some("remove the comment and add an exception to `exceptions.yaml`".to_owned()),
                ),
                Some(_) => {}
            }
        }
    }
    found
}

fn unused_allowances(scope: &Scope<'_>, allowances: &[Allowance]) -> Vec<Found> {
    let mut found = Vec::new();
    for allowance in allowances.iter().filter(|allowance| allowance.has_reason) {
        for allowed in allowance.rules.iter().filter(|allowed| !allowed.used) {
            let Some(rule) = rule(&allowed.rule).filter(|rule| !rule.locked && !rule.guard) else {
                continue;
            };
            let looked = rule.needs.are_met(&scope.input) && severity(scope, rule, allowance.origin).is_some();
            if looked {
                let message = format!("`{}` finds nothing here", rule.id);
                let draft = FindingBuilder::new(allowance.origin, allowed.place, message).remedy("remove the comment");
                found.push(by_engine(UNUSED_SUPPRESSION, draft));
            }
        }
    }
    found
}

/// The files of the input with the lines of those that were asked for.
struct Files<'a> {
    scope: &'a Scope<'a>,
    lines: BTreeMap<Origin, Lines<'a>>,
}

impl<'a> Files<'a> {
    fn new(scope: &'a Scope<'a>) -> Self {
        Self {
            scope,
            lines: BTreeMap::new(),
        }
    }

    fn lines(&mut self, origin: Origin) -> &Lines<'a> {
        let loaded = self.scope.loaded(origin);
        let file = loaded.and_then(|loaded| loaded.files.get(origin.file));
        let bytes = file.map_or(&[][..], |file| file.bytes.as_slice());
        self.lines.entry(origin).or_insert_with(|| Lines::new(bytes))
    }

    fn path(&self, origin: Origin) -> String {
        let loaded = self.scope.loaded(origin);
        let file = loaded.and_then(|loaded| loaded.files.get(origin.file));
        let list = || loaded.map_or_else(String::new, |loaded| loaded.id.clone());
        file.map_or_else(list, |file| file.path.clone())
    }

    /// Returns true if a comment allows it, at its line or, if it is about a whole file, at the file's head.
    fn allows(&mut self, allowances: &mut Allowances, found: &Found) -> bool {
        if found.rule.locked || found.rule.guard || allowances.all.is_empty() {
            return false;
        }
        let FindingBuilder {
            origin, place, anchor, ..
        } = found.draft;
        let lines = self.lines(origin);
        let at = [place.start, anchor.start].map(|start| lines.line(start));
        allowances.allow(found.rule.id, origin, at, place == Place::default())
    }

    fn finish(&mut self, found: Found) -> Option<Finding> {
        let Found { rule, draft } = found;
        let severity = severity(self.scope, rule, draft.origin)?;
        let place = self.lines(draft.origin).first_line_of(draft.place);
        let (position, end) = self.ends(draft.origin, place);
        let labels = draft.labels.into_iter().map(|label| self.label(label)).collect();
        Some(Finding {
            rule: rule.id,
            severity,
            list: self
                .scope
                .lists
                .get(draft.origin.list)
                .map(|list| list.loaded.id.clone()),
            file: self.path(draft.origin),
            place,
            position,
            end,
            message: sanitised(&draft.message),
            remedy: Some(remedy(rule, draft.remedy.as_deref())),
            labels,
            fix: draft.fix,
        })
    }

    fn label(&mut self, (origin, place, text): (Origin, Place, String)) -> Label {
        let place = self.lines(origin).first_line_of(place);
        Label {
            file: self.path(origin),
            place,
            position: self.ends(origin, place).0,
            text: sanitised(&text),
        }
    }

    fn ends(&mut self, origin: Origin, place: Place) -> (Position, Position) {
        let lines = self.lines(origin);
        (lines.position(place.start), lines.position(place.end))
    }
}
