//! Texts, pages and files that are made to be slow.

use std::io::Write as _;

/// A text of about so many bytes.
pub(crate) type Make = fn(usize) -> String;

const SAYING: &str = "“We are here now,” he said. ";
const SENTENCE: &str =
    "The minister said on Monday that the old bridge over the river would be closed until winter. ";

fn fill(unit: &str, size: usize) -> String {
    unit.repeat(size / unit.len() + 1)
}

/// A word for a number, different for each.
fn word(mut number: usize) -> String {
    let mut out = String::from("B");
    for _ in 0..5 {
        out.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number = number / 26 + number % 26 * 7919;
    }
    out
}

fn numbered(size: usize, piece: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    let mut number = 0;
    while out.len() < size {
        out.push_str(&piece(number));
        number += 1;
    }
    out
}

/// Shapes of text, with and without markup.
pub(crate) fn texts() -> Vec<(&'static str, Make)> {
    vec![
        ("letters without a blank", |size| "a".repeat(size)),
        ("Han without a blank", |size| "漢".repeat(size / 3)),
        ("words on one line", |size| fill("word ", size)),
        ("blanks", |size| " ".repeat(size)),
        ("empty lines", |size| "\n".repeat(size)),
        ("lines of a letter", |size| fill("a\n", size)),
        ("one sentence again and again", |size| fill(SENTENCE, size)),
        ("one paragraph again and again", |size| {
            fill(&format!("{SENTENCE}\n\n"), size)
        }),
        ("straight marks", |size| "\"".repeat(size)),
        ("opening marks", |size| "“".repeat(size / 3)),
        ("single marks", |size| "'".repeat(size)),
        ("guillemets", |size| "«".repeat(size / 2)),
        ("marks that never close", |size| {
            fill("“We are here now ", size)
        }),
        ("sayings", |size| fill(SAYING, size)),
        ("capitalised words", |size| fill("Anna ", size)),
        ("initials", |size| fill("A. ", size)),
        ("initials without blanks", |size| fill("A.B.", size)),
        ("titles", |size| fill("President Mr. Dr. ", size)),
        ("many people", |size| {
            numbered(size, |n| format!("Anna {} came. ", word(n)))
        }),
        ("many of one name", |size| {
            numbered(size, |n| format!("{} Keller came. ", word(n)))
        }),
        ("different sentences", |size| {
            numbered(size, |n| {
                format!(
                    "Item {n} went to buyer {} for {} crowns. ",
                    n * 7919 % 10_007,
                    n * 31
                )
            })
        }),
        ("full stops", |size| ".".repeat(size)),
        ("questions", |size| fill("?! ", size)),
        ("digits", |size| "1".repeat(size)),
        ("dates", |size| fill("26 June 2025 ", size)),
        ("lines of dates", |size| fill("26-06-2025\n", size)),
        ("addresses", |size| {
            fill("https://example.org/a/b?c=d ", size)
        }),
        ("placeholders", |size| fill("[ad_1]\n", size)),
        ("share bars", |size| {
            fill("Share on Facebook\nTweet\n", size)
        }),
        ("escapes", |size| "\u{1b}".repeat(size)),
        ("sequences that never end", |size| {
            fill("\u{1b}]0;aaaa", size)
        }),
        ("combining marks", |size| "\u{301}".repeat(size / 2)),
        ("joiners", |size| fill("👨\u{200d}", size)),
        ("brackets", |size| "[".repeat(size)),
        ("less-than", |size| "<".repeat(size)),
        ("entities", |size| fill("&amp;", size)),
        ("<p>", |size| fill("<p>", size)),
        ("<div>", |size| fill("<div>", size)),
        ("<div> inside each other", |size| {
            format!(
                "{}x{}",
                "<div>".repeat(size / 11),
                "</div>".repeat(size / 11)
            )
        }),
        ("<b><p>", |size| fill("<b><p>", size)),
        ("<a>", |size| fill("<a href=x>", size)),
        ("links", |size| {
            fill("<a href=\"/story\">A link to it</a> ", size)
        }),
        ("cells", |size| {
            format!("<table><tr>{}", fill("<td>cell</td>", size))
        }),
        ("tables inside each other", |size| {
            fill("<table><tr><td>", size)
        }),
        ("rows", |size| {
            format!("<table>{}", fill("<tr><td>a</td><td>b</td></tr>", size))
        }),
        ("paragraphs", |size| {
            fill(&format!("<p>{SENTENCE}</p>"), size)
        }),
        ("attributes", |size| {
            format!("<p {}>x", numbered(size, |n| format!("a{n}=b ")))
        }),
        ("comments that never end", |size| fill("<!--", size)),
        ("data inside each other", |size| {
            format!(
                "<script type=\"application/ld+json\">{}</script><p>{SENTENCE}",
                "[".repeat(size)
            )
        }),
        ("a title of many parts", |size| {
            format!("<title>{}</title><p>{SENTENCE}", fill("a | b - ", size))
        }),
        ("end tags", |size| fill("</p>", size)),
    ]
}

