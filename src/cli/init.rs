//! `gazette init`: a repository of lists that works at once.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use gazette::notice::list_schema;
use gazette::yaml::{FileRole, json_schema};

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Begin a repository of lists
///
/// Writes settings, an example list with two invented parties, schemas for editors, workflows for GitHub and GitLab and a hook
/// for commits. Nothing that is there is overwritten.
///
/// Examples:
///   gazette init lists-of-ours
///   cd lists-of-ours && git init && git add . && git commit -m "Begin" && gazette publish
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct InitArgs {
    /// The folder; this one by default
    folder: Option<PathBuf>,
}

/// The files that do not depend on anything: path and content.
const FILES: &[(&str, &str)] = &[
    ("gazette.yaml", include_str!("../../templates/init/gazette.yaml")),
    (
        "lists/example/list.yaml",
        include_str!("../../templates/init/list.yaml"),
    ),
    (
        "lists/example/EX-001.yaml",
        include_str!("../../templates/init/entry1.yaml"),
    ),
    (
        "lists/example/EX-002.yaml",
        include_str!("../../templates/init/entry2.yaml"),
    ),
    (
        ".github/workflows/gazette.yml",
        include_str!("../../templates/init/github.yml"),
    ),
    (".gitlab-ci.yml", include_str!("../../templates/init/gitlab-ci.yml")),
    (".githooks/pre-commit", include_str!("../../templates/init/pre-commit")),
    (
        ".gitattributes",
        "# The same bytes on every system.\n* text=auto eol=lf\n",
    ),
    (".gitignore", "/public/\n*.key\n"),
    ("README.md", include_str!("../../templates/init/README.md")),
];

pub(crate) fn run(args: &InitArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let folder = common.start().join(args.folder.clone().unwrap_or_default());
    let mut files: Vec<(String, String)> = FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    for (name, schema) in [
        ("entry", json_schema(FileRole::Entries)),
        ("list", list_schema()),
        ("gazette", json_schema(FileRole::Config)),
    ] {
        let schema = serde_json::to_string_pretty(&schema)?;
        files.push((format!("schemas/{name}.schema.json"), format!("{schema}\n")));
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        bail!(
            "`{}` is there already; nothing was written",
            folder.join(path).display()
        );
    }
    for (path, text) in &files {
        let whole = folder.join(path);
        let parent = whole.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).with_context(|| format!("`{}` cannot be made", parent.display()))?;
        fs::write(&whole, text).with_context(|| format!("`{}` cannot be written", whole.display()))?;
    }
    make_executable(&folder.join(".githooks/pre-commit"))?;
    console.note(&format!("{} files in {}", files.len(), folder.display()));
    console.note("next: git init && git add . && git commit -m Begin && gazette publish");
    Ok(Ending::Clean)
}

#[cfg(unix)]
fn make_executable(path: &std::path::Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).with_context(|| format!("`{}`", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &std::path::Path) -> anyhow::Result<()> {
    Ok(())
}
