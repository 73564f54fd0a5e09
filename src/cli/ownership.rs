//! `gazette ownership`: who else is blocked, and why.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::bail;
use clap::{Args, ValueEnum};
use gazette::feed::ownership::{Reckoned, write_ownership};
use gazette::model::{Edition, OwnershipRule, Release};
use gazette::ownership::{Assessment, ListParties, PartyId, PartyIndex, Regime, day_of};
use gazette::report::ownership::{MOST_NODES, Picture, dot, svg, text};
use gazette::repository::{Point, Repository};
use jiff::civil::Date;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Show who else is blocked because listed parties own or control it
///
/// Authorities list parties; what those own is blocked without being named. Under the rule that list.yaml names (`ownership:`),
/// this computes from the relations of the list which parties are blocked, which are possibly so, which are not although a
/// blocked party holds something of them, by what sum and through whom. ID is an entry or an unlisted party: `parties/ID`.
///
/// Nothing of this is a designation, and what the list does not know is not used.
///
/// Examples:
///   gazette ownership                                   every list that names a rule
///   gazette ownership parties/example-trading           one party, with its sum and chains
///   gazette ownership 27307 --at 2024-07-03             what a listed party blocked on that day
///   gazette ownership --rule eu --list us-dprk-cyber    the same relations under another rule
///   gazette ownership --list us-dprk-cyber --format svg > chain.svg   a drawing for a browser
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct OwnershipArgs {
    /// An entry or `parties/ID`; every party that is found by default
    id: Option<String>,
    /// The release, revision or date; the working tree by default
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Use this rule instead of the one that the list names
    #[arg(long, value_enum)]
    rule: Option<RuleArg>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: OwnershipFormat,
    /// Use the holdings of the other lists of the repository too; the feeds never do
    #[arg(long)]
    across: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum OwnershipFormat {
    /// For a terminal
    #[default]
    Text,
    /// For programs
    Json,
    /// The source of a drawing, for Graphviz
    Dot,
    /// A drawing
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RuleArg {
    /// OFAC: 50 % or more, added up; ownership alone
    Us,
    /// European Union: 50 % or more (before 3 July 2024 more than 50 %), added up; or control
    Eu,
    /// United Kingdom: more than 50 %, not added up; or control
    Uk,
    /// Switzerland: more than 50 %, added up; or control
    Ch,
}

impl From<RuleArg> for OwnershipRule {
    fn from(rule: RuleArg) -> Self {
        match rule {
            RuleArg::Us => Self::Us,
            RuleArg::Eu => Self::Eu,
            RuleArg::Uk => Self::Uk,
            RuleArg::Ch => Self::Ch,
        }
    }
}

/// A list that was assessed, and which of its parties were asked for.
struct Assessed<'a> {
    edition: &'a Edition,
    assessment: Assessment,
    only: Option<Vec<PartyIndex>>,
}

pub(crate) fn run(args: &OwnershipArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let (point, day) = args.moment(&repository)?;
    let editions = read(&repository, &point, args.across)?;
    let mut assessed = Vec::new();
    for edition in editions.values().filter(|edition| repository.wants(&edition.list_id)) {
        let newest = || newest_commit(&repository).map(|release| release.date);
        let Some(day) = day.or_else(|| day_of(edition, newest())) else {
            console.note(&format!("{}: empty, and of no day", edition.list_id));
            continue;
        };
        let Some(regime) = args.regime(edition, day, console)? else {
            continue;
        };
        assessed.push(args.assess(edition, &editions, regime, day));
    }
    if assessed.is_empty() {
        bail!(
            "no list names an ownership rule for that day; write `ownership: [us]` in list.yaml, or name one with --rule"
        );
    }
    if let Some(id) = &args.id {
        assessed.retain(|list| list.only.as_ref().is_some_and(|only| !only.is_empty()));
        if assessed.is_empty() {
            bail!("no list that names an ownership rule has an entry or party `{id}` at {point}");
        }
    }
    args.print(&assessed, console)?;
    Ok(Ending::Clean)
}

impl OwnershipArgs {
    /// Returns where to look and as of which day; a date is a day even where the release is older, since rules change.
    fn moment(&self, repository: &Repository) -> anyhow::Result<(Point, Option<Date>)> {
        let Some(at) = &self.at else {
            return Ok((Point::WorkingTree, None));
        };
        let day: Option<Date> = at.parse().ok();
        if day.is_some() && repository.git().is_err() {
            return Ok((Point::WorkingTree, day));
        }
        let point = repository.point(at, &repository.releases()?)?;
        let of_point = point.commit().flatten().map(|release| release.date);
        if point == Point::Nothing {
            bail!("nothing was published by {at}; `gazette log` lists the releases");
        }
        Ok((point, day.or(of_point)))
    }

    /// Returns the rule: the one that was asked for, else that of the list.
    fn regime(&self, edition: &Edition, day: Date, console: &Console) -> anyhow::Result<Option<Regime>> {
        if let Some(rule) = self.rule {
            let rule = OwnershipRule::from(rule);
            let Some(regime) = Regime::at(&rule, day) else {
                bail!("the rule `{}` is not known as it stood on {day}", rule.as_str());
            };
            return Ok(Some(regime));
        }
        let regime = Regime::of_list(&edition.list, day);
        if regime.is_none() {
            let list = &edition.list_id;
            console.note(&format!("{list}: names no ownership rule for {day}; see --rule"));
        }
        Ok(regime)
    }

    fn assess<'a>(
        &self,
        edition: &'a Edition,
        editions: &'a BTreeMap<String, Edition>,
        regime: Regime,
        day: Date,
    ) -> Assessed<'a> {
        let own = || vec![ListParties::of(edition)];
        let all = || editions.values().map(ListParties::of).collect();
        let lists: Vec<ListParties<'_>> = if self.across { all() } else { own() };
        let assessment = Assessment::new(&edition.list_id, regime, day, &lists);
        let only = self.id.as_ref().map(|id| found(&assessment, id));
        Assessed {
            edition,
            assessment,
            only,
        }
    }

    fn print(&self, assessed: &[Assessed<'_>], console: &Console) -> anyhow::Result<()> {
        match self.format {
            OwnershipFormat::Text => {
                let colours = console.colours();
                let texts: Vec<String> = assessed.iter().map(|list| text(&list.input(), colours)).collect();
                console.result(&texts.join("\n"))?;
            }
            OwnershipFormat::Json => {
                let mut out = Vec::new();
                json(assessed, &mut out)?;
                console.result(&String::from_utf8_lossy(&out))?;
            }
            OwnershipFormat::Dot => {
                let sources: String = assessed.iter().map(|list| dot(&list.picture())).collect();
                console.result(&sources)?;
            }
            OwnershipFormat::Svg => match assessed {
                [list] => console.result(&drawn(&list.picture())?)?,
                _ => bail!("a drawing shows one list; name it with --list"),
            },
        }
        Ok(())
    }
}

