//! The subscriber's copy, held against a real server on loopback: a good one, and every kind of bad one.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use gazette::feed::format;
use gazette::feed::native::sha256;
use gazette::model::Edition;
use gazette::publish::minisign::SecretKey;
use gazette::publish::source::{Folder, SourceError};
use gazette::sync::{Server, Subscription, SyncError, Synced, sync};
use tempfile::TempDir;

use crate::publish::{LIST, Press, assert_same, edition, folder, history, party, tree};
use crate::sign::key;

/// What a server does with a path instead of answering well.
#[derive(Clone)]
enum Trick {
    /// Ends before all bytes are sent that were promised.
    BreakOff,
    /// Breaks off so many times, each time in the middle of what is left.
    BreakOffFor(usize),
    /// Promises and sends less than was published.
    Shorten,
    /// Sends without end.
    Endless,
    /// Sends a small text that unpacks to a long one.
    Bomb,
    Redirect(String),
    /// Sends this entity tag in the place of the file's own.
    Tag(String),
    /// Answers "not modified" to every request with a tag.
    NotModified,
    /// Refuses every request with a tag.
    RefuseTag,
    /// Sends a byte, then nothing for a long time.
    Drip,
    /// Is busy so many times, then answers.
    Busy(usize),
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    tricks: BTreeMap<String, Trick>,
    /// What was asked for, and the status of the answer.
    log: Vec<(String, u16)>,
    /// True for a server that sends everything, whatever part is asked for.
    knows_no_ranges: bool,
}

