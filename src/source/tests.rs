//! What every format gives, whole, broken and cut.

use std::io::Write as _;

use super::*;

/// Reads `bytes` under a name; returns the items and the messages of the faults.
fn read_named(bytes: &[u8], name: &str) -> (Vec<Item>, Vec<String>) {
    read_within(bytes, name, &Limits::default())
}

fn read_within(bytes: &[u8], name: &str, limits: &Limits) -> (Vec<Item>, Vec<String>) {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    let flow = read_stream(Box::new(bytes), name, limits, &mut |found| {
        match found {
            Ok(item) => items.push(item),
            Err(error) => faults.push(error.to_string()),
        }
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    (items, faults)
}

fn pages(bytes: &[u8], name: &str) -> Vec<Page> {
    let (items, faults) = read_named(bytes, name);
    assert_eq!(faults, Vec::<String>::new(), "{name}");
    items.into_iter().map(page).collect()
}

fn page(item: Item) -> Page {
    match item {
        Item::Page(page) => *page,
        other => panic!("{other:?} is no page"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Paper</title><link>https://example.org/</link><language>en</language>
<image><title>Logo</title><link>https://example.org/logo</link></image>
<item><title>First &amp; <![CDATA[<b>foremost</b>]]></title><link>/a</link><guid isPermaLink="false">7</guid>
<pubDate>Thu, 26 Jun 2025 10:00:00 GMT</pubDate><dc:creator>Ann Lee</dc:creator>
<description>A teaser</description><content:encoded><![CDATA[<p>The whole <em>text</em>.</p>]]></content:encoded></item>
<item><title>Second</title><link>https://example.org/b</link></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Notes</title>
<link rel="self" href="https://example.org/feed"/><link href="https://example.org/"/>
<entry><title>One</title><link rel="alternate" href="https://example.org/1"/><id>tag:1</id>
<updated>2025-06-27T00:00:00Z</updated><published>2025-06-26T00:00:00Z</published>
<author><name>Ann</name></author><author><name>Bob</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b</p></div></content></entry></feed>"#;

#[test]
fn feeds_give_what_they_know() {
    let (items, faults) = read_named(RSS.as_bytes(), "news.xml");
    assert_eq!(faults, Vec::<String>::new());
    let first = page(items[0].clone());
    assert_eq!(first.given.title, "First & foremost");
    assert_eq!(first.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(first.given.source.as_deref(), Some("The Paper"));
    assert_eq!(first.given.byline.as_deref(), Some("Ann Lee"));
    assert_eq!(first.given.language.as_deref(), Some("en"));
    let published = first.given.published.unwrap();
    assert_eq!(
        published.resolved.as_deref(),
        Some("2025-06-26T10:00:00+00:00")
    );
    assert_eq!(
        first.text,
        "<article><p>The whole <em>text</em>.</p></article>"
    );
    let Item::Link(second) = &items[1] else {
        panic!("{items:?}")
    };
    assert_eq!(second.url, "https://example.org/b");

    let page = pages(ATOM.as_bytes(), "x").remove(0);
    assert_eq!(page.given.byline.as_deref(), Some("Ann, Bob"));
    assert_eq!(page.given.published.unwrap().best(), "2025-06-26T00:00:00Z");
    assert!(page.text.contains("<p>a &lt; b</p></div>"), "{}", page.text);
}

#[test]
fn a_feed_that_breaks_off_gives_its_first_entries() {
    let cut = RSS.split("<item><title>Second").next().unwrap();
    let (items, faults) = read_named(cut.as_bytes(), "news.xml");
    assert_eq!(items.len(), 1);
    assert!(faults[0].contains("breaks off"), "{faults:?}");
}

#[test]
fn json_is_read_under_the_usual_names() {
    let one = r#"{"url":"https://example.org/a","headline":"T","authors":[{"name":"Ann"},{"name":"Bob"}],
        "publisher":{"name":"The Paper"},"datePublished":"2025-06-26","articleBody":"Words.","tags":["b","a"],"is_starred":1}"#;
    let page = pages(one.as_bytes(), "a.json").remove(0);
    assert_eq!((page.text.as_str(), page.is_html), ("Words.", false));
    assert_eq!(page.given.title, "T");
    assert_eq!(page.given.byline.as_deref(), Some("Ann, Bob"));
    assert_eq!(page.given.source.as_deref(), Some("The Paper"));
    assert_eq!(page.given.published.unwrap().best(), "2025-06-26");
    assert_eq!(
        page.state,
        State {
            is_read: false,
            is_starred: true,
            tags: vec!["a".to_owned(), "b".to_owned()]
        }
    );

    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[
        {"id":"1","url":"https://example.org/1","content_html":"<p>x</p>"},{"content_text":"y"}]}"#;
    let found = pages(feed.as_bytes(), "feed.json");
    assert_eq!((found[0].is_html, found[1].is_html), (true, false));
    assert_eq!(found[1].given.source.as_deref(), Some("F"));

    let crawl = r#"{"text":"x","id":"1","dump":"D","url":"https://example.org","date":"2025-06-26T00:00:00Z"}"#;
    let page = pages(crawl.as_bytes(), "a.jsonl").remove(0);
    assert!(page.given.published.is_none());
    assert_eq!(page.fetched.unwrap().to_string(), "2025-06-26T00:00:00Z");

    let deep = r#"{"text":"x","meta":{"url":"https://example.org/deep"}}"#;
    assert_eq!(
        pages(deep.as_bytes(), "a.jsonl")[0].url.as_deref(),
        Some("https://example.org/deep")
    );
}

#[test]
fn a_wrong_line_costs_only_itself() {
    let lines = "{\"text\":\"a\"}\n{\"text\":\n\n[1]\n{\"none\":1}\n{\"text\":\"b\"}";
    let (items, faults) = read_named(lines.as_bytes(), "a.jsonl");
    assert_eq!(items.len(), 2);
    assert_eq!(page(items[1].clone()).location, "a.jsonl:6");
    for (fault, part) in faults.iter().zip(["a.jsonl:2", "a.jsonl:4", "a.jsonl:5"]) {
        assert!(fault.contains(part), "{faults:?}");
    }
    let (items, faults) = read_within(
        lines.as_bytes(),
        "a.jsonl",
        &Limits {
            document: 5,
            ..Limits::default()
        },
    );
    assert!(
        items.is_empty() && faults[0].contains("larger"),
        "{faults:?}"
    );
}

const MAIL: &str = "From: Ann Lee <ann@example.org>\r\nTo: b@example.org\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\nDate: Thu, 26 Jun 2025 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nOn=E9 line.\r\n";

const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/page\r\nSubject: T\r\nDate: Thu, 26 Jun 2025 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/html\r\nContent-Location: https://example.org/page\r\n\r\n<html><p>Words</p></html>\r\n--B--\r\n";

#[test]
fn mails_and_pages_saved_as_mails_are_read() {
    let page = pages(MAIL.as_bytes(), "a.eml").remove(0);
    assert_eq!(page.given.title, "Café");
    assert_eq!(page.given.source.as_deref(), Some("Ann Lee"));
    assert_eq!((page.text.trim(), page.is_html), ("Oné line.", false));
    let page = pages(SAVED.as_bytes(), "a.mhtml").remove(0);
    assert_eq!(page.url.as_deref(), Some("https://example.org/page"));
    assert!(page.is_html && page.given.published.is_none());
    let mbox = format!("From ann Thu Jun 26\n{MAIL}\nFrom ann Thu Jun 26\n{MAIL}");
    assert_eq!(
        pages(mbox.replace("\r\n", "\n").as_bytes(), "a.mbox").len(),
        2
    );
}

/// A book of two chapters and a cover.
fn book() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"OEBPS/b.opf\"/></rootfiles></container>",
        ),
        (
            "OEBPS/b.opf",
            "<package><metadata><dc:title>Book</dc:title><dc:creator>Ann</dc:creator><dc:language>en</dc:language></metadata><manifest><item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/><item id='1' href='t/one%201.xhtml' media-type='application/xhtml+xml'/><item id='2' href='t/2.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='c'/><itemref idref='1'/><itemref idref='2'/><itemref idref='n' linear='no'/></spine></package>",
        ),
        (
            "OEBPS/nav.xhtml",
            "<nav><a href='t/one%201.xhtml#x'>Chapter One</a></nav>",
        ),
        (
            "OEBPS/c.xhtml",
            "<html><body><img src='c.png'/></body></html>",
        ),
        (
            "OEBPS/t/one 1.xhtml",
            "<html><body><p>First words.</p></body></html>",
        ),
        (
            "OEBPS/t/2.xhtml",
            "<html><body><p>Second words.</p></body></html>",
        ),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_chapter_is_a_page() {
    let found = pages(&book(), "b.epub");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].given.title, "Chapter One");
    assert_eq!(found[0].given.source.as_deref(), Some("Book"));
    assert_eq!(found[0].location, "b.epub#OEBPS/t/one 1.xhtml");
    assert!(found[1].text.contains("Second words"));
}

fn record(kind: &str, media: &str, body: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{kind}\r\nWARC-Date: 2025-06-26T00:00:00Z\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    )
}