impl Assessed<'_> {
    fn input(&self) -> Reckoned<'_> {
        Reckoned {
            edition: self.edition,
            assessment: Some(&self.assessment),
            only: self.only.as_deref(),
            with_not_blocked: true,
        }
    }

    fn picture(&self) -> Picture {
        let party = self.only.as_ref().and_then(|only| only.first().copied());
        Picture::of(&self.assessment, party)
    }
}

/// Writes the lists as they are computed: a large one has more than memory should hold.
fn json(assessed: &[Assessed<'_>], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"lists\":[\n")?;
    for (at, list) in assessed.iter().enumerate() {
        if at > 0 {
            out.write_all(b",\n")?;
        }
        write_ownership(&list.input(), out)?;
    }
    out.write_all(b"]}\n")
}

fn drawn(picture: &Picture) -> anyhow::Result<String> {
    let count = picture.nodes.len();
    if count > MOST_NODES {
        bail!("the drawing would have {count} boxes; name one party, or take --format dot");
    }
    Ok(svg(picture))
}

/// Returns the party with this id; without `parties/` before it where no entry bears it.
fn found(assessment: &Assessment, id: &str) -> Vec<PartyIndex> {
    let party = |id: String| {
        assessment.graph.find(&PartyId {
            list: assessment.list.clone(),
            id,
        })
    };
    let found = party(id.to_owned()).or_else(|| party(format!("parties/{id}")));
    found.into_iter().collect()
}

/// Reads the lists at a point: those that were asked for, or all if the holdings of all of them count.
fn read(repository: &Repository, point: &Point, all: bool) -> anyhow::Result<BTreeMap<String, Edition>> {
    let snapshot = repository.snapshot(point)?;
    repository.require_wanted(snapshot.lists.keys())?;
    if !all {
        return Ok(repository.editions(point)?);
    }
    let lists = snapshot.lists.iter().map(|(id, files)| {
        let edition = repository.edition(id, files, point)?;
        Ok((id.clone(), edition))
    });
    lists.collect()
}

fn newest_commit(repository: &Repository) -> Option<Release> {
    repository.head().ok()?.commit().flatten().cloned()
}
