//! The examples that `--help` gives, pasted into a shell: each runs in a repository of its own that has what they speak of.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use flate2::read::GzDecoder;

use crate::repository::{Repository, entity, gazette, write};

/// Returns the verbs that `gazette --help` names.
fn verbs() -> Vec<String> {
    let here = tempfile::TempDir::new().expect("there is room");
    let help = gazette(here.path(), &["--help"]).ends(0).out;
    let (_, rest) = help.split_once("Commands:").expect("it has verbs");
    let (commands, _) = rest.split_once("Options:").expect("and options behind them");
    let first_word = |line: &str| line.split_whitespace().next().map(ToOwned::to_owned);
    let verbs = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    verbs.filter_map(first_word).filter(|verb| verb != "help").collect()
}

/// Returns the examples of a verb, without what is said of them behind several blanks.
fn examples(verb: &str) -> Vec<String> {
    let here = tempfile::TempDir::new().expect("there is room");
    let help = gazette(here.path(), &[verb, "--help"]).ends(0).out;
    let (_, rest) = help.split_once("Examples:\n").expect("each verb has examples");
    let lines = rest.lines().take_while(|line| line.starts_with("  "));
    let command = |line: &str| line.trim().split("   ").next().map(ToOwned::to_owned);
    lines.filter_map(command).collect()
}

const LIST: &str = "format: 1
title: A list of examples
authority: A ministry
programmes:
  DPRK3:
    title: North Korea
ownership:
  - us
limits:
  shrink: 100
notice: ofac
";

/// A repository with the parties, days, branches, keys and files that the examples speak of.
fn repository() -> Repository {
    let repository = Repository::new();
    repository.gazette(&["init"]).ends(0);
    repository.write(
        "gazette.yaml",
        "publisher: A ministry\nreleases:\n  from: commits\nexpires_after: 100000\n",
    );
    repository.write("lists/us-dprk-cyber/list.yaml", LIST);
    repository.write("lists/us/list.yaml", &format!("{LIST}feeds: [json, csv, ofac-csv]\n"));
    repository.write("lists/us/27307.yaml", &entity("27307", "LAZARUS GROUP"));
    repository.entity("us-dprk-cyber", "1", "FIRST");
    repository.commit("2019-09-12T12:00:00+0000", "begin");
    repository.entity("us-dprk-cyber", "27307", "LAZARUS GROUP");
    repository.write(
        "lists/us-dprk-cyber/parties/example-trading.yaml",
        "id: example-trading\nkind: entity\nnames:\n  - EXAMPLE TRADING\nrelations:\n  - type: owned-by\n    to: 27307\n    share: 60\n",
    );
    repository.commit("2019-09-13T12:00:00+0000", "Lazarus");
    repository.entity("us-dprk-cyber", "38499", "TORNADO CASH");
    repository.commit("2022-04-22T12:00:00+0000", "wallets");
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.remove("lists/us-dprk-cyber/38499.yaml");
    repository.entity("us-dprk-cyber", "39796", "TORNADO CASH");
    repository.commit("2022-11-08T12:00:00+0000", "designated anew");
    repository
        .gazette(&["keygen", "--no-password", "--out", "lists.key"])
        .ends(0);
    repository
        .gazette(&["publish", "--key", "lists.key", "--out", "published"])
        .ends(0);
    // What is not committed yet: a file out of order, and one more party.
    repository.write(
        "lists/us/2.yaml",
        "kind: entity\nid: '2'\nnames: [TWO]\ndesignations: [{programme: DPRK3}]\n",
    );
    for side in ["old", "new"] {
        repository.write(&format!("{side}/lists/a/list.yaml"), LIST);
        repository.write(&format!("{side}/lists/a/1.yaml"), &entity("1", side));
    }
    samples(repository.path());
    repository
}

/// Unpacks real files of OFAC.
fn samples(folder: &Path) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ofac/samples");
    for name in ["SDN.CSV", "ADD.CSV", "ALT.CSV", "SDN_COMMENTS.CSV"] {
        let packed = fs::read(samples.join(format!("{name}.gz"))).expect("the sample is there");
        let mut bytes = Vec::new();
        GzDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .expect("it is gzip");
        fs::write(folder.join(name), bytes).expect("there is room");
    }
    let delta = samples.with_file_name("xml").join("delta-20260826-excerpt.xml");
    fs::copy(delta, folder.join("2026-08-26_delta.xml")).expect("the sample is there");
}

/// Puts folders of the test in the place of those of a machine and of the web, which a test may not touch.
fn at_home(example: &str, home: &Path) -> String {
    let mut example = example.replace("https://lists.example.org", "published");
    for place in ["/srv/www", "/secure", "/mnt", "/etc/bash_completion.d"] {
        let here = home.join(place.trim_start_matches('/'));
        fs::create_dir_all(&here).expect("there is room");
        example = example.replace(place, &here.display().to_string());
    }
    example
}

/// Runs a line as a shell does; returns how it ended and what it said.
fn paste(line: &str, folder: &Path) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_gazette"));
    let stubs = folder.join("stubs");
    // Nobody has to have a program that sends letters.
    write(&stubs.join("mail"), "#!/bin/sh\ncat > /dev/null\n");
    make_executable(&stubs.join("mail"));
    let path = format!(
        "{}:{}:{}",
        program.parent().expect("it is in a folder").display(),
        stubs.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .env(
            "GAZETTE_SECRET_KEY_PASSWORD",
            if line.contains("keygen") { "secret" } else { "" },
        )
        .envs([
            ("GIT_AUTHOR_NAME", "Editor"),
            ("GIT_AUTHOR_EMAIL", "editor@example.org"),
            ("GIT_COMMITTER_NAME", "Editor"),
            ("GIT_COMMITTER_EMAIL", "editor@example.org"),
        ])
        .output()
        .expect("a shell runs");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code().expect("it ends by itself"), said)
}

fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// How an example may end: with 1 where it says that it tells a difference so. The examples of `fmt` come one after the other, and
/// what the first has put in order is in order.
fn may_end(example: &str) -> i32 {
    i32::from(example.contains("--exit-code"))
}

#[test]
fn every_example_of_the_help_works_when_pasted() {
    let mut faults = Vec::new();
    let mut count = 0;
    for verb in verbs() {
        // Examples of one verb may build on one another, as those of `init` do.
        let repository = repository();
        if matches!(verb.as_str(), "verify" | "sync") {
            let copied = Command::new("cp")
                .args(["-r", "published", "public"])
                .current_dir(repository.path())
                .status();
            assert!(copied.expect("cp runs").success());
            fs::create_dir_all(repository.path().join("mnt")).expect("there is room");
            let link = std::os::unix::fs::symlink("../public", repository.path().join("mnt/public"));
            link.expect("links can be made");
        }
        for example in examples(&verb) {
            count += 1;
            let line = at_home(&example, repository.path());
            let (code, said) = paste(&line, repository.path());
            if code != may_end(&example) {
                faults.push(format!("`{example}` ended with {code}:\n{said}"));
            }
            // The next example begins anew.
            let _ = fs::remove_dir_all(repository.path().join("copy"));
            let _ = fs::remove_file(repository.path().join("gazette.key"));
            let _ = fs::remove_file(repository.path().join("gazette.key.pub"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 60, "{count} examples were found");
}
