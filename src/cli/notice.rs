//! `gazette notice`: the change notice of a release, or of any two points.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use gazette::diff::{ChangeSet, compare_editions};
use gazette::model::Edition;
use gazette::notice::{NoticeFormat, NoticeInput, Template, context, render, render_context, style_of};
use gazette::ownership::Consequences;
use gazette::repository::{Point, Range, Repository, Sides};

use super::common::{Common, points};
use super::console::Console;
use super::exit::Ending;

/// Write the change notice
///
/// Describes what changed between two points, list by list, in the house style of the list's authority. FROM and TO are as
/// for `gazette diff`.
///
/// Examples:
///   gazette notice                                        what the next release will announce
///   gazette notice --release 2019-09-13                   what one release announced
///   gazette notice main..HEAD --format markdown           for a pull request
///   gazette notice --style ofac --list us-dprk-cyber      in the style of OFAC's Recent Actions
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct NoticeArgs {
    /// FROM, FROM.., ..TO or FROM..TO
    range: Option<Range>,
    /// The notice of one release
    #[arg(long, value_name = "NAME", conflicts_with = "range")]
    release: Option<String>,
    /// The house style; that of the list by default
    #[arg(long)]
    style: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: FormatArg,
    /// Print what the templates see, as JSON
    #[arg(long)]
    context: bool,
    /// Render such JSON instead of lists
    #[arg(long, value_name = "FILE", conflicts_with_all = ["range", "release", "context"], requires = "style")]
    from_context: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatArg {
    /// Text
    #[default]
    Text,
    /// Markdown
    Markdown,
    /// A complete page
    Html,
}

impl From<FormatArg> for NoticeFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Self::Text,
            FormatArg::Markdown => Self::Markdown,
            FormatArg::Html => Self::Html,
        }
    }
}

pub(crate) fn run(args: &NoticeArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let templates = repository.templates(&Point::WorkingTree)?;
    let format = args.format.into();
    if let Some(file) = &args.from_context {
        let shown = file.display();
        let text = std::fs::read_to_string(file).with_context(|| format!("`{shown}` cannot be read"))?;
        let context = serde_json::from_str(&text).with_context(|| format!("`{shown}` is no JSON"))?;
        let style = args.style.as_deref().unwrap_or_default();
        console.result(&render_context(style, format, &context, &templates)?)?;
        return Ok(Ending::Clean);
    }
    let (from, to) = match &args.release {
        Some(release) => repository.points_of_release(release)?,
        None => points(&repository, &args.range.clone().unwrap_or_default(), console)?,
    };
    let sides = Sides::whole(&repository, &from, &to)?;
    let mut notices = Vec::new();
    for (old, new) in sides.lists.values() {
        let changes = compare_editions(old, new);
        if changes.is_empty() && Consequences::between(old, new).all().is_empty() {
            continue;
        }
        notices.push(one(args, &repository, &templates, old, new, &changes)?);
    }
    if notices.is_empty() {
        console.note(&format!("nothing changed between {} and {}", sides.from, sides.to));
    }
    console.result(&notices.join("\n"))?;
    Ok(Ending::Clean)
}

fn one(
    args: &NoticeArgs,
    repository: &Repository,
    templates: &[Template],
    old: &Edition,
    new: &Edition,
    changes: &ChangeSet,
) -> anyhow::Result<String> {
    let input = NoticeInput {
        old,
        new,
        changes,
        config: repository.config(),
    };
    if args.context {
        return Ok(format!("{}\n", serde_json::to_string_pretty(&context(&input))?));
    }
    let style = args.style.clone().unwrap_or_else(|| style_of(&new.list).to_owned());
    Ok(render(&style, args.format.into(), &input, templates)?)
}
