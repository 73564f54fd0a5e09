//! Releases and revisions, read from real repositories.

use gazette::model::{Config, Release, ReleaseSource};
use gazette::store::git::GitStore;
use gazette::store::{Content, Layout, StoreError, folder};
use jiff::civil::date;

use crate::repository::{Repository, entity, write};

fn store(repository: &Repository) -> GitStore {
    GitStore::open(repository.path()).expect("it opens")
}

fn names(releases: &[Release]) -> Vec<&str> {
    releases.iter().map(|release| release.name.as_str()).collect()
}

fn from(source: ReleaseSource) -> Config {
    let mut config = Config::default();
    config.releases.from = source;
    config
}

/// Three commits that touch the lists, two of them of one day, and one that does not.
fn three_commits() -> Repository {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "one is listed\n\nBy order.");
    repository.write("README.md", "nothing of the lists");
    repository.commit("2020-01-02T12:00:00+0000", "a page");
    repository.entity("a", "2", "TWO");
    repository.commit("2020-01-03T12:00:00+0000", "two is listed");
    repository.entity("a", "3", "THREE");
    repository.commit("2020-01-03T13:00:00+0000", "three is listed");
    repository
}

#[test]
fn commits_that_touch_the_lists_are_releases_and_those_of_a_day_are_numbered() {
    let repository = three_commits();
    let found = store(&repository).releases(&Config::default()).expect("they are read");
    assert_eq!(names(&found.releases), ["2020-01-01", "2020-01-03", "2020-01-03.2"]);
    let first = &found.releases[0];
    assert_eq!(
        (first.title.as_str(), first.body.as_str()),
        ("one is listed", "By order.")
    );
    assert_eq!(
        first.tree,
        repository.git(&["rev-parse", &format!("{}^{{tree}}", first.commit)])
    );
}

#[test]
fn a_release_is_of_the_day_that_its_author_had() {
    let repository = Repository::new();
    repository.list("a");
    // Half past eight in the evening in Washington is the next day in London.
    repository.commit("2020-01-01T20:30:00-0500", "listed");
    let found = store(&repository).releases(&Config::default()).expect("they are read");
    assert_eq!(found.releases[0].date, date(2020, 1, 1));
    assert_eq!(found.releases[0].time.to_string(), "2020-01-02T01:30:00Z");
}

#[test]
fn the_order_is_the_history_s_and_a_day_means_its_end() {
    let repository = Repository::new();
    repository.list("a");
    repository.commit("2020-03-01T12:00:00+0000", "first");
    repository.entity("a", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "second, of an earlier day");
    let found = store(&repository).releases(&Config::default()).expect("they are read");
    assert_eq!(names(&found.releases), ["2020-03-01", "2020-01-01"]);
    assert_eq!(found.by(date(2020, 1, 1)).expect("published").name, "2020-01-01");
    assert_eq!(found.by(date(2020, 2, 1)).expect("published").name, "2020-01-01");
    let early = found.by(date(2019, 12, 31));
    assert!(matches!(early, Err(StoreError::NothingPublishedBy { .. })), "{early:?}");
    assert_eq!(
        found
            .before("2020-01-01")
            .expect("there")
            .map(|release| release.name.as_str()),
        Some("2020-03-01")
    );
    assert!(found.before("2020-03-01").expect("there").is_none());
    assert!(matches!(found.named("v9"), Err(StoreError::UnknownRelease { .. })));
}

