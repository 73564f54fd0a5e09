//! A publication on a web server.
//!
//! A server is not believed: an answer that is longer than it may be is dropped, a redirection stays on the same host and scheme, an
//! entity tag is kept only if it is one, a server that fails too often is given up, and so is one that takes too long for everything
//! together. Whether the bytes are the published ones is decided by the caller.
//!
//! An answer that breaks off is not thrown away: the next try asks for the rest (`Range`). A server without ranges sends everything
//! again, and the known beginning of that is skipped.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use crate::publish::published::is_inner_path;
use crate::publish::source::{Answer, Source, SourceError, is_entity_tag};

/// After so many failed tries a file is given up.
const TRIES: u32 = 4;

/// A try that brought so many bytes did not fail, though it broke off: a long file over a slow line arrives in the end.
const PROGRESS: u64 = 1 << 16;

/// No server makes us wait longer than this before it is asked again, whatever its `Retry-After` states.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How many redirections are followed for one file.
const MOST_REDIRECTIONS: u32 = 5;

/// A publication on a web server.
#[derive(Debug)]
pub struct Server {
    agent: Agent,
    /// Scheme, host and port.
    origin: String,
    /// The path of the publication; ends in `/`.
    root: String,
    pause: Duration,
    /// When the whole work must be done, and how long that is from its start.
    deadline: Option<(Instant, Duration)>,
    received: AtomicU64,
}

impl Server {
    /// Returns the publication at this address.
    ///
    /// # Errors
    ///
    /// Fails if the address is not one of `http` or `https`.
    pub fn new(address: &str) -> Result<Self, SourceError> {
        let (origin, root) = origin_and_path(address).ok_or_else(|| SourceError::Server {
            reason: format!("`{address}` is not an address of http or https"),
        })?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .timeout_recv_body(Some(Duration::from_secs(600)))
            .user_agent(crate::publish::TOOL.replace(' ', "/"));
        Ok(Self {
            agent: config.build().into(),
            origin: origin.to_owned(),
            root: format!("{}/", root.trim_end_matches('/')),
            pause: Duration::from_millis(500),
            deadline: None,
            received: AtomicU64::new(0),
        })
    }

    /// Sets how long to wait after the first failed try; each further pause is twice as long.
    #[must_use]
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Sets how long all requests together may take, counted from now. A server that sends a byte a minute is given up then, however
    /// well it behaves otherwise.
    #[must_use]
    pub fn with_deadline(mut self, within: Duration) -> Self {
        self.deadline = Some((Instant::now() + within, within));
        self
    }