fn archive() -> Vec<String> {
    let http = |head: &str, body: &str| format!("HTTP/1.1 {head}\r\n\r\n{body}");
    vec![
        record("warcinfo", "application/warc-fields", "software: x"),
        record(
            "response",
            "application/http; msgtype=response",
            &http(
                "200 OK\r\nContent-Type: text/html; charset=utf-8",
                "<p>é</p>",
            ),
        ),
        record(
            "response",
            "application/http",
            &http("404 Not Found\r\nContent-Type: text/html", "<p>no</p>"),
        ),
        record(
            "response",
            "application/http",
            &http("200 OK\r\nContent-Type: image/png", "x"),
        ),
        record(
            "response",
            "application/http",
            &http(
                "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked",
                "4\r\n<p>a\r\n5\r\nb</p>\r\n0\r\n\r\n",
            ),
        ),
        record("conversion", "text/plain", "Plain words"),
    ]
}

#[test]
fn archives_give_their_pages() {
    let records = archive();
    let packed: Vec<u8> = records
        .iter()
        .flat_map(|record| gzip(record.as_bytes()))
        .collect();
    for (bytes, name) in [
        (records.concat().into_bytes(), "a.warc"),
        (packed, "a.warc.gz"),
    ] {
        let found = pages(&bytes, name);
        let texts: Vec<_> = found
            .iter()
            .map(|page| (page.text.as_str(), page.is_html))
            .collect();
        assert_eq!(
            texts,
            [
                ("<p>é</p>", true),
                ("<p>ab</p>", true),
                ("Plain words", false)
            ]
        );
        assert_eq!(
            found[0].url.as_deref(),
            Some("https://example.org/response")
        );
        assert_eq!(
            found[0].fetched.unwrap().to_string(),
            "2025-06-26T00:00:00Z"
        );
    }
}