#[test]
fn tags_make_releases_and_those_off_the_main_line_are_left_aside() {
    let repository = three_commits();
    repository.git(&["checkout", "--quiet", "-b", "aside", "HEAD~2"]);
    repository.entity("a", "9", "NINE");
    repository.commit("2020-02-01T12:00:00+0000", "aside");
    repository.tag("2020-02-01T12:00:00+0000", "release/aside", "Aside");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.tag(
        "2020-01-05T12:00:00+0000",
        "release/v1",
        "First publication\n\nWith a word on it.",
    );
    repository.git(&["tag", "other/v2"]);
    let found = store(&repository).releases(&Config::default()).expect("they are read");
    assert_eq!(names(&found.releases), ["v1"]);
    assert_eq!(found.ignored_tags, ["release/aside"]);
    let release = &found.releases[0];
    // An annotated tag's own day and words, not the commit's.
    assert_eq!(release.date, date(2020, 1, 5));
    assert_eq!(
        (release.title.as_str(), release.body.as_str()),
        ("First publication", "With a word on it.")
    );
    assert_eq!(release.commit, repository.git(&["rev-parse", "HEAD"]));
    // Unless the repository says otherwise.
    let commits = store(&repository)
        .releases(&from(ReleaseSource::Commits))
        .expect("they are read");
    assert_eq!(commits.releases.len(), 3);
}

#[test]
fn a_light_tag_takes_its_commit_s_day_and_words() {
    let repository = three_commits();
    repository.git(&["tag", "release/2020.1"]);
    let found = store(&repository)
        .releases(&from(ReleaseSource::Tags))
        .expect("they are read");
    assert_eq!(names(&found.releases), ["2020.1"]);
    assert_eq!(found.releases[0].date, date(2020, 1, 3));
    assert_eq!(found.releases[0].title, "three is listed");
}

#[test]
fn tags_that_cannot_name_a_release_are_refused() {
    let named = |tags: &[&str]| {
        let repository = three_commits();
        for tag in tags {
            repository.git(&["tag", tag]);
        }
        store(&repository)
            .releases(&from(ReleaseSource::Tags))
            .map(|found| found.releases.len())
    };
    assert!(matches!(named(&["release/a+b"]), Err(StoreError::TagName { .. })));
    assert!(matches!(
        named(&["release/v1", "release/v2"]),
        Err(StoreError::TagsCollide { .. })
    ));
    assert_eq!(named(&[]).expect("no tag is no fault"), 0);
}

#[test]
fn merged_branches_are_one_release() {
    let repository = three_commits();
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.entity("a", "4", "FOUR");
    repository.commit("2020-01-10T12:00:00+0000", "four");
    repository.entity("a", "5", "FIVE");
    repository.commit("2020-01-11T12:00:00+0000", "five");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "work", "-m", "four and five are listed"]);
    let found = store(&repository).releases(&Config::default()).expect("they are read");
    assert_eq!(found.releases.len(), 4);
    assert_eq!(found.releases[3].title, "four and five are listed");
}

#[test]
fn since_cuts_the_history_and_moves_no_name() {
    let repository = three_commits();
    let mut config = Config::default();
    config.releases.since = Some(repository.git(&["rev-parse", "HEAD"]));
    let found = store(&repository).releases(&config).expect("they are read");
    assert_eq!(names(&found.releases), ["2020-01-03.2"]);
    repository.git(&["checkout", "--quiet", "-b", "aside", "HEAD~1"]);
    let cut = store(&repository).releases(&config);
    assert!(matches!(cut, Err(StoreError::SinceNotInHistory { .. })), "{cut:?}");
}

#[test]
fn no_commit_a_cut_history_and_no_repository_are_said() {
    let empty = Repository::new();
    assert!(matches!(
        store(&empty).releases(&Config::default()),
        Err(StoreError::NoCommit)
    ));

    let whole = three_commits();
    let shallow = Repository::new();
    shallow.git(&[
        "fetch",
        "--quiet",
        "--depth=1",
        &format!("file://{}", whole.path().display()),
        "main",
    ]);
    shallow.git(&["checkout", "--quiet", "FETCH_HEAD"]);
    let cut = store(&shallow).releases(&Config::default());
    assert!(matches!(cut, Err(StoreError::Shallow)), "{cut:?}");

    let folder = tempfile::TempDir::new().expect("there is room");
    let none = GitStore::open(folder.path());
    assert!(matches!(none.err(), Some(StoreError::NoRepository { .. })));
}

