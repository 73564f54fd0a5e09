//! The manual says what the code does: parts of it are made from the code, and this holds them in step.
//!
//! `GAZETTE_BLESS=1 cargo test` writes them anew.

use std::fmt::Write;
use std::path::Path;

use gazette::diff::{entry_subjects, list_subjects};
use gazette::feed::{Carries, FORMATS, How};
use gazette::lint::{Needs, RULES, Rule};
use gazette::model::record::Record;
use gazette::model::schema::{Schema, Shape};
use gazette::model::{Config, Entry, Exceptions, List};
use gazette::report::{changes, findings};
use gazette::yaml::{FileRole, json_schema};

/// Compares the part of a file between two marks with what the code says, or writes it anew.
fn hold_in_step(file: &str, begin: &str, end: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).expect("the manual is text");
    let (before, rest) = text.split_once(begin).expect("the mark is there");
    let (part, after) = rest.split_once(end).expect("the mark is there");
    if std::env::var_os("GAZETTE_BLESS").is_some() {
        let text = format!("{before}{begin}\n{expected}{end}{after}");
        return std::fs::write(&path, text).expect("the manual can be written");
    }
    assert!(
        part.trim() == expected.trim(),
        "{file} is behind the code: run `GAZETTE_BLESS=1 cargo test` and read what changed"
    );
}

#[test]
fn the_records_of_the_format_are_those_of_the_code() {
    let mut seen: Vec<&'static Schema> = Vec::new();
    for schema in [Entry::SCHEMA, List::SCHEMA, Config::SCHEMA, Exceptions::SCHEMA] {
        collect(schema, &mut seen);
    }
    let records: String = seen.iter().map(|schema| section(schema)).collect();
    let begin = "<!-- records: made from the code by `cargo test`; do not edit by hand -->";
    hold_in_step("docs/format.md", begin, "<!-- end of records -->", &records);
}

#[test]
fn the_schemas_are_those_of_the_code() {
    for (name, schema) in [
        ("entry", json_schema(FileRole::Entries)),
        ("list", gazette::notice::list_schema()),
        ("gazette", json_schema(FileRole::Config)),
        ("exceptions", json_schema(FileRole::Exceptions)),
        ("changes", changes::json_schema()),
        ("findings", findings::json_schema()),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
        let mut expected = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
        expected.push('\n');
        if std::env::var_os("GAZETTE_BLESS").is_some() {
            std::fs::write(&path, &expected).expect("the schema can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == expected,
            "schemas/{name}.schema.json is behind the code: run with `GAZETTE_BLESS=1`"
        );
    }
}

fn collect(schema: &'static Schema, seen: &mut Vec<&'static Schema>) {
    if seen.iter().any(|known| known.name == schema.name) {
        return;
    }
    seen.push(schema);
    for field in schema.fields {
        if let Some(inner) = record_of(&field.shape) {
            collect(inner, seen);
        }
    }
}

fn record_of(shape: &Shape) -> Option<&'static Schema> {
    match shape {
        Shape::Record(schema) => Some(schema),
        Shape::Set(inner) | Shape::Table(inner) => record_of(inner),
        _ => None,
    }
}

fn section(schema: &Schema) -> String {
    let mut out = format!("\n### {}\n\n{}\n", schema.name, one_line(schema.doc));
    if let Some(short) = schema.short {
        writeln!(out, "\nShort form: a bare text is `{short}`.").expect("a String takes every text");
    }
    out.push_str("\n| field | what | class | says |\n|---|---|---|---|\n");
    for field in schema.fields.iter().filter(|field| field.name != "extra") {
        let required = if field.is_required() { ", required" } else { "" };
        let (name, class, says) = (field.name, field.class.as_str(), one_line(field.doc));
        writeln!(
            out,
            "| `{name}` | {}{required} | {class} | {says} |",
            what(&field.shape)
        )
        .expect("a String takes every text");
    }
    out
}

fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn what(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        Shape::Date => "date".to_owned(),
        Shape::Country => "country".to_owned(),
        Shape::Language => "language".to_owned(),
        Shape::Script => "script".to_owned(),
        Shape::Share => "share".to_owned(),
        Shape::Reference => "reference".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Number => "whole number".to_owned(),
        Shape::Pairs => "texts under names of choice".to_owned(),
        Shape::Any => "anything".to_owned(),
        Shape::Record(schema) => format!("[{0}](#{1})", schema.name, schema.name.to_lowercase()),
        Shape::Set(inner) => format!("set of {}", what(inner)),
        Shape::Table(inner) => format!("{} under names of choice", what(inner)),
    }
}

