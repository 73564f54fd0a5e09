//! A web server whose answers are broken at random: a copy follows or stays, and never takes anything that was not published.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use gazette::publish::source::Folder;
use gazette::publish::source::Source;
use gazette::publish::verify::verify;
use gazette::sync::{Server, Subscription, sync};

use super::{broken, rounds};
use crate::made::Dice;
use crate::publish::{Press, assert_same, folder, history, tree};
use crate::sign::key;

/// Statuses that servers answer with, and one that none does.
const STATUSES: &[&str] = &[
    "200 OK",
    "200 OK",
    "200 OK",
    "204 None",
    "206 Part",
    "206 Part",
    "300 Many",
    "301 Moved",
    "304 Same",
    "400 Bad",
    "403 No",
    "404 None",
    "412 No",
    "416 No",
    "418 Tea",
    "999 X",
    "abc",
    "",
];

/// Headers that change how an answer is read. No `Retry-After`, which is waited for.
const HEADERS: &[&str] = &[
    "Content-Length: 0",
    "Content-Length: 10",
    "Content-Length: -1",
    "Content-Length: 18446744073709551616",
    "Content-Encoding: gzip",
    "Content-Encoding: br",
    "Transfer-Encoding: chunked",
    "Content-Range: bytes 0-9/10",
    "Content-Range: bytes 5-4/0",
    "Content-Range: x",
    "ETag: *",
    "ETag: \"\"",
    "ETag: W/\"x\", \"y\"",
    "Location: /head.json",
    "Location: ../x",
    "Location: http://127.0.0.1:1/head.json",
    "Location: file:///etc/passwd",
    "Location: \u{7f}",
    "Set-Cookie: x=y",
    "X: \r\n folded",
];

struct Site {
    files: BTreeMap<String, Vec<u8>>,
    /// Decides how answers are broken; of ten, so many are.
    dice: Dice,
    of_ten: usize,
}

impl Site {
    fn answer(&mut self, path: &str) -> Vec<u8> {
        let is_broken = self.dice.below(10) < self.of_ten;
        let Some(content) = self.files.get(path) else {
            return b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
        };
        let (mut status, mut headers, mut content) = ("200 OK", String::new(), content.clone());
        let mut length = Some(content.len());
        if is_broken {
            match self.dice.below(6) {
                0 => status = STATUSES[self.dice.below(STATUSES.len())],
                1 => content = broken(&content, &mut self.dice),
                2 => {
                    let other = self.dice.below(self.files.len());
                    content.clone_from(self.files.values().nth(other).expect("it is one of them"));
                }
                3 => length = None,
                4 => content.truncate(self.dice.below(content.len() + 1)),
                _ => {}
            }
            for _ in 0..self.dice.below(3) {
                headers += HEADERS[self.dice.below(HEADERS.len())];
                headers += "\r\n";
            }
            if self.dice.below(2) == 0 {
                length = length.map(|_| content.len());
            }
        }
        if let Some(length) = length {
            headers += &format!("Content-Length: {length}\r\n");
        }
        let mut answer = format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n").into_bytes();
        answer.extend(content);
        if is_broken && self.dice.below(8) == 0 {
            answer = broken(&answer, &mut self.dice);
        }
        answer
    }
}

fn serve(mut stream: TcpStream, site: &Mutex<Site>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = request.split(' ').nth(1).unwrap_or_default();
    let path = path.trim_start_matches('/').to_owned();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let answer = site.lock().expect("no one panics with it").answer(&path);
    stream.write_all(&answer)
}

/// Begins to serve on loopback, and returns where.
fn start(site: &Arc<Mutex<Site>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let site = Arc::clone(site);
    thread::spawn(move || {
        // One after the other: the order of answers is that of the dice.
        for stream in listener.incoming().flatten() {
            let _ = serve(stream, &site);
        }
    });
    address
}

#[test]
fn answers() {
    let scene = folder();
    let key = key();
    let publish = |name: &str, count: usize| {
        let mut press = Press::new([("x", history("x").into_iter().take(count).collect())]);
        press.signer = Some(&key);
        let out = scene.path().join(name);
        press.run(&out).expect("it is a good one");
        out
    };
    let (old, new) = (publish("old", 2), publish("new", 3));
    let whole = tree(&new);
    let follow = |source: &dyn Source, dest: &std::path::Path| {
        let subscription = Subscription {
            source,
            lists: &[],
            key: Some(key.public()),
            unsigned: false,
            feeds: &[],
            today: Some("2020-01-05".parse().expect("it is a day")),
            release: None,
        };
        sync(&subscription, dest)
    };
    let begun = scene.path().join("begun");
    follow(&Folder::new(&old), &begun).expect("it is a good one");
    let begun = tree(&begun);
    let site = Arc::new(Mutex::new(Site {
        files: whole.clone(),
        dice: Dice::new(1),
        of_ten: 0,
    }));
    let address = start(&site);
    rounds("answers", 8, |dice| {
        {
            let mut site = site.lock().expect("no one panics with it");
            site.dice = Dice::new(dice.below(usize::MAX >> 33) as u64);
            site.of_ten = 1 + dice.below(5);
        }
        let server = Server::new(&address).expect("it is an address");
        let server = server.with_pause(Duration::from_millis(1));
        let round = folder();
        let copy = round.path().join("copy");
        let starts_whole = dice.below(2) == 0;
        if starts_whole {
            for (path, bytes) in &begun {
                let path = copy.join(path);
                fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
                fs::write(path, bytes).expect("there is room");
            }
        }
        match follow(&server, &copy) {
            Err(_) if starts_whole => assert_same(&begun, &tree(&copy)),
            Err(_) => assert!(!copy.exists()),
            Ok(_) => {
                let got = tree(&copy)["x/entries.jsonl"].clone();
                assert!(
                    got == whole["x/latest/entries.jsonl"],
                    "the copy is not the published one"
                );
            }
        }
        // Whatever came before, an honest server makes up for it.
        site.lock().expect("no one panics with it").of_ten = 0;
        follow(&server, &copy).expect("the server is honest now");
        if dice.below(4) == 0 {
            site.lock().expect("no one panics with it").of_ten = 1;
            let _ = verify(&server, Some(key.public()), None);
        }
    });
}
