//! `gazette diff`: what changed, by meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use gazette::diff::{ChangeSet, Filter, compare_editions, kinds};
use gazette::model::schema::Class;
use gazette::model::{Difference, Edition, Entry, by_id};
use gazette::ownership::{Assessment, Consequence, ConsequenceKind, Consequences, PartyIndex, has_holdings};
use gazette::report::changes::{ListChanges, TextOptions, html, json, jsonl, markdown, names, stat, text};
use gazette::yaml::SourceFile;

use super::args::Common;
use super::console::Console;
use super::exit::{Ending, leave_standing};
use super::range::Range;
use super::timeline::Timeline;
use super::workspace::{Point, Workspace, id_twice};

/// Show what changed, by meaning
///
/// Compares the lists at two points of their history: identity is the entry's id, sets are compared as sets, and every
/// change says why it matters. FROM and TO are releases, git revisions or dates; a date means: as published at the end of
/// that day. Without them the last release is compared with the working tree.
///
/// Examples:
///   gazette diff                            what has changed since the last release
///   gazette diff 2022-04-21..2022-04-22     what was published on 22 April 2022
///   gazette diff main...HEAD --stat         what a branch changes since it left main, a line an entry
///   gazette diff HEAD~1 --format json       for programs; `summary` has the counts
///   gazette diff --exit-code                exit code 1 where something differs
///   gazette diff old/ new/                  two folders, without git
///   gazette diff --class identity           what screening matches on, and nothing else
///   gazette diff --kind name_amended        one kind of change; docs/changes.md names them all
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct DiffArgs {
    /// FROM, FROM.., ..TO or FROM..TO; FROM...TO for what TO changed since it left FROM; of two folders the older one
    #[arg(value_name = "FROM[..TO]|DIR")]
    from: Option<String>,
    /// TO, where it does not stand behind FROM; of two folders the newer one
    #[arg(value_name = "TO|DIR")]
    to: Option<String>,
    /// What one release changed
    #[arg(long, value_name = "NAME", conflicts_with_all = ["from", "to"])]
    release: Option<String>,
    /// Compare two states that need have nothing to do with one another: folders with lists/ in them, or revisions
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["from", "to", "release"])]
    between: Option<Vec<String>>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// A line an entry
    #[arg(long, conflicts_with = "format")]
    stat: bool,
    /// The ids of changed entries alone
    #[arg(long, conflicts_with_all = ["format", "stat"])]
    name_only: bool,
    /// End with 1 where something differs
    #[arg(long)]
    exit_code: bool,
    /// Look at this entry only; may be given several times
    #[arg(long = "entry", value_name = "ID")]
    entries: Vec<String>,
    /// Look at changes of this class only; may be given several times
    #[arg(long = "class", value_enum)]
    classes: Vec<ClassArg>,
    /// Look at this kind of change only: added, removed, amended, or a kind such as name_added, designation_lifted,
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

/// The two sides of a comparison, read.
pub(crate) struct Sides {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) lists: BTreeMap<String, (Edition, Edition)>,
    /// Those lists of which `lists` has only what differs, whole, where consequences are reckoned from all of them.
    whole: BTreeMap<String, (Edition, Edition)>,
}

impl Sides {
    /// Returns what happens to parties that are not listed, by list.
    fn consequences(&self) -> BTreeMap<&String, Consequences> {
        let between = |(list, part): (&'_ String, &'_ (Edition, Edition))| {
            let (old, new) = self.whole.get(list).unwrap_or(part);
            Consequences::between(old, new)
        };
        self.lists.iter().map(|side| (side.0, between(side))).collect()
    }
}

pub(crate) fn run(args: &DiffArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    console.at(|| "reading what differs".to_owned());
    let sides = args.sides(common)?;
    console.at(|| "comparing".to_owned());
    let filter = args.filter();
    let changes: BTreeMap<&String, ChangeSet> = sides
        .lists
        .iter()
        .map(|(list, (old, new))| (list, filter.of(compare_editions(old, new))))
        .collect();
    let reckoned = sides.consequences();
    let consequences: BTreeMap<&String, Vec<Consequence<'_>>> = reckoned
        .iter()
        .map(|(list, all)| (*list, wanted_consequences(&filter, all.all())))
        .collect();
    let told: Vec<ListChanges<'_>> = changes
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
    console.result(&args.tell(&told, console))?;
    if told.is_empty() && matches!(args.format, DiffFormat::Text) && !args.stat && !args.name_only {
        let what = match filter.is_empty() {
            true => "nothing changed",
            false => "nothing of what was asked for changed",
        };
        console.note(&format!("{what} between {} and {}", sides.from, sides.to));
    }
    let ending = if args.exit_code && !told.is_empty() {
        Ending::Findings
    } else {
        Ending::Clean
    };
    leave_standing(changes);
    leave_standing(reckoned);
    leave_standing(sides);
    Ok(ending)
}

