//! Secret keys given in the right ways and in wrong ones: the key is used or refused, and never printed.

use std::fs;
use std::path::Path;
use std::process::Command;

use ct_codecs::{Base64, Encoder};
use gazette::publish::minisign::{NewKey, SecretKey};

use crate::repository::{Repository, Run};

/// The line of a key that minisign made without a password, which proves that its form is the one that is expected.
const LENGTH_OF_A_KEY_LINE: usize = 212;

fn repository() -> Repository {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.write(".gitignore", "/public/\n*.key\n");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_gazette"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("HOME", folder)
        .env("RUST_BACKTRACE", "1")
        .envs(variables.iter().copied())
        .output()
        .expect("the command can be run");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

fn publish(repository: &Repository, value: &str) -> Run {
    run(repository.path(), &["publish"], &[("GAZETTE_SECRET_KEY", value)])
}

fn line_of(key: &NewKey) -> &str {
    let line = key.secret.lines().nth(1).expect("a key file has two lines");
    assert_eq!(line.len(), LENGTH_OF_A_KEY_LINE);
    line
}

/// Asserts that nothing printed has 16 characters in a row of any of the secrets.
#[track_caller]
fn hides(run: Run, secrets: &[&str]) -> Run {
    let printed = format!("{}{}", run.out, run.err);
    for secret in secrets {
        let characters: Vec<char> = secret.chars().collect();
        for piece in characters.windows(16) {
            let piece: String = piece.iter().collect();
            // What is published names the public key; a secret key file says what it is in its first line.
            let is_secret = !"untrusted comment: minisign secret key of a gazette publication\n".contains(&piece);
            assert!(
                !is_secret || !printed.contains(&piece),
                "`{piece}` is printed:\n{printed}"
            );
        }
    }
    run
}

#[test]
fn a_key_that_a_variable_changed_signs_all_the_same() {
    let repository = repository();
    let key = NewKey::generate(None).expect("there are random numbers");
    let (file, line) = (key.secret.as_str(), line_of(&key));
    let blanks = file.trim().replace('\n', " ");
    let escaped = file.replace('\n', "\\n");
    let windows = file.replace('\n', "\\r\\n");
    for value in [
        file,
        line,
        &format!("{line}\n"),
        &format!("  {line}\t"),
        &file.replace('\n', "\r\n"),
        &blanks,
        &escaped,
        &windows,
        &format!("\"{line}\""),
        &format!("'{}'", file.trim()),
        &format!("\"{escaped}\""),
        // The first letter of the comment was lost: the key is whole.
        &file[1..],
    ] {
        hides(publish(&repository, value), &[value]).ends(0).says(", signed");
        let manifest = repository.read("public/manifest.json");
        assert!(manifest.contains(key.public.line()), "{value:?}");
        fs::remove_dir_all(repository.path().join("public")).expect("it was published");
    }
    // A file may have been written from such a variable.
    repository.write("signs.key", &blanks);
    run(repository.path(), &["publish", "--key", "signs.key"], &[])
        .ends(0)
        .says(", signed");
}

#[test]
fn a_value_that_is_no_key_is_refused_and_never_printed() {
    let repository = repository();
    let key = NewKey::generate(None).expect("there are random numbers");
    let (file, line) = (key.secret.as_str(), line_of(&key));
    let base64 = Base64::encode_to_string(file).expect("it is small");
    let mut changed = line.to_owned().into_bytes();
    changed[150] = if changed[150] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("it is ASCII");
    let part = "a part of it is missing or changed";
    for (value, reason) in [
        (base64.as_str(), "it is the Base64 of a key file"),
        (&line[1..], part),
        (&line[..200], part),
        (&line[..20], "it has no such line"),
        (&format!("{line}AAAA"), part),
        (&changed, "its two halves do not belong together"),
        (&line.replace('R', "r"), part),
        (&format!("{}/{}", &line[..100], &line[100..]), part),
        (" \n", "it is empty"),
        (key.public.line(), "it is a public key"),
        ("/run/secrets/not-there-at-all", "it has no such line"),
    ] {
        let run = hides(publish(&repository, value), &[value, file]).ends(2);
        run.says("GAZETTE_SECRET_KEY").says(reason);
        assert!(!repository.path().join("public").exists(), "{reason}");
    }
    // The password of an encrypted key, in turn.
    let locked = NewKey::generate(Some("open sesame")).expect("there are random numbers");
    hides(publish(&repository, &locked.secret), &[&locked.secret])
        .ends(2)
        .says("set GAZETTE_SECRET_KEY_PASSWORD");
    let variables = [
        ("GAZETTE_SECRET_KEY", locked.secret.as_str()),
        ("GAZETTE_SECRET_KEY_PASSWORD", "open sesame, please"),
    ];
    hides(
        run(repository.path(), &["publish"], &variables),
        &[&locked.secret, "open sesame, please"],
    )
    .ends(2)
    .says("is not its password");
}

#[test]
fn a_key_in_the_arguments_is_refused_whatever_the_command() {
    let repository = repository();
    let key = NewKey::generate(None).expect("there are random numbers");
    let (file, line) = (key.secret.as_str(), line_of(&key));
    let blanks = file.trim().replace('\n', " ");
    let base64 = Base64::encode_to_string(file).expect("it is small");
    let joined = format!("--key={line}");
    for arguments in [
        &["publish", "--key", line] as &[&str],
        &["publish", &joined],
        &["publish", "--key", file],
        &["publish", "--key", &blanks],
        &["publish", "--key", &base64],
        &["publish", "--key", &line[1..]],
        &["publish", "--kee", line],
        &["publish", &line[1..]],
        &["verify", "public", "--key", line],
        &["verify", "public", "--key", &line[1..]],
        &["sync", "http://127.0.0.1:9/", "copy", "--key", line],
    ] {
        hides(run(repository.path(), arguments, &[]), &[file, &base64])
            .ends(2)
            .says("list of processes");
        assert!(!repository.path().join("public").exists(), "{arguments:?}");
    }
    // What cannot be a key is named.
    run(repository.path(), &["publish", "--key", "not-there.key"], &[])
        .ends(2)
        .says("`not-there.key`");
    run(repository.path(), &["publish", "--key", key.public.line()], &[])
        .ends(2)
        .says(key.public.line());
    repository.write("a.key", file);
    run(repository.path(), &["verify", "public", "--key", "a.key"], &[])
        .ends(2)
        .says("`a.key`")
        .says("ends in `.pub`");
}

#[test]
fn a_key_file_that_others_can_read_or_git_would_commit_is_warned_of() {
    let repository = repository();
    let elsewhere = tempfile::TempDir::new().expect("there is room");
    let key = NewKey::generate(None).expect("there are random numbers");
    let keep = |path: &Path, mode: u32| {
        fs::write(path, &key.secret).expect("it can be written");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        fs::set_permissions(path, mode).expect("it is ours");
        path.display().to_string()
    };
    let publish = |file: &str| run(repository.path(), &["publish", "--key", file], &[]).ends(0);
    let safe = publish(&keep(&elsewhere.path().join("a"), 0o600));
    assert!(!safe.err.contains("warning"), "{}", safe.err);
    publish(&keep(&elsewhere.path().join("b"), 0o640)).says("can be read or changed by others (mode 640)");
    let ignored = publish(&keep(&repository.path().join("lists.key"), 0o600));
    assert!(!ignored.err.contains("warning"), "{}", ignored.err);
    let lying = keep(&repository.path().join("secret.txt"), 0o600);
    publish(&lying).says("`git add .` would commit it");
    let variables = [("GAZETTE_SECRET_KEY", "secret.txt")];
    run(repository.path(), &["publish"], &variables)
        .ends(0)
        .says("warning: the key file that GAZETTE_SECRET_KEY names is in a git working tree");
    repository.git(&["add", "secret.txt"]);
    publish(&lying).says("is tracked by git");
    // Where a pair is made, too.
    run(repository.path(), &["keygen", "--no-password", "--out", "signs"], &[])
        .ends(0)
        .says("`git add .` would commit it");
    let made = run(
        repository.path(),
        &["keygen", "--no-password", "--out", "signs.key"],
        &[],
    )
    .ends(0);
    assert!(!made.err.contains("warning"), "{}", made.err);
    let secret = repository.read("signs.key");
    assert!(SecretKey::parse(&secret, None).is_ok());
    // The second half of the line is the public key, which is printed.
    let line = secret.lines().nth(1).expect("a key file has two lines");
    hides(made, &[&line[..120]]);
}
