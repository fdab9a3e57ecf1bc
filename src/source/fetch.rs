//! Fetching pages and feeds over HTTP, politely; the only user of `ureq`.

use std::io::Read as _;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::{Agent, Body};

use crate::error::{Error, ErrorKind};
use crate::source::hosts::is_led_astray;

/// How to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manners {
    /// Time for one answer; each redirect is one.
    pub patience: Duration,
    /// Bytes of an answer, unpacked.
    pub most_bytes: u64,
    /// Redirects that are followed; one from the open network into a private one is refused
    /// ([`is_led_astray`]).
    pub redirects: u32,
    /// Uses the proxy that the environment names.
    pub uses_proxy: bool,
}

impl Default for Manners {
    /// 30 seconds, 64 MiB, 8 redirects, and the proxy of the environment.
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(30),
            most_bytes: 64 << 20,
            redirects: 8,
            uses_proxy: true,
        }
    }
}

/// Fetches; shared between threads by reference.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    manners: Manners,
}

/// What a server keeps to tell whether something has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is as it was.
    Unchanged,
    /// What came.
    Fetched(Box<Fetched>),
}

/// A body with what came along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The address after permanent redirects and others.
    pub url: String,
    /// `Content-Type`.
    pub media_type: Option<String>,
    /// For the next time.
    pub validators: Validators,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Why nothing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What to tell.
    pub error: Error,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// It is gone for good.
    pub is_gone: bool,
}

impl Fetcher {
    /// Makes a fetcher.
    pub fn new(manners: Manners) -> Self {
        let mut config = Agent::config_builder()
            .timeout_global(Some(manners.patience))
            .timeout_connect(Some(manners.patience.min(Duration::from_secs(10))))
            // Each step is looked at before it is taken.
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("pullquote/", env!("CARGO_PKG_VERSION")));
        if !manners.uses_proxy {
            config = config.proxy(None);
        }
        Self {
            agent: config.build().new_agent(),
            manners,
        }
    }

    /// Gets what is at `url`, unless it is as `known` says.
    ///
    /// # Errors
    /// If the address is wrong, nobody answers in time, the answer is an error, has no end, or
    /// redirects go round.
    pub fn get(&self, url: &str, known: &Validators) -> Result<Answer, Refusal> {
        let mut at = url.to_owned();
        for _ in 0..=self.manners.redirects {
            let response = self.ask(&at, known).map_err(|error| refusal(url, &error))?;
            let Some(next) = redirect(&response, &at) else {
                return self.take(&at, response);
            };
            if is_led_astray(url, &next) {
                let what = format!("it leads into a private network: “{next}”");
                let mut refusal = plainly(url, &what);
                refusal.error = refusal
                    .error
                    .with_hint("if that is where you want to go, name that address itself");
                return Err(refusal);
            }
            at = next;
        }
        Err(refusal(url, &ureq::Error::TooManyRedirects))
    }

    fn ask(&self, url: &str, known: &Validators) -> Result<Response<Body>, ureq::Error> {
        let mut request = self.agent.get(url).header(
            "Accept",
            "text/html, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
        );
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header("If-Modified-Since", modified);
        }
        request.call()
    }

    fn take(&self, url: &str, mut response: Response<Body>) -> Result<Answer, Refusal> {
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Answer::Unchanged);
        }
        if !status.is_success() {
            return Err(refused(url, status, response.headers()));
        }
        let mut fetched = Fetched {
            url: url.to_owned(),
            media_type: text(response.headers(), "content-type"),
            validators: Validators {
                etag: text(response.headers(), "etag"),
                modified: text(response.headers(), "last-modified"),
            },
            body: Vec::new(),
        };
        let limit = self.manners.most_bytes;
        let mut reader = response.body_mut().as_reader().take(limit + 1);
        reader
            .read_to_end(&mut fetched.body)
            .map_err(|error| plainly(url, &format!("the answer breaks off: {error}")))?;
        if fetched.body.len() as u64 > limit {
            let what = format!("the answer is larger than {} MB", limit.div_ceil(1 << 20));
            return Err(plainly(url, &what));
        }
        Ok(Answer::Fetched(Box::new(fetched)))
    }
}

/// Returns where a response sends on to.
fn redirect(response: &Response<Body>, from: &str) -> Option<String> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let to = text(response.headers(), "location")?;
    let to = url::Url::parse(from).ok()?.join(&to).ok()?;
    matches!(to.scheme(), "http" | "https").then(|| to.into())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn plainly(url: &str, why: &str) -> Refusal {
    Refusal {
        error: Error::new(ErrorKind::Source, format!("cannot fetch “{url}”: {why}")),
        retry_after: None,
        is_gone: false,
    }
}

fn refused(url: &str, status: StatusCode, headers: &HeaderMap) -> Refusal {
    let code = status.as_u16();
    let (why, hint) = match code {
        401 | 403 | 407 => (
            "it does not let this program in",
            "open it in a browser and save the page",
        ),
        404 => ("there is nothing at this address", "check the address"),
        410 => ("it is gone for good", "remove the feed or the address"),
        429 => (
            "it has been asked too often",
            "wait; it is asked again later",
        ),
        500.. => ("it has a fault of its own", "try again later"),
        _ => ("it does not answer with a page", "check the address"),
    };
    let mut refusal = plainly(url, &format!("{why} (status {code})"));
    refusal.error = refusal.error.with_hint(hint);
    refusal.is_gone = code == 410;
    let seconds = text(headers, "retry-after").and_then(|after| after.trim().parse().ok());
    refusal.retry_after = seconds.map(Duration::from_secs);
    refusal
}

fn refusal(url: &str, error: &ureq::Error) -> Refusal {
    let (why, hint) = match error {
        ureq::Error::BadUri(_) => ("the address is wrong".to_owned(), "write it as `https://…`"),
        ureq::Error::HostNotFound => (
            "there is no such host".to_owned(),
            "check the address and the network",
        ),
        ureq::Error::ConnectionFailed => (
            "nobody answers there".to_owned(),
            "check the address and the network",
        ),
        ureq::Error::Timeout(_) => ("nobody answers in time".to_owned(), "try again later"),
        ureq::Error::TooManyRedirects => (
            "it redirects without end".to_owned(),
            "open it in a browser and save the page",
        ),
        ureq::Error::Io(error) => (crate::source::paths::plain(error), "check the network"),
        other => (other.to_string(), "try again later"),
    };
    let mut refusal = plainly(url, &why);
    refusal.error = refusal.error.with_hint(hint);
    refusal
}
