//! Files of every format with hostile words in every field.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;

/// What must not get through, in classes, so that a format that refuses one still shows the others.
pub(super) const CLASSES: &[&str] = &[
    "a\u{1}b\u{2}c\u{3}d\u{4}e\u{5}f\u{6}g\u{7}h\u{8}i\u{b}j\u{c}k\u{e}l\u{f}m\u{10}n\u{11}o\u{12}p\u{13}q\u{14}r\u{15}s\u{16}t\u{17}u\u{18}v\u{19}w\u{1a}x\u{1c}y\u{1d}z\u{1e}A\u{1f}B\u{7f}",
    "nul \u{0} here",
    "a\u{80}b\u{81}c\u{82}d\u{83}e\u{84}f\u{85}g\u{86}h\u{87}i\u{88}j\u{89}k\u{8a}l\u{8b}m\u{8c}n\u{8d}o\u{8e}p\u{8f}q\u{90}r\u{91}s\u{92}t\u{93}u\u{94}v\u{95}w\u{96}x\u{97}y\u{98}z\u{99}A\u{9a}B\u{9b}C\u{9c}D\u{9d}E\u{9e}F\u{9f}",
    "\u{1b}[31mred\u{1b}[0m \u{1b}[2J\u{1b}[H\u{1b}[?1049h\u{1b}[6n\u{1b}[c\u{1b}[5i\u{1b}[21t\u{1b}[9999b\u{1b}[>4;2m",
    "\u{1b}]0;owned\u{7}x\u{1b}]2;owned\u{1b}\\y\u{1b}]52;c;b3duZWQ=\u{7}z\u{1b}]8;;http://evil.example/\u{1b}\\l\u{1b}]8;;\u{1b}\\m\u{1b}]4;1;?\u{7}",
    "\u{1b}Pq#0;2;0;0;0\u{1b}\\x\u{1b}P+q544e\u{1b}\\y\u{1b}_Gf=32\u{1b}\\z\u{1b}^pm\u{1b}\\w\u{1b}Xsos\u{1b}\\v\u{1b}c\u{1b}7\u{1b}(0q\u{1b}%G\u{1b}#8\u{1b}N",
    "\u{9b}31mred \u{9d}0;owned\u{9c}x \u{90}q\u{9c}y \u{9f}G\u{9c}z \u{98}s\u{9c} \u{9e}p\u{9c}",
    "a\u{202a}b\u{202b}c\u{202c}d\u{202d}e\u{202e}f\u{2066}g\u{2067}h\u{2068}i\u{2069}j\u{200e}k\u{200f}l\u{61c}m",
    "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{2061}f\u{2062}g\u{2063}h\u{2064}i\u{feff}j\u{ad}k\u{2028}l\u{2029}m\u{206a}n\u{206f}o\u{fff9}p\u{fffa}q\u{fffb}r",
    "a\u{e0001}b\u{e0020}c\u{e0041}d\u{e007f}e\u{e0100}f\u{e000}g\u{f8ff}h\u{f0000}i\u{ffffd}j\u{100000}k\u{10fffd}l\u{ffff}m\u{fdd0}n",
];

/// How a format writes a character that it cannot hold as it is.
#[derive(Clone, Copy)]
enum Way {
    /// As it is.
    Raw,
    /// `&#27;`
    Decimal,
    /// `&#x1b;`
    Hex,
    /// `\u001b`
    Json,
}

impl Way {
    fn write(self, text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            let is_plain = c.is_ascii_graphic()
                && !matches!(c, '<' | '>' | '&' | '"' | '\'' | '\\')
                || c == ' ';
            let code = u32::from(c);
            let _infallible = match self {
                _ if is_plain => write!(out, "{c}"),
                Self::Raw => write!(out, "{c}"),
                Self::Decimal => write!(out, "&#{code};"),
                Self::Hex => write!(out, "&#x{code:X};"),
                Self::Json => c
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .try_for_each(|unit| write!(out, "\\u{unit:04x}")),
            };
        }
        out
    }
}

const PROSE: &str = "The council said on Monday that the old bridge over the river would be closed until the end of winter. Engineers had found \
    cracks in three of its pillars during an inspection in the week before, a report said. Buses take another way along the bank.";

