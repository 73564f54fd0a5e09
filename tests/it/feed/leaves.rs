//! Nothing is lost in silence: every leaf of the entry schema, in every kind of entry, is in the bytes of a feed, or its loss is reported.
//!
//! Entries are made from the schema alone, so that a field to come is among them. Each has one value of its own, which is looked for in the
//! files; values that have no text of their own (dates, words, flags) are told apart by two entries that differ in nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gazette::data::{Node, Value};
use gazette::feed::{Carries, Declared, FORMATS, Format, How, gaps_of_record, losses_of};
use gazette::model::record::{Field, Form, Record};
use gazette::model::schema::{Class, FieldSchema, Schema, Shape};
use gazette::model::{Edition, Entry, List, by_id};
use rayon::prelude::*;

/// A leaf of the schema: the fields that lead to it.
type Path = Vec<&'static FieldSchema>;

fn leaves() -> Vec<Path> {
    fn add(schema: &'static Schema, path: &Path, out: &mut Vec<Path>) {
        for field in schema.fields.iter().filter(|field| field.name != "order") {
            let mut path = path.clone();
            path.push(field);
            match field.shape.record() {
                Some(inner) => add(inner, &path, out),
                None => out.push(path),
            }
        }
    }
    let mut out = Vec::new();
    add(Entry::SCHEMA, &Vec::new(), &mut out);
    // The id and the kind are looked at apart: every entry has them.
    out.retain(|path| !matches!(path[0].name, "id" | "kind"));
    out
}

fn name_of(path: &Path) -> String {
    let name = path.iter().map(|field| field.name).collect::<Vec<_>>().join(".");
    let is_any = matches!(path[path.len() - 1].shape, Shape::Any);
    if is_any { name + ".something" } else { name }
}

