//! Whatever stands in the files, rules and reports neither panic nor point outside of them.

use std::path::Path;
use std::sync::LazyLock;

use gazette::lint::{Input, Removed, fix, run};
use gazette::report::findings::{Format, TextOptions, write};
use gazette::yaml::{SourceFile, load_list, parse, read_config};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{cases, edition, files_below};

/// Looks at files in every way that there is.
fn look(files: Vec<SourceFile>) {
    let load = |files: &[SourceFile]| load_list("us", files.to_vec());
    let lists = [load(&files)];
    let base = [edition(load(&files[..files.len() / 2]))];
    let settings = files.first().cloned().unwrap_or_default();
    let (_, config) = read_config(SourceFile {
        path: "gazette.yaml".into(),
        ..settings
    });
    let mut removed = Removed::new();
    removed.entry("us".into()).or_default().insert("1".into(), "a".into());
    let input = Input {
        config: Some(&config),
        base: Some(&base),
        removed: &removed,
        as_of: "2020-01-01".parse().ok(),
        ..Input::new(&lists)
    };
    let findings = run(&input);
    let sources = input.sources();
    for finding in &findings {
        let length = sources.get(finding.file.as_str()).map_or(0, |file| file.bytes.len());
        let (start, end) = (finding.place.start as usize, finding.place.end as usize);
        assert!(
            start <= end && end <= length + 1,
            "{finding:?} is outside of {length} bytes"
        );
        assert!(!finding.message.chars().any(char::is_control), "{finding:?}");
    }
    for (_, format) in Format::ALL {
        let options = TextOptions { color: true, width: 40 };
        write(&mut Vec::new(), format, &findings, &sources, options).expect("memory takes every text");
    }
    for file in sources.values() {
        if let Some(fixed) = fix(file, &findings) {
            assert!(parse(&fixed.bytes).errors.len() <= parse(&file.bytes).errors.len());
        }
    }
}

fn file(path: &str, bytes: Vec<u8>) -> SourceFile {
    SourceFile {
        path: format!("lists/us/{path}"),
        bytes,
    }
}

/// Every file of every case, the one that is too large apart.
static SEEDS: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let cases = cases().into_iter().map(|(_, folder)| folder);
    let folders = cases.flat_map(|folder| [folder.join("bad"), folder.join("good")]);
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/findings/tree");
    folders
        .chain([shown])
        .flat_map(|folder| files_below(&folder, "lists"))
        .collect()
});

/// Words that mean something to YAML, to the format, or to a terminal.
fn words() -> impl Strategy<Value = &'static str> {
    select(vec![
        "id",
        "kind",
        "names",
        "text",
        "type",
        "designations",
        "listed",
        "relations",
        "to",
        "us/1",
        "wallets",
        "address",
        "documents",
        "number",
        "imo",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "bc1q",
        "T9yD",
        "owned-by",
        "share",
        ">=50",
        "1",
        "2019-02-30",
        "~",
        "",
        ":",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "|\n",
        ">\n",
        "|-2\n",
        "#",
        " # gazette: allow(double-space) why\n",
        "# gazette: allow(",
        "---\n",
        "...\n",
        "&a",
        "*a",
        "!!str ",
        "\t",
        "\u{202e}",
        "\u{200d}",
        "\u{0}",
        "é",
        "e\u{301}",
        "  ",
        "К",
        "IM",
        "<b>",
        "&amp;",
        "{{",
        "\r\n",
        "\u{feff}",
        "\\u202E",
        "\\",
        "lint",
        "programmes",
        "removals",
        "extra",
        "%",
        "@",
        "`",
        "?",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(list in any::<Vec<u8>>(), entry in any::<Vec<u8>>()) {
        look(vec![file("list.yaml", list), file("1.yaml", entry)]);
    }

    #[test]
    fn any_words(list in prop::collection::vec(words(), 0..40), entry in prop::collection::vec(words(), 0..60)) {
        look(vec![file("list.yaml", list.concat().into()), file("1.yaml", entry.concat().into())]);
    }

    #[test]
    fn any_names(names in prop::collection::vec(any::<String>(), 1..4)) {
        let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        let entry = format!("id: 1\nkind: entity\nnames: [{}]\n", quoted.join(", "));
        look(vec![file("list.yaml", "format: 1\n".into()), file("1.yaml", entry.into())]);
    }

    #[test]
    fn cases_with_some_bytes_changed(picks in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>(), words()), 1..5)) {
        let mut files = Vec::new();
        for (number, (which, at, byte, word)) in picks.into_iter().enumerate() {
            let mut file = which.get(&SEEDS).clone();
            file.path = if number == 0 { "lists/us/list.yaml".into() } else { format!("lists/us/{number}.yaml") };
            if !file.bytes.is_empty() {
                let at = at.index(file.bytes.len());
                file.bytes[at] = byte;
                file.bytes.splice(at..at, word.bytes());
            }
            files.push(file);
        }
        look(files);
    }
}

#[test]
fn nothing_at_all() {
    look(Vec::new());
    look(vec![file("list.yaml", Vec::new())]);
}