/// A web server that has a publication in its memory.
struct Host {
    address: String,
    state: Arc<Mutex<State>>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, state) = (stream.unwrap(), Arc::clone(&shared));
                // A subscriber that goes away in the midst of an answer does as it should.
                thread::spawn(move || serve(stream, &state).ok());
            }
        });
        Self { address, state }
    }

    fn show(&self, out: &Path) {
        self.state.lock().unwrap().files = tree(out);
    }

    fn play(&self, path: &str, trick: Trick) {
        self.state.lock().unwrap().tricks.insert(path.to_owned(), trick);
    }

    fn behave(&self) {
        self.state.lock().unwrap().tricks.clear();
    }

    /// Returns what was asked for since the last time.
    fn asked(&self) -> Vec<(String, u16)> {
        std::mem::take(&mut self.state.lock().unwrap().log)
    }

    fn server(&self) -> Server {
        Server::new(&self.address).unwrap().with_pause(Duration::from_millis(1))
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = request
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .trim_start_matches('/')
        .to_owned();
    let mut headers = BTreeMap::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let range = |content: &[u8]| -> Option<usize> {
        let from = headers.get("range")?.strip_prefix("bytes=")?.strip_suffix('-')?;
        from.parse().ok().filter(|from| *from <= content.len())
    };
    let (content, trick, knows_no_ranges) = {
        let mut state = state.lock().unwrap();
        let trick = match state.tricks.get_mut(&path) {
            Some(Trick::Busy(0)) => None,
            Some(Trick::Busy(left)) => {
                *left -= 1;
                Some(Trick::Busy(*left))
            }
            Some(Trick::BreakOffFor(0)) => None,
            Some(Trick::BreakOffFor(left)) => {
                *left -= 1;
                Some(Trick::BreakOff)
            }
            other => other.cloned(),
        };
        (state.files.get(&path).cloned(), trick, state.knows_no_ranges)
    };
    let log = |status: u16| state.lock().unwrap().log.push((path.clone(), status));
    let Some(mut content) = content else {
        log(404);
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let mut tag = format!("\"{}\"", &sha256(&content)[..16]);
    let is_tagged = headers.contains_key("if-none-match");
    let mut encoding = String::new();
    let mut length = None;
    let mut status = 200;
    if let Some(from) = range(&content).filter(|_| !knows_no_ranges) {
        status = 206;
        let bytes = content.len();
        encoding = format!("Content-Range: bytes {from}-{}/{bytes}\r\n", bytes - 1);
        content.drain(..from);
    }
    match trick {
        Some(Trick::Busy(_)) => {
            log(503);
            return stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        Some(Trick::Redirect(to)) => {
            log(302);
            let head =
                format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return stream.write_all(head.as_bytes());
        }
        Some(Trick::NotModified) if is_tagged => {
            log(304);
            return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
        }
        Some(Trick::RefuseTag) if is_tagged => {
            log(412);
            return stream
                .write_all(b"HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        Some(Trick::Drip) => {
            log(200);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{")?;
            thread::sleep(Duration::from_secs(20));
            return Ok(());
        }
        Some(Trick::Tag(other)) => tag = other,
        Some(Trick::Endless) => {
            log(200);
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Some(Trick::BreakOff) => {
            length = Some(content.len());
            content.truncate(content.len() / 2);
        }
        Some(Trick::Shorten) => content.truncate(content.len() / 2),
        Some(Trick::Bomb) => content = vec![b' '; 64 << 20],
        Some(Trick::BreakOffFor(_) | Trick::NotModified | Trick::RefuseTag) | None => {}
    }
    if headers.get("if-none-match") == Some(&tag) {
        log(304);
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    }
    if length.is_none() && headers.get("accept-encoding").is_some_and(|it| it.contains("gzip")) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&content)?;
        content = packed.finish()?;
        encoding.push_str("Content-Encoding: gzip\r\n");
    }
    log(status);
    let head = format!(
        "HTTP/1.1 {status} OK\r\nETag: {tag}\r\n{encoding}Content-Length: {}\r\nConnection: close\r\n\r\n",
        length.unwrap_or(content.len())
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&content)
}

/// A publication that grows, its server, and a subscriber.
struct Scene {
    folder: TempDir,
    host: Host,
    key: SecretKey,
}

impl Scene {
    fn new() -> Self {
        Self {
            folder: folder(),
            host: Host::start(),
            key: key(),
        }
    }

    /// Publishes these editions into a folder of this name, signed by the scene's key.
    fn publish(&self, name: &str, editions: Vec<Edition>) -> std::path::PathBuf {
        let out = self.folder.path().join(name);
        let mut press = Press::new([("x", editions)]);
        press.signer = Some(&self.key);
        press.allow = Some("a test");
        press.run(&out).unwrap();
        out
    }

    fn show(&self, name: &str, editions: Vec<Edition>) {
        self.host.show(&self.publish(name, editions));
    }

    fn dest(&self) -> std::path::PathBuf {
        self.folder.path().join("copy")
    }

    fn sync(&self) -> Result<Synced, SyncError> {
        self.sync_on("2020-01-05")
    }

    fn sync_on(&self, day: &str) -> Result<Synced, SyncError> {
        self.sync_to(&self.dest(), day, None)
    }

    /// Syncs into a folder, up to a release.
    fn sync_to(&self, dest: &Path, day: &str, release: Option<&str>) -> Result<Synced, SyncError> {
        let server = self.host.server();
        let subscription = Subscription {
            source: &server,
            lists: &[],
            key: Some(self.key.public()),
            unsigned: false,
            feeds: &[],
            today: Some(day.parse().unwrap()),
            release,
        };
        sync(&subscription, dest)
    }

    /// Returns what is kept of a run that broke off.
    fn fetched(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = self.folder.path().join(".copy.gazette-fetched");
        if folder.exists() {
            tree(&folder)
        } else {
            BTreeMap::new()
        }
    }

    /// Asserts that a run is refused and leaves the copy as it is, and returns why.
    fn refused(&self) -> SyncError {
        self.refused_on("2020-01-05")
    }

    fn refused_on(&self, day: &str) -> SyncError {
        let before = self.dest().exists().then(|| tree(&self.dest()));
        let error = self.sync_on(day).unwrap_err();
        assert_eq!(before.is_some(), self.dest().exists());
        if let Some(before) = before {
            assert_same(&before, &tree(&self.dest()));
        }
        error
    }

    /// Asserts that the copy has the records of the publication that is shown, byte for byte.
    fn is_whole(&self) {
        let shown = self.host.state.lock().unwrap().files.clone();
        let copy = tree(&self.dest());
        for file in ["entries.jsonl", "parties.jsonl"] {
            assert_eq!(copy[&format!("x/{file}")], shown[&format!("x/latest/{file}")], "{file}");
        }
    }
}

/// Releases enough that a delta is smaller than the list.
fn long(until: u8) -> Vec<Edition> {
    let entries = |number: u8| {
        let count = 30 + u32::from(number);
        (1..=count)
            .map(|id| party(&id.to_string(), &format!("PARTY NUMBER {id}")))
            .collect()
    };
    (1..=until)
        .map(|number| edition("x", number, LIST, entries(number)))
        .collect()
}

#[test]
fn first_the_whole_list_then_deltas_then_nothing() {
    let scene = Scene::new();
    scene.show("public", long(2));
    let first = scene.sync().unwrap();
    assert_eq!(
        (first.changed[0].from, first.changed[0].to, first.changed[0].deltas),
        (0, 2, 0)
    );
    scene.is_whole();
    assert!(
        scene
            .host
            .asked()
            .iter()
            .all(|(path, _)| !path.ends_with("delta.jsonl"))
    );

    scene.show("public", long(5));
    let second = scene.sync().unwrap();
    assert_eq!(
        (second.changed[0].from, second.changed[0].to, second.changed[0].deltas),
        (2, 5, 3)
    );
    assert_eq!(second.changed[0].before.as_ref().unwrap().entries.len(), 32);
    scene.is_whole();
    let asked = scene.host.asked();
    assert!(
        asked
            .iter()
            .all(|(path, _)| !path.contains("/latest/") && path != "manifest.json")
    );
    assert!(second.received < first.received * 3);

    let before = tree(&scene.dest());
    let third = scene.sync().unwrap();
    assert!(third.changed.is_empty());
    assert_eq!(scene.host.asked(), [("head.json".to_owned(), 304)]);
    assert_same(&before, &tree(&scene.dest()));
}

#[test]
fn a_copy_from_deltas_is_one_from_the_whole() {
    let scene = Scene::new();
    for until in 1..=6 {
        scene.show("public", long(until));
        scene.sync().unwrap();
    }
    scene.is_whole();
    let stepwise = tree(&scene.dest());
    fs::remove_dir_all(scene.dest()).unwrap();
    scene.sync().unwrap();
    assert_same(&stepwise, &tree(&scene.dest()));
}

#[test]
fn a_folder_is_a_source_too_and_feeds_are_those_that_are_published() {
    let scene = Scene::new();
    let out = scene.publish("public", history("x"));
    let csv = format("csv").unwrap();
    let subscription = Subscription {
        source: &Folder::new(&out),
        lists: &["x".to_owned()],
        key: None,
        unsigned: false,
        feeds: &[csv],
        today: None,
        release: None,
    };
    let synced = sync(&subscription, &scene.dest()).unwrap();
    assert!(synced.trusted_first);
    assert_eq!(synced.state.key.as_deref(), Some(scene.key.public().line()));
    let (copy, shown) = (tree(&scene.dest()), tree(&out));
    for file in ["entries.csv", "names.csv", "entries.jsonl", "parties.jsonl"] {
        assert_eq!(copy[&format!("x/{file}")], shown[&format!("x/latest/{file}")], "{file}");
    }
    // The second time the key is known, and the feed can be another.
    let json = format("json").unwrap();
    let again = sync(
        &Subscription {
            feeds: &[json],
            ..subscription
        },
        &scene.dest(),
    )
    .unwrap();
    assert!(!again.trusted_first && again.changed.is_empty());
    let copy = tree(&scene.dest());
    assert_eq!(copy["x/entries.json"], shown["x/latest/entries.json"]);
    assert!(!copy.contains_key("x/entries.csv"));
}

#[test]
fn a_rollback_is_refused() {
    let scene = Scene::new();
    scene.show("public", long(5));
    scene.sync().unwrap();
    scene.show("old", long(3));
    assert!(matches!(
        scene.refused(),
        SyncError::Rollback { found: 3, known: 5, .. }
    ));
}

#[test]
fn a_fork_is_refused() {
    let scene = Scene::new();
    scene.show("public", long(3));
    scene.sync().unwrap();
    let forked = |until: u8| {
        let mut editions = long(until);
        "ff".repeat(20)
            .clone_into(&mut editions[1].release.as_mut().unwrap().commit);
        editions
    };
    // As long as the copy, and longer.
    scene.show("fork", forked(3));
    assert!(matches!(scene.refused(), SyncError::Fork { serial: 3, .. }));
    scene.show("fork", forked(5));
    assert!(matches!(scene.refused(), SyncError::Fork { serial: 3, .. }));
}

#[test]
fn a_freeze_is_refused_though_nothing_is_new() {
    let scene = Scene::new();
    scene.show("public", long(3));
    // The newest release is of 2020-01-03; 30 days later is 2020-02-02.
    assert!(matches!(scene.refused_on("2020-02-02"), SyncError::Expired { .. }));
    scene.sync_on("2020-02-01").unwrap();
    assert!(matches!(scene.refused_on("2020-02-02"), SyncError::Expired { .. }));
    assert!(scene.host.asked().contains(&("head.json".to_owned(), 304)));
}

#[test]
fn a_foreign_key_is_refused_and_a_successor_followed() {
    let mut scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    let pinned = std::mem::replace(&mut scene.key, key());
    scene.show("foreign", long(3));
    let server = scene.host.server();
    let subscription = Subscription {
        source: &server,
        lists: &[],
        key: None,
        unsigned: true,
        feeds: &[],
        today: None,
        release: None,
    };
    let error = sync(&subscription, &scene.dest()).unwrap_err();
    assert!(matches!(error, SyncError::Foreign { .. }), "{error:?}");

    // Today's key names the next one, which then signs.
    let next = std::mem::replace(&mut scene.key, pinned);
    let out = scene.folder.path().join("public");
    let mut press = Press::new([("x", long(3))]);
    press.config.publication.next_key = Some(next.public().line().to_owned());
    press.signer = Some(&scene.key);
    press.run(&out).unwrap();
    press.signer = Some(&next);
    press.run(&out).unwrap();
    scene.host.show(&out);
    let synced = sync(&subscription, &scene.dest()).unwrap();
    assert_eq!(synced.state.key.as_deref(), Some(next.public().line()));
    assert_eq!(synced.changed[0].to, 3);
}

#[test]
fn a_missing_signature_and_a_forged_head_are_refused() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    let shown = scene.host.state.lock().unwrap().files.clone();
    scene.show("public", long(3));
    scene.host.state.lock().unwrap().files.remove("head.json.minisig");
    assert!(matches!(scene.refused(), SyncError::Unsigned));
    let old = shown["head.json.minisig"].clone();
    scene
        .host
        .state
        .lock()
        .unwrap()
        .files
        .insert("head.json.minisig".to_owned(), old);
    assert!(matches!(scene.refused(), SyncError::Signature { .. }));
}

#[test]
fn truncated_and_oversized_answers_are_refused_and_the_copy_stays() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    scene.show("public", long(3));
    let manifest = "x/releases/2020-01-03/manifest.json";
    let delta = "x/releases/2020-01-03/delta.jsonl";
    for path in ["head.json", "head.json.minisig", manifest, delta] {
        for trick in [Trick::BreakOff, Trick::Shorten, Trick::Endless, Trick::Bomb] {
            scene.host.play(path, trick);
            scene.refused();
            scene.host.behave();
        }
    }
    scene.host.play(delta, Trick::Endless);
    assert!(matches!(
        scene.refused(),
        SyncError::Source {
            source: SourceError::TooLarge { .. },
            ..
        }
    ));
    scene.host.play(delta, Trick::Shorten);
    assert!(scene.refused().to_string().contains("(truncated)"));
    scene.host.behave();
    scene.sync().unwrap();
    scene.is_whole();
}

#[test]
fn a_changed_byte_anywhere_on_the_way_is_refused() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    scene.show("public", long(3));
    for path in [
        "head.json",
        "head.json.minisig",
        "x/releases/2020-01-03/manifest.json",
        "x/releases/2020-01-03/delta.jsonl",
    ] {
        let good = scene.host.state.lock().unwrap().files[path].clone();
        let mut bad = good.clone();
        let place = bad.len() / 2;
        bad[place] ^= 1;
        scene.host.state.lock().unwrap().files.insert(path.to_owned(), bad);
        scene.refused();
        scene.host.state.lock().unwrap().files.insert(path.to_owned(), good);
    }
    scene.sync().unwrap();
}