#[test]
fn revisions_are_git_s_and_what_is_none_is_said() {
    let repository = three_commits();
    let store = store(&repository);
    assert_eq!(
        store.commit("HEAD~1").expect("known"),
        repository.git(&["rev-parse", "HEAD~1"])
    );
    let short = &repository.git(&["rev-parse", "HEAD"])[..8];
    assert_eq!(
        store.commit(short).expect("known"),
        repository.git(&["rev-parse", "HEAD"])
    );
    for unknown in ["v9", "HEAD~99", "2019-13-45", "..", "-x"] {
        let error = store.commit(unknown);
        assert!(
            matches!(error, Err(StoreError::UnknownRevision { .. })),
            "{unknown}: {error:?}"
        );
    }
    assert!(matches!(
        store.commit("HEAD^{tree}"),
        Err(StoreError::NotACommit { .. })
    ));
}

#[test]
fn any_commit_is_read_without_a_checkout_from_a_bare_repository_too() {
    let repository = three_commits();
    let first = repository.git(&["rev-parse", "HEAD~3"]);
    let bare = Repository::new();
    let inside = bare.path().join("bare.git");
    bare.git(&[
        "clone",
        "--quiet",
        "--bare",
        &repository.path().display().to_string(),
        "bare.git",
    ]);
    for (store, has_tree) in [
        (store(&repository), true),
        (GitStore::open(&inside).expect("it opens"), false),
    ] {
        let snapshot = store.snapshot(&first, &Layout::default()).expect("it is read");
        let paths: Vec<&str> = snapshot.lists["a"].iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["lists/a/1.yaml", "lists/a/list.yaml"]);
        let file = store.read(&snapshot.lists["a"][0]).expect("it is read");
        assert_eq!(String::from_utf8_lossy(&file.bytes), entity("1", "ONE"));
        assert_eq!(
            store
                .releases(&Config::default())
                .expect("they are read")
                .releases
                .len(),
            3
        );
        assert_eq!(store.working_tree(&Layout::default()).is_ok(), has_tree);
    }
}

#[test]
fn files_come_in_the_order_given_however_they_are_packed() {
    let repository = Repository::new();
    repository.list("a");
    let many = 300;
    for number in 0..many {
        repository.entity("a", &number.to_string(), &format!("NAME {number}"));
    }
    repository.commit("2020-01-01T12:00:00+0000", "many");
    // One pack with most of them, a second one, and some that are loose.
    repository.git(&["repack", "-adq"]);
    for (day, numbers) in [("02", 0..40), ("03", 30..60)] {
        for number in numbers {
            repository.entity("a", &number.to_string(), &format!("NAME {number} OF DAY {day}"));
        }
        repository.commit(&format!("2020-01-{day}T12:00:00+0000"), "some");
        if day == "02" {
            repository.git(&["repack", "-dq"]);
        }
    }
    let store = store(&repository);
    let head = repository.git(&["rev-parse", "HEAD"]);
    let files = &store.snapshot(&head, &Layout::default()).expect("it is read").lists["a"];
    let read = store.read_each(files, |file| file).expect("they are read");
    assert_eq!(read.len(), many + 1);
    for (file, read) in files.iter().zip(read) {
        assert_eq!(read.path, file.path);
        assert_eq!(String::from_utf8_lossy(&read.bytes), repository.read(&file.path));
    }
    // Of several that are missing, the first in that order is told.
    let mut files = files.clone();
    for (place, byte) in [(250, 1), (20, 2)] {
        files[place].content = Content::Blob([byte; 20]);
    }
    let told = store.read_each(&files, |file| file).expect_err("two are missing");
    assert!(told.to_string().contains("0202020202"), "{told}");
}

#[test]
fn lists_may_live_in_a_folder_of_a_repository() {
    let repository = Repository::new();
    repository.write("code/main.c", "int main;");
    repository.commit("2020-01-01T12:00:00+0000", "code");
    repository.write("sanctions/gazette.yaml", "publisher: A ministry\n");
    repository.write("sanctions/lists/a/list.yaml", crate::repository::LIST);
    repository.commit("2020-01-02T12:00:00+0000", "a list");
    let store = GitStore::open(&repository.path().join("sanctions/lists/a")).expect("it opens");
    let found = store.releases(&Config::default()).expect("they are read");
    assert_eq!(names(&found.releases), ["2020-01-02"]);
    let snapshot = store
        .snapshot(&found.releases[0].commit, &Layout::default())
        .expect("it is read");
    assert_eq!(snapshot.config.map(|file| file.path).as_deref(), Some("gazette.yaml"));
    assert_eq!(snapshot.lists["a"][0].path, "lists/a/list.yaml");
}

