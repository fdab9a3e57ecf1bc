//! Markup made safe to parse: scripts and styles out, depth, size and attributes bounded.
//!
//! The parser follows the HTML standard, which costs quadratic time on hostile markup: a million
//! nested elements, formatting elements that are never closed, a tag with a million attributes. One
//! linear pass takes those away first, and with them what no reader sees and what makes up most of a
//! real page, so that everything after it is quicker too. JSON-LD scripts stay.

/// Elements inside each other; browsers stop at 512, real pages below 100.
const MAX_DEPTH: usize = 256;
/// Formatting elements opened and not yet closed; each is opened anew in every later paragraph.
const MAX_FORMATTING: usize = 32;
/// Times that the parser may open formatting elements anew before the page goes without them.
const MAX_REOPENED: usize = 50_000;
/// Tags that are parsed; the largest of 1,500 measured pages has 17,000.
const MAX_TAGS: usize = 30_000;
/// Bytes that are parsed, scripts and styles not counted.
const MAX_BYTES: usize = 6 << 20;
/// Bytes of a tag with its attributes; a longer one keeps its name only.
const MAX_TAG_BYTES: usize = 16 << 10;
/// Equals signs in a tag, which bound its attributes from above; the parser compares all of them.
const MAX_ATTRIBUTES: usize = 128;
/// Bytes of text in a row that is given to the parser as one piece.
const LONGEST_TEXT: usize = 2 << 10;
/// Bytes of a JSON-LD script.
const MAX_JSON: usize = 1 << 20;

/// Markup that is safe to parse.
#[derive(Debug, Default)]
pub(crate) struct Tamed<'h> {
    /// What to parse.
    pub(crate) markup: String,
    /// Tags in it.
    pub(crate) tags: usize,
    /// What is beyond the limits, still as it came.
    pub(crate) rest: &'h str,
}

/// Reads `html` once and returns what of it can be parsed in linear time.
pub(crate) fn tame(html: &str) -> Tamed<'_> {
    let mut reader = Reader {
        html,
        at: 0,
        depth: 0,
        dropped: 0,
        formatting: Vec::new(),
        reopened: 0,
        unclosed: Vec::new(),
        out: Tamed {
            markup: String::with_capacity(html.len().min(MAX_BYTES) / 2),
            ..Tamed::default()
        },
    };
    reader.run();
    reader.out
}

/// Returns the text of markup that is not parsed: tags become line breaks.
pub(crate) fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        out.push_str(text);
        let inside = |c: char| c.is_ascii_alphabetic() || c == '/' || c == '!';
        let is_tag = tag.get(1..).is_some_and(|after| after.starts_with(inside));
        if is_tag {
            let close = tag.find('>').map_or(tag.len(), |close| close + 1);
            out.push('\n');
            rest = tag.get(close..).unwrap_or_default();
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

struct Reader<'h> {
    html: &'h str,
    at: usize,
    depth: usize,
    dropped: usize,
    /// Names of the formatting elements that are open.
    formatting: Vec<String>,
    reopened: usize,
    /// Names of elements, `--` for comments, that are not closed anywhere further on.
    unclosed: Vec<String>,
    out: Tamed<'h>,
}

impl<'h> Reader<'h> {
    fn run(&mut self) {
        while let Some(found) = self.rest().find('<') {
            self.copy_text(self.at + found);
            if self.out.markup.len() > MAX_BYTES || self.out.tags > MAX_TAGS {
                self.out.rest = self.rest();
                return;
            }
            self.tag();
        }
        self.copy_text(self.html.len());
        if self.out.markup.len() > MAX_BYTES + MAX_TAG_BYTES {
            let mut cut = MAX_BYTES;
            while !self.out.markup.is_char_boundary(cut) {
                cut -= 1;
            }
            let kept = self.out.markup.split_off(cut).len();
            self.out.rest = self.html.get(self.html.len() - kept..).unwrap_or_default();
        }
    }

    fn rest(&self) -> &'h str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Copies up to `end` and goes there.
    fn copy(&mut self, end: usize) {
        self.out
            .markup
            .push_str(self.html.get(self.at..end).unwrap_or_default());
        self.at = end;
    }

