//! Input that was broken at random, against each part that reads what outsiders write: no panic, no other exit code than the
//! documented ones, nothing half done.
//!
//! A plain test run does a few rounds, the same each time, and those in `tests/data/random-seeds.txt`, which broke something once.
//! `.ci/random` goes on for as many seconds as it is told, from another seed with each commit. Each round has a seed of its own;
//! a round that fails says how to repeat it.

#![allow(clippy::print_stdout, reason = "a round that fails says how to repeat it")]

mod answers;
mod importers;
mod publications;
mod templates;
mod trees;

use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::made::Dice;

/// Seeds that broke something once, a line each: the target and the seed.
const KEPT: &str = include_str!("../data/random-seeds.txt");

/// The longest that a command may take before it counts as hung. Not a measurement: the slowest take a hundredth of it.
const HUNG: Duration = Duration::from_secs(120);

/// Runs rounds of a target: those kept, then `few` new ones, or as many as fit in `GAZETTE_FUZZ_SECONDS`. With
/// `GAZETTE_FUZZ_ROUND` it is that one alone.
fn rounds(target: &str, few: u64, round: impl Fn(&mut Dice)) {
    if let Some(seed) = number("GAZETTE_FUZZ_ROUND") {
        return round(&mut Dice::new(seed));
    }
    for line in KEPT.lines().filter(|line| !line.starts_with('#')) {
        let (name, seed) = line.split_once(' ').expect("a line is a target and a seed");
        if name == target {
            run(target, seed.parse().expect("a seed is a number"), &round);
        }
    }
    let first = number("GAZETTE_FUZZ_SEED").unwrap_or(20_190_913);
    let time = number("GAZETTE_FUZZ_SECONDS").map(Duration::from_secs);
    let begin = Instant::now();
    let mut done = 0;
    while time.map_or(done < few, |time| begin.elapsed() < time) {
        run(target, mixed(first.wrapping_add(done)), &round);
        done += 1;
    }
    println!("{target}: {done} rounds from seed {first}");
}

fn run(target: &str, seed: u64, round: &impl Fn(&mut Dice)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| round(&mut Dice::new(seed)))) {
        println!(
            "broken by round {seed}: repeat it with `GAZETTE_FUZZ_ROUND={seed} cargo test --test it -- random::{target}`; when it is \
             fixed, add `{target} {seed}` to tests/data/random-seeds.txt"
        );
        resume_unwind(panic);
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Spreads neighbouring numbers over all numbers (the finalizer of splitmix64), so that neighbouring rounds have nothing in common.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What breaks readers of any format.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\r\n",
    b"\r",
    b"\n",
    b"\t",
    b"\x1a",
    b"\x1b[31m",
    b"\x7f",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"e\xcc\x81",
    b"\xf0\x9f\x92\xa9",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"#",
    b"<",
    b">",
    b"&",
    b";",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"9999-12-31",
    b"0000-00-00",
    b"..",
    b"../../x",
    b"/",
    b"=1+1",
    b"%s%n",
    b"::error::x",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE x [<!ENTITY a \"A\">]>",
    b"&a;",
    b"&#0;",
    b"&#x110000;",
    b"<x/>",
    b"</x>",
    b" xmlns=\"urn:x\"",
    b"\\u0000",
    b"\\ud800",
    b"\"id\":\"x\",",
    b"DOB 01 Jan 19",
    b"a.k.a. 'X'",
    b"Linked To: X",
    b"-0- ",
    b"\",\"",
];

/// Changes bytes in a few places.
fn broken(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len() + 1);
        let some = [1, 2, 8, 40, 400][dice.below(5)];
        let end = (at + some).min(bytes.len());
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 | 2 => insert(&mut bytes, at, PIECES[dice.below(PIECES.len())]),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                insert(&mut bytes, to, &copy);
            }
            5 if dice.below(4) == 0 => bytes.truncate(at),
            6 => {
                let count = 1 + dice.below(3000);
                let many = PIECES[dice.below(PIECES.len())].repeat(count);
                insert(&mut bytes, at, &many);
            }
            _ => bytes = with_lines_moved(&bytes, dice),
        }
    }
    bytes
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// Drops a line, or puts it elsewhere a second time.
fn with_lines_moved(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let at = dice.below(lines.len());
    if dice.below(2) == 0 {
        lines.remove(at);
    } else {
        lines.insert(dice.below(lines.len()), lines[at]);
    }
    lines.concat()
}

/// Runs the command and returns its exit code and what it said, after the assertions that hold for any input at all.
fn gazette(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut printed = tempfile::tempfile().expect("there is room");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gazette"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(printed.try_clone().expect("it is open"))
        .stderr(printed.try_clone().expect("it is open"))
        .spawn()
        .expect("the command can be run");
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is ours") {
            break status;
        }
        if begin.elapsed() > HUNG {
            child.kill().expect("it is ours");
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let mut said = Vec::new();
    printed.rewind().expect("it is a file");
    printed.read_to_end(&mut said).expect("it is a file");
    let said = String::from_utf8_lossy(&said).into_owned();
    let code = status
        .code()
        .unwrap_or_else(|| panic!("{arguments:?} ended by a signal: {status}\n{said}"));
    assert!((0..=2).contains(&code), "{arguments:?} ended with {code}:\n{said}");
    assert!(!said.contains("panicked at"), "{arguments:?}:\n{said}");
    assert!(
        code != 2 || !said.trim().is_empty(),
        "{arguments:?} does not say why it failed"
    );
    (code, said)
}
