//! `gazette diff`: what changed, by meaning.

use std::collections::BTreeMap;

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use gazette::diff::{ChangeSet, Filter, compare_editions, kinds};
use gazette::model::schema::Class;
use gazette::ownership::{Assessment, Consequence, ConsequenceKind, PartyIndex};
use gazette::report::changes::{
    ListChanges, Order, TextOptions, html, json, jsonl, markdown, names, sort, stat, stat_by_programme, text,
};
use gazette::repository::{Range, Sides};

use super::common::{Common, points};
use super::console::Console;
use super::exit::{Ending, skip_drop};

/// Show what changed, by meaning
///
/// Compares the lists at two points of their history: identity is the entry's id, sets are compared as sets, and every
/// change says why it matters. FROM and TO are releases, git revisions or dates; a date means: as published at the end of
/// that day. Without them the last release is compared with the working tree.
///
/// Examples:
///   gazette diff                            what has changed since the last release
///   gazette diff 2022-04-21..2022-04-22     what was published on 22 April 2022
///   gazette diff main...HEAD --stat         what a branch changes, one line per entry
///   gazette diff HEAD~1 --stat=programme    counts by programme
///   gazette diff HEAD~1 --format json       for programs; `summary` has the counts
///   gazette diff --exit-code                exit code 1 if anything differs
///   gazette diff old/ new/                  two folders, without git
///   gazette diff --class identity           what screening matches on, and nothing else
///   gazette diff --kind name_amended        one kind of change; docs/changes.md names them all
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct DiffArgs {
    /// FROM, FROM.., ..TO or FROM..TO; FROM...TO for what TO changed since it left FROM; of two folders the older one
    #[arg(value_name = "FROM[..TO]|DIR")]
    from: Option<String>,
    /// TO, if it is not written behind FROM; of two folders the newer one
    #[arg(value_name = "TO|DIR")]
    to: Option<String>,
    /// What one release changed
    #[arg(long, value_name = "NAME", conflicts_with_all = ["from", "to"])]
    release: Option<String>,
    /// Compare two unrelated states: folders with lists/ in them, or revisions
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["from", "to", "release"])]
    between: Option<Vec<String>>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// One line per entry, or with `--stat=programme` per programme
    #[arg(long, value_enum, value_name = "BY", num_args = 0..=1, require_equals = true, default_missing_value = "entry",
        conflicts_with = "format")]
    stat: Option<StatBy>,
    /// The order of the entries; by id without it
    #[arg(long, value_enum, value_name = "BY")]
    sort: Option<SortBy>,
    /// Only the ids of changed entries
    #[arg(long, conflicts_with_all = ["format", "stat"])]
    name_only: bool,
    /// Exit with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
    /// Show only this entry; may be given several times
    #[arg(long = "entry", value_name = "ID")]
    entries: Vec<String>,
    /// Show only changes of this class; may be given several times
    #[arg(long = "class", value_enum)]
    classes: Vec<ClassArg>,
    /// Show only this kind of change: added, removed, amended, or a kind such as name_added, designation_lifted,
    /// becomes_blocked; may be given several times
    #[arg(long = "kind", value_parser = kind)]
    kinds: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum DiffFormat {
    /// For a terminal
    #[default]
    Text,
    /// For pull requests
    Markdown,
    /// A page, old and new side by side
    Html,
    /// One document
    Json,
    /// A line a changed entry
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatBy {
    /// One line per entry
    Entry,
    /// One line per programme
    Programme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortBy {
    /// By primary name
    Name,
    /// By the first programme, then by name
    Programme,
    /// By the kind of entry, then by name
    Kind,
}

impl From<SortBy> for Order {
    fn from(by: SortBy) -> Self {
        match by {
            SortBy::Name => Self::Name,
            SortBy::Programme => Self::Programme,
            SortBy::Kind => Self::Kind,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ClassArg {
    /// What screening matches on
    Identity,
    /// Designations, measures, dates
    Legal,
    /// Ownership, control and other relations
    Relation,
    /// Notes, sources, punctuation
    Editorial,
}

/// Reads a kind of change; what is none is refused, since a filter that nothing passes looks like a quiet day.
fn kind(text: &str) -> Result<String, String> {
    let consequences = ConsequenceKind::ALL.map(ConsequenceKind::as_str);
    if kinds().contains(text) || consequences.contains(&text) {
        return Ok(text.to_owned());
    }
    Err("no kind of change; docs/changes.md and `gazette schema changes` name them".to_owned())
}

pub(crate) fn run(args: &DiffArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    console.at(|| "reading what differs".to_owned());
    let sides = args.sides(common, console)?;
    console.at(|| "comparing".to_owned());
    let filter = args.filter();
    let changes: BTreeMap<&String, ChangeSet> = sides
        .lists
        .iter()
        .map(|(list, (old, new))| (list, args.sorted(filter.of(compare_editions(old, new)))))
        .collect();
    let computed = sides.consequences();
    let consequences: BTreeMap<&String, Vec<Consequence<'_>>> = computed
        .iter()
        .map(|(list, all)| (*list, wanted_consequences(&filter, all.all())))
        .collect();
    let shown: Vec<ListChanges<'_>> = changes
        .iter()
        .filter(|(list, changes)| !changes.is_empty() || !consequences[*list].is_empty())
        .map(|(list, changes)| ListChanges {
            list,
            title: &sides.lists[*list].1.list.title,
            from: &sides.from,
            to: &sides.to,
            changes,
            consequences: &consequences[*list],
        })
        .collect();
    console.result(&args.render(&shown, console))?;
    if shown.is_empty() && matches!(args.format, DiffFormat::Text) && args.stat.is_none() && !args.name_only {
        let what = match filter.is_empty() {
            true => "nothing changed",
            false => "nothing of what was asked for changed",
        };
        console.note(&format!("{what} between {} and {}", sides.from, sides.to));
    }
    let ending = if args.exit_code && !shown.is_empty() {
        Ending::Findings
    } else {
        Ending::Clean
    };
    skip_drop(changes);
    skip_drop(computed);
    skip_drop(sides);
    Ok(ending)
}

impl DiffArgs {
    /// Reads the two sides: two folders, two revisions, or what a range or a release names.
    fn sides(&self, common: &Common, console: &Console) -> anyhow::Result<Sides> {
        let between = |old: &str, new: &str| Ok(Sides::between([old, new], common.start(), &common.selection())?);
        if let Some(states) = &self.between {
            return between(&states[0], &states[1]);
        }
        let is_folder = |text: &str| common.start().join(text).is_dir();
        let range = match (&self.from, &self.to) {
            (Some(from), Some(to)) if is_folder(from) && is_folder(to) => return between(from, to),
            (Some(from), Some(to)) => Range {
                from: Some(from.clone()),
                to: Some(to.clone()),
                since_fork: false,
            },
            (Some(range), None) => range.parse().map_err(|error: String| anyhow!("`{range}`: {error}"))?,
            (None, _) => Range::default(),
        };
        let repository = common.open()?;
        if let Some(release) = &self.release {
            let (from, to) = repository.points_of_release(release)?;
            return Ok(Sides::changed(&repository, &from, &to)?);
        }
        let (from, to) = points(&repository, &range, console)?;
        Ok(Sides::changed(&repository, &from, &to)?)
    }

    fn sorted(&self, mut changes: ChangeSet) -> ChangeSet {
        if let Some(by) = self.sort {
            sort(&mut changes, by.into());
        }
        changes
    }

    fn filter(&self) -> Filter {
        Filter {
            entries: self.entries.clone(),
            classes: self.classes.iter().map(|class| Class::from(*class)).collect(),
            kinds: self.kinds.clone(),
        }
    }

    fn render(&self, shown: &[ListChanges<'_>], console: &Console) -> String {
        let options = TextOptions {
            color: console.colours(),
            width: console.width(),
        };
        let each = |write: &dyn Fn(&ListChanges<'_>) -> String, between: &str| {
            shown.iter().map(write).collect::<Vec<_>>().join(between)
        };
        match self.format {
            _ if self.stat == Some(StatBy::Entry) => each(&stat, ""),
            _ if self.stat == Some(StatBy::Programme) => each(&stat_by_programme, ""),
            _ if self.name_only => each(&names, ""),
            DiffFormat::Text => each(&|list| text(list, options), "\n"),
            DiffFormat::Markdown => each(&markdown, "\n"),
            DiffFormat::Html => html(shown),
            DiffFormat::Json => json(shown),
            DiffFormat::Jsonl => jsonl(shown),
        }
    }
}

/// Consequences are of the class `relation`, and belong to a party as well as to the entries through which they come.
fn wanted_consequences<'a>(filter: &Filter, mut all: Vec<Consequence<'a>>) -> Vec<Consequence<'a>> {
    let is_of_entry = |consequence: &Consequence<'_>| {
        let sides = [consequence.old, consequence.new];
        let of_side = |(assessment, party): (&Assessment, PartyIndex)| {
            let through = assessment.through(party).iter().map(|root| assessment.id(*root));
            let ids: Vec<String> = through.chain([assessment.id(party)]).collect();
            filter.entries.iter().any(|wanted| ids.contains(wanted))
        };
        sides.into_iter().flatten().any(of_side)
    };
    all.retain(|consequence| {
        filter.wants_class(Consequence::CLASS)
            && filter.wants_kind(consequence.kind.as_str())
            && (filter.entries.is_empty() || is_of_entry(consequence))
    });
    all
}

impl From<ClassArg> for Class {
    fn from(class: ClassArg) -> Self {
        match class {
            ClassArg::Identity => Self::Identity,
            ClassArg::Legal => Self::Legal,
            ClassArg::Relation => Self::Relation,
            ClassArg::Editorial => Self::Editorial,
        }
    }
}