    /// Copies text up to `end`, with a comment now and then: at every character reference the parser looks
    /// for the end of the text from there on, which takes quadratic time where there are many.
    fn copy_text(&mut self, end: usize) {
        while end - self.at > LONGEST_TEXT {
            let from = self.html.ceil_char_boundary(self.at + LONGEST_TEXT);
            let ahead = self.html.get(from..end).unwrap_or_default();
            let Some(reference) = ahead.find('&') else {
                break;
            };
            self.copy(from + reference);
            self.out.markup.push_str("<!---->");
        }
        self.copy(end);
    }

    /// Reads what starts with the `<` at the current place.
    fn tag(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            // A comment that is never closed would hide the rest of the page.
            self.at += self.find("--").map_or(4, |end| end + 3);
            return;
        }
        let is_closing = rest.starts_with("</");
        let name_at = 1 + usize::from(is_closing);
        let name_len = rest
            .bytes()
            .skip(name_at)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':'))
            .count();
        let name = rest.get(name_at..name_at + name_len).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // To the parser a tag that is none is as much work as one.
            self.out.tags += 1;
            self.copy(self.at + 1);
            return;
        }
        let name = name.to_ascii_lowercase();
        let (length, attributes) = tag_length(rest);
        if is_closing {
            self.close(&name, length);
        } else {
            let is_plain = length <= MAX_TAG_BYTES && attributes <= MAX_ATTRIBUTES;
            self.open(&name, length, is_plain);
        }
    }

    fn open(&mut self, name: &str, length: usize, is_plain: bool) {
        let start = self.at;
        let tag = self.html.get(start..start + length).unwrap_or_default();
        match name {
            "script" if is_json(tag) => return self.raw_text(name, length),
            "script" | "style" | "svg" => {
                self.at += length;
                if !tag.ends_with("/>") || name != "svg" {
                    self.skip_to_end_of(name);
                }
                return;
            }
            "title" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes" => {
                return self.raw_text(name, length);
            }
            "plaintext" => {
                self.at += length;
                return;
            }
            _ => {}
        }
        if is_formatting(name) {
            if self.formatting.len() >= MAX_FORMATTING || self.reopened > MAX_REOPENED {
                self.at += length;
                return;
            }
            self.formatting.push(name.to_owned());
        } else if !self.formatting.is_empty() {
            self.reopened += self.formatting.len();
            if self.reopened > MAX_REOPENED {
                for name in std::mem::take(&mut self.formatting) {
                    self.out.markup.push_str("</");
                    self.out.markup.push_str(&name);
                    self.out.markup.push('>');
                }
            }
        }
        if nests(name) {
            if self.depth >= MAX_DEPTH {
                self.dropped += 1;
                self.replace(length);
                return;
            }
            self.depth += 1;
        }
        self.out.tags += 1;
        if is_plain {
            self.copy(start + length);
        } else {
            self.out.markup.push('<');
            self.out.markup.push_str(name);
            self.out.markup.push('>');
            self.at += length;
        }
    }

    fn close(&mut self, name: &str, length: usize) {
        if is_formatting(name) {
            let open = self.formatting.iter().rposition(|open| open == name);
            open.map(|open| self.formatting.remove(open));
        }
        if nests(name) {
            if self.dropped > 0 {
                self.dropped -= 1;
                self.replace(length);
                return;
            }
            self.depth = self.depth.saturating_sub(1);
        }
        self.out.tags += 1;
        if length <= MAX_TAG_BYTES {
            self.copy(self.at + length);
        } else {
            self.at += length;
        }
    }

    /// Puts a line break in the place of a tag that is nested too deep.
    fn replace(&mut self, length: usize) {
        self.out.markup.push_str("<br>");
        self.out.tags += 1;
        self.at += length;
    }

    /// Copies an element whose content is text to the parser, so that no tag is seen inside it.
    fn raw_text(&mut self, name: &str, length: usize) {
        self.out.tags += 1;
        let text = self.find(name).and_then(|end| end.checked_sub(length));
        let Some(text) = text.filter(|&text| text <= MAX_JSON && length <= MAX_TAG_BYTES) else {
            // Never closed, or too long to be of use: the text stays on the page without its element.
            self.at += length;
            return;
        };
        self.copy(self.at + length + text);
    }

    /// Returns where from here the end of an element or comment is; searched in vain only once.
    fn find(&mut self, name: &str) -> Option<usize> {
        if self.unclosed.iter().any(|unclosed| unclosed == name) {
            return None;
        }
        let found = match name {
            "--" => self.rest().find("-->"),
            _ => end_of(self.rest(), name),
        };
        if found.is_none() {
            self.unclosed.push(name.to_owned());
        }
        found
    }

    fn skip_to_end_of(&mut self, name: &str) {
        if let Some(end) = self.find(name) {
            let closing = self.rest().get(end..).unwrap_or_default();
            self.at += end + tag_length(closing).0;
        }
    }
}