    /// Returns how long the next request may take.
    fn time_left(&self) -> Result<Option<Duration>, Failure> {
        let Some((end, within)) = self.deadline else {
            return Ok(None);
        };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let reason = format!(
                "the publication could not be fetched within {} seconds (`--timeout`)",
                within.as_secs()
            );
            return Err(refused(&reason));
        }
        Ok(Some(left))
    }

    /// Asks for a file until it is there or there is no hope. `Asked::came` counts on from try to try.
    fn ask(&self, asked: &mut Asked<'_>) -> Result<Reply, SourceError> {
        if !is_inner_path(asked.path) || !asked.path.bytes().all(is_plain) {
            return Err(SourceError::Outside);
        }
        let mut in_vain = 0;
        loop {
            let before = asked.came;
            // A server that failed to send the rest is asked for everything.
            let ranged = before > 0 && in_vain < 2;
            let failure = match self.try_once(asked, ranged) {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            let Failure::Passing { reason, pause } = failure else {
                return Err(failure.into());
            };
            in_vain = if asked.came - before < PROGRESS { in_vain + 1 } else { 1 };
            if in_vain == TRIES {
                return Err(SourceError::Server { reason });
            }
            let ours = self.pause * 2u32.pow(in_vain - 1);
            let left = self.time_left()?.unwrap_or(LONGEST_PAUSE);
            sleep(pause.unwrap_or(ours).min(LONGEST_PAUSE).min(left));
        }
    }

    fn try_once(&self, asked: &mut Asked<'_>, ranged: bool) -> Result<Reply, Failure> {
        let mut address = format!("{}{}{}", self.origin, self.root, asked.path);
        for _ in 0..=MOST_REDIRECTIONS {
            let request = self.agent.get(&address).config().timeout_global(self.time_left()?);
            let mut request = request.build();
            if let Some(tag) = asked.tag {
                request = request.header(header::IF_NONE_MATCH, tag);
            }
            if ranged {
                // A range is one of the bytes as they are sent, so they must come unpacked.
                let rest = format!("bytes={}-", asked.came);
                request = request
                    .header(header::RANGE, rest)
                    .header(header::ACCEPT_ENCODING, "identity");
            }
            let response = request.call().map_err(|error| passing(error.to_string()))?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return self.answer(response, asked, ranged);
            }
            address = self.redirected(&address, &response)?;
        }
        Err(refused("it is redirected again and again"))
    }

    fn redirected(&self, from: &str, response: &Response<Body>) -> Result<String, Failure> {
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let to = to.ok_or_else(|| refused("it is redirected to nowhere"))?;
        let to = resolved(from, to);
        match origin_and_path(&to) {
            Some((origin, _)) if origin == self.origin => Ok(to),
            _ => Err(refused(&format!(
                "`{from}` is redirected to `{to}`, which is another host or scheme; give that address yourself if you trust it"
            ))),
        }
    }

    fn get_tagged(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        let mut content = Vec::new();
        let mut asked = Asked {
            path,
            at_most,
            tag,
            came: 0,
            out: &mut content,
        };
        Ok(match self.ask(&mut asked)? {
            Reply::Absent => Answer::Absent,
            Reply::Same => Answer::Same,
            Reply::Whole { tag } => Answer::New { content, tag },
        })
    }

    fn answer(&self, mut response: Response<Body>, asked: &mut Asked<'_>, ranged: bool) -> Result<Reply, Failure> {
        let status = response.status();
        let known = match status {
            StatusCode::OK => asked.came,
            StatusCode::PARTIAL_CONTENT if ranged && is_the_rest(&response, asked.came) => 0,
            StatusCode::NOT_MODIFIED if asked.tag.is_some() => return Ok(Reply::Same),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Reply::Absent),
            // There are no more bytes than have come.
            StatusCode::RANGE_NOT_SATISFIABLE if ranged => return Ok(Reply::Whole { tag: None }),
            StatusCode::PARTIAL_CONTENT => {
                return Err(passing("the server sends another part than was asked for".into()));
            }
            StatusCode::TOO_MANY_REQUESTS => return Err(busy(&response)),
            _ if status.is_server_error() => return Err(busy(&response)),
            _ => return Err(refused(&format!("the server answers {status}"))),
        };
        let tag = text(&response, header::ETAG)
            .filter(|tag| is_entity_tag(tag))
            .map(str::to_owned);
        let before = asked.came;
        let body = response.body_mut().with_config().limit(u64::MAX).reader();
        let copied = asked.copy(body, known);
        self.received
            .fetch_add(known + (asked.came - before), Ordering::Relaxed);
        copied.map(|()| Reply::Whole { tag })
    }
}

/// A file that is asked for, and how much of it has come.
struct Asked<'a> {
    path: &'a str,
    at_most: u64,
    /// What the server called it the last time.
    tag: Option<&'a str>,
    /// How many of its bytes are there.
    came: u64,
    /// Where the others go.
    out: &'a mut dyn Write,
}

impl Asked<'_> {
    /// Copies an answer of which the first `known` bytes are there already.
    fn copy(&mut self, mut body: impl Read, mut known: u64) -> Result<(), Failure> {
        let mut buffer = [0; 1 << 14];
        loop {
            let count = body
                .read(&mut buffer)
                .map_err(|error| passing(format!("the answer breaks off ({error})")))?;
            if count == 0 {
                return Ok(());
            }
            let skipped = usize::try_from(known).unwrap_or(count).min(count);
            known -= skipped as u64;
            let new = &buffer[skipped..count];
            if self.came.saturating_add(new.len() as u64) > self.at_most {
                let at_most = self.at_most;
                return Err(Failure::Final(SourceError::TooLarge { at_most }));
            }
            self.out.write_all(new).map_err(|error| Failure::Final(error.into()))?;
            self.came += new.len() as u64;
        }
    }
}

/// What a server answers about a file.
enum Reply {
    Absent,
    Same,
    /// All bytes are there.
    Whole {
        tag: Option<String>,
    },
}

impl Source for Server {
    fn read(&self, path: &str, at_most: u64, from: u64, out: &mut dyn Write) -> Result<bool, SourceError> {
        let mut asked = Asked {
            path,
            at_most,
            tag: None,
            came: from,
            out,
        };
        Ok(matches!(self.ask(&mut asked)?, Reply::Whole { .. }))
    }

