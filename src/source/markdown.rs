//! Markdown to HTML, with the front matter as what is given; the only user of `pulldown-cmark`.

use pulldown_cmark::{Options, Parser, html};

use crate::article::{ALL_TEXT, Metadata};
use crate::source::reader::Origin;
use crate::source::{Page, moment};
use crate::text::sanitize::sanitize_line;

/// Makes a page of a Markdown text.
pub(super) fn page(text: &str, origin: Origin<'_>) -> Page {
    let text = text.trim_start_matches('\u{FEFF}');
    let (given, body) = front_matter(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut out = String::with_capacity(body.len() + body.len() / 4);
    out.push_str(ALL_TEXT);
    out.push_str("<!DOCTYPE html><html><body><article>\n");
    html::push_html(&mut out, Parser::new_ext(body, options));
    out.push_str("</article></body></html>\n");
    let mut page = origin.page(out, true);
    page.url = page.url.or_else(|| given.url.clone());
    page.given = given;
    page
}

/// Reads the lines between `---` at the start (YAML) or `+++` (TOML), simple values only.
fn front_matter(text: &str) -> (Metadata, &str) {
    let mut given = Metadata::default();
    let fence = text.lines().next().unwrap_or_default().trim_end();
    if fence != "---" && fence != "+++" {
        return (given, text);
    }
    let Some((_, rest)) = text.split_once('\n') else {
        return (given, text);
    };
    let mut used = 0;
    for line in rest.split_inclusive('\n') {
        used += line.len();
        if line.trim_end() == fence {
            return (given, rest.get(used..).unwrap_or_default());
        }
        if let Some((key, value)) = line.split_once([':', '=']) {
            take(&mut given, key.trim(), value.trim());
        }
    }
    // No closing fence: a rule at the start of a text, not front matter.
    (Metadata::default(), text)
}

fn take(given: &mut Metadata, key: &str, value: &str) {
    let is_list = value.starts_with('[') && value.ends_with(']');
    let value = if is_list {
        value.trim_matches(['[', ']'])
    } else {
        value
    };
    let unquoted = value.replace("\\\"", "\u{0}");
    let unquoted = unquoted.trim_matches(|c| c == '"' || !is_list && c == '\'');
    let unquoted = unquoted.replace('\u{0}', "\"").replace("\\\\", "\\");
    let value = Some(sanitize_line(&unquoted)).filter(|value| !value.is_empty());
    match key {
        "title" => given.title = value.unwrap_or_default(),
        "author" | "authors" | "byline" => {
            given.byline = value.map(|names| names.replace(['"', '\''], ""));
        }
        "source" | "site" | "publication" => given.source = value,
        "date" | "published" => given.published = value.and_then(|words| moment::published(&words)),
        "language" | "lang" => given.language = value,
        "url" | "link" | "canonical_url" | "source_url" => {
            given.url = value.and_then(|url| crate::source::feed::absolute(&url, None));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Limits;

    #[test]
    fn front_matter_is_given_and_taken_out() {
        let limits = Limits::default();
        let origin = Origin {
            location: "a.md",
            url: None,
            charset: None,
            limits: &limits,
        };
        let text = "---\ntitle: \"A \\\"B\\\" C\"\nauthor: [Ann, \"Bob\"]\ndate: 2025-06-26\nurl: https://example.org/a\n---\n# Head\n\nWords *here*.";
        let page = page(text, origin);
        assert_eq!(page.given.title, "A \"B\" C");
        assert_eq!(page.given.byline.as_deref(), Some("Ann, Bob"));
        assert_eq!(page.url.as_deref(), Some("https://example.org/a"));
        assert!(
            page.text
                .contains("<h1>Head</h1>\n<p>Words <em>here</em>.</p>")
        );
        assert!(!page.text.contains("2025"));
        let rule = super::page("---\nNo fence: here", origin);
        assert!(rule.text.contains("No fence"));
    }
}