impl DiffArgs {
    /// Reads the two sides: two folders, two revisions, or what a range or a release names.
    fn sides(&self, common: &Common) -> anyhow::Result<Sides> {
        if let Some(states) = &self.between {
            return between([&states[0], &states[1]], common);
        }
        let is_folder = |text: &str| super::place::start(common).join(text).is_dir();
        let range = match (&self.from, &self.to) {
            (Some(from), Some(to)) if is_folder(from) && is_folder(to) => return between([from, to], common),
            (Some(from), Some(to)) => Some(Range {
                from: Some(from.clone()),
                to: Some(to.clone()),
                since_fork: false,
            }),
            (Some(range), None) => Some(
                range
                    .parse()
                    .map_err(|error: String| anyhow::anyhow!("`{range}`: {error}"))?,
            ),
            (None, _) => None,
        };
        changed_sides(range.as_ref(), self.release.as_deref(), &Workspace::open(common)?)
    }

    fn filter(&self) -> Filter {
        Filter {
            entries: self.entries.clone(),
            classes: self.classes.iter().map(|class| Class::from(*class)).collect(),
            kinds: self.kinds.clone(),
        }
    }

    fn tell(&self, told: &[ListChanges<'_>], console: &Console) -> String {
        let options = TextOptions {
            color: console.colours(),
            width: console.width(),
        };
        let each = |tell: &dyn Fn(&ListChanges<'_>) -> String, between: &str| {
            told.iter().map(tell).collect::<Vec<_>>().join(between)
        };
        match self.format {
            _ if self.stat => each(&stat, ""),
            _ if self.name_only => each(&names, ""),
            DiffFormat::Text => each(&|list| text(list, options), "\n"),
            DiffFormat::Markdown => each(&markdown, "\n"),
            DiffFormat::Html => html(told),
            DiffFormat::Json => json(told),
            DiffFormat::Jsonl => jsonl(told),
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

/// Reads what differs between the two sides that a range or a release names: of two commits only files that are not the same.
fn changed_sides(range: Option<&Range>, release: Option<&str>, workspace: &Workspace) -> anyhow::Result<Sides> {
    let (from, to) = points(range, release, workspace)?;
    let Some(lists) = Timeline::between(workspace, &from, &to)? else {
        return both_sides(&from, &to, workspace);
    };
    workspace.require_wanted(workspace.lists_at(&[&from, &to])?.iter())?;
    Ok(Sides {
        from: from.to_string(),
        to: to.to_string(),
        whole: whole_lists(&lists, &from, workspace)?,
        lists,
    })
}

/// Returns both sides of those lists whole that name an ownership rule: what happens to a party may hang on files that are the
/// same on both sides. Lists that say nothing of holdings are spared the reading.
fn whole_lists(
    lists: &BTreeMap<String, (Edition, Edition)>,
    from: &Point,
    workspace: &Workspace,
) -> anyhow::Result<BTreeMap<String, (Edition, Edition)>> {
    let mut whole = BTreeMap::new();
    let named = |edition: &Edition| !edition.list.ownership.is_empty();
    let lists = lists.iter().filter(|(_, (old, new))| named(old) || named(new));
    let mut lists = lists.peekable();
    if lists.peek().is_none() {
        return Ok(whole);
    }
    let snapshot = workspace.snapshot(from)?;
    for (list, (old, new)) in lists {
        let Some(files) = snapshot.lists.get(list) else {
            // Nothing was before, so that what changed is all there is.
            continue;
        };
        if !has_holdings(new) && !workspace.read_each(files, may_say_holdings)?.contains(&true) {
            continue;
        }
        let before = workspace.edition(list, files, from)?;
        let after = brought_to(&before, old, new)?;
        whole.insert(list.clone(), (before, after));
    }
    Ok(whole)
}

/// Brings a whole edition from one state of some of its files to another; the rest of it stays as it is.
fn brought_to(whole: &Edition, old: &Edition, new: &Edition) -> anyhow::Result<Edition> {
    let list = &whole.list_id;
    let brought = |whole: &[Arc<Entry>], old: &[Arc<Entry>], new: &[Arc<Entry>]| {
        let known = |rows: &[Arc<Entry>], entry: &Entry| rows.binary_search_by(|row| by_id(row, entry)).is_ok();
        let twice = new.iter().find(|entry| known(whole, entry) && !known(old, entry));
        if let Some(entry) = twice {
            return Err(id_twice(&entry.id, list));
        }
        let mut rows = whole.to_vec();
        Difference::between(old, new).apply(&mut rows);
        Ok(rows)
    };
    Ok(Edition {
        list_id: list.clone(),
        list: new.list.clone(),
        release: new.release.clone(),
        entries: brought(&whole.entries, &old.entries, &new.entries)?,
        parties: brought(&whole.parties, &old.parties, &new.parties)?,
    })
}

/// Returns true where the words for holdings are in a file: all of them have one of these in them.
fn may_say_holdings(file: SourceFile) -> bool {
    let has = |word: &[u8]| file.bytes.windows(word.len()).any(|part| part == word);
    [&b"owned"[..], b"owns", b"control"].into_iter().any(has)
}

/// Reads the two sides that a range or a release names.
pub(crate) fn sides(range: Option<&Range>, release: Option<&str>, workspace: &Workspace) -> anyhow::Result<Sides> {
    let (from, to) = points(range, release, workspace)?;
    both_sides(&from, &to, workspace)
}

pub(crate) fn both_sides(from: &Point, to: &Point, workspace: &Workspace) -> anyhow::Result<Sides> {
    workspace.require_wanted(workspace.lists_at(&[from, to])?.iter())?;
    let old = workspace.editions(from)?;
    let new = workspace.editions(to)?;
    Ok(Sides {
        from: from.to_string(),
        to: to.to_string(),
        lists: paired(old, new),
        whole: BTreeMap::new(),
    })
}

pub(crate) fn points(
    range: Option<&Range>,
    release: Option<&str>,
    workspace: &Workspace,
) -> anyhow::Result<(Point, Point)> {
    let releases = workspace.releases()?;
    if let Some(name) = release {
        let before = releases.before(name)?.cloned().map_or(Point::Nothing, Point::Release);
        return Ok((before, Point::Release(releases.named(name)?.clone())));
    }
    let range = range.cloned().unwrap_or_default();
    let from = match &range.from {
        Some(from) => workspace.point(from, &releases)?,
        None => releases.releases.last().cloned().map_or(Point::Nothing, Point::Release),
    };
    let to = match &range.to {
        Some(to) => workspace.point(to, &releases)?,
        None => Point::WorkingTree,
    };
    if range.since_fork {
        return Ok((workspace.fork(&from, &to)?, to));
    }
    Ok((from, to))
}

/// Reads two states that need have nothing to do with one another.
fn between(states: [&String; 2], common: &Common) -> anyhow::Result<Sides> {
    let [old, new] = states.map(|state| state_of(state, common));
    let (old, new) = (old?, new?);
    let known: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    if let Some(wanted) = common.lists.iter().find(|wanted| !known.contains(wanted)) {
        bail!("there is no list `{wanted}` in either");
    }
    Ok(Sides {
        from: states[0].clone(),
        to: states[1].clone(),
        lists: paired(old, new),
        whole: BTreeMap::new(),
    })
}

/// Reads a folder, or where there is none of that name a revision.
fn state_of(state: &str, common: &Common) -> anyhow::Result<BTreeMap<String, Edition>> {
    let folder = super::place::start(common).join(state);
    if folder.is_dir() {
        let common = Common {
            directory: Some(folder),
            ..common.clone()
        };
        return Workspace::open(&common)?.editions(&Point::WorkingTree);
    }
    let workspace = Workspace::open(common)?;
    let releases = workspace
        .releases()
        .with_context(|| format!("`{state}` is no folder, and here are no revisions that it could be one of"))?;
    workspace.editions(&workspace.point(state, &releases)?)
}

/// Puts the two states of each list together; a list that is on one side alone is compared with an empty one.
fn paired(
    mut old: BTreeMap<String, Edition>,
    mut new: BTreeMap<String, Edition>,
) -> BTreeMap<String, (Edition, Edition)> {
    let ids: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    let mut lists = BTreeMap::new();
    for id in ids {
        if lists.contains_key(&id) {
            continue;
        }
        let (before, after) = (old.remove(&id), new.remove(&id));
        let empty = |other: Option<&Edition>| Edition {
            list_id: id.clone(),
            list: other.map(|other| other.list.clone()).unwrap_or_default(),
            ..Edition::default()
        };
        let pair = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (before, after) => {
                let one = before.as_ref().or(after.as_ref());
                let nothing = empty(one);
                (before.unwrap_or_else(|| nothing.clone()), after.unwrap_or(nothing))
            }
        };
        lists.insert(id, pair);
    }
    lists
}
