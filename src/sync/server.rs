//! A publication on a web server.
//!
//! Nothing that a server says is believed: an answer is as long as it may be or it is none, a redirection stays on the same
//! host and scheme, and whoever is asked too often in vain is given up. Whether the bytes are the published ones others decide.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use crate::publish::published::is_inner_path;
use crate::publish::source::{Answer, Source, SourceError, read_at_most};

/// How often a file is asked for before it is given up.
const TRIES: u32 = 4;

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

    fn ask(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        if !is_inner_path(path) || !path.bytes().all(is_plain) {
            return Err(SourceError::Outside);
        }
        let mut pause = self.pause;
        for _ in 1..TRIES {
            match self.try_once(path, at_most, tag) {
                Err(Failure::Passing(_)) => sleep(pause),
                Err(Failure::Final(error)) => return Err(error),
                Ok(answer) => return Ok(answer),
            }
            pause *= 2;
        }
        self.try_once(path, at_most, tag).map_err(|failure| match failure {
            Failure::Final(error) => error,
            Failure::Passing(reason) => SourceError::Server { reason },
        })
    }

    fn try_once(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, Failure> {
        let mut address = format!("{}{}{path}", self.origin, self.root);
        for _ in 0..=MOST_REDIRECTIONS {
            let mut request = self.agent.get(&address);
            if let Some(tag) = tag {
                request = request.header(header::IF_NONE_MATCH, tag);
            }
            let response = request.call().map_err(|error| Failure::Passing(error.to_string()))?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return self.answer(response, at_most, tag.is_some());
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

    fn answer(&self, mut response: Response<Body>, at_most: u64, has_tag: bool) -> Result<Answer, Failure> {
        let status = response.status();
        match status {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if has_tag => return Ok(Answer::Same),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Answer::Absent),
            StatusCode::TOO_MANY_REQUESTS => return Err(Failure::Passing(format!("the server says {status}"))),
            _ if status.is_server_error() => return Err(Failure::Passing(format!("the server says {status}"))),
            _ => return Err(refused(&format!("the server says {status}"))),
        }
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let tag = tag.map(str::to_owned);
        let on_the_way = response.headers().get(header::CONTENT_LENGTH);
        let on_the_way = on_the_way.and_then(|bytes| bytes.to_str().ok()?.parse::<u64>().ok());
        let body = response.body_mut().with_config().limit(u64::MAX).reader();
        let content = read_at_most(body, at_most).map_err(|error| match error {
            SourceError::Read { source } => Failure::Passing(format!("the answer breaks off ({source})")),
            error => Failure::Final(error),
        })?;
        let bytes = on_the_way.unwrap_or(content.len() as u64);
        self.received.fetch_add(bytes, Ordering::Relaxed);
        Ok(Answer::New { content, tag })
    }
}

impl Source for Server {
    fn get(&self, path: &str, at_most: u64) -> Result<Option<Vec<u8>>, SourceError> {
        match self.ask(path, at_most, None)? {
            Answer::New { content, .. } => Ok(Some(content)),
            Answer::Absent | Answer::Same => Ok(None),
        }
    }

    fn get_if_new(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        self.ask(path, at_most, tag)
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
    Passing(String),
    Final(SourceError),
}

fn refused(reason: &str) -> Failure {
    Failure::Final(SourceError::Server {
        reason: reason.to_owned(),
    })
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