#[test]
fn the_files_that_differ_are_found_in_every_layout() {
    let repository = three_commits();
    let old = repository.git(&["rev-parse", "HEAD"]);
    repository.entity("a", "1", "ONE AND A HALF");
    repository.remove("lists/a/2.yaml");
    repository.write("lists/a/ff/4.yaml", &entity("4", "FOUR"));
    repository.write("lists/b/list.yaml", crate::repository::LIST);
    let new = repository.commit("2020-02-01T12:00:00+0000", "much");
    let store = store(&repository);
    let changed = store
        .changed_files(Some(&old), Some(&new), &Layout::default())
        .expect("they are compared");
    let told: Vec<(&str, bool, bool)> = changed
        .iter()
        .map(|file| (file.path.as_str(), file.old.is_some(), file.new.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("lists/a/1.yaml", true, true),
            ("lists/a/2.yaml", true, false),
            ("lists/a/ff/4.yaml", false, true),
            ("lists/b/list.yaml", false, true),
        ]
    );
    let all = store
        .changed_files(None, Some(&old), &Layout::default())
        .expect("they are compared");
    assert_eq!(all.len(), 4);
    assert!(
        store
            .changed_files(Some(&new), Some(&new), &Layout::default())
            .expect("equal")
            .is_empty()
    );
}

#[test]
fn a_working_tree_that_is_not_committed_is_noticed_only_where_lists_are() {
    let repository = three_commits();
    let dirty = || {
        store(&repository)
            .has_uncommitted_lists(&Layout::default())
            .expect("git can tell")
    };
    assert!(!dirty());
    repository.write("notes.txt", "x");
    assert!(!dirty());
    repository.entity("a", "4", "FOUR");
    assert!(dirty());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_in_a_folder_nor_in_a_commit() {
    let repository = three_commits();
    std::os::unix::fs::symlink("/etc/passwd", repository.path().join("lists/a/4.yaml")).expect("links can be made");
    let in_folder = folder::read(repository.path(), &Layout::default());
    assert!(matches!(in_folder, Err(StoreError::Link { path }) if path == "lists/a/4.yaml"));
    let commit = repository.commit("2020-02-01T12:00:00+0000", "a link");
    let in_commit = store(&repository).snapshot(&commit, &Layout::default());
    assert!(matches!(in_commit, Err(StoreError::Link { path }) if path == "lists/a/4.yaml"));
}

#[test]
fn what_looks_like_an_entry_and_would_not_be_read_is_refused() {
    let folder_with = |path: &str| {
        let folder = tempfile::TempDir::new().expect("there is room");
        write(&folder.path().join("lists/a/list.yaml"), crate::repository::LIST);
        write(&folder.path().join(path), "x");
        folder::read(folder.path(), &Layout::default()).map(|snapshot| snapshot.lists["a"].len())
    };
    assert!(matches!(
        folder_with("lists/a/1.yml"),
        Err(StoreError::OtherExtension { .. })
    ));
    assert!(matches!(
        folder_with("lists/a/1.YAML"),
        Err(StoreError::OtherExtension { .. })
    ));
    assert!(matches!(
        folder_with("lists/a/List.yaml"),
        Err(StoreError::CaseCollision { .. })
    ));
    assert_eq!(folder_with("lists/a/README.md").expect("a page is welcome"), 1);
    assert_eq!(folder_with("lists/a/.1.yaml.swp").expect("editors leave such"), 1);
    let none = tempfile::TempDir::new().expect("there is room");
    let missing = folder::read(none.path(), &Layout::default());
    assert!(matches!(missing, Err(StoreError::NoLists { .. })));
}
