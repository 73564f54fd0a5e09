//! Repositories of lists made on the spot with the program `git`, and the command run in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A git repository in a folder of its own, which goes with it.
pub(crate) struct Repository {
    folder: TempDir,
}

impl Repository {
    /// Makes an empty one.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("there is room for a folder");
        let repository = Self { folder };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.path().join(path), text);
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("the file is there")
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("the file is there");
    }

    /// Writes a list with one programme and little else said.
    pub(crate) fn list(&self, id: &str) {
        self.write(&format!("lists/{id}/list.yaml"), LIST);
    }

    /// Writes an entity with one name.
    pub(crate) fn entity(&self, list: &str, id: &str, name: &str) {
        self.write(&format!("lists/{list}/{id}.yaml"), &entity(id, name));
    }

    /// Commits everything there is with this author date (`2020-01-01T12:00:00+0000`) and returns the commit's id.
    pub(crate) fn commit(&self, date: &str, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git_on(date, &["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Tags `HEAD` with a message, as of a date.
    pub(crate) fn tag(&self, date: &str, name: &str, message: &str) {
        self.git_on(date, &["tag", "--annotate", name, "-m", message]);
    }

    /// Runs git and returns what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_on("2020-01-01T12:00:00+0000", arguments)
    }

    fn git_on(&self, date: &str, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "core.autocrlf=false"])
            .args(arguments)
            .envs([
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_AUTHOR_NAME", "Editor"),
                ("GIT_AUTHOR_EMAIL", "editor@example.org"),
                ("GIT_COMMITTER_NAME", "Editor"),
                ("GIT_COMMITTER_EMAIL", "editor@example.org"),
                ("GIT_AUTHOR_DATE", date),
                ("GIT_COMMITTER_DATE", date),
            ])
            .output()
            .expect("git can be run");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Runs gazette in it.
    pub(crate) fn gazette(&self, arguments: &[&str]) -> Run {
        gazette(self.path(), arguments)
    }
}

/// What `list.yaml` says where a test has nothing to say.
pub(crate) const LIST: &str =
    "format: 1\ntitle: A list of tests\nauthority: A ministry\nprogrammes:\n  DPRK3:\n    title: North Korea\n";

pub(crate) fn entity(id: &str, name: &str) -> String {
    format!("id: {id}\nkind: entity\nnames:\n  - {name}\ndesignations:\n  - programme: DPRK3\n    listed: 2019-09-13\n")
}

pub(crate) fn write(path: &Path, text: &str) {
    let parent = path.parent().expect("a file is in a folder");
    fs::create_dir_all(parent).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// How the command ended and what it printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Returns what was printed where it ended as expected.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// Asserts that a text is among what was said, and returns the run.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let said = self.out.contains(text) || self.err.contains(text);
        assert!(said, "no `{text}` in:\n{}\n{}", self.out, self.err);
        self
    }
}

/// Runs the command in a folder, with nothing of the environment that it could read.
pub(crate) fn gazette(folder: &Path, arguments: &[&str]) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_gazette"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .output()
        .expect("the command can be run");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

/// The files below a folder, by their paths in it, without what git keeps.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found.sort();
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != ".git") {
                collect(root, &path, found);
            }
        } else {
            let inside = path.strip_prefix(root).expect("it is below").to_owned();
            found.push((inside, fs::read(&path).expect("it can be read")));
        }
    }
}
