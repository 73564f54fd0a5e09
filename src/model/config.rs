//! The repository's own settings: what `gazette.yaml` says.

use super::record::{Number, record};
use super::words::{MergeMethod, ReleaseSource};

record! {
    /// What holds for a whole repository: the content of `gazette.yaml`.
    Config {
        /// Who publishes the lists.
        publisher "publisher": Option<Publisher> [editorial];
        /// The address under which the publication is found on the web, for links and ids; without it links are
        /// relative and ids are made of the publisher's name.
        base_url "base_url": Option<String> [editorial];
        /// The folder of the lists; `lists` where none is said.
        lists "lists": Option<String> [editorial];
        /// Where the lists were before they moved: paths from the root of the git repository. Commits in which `lists` is not there
        /// are read from the first of these that is.
        former_lists "former_lists": Vec<String> [editorial];
        /// The folder of the repository's own templates; `templates` where none is said.
        templates "templates": Option<String> [editorial];
        /// Which points of the history are releases.
        releases "releases": Releases [editorial];
        /// The days after its release on which a manifest expires; 30 where none is said.
        expires_after "expires_after": Number [editorial];
        /// What holds for the published tree.
        publication "publication": PublicationSettings [editorial];
    }
}

record! {
    /// What holds for the published tree.
    PublicationSettings {
        /// The public key (`RW…`) that is to sign after today's: today's key says so in a signed file, and readers who
        /// hold today's key follow.
        next_key "next_key": Option<String> [editorial];
        /// How many releases of each list stay published as full feeds, the newest of them included; none but
        /// `latest/` where none is said. Deltas, notices and manifests stay for ever.
        retention "retention": Number [editorial];
    }
}

record! {
    /// Who publishes. A bare text is the name.
    Publisher short "name" {
        /// The name.
        name "name": String [editorial, required];
        /// Its page on the web.
        url "url": Option<String> [editorial];
        /// Where questions are answered.
        email "email": Option<String> [editorial];
    }
}

record! {
    /// Which points of the history are releases.
    Releases {
        /// Whether tags or commits make releases; tags where there is one that matches, else commits.
        from "from": ReleaseSource [editorial];
        /// The pattern of the tags that are releases; `release/*` where none is said.
        tags "tags": Option<String> [editorial];
        /// The revision with which the published history begins; the first release where none is said.
        since "since": Option<String> [editorial];
        /// How branches are merged: `squash`, `merge` or `rebase`. `check` and `preview` judge the releases that it makes; both ways if it
        /// is not given.
        merge "merge": MergeMethod [editorial];
    }
}