#[test]
fn exports_of_other_readers_give_links_with_their_state() {
    let pocket = "title,url,time_added,tags,status\nT,https://example.org/a,1,x|y,archive\n";
    let instapaper = "URL,Title,Selection,Folder,Timestamp\nhttps://example.org/a,T,,Starred,1\nnone,T,,Unread,1\n";
    let html = "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul><li><a href=\"https://example.org/a\" tags=\"x\">T</a></li></ul><h1>Read Archive</h1><ul><li><a href=\"https://example.org/b\">https://example.org/b</a></ul>";
    let links = |bytes: &str, name: &str| {
        let (items, faults) = read_named(bytes.as_bytes(), name);
        let links: Vec<Link> = items
            .into_iter()
            .map(|item| match item {
                Item::Link(link) => *link,
                other => panic!("{other:?}"),
            })
            .collect();
        (links, faults.len())
    };
    let (found, _) = links(pocket, "p.csv");
    assert_eq!(
        found[0].state,
        State {
            is_read: true,
            is_starred: false,
            tags: vec!["x".to_owned(), "y".to_owned()]
        }
    );
    let (found, faults) = links(instapaper, "i.csv");
    assert!(found[0].state.is_starred && faults == 1);
    let (found, _) = links(html, "p.html");
    assert_eq!(
        (found[0].given.title.as_str(), found[1].given.title.as_str()),
        ("T", "")
    );
    assert!(!found[0].state.is_read && found[1].state.is_read);
}