#[test]
fn a_busy_server_is_asked_again_and_not_for_ever() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.host.play("head.json", Trick::Busy(3));
    scene.sync().unwrap();
    scene.is_whole();
    scene.host.asked();
    scene.show("public", long(3));
    scene.host.play("head.json", Trick::Busy(1000));
    scene.refused();
    assert!(scene.host.asked().len() <= 8);
}

#[test]
fn redirections_stay_on_the_host() {
    let scene = Scene::new();
    scene.show("public", long(2));
    let other = Host::start();
    other.show(&scene.folder.path().join("public"));
    for to in [
        format!("{}/head.json", other.address),
        "https://127.0.0.1/head.json".to_owned(),
        "file:///etc/passwd".to_owned(),
        "//127.0.0.1/head.json".to_owned(),
        "/head.json".to_owned(),
    ] {
        scene.host.play("head.json", Trick::Redirect(to.clone()));
        assert!(matches!(scene.refused(), SyncError::Source { .. }), "{to}");
    }
    assert_eq!(other.asked(), []);
    let files = &mut scene.host.state.lock().unwrap().files.clone();
    files.insert("moved.json".to_owned(), files["head.json"].clone());
    scene.host.state.lock().unwrap().files.clone_from(files);
    for to in ["/moved.json", "moved.json", "./x/../moved.json"] {
        scene.host.play("head.json", Trick::Redirect(to.to_owned()));
        fs::remove_dir_all(scene.dest()).ok();
        scene.sync().unwrap();
        scene.is_whole();
    }
}

