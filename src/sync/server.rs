//! A publication on a web server.
//!
//! Nothing that a server says is believed: an answer is as long as it may be or it is none, a redirection stays on the same
//! host and scheme, and whoever is asked too often in vain is given up. Whether the bytes are the published ones others decide.
//!
//! An answer that breaks off is not thrown away: the next try asks for the rest (`Range`). A server that does not know ranges
//! sends everything again, of which the known beginning is passed over.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use crate::publish::published::is_inner_path;
use crate::publish::source::{Answer, Source, SourceError};

/// How often a file is asked for in vain before it is given up.
const TRIES: u32 = 4;

/// A try that brought so many bytes was not in vain, though it broke off: what is long and slow comes in the end.
const PROGRESS: u64 = 1 << 16;

/// No server makes us wait longer than this before it is asked again, whatever it says (`Retry-After`).
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
    received: AtomicU64,
}

impl Server {
    /// Returns the publication at this address.
    ///
    /// # Errors
    ///
    /// Fails where the address is none of `http` or `https`.
    pub fn new(address: &str) -> Result<Self, SourceError> {
        let (origin, root) = origin_and_path(address).ok_or_else(|| SourceError::Server {
            reason: format!("`{address}` is no address of http or https"),
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
            received: AtomicU64::new(0),
        })
    }

    /// Sets how long to wait after the first failed try; each further pause is twice as long.
    #[must_use]
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Asks for a file until it is there or there is no hope. `Asked::came` counts on from try to try.
    fn ask(&self, asked: &mut Asked<'_>) -> Result<Said, SourceError> {
        if !is_inner_path(asked.path) || !asked.path.bytes().all(is_plain) {
            return Err(SourceError::Outside);
        }
        let mut in_vain = 0;
        loop {
            let before = asked.came;
            // A server that failed to send the rest is asked for everything.
            let ranged = before > 0 && in_vain < 2;
            let failure = match self.try_once(asked, ranged) {
                Ok(said) => return Ok(said),
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
            sleep(pause.unwrap_or(ours).min(LONGEST_PAUSE));
        }
    }

    fn try_once(&self, asked: &mut Asked<'_>, ranged: bool) -> Result<Said, Failure> {
        let mut address = format!("{}{}{}", self.origin, self.root, asked.path);
        for _ in 0..=MOST_REDIRECTIONS {
            let mut request = self.agent.get(&address);
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
        if to.starts_with('/') && !to.starts_with("//") {
            return Ok(format!("{}{to}", self.origin));
        }
        match origin_and_path(to) {
            Some((origin, _)) if origin == self.origin => Ok(to.to_owned()),
            _ => Err(refused(&format!(
                "`{from}` is redirected to `{to}`, which is another host or scheme; give that address yourself if you trust it"
            ))),
        }
    }

    fn answer(&self, mut response: Response<Body>, asked: &mut Asked<'_>, ranged: bool) -> Result<Said, Failure> {
        let status = response.status();
        let known = match status {
            StatusCode::OK => asked.came,
            StatusCode::PARTIAL_CONTENT if ranged && is_the_rest(&response, asked.came) => 0,
            StatusCode::NOT_MODIFIED if asked.tag.is_some() => return Ok(Said::Same),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Said::Absent),
            // There are no more bytes than have come.
            StatusCode::RANGE_NOT_SATISFIABLE if ranged => return Ok(Said::Whole { tag: None }),
            StatusCode::PARTIAL_CONTENT => {
                return Err(passing("the server sends another part than was asked for".into()));
            }
            StatusCode::TOO_MANY_REQUESTS => return Err(busy(&response)),
            _ if status.is_server_error() => return Err(busy(&response)),
            _ => return Err(refused(&format!("the server says {status}"))),
        };
        let tag = text(&response, header::ETAG).map(str::to_owned);
        let before = asked.came;
        let body = response.body_mut().with_config().limit(u64::MAX).reader();
        let copied = asked.copy(body, known);
        self.received
            .fetch_add(known + (asked.came - before), Ordering::Relaxed);
        copied.map(|()| Said::Whole { tag })
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

/// What a server says of a file.
enum Said {
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
        Ok(matches!(self.ask(&mut asked)?, Said::Whole { .. }))
    }

    fn get_if_new(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        let mut content = Vec::new();
        let mut asked = Asked {
            path,
            at_most,
            tag,
            came: 0,
            out: &mut content,
        };
        Ok(match self.ask(&mut asked)? {
            Said::Absent => Answer::Absent,
            Said::Same => Answer::Same,
            Said::Whole { tag } => Answer::New { content, tag },
        })
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
        reason: format!("the server says {}", response.status()),
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
    use super::origin_and_path;

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
