//! Nobody without the key makes the next honest run of `publish` sign what they changed.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::fs;
use std::path::Path;

use gazette::model::Edition;
use gazette::publish::PublishError;
use gazette::publish::minisign::SecretKey;
use serde_json::Value;

use crate::publish::{Press, assert_same, folder, history, tree};
use crate::sign::key;
use crate::verify::{check, forge};

const NOTICE: &str = "x/releases/2020-01-02/notice.txt";

fn press(until: usize) -> Press<'static> {
    let editions: Vec<Edition> = history("x").into_iter().take(until).collect();
    Press::new([("x", editions)])
}

fn publish(until: usize, key: Option<&SecretKey>, out: &Path) -> Result<(), PublishError> {
    let mut press = press(until);
    press.signer = key.map(|key| key as _);
    press.run(out).map(drop)
}

/// Changes what an old release announced, and every digest that names it.
fn change_an_old_release(out: &Path) {
    forge(out, NOTICE, &|text| text.replacen("amended: 1", "amended: 9", 1));
}

fn edit(out: &Path, path: &str, change: impl Fn(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&fs::read(out.join(path)).unwrap()).unwrap();
    change(&mut value);
    fs::write(out.join(path), format!("{value}\n")).unwrap();
}

/// Takes every trace of signatures out of a tree.
fn strip(out: &Path) {
    for path in tree(out).into_keys() {
        if path.ends_with(".minisig") || path.starts_with("keys/") {
            fs::remove_file(out.join(path)).unwrap();
        }
    }
    fs::remove_dir(out.join("keys")).unwrap();
    edit(out, "manifest.json", |manifest| {
        manifest.as_object_mut().unwrap().remove("key");
        let is_left = |file: &Value| {
            let path = file["path"].as_str().unwrap();
            !path.ends_with(".minisig") && !path.starts_with("keys/")
        };
        manifest["files"].as_array_mut().unwrap().retain(is_left);
    });
}

#[test]
fn a_changed_release_is_not_signed_by_the_next_run() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(2, Some(&key), &out).unwrap();
    change_an_old_release(&out);
    let before = tree(&out);
    for until in [2, 4] {
        let error = publish(until, Some(&key), &out).unwrap_err();
        assert!(matches!(error, PublishError::SignatureBroken { .. }), "{error}");
        assert_same(&before, &tree(&out));
    }
}

#[test]
fn a_changed_byte_of_any_file_of_a_release_stops_the_next_run() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(2, Some(&key), &out).unwrap();
    // The size stays the same: nothing but the digest shows it.
    let notice = fs::read_to_string(out.join(NOTICE)).unwrap();
    fs::remove_file(out.join(NOTICE)).unwrap();
    fs::write(out.join(NOTICE), notice.replacen("amended: 1", "amended: 9", 1)).unwrap();
    let error = publish(4, Some(&key), &out).unwrap_err();
    assert!(
        matches!(&error, PublishError::Damaged { path, .. } if path == NOTICE),
        "{error}"
    );
    // The full check makes it again from the history.
    let mut press = press(4);
    press.signer = Some(&key);
    press.verify_all = true;
    press.run(&out).unwrap();
    assert_eq!(fs::read_to_string(out.join(NOTICE)).unwrap(), notice);
    assert_eq!(check(&out, Some(key.public())).faults, []);
}

#[test]
fn a_publication_that_lost_a_signature_is_refused() {
    let key = key();
    let lost = |remove: &dyn Fn(&Path)| {
        let folder = folder();
        let out = folder.path().join("public");
        publish(2, Some(&key), &out).unwrap();
        remove(&out);
        publish(4, Some(&key), &out).unwrap_err()
    };
    let remove = |path: &'static str| move |out: &Path| fs::remove_file(out.join(path)).unwrap();
    let error = lost(&remove("manifest.json.minisig"));
    assert!(matches!(error, PublishError::SignatureLost { .. }), "{error}");
    let error = lost(&remove("x/releases/2020-01-02/manifest.json.minisig"));
    assert!(matches!(error, PublishError::SignatureLost { .. }), "{error}");
    // The manifest names no key any more, and the files of the keys are still there.
    let error = lost(&|out| {
        edit(out, "manifest.json", |manifest| {
            manifest.as_object_mut().unwrap().remove("key");
        });
    });
    assert!(matches!(error, PublishError::SignatureLost { .. }), "{error}");
}

#[test]
fn what_was_never_signed_is_made_again_before_it_is_signed() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(3, None, &out).unwrap();
    publish(4, Some(&key), &out).unwrap();
    let report = check(&out, Some(key.public()));
    assert_eq!(report.faults, []);
    // The releases of the days without a key are signed too.
    assert!(out.join("x/releases/2020-01-02/manifest.json.minisig").exists());
}

#[test]
fn a_changed_release_whose_signatures_were_stripped_is_not_signed() {
    let key = key();
    let refused = |change: &dyn Fn(&Path)| {
        let folder = folder();
        let out = folder.path().join("public");
        publish(2, Some(&key), &out).unwrap();
        strip(&out);
        change(&out);
        let error = publish(4, Some(&key), &out).unwrap_err();
        assert!(matches!(error, PublishError::Unproved { .. }), "{error}");
    };
    refused(&|out| change_an_old_release(out));
    // What a manifest states beside its files is compared as well.
    refused(&|out| {
        forge(out, "x/releases/2020-01-02/manifest.json", &|text| {
            text.replacen("Release 2 & more", "Release 2 is void", 1)
        });
    });
    refused(&|out| {
        forge(out, "x/releases/2020-01-01/manifest.json", &|text| {
            let lifted = r#"{"allowed":[{"finding":"f","guard":"g","reason":"r"}],"commit""#;
            text.replacen("{\"commit\"", lifted, 1)
        });
    });
}

#[test]
fn a_stranger_who_names_our_key_as_successor_gains_nothing() {
    let folder = folder();
    let out = folder.path().join("public");
    let (ours, stranger) = (key(), key());
    // A publication of the stranger's own, which names our key as the next: the releases are changed ones.
    let mut editions: Vec<Edition> = history("x").into_iter().take(2).collect();
    editions[1].release.as_mut().unwrap().title = "Invented".to_owned();
    let mut evil = Press::new([("x", editions)]);
    evil.signer = Some(&stranger);
    evil.config.publication.next_key = Some(ours.public().line().to_owned());
    evil.run(&out).unwrap();
    let error = publish(4, Some(&ours), &out).unwrap_err();
    assert!(matches!(error, PublishError::Unproved { .. }), "{error}");
}