#[test]
fn a_damaged_copy_is_fetched_anew_and_still_refuses_a_fork() {
    let scene = Scene::new();
    scene.show("public", long(3));
    scene.sync().unwrap();
    let file = scene.dest().join("x/entries.jsonl");
    fs::write(&file, "damaged").unwrap();
    let synced = scene.sync().unwrap();
    assert_eq!((synced.changed[0].from, synced.changed[0].to), (0, 3));
    scene.is_whole();
    fs::remove_file(&file).unwrap();
    let mut editions = long(4);
    "ff".repeat(20)
        .clone_into(&mut editions[0].release.as_mut().unwrap().commit);
    scene.show("fork", editions);
    assert!(matches!(scene.refused(), SyncError::Fork { .. }));
}

#[test]
fn a_feed_of_the_copy_that_is_damaged_or_gone_is_written_again() {
    let scene = Scene::new();
    let out = scene.publish("public", history("x"));
    let subscription = Subscription {
        source: &Folder::new(&out),
        lists: &[],
        key: Some(scene.key.public()),
        unsigned: false,
        feeds: &[format("csv").unwrap()],
        today: None,
        release: None,
    };
    sync(&subscription, &scene.dest()).unwrap();
    let good = tree(&scene.dest());
    let feed = scene.dest().join("x/entries.csv");
    fs::write(&feed, "damaged").unwrap();
    assert!(sync(&subscription, &scene.dest()).unwrap().changed.is_empty());
    assert_same(&good, &tree(&scene.dest()));
    fs::remove_file(&feed).unwrap();
    sync(&subscription, &scene.dest()).unwrap();
    assert_same(&good, &tree(&scene.dest()));
}

