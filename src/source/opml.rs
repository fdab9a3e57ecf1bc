//! Lists of subscriptions (OPML 2.0), in and out.

use std::ops::ControlFlow;

use crate::source::reader::{Origin, deliver};
use crate::source::xml::{Step, walk};
use crate::source::{Item, Sink, Subscription};
use crate::text::sanitize::sanitize_line;

/// Reads the feeds that a list names.
pub fn parse(text: &str) -> Vec<Subscription> {
    let mut feeds = Vec::new();
    // The outlines that are open; the name of a folder, or nothing for a feed.
    let mut open: Vec<Option<String>> = Vec::new();
    walk(text, |step| {
        match step {
            Step::Open(element) if element.name == "outline" => {
                let title = element.get("title").or_else(|| element.get("text"));
                let title = title.map(sanitize_line);
                match element.get("xmlurl") {
                    Some(url) => {
                        feeds.push(Subscription {
                            url: url.trim().to_owned(),
                            title,
                            folders: open.iter().flatten().cloned().collect(),
                        });
                        open.push(None);
                    }
                    None => open.push(title),
                }
            }
            Step::Close(name) if name == "outline" => {
                open.pop();
            }
            _ => {}
        }
        true
    });
    feeds
}

/// Writes feeds as a list, folders first come first.
pub fn write(feeds: &[Subscription]) -> String {
    let escape = |text: &str| quick_xml::escape::escape(text).into_owned();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>pullquote</title></head>\n<body>\n",
    );
    let mut open: &[String] = &[];
    let mut sorted: Vec<&Subscription> = feeds.iter().collect();
    sorted.sort_by(|a, b| (&a.folders, &a.title, &a.url).cmp(&(&b.folders, &b.title, &b.url)));
    for feed in sorted {
        let shared = open
            .iter()
            .zip(&feed.folders)
            .take_while(|(a, b)| a == b)
            .count();
        out.push_str(&"</outline>\n".repeat(open.len() - shared));
        for folder in feed.folders.iter().skip(shared) {
            out.extend(["<outline text=\"", &escape(folder), "\">\n"]);
        }
        open = &feed.folders;
        let title = escape(feed.title.as_deref().unwrap_or(&feed.url));
        let url = escape(&feed.url);
        out.extend([
            "<outline type=\"rss\" text=\"",
            &title,
            "\" xmlUrl=\"",
            &url,
            "\"/>
",
        ]);
    }
    out.push_str(&"</outline>\n".repeat(open.len()));
    out.push_str("</body>\n</opml>\n");
    out
}

/// Gives the feeds of a list to the sink.
pub(super) fn read(text: &str, origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let feeds = parse(text).into_iter().map(|feed| Ok(Item::Feed(feed)));
    deliver(feeds, origin, sink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let feed = |url: &str, title: &str, folders: &[&str]| Subscription {
            url: url.to_owned(),
            title: Some(title.to_owned()),
            folders: folders.iter().map(|&folder| folder.to_owned()).collect(),
        };
        let feeds = vec![
            feed("https://example.org/a?b=1&c=2", "A & B", &[]),
            feed("https://example.org/b", "\"B\"", &["News"]),
            feed("https://example.org/c", "C", &["News", "World"]),
            feed("https://example.org/d", "D", &["Tech"]),
        ];
        assert_eq!(parse(&write(&feeds)), feeds);
    }
}