#[test]
fn the_kinds_of_changes_are_those_of_the_schema() {
    let subjects = [("an entry", entry_subjects()), ("a list (`settings`)", list_subjects())];
    let mut table = String::new();
    for (of, subjects) in subjects {
        writeln!(table, "\nOf {of}:\n\n| kinds | field | class |\n|---|---|---|").expect("a String takes every text");
        for subject in subjects {
            let [added, removed, amended] = subject.kinds();
            let (path, class) = (&subject.path, subject.class.as_str());
            writeln!(table, "| `{added}` `{removed}` `{amended}` | `{path}` | {class} |")
                .expect("a String takes every text");
        }
    }
    let begin = "<!-- kinds: made from the code by `cargo test`; do not edit by hand -->";
    hold_in_step("docs/changes.md", begin, "<!-- end of kinds -->", &format!("{table}\n"));
}

#[test]
fn the_rules_of_the_manual_are_those_of_the_code() {
    let mut table = "\n| rule | severity | | finds |\n|---|---|---|---|\n".to_owned();
    for rule in RULES {
        let summary = rule.summary().replace('|', "\\|");
        writeln!(
            table,
            "| `{}` | {} | {} | {summary} |",
            rule.id,
            rule.severity.as_str(),
            marks(rule)
        )
        .expect("a String takes every text");
    }
    let begin = "<!-- rules: made from the code by `cargo test`; do not edit by hand -->";
    hold_in_step("docs/check.md", begin, "<!-- end of rules -->", &table);
}

fn marks(rule: &Rule) -> &'static str {
    match (rule.locked, rule.needs) {
        _ if rule.guard => "guard",
        (true, _) => "locked",
        (false, Needs::Nothing) => "",
        (false, Needs::Base) => "base",
        (false, Needs::Removed) => "history",
        (false, Needs::Day) => "day",
        (false, Needs::Feeds) => "feeds",
        (false, Needs::Styles) => "styles",
    }
}

/// What each feed carries of each field of an entry, by the declarations that `check` reports losses by.
#[test]
fn the_table_of_what_feeds_carry_is_that_of_the_code() {
    let formats: Vec<_> = FORMATS
        .iter()
        .filter(|format| !matches!(format.carries(), Carries::Derived(_)))
        .collect();
    let mut table = String::from("\n| field |");
    formats
        .iter()
        .for_each(|format| table.push_str(&format!(" `{}` |", format.name())));
    table.push_str(&format!("\n|---|{}\n", "---|".repeat(formats.len())));
    let mut paths = Vec::new();
    add_leaves(Entry::SCHEMA, "", &mut paths);
    for path in paths {
        let marks: Vec<&str> = formats.iter().map(|format| carried(format.carries(), &path)).collect();
        writeln!(table, "| `{path}` | {} |", marks.join(" | ")).expect("a String takes every text");
    }
    let begin = "<!-- carries: made from the code by `cargo test`; do not edit by hand -->";
    hold_in_step("docs/feeds.md", begin, "<!-- end of carries -->", &table);
}

fn add_leaves(schema: &'static Schema, path: &str, paths: &mut Vec<String>) {
    for field in schema.fields.iter().filter(|field| field.name != "order") {
        let path = if path.is_empty() {
            field.name.to_owned()
        } else {
            format!("{path}.{}", field.name)
        };
        match field.shape.record() {
            Some(inner) => add_leaves(inner, &path, paths),
            None => paths.push(path),
        }
    }
}

/// The mark of a field: what is declared of it, or of the nearest thing of which it is a part and that is lost or written as a whole.
fn carried(carries: &Carries, path: &str) -> &'static str {
    let Carries::Fields(declared) = carries else {
        return "yes";
    };
    let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    let mut depends = false;
    for end in ends {
        match declared.how(&path[..end]) {
            Some(How::Not(_)) => return if depends { "if" } else { "" },
            Some(How::As(_)) => return "as",
            Some(How::If(_)) => depends = true,
            Some(How::Whole) if path.ends_with(".id") => return "",
            Some(how) if end == path.len() => {
                let mark = if matches!(how, How::Text) { "text" } else { "yes" };
                return if depends { "if" } else { mark };
            }
            _ => {}
        }
    }
    let is_declared = declared.how(path).is_some();
    if is_declared { "if" } else { "" }
}