#[test]
fn a_folder_with_other_files_is_no_copy() {
    let scene = Scene::new();
    scene.show("public", long(1));
    fs::create_dir(scene.dest()).unwrap();
    fs::write(scene.dest().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(scene.refused(), SyncError::NoCopy { .. }));
}

#[test]
fn the_command_tells_a_program_what_changed_and_only_then() {
    let scene = Scene::new();
    scene.show("public", long(2));
    let run = || {
        let ran = Command::new(env!("CARGO_BIN_EXE_gazette"))
            .args([
                "sync",
                &scene.host.address,
                "copy",
                "--at",
                "2020-01-05",
                "--format",
                "json",
            ])
            .args(["--key", scene.key.public().line(), "--on-change", "cat >> told.json"])
            .current_dir(scene.folder.path())
            .output()
            .unwrap();
        let told = fs::read_to_string(scene.folder.path().join("told.json")).unwrap_or_default();
        let _ = fs::remove_file(scene.folder.path().join("told.json"));
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap(), told)
    };
    let summary = |told: &str| serde_json::from_str::<serde_json::Value>(told).unwrap()["summary"]["added"].clone();
    let (code, _, told) = run();
    assert_eq!((code, summary(&told)), (Some(0), 32.into()));
    scene.show("public", long(4));
    let (code, text, told) = run();
    assert_eq!((code, summary(&told)), (Some(0), 2.into()));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["changed"][0]["deltas"], 2);
    assert_eq!((run().0, run().2), (Some(0), String::new()));
    scene.show("old", long(1));
    assert_eq!(run().0, Some(2));
}

#[test]
fn what_broke_off_is_gone_on_with() {
    for knows_no_ranges in [false, true] {
        let scene = Scene::new();
        scene.show("public", long(5));
        scene.host.state.lock().unwrap().knows_no_ranges = knows_no_ranges;
        let file = "x/latest/entries.jsonl";
        // In one run: half, then half of the rest, then all.
        scene.host.play(file, Trick::BreakOffFor(2));
        scene.sync().unwrap();
        scene.is_whole();
        let last = if knows_no_ranges { 200 } else { 206 };
        let asked: Vec<u16> = scene
            .host
            .asked()
            .into_iter()
            .filter(|(path, _)| path == file)
            .map(|(_, status)| status)
            .collect();
        assert_eq!(asked.len(), 3);
        assert_eq!(asked[1], last);
        assert!(scene.fetched().is_empty());

        // In two runs: the first ends with a part, and the second goes on behind it.
        fs::remove_dir_all(scene.dest()).unwrap();
        scene.host.play(file, Trick::BreakOff);
        scene.refused();
        let whole = scene.host.state.lock().unwrap().files[file].clone();
        let part = scene.fetched()[&sha256(&whole)].clone();
        assert!(part.len() > whole.len() / 3 && whole.starts_with(&part) && part.len() < whole.len());
        scene.host.asked();
        scene.host.behave();
        scene.sync().unwrap();
        scene.is_whole();
        assert!(scene.host.asked().contains(&(file.to_owned(), last)));
        assert!(scene.fetched().is_empty());
    }
}

