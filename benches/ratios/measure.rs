//! Processes timed in turns.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gazette::yaml::{SourceFile, read_rows};

/// A line of the table.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) floor_name: &'static str,
    pub(crate) command: Duration,
    pub(crate) floor: Duration,
    /// The ratio that is aimed at, if any.
    pub(crate) target: Option<f64>,
    /// The most memory that the command held, in bytes, where the system tells.
    pub(crate) peak: Option<u64>,
}

/// What a command holds in memory at the most, against the entries alone.
pub(crate) struct Memory {
    pub(crate) what: String,
    pub(crate) peak: u64,
    /// What the entries of the list take in the model, in bytes.
    pub(crate) model: u64,
    /// The ratio that is aimed at.
    pub(crate) target: f64,
}

impl fmt::Display for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            peak,
            model,
            target,
        } = self;
        let ratio = *peak as f64 / *model as f64;
        let [peak, model] = [peak, model].map(|bytes| bytes / 1_000_000);
        write!(
            out,
            "| {what} | the entries in the model | {peak} MB | {model} MB | {ratio:.2} | {target} |  |"
        )
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.command.as_secs_f64() / self.floor.as_secs_f64();
        let target = self.target.map_or_else(String::new, |target| format!("{target}"));
        let peak = self
            .peak
            .map_or_else(String::new, |bytes| format!("{} MB", bytes / 1_000_000));
        write!(
            out,
            "| {} | {} | {} | {} | {ratio:.2} | {target} | {peak} |",
            self.what,
            self.floor_name,
            milliseconds(self.command),
            milliseconds(self.floor)
        )
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// The rounds in which the two take turns; the lowest time of each counts, since other work on the machine only adds.
const ROUNDS: usize = 5;

/// Runs the command and its floor in turns.
pub(crate) fn compare(
    what: String,
    target: Option<f64>,
    floor_name: &'static str,
    mut command: impl FnMut() -> Duration,
    mut floor: impl FnMut() -> Duration,
) -> Row {
    let mut lowest = (Duration::MAX, Duration::MAX);
    for round in 0..ROUNDS {
        let (one, other) = (command(), floor());
        lowest = (lowest.0.min(one), lowest.1.min(other));
        if round == 0 && one + other > Duration::from_secs(20) {
            break;
        }
    }
    Row {
        what,
        floor_name,
        command: lowest.0,
        floor: lowest.1,
        target,
        peak: None,
    }
}

/// Returns the command that is measured: the one that was built with this, or the one that `GAZETTE` names, to hold another build
/// against the same floors.
fn program() -> OsString {
    std::env::var_os("GAZETTE").unwrap_or_else(|| env!("CARGO_BIN_EXE_gazette").into())
}

/// Runs gazette in a folder and returns the time that it took.
pub(crate) fn gazette(folder: &Path, arguments: &[&str]) -> Duration {
    timed(Command::new(program()).current_dir(folder).args(arguments))
}

/// Runs git in a folder, with lines for its standard input, and returns the time that it took.
pub(crate) fn git(folder: &Path, arguments: &[&str], input: Option<&Path>) -> Duration {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    if let Some(input) = input {
        command.stdin(std::fs::File::open(input).expect("the input is there"));
    }
    timed(&mut command)
}

fn timed(command: &mut Command) -> Duration {
    let begin = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let took = begin.elapsed();
    let code = status.expect("the command can be run").code();
    assert!(matches!(code, Some(0 | 1)), "{command:?} ended with {code:?}");
    took
}

/// Returns the most memory that a run of gazette held, in bytes: what the system says of a child that has ended.
pub(crate) fn peak(folder: &Path, arguments: &[&str]) -> Option<u64> {
    let script = r#""$0" "$@" > /dev/null 2>&1 & child=$!
        while [ -r /proc/$child/status ]; do
            grep -s VmHWM /proc/$child/status; sleep 0.005
        done"#;
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(program())
        .args(arguments)
        .current_dir(folder)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let kilobytes = text
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.max().map(|most| most * 1024)
}

/// Returns what the entries of a repository take in memory: what a process of its own holds more when it has read them, blob by blob,
/// into the model and kept nothing else. `blobs` is a file with their ids.
pub(crate) fn model(folder: &Path, blobs: &Path) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program)
        .arg("--model")
        .args([folder, blobs])
        .output()
        .ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// Reads blobs as [`model`] asks for, and returns the bytes.
pub(crate) fn held_by_the_model(folder: &Path, blobs: &Path) -> Option<u64> {
    let mut git = Command::new("git")
        .current_dir(folder)
        .args(["cat-file", "--batch", "--buffer"])
        .stdin(std::fs::File::open(blobs).ok()?)
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut out = BufReader::new(git.stdout.take()?);
    let before = resident()?;
    let mut entries = Vec::new();
    let mut head = String::new();
    while out.read_line(&mut head).ok()? > 0 {
        let length: usize = head.split_whitespace().nth(2)?.parse().ok()?;
        let mut bytes = vec![0; length + 1];
        out.read_exact(&mut bytes).ok()?;
        let path = "many/entry.yaml".to_owned();
        entries.extend(read_rows("many/", &SourceFile { path, bytes }).ok()?.entries);
        head.clear();
    }
    let after = resident()?;
    assert!(!entries.is_empty() && git.wait().ok()?.success(), "there are entries");
    Some(after - before)
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes * 1024)
}
