//! `gazette explain`: a rule's page of the manual, or the list of all rules.

use clap::Args;
use gazette::lint::{RULES, rule};

use super::console::Console;
use super::exit::Ending;

/// Explain a finding
///
/// Without a rule all of them are listed, a line each.
///
/// Examples:
///   gazette explain
///   gazette explain bad-date
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ExplainArgs {
    /// The rule, as findings name it
    rule: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> anyhow::Result<Ending> {
    let Some(id) = &args.rule else {
        let line =
            |rule: &gazette::lint::Rule| format!("{:<28} {:<8} {}\n", rule.id, rule.severity.as_str(), rule.summary());
        let lines: String = RULES.iter().map(|rule| line(rule)).collect();
        console.result(&lines)?;
        return Ok(Ending::Clean);
    };
    let found =
        rule(&id.to_ascii_lowercase()).ok_or_else(|| anyhow::anyhow!("there is no rule `{id}`; {}", meant(id)))?;
    let text = format!(
        "# {} ({})\n\n{}\n",
        found.id,
        found.severity.as_str(),
        found.explanation.trim()
    );
    console.result(&text)?;
    Ok(Ending::Clean)
}

/// Names the rule that was probably meant.
fn meant(id: &str) -> String {
    let likeness = |rule: &&gazette::lint::Rule| strsim::jaro_winkler(rule.id, id);
    let near = RULES.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match near.filter(|rule| likeness(rule) > 0.85) {
        Some(rule) => format!("did you mean `{}`?", rule.id),
        None => "`gazette explain` lists them".to_owned(),
    }
}