#[test]
fn wrappings_come_off_and_bombs_do_not_go_off() {
    let text = "Some words of a text.".repeat(10);
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for packed in [gzip(text.as_bytes()), zstd, gzip(&gzip(text.as_bytes()))] {
        assert_eq!(pages(&packed, "a.txt.gz")[0].text, text);
    }
    let limits = Limits {
        unpacked: 1 << 20,
        document: 1 << 16,
        ..Limits::default()
    };
    let bomb = gzip(&vec![b'a'; 8 << 20]);
    for (bytes, part) in [
        (bomb.clone(), "larger than"),
        (gzip(&gzip(&gzip(&bomb))), "too often"),
    ] {
        let (items, faults) = read_within(&bytes, "a.gz", &limits);
        assert!(items.is_empty() && faults[0].contains(part), "{faults:?}");
    }
}

#[test]
fn what_is_no_article_says_so() {
    for (bytes, name, part) in [
        (b"".as_slice(), "a.txt", "it is empty"),
        (b"  \n ", "a.txt", "it is empty"),
        (b"%PDF-1.7 x", "a.txt", "PDF document is damaged"),
        (b"\x89PNG\r\n\x1a\n", "a", "PNG picture"),
        (b"PK\x03\x04 broken", "a.epub", "damaged"),
        (b"{\"a\": ", "a.json", "no valid JSON"),
        (
            b"<?xml version='1.0'?><opml></opml>",
            "a.opml",
            "no article",
        ),
        (
            b"WARC/1.0\r\nContent-Length: 99\r\n\r\nx",
            "a.warc",
            "breaks off",
        ),
        (b"title,url,time_added,tags,status\n", "a.csv", "no article"),
        (b"<?xml version='1.0'?><other/>", "a.rss", "no feed"),
        (b"\x1F\x8B\x08broken", "a.gz", "cannot read"),
        (b"\x28\xB5\x2F\xFDbroken", "a.zst", "cannot read"),
    ] {
        let (items, faults) = read_named(bytes, name);
        assert!(items.is_empty(), "{name}");
        assert!(
            faults.first().is_some_and(|fault| fault.contains(part)),
            "{name}: {faults:?}"
        );
    }
}

#[test]
fn every_format_survives_being_cut_and_damaged() {
    let formats: [(&str, Vec<u8>); 9] = [
        ("a.xml", RSS.as_bytes().to_vec()),
        ("b.xml", ATOM.as_bytes().to_vec()),
        ("a.eml", MAIL.as_bytes().to_vec()),
        ("a.mhtml", SAVED.as_bytes().to_vec()),
        ("a.epub", book()),
        ("a.warc", archive().concat().into_bytes()),
        ("a.warc.gz", gzip(archive().concat().as_bytes())),
        ("a.json", b"[{\"text\":\"a\"},{\"text\":\"b\"}]".to_vec()),
        ("a.md", b"---\ntitle: x\n---\n# y".to_vec()),
    ];
    for (name, whole) in formats {
        let step = (whole.len() / 97).max(1);
        for at in (0..whole.len()).step_by(step) {
            let cut = &whole[..at];
            let (items, faults) = read_named(cut, name);
            assert!(
                !items.is_empty() || !faults.is_empty(),
                "{name} cut at {at} gives nothing"
            );
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let (items, faults) = read_named(&damaged, name);
            assert!(
                !items.is_empty() || !faults.is_empty(),
                "{name} damaged at {at} gives nothing"
            );
        }
    }
}