#[test]
fn a_part_that_is_none_is_thrown_away() {
    let scene = Scene::new();
    scene.show("public", long(5));
    let whole = scene.host.state.lock().unwrap().files["x/latest/entries.jsonl"].clone();
    for part in [vec![b'?'; 10], vec![b'?'; whole.len()], vec![b'?'; whole.len() + 10]] {
        let folder = scene.folder.path().join(".copy.gazette-fetched");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(sha256(&whole)), part).unwrap();
        scene.sync().unwrap();
        scene.is_whole();
        fs::remove_dir_all(scene.dest()).unwrap();
    }
}

#[test]
fn whoever_is_far_behind_finds_the_way_in_one_request() {
    let scene = Scene::new();
    scene.show("public", long(1));
    scene.sync().unwrap();
    scene.show("public", long(20));
    scene.host.asked();
    scene.sync().unwrap();
    scene.is_whole();
    let asked = scene.host.asked();
    let manifests = asked.iter().filter(|(path, _)| path.ends_with("/manifest.json"));
    assert_eq!(manifests.count(), 1);
    assert!(asked.contains(&("x/deltas.json".to_owned(), 200)));
}

#[test]
fn an_index_that_does_not_know_the_copy_is_a_fork() {
    let scene = Scene::new();
    scene.show("public", long(1));
    scene.sync().unwrap();
    let mut editions = long(20);
    "ff".repeat(20)
        .clone_into(&mut editions[0].release.as_mut().unwrap().commit);
    scene.show("fork", editions);
    assert!(matches!(scene.refused(), SyncError::Fork { serial: 1, .. }));
}

#[test]
fn any_release_is_rebuilt_from_a_base_and_deltas() {
    let scene = Scene::new();
    let out = scene.folder.path().join("public");
    for retention in [None, Some(3)] {
        let _ = fs::remove_dir_all(&out);
        let mut press = Press::new([("x", long(8))]);
        press.config.publication.retention.0 = retention;
        press.signer = Some(&scene.key);
        press.run(&out).unwrap();
        scene.host.show(&out);
        for number in 1..=8 {
            let then = scene.folder.path().join(format!("then-{retention:?}-{number}"));
            let name = format!("2020-01-{number:02}");
            let synced = scene.sync_to(&then, "2020-01-09", Some(&name)).unwrap();
            assert_eq!(synced.changed[0].to, u64::from(number));
            // What a publication that ends there has.
            let ended = scene.publish(&format!("ended-{retention:?}-{number}"), long(number));
            let (copy, ended) = (tree(&then), tree(&ended));
            assert_eq!(copy["x/entries.jsonl"], ended["x/latest/entries.jsonl"], "{name}");
            assert_eq!(
                copy["x/manifest.json"],
                ended[&format!("x/releases/{name}/manifest.json")]
            );
        }
        let kept = |path: &str| path.ends_with("/entries.jsonl") && path.contains("/snapshots/");
        let asked = scene.host.asked();
        // Of the newest there is `latest/`, and of the two before it a full feed.
        assert_eq!(
            asked.iter().filter(|(path, _)| kept(path)).count(),
            if retention.is_some() { 2 } else { 0 }
        );
    }
    // A copy of the past goes on to today, and never back.
    let then = scene.folder.path().join("then-None-3");
    assert!(matches!(
        scene.sync_to(&then, "2020-01-09", Some("2020-01-02")),
        Err(SyncError::Later {
            known: 3,
            wanted: 2,
            ..
        })
    ));
    let synced = scene.sync_to(&then, "2020-01-09", None).unwrap();
    assert_eq!((synced.changed[0].from, synced.changed[0].to), (3, 8));
    assert!(matches!(
        scene.sync_to(&scene.dest(), "2020-01-09", Some("2019-12-31")),
        Err(SyncError::NoSuchRelease { .. })
    ));
    assert!(!scene.dest().exists());
    assert!(matches!(
        scene.sync_to(&then, "2020-01-09", Some("2020-1-3")),
        Err(SyncError::NoSuchRelease { .. })
    ));
    // A day without a release means the newest by then.
    let by_day = scene.sync_to(&scene.dest(), "2020-01-09", Some("2020-01-20")).unwrap();
    assert_eq!(by_day.changed[0].to, 8);
}