/// A page as text.
pub(super) fn plain(class: &str) -> String {
    format!(
        "Title of it {class} in full\n\nBy Byline Walker {class}\n\nSource Times {class}\n\nJune 26, 2025\n\nRIVERTON - Body {class} starts here. {PROSE}\n\n\
         “We {class} will see,” said Speaker Adams{class}. “It is {class} late,” Speaker {class} Adams said.\n\nHeading {class}\n\n{PROSE} Body {class} again."
    )
}

fn html(class: &str, way: Way) -> String {
    let w = |field: &str| way.write(&format!("{field} {class} word"));
    let json = Way::Json.write(&format!("Title json {class}"));
    format!(
        "<html lang=\"{lang}\"><head><title>{title}</title><meta property=\"og:title\" content=\"{title}\"><meta property=\"og:site_name\" content=\"{source}\">\
         <meta name=\"author\" content=\"{author}\"><link rel=\"canonical\" href=\"https://example.org/{link}\">\
         <meta property=\"article:published_time\" content=\"2025-06-26 {lang}\">\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{json}\",\"author\":{{\"name\":\"{json}\"}},\"publisher\":{{\"name\":\"{json}\"}},\"datePublished\":\"{json}\"}}</script></head>\
         <body><nav>{nav}</nav><article><h1>{title}</h1><p class=\"byline\">By {author}</p><time datetime=\"{lang}\">{lang}</time>\
         <p>{body}. {PROSE}</p><h2>{heading}</h2><blockquote>{body}</blockquote><p>“We {body} will see,” said {speaker}. {PROSE}</p>\
         <ul><li>{body}</li></ul><pre>{body}</pre><table><tr><td>{body}</td></tr></table>\
         <figure><img alt=\"{body}\"><figcaption>{body}</figcaption></figure>\
         <p><a href=\"https://example.org/{link}\">{body}</a> <a href=\"javascript:{link}\">{body}</a> {PROSE}</p></article></body></html>",
        lang = way.write(class),
        title = w("Title"),
        source = w("Source Times"),
        author = w("Byline Walker"),
        link = way.write(class),
        nav = w("Nav"),
        body = w("Body"),
        heading = w("Heading"),
        speaker = w("Speaker Adams"),
    )
}

fn feed(class: &str, way: Way) -> String {
    let w = |field: &str| way.write(&format!("{field} {class} word"));
    let body = html(class, Way::Hex);
    format!(
        "<rss version=\"2.0\" xmlns:content=\"c\" xmlns:dc=\"d\"><channel><title>{source}</title><link>https://example.org/</link><item><title>{title}</title>\
         <link>https://example.org/{link}</link><guid>{link}</guid><dc:creator>{author}</dc:creator><pubDate>{link}</pubDate><category>{link}</category>\
         <content:encoded><![CDATA[{body}]]></content:encoded></item><item><title>{title}</title><link>https://example.org/2{link}</link>\
         <description>{body2}. {PROSE}</description></item></channel></rss>",
        source = w("Source Times"),
        title = w("Title"),
        author = w("Byline Walker"),
        link = way.write(class),
        body2 = w("Body"),
    )
}

fn json(class: &str) -> String {
    let w = |field: &str| Way::Json.write(&format!("{field} {class} word"));
    let text = Way::Json.write(&plain(class)).replace("\\u000a", "\\n");
    format!(
        "{{\"title\":\"{title}\",\"author\":\"{author}\",\"site_name\":\"{source}\",\"url\":\"https://example.org/{link}\",\"date\":\"{link}\",\"language\":\"{link}\",\
         \"tags\":[\"{link}\"],\"id\":\"{link}\",\"text\":\"{text}\"}}",
        title = w("Title"),
        author = w("Byline Walker"),
        source = w("Source Times"),
        link = Way::Json.write(class),
    )
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn mail(class: &str, body: &str, kind: &str) -> String {
    let one_line = class.replace('\u{85}', "");
    let word = |field: &str| format!("=?utf-8?B?{}?=", base64(&format!("{field} {class} word")));
    format!(
        "From: {} <a@example.org>\r\nTo: {one_line} <b@example.org>\r\nSubject: {} {one_line}\r\nDate: Thu, 26 Jun 2025 10:00:00 +0000\r\nMessage-ID: <{one_line}@a>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        word("Source Times"),
        word("Title"),
        base64(body)
    )
}

fn saved(class: &str) -> String {
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/{class}\r\nSubject: Title {class}\r\nDate: Thu, 26 Jun 2025 10:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/html\r\nContent-Location: https://example.org/{class}\r\n\r\n{}\r\n--B--\r\n",
        html(class, Way::Decimal)
    )
}