type Pairs = Vec<(std::borrow::Cow<'static, str>, Node)>;

fn pairs(of: &[(&'static str, &str)]) -> Pairs {
    of.iter()
        .map(|(name, text)| ((*name).into(), Node::text(*text)))
        .collect()
}

/// What a record cannot be without, unless the leaf itself says it.
fn filling(record: &str) -> Pairs {
    pairs(match record {
        "DateFact" => &[("date", "1970")],
        "CountryFact" => &[("country", "KP")],
        "Phrase" => &[("text", "A PHRASE")],
        "Document" => &[("type", "passport"), ("number", "D1")],
        "Contact" => &[("type", "email"), ("value", "a@b.example")],
        "Wallet" => &[("currency", "XBT"), ("address", "W1")],
        "Feature" => &[("type", "secondary-sanctions-risk"), ("text", "A FACT")],
        "Reference" => &[("type", "other"), ("value", "R1")],
        "Name" => &[("text", "ANOTHER NAME"), ("type", "aka")],
        "NamePart" => &[("type", "surname"), ("text", "PART")],
        "NameForm" => &[("text", "A FORM"), ("script", "Cyrl")],
        "Designation" => &[("programme", "P"), ("listed", "2020-01-02")],
        "Relation" => &[("type", "linked-to"), ("name", "SOMEBODY ELSE")],
        _ => &[],
    })
}

/// What the outermost element may be else, for formats that tell such elements apart.
fn variants(field: &str) -> Vec<Pairs> {
    let all: &[&[(&'static str, &str)]] = match field {
        "names" => &[
            &[("type", "primary")],
            &[("type", "aka"), ("quality", "strong")],
            &[("type", "aka"), ("quality", "weak")],
            &[("type", "fka")],
            &[("type", "fka"), ("quality", "weak")],
            &[("type", "nka")],
            &[("type", "variation")],
            &[("type", "original-script"), ("script", "Hang")],
        ],
        "documents" => &[
            &[("type", "passport"), ("country", "KP")],
            &[("type", "imo")],
            &[("type", "tax-id")],
            &[("type", "registration-number")],
            &[("type", "a-word-of-our-own")],
        ],
        "contacts" => &[
            &[("type", "email")],
            &[("type", "phone")],
            &[("type", "a-word-of-our-own")],
        ],
        "wallets" => &[&[("currency", "XBT")], &[("currency", "OWN")]],
        "features" => &[
            &[("type", "secondary-sanctions-risk")],
            &[("type", "d-u-n-s-number")],
            &[("type", "a-word-of-our-own")],
        ],
        "references" => &[&[("type", "wikidata")], &[("type", "un")], &[("type", "other")]],
        "relations" => &[
            &[("type", "linked-to")],
            &[("type", "owned-by")],
            &[("type", "controlled-by")],
            &[("type", "same-as")],
            &[("type", "owned-by"), ("to", "1")],
            &[("type", "family-of"), ("to", "1")],
            &[("type", "owned-by"), ("to", "other-list/1")],
        ],
        "designations" => &[&[], &[("ended", "2019-01-01")], &[("expires", "2019-01-01")]],
        "addresses" => &[
            &[],
            &[("text", "A WHOLE ADDRESS")],
            &[("city", "A CITY"), ("state", "A STATE")],
        ],
        "birth_places" => &[&[], &[("city", "A CITY"), ("state", "A STATE")]],
        _ => &[&[]],
    };
    all.iter().map(|of| pairs(of)).collect()
}

fn over(mut below: Pairs, above: Pairs) -> Pairs {
    for (name, node) in above {
        below.retain(|(known, _)| *known != name);
        below.push((name, node));
    }
    below
}

/// Builds the value of the first field of the path, down to the leaf.
fn built(path: &[&'static FieldSchema], variant: &Pairs, leaf: Node) -> Node {
    let field = path[0];
    let inner = match field.shape.record() {
        Some(schema) => {
            let below = over(filling(schema.name), variant.clone());
            let inner = built(&path[1..], &Vec::new(), leaf);
            Node::map(over(below, vec![(path[1].name.into(), inner)]))
        }
        None => leaf,
    };
    match (field.shape, field.shape.record()) {
        (Shape::Set(_), Some(_)) => Node::new(Value::List(vec![inner])),
        _ => inner,
    }
}

fn entry(id: usize, kind: &'static str, path: &Path, variant: &Pairs, leaf: Node) -> Arc<Entry> {
    let set = |of: &[(&'static str, &str)]| Node::new(Value::List(vec![Node::map(pairs(of))]));
    let primary = [("text", "THE NAME"), ("type", "primary")];
    let mut whole: Pairs = vec![
        ("id".into(), Node::text(id.to_string())),
        ("kind".into(), Node::text(kind)),
        ("names".into(), set(&primary)),
        (
            "designations".into(),
            set(&[("programme", "P"), ("listed", "2020-01-02")]),
        ),
    ];
    let mut value = built(path, variant, leaf);
    let is_primary = variant
        .iter()
        .any(|(name, node)| name == "type" && node.as_text() == Some("primary"));
    if path[0].name == "names" && !is_primary {
        let own = Node::map(pairs(&primary));
        value = Node::new(Value::List(
            std::iter::once(own).chain(value.elements().iter().cloned()).collect(),
        ));
    }
    whole = over(whole, vec![(path[0].name.into(), value)]);
    Arc::new(Entry::read(&Node::map(whole), &mut Vec::new()).canonical())
}

/// The kinds of entries to which a leaf is put: those that it fits, and of the ones that it does not fit another.
fn kinds(path: &Path) -> Vec<&'static str> {
    let all = ["individual", "entity", "vessel", "aircraft"];
    let fits = |kind: &&str| path[0].fits(&gazette::model::record::Scalar::from_text(kind));
    let of_kind: Vec<&str> = all.into_iter().filter(fits).collect();
    match of_kind.as_slice() {
        ["entity"] => vec!["entity", "individual"],
        [only] => vec![only, "entity"],
        // Ships have numbers and facts that persons do not have.
        _ if matches!(path[0].name, "documents" | "features" | "addresses") => vec!["individual", "entity", "vessel"],
        _ => vec!["individual", "entity"],
    }
}

fn edition(entries: Vec<Arc<Entry>>) -> Edition {
    let mut list = List::read(
        &Node::map(pairs(&[("title", "A"), ("authority", "B")])),
        &mut Vec::new(),
    );
    list.programmes.insert("P".to_owned(), Default::default());
    let mut edition = Edition {
        list_id: "x".to_owned(),
        list,
        entries,
        ..Edition::default()
    };
    edition.entries.sort_by(|a, b| by_id(a, b));
    edition
}

fn bytes(format: &dyn Format, edition: &Edition) -> Vec<u8> {
    let mut all = Vec::new();
    for file in format.files() {
        format
            .write(file, edition, &mut all)
            .expect("such entries can be written");
        all.push(0);
    }
    all
}

fn formats() -> impl Iterator<Item = &'static &'static dyn Format> {
    let is_of_entries = |format: &&&dyn Format| !matches!(format.carries(), Carries::Derived(_));
    FORMATS.iter().filter(is_of_entries)
}

/// Takes the numbers of elements out of a path.
fn without_numbers(field: &str) -> String {
    let pieces = field.split('[');
    pieces
        .map(|piece| piece.split_once(']').map_or(piece, |(_, rest)| rest))
        .collect()
}

/// The paths that are reported of each entry.
fn reported(format: &dyn Format, edition: &Edition) -> BTreeMap<String, BTreeSet<String>> {
    let mut reported: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for loss in losses_of(format, edition) {
        reported
            .entry(loss.entry)
            .or_default()
            .insert(without_numbers(&loss.field));
    }
    reported
}

/// True if the leaf, or something of which it is a part, is among the paths.
fn covers(paths: Option<&BTreeSet<String>>, leaf: &str) -> bool {
    let is_part_of = |path: &String| {
        leaf == path
            || leaf
                .strip_prefix(path.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
    };
    paths.is_some_and(|paths| paths.iter().any(is_part_of))
}

const MARK: &str = "zqx";

fn mark(id: usize) -> String {
    format!("ZQX{id:05}")
}

/// Returns the numbers of the marks that are in the files.
fn marks(bytes: &[u8]) -> BTreeSet<usize> {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let found = text
        .match_indices(MARK)
        .filter_map(|(at, _)| text.get(at + 3..at + 8)?.parse().ok());
    found.collect()
}

struct Probe {
    id: usize,
    leaf: String,
    kind: &'static str,
    variant: String,
}

/// Every leaf in every kind and variant, each with a text of its own.
fn probes() -> (Vec<Probe>, Edition) {
    let (mut probes, mut entries) = (Vec::new(), Vec::new());
    // The party to which relations lead.
    entries.push(entry(
        1,
        "entity",
        &vec![Entry::SCHEMA.field("gender_id").unwrap()],
        &Vec::new(),
        Node::default(),
    ));
    for path in leaves() {
        let last = path[path.len() - 1];
        for (variant, kind) in variants(path[0].name)
            .iter()
            .flat_map(|one| kinds(&path).into_iter().map(move |kind| (one, kind)))
        {
            let id = 1000 + probes.len();
            let text = Node::text(mark(id));
            let value = match last.shape {
                Shape::Flag | Shape::Number => continue,
                Shape::Set(_) => Node::new(Value::List(vec![text])),
                Shape::Any => Node::map(vec![("something".into(), text)]),
                _ => text,
            };
            entries.push(entry(id, kind, &path, variant, value));
            let leaf = name_of(&path);
            let variant = variant
                .iter()
                .map(|(name, node)| format!("{name}: {}", node.as_text().unwrap_or("")));
            probes.push(Probe {
                id,
                leaf,
                kind,
                variant: variant.collect::<Vec<_>>().join(", "),
            });
        }
    }
    (probes, edition(entries))
}

#[test]
fn every_text_is_in_the_files_or_its_loss_is_reported() {
    let (probes, edition) = probes();
    assert!(probes.len() > 900, "{}", probes.len());
    let faults: Vec<String> = formats()
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|format| {
            let (there, reported) = (marks(&bytes(*format, &edition)), reported(*format, &edition));
            let mut faults = Vec::new();
            for probe in &probes {
                let is_reported = covers(reported.get(&probe.id.to_string()), &probe.leaf);
                let is_there = there.contains(&probe.id);
                let is_declared_lost = match format.carries() {
                    Carries::Fields(declared) => !is_declared(declared, &probe.leaf),
                    _ => false,
                };
                let Probe {
                    leaf, kind, variant, ..
                } = probe;
                if !is_there && !is_reported {
                    faults.push(format!(
                        "{}: `{leaf}` of {kind} ({variant}) is lost in silence",
                        format.name()
                    ));
                } else if is_there && is_declared_lost {
                    faults.push(format!(
                        "{}: `{leaf}` of {kind} ({variant}) is declared lost, and is there",
                        format.name()
                    ));
                }
            }
            faults
        })
        .collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// False if nothing is declared of the field, or that it is lost, whatever else the entry has.
fn is_declared(declared: &Declared, leaf: &str) -> bool {
    for end in leaf.match_indices('.').map(|(at, _)| at).chain([leaf.len()]) {
        match declared.how(&leaf[..end]) {
            Some(How::Not(_)) => return false,
            // What is written as a whole is there, and what depends on the entry may be.
            Some(How::As(_) | How::If(_)) => return true,
            Some(_) if end == leaf.len() => return true,
            _ => {}
        }
    }
    false
}

/// Values of a leaf no two of which may give the same bytes, unless one of them is reported.
fn alternatives(shape: &Shape) -> Vec<Node> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Node::text(*text)).collect();
    match shape {
        Shape::Date => texts(&[
            "1971-03-17",
            "1971-03-18",
            "1971-03",
            "1971-04",
            "1971",
            "1971~",
            "1971/1973",
            "1971~/1973~",
        ]),
        Shape::Country => texts(&["KP", "CN"]),
        Shape::Share => texts(&["50", ">50", "25-50"]),
        Shape::Flag => vec![Node::default(), Node::new(Value::Flag(true))],
        Shape::Word(words) => words.iter().copied().chain(["another-word"]).map(Node::text).collect(),
        _ => Vec::new(),
    }
}

/// The bytes of the files of a format with this value of a leaf, and whether the value is reported.
fn told(format: &dyn Format, path: &Path, kind: &'static str, value: &Node) -> (Vec<u8>, bool) {
    // Of a name without a quality less is lost.
    let variant = if path[0].name == "names" {
        pairs(&[("quality", "strong")])
    } else {
        Vec::new()
    };
    let edition = edition(vec![entry(7, kind, path, &variant, value.clone())]);
    let is_reported = covers(reported(format, &edition).get("7"), &name_of(path));
    (bytes(format, &edition), is_reported)
}

#[test]
fn values_that_differ_give_files_that_differ_or_a_loss_is_reported() {
    let cases = leaves().into_iter().flat_map(|path| {
        let kinds = kinds(&path).into_iter().take(2);
        kinds.map(|kind| (path.clone(), kind)).collect::<Vec<_>>()
    });
    let cases: Vec<(Path, &str)> = cases
        .filter(|(path, _)| !alternatives(&path[path.len() - 1].shape).is_empty())
        .collect();
    let faults = cases.par_iter().flat_map_iter(|(path, kind)| {
        let values = alternatives(&path[path.len() - 1].shape);
        formats()
            .flat_map(move |format| {
                let told: Vec<_> = values.iter().map(|value| told(*format, path, kind, value)).collect();
                let same = move |(a, b): &(usize, usize)| told[*a].0 == told[*b].0 && !told[*a].1 && !told[*b].1;
                let pairs = (0..values.len()).flat_map(|a| (0..a).map(move |b| (a, b))).filter(same);
                let words = |at: usize| values[at].as_text().unwrap_or("nothing").to_owned();
                let fault = |(a, b)| {
                    format!(
                        "{}: `{}` of {kind}: {} and {}",
                        format.name(),
                        name_of(path),
                        words(a),
                        words(b)
                    )
                };
                pairs.map(fault).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    });
    let faults: Vec<String> = faults.collect();
    assert!(
        faults.is_empty(),
        "{} pairs give the same files:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Every path that a format declares is one of the schema.
#[test]
fn declarations_name_fields_of_the_schema() {
    fn exists(schema: &Schema, path: &str) -> bool {
        let (first, rest) = path
            .split_once('.')
            .map_or((path, None), |(first, rest)| (first, Some(rest)));
        let field = schema.field(first);
        match (field, rest) {
            (Some(_), None) => true,
            (Some(field), Some(_)) if matches!(field.shape, Shape::Any) => true,
            (Some(field), Some(rest)) => field.shape.record().is_some_and(|inner| exists(inner, rest)),
            (None, _) => false,
        }
    }
    for format in FORMATS {
        let Carries::Fields(declared) = format.carries() else {
            continue;
        };
        for path in declared.paths() {
            assert!(exists(Entry::SCHEMA, &path), "{}: `{path}`", format.name());
        }
    }
}

/// A field that is new in the model is lost in every format that declares its fields, and is reported, until the format declares it.
#[test]
fn a_new_field_is_reported_as_lost_in_every_format() {
    const NEW: FieldSchema = FieldSchema {
        name: "shoe_size",
        doc: "",
        shape: Shape::Text,
        sorter: None,
        class: Class::Identity,
        marks: &[],
        label: None,
    };
    static LATER: Schema = Schema {
        name: "Entry",
        doc: "",
        short: None,
        line: &[],
        fields: &[NEW],
    };
    let entry = Node::map(pairs(&[(NEW.name, "44")]));
    for format in formats() {
        let gaps = gaps_of_record(&entry, &LATER, format.carries());
        let fields: Vec<&str> = gaps.iter().map(|gap| gap.field.as_str()).collect();
        match format.carries() {
            // These write records as they are, with every field there will be.
            Carries::Everything => assert!(fields.is_empty(), "{}", format.name()),
            _ => assert_eq!(fields, ["shoe_size"], "{}", format.name()),
        }
    }
}

/// The native formats are read back to the very entry.
#[test]
fn what_carries_everything_does() {
    let (_, edition) = probes();
    for format in FORMATS
        .iter()
        .filter(|format| matches!(format.carries(), Carries::Everything))
    {
        let there = marks(&bytes(*format, &edition));
        for entry in edition.entries.iter().filter(|entry| entry.id != "1") {
            let node = entry.node(Form::Long).expect("an entry");
            assert!(
                there.contains(&entry.id.parse().unwrap()),
                "{}: {node:?}",
                format.name()
            );
        }
    }
}
