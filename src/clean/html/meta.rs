//! Title, source, byline, date and language of a page.
//!
//! Pages say these things several times: in JSON-LD, in `meta` elements, in microdata and in
//! print. Every saying is a candidate; each field has its own way to choose between them.

pub(crate) mod byline;
pub(crate) mod date;
pub(crate) mod jsonld;
mod source;
pub(crate) mod title;

use url::Url;

use crate::article::{Metadata, Published};
use crate::clean::html::dom::{Dom, parse};
use crate::clean::html::votes::words;
use crate::text::language::code;
use crate::text::lookup::LookupSet;
use crate::text::sanitize::sanitize_line;

use jsonld::Story;

/// What parts the name of a site from a headline, or from what the site says of itself.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " » ", " « ", " :: ", " · ", " • ", " / ", " ‹ ", "|",
];
/// Letters that are enough to tell a language.
const DETECTION_BYTES: usize = 1500;
/// Letters below which a language is not guessed.
const MIN_DETECTION_BYTES: usize = 120;
/// Bytes of a `meta` value that are looked at.
const MAX_VALUE: usize = 600;

/// What a page says about itself outside its text.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Name and value of every `meta` element, names in lower case.
    metas: Vec<(String, String)>,
    /// The story that the page's JSON-LD describes.
    pub(crate) story: Story,
    /// The content of the `title` element.
    title: String,
    /// The value of `lang` on the `html` element.
    lang: String,
    /// What the page's own address is.
    url: Option<Url>,
}

impl Facts {
    /// Reads them; `url` is where the page came from.
    pub(crate) fn read(dom: &Dom, url: Option<&str>) -> Self {
        let mut facts = Self {
            url: url.and_then(|url| Url::parse(url).ok()),
            ..Self::default()
        };
        let mut scripts = Vec::new();
        let mut canonical = None;
        for node in 0..dom.len() {
            match dom.tag(node) {
                "html" => {
                    let lang = dom.attribute(node, "lang");
                    let lang = lang.or_else(|| dom.attribute(node, "xml:lang"));
                    lang.unwrap_or_default().clone_into(&mut facts.lang);
                }
                "meta" => facts.read_meta(dom, node),
                "title" if facts.title.is_empty() => {
                    facts.title = sanitize_line(&dom.text_of(node, MAX_VALUE));
                }
                "link" if dom.attribute(node, "rel") == Some("canonical") => {
                    canonical = canonical.or_else(|| dom.attribute(node, "href"));
                }
                "script" => scripts.extend(dom.text(node + 1)),
                _ => {}
            }
        }
        if facts.url.is_none() {
            let stated = canonical
                .map(str::to_owned)
                .or_else(|| facts.meta(&["og:url"]));
            facts.url = stated.and_then(|url| Url::parse(&url).ok());
        }
        let known = [
            facts.meta(&["og:title"]).unwrap_or_default(),
            facts.title.clone(),
        ];
        facts.story = jsonld::read(&scripts, facts.url.as_ref(), &known);
        facts
    }

    fn read_meta(&mut self, dom: &Dom, node: usize) {
        let Some(value) = dom.attribute(node, "content") else {
            return;
        };
        let value = sanitize_line(value);
        if value.is_empty() || value.len() > MAX_VALUE {
            return;
        }
        for (name, key) in dom.attributes(node) {
            if matches!(name, "name" | "property" | "itemprop" | "http-equiv") {
                self.metas
                    .push((key.trim().to_ascii_lowercase(), value.clone()));
            }
        }
    }

