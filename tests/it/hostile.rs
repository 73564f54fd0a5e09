//! Text by outsiders: a text that would command a terminal, the runner of a CI job, Markdown or HTML is put in every field that takes a
//! text, in the titles of commits and in names of files, and looked for in what every verb prints in every format. A verb or a format
//! that is new is run as well; a verb without a row in [`ARGUMENTS`] fails the test.

use gazette::escape::{is_command, terminal};
use gazette::lint::RULES;
use gazette::model::record::Record;
use gazette::model::schema::{Schema, Shape};
use gazette::model::{Entry, List};
use serde_json::{Map, Value, json};

use crate::repository::{Repository, Run, files};

const HOSTILE: &str = "E\u{1b}[8m\u{9b}2J\u{202e}\u{7} @octo-org/team owner/repo#5 https://evil.example <script>alert(1)</script> ` | \
                       ##[group]x\n::error file=x::pwned\n  ::set-output name=a::b";

/// What each verb needs besides a format; `None` for those that print nothing of the lists.
const ARGUMENTS: &[(&str, Option<&[&[&str]]>)] = &[
    ("init", None),
    ("new", None),
    ("check", Some(&[&[], &["--base", "HEAD~1"]])),
    ("fmt", Some(&[&["--check"]])),
    (
        "diff",
        Some(&[
            &["HEAD~1..HEAD"],
            &["HEAD..HEAD~1"],
            &["HEAD~1..HEAD", "--stat"],
            &["HEAD~1..HEAD", "--stat=programme"],
            &["HEAD~1..HEAD", "--name-only"],
        ]),
    ),
    (
        "notice",
        Some(&[
            &["HEAD~1..HEAD"],
            &["HEAD~1..HEAD", "--style", "ofac"],
            &["HEAD~1..HEAD", "--style", "un"],
            &["HEAD~1..HEAD", "--context"],
        ]),
    ),
    ("preview", Some(&[&["HEAD~1..HEAD"]])),
    // Feeds: their bytes are those of the format, which `feed` tests.
    ("export", None),
    ("publish", Some(&[&["--out", "public"]])),
    ("keygen", None),
    ("verify", Some(&[&["public"]])),
    ("sync", None),
    ("log", Some(&[&[], &["666"]])),
    ("show", Some(&[&["666"]])),
    ("blame", Some(&[&["666"]])),
    ("explain", None),
    ("ownership", Some(&[&[]])),
    ("import", None),
    ("schema", None),
    ("completions", None),
    ("man", None),
    ("help", None),
];

/// Returns a record with the hostile text in every field that takes one.
fn filled(schema: &'static Schema, depth: usize) -> Value {
    let mut fields = Map::new();
    for field in schema.fields {
        if let Some(value) = value_of(&field.shape, depth) {
            fields.insert(field.name.to_owned(), value);
        }
    }
    Value::Object(fields)
}

fn value_of(shape: &'static Shape, depth: usize) -> Option<Value> {
    Some(match shape {
        Shape::Text | Shape::Language | Shape::Script => json!(HOSTILE),
        Shape::Word(words) => json!(words[0]),
        Shape::Pairs => json!({ HOSTILE: HOSTILE }),
        Shape::Any => json!({ HOSTILE: { HOSTILE: HOSTILE } }),
        Shape::Record(schema) if depth > 0 => filled(schema, depth - 1),
        Shape::Set(inner) => Value::Array(vec![value_of(inner, depth)?]),
        Shape::Table(inner) => json!({ HOSTILE: value_of(inner, depth)? }),
        Shape::Date => json!("2020-01-01"),
        Shape::Country | Shape::Share | Shape::Reference | Shape::Flag | Shape::Number | Shape::Record(_) => {
            return None;
        }
    })
}

fn repository() -> Repository {
    let repository = Repository::new();
    repository.write(
        "gazette.yaml",
        "publisher: A ministry\nbase_url: https://lists.example.org/\nreleases: {from: commits}\n",
    );
    let mut list = filled(List::SCHEMA, 3);
    for (field, value) in [
        ("format", json!(1)),
        ("feeds", json!([])),
        (
            "lint",
            RULES.iter().map(|rule| (rule.id.to_owned(), json!("off"))).collect(),
        ),
        ("notice", json!({ "list_name": HOSTILE })),
        ("limits", json!({})),
        ("removals", json!({ "9": { "reason": HOSTILE, "name": HOSTILE } })),
        ("ownership", json!(null)),
    ] {
        list[field] = value;
    }
    repository.write("lists/a/list.yaml", &terminal(&list.to_string()));
    let mut entry = filled(Entry::SCHEMA, 4);
    (entry["id"], entry["kind"]) = (json!("9"), json!("entity"));
    repository.write("lists/a/9.yaml", &terminal(&entry.to_string()));
    repository.commit("2024-01-01T00:00:00+0000", HOSTILE);
    repository.remove("lists/a/9.yaml");
    entry["id"] = json!("666");
    repository.write("lists/a/666.yaml", &terminal(&entry.to_string()));
    repository.commit("2024-01-02T00:00:00+0000", HOSTILE);
    repository
}

