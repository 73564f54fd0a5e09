//! `gazette new`: an entry to be filled in, under the next free id.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use gazette::data::Node;
use gazette::lint::id_fault;
use gazette::model::{Kind, List};
use gazette::repository::{Point, ids_of_history};
use gazette::yaml::{FileLayout, print};

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Begin an entry
///
/// Writes a file with the next free id of the list: one that no entry has and none ever had. The commented lines are for what is
/// known of the party.
///
/// Examples:
///   gazette new entity --list example "EXAMPLE SHIPPING LTD"
///   gazette new individual --list example "EXAMPLE, Jane" --programme EXAMPLE-1
///   gazette new vessel --list example "EXAMPLE STAR" --id EX-100
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct NewArgs {
    /// What the party is
    #[arg(value_enum)]
    kind: KindArg,
    /// Its primary name
    name: String,
    /// The id; the next free one by default
    #[arg(long)]
    id: Option<String>,
    /// The programme under which it is designated; the list's only one where it has one
    #[arg(long)]
    programme: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindArg {
    /// A human being
    Individual,
    /// A company, group or authority
    Entity,
    /// A ship
    Vessel,
    /// An aircraft
    Aircraft,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Individual => Self::Individual,
            KindArg::Entity => Self::Entity,
            KindArg::Vessel => Self::Vessel,
            KindArg::Aircraft => Self::Aircraft,
        }
    }
}

pub(crate) fn run(args: &NewArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let Some(root) = repository.root() else {
        bail!("the repository is bare, there is no folder to write to");
    };
    let snapshot = repository.snapshot(&Point::WorkingTree)?;
    repository.require_wanted(snapshot.lists.keys())?;
    let wanted: Vec<&String> = snapshot.lists.keys().filter(|list| repository.wants(list)).collect();
    let [list] = wanted.as_slice() else {
        bail!("name one list with --list");
    };
    let edition = repository
        .editions(&Point::WorkingTree)?
        .remove(*list)
        .unwrap_or_default();
    let mut ids: Vec<String> = edition.entries.iter().map(|entry| entry.id.clone()).collect();
    ids.extend(ids_of_history(&repository, list)?);
    if args.name.trim().is_empty() {
        bail!("the name is empty");
    }
    let id = args.id.clone().unwrap_or_else(|| next_id(&ids, &args.name));
    require_free(&id, &ids)?;
    let programme = programme(args, &edition.list)?;
    let folder = format!("{}/{list}/", repository.layout().lists);
    let files = snapshot.lists[*list]
        .iter()
        .filter_map(|file| file.path.strip_prefix(&folder));
    let file = FileLayout::of(files).file(&id);
    let path = PathBuf::from(format!("{folder}{file}"));
    let text = draft(
        args,
        &id,
        programme.as_deref(),
        root.join("schemas/entry.schema.json")
            .exists()
            .then(|| file.matches('/').count()),
    );
    write_new(&root.join(&path), &text)?;
    console.result(&format!("{}\n", path.display()))?;
    Ok(Ending::Clean)
}

/// Fails for what is no id, and for one that somebody has or had; ids that differ only in case would be one file on some systems.
fn require_free(id: &str, ids: &[String]) -> anyhow::Result<()> {
    if let Some(fault) = id_fault(id) {
        bail!("`{id}` is no id: {fault}; name another with --id");
    }
    match ids.iter().find(|known| known.eq_ignore_ascii_case(id)) {
        Some(known) if known == id => bail!("the id `{id}` is or was in use; ids are never used again"),
        Some(known) => bail!("the ids `{id}` and `{known}`, which is or was in use, differ only in case"),
        None => Ok(()),
    }
}

/// Returns the programme that was named, else the list's only one.
fn programme(args: &NewArgs, list: &List) -> anyhow::Result<Option<String>> {
    let codes: Vec<&str> = list.programmes.keys().map(String::as_str).collect();
    match (&args.programme, codes.as_slice()) {
        (Some(code), known) if !known.is_empty() && !known.contains(&code.as_str()) => {
            bail!("`{code}` is no programme of the list; there is {}", known.join(", "))
        }
        (Some(code), _) => Ok(Some(code.clone())),
        (None, [only]) => Ok(Some((*only).to_owned())),
        (None, _) => Ok(None),
    }
}

/// Returns the id behind the greatest one: numbers are counted on, and so are numbers behind a common beginning (`CYB0004`,
/// `EX-001`); in a list without such ids it is made of the name.
fn next_id(ids: &[String], name: &str) -> String {
    let split = |id: &String| {
        let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (prefix, number) = id.split_at(id.len() - digits);
        number
            .parse::<u64>()
            .ok()
            .map(|value| (value, prefix.to_owned(), digits))
    };
    match ids.iter().filter_map(split).max() {
        Some((value, prefix, digits)) => format!("{prefix}{:0digits$}", value + 1),
        None => slug(name),
    }
}

fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    if words.is_empty() {
        "1".to_owned()
    } else {
        words.join("-")
    }
}