    /// Returns the first value of the first of these names that has one.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|&name| self.meta_all(name).next().map(str::to_owned))
    }

    fn meta_all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.metas
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the address that the page's links are relative to.
    pub(crate) fn base(&self, dom: &Dom) -> Option<Url> {
        let base = dom
            .elements(0, "base")
            .find_map(|node| dom.attribute(node, "href"));
        match (base, &self.url) {
            (Some(base), Some(url)) => url.join(base).ok().or_else(|| self.url.clone()),
            (Some(base), None) => Url::parse(base).ok(),
            (None, url) => url.clone(),
        }
    }

    /// Returns the words of the page's descriptions of itself.
    pub(crate) fn summary(&self) -> LookupSet<u64> {
        let texts = ["description", "og:description", "twitter:description"];
        texts
            .iter()
            .flat_map(|name| self.meta_all(name))
            .flat_map(words)
            .collect()
    }

    /// Returns what the page states for its publisher.
    fn publisher(&self) -> Option<String> {
        let stated = self
            .meta(&["og:site_name"])
            .filter(|name| !name.contains("://"))
            .or_else(|| Some(self.story.publisher.clone()).filter(|name| !name.is_empty()))
            .or_else(|| {
                self.meta(&[
                    "application-name",
                    "dc.publisher",
                    "publisher",
                    "twitter:app:name:iphone",
                ])
            })
            .filter(|name| name.len() < 120 && !name.starts_with('@'));
        stated.map(|name| plain(&name))
    }

    /// Returns the host of the page's address without `www.`.
    fn host(&self) -> Option<String> {
        let host = self.url.as_ref()?.host_str()?;
        Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
    }

    /// Returns all that is known; `body` is the article's text.
    pub(crate) fn metadata(
        &self,
        dom: &Dom,
        body: &str,
        fetched: Option<jiff::Timestamp>,
    ) -> Metadata {
        let (publisher, host) = (self.publisher(), self.host());
        let name = publisher
            .as_deref()
            .and_then(|stated| source::name(stated, host.as_deref()));
        let published: Option<Published> = date::published(self, dom, fetched);
        Metadata {
            title: title::title(self, dom),
            title_derived: false,
            byline: byline::byline(self, dom, publisher.as_deref().or(host.as_deref())),
            source: name.or(host),
            dateline: None,
            published,
            language: self.language(body),
            url: self.url.as_ref().map(|url| sanitize_line(url.as_str())),
        }
    }

    /// Returns the language: what the page states, unless its text clearly is in another.
    fn language(&self, body: &str) -> Option<String> {
        let stated = [
            Some(self.lang.clone()),
            Some(self.story.language.clone()),
            self.meta(&["og:locale", "content-language", "dc.language", "language"]),
        ];
        let stated = stated
            .into_iter()
            .flatten()
            .find_map(|tag| language_code(&tag));
        let mut end = body.len().min(DETECTION_BYTES);
        while !body.is_char_boundary(end) {
            end -= 1;
        }
        let sample = body.get(..end).unwrap_or_default();
        let detected = (sample.len() >= MIN_DETECTION_BYTES)
            .then(|| whatlang::detect(sample))
            .flatten()
            .filter(whatlang::Info::is_reliable)
            .map(|info| code(info.lang()));
        match (&stated, detected) {
            (Some(stated), Some(detected)) if is_confusable(stated, detected) => {
                Some(stated.clone())
            }
            (_, Some(detected)) => Some(detected.to_owned()),
            _ => stated,
        }
    }
}

/// Returns text that may hold entities or tags as plain text on one line.
pub(crate) fn plain(text: &str) -> String {
    if text.contains('&') || text.contains('<') {
        let dom = parse(&super::tame::tame(text).markup).to_dom();
        // Some sites escape twice.
        let once = dom.text_of(0, usize::MAX);
        if once.contains('&') && once.contains(';') {
            let dom = parse(&super::tame::tame(&once).markup).to_dom();
            return sanitize_line(&dom.text_of(0, usize::MAX));
        }
        return sanitize_line(&once);
    }
    sanitize_line(text)
}

/// Returns the ISO 639-1 code in front of a language tag (`en-US`, `pt_BR`).
fn language_code(tag: &str) -> Option<String> {
    let code = tag
        .trim()
        .split(['-', '_', ',', ';'])
        .next()?
        .to_ascii_lowercase();
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    match code.as_str() {
        "no" => Some("nb".to_owned()),
        _ => is_code.then_some(code),
    }
}

/// Languages that a detector takes for each other.
fn is_confusable(one: &str, other: &str) -> bool {
    const GROUPS: &[&[&str]] = &[
        &["nb", "nn", "da", "sv"],
        &["hr", "sr", "bs", "sl", "me"],
        &["cs", "sk"],
        &["id", "ms", "jv"],
        &["es", "ca", "gl", "pt"],
        &["ru", "uk", "be", "bg", "mk"],
        &["hi", "mr", "ne"],
        &["nl", "af"],
        &["tr", "az", "tk"],
        &["fa", "ur", "ps", "ar"],
    ];
    one == other
        || GROUPS
            .iter()
            .any(|group| group.contains(&one) && group.contains(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_and_texts_agree_or_the_text_wins() {
        let english = "The minister said on Thursday that the talks with the other side would go on, and that \
            nobody should expect a result before the end of the year, when both of them will meet again.";
        for (lang, body, language) in [
            ("de-AT", "", Some("de")),
            ("de", english, Some("en")),
            ("en_GB", english, Some("en")),
            ("", english, Some("en")),
            ("x", "short", None),
        ] {
            let facts = Facts {
                lang: lang.to_owned(),
                ..Facts::default()
            };
            assert_eq!(facts.language(body).as_deref(), language, "{lang}");
        }
    }

    #[test]
    fn entities_are_read_once_or_twice() {
        assert_eq!(plain("A &amp; B"), "A & B");
        assert_eq!(plain("It&amp;#8217;s <b>so</b>"), "It’s so");
    }
}