/// Adds a file that is not read, and one that is no YAML.
#[cfg(unix)]
fn spoil(repository: &Repository) {
    repository.write("lists/a/x\n::error::pwned `\u{1b}.yml", "");
    #[cfg(unix)]
    repository.write(
        "lists/a/y\n::error::pwned `\u{1b}.yaml",
        "id: [\n::error::pwned \u{1b}[31m\n",
    );
}

/// Returns the verbs of the command.
fn verbs(repository: &Repository) -> Vec<String> {
    let help = repository.gazette(&["--help"]).ends(0).out;
    let commands = help.split("Commands:\n").nth(1).expect("the help lists the commands");
    let lines = commands.lines().take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// Returns the formats of a verb, as its help lists them.
fn formats(repository: &Repository, verb: &str) -> Vec<String> {
    let help = repository.gazette(&[verb, "--help"]).ends(0).out;
    let Some(format) = help.split("--format <").nth(1) else {
        return Vec::new();
    };
    let values = format.lines().map(str::trim).skip_while(|line| !line.starts_with("- "));
    let values = values
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("- "));
    values
        .filter_map(|value| value.split([':', ' ']).next().map(str::to_owned))
        .collect()
}

fn faults(what: &str, run: &Run, found: &mut Vec<String>) {
    for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
        harmful(&format!("{what} ({stream})"), text, found);
    }
}

fn harmful(what: &str, text: &str, found: &mut Vec<String>) {
    if let Some(c) = text.chars().find(|c| is_command(*c)) {
        found.push(format!("{what}: raw {}", c.escape_unicode()));
    }
    let is_own = |line: &str| what.contains("check") && what.contains("github") && line.contains(" file=lists/");
    let commands = text
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("::") && !is_own(line));
    found.extend(commands.map(|line| format!("{what}: workflow command: {line}")));
    if text.contains("##[") {
        found.push(format!("{what}: an old workflow command"));
    }
    let markup: &[&str] = match what {
        _ if what.contains("markdown") || what.contains("preview") || what.contains(".md") => {
            &["@octo-org", "repo#5", "repo\\#5", "https://evil", "<script"]
        }
        _ if what.contains("html") || what.contains("svg") => &["<script"],
        _ => &[],
    };
    let places = markup.iter().filter(|mark| text.contains(**mark));
    found.extend(places.map(|mark| {
        let at = text.find(mark).unwrap_or_default();
        let before: String = text[..at].chars().rev().take(60).collect();
        format!("{what}: `{mark}` behind `{}`", before.chars().rev().collect::<String>())
    }));
}

#[test]
fn text_by_outsiders_harms_no_reader() {
    let repository = repository();
    let mut found = Vec::new();
    let mut seen = 0;
    for verb in verbs(&repository) {
        let row = ARGUMENTS.iter().find(|(name, _)| *name == verb);
        let (_, rows) = row.unwrap_or_else(|| panic!("`{verb}` has no row: say what it needs to print the lists"));
        for arguments in rows.unwrap_or_default() {
            let mut runs: Vec<Vec<&str>> = vec![[&[verb.as_str()], *arguments].concat()];
            let formats = formats(&repository, &verb);
            let alone = ["--stat", "--name", "--context"];
            if !arguments
                .iter()
                .any(|argument| alone.iter().any(|name| argument.starts_with(name)))
            {
                runs.extend(
                    formats
                        .iter()
                        .map(|format| [&[verb.as_str()], *arguments, &["--format", format]].concat()),
                );
            }
            for run in runs {
                let ran = repository.gazette(&run);
                seen += usize::from(!ran.out.is_empty());
                faults(&run.join(" "), &ran, &mut found);
            }
        }
    }
    #[cfg(unix)]
    {
        spoil(&repository);
        for run in [
            &["check"][..],
            &["check", "--format", "github"],
            &["fmt", "--check"],
            &["ownership"],
            &["preview"],
        ] {
            faults(&run.join(" "), &repository.gazette(run), &mut found);
        }
    }
    assert!(seen > 30, "only {seen} runs printed something");
    for (path, bytes) in files(&repository.path().join("public")) {
        let path = path.to_string_lossy().into_owned();
        if path.ends_with(".html") || path.contains("notice.") {
            harmful_file(&path, &String::from_utf8_lossy(&bytes), &mut found);
        }
    }
    found.sort();
    found.dedup();
    assert_eq!(found, Vec::<String>::new());
}

/// A file is no log: a line of it may look like a workflow command.
fn harmful_file(path: &str, text: &str, found: &mut Vec<String>) {
    let mut all = Vec::new();
    harmful(path, text, &mut all);
    found.extend(all.into_iter().filter(|fault| !fault.contains("workflow command")));
}
