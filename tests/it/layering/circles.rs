//! Finds circles of files that name one another inside a part of the crate.
//!
//! An edge leads from a file to the file that holds what it names. A parent that only declares and re-exports its children
//! (`mod x;`, `pub use x::Y;`) names nothing; one that also has code does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules of a crate: each a file, by its path from the root of the crate (`cli/mod.rs` is `["cli"]`).
struct Modules {
    texts: BTreeMap<Vec<String>, String>,
    /// What a module passes on under a name of its own: `pub use child::Name`.
    passed_on: BTreeMap<(Vec<String>, String), Vec<String>>,
}

/// Returns every circle of the files below a part, each as the sorted paths of its files from the folder of the sources.
pub(crate) fn circles(source: &Path, part: &str, files: &[std::path::PathBuf]) -> Vec<Vec<String>> {
    let modules = Modules::read(source, part, files);
    let edges: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> = modules
        .texts
        .iter()
        .map(|(module, text)| (module, modules.named_by(module, text)))
        .collect();
    let reach: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> = edges
        .keys()
        .map(|module| (*module, reachable(module, &edges)))
        .collect();
    let mut circles = BTreeSet::new();
    for (module, reached) in &reach {
        let circle: Vec<String> = reached
            .iter()
            .filter(|other| reach[other].contains(*module))
            .map(|module| module.join("/"))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reachable(from: &Vec<String>, edges: &BTreeMap<&Vec<String>, BTreeSet<Vec<String>>>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Vec<String>> = edges[from].iter().cloned().collect();
    while let Some(module) = open.pop() {
        if found.insert(module.clone()) {
            open.extend(edges[&module].iter().cloned());
        }
    }
    found
}

impl Modules {
    fn read(source: &Path, part: &str, files: &[std::path::PathBuf]) -> Self {
        let mut texts = BTreeMap::new();
        for file in files {
            let inside = file.strip_prefix(source).expect("the file is below the folder");
            let mut path: Vec<String> = inside
                .iter()
                .map(|name| name.to_str().expect("a path of ours").to_owned())
                .collect();
            if path[0] != part {
                continue;
            }
            let last = path.pop().expect("a file has a name");
            if last != "mod.rs" {
                path.push(last.trim_end_matches(".rs").to_owned());
            }
            texts.insert(path, code(&fs::read_to_string(file).expect("a source file is text")));
        }
        let mut modules = Self {
            texts,
            passed_on: BTreeMap::new(),
        };
        for (module, text) in modules.texts.clone() {
            for (is_passed_on, tree) in uses(&text) {
                for path in paths(&tree).into_iter().filter(|_| is_passed_on) {
                    let name = path.last().expect("a path has a segment").clone();
                    if let Some(target) = modules.absolute(&module, &path) {
                        modules.passed_on.insert((module.clone(), name), target);
                    }
                }
            }
        }
        modules
    }

    /// Returns the files that a file names.
    fn named_by(&self, module: &[String], text: &str) -> BTreeSet<Vec<String>> {
        let mut found = BTreeSet::new();
        let mut body = text.to_owned();
        for (is_passed_on, tree) in uses(text) {
            body = body.replacen(&tree, "", 1);
            if !is_passed_on {
                found.extend(paths(&tree).iter().filter_map(|path| self.file(module, path)));
            }
        }
        found.extend(inline_paths(&body).iter().filter_map(|path| self.file(module, path)));
        found.remove(module);
        found
    }

    /// Returns the file in which a path, as it is written in a module, ends.
    fn file(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let mut target = self.absolute(module, path)?;
        for _ in 0..8 {
            // The longest beginning that is a module, and what it passes on under the next name.
            let mut length = target.len();
            while length > 0 && !self.texts.contains_key(&target[..length]) {
                length -= 1;
            }
            if length == 0 {
                return None;
            }
            let owner = target[..length].to_vec();
            let Some(next) = target.get(length) else {
                return Some(owner);
            };
            match self.passed_on.get(&(owner.clone(), next.clone())) {
                Some(other) if *other != target => {
                    let rest = target[length + 1..].to_vec();
                    target = other.iter().cloned().chain(rest).collect();
                }
                _ => return Some(owner),
            }
        }
        None
    }

    /// Returns a path from the root of the crate; nothing for one that leaves the crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let mut here = module.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => here.clear(),
            "self" | "super" => {}
            first => {
                let child: Vec<String> = module.iter().cloned().chain([first.to_owned()]).collect();
                let is_known = self.texts.contains_key(&child)
                    || self.passed_on.contains_key(&(module.to_vec(), first.to_owned()));
                return is_known.then(|| module.iter().chain(path).cloned().collect());
            }
        }
        while let Some(first) = rest.first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => {
                    here.pop()?;
                }
                _ => break,
            }
            rest = &rest[1..];
        }
        here.extend(rest.iter().cloned());
        Some(here)
    }
}

/// Returns a text without comments and without its unit tests, which may name anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    text.lines()
        .map(|line| line.split("//").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns what stands between `use` and `;`, and whether the module passes it on.
fn uses(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for line_start in text.match_indices("use ").map(|(at, _)| at) {
        let before = text[..line_start].rsplit('\n').next().unwrap_or("").trim();
        let is_passed_on = before == "pub" || (before.starts_with("pub(") && before.ends_with(')'));
        if !(before.is_empty() || is_passed_on) {
            continue;
        }
        let tree = &text[line_start + 4..];
        let tree = &tree[..tree.find(';').unwrap_or(tree.len())];
        found.push((is_passed_on, tree.to_owned()));
    }
    found
}

/// Returns the paths of a `use` tree: `a::{b, c::d}` has `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<Vec<String>> {
    let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(open) = tree.find('{') else {
        let plain = tree.split(" as ").next().unwrap_or(&tree).trim();
        return vec![plain.split("::").map(|name| name.trim().to_owned()).collect()];
    };
    let lead: Vec<String> = tree[..open]
        .trim_end_matches("::")
        .split("::")
        .map(|name| name.trim().to_owned())
        .collect();
    let group = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("it starts with one").push(c);
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts
        .flat_map(paths)
        .map(|path| {
            lead.iter()
                .cloned()
                .chain(path.into_iter().filter(|name| name != "self"))
                .collect()
        })
        .collect()
}

/// Returns the paths of several segments in code: `child::function(…)`, `super::other::Type`.
fn inline_paths(body: &str) -> Vec<Vec<String>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = body.split(|c: char| !(is_word(c) || c == ':'));
    let paths = words.filter(|word| word.contains("::"));
    paths
        .map(|path| {
            path.split("::")
                .filter(|name| !name.is_empty())
                .map(|name| name.trim_matches(':').to_owned())
                .collect()
        })
        .filter(|path: &Vec<String>| path.len() > 1)
        .collect()
}

#[test]
fn groups_and_inline_paths_are_read() {
    let join = |paths: Vec<Vec<String>>| paths.iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        join(paths("super::{a::{B, self}, c::d as e}")),
        ["super::a::B", "super::a", "super::c::d"]
    );
    assert_eq!(
        join(inline_paths("let x = child::make(&super::b::C::new());")),
        ["child::make", "super::b::C::new"]
    );
}
