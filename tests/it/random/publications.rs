//! Publications in a folder, broken at random: without the key nothing changed is taken; with it, nothing breaks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gazette::publish::minisign::SecretKey;
use gazette::publish::source::Folder;
use gazette::publish::verify::verify;
use gazette::sync::{Subscription, sync};
use serde_json::Value;

use super::{broken, rounds};
use crate::made::Dice;
use crate::publish::{Press, assert_same, folder, history, tree};
use crate::sign::key;

type Tree = BTreeMap<String, Vec<u8>>;

/// Numbers and texts that manifests do not expect.
fn odd_value(dice: &mut Dice) -> Value {
    let values = [
        Value::Null,
        Value::Bool(true),
        Value::from(-1),
        Value::from(u64::MAX),
        Value::from(1e300),
        Value::from(""),
        Value::from("../../x"),
        Value::from("9999-12-31"),
        Value::from("x/releases/2020-01-02/manifest.json"),
        Value::from("a".repeat(5000)),
        Value::Array(Vec::new()),
        Value::Object(serde_json::Map::new()),
    ];
    values[dice.below(values.len())].clone()
}

/// Changes a value somewhere within another.
fn change(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(map) if !map.is_empty() && dice.below(8) > 0 => {
            let name = map
                .keys()
                .nth(dice.below(map.len()))
                .cloned()
                .expect("it is one of them");
            if dice.below(12) == 0 {
                map.remove(&name);
            } else {
                change(&mut map[&name], dice);
            }
        }
        Value::Array(items) if !items.is_empty() && dice.below(8) > 0 => {
            let at = dice.below(items.len());
            match dice.below(12) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => change(&mut items[at], dice),
            }
        }
        other => *other = odd_value(dice),
    }
}

/// Changes a signed file by its meaning, and signs it again: what somebody with the key could publish.
fn forge(files: &mut Tree, key: &SecretKey, dice: &mut Dice) {
    let signed: Vec<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix(".minisig"))
        .map(str::to_owned)
        .collect();
    let path = &signed[dice.below(signed.len())];
    // What was broken a moment ago need not be JSON any more.
    let content = match serde_json::from_slice::<Value>(&files[path]) {
        Ok(mut value) if dice.below(4) > 0 => {
            change(&mut value, dice);
            serde_json::to_vec(&value).expect("it is JSON")
        }
        _ => broken(&files[path], dice),
    };
    let signature = key.sign_bytes(&content, "gazette serial=3 release=2020-01-04");
    files.insert(path.clone(), content);
    files.insert(format!("{path}.minisig"), signature.into_bytes());
}

/// Changes, drops, adds or exchanges a file.
fn damage(files: &mut Tree, dice: &mut Dice) {
    let name = |files: &Tree, dice: &mut Dice| files.keys().nth(dice.below(files.len())).cloned().expect("it is one");
    let (path, other) = (name(files, dice), name(files, dice));
    match dice.below(8) {
        0 => drop(files.remove(&path)),
        1 => drop(files.insert(format!("{path}~"), files[&other].clone())),
        2 => drop(files.insert(path, files[&other].clone())),
        _ => drop(files.insert(path.clone(), broken(&files[&path], dice))),
    }
}

fn write(files: &Tree, out: &Path) {
    for (path, bytes) in files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
        // A file in the place of a folder: the tree is then another, and as broken.
        let _ = fs::write(path, bytes);
    }
}

#[test]
fn publications() {
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
    let follow = |source: &Path, dest: &Path| {
        let source = Folder::new(source);
        let subscription = Subscription {
            source: &source,
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
    follow(&old, &begun).expect("it is a good one");
    let begun = tree(&begun);
    rounds("publications", 8, |dice| {
        let round = folder();
        let (out, copy) = (round.path().join("public"), round.path().join("copy"));
        let mut files = whole.clone();
        let forged = dice.below(2) == 0;
        for _ in 0..=dice.below(2) {
            if forged {
                forge(&mut files, &key, dice);
            } else {
                damage(&mut files, dice);
            }
        }
        write(&files, &out);
        let is_changed = tree(&out) != whole;
        let report = verify(&Folder::new(&out), Some(key.public()), None);
        // What the publisher's own key signed may say anything that a manifest can say.
        if is_changed && !forged {
            assert!(
                !report.is_ok_and(|report| report.faults.is_empty()),
                "a changed publication is taken"
            );
        }
        let starts_whole = dice.below(2) == 0;
        if starts_whole {
            write(&begun, &copy);
        }
        match follow(&out, &copy) {
            Err(_) if starts_whole => assert_same(&begun, &tree(&copy)),
            Err(_) => assert!(!copy.exists()),
            Ok(_) if !forged => {
                let got = tree(&copy)["x/entries.jsonl"].clone();
                // A head that is whole leads to the newest; one that is gone, to nothing.
                assert!(
                    got == whole["x/latest/entries.jsonl"],
                    "the copy is none of the published ones"
                );
            }
            Ok(_) => {}
        }
    });
}