fn archive(class: &str, kind: &str) -> String {
    let (body, head) = if kind == "conversion" {
        (plain(class), String::new())
    } else {
        (
            html(class, Way::Raw),
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_owned(),
        )
    };
    let content = head + &body;
    let media = if kind == "conversion" {
        "text/plain"
    } else {
        "application/http; msgtype=response"
    };
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{class}\r\nWARC-Date: 2025-06-26T00:00:00Z\r\nWARC-Record-ID: <urn:{class}>\r\n\
         Content-Type: {media}\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
        content.len()
    )
}

fn book(class: &str, way: Way) -> Vec<u8> {
    let w = |field: &str| way.write(&format!("{field} {class} word"));
    let package = format!(
        "<package><metadata><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>{}</dc:language></metadata><manifest>\
         <item id='1' href='one.xhtml' media-type='application/xhtml+xml'/><item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>\
         </manifest><spine><itemref idref='1'/></spine></package>",
        w("Title"),
        w("Byline Walker"),
        way.write(class),
    );
    let container = "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>";
    let nav = format!("<nav><a href='one.xhtml'>{}</a></nav>", w("Title"));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let stray = format!("x{class}.xhtml").replace('\0', "");
    for (name, text) in [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("b.opf", &package),
        ("nav.xhtml", &nav),
        ("one.xhtml", &html(class, way)),
        (&stray, "stray"),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Every format with every class in every field: name and bytes.
pub(super) fn all() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (index, class) in CLASSES.iter().enumerate() {
        let mut add =
            |name: &str, bytes: Vec<u8>| files.push((format!("{index} {class} {name}"), bytes));
        let link = Way::Decimal.write(class);
        add("a.txt", plain(class).into_bytes());
        for (way, name) in [
            (Way::Raw, "raw"),
            (Way::Decimal, "decimal"),
            (Way::Hex, "hex"),
        ] {
            add(&format!("{name}.html"), html(class, way).into_bytes());
            add(&format!("{name}.rss"), feed(class, way).into_bytes());
            add(&format!("{name}.epub"), book(class, way));
        }
        add("utf16.html", {
            let units = std::iter::once(0xFEFF)
                .chain(html(class, Way::Raw).encode_utf16().collect::<Vec<_>>());
            units.flat_map(u16::to_le_bytes).collect()
        });
        add(
            "latin.html",
            html(class, Way::Raw)
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
        );
        add("a.md", format!("# Title {class} here\n\nBy Byline Walker {class}\n\nBody {class}. {PROSE}\n\n## Heading {class}\n\n[link {class}](https://example.org/{class}) {PROSE}\n\n<b>{class}</b> &#27;[31m {link}\n").into_bytes());
        add("a.json", json(class).into_bytes());
        add(
            "a.jsonl",
            format!(
                "{}\n{{\"bad {class}\n{}\n",
                json(class),
                json(class).replace("Title", "Title too")
            )
            .into_bytes(),
        );
        let item = json(class).replace("\"text\"", "\"content_text\"");
        let title = Way::Json.write(&format!("Source Times {class}"));
        add("feed.json", format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"{title}\",\"items\":[{item}]}}").into_bytes());
        add("a.eml", mail(class, &plain(class), "plain").into_bytes());
        add(
            "b.eml",
            mail(class, &html(class, Way::Hex), "html").into_bytes(),
        );
        add("a.mhtml", saved(class).into_bytes());
        add("a.warc", archive(class, "response").into_bytes());
        add("a.wet", archive(class, "conversion").into_bytes());
        let atom = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Source Times {link}</title><entry><title>Title {link}</title><link href=\"https://example.org/{link}\"/>\
             <id>{link}</id><updated>{link}</updated><author><name>Byline {link}</name></author><content type=\"html\">Body {link}. {PROSE}</content></entry></feed>"
        );
        add("atom.xml", atom.into_bytes());
        add("a.opml", format!("<opml><body><outline text=\"F {link}\"><outline text=\"{link}\" xmlUrl=\"https://example.org/{link}\"/></outline></body></opml>").into_bytes());
        add("a.csv", format!("title,url,time_added,tags,status\n\"Title {class}\",\"https://example.org/{class}\",1,\"{class}\",unread\n").into_bytes());
    }
    files
}