    fn get_if_new(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        let first = self.get_tagged(path, at_most, tag);
        match (&first, tag) {
            // A server may refuse the tag and not the file: it is asked again without it.
            (Ok(Answer::Absent) | Err(SourceError::Server { .. }), Some(_)) => self.get_tagged(path, at_most, None),
            _ => first,
        }
    }

    fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

/// Why a try failed: for now, or for good.
enum Failure {
    Passing {
        reason: String,
        /// How long the server asks us to wait.
        pause: Option<Duration>,
    },
    Final(SourceError),
}

impl From<Failure> for SourceError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Passing { reason, .. } => Self::Server { reason },
            Failure::Final(error) => error,
        }
    }
}

fn passing(reason: String) -> Failure {
    Failure::Passing { reason, pause: None }
}

fn busy(response: &Response<Body>) -> Failure {
    let seconds = text(response, header::RETRY_AFTER).and_then(|after| after.trim().parse().ok());
    Failure::Passing {
        reason: format!("the server answers {}", response.status()),
        pause: seconds.map(Duration::from_secs),
    }
}

fn refused(reason: &str) -> Failure {
    Failure::Final(SourceError::Server {
        reason: reason.to_owned(),
    })
}

fn text(response: &Response<Body>, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Returns true for a part that begins where it was asked for, as it is.
fn is_the_rest(response: &Response<Body>, came: u64) -> bool {
    let range = text(response, header::CONTENT_RANGE).unwrap_or_default();
    let is_packed = text(response, header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
    range.starts_with(&format!("bytes {came}-")) && !is_packed
}

/// Returns the address to which a reference in an answer from `from` leads (RFC 3986, section 5.2; for addresses of http and https).
fn resolved(from: &str, to: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let scheme = from.split("://").next().unwrap_or_default();
    if let Some(rest) = to.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let (origin, path) = origin_and_path(from.split(['?', '#']).next().unwrap_or(from)).unwrap_or((from, "/"));
    let (to, query) = to.split_at(to.find(['?', '#']).unwrap_or(to.len()));
    let path = match to {
        "" => path.to_owned(),
        to if to.starts_with('/') => to.to_owned(),
        to => format!("{}/{to}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    format!("{origin}{}{query}", without_dots(&path))
}

/// Removes `.` and `..` from a path that begins with `/`.
fn without_dots(path: &str) -> String {
    let mut parts = Vec::new();
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    let end = if is_folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

/// Published paths are made of these.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte)
}

/// Splits an address into scheme with host and port, and path.
fn origin_and_path(address: &str) -> Option<(&str, &str)> {
    let scheme_end = ["https://", "http://"]
        .iter()
        .find(|scheme| address.starts_with(**scheme))?
        .len();
    let host_end = address[scheme_end..].find(['/', '?', '#']);
    let (origin, path) = address.split_at(host_end.map_or(address.len(), |end| scheme_end + end));
    let has_host = origin.len() > scheme_end && !origin.contains('@');
    (has_host && !path.contains(['?', '#'])).then_some((origin, path))
}

#[cfg(test)]
mod tests {
    use super::{origin_and_path, resolved};

    #[test]
    fn references_lead_where_rfc_3986_says() {
        let from = "https://a.example/b/c/head.json";
        let cases = [
            ("g", "https://a.example/b/c/g"),
            ("./g", "https://a.example/b/c/g"),
            ("../g", "https://a.example/b/g"),
            ("../../../g", "https://a.example/g"),
            ("/g", "https://a.example/g"),
            ("g?y", "https://a.example/b/c/g?y"),
            ("..", "https://a.example/b/"),
            ("//b.example/g", "https://b.example/g"),
            ("http://b.example/g", "http://b.example/g"),
        ];
        for (to, expected) in cases {
            assert_eq!(resolved(from, to), expected, "{to}");
        }
    }

    #[test]
    fn addresses_are_split_at_the_end_of_the_host() {
        let cases = [
            ("https://a.example", Some(("https://a.example", ""))),
            ("http://a.example:8080/b/c/", Some(("http://a.example:8080", "/b/c/"))),
            ("https://a.example@b.example/", None),
            ("https://a.example?b", None),
            ("https:///b", None),
            ("ftp://a.example/", None),
            ("HTTPS", None),
        ];
        for (address, expected) in cases {
            assert_eq!(origin_and_path(address), expected, "{address}");
        }
    }
}
