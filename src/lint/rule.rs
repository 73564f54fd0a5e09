//! What a rule is.

use crate::yaml::ProblemKind;

use super::builder::FindingBuilder;
use super::finding::Severity;
use super::scope::{EntryScope, Input, ListScope, Scope};
use super::walk::FieldValue;

/// A rule: what it finds, its severity, and its page of the manual.
#[derive(Debug)]
pub struct Rule {
    /// The id, in kebab case, named for the fault: `bad-date`.
    pub id: &'static str,
    /// The severity, unless the list sets another.
    pub severity: Severity,
    /// True if no list may change the severity and no comment may allow a finding, because part of the list cannot be
    /// read.
    pub locked: bool,
    /// True for a rule to which `publish` holds every release as well. Only an exception in `exceptions.yaml` lifts it: neither
    /// `lint:` nor a comment does, because a publication would still be refused.
    pub guard: bool,
    /// What it needs beyond the lists; without it the rule does not run.
    pub needs: Needs,
    /// The page of the manual, in Markdown: `## What it finds`, `## Why it matters`, `## Example`, `## How to fix it`.
    pub explanation: &'static str,
    pub(super) check: Check,
}

impl Rule {
    /// What most rules have in common.
    pub(super) const PLAIN: Self = Self {
        id: "",
        severity: Severity::Error,
        locked: false,
        guard: false,
        needs: Needs::Nothing,
        explanation: "",
        check: Check::Engine,
    };

    /// Returns the first sentence of what it finds: the rule in one line.
    pub fn summary(&self) -> String {
        let text = self.explanation.trim_start().trim_start_matches("## What it finds");
        let text = text.trim_start();
        let paragraph = text.split("\n\n").next().unwrap_or(text);
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let line = words.join(" ");
        let first = line.split_once(". ").map_or(line.as_str(), |(first, _)| first);
        first.trim_end_matches('.').to_owned()
    }
}

/// What a rule needs beyond the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The lists at another revision ([`Input::base`]).
    Base,
    /// The ids of entries that are no longer listed ([`Input::removed`]).
    Removed,
    /// The day of the release or commit ([`Input::as_of`]).
    Day,
    /// What the feeds can carry (`Input::losses`).
    Feeds,
    /// The notice styles that there are ([`Input::styles`]).
    Styles,
}

impl Needs {
    pub(super) fn are_met(self, input: &Input<'_>) -> bool {
        match self {
            Self::Nothing => true,
            Self::Base => input.base.is_some(),
            Self::Removed => !input.removed.is_empty(),
            Self::Day => input.as_of.is_some(),
            Self::Feeds => input.losses.is_some(),
            Self::Styles => input.styles.is_some(),
        }
    }
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// Each problem met while reading the files: returns the message if the rule reports that problem.
    Problem(fn(&ProblemKind) -> Option<Message>),
    /// Each value of every file, with its shape in the schema.
    Value(fn(&FieldValue<'_>, &mut Sink)),
    /// Each entry, and each party that is not listed.
    Entry(fn(&EntryScope<'_>, &mut Sink)),
    /// Each list.
    List(fn(&ListScope<'_>, &mut Sink)),
    /// All lists together.
    Repository(fn(&Scope<'_>, &mut Sink)),
    /// Found by the code that runs the rules.
    Engine,
}

/// What is reported of a problem: the message and the remedy.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) message: String,
    pub(super) remedy: Option<String>,
}

/// Takes the findings of one rule.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) drafts: Vec<FindingBuilder>,
}

impl Sink {
    pub(super) fn add(&mut self, draft: FindingBuilder) {
        self.drafts.push(draft);
    }

    pub(super) fn extend(&mut self, drafts: impl IntoIterator<Item = FindingBuilder>) {
        self.drafts.extend(drafts);
    }
}