#[test]
fn an_old_key_that_is_given_again_is_not_trusted_again() {
    let mut scene = Scene::new();
    let next = key();
    let out = scene.folder.path().join("public");
    let mut press = Press::new([("x", long(2))]);
    press.config.publication.next_key = Some(next.public().line().to_owned());
    press.signer = Some(&scene.key);
    press.run(&out).unwrap();
    press.signer = Some(&next);
    press.run(&out).unwrap();
    scene.host.show(&out);
    // The subscriber gives the first key in every run, as a job of cron does, and follows to the second.
    let synced = scene.sync().unwrap();
    assert_eq!(synced.state.key.as_deref(), Some(next.public().line()));
    assert!(scene.sync().unwrap().changed.is_empty());
    // A thief of the first key goes on with the chain.
    press = Press::new([("x", long(3))]);
    press.signer = Some(&scene.key);
    press.allow = Some("theft");
    press.run(&out).unwrap();
    scene.host.show(&out);
    assert!(matches!(scene.refused(), SyncError::Foreign { .. }));
    // Another key is the subscriber's own decision.
    scene.key = key();
    assert!(matches!(scene.refused(), SyncError::Foreign { .. }));
}

/// Shows a head that says something else, signed by the publisher's own key.
fn show_head(scene: &Scene, change: impl FnOnce(&mut serde_json::Value)) {
    let mut state = scene.host.state.lock().unwrap();
    let mut head: serde_json::Value = serde_json::from_slice(&state.files["head.json"]).unwrap();
    change(&mut head);
    let content = serde_json::to_vec(&head).unwrap();
    let signature = scene.key.sign_bytes(&content, "a test").into_bytes();
    state.files.insert("head.json".to_owned(), content);
    state.files.insert("head.json.minisig".to_owned(), signature);
}

#[test]
fn a_signed_head_that_leads_astray_is_refused_too() {
    let good = |scene: &Scene| scene.show("public", long(3));
    let scene = Scene::new();
    type Change = fn(&mut serde_json::Value);
    let cases: [(&str, Change); 9] = [
        ("out of the folder", |head| {
            head["lists"]["../evil"] = head["lists"]["x"].clone()
        }),
        ("a hidden folder", |head| {
            head["lists"][".git"] = head["lists"]["x"].clone()
        }),
        ("the state's own name", |head| {
            head["lists"]["STATE.json"] = head["lists"]["x"].clone()
        }),
        ("one folder twice", |head| {
            head["lists"]["X"] = head["lists"]["x"].clone()
        }),
        ("a device", |head| head["lists"]["con"] = head["lists"]["x"].clone()),
        ("a path", |head| {
            head["lists"]["x"]["newest"]["path"] = "../../secret".into()
        }),
        ("a digest that is a path", |head| {
            head["lists"]["x"]["latest"] = serde_json::json!([
                {"path": "x/latest/entries.jsonl", "bytes": 1, "media_type": "", "sha256": "../../evil"},
                {"path": "x/latest/parties.jsonl", "bytes": 1, "media_type": "", "sha256": "../../evil"},
            ])
        }),
        ("another version", |head| head["version"] = 2.into()),
        ("a number beyond all", |head| head["serial"] = serde_json::json!(1e300)),
    ];
    for (what, change) in cases {
        good(&scene);
        show_head(&scene, change);
        let error = scene.sync().unwrap_err();
        assert!(!scene.dest().exists(), "{what}: {error}");
        assert!(!scene.folder.path().join("evil").exists());
    }
    good(&scene);
    scene
        .host
        .state
        .lock()
        .unwrap()
        .files
        .insert("head.json".to_owned(), "[".repeat(1 << 20).into_bytes());
    scene.refused();
}

#[test]
fn a_false_entity_tag_freezes_no_copy() {
    // `*` and a list of tags match every file: a server would answer "not modified" for ever.
    for tag in [
        "*",
        "W/\"x\", *",
        "\"a\" , \"b\"",
        &format!("\"{}\"", "a".repeat(5000)),
        "plain",
    ] {
        let scene = Scene::new();
        scene.show("public", long(2));
        scene.host.play("head.json", Trick::Tag(tag.to_owned()));
        assert_eq!(scene.sync().unwrap().state.tag, None, "{tag}");
    }
    // A copy that has taken such a tag from an earlier version of this program does not send it.
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    let state = scene.dest().join("state.json");
    let text = fs::read_to_string(&state).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["tag"] = "*".into();
    fs::write(&state, serde_json::to_string(&value).unwrap()).unwrap();
    scene.show("public", long(3));
    scene.host.play("head.json", Trick::NotModified);
    assert_eq!(scene.sync().unwrap().changed[0].to, 3);
}

