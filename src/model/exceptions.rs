//! Exceptions: what `exceptions.yaml` says about releases that a guard would stop and about states that must not be released.
//!
//! The file is committed and reviewed like the lists. `check`, `preview` and `publish` read it, so that publishing again from
//! nothing gives the same bytes.

use super::record::{Item, record};
use super::release::Release;

record! {
    /// Exceptions of a repository: the content of `exceptions.yaml`.
    Exceptions {
        /// Guards that are lifted for one release.
        exceptions "exceptions": Vec<Exception> [editorial];
        /// States that must not be released: mistakes that were found before they were published.
        skip "skip": Vec<SkippedState> [editorial];
    }
}

record! {
    /// A guard that is lifted for one release of one list. Without `release` and `commit` it holds for the release whose change
    /// brings it into the file.
    Exception {
        /// The id of the list.
        list "list": String [editorial, required];
        /// The name of the guard, which is that of the rule: `list-shrank`, `id-reused`.
        guard "guard": String [editorial, required];
        /// The name of the release.
        release "release": Option<String> [editorial];
        /// The commit of the release: at least its first 7 digits.
        commit "commit": Option<String> [editorial];
        /// The ids of entries whose removal was a mistake and which come back under their own id; for the guard `id-reused`.
        reinstates "reinstates": Vec<String> [editorial];
        /// Why the release is published all the same; its manifest repeats it.
        reason "reason": String [editorial, required, prose];
        /// Who decided it.
        by "by": String [editorial, required];
    }
}

impl Item for Exception {}

record! {
    /// A state that must not be released, although it can be read. It is named in the manifest of the next release.
    SkippedState {
        /// The id of the list; all lists if it is not given.
        list "list": Option<String> [editorial];
        /// The name of the release.
        release "release": Option<String> [editorial];
        /// The commit of the release: at least its first 7 digits.
        commit "commit": Option<String> [editorial];
        /// Why it must not be released.
        reason "reason": String [editorial, required, prose];
        /// Who decided it.
        by "by": String [editorial, required];
    }
}

impl Item for SkippedState {}

/// The least number of digits by which a commit is named.
const SHORTEST_COMMIT: usize = 7;

impl Exception {
    /// Returns true if the exception names this release by its name or its commit.
    pub fn names(&self, release: &Release) -> bool {
        names_release(self.release.as_deref(), self.commit.as_deref(), release)
    }

    /// Returns true if the exception names no release, so that it holds for the one whose change brings it into the file.
    pub fn comes_with_its_release(&self) -> bool {
        self.release.is_none() && self.commit.is_none()
    }
}

impl SkippedState {
    /// Returns true if this state of a list must not be released.
    pub fn covers(&self, list_id: &str, release: &Release) -> bool {
        self.list.as_deref().is_none_or(|list| list == list_id)
            && names_release(self.release.as_deref(), self.commit.as_deref(), release)
    }
}

/// If both name and commit are given, both must fit.
fn names_release(name: Option<&str>, commit: Option<&str>, release: &Release) -> bool {
    let is_named = name.is_none_or(|name| name == release.name);
    let has_commit = commit.is_none_or(|commit| {
        commit.len() >= SHORTEST_COMMIT && release.commit.starts_with(&commit.to_ascii_lowercase())
    });
    (name.is_some() || commit.is_some()) && is_named && has_commit
}

impl Exceptions {
    /// Returns the exceptions that hold for a release of a list; `before` is the file as it was at the release before.
    ///
    /// `self` is the file at the newest commit, `then` the file at the commit of the release. An exception that names the release
    /// is taken from the newest file, so that it can be added later; one that names none is taken from the file of its release.
    pub fn of_release(&self, then: &Self, before: &Self, list_id: &str, release: &Release) -> Vec<Exception> {
        let named = self.exceptions.iter().filter(|exception| exception.names(release));
        let brought = then
            .exceptions
            .iter()
            .filter(|exception| exception.comes_with_its_release() && !before.exceptions.contains(exception));
        let of_list = named.chain(brought).filter(|exception| exception.list == list_id);
        let mut found: Vec<Exception> = of_list.cloned().collect();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn release() -> Release {
        Release {
            name: "2026-03-01".to_owned(),
            date: date(2026, 3, 1),
            time: Timestamp::UNIX_EPOCH,
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            tree: String::new(),
            title: String::new(),
            body: String::new(),
        }
    }

    fn exception(release: Option<&str>, commit: Option<&str>) -> Exception {
        Exception {
            list: "us".to_owned(),
            guard: "list-shrank".to_owned(),
            release: release.map(str::to_owned),
            commit: commit.map(str::to_owned),
            ..Exception::default()
        }
    }

    #[test]
    fn a_release_is_named_by_its_name_or_at_least_seven_digits_of_its_commit() {
        assert!(exception(Some("2026-03-01"), None).names(&release()));
        assert!(exception(None, Some("0123456")).names(&release()));
        assert!(!exception(None, Some("012345")).names(&release()));
        assert!(!exception(Some("2026-03-02"), Some("0123456")).names(&release()));
        assert!(!exception(None, None).names(&release()));
    }

    #[test]
    fn an_exception_without_a_release_holds_for_the_one_that_brings_it() {
        let file = |exceptions: Vec<Exception>| Exceptions {
            exceptions,
            ..Exceptions::default()
        };
        let (none, one) = (file(Vec::new()), file(vec![exception(None, None)]));
        assert_eq!(one.of_release(&one, &none, "us", &release()).len(), 1);
        assert!(one.of_release(&one, &one, "us", &release()).is_empty());
        assert!(one.of_release(&one, &none, "uk", &release()).is_empty());
        // Removed from the newest file it still holds for the release that brought it.
        assert_eq!(none.of_release(&one, &none, "us", &release()).len(), 1);
        let named = file(vec![exception(Some("2026-03-01"), None)]);
        assert_eq!(named.of_release(&none, &none, "us", &release()).len(), 1);
    }
}