/// Returns how long the tag at the start of `rest` is, and how many equals signs are in it.
fn tag_length(rest: &str) -> (usize, usize) {
    let bytes = rest.as_bytes();
    let (mut at, mut equals, mut last) = (1, 0, b'<');
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (at + 1, equals),
            b'"' | b'\'' if last == b'=' => {
                // A value that is never closed ends where the tag seems to end.
                let value = bytes.get(at + 1..).unwrap_or_default();
                if let Some(end) = memchr::memchr(byte, value) {
                    at += end + 1;
                }
            }
            b'=' => equals += 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
        at += 1;
    }
    (bytes.len(), equals)
}

/// Returns where the closing tag of `name` begins.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, "</").find(|&at| {
        bytes
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

fn is_json(tag: &str) -> bool {
    tag.to_ascii_lowercase().contains("ld+json")
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Says whether an element counts for the depth: not void, and not one whose end tag may be left out,
/// as those cannot nest without another element between them.
fn nests(name: &str) -> bool {
    !matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "image"
            | "a"
            | "nobr"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "option"
            | "optgroup"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "caption"
            | "rp"
            | "rt"
            | "html"
            | "head"
            | "body"
            | "button"
    ) && !is_formatting(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_is_gone_before_parsing() {
        for (html, tamed) in [
            ("a<script>if (a<b) '<p>'</script>b", "ab"),
            ("<STYLE>p{}</STYLE ><p>x", "<p>x"),
            ("<!-- <p> --><p>x", "<p>x"),
            ("<!-- never closed <p>x", " never closed <p>x"),
            ("<p title='a>b'>x</p>", "<p title='a>b'>x</p>"),
            ("<title>a <b> c</title>", "<title>a <b> c</title>"),
            ("1 < 2 <3", "1 < 2 <3"),
            ("<svg><path/></svg>x", "x"),
            (
                "<script type='application/ld+json'>{}</script>",
                "<script type='application/ld+json'>{}</script>",
            ),
        ] {
            assert_eq!(tame(html).markup, tamed, "{html}");
        }
    }

    #[test]
    fn depth_formatting_and_attributes_are_bounded() {
        let deep = "<div>".repeat(5000) + "x" + &"</div>".repeat(5000);
        let tamed = tame(&deep).markup;
        assert_eq!(tamed.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(tamed.matches("</div>").count(), MAX_DEPTH);
        let unclosed = "<b><p>x".repeat(500);
        assert_eq!(
            tame(&unclosed).markup.matches("<b>").count(),
            MAX_FORMATTING
        );
        let attributes = " a=1".repeat(500);
        assert_eq!(tame(&format!("<p{attributes}>x")).markup, "<p>x");
    }

    #[test]
    fn paragraphs_that_are_never_closed_are_not_deep() {
        let html = "<p>x<li>y".repeat(1000);
        assert_eq!(tame(&html).markup, html);
    }

    #[test]
    fn what_is_beyond_the_limit_is_handed_back() {
        let html = "<i>a</i>".repeat(MAX_TAGS);
        let tamed = tame(&html);
        assert!(tamed.tags <= MAX_TAGS + 2);
        assert!(html.ends_with(tamed.rest) && !tamed.rest.is_empty());
        assert_eq!(without_tags("<p>a < b</p>c"), "\na < b\nc");
    }

    proptest! {
        #[test]
        fn any_text_is_tamed(html in "(<[a-z]{1,6}[ =\"'/]*>?|</[a-z]{1,4}>?|<!--|-->|é|x|\\PC){0,60}") {
            let tamed = tame(&html);
            prop_assert!(html.ends_with(tamed.rest));
            without_tags(&html);
        }
    }
}