/// A name and the bytes for a size.
pub(crate) type MakeFile = fn(usize) -> Vec<u8>;

/// Files of formats with a structure of their own.
pub(crate) fn files() -> Vec<(&'static str, &'static str, MakeFile)> {
    vec![
        ("JSON inside itself", "a.json", |size| {
            "[".repeat(size).into_bytes()
        }),
        ("JSON Lines", "a.jsonl", |size| {
            fill("{\"text\":\"a\"}\n", size).into_bytes()
        }),
        ("JSON Lines without an end", "a.jsonl", |size| {
            fill("{\"text\":\"a\"", size).into_bytes()
        }),
        ("entries", "a.rss", |size| {
            format!(
                "<rss><channel>{}</channel></rss>",
                fill(
                    "<item><title>a</title><link>https://e.org/</link></item>",
                    size
                )
            )
            .into_bytes()
        }),
        ("XML inside itself", "a.rss", |size| {
            format!("<rss><channel>{}", fill("<a>", size)).into_bytes()
        }),
        ("outlines inside each other", "a.opml", |size| {
            format!("<opml><body>{}", fill("<outline text='a'>", size)).into_bytes()
        }),
        ("parts of a mail", "a.eml", |size| {
            format!(
                "Subject: x\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n{}",
                fill("--B\r\nContent-Type: text/plain\r\n\r\nx\r\n", size)
            )
            .into_bytes()
        }),
        ("header lines", "a.eml", |size| {
            format!("Subject: x\r\n{}\r\nx", fill("To: a <a@b.c>\r\n", size)).into_bytes()
        }),
        ("mails", "a.mbox", |size| {
            fill("From a Thu\nSubject: x\n\nx\n\n", size).into_bytes()
        }),
        ("records", "a.warc", |size| {
            fill(
                "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
                size,
            )
            .into_bytes()
        }),
        ("lists in Markdown", "a.md", |size| {
            fill("* ", size).into_bytes()
        }),
        ("quotes in Markdown", "a.md", |size| {
            fill("> ", size).into_bytes()
        }),
        ("links in Markdown", "a.md", |size| {
            fill("[a](", size).into_bytes()
        }),
        ("stars in Markdown", "a.md", |size| {
            fill("*a **b ", size).into_bytes()
        }),
        ("rows of a table", "a.csv", |size| {
            format!(
                "title,url,time_added\n{}",
                fill("a,https://e.org/,1\n", size)
            )
            .into_bytes()
        }),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Small files that would be large.
pub(crate) fn bombs() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let zeros = vec![b'a'; 40 << 20];
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let package = "<package><metadata/><manifest><item id='1' href='t.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='1'/></spine></package>";
    let container = "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>";
    for (name, content) in [
        ("mimetype", &b"application/epub+zip"[..]),
        ("META-INF/container.xml", container.as_bytes()),
        ("b.opf", package.as_bytes()),
        ("t.xhtml", &zeros),
    ] {
        book.start_file(name, options).unwrap();
        book.write_all(content).unwrap();
    }
    let mut entities = String::new();
    for n in 1..12 {
        let ten = format!("&a{};", n - 1).repeat(10);
        entities.push_str(&["<!ENTITY a", &n.to_string(), " \"", &ten, "\">"].concat());
    }
    let laughs = format!(
        "<!DOCTYPE rss [<!ENTITY a0 \"ha\">{entities}]><rss><channel><title>&a11;</title><item><title>&a11;</title><description>&a11;</description></item></channel></rss>"
    );
    vec![
        ("a gzip bomb", "a.txt.gz", gzip(&zeros)),
        (
            "a gzip bomb in a gzip file",
            "a.txt.gz",
            gzip(&gzip(&zeros)),
        ),
        (
            "a zstd bomb",
            "a.txt.zst",
            zstd::encode_all(&zeros[..], 3).unwrap(),
        ),
        (
            "a book that is a bomb",
            "a.epub",
            book.finish().unwrap().into_inner(),
        ),
        ("entities made of entities", "a.rss", laughs.into_bytes()),
    ]
}