/// The facts that most parties of a kind have, for the writer to choose from.
fn facts(kind: KindArg) -> &'static str {
    match kind {
        KindArg::Individual => {
            "# gender: male\n# birth_dates:\n#   - 1970-01-31\n# birth_places:\n#   - city: \n#     country: KP\n# nationalities:\n#   - KP\n"
        }
        KindArg::Entity | KindArg::Vessel | KindArg::Aircraft => "",
    }
}

/// The numbers that most parties of a kind bear.
fn document(kind: KindArg) -> &'static str {
    match kind {
        KindArg::Individual => "#   - type: passport\n#     number: \n#     country: KP\n",
        KindArg::Entity => "#   - type: registration-number\n#     number: \n#     country: KP\n",
        KindArg::Vessel => "#   - type: imo\n#     number: IMO 0000000\n",
        KindArg::Aircraft => "#   - type: aircraft-serial-identification\n#     number: \n",
    }
}

/// The record that parties of a kind have and others have not.
fn own_record(kind: KindArg) -> &'static str {
    match kind {
        KindArg::Individual => "",
        KindArg::Entity => "# organization:\n#   established:\n#     - 1999\n",
        KindArg::Vessel => "# vessel:\n#   type: Crude Oil Tanker\n#   flag: KP\n#   call_sign: \n",
        KindArg::Aircraft => "# aircraft:\n#   models:\n#     - \n#   serial_numbers:\n#     - \n",
    }
}

fn draft(args: &NewArgs, id: &str, programme: Option<&str>, schema_above: Option<usize>) -> String {
    let scalar = |text: &str| print(&Node::text(text)).trim_end().to_owned();
    let kind = Kind::from(args.kind);
    let modeline = schema_above.map_or_else(String::new, |depth| {
        let up = "../".repeat(depth);
        format!("# yaml-language-server: $schema={up}../../schemas/entry.schema.json\n")
    });
    let text = format!(
        "{modeline}id: {}\nkind: {}\nnames:\n  - text: {}\n    type: primary\n  # - text: \n  #   type: aka\n  #   quality: weak\n{}\
         # addresses:\n#   - street: \n#     city: \n#     country: KP\n# documents:\n{}{}\
         designations:\n  - programme: {}\n    # listed: 2026-01-31\n    # legal_basis:\n    #   - \n\
         # relations:\n#   - type: owned-by\n#     to: \n#     share: 50\n# reasons:\n#   - \n# sources:\n#   - url: \n",
        scalar(id),
        kind.as_str(),
        scalar(&args.name),
        facts(args.kind),
        document(args.kind),
        own_record(args.kind),
        programme.map_or_else(|| "~".to_owned(), scalar),
    );
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn write_new(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("`{}` cannot be made", path.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}

/// A draft can be read as an entry.
#[cfg(test)]
mod tests {
    use gazette::model::Entry;
    use gazette::model::record::{Complaint, Fault, Field};
    use gazette::yaml::{FileRole, format, parse};

    use super::*;

    #[test]
    fn ids_are_counted_on() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(next_id(&ids(&["9", "27307", "100"]), "X"), "27308");
        assert_eq!(next_id(&ids(&["CYB0004", "CYB0109"]), "X"), "CYB0110");
        assert_eq!(next_id(&ids(&["KPe.031", "KPe.010"]), "X"), "KPe.032");
        assert_eq!(next_id(&ids(&["EX-099"]), "X"), "EX-100");
        assert_eq!(next_id(&[], "EXAMPLE Trading, Ltd."), "example-trading-ltd");
    }

    #[test]
    fn a_draft_is_an_entry() {
        for kind in KindArg::value_variants() {
            let args = NewArgs {
                kind: *kind,
                name: "NO: \"really\"".to_owned(),
                id: None,
                programme: None,
            };
            let text = draft(&args, "0123", Some("P"), None);
            assert_eq!(
                format(text.as_bytes(), FileRole::Entries).as_deref(),
                Ok(text.as_str()),
                "canonical"
            );
            let parsed = parse(text.as_bytes());
            assert_eq!(parsed.errors, [], "{text}");
            let mut complaints = Vec::new();
            let entry = Entry::read(&parsed.documents[0], &mut complaints).canonical();
            assert_eq!(
                (complaints.len(), entry.id.as_str(), entry.primary_name()),
                (0, "0123", "NO: \"really\"")
            );
            // Whoever takes every comment sign out has an entry too, in which something is yet to be filled in.
            let whole: String = text
                .lines()
                .map(|line| format!("{}\n", line.replacen("# ", "", 1)))
                .collect();
            let parsed = parse(whole.as_bytes());
            assert_eq!(parsed.errors, [], "{whole}");
            let mut complaints = Vec::new();
            let _ = Entry::read(&parsed.documents[0], &mut complaints);
            let is_gap = |complaint: &Complaint| matches!(complaint.fault, Fault::MissingField { .. });
            assert!(complaints.iter().all(is_gap), "{complaints:?}\n{whole}");
        }
    }
}