#[test]
fn a_copy_that_has_expired_asks_again_without_its_tag() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    scene.show("public", long(3));
    scene.host.play("head.json", Trick::NotModified);
    // As long as the copy has not expired the server may be right.
    assert!(scene.sync().unwrap().changed.is_empty());
    // The newest release that the copy knows is of 2 January, and 30 days later it has expired.
    assert_eq!(scene.sync_on("2020-02-01").unwrap().changed[0].to, 3);
    scene.is_whole();
}

#[test]
fn a_refused_tag_is_not_a_refused_file() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    scene.show("public", long(3));
    scene.host.play("head.json", Trick::RefuseTag);
    assert_eq!(scene.sync().unwrap().changed[0].to, 3);
}

#[test]
fn a_serial_that_leaps_is_refused() {
    let scene = Scene::new();
    scene.show("public", long(3));
    // The publication's serial is not that of its lists.
    show_head(&scene, |head| head["serial"] = 4_000_000_000_u64.into());
    let error = scene.sync().unwrap_err();
    assert!(error.to_string().contains("add up to 3"), "{error}");
    // A list's serial is not the number of its releases: a new copy, which follows no chain, must see it too.
    scene.show("public", long(3));
    let mut leaped = None;
    {
        let mut state = scene.host.state.lock().unwrap();
        let path = "x/releases/2020-01-03/manifest.json";
        let mut manifest: serde_json::Value = serde_json::from_slice(&state.files[path]).unwrap();
        for serial in [&["serial"][..], &["state", "serial"]] {
            let place = serial.iter().fold(&mut manifest, |value, name| &mut value[*name]);
            *place = 4_000_000_000_u64.into();
        }
        let content = serde_json::to_vec(&manifest).unwrap();
        leaped.replace(sha256(&content));
        state.files.insert(path.to_owned(), content);
    }
    show_head(&scene, |head| {
        head["serial"] = 4_000_000_000_u64.into();
        head["lists"]["x"]["newest"]["serial"] = 4_000_000_000_u64.into();
        head["lists"]["x"]["newest"]["sha256"] = leaped.unwrap().into();
    });
    let error = scene.sync().unwrap_err();
    assert!(error.to_string().contains("deltas.json"), "{error}");
    assert!(!scene.dest().exists());
}

#[test]
fn a_server_that_drips_is_given_up_in_time() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.host.play("head.json", Trick::Drip);
    let server = scene.host.server().with_deadline(Duration::from_millis(300));
    let subscription = Subscription {
        source: &server,
        lists: &[],
        key: Some(scene.key.public()),
        unsigned: false,
        feeds: &[],
        today: None,
        release: None,
    };
    let error = format!("{:?}", sync(&subscription, &scene.dest()).unwrap_err());
    assert!(error.contains("--timeout"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_planted_link_in_the_folder_of_fetched_files_is_not_followed() {
    use std::os::unix::fs::symlink;
    let scene = Scene::new();
    let out = scene.publish("public", long(2));
    scene.host.show(&out);
    let victim = scene.folder.path().join("victim");
    fs::write(&victim, "").unwrap();
    let fetched = scene.folder.path().join(".copy.gazette-fetched");
    fs::create_dir(&fetched).unwrap();
    for content in tree(&out).values() {
        symlink(&victim, fetched.join(sha256(content))).ok();
    }
    scene.sync().unwrap();
    assert_eq!(fs::read(&victim).unwrap(), b"");
    scene.is_whole();
    // The folder itself may be a link too.
    fs::remove_dir_all(scene.dest()).unwrap();
    let elsewhere = scene.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, &fetched).unwrap();
    assert!(matches!(scene.sync().unwrap_err(), SyncError::FetchFolder { .. }));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn files_that_the_user_keeps_in_the_copy_stay_and_are_named() {
    let scene = Scene::new();
    scene.show("public", long(2));
    scene.sync().unwrap();
    let notes = ["README", "x/notes.txt", "mine/deep/file"];
    for note in notes {
        let path = scene.dest().join(note);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, note).unwrap();
    }
    scene.show("public", long(3));
    assert_eq!(
        scene.sync().unwrap().foreign,
        ["README", "mine/deep/file", "x/notes.txt"]
    );
    scene.is_whole();
    for note in notes {
        assert_eq!(fs::read_to_string(scene.dest().join(note)).unwrap(), note);
    }
}
