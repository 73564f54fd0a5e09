//! What a rule is, and what it says.

use crate::data::Place;
use crate::yaml::ProblemKind;

use super::finding::{Edit, Severity};
use super::scope::{EntryScope, Input, ListScope, Origin, Scope};
use super::walk::Spot;

/// A rule: what it finds, how grave that is, and its page of the manual.
#[derive(Debug)]
pub struct Rule {
    /// The id, in kebab case, named for the fault: `bad-date`.
    pub id: &'static str,
    /// How grave a finding is where the list does not say otherwise.
    pub severity: Severity,
    /// True where no list may change the severity and no comment may allow a finding, because the list is not wholly
    /// read.
    pub firm: bool,
    /// What it needs beyond the lists; without it the rule stays silent.
    pub needs: Needs,
    /// The page of the manual, in Markdown: `## What it finds`, `## Why it matters`, `## Example`, `## How to mend it`.
    pub explanation: &'static str,
    pub(super) check: Check,
}

impl Rule {
    /// What most rules have in common.
    pub(super) const PLAIN: Self = Self {
        id: "",
        severity: Severity::Error,
        firm: false,
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
    /// What the feeds can carry ([`Input::feeds`]).
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
    /// What reading the files complained of: gives the message where the rule speaks of that problem.
    Problem(fn(&ProblemKind) -> Option<Said>),
    /// Each value of every file, with what the schema says may stand there.
    Value(fn(&Spot<'_>, &mut Sink)),
    /// Each entry, and each party that is not listed.
    Entry(fn(&EntryScope<'_>, &mut Sink)),
    /// Each list.
    List(fn(&ListScope<'_>, &mut Sink)),
    /// All lists together.
    Repository(fn(&Scope<'_>, &mut Sink)),
    /// Found by what runs the rules.
    Engine,
}

/// What is said of a problem: the message and what mends it.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) message: String,
    pub(super) remedy: Option<String>,
}

/// A finding as a rule makes it, before its lines are counted.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) origin: Origin,
    pub(super) place: Place,
    /// Where a comment may stand that allows it, beside the place itself.
    pub(super) anchor: Place,
    pub(super) message: String,
    pub(super) remedy: Option<String>,
    pub(super) labels: Vec<(Origin, Place, String)>,
    pub(super) fix: Option<Edit>,
}

impl Draft {
    pub(super) fn new(origin: Origin, place: Place, message: impl Into<String>) -> Self {
        Self {
            origin,
            place,
            anchor: place,
            message: message.into(),
            remedy: None,
            labels: Vec::new(),
            fix: None,
        }
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(super) fn label(mut self, origin: Origin, place: Place, text: impl Into<String>) -> Self {
        self.labels.push((origin, place, text.into()));
        self
    }

    pub(super) fn anchor(mut self, place: Place) -> Self {
        self.anchor = place;
        self
    }

    pub(super) fn fix(mut self, place: Place, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        self.fix = Some(Edit { place, replacement });
        self
    }
}

/// Takes the findings of one rule.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) drafts: Vec<Draft>,
}

impl Sink {
    pub(super) fn add(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    pub(super) fn extend(&mut self, drafts: impl IntoIterator<Item = Draft>) {
        self.drafts.extend(drafts);
    }
}
