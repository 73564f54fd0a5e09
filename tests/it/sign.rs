//! Signatures of publications: what signs, what the program `minisign` says of it, and how one key follows another.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]
#![allow(clippy::print_stderr, reason = "a test says what it could not look at")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use gazette::publish::PublishError;
use gazette::publish::minisign::{NewKey, PublicKey, SecretKey};

use crate::publish::{Press, assert_same, folder, history, json, text, tree};

pub(crate) fn key() -> SecretKey {
    SecretKey::parse(&NewKey::generate(None).unwrap().secret, None).unwrap()
}

fn publish(key: Option<&SecretKey>, next: Option<&PublicKey>, out: &Path) -> Result<(), PublishError> {
    let mut press = Press::new([("x", history("x"))]);
    press.signer = key.map(|key| key as _);
    press.config.publication.next_key = next.map(|next| next.line().to_owned());
    press.run(out).map(drop)
}

/// Returns true where the program is installed; says so where it is not.
fn has(program: &str, argument: &str) -> bool {
    let there = Command::new(program)
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if there.is_err() {
        eprintln!("`{program}` is not installed; what it would say was not looked at");
    }
    there.is_ok()
}

#[test]
fn the_program_minisign_verifies_every_manifest() {
    if !has("minisign", "-v") {
        return;
    }
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(Some(&key), None, &out).unwrap();
    let mut seen = 0;
    for path in tree(&out).keys().filter(|path| path.ends_with(".minisig")) {
        let signed = out.join(path.strip_suffix(".minisig").unwrap());
        let verify = |public: &PublicKey| {
            let ran = Command::new("minisign")
                .args(["-V", "-P", public.line(), "-m"])
                .arg(&signed)
                .output()
                .unwrap();
            (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
        };
        let (good, said) = verify(key.public());
        assert!(good, "{path}: {said}");
        assert!(said.contains("Trusted comment: gazette "), "{said}");
        assert!(!verify(self::key().public()).0, "{path}");
        seen += 1;
    }
    // The publication, its head and three releases.
    assert_eq!(seen, 5);
    let published = out.join(format!("keys/{}.pub", key.public().id()));
    let by_file = Command::new("minisign")
        .args(["-V", "-q", "-p"])
        .arg(&published)
        .arg("-m")
        .arg(out.join("manifest.json"))
        .status();
    assert!(by_file.unwrap().success());
}

#[test]
fn a_key_of_the_program_minisign_signs_here() {
    if !has("minisign", "-v") {
        return;
    }
    let folder = folder();
    for (name, password) in [("plain", None), ("locked", Some("open sesame"))] {
        let (public, secret) = (
            folder.path().join(format!("{name}.pub")),
            folder.path().join(format!("{name}.key")),
        );
        let unlocked: &[&str] = if password.is_none() { &["-W"] } else { &[] };
        let mut made = Command::new("minisign")
            .arg("-G")
            .args(unlocked)
            .arg("-p")
            .arg(&public)
            .arg("-s")
            .arg(&secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It asks twice.
        let typed = password.map_or_else(String::new, |password| format!("{password}\n{password}\n"));
        made.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        assert!(made.wait().unwrap().success());
        let secret = fs::read_to_string(&secret).unwrap();
        let key = SecretKey::parse(&secret, password).unwrap();
        let public = PublicKey::parse(&fs::read_to_string(&public).unwrap()).unwrap();
        assert_eq!(key.public(), &public);
        public.verify(b"text", &key.sign_bytes(b"text", "comment")).unwrap();
        assert_eq!(SecretKey::parse(&secret, Some("another")).is_ok(), password.is_none());
    }
}

#[test]
fn a_publication_signed_twice_is_one_tree() {
    let (one, two) = (folder(), folder());
    let (key, other) = (key(), key());
    publish(Some(&key), Some(other.public()), &one.path().join("public")).unwrap();
    publish(Some(&key), Some(other.public()), &two.path().join("site")).unwrap();
    publish(Some(&key), Some(other.public()), &two.path().join("site")).unwrap();
    assert_same(&tree(&one.path().join("public")), &tree(&two.path().join("site")));
}

#[test]
fn one_key_follows_another_that_names_it() {
    let folder = folder();
    let out = folder.path().join("public");
    let (old, new) = (key(), key());
    publish(Some(&old), None, &out).unwrap();
    let before = tree(&out);
    assert_eq!(json(&before, "manifest.json")["key"], old.public().line());
    assert!(matches!(
        publish(Some(&new), None, &out),
        Err(PublishError::KeyNotAnnounced { .. })
    ));
    assert!(matches!(publish(None, None, &out), Err(PublishError::KeyGone { .. })));
    assert_same(&before, &tree(&out));

    publish(Some(&old), Some(new.public()), &out).unwrap();
    let announced = tree(&out);
    assert_eq!(json(&announced, "manifest.json")["next_key"], new.public().line());
    publish(Some(&new), Some(new.public()), &out).unwrap();
    let after = tree(&out);
    assert_eq!(json(&after, "head.json")["key"], new.public().line());
    let statement = format!("keys/{}.json", old.public().id());
    let signature = text(&after, &format!("{statement}.minisig"));
    old.public().verify(&after[&statement], signature).unwrap();
    assert_eq!(json(&after, &statement)["next_key"], new.public().line());
    // What the old key signed it has signed.
    for (path, content) in announced.iter().filter(|(path, _)| path.contains("/releases/")) {
        assert_eq!(after.get(path), Some(content), "{path}");
    }
    new.public()
        .verify(&after["manifest.json"], text(&after, "manifest.json.minisig"))
        .unwrap();
}

#[test]
fn comments_say_what_was_signed_and_no_clock() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(Some(&key), None, &out).unwrap();
    let tree = tree(&out);
    let cases = [
        ("manifest.json", "gazette serial=3 release=2020-01-04"),
        ("head.json", "gazette head serial=3 release=2020-01-04"),
        (
            "x/releases/2020-01-02/manifest.json",
            "gazette list=x serial=2 release=2020-01-02",
        ),
    ];
    for (path, comment) in cases {
        let signature = text(&tree, &format!("{path}.minisig"));
        assert_eq!(key.public().verify(&tree[path], signature).unwrap(), comment);
    }
}

fn gazette(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_gazette"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("GAZETTE_SECRET_KEY")
        .env_remove("GAZETTE_SECRET_KEY_PASSWORD")
        .output()
        .unwrap()
}

#[test]
fn keygen_makes_a_pair_once() {
    let folder = folder();
    let refused = gazette(folder.path(), &["keygen"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    let made = gazette(folder.path(), &["keygen", "--no-password", "--out", "my.key"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let secret = fs::read_to_string(folder.path().join("my.key")).unwrap();
    let public = fs::read_to_string(folder.path().join("my.key.pub")).unwrap();
    let key = SecretKey::parse(&secret, None).unwrap();
    assert_eq!(key.public(), &PublicKey::parse(&public).unwrap());
    assert_eq!(String::from_utf8_lossy(&made.stdout).trim(), key.public().line());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("my.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = gazette(folder.path(), &["keygen", "--no-password", "--out", "my.key"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("my.key")).unwrap(), secret);
    fs::remove_file(folder.path().join("my.key.pub")).unwrap();
    let beside = gazette(folder.path(), &["keygen", "--no-password", "--out", "my.key"]);
    assert_eq!(beside.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("my.key")).unwrap(), secret);
}
