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
    /// Promises and sends less than was published.
    Shorten,
    /// Sends without end.
    Endless,
    /// Sends a small text that unpacks to a long one.
    Bomb,
    Redirect(String),
    /// Is busy so many times, then answers.
    Busy(usize),
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    tricks: BTreeMap<String, Trick>,
    /// What was asked for, and the status of the answer.
    log: Vec<(String, u16)>,
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
    let (content, trick) = {
        let mut state = state.lock().unwrap();
        let trick = match state.tricks.get_mut(&path) {
            Some(Trick::Busy(0)) => None,
            Some(Trick::Busy(left)) => {
                *left -= 1;
                Some(Trick::Busy(*left))
            }
            other => other.cloned(),
        };
        (state.files.get(&path).cloned(), trick)
    };
    let log = |status: u16| state.lock().unwrap().log.push((path.clone(), status));
    let Some(mut content) = content else {
        log(404);
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let tag = format!("\"{}\"", &sha256(&content)[..16]);
    let mut encoding = "";
    let mut length = None;
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
        None => {}
    }
    if headers.get("if-none-match") == Some(&tag) {
        log(304);
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    }
    if length.is_none() && headers.get("accept-encoding").is_some_and(|it| it.contains("gzip")) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&content)?;
        content = packed.finish()?;
        encoding = "Content-Encoding: gzip\r\n";
    }
    log(200);
    let head = format!(
        "HTTP/1.1 200 OK\r\nETag: {tag}\r\n{encoding}Content-Length: {}\r\nConnection: close\r\n\r\n",
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
        let server = self.host.server();
        let subscription = Subscription {
            source: &server,
            lists: &[],
            key: Some(self.key.public()),
            unsigned: false,
            feeds: &[],
            today: Some(day.parse().unwrap()),
        };
        sync(&subscription, &self.dest())
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
    assert_eq!(scene.host.asked().last().unwrap(), &("head.json".to_owned(), 304));
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
    scene.host.play("head.json", Trick::Redirect("/moved.json".to_owned()));
    scene.sync().unwrap();
    scene.is_whole();
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
