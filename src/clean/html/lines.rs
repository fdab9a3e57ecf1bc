//! A page as lines of text: one for each block element, with its structure, links and emphasis.
//!
//! Everything a reader could see is here, navigation too: what stays is decided later, on these
//! lines. Text passes the sanitising door on its way in.

use url::Url;

use crate::article::{BlockKind, Mark, MarkKind};
use crate::clean::html::dom::{Dom, NodeIndex};
use crate::text::TextSpan;
use crate::text::sanitize::{sanitize, sanitize_line};

/// Lines of a page that are looked at; the largest of 1,054 measured pages has 1,573.
const MAX_LINES: usize = 12_000;

/// Between two cells of a row.
const CELL_GAP: &str = " │ ";
/// Bytes of the text of a row of data; a longer one is a page laid out as a table.
const MAX_ROW: usize = 400;
/// Bytes of an address; longer ones are data in disguise.
const MAX_ADDRESS: usize = 2048;

/// A page as text.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// The lines, one under the other.
    pub(crate) raw: String,
    /// The lines in order.
    pub(crate) lines: Vec<Line>,
    /// Links and emphasis, by place in `raw`, ascending.
    pub(crate) marks: Vec<Mark>,
}

/// One line: the text of a block element, or of a part of it between line breaks.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Where it is in [`Rendered::raw`]; never empty.
    pub(crate) span: TextSpan,
    /// What it is.
    pub(crate) kind: BlockKind,
    /// The block element that it stands in.
    pub(crate) block: NodeIndex,
    /// Its first text.
    pub(crate) first: NodeIndex,
    /// Bytes of it that are links, without white space.
    pub(crate) link_bytes: u32,
    /// Bytes of it that are set strong, without white space.
    pub(crate) strong_bytes: u32,
    /// Links in it.
    pub(crate) links: u32,
    /// What parts it from the line before.
    pub(crate) gap: Gap,
    /// Says that the page hides it, at least until a script runs.
    pub(crate) is_hidden: bool,
    /// Says that it never was part of the visible page, or is beyond the limits.
    pub(crate) is_outside: bool,
}

/// What parts two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A block begins or ends.
    #[default]
    Block,
    /// One line break.
    Break,
    /// Two line breaks or more.
    Breaks,
}

/// Renders a page; `base` is what its links are relative to.
pub(crate) fn render(dom: &Dom, base: Option<&Url>) -> Rendered {
    let mut writer = Writer {
        dom,
        base,
        out: Rendered::default(),
        line_start: 0,
        first: None,
        link_bytes: 0,
        strong_bytes: 0,
        links: 0,
        gap: Gap::Block,
        item: None,
        lists: Vec::new(),
        marks: Vec::new(),
        context: Context {
            block: 0,
            kind: BlockKind::Paragraph,
            is_code: false,
            is_link: false,
            is_strong: false,
            is_hidden: false,
            is_outside: false,
            is_row: false,
        },
    };
    writer.run();
    writer.out
}

impl Rendered {
    /// Appends text that was not parsed.
    pub(crate) fn push_outside(&mut self, text: &str) {
        let text = sanitize(text);
        let mut rest: &str = &text;
        while self.lines.len() < MAX_LINES && !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let start = self.raw.len();
            self.raw.push_str(line);
            self.lines.push(Line {
                span: TextSpan::new(start, self.raw.len()),
                kind: BlockKind::Paragraph,
                block: 0,
                first: 0,
                link_bytes: 0,
                strong_bytes: 0,
                links: 0,
                gap: Gap::Block,
                is_hidden: false,
                is_outside: true,
            });
            self.raw.push('\n');
        }
        self.raw.push_str(rest.trim());
    }

    /// Leaves all lines of a page but the first 12,000 unread, and returns where they are.
    pub(crate) fn bound(&mut self) -> TextSpan {
        self.lines.truncate(MAX_LINES);
        let last = self.lines.last().map_or(0, |line| line.span.end as usize);
        let whole = TextSpan::new(last, self.raw.len());
        crate::text::span::trim(&self.raw, whole)
    }

    /// Returns the text of a line.
    pub(crate) fn text(&self, line: &Line) -> &str {
        line.span.of(&self.raw)
    }
}

/// What the elements around the current place say.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own")]
struct Context {
    block: NodeIndex,
    kind: BlockKind,
    is_code: bool,
    is_link: bool,
    is_strong: bool,
    is_hidden: bool,
    is_outside: bool,
    is_row: bool,
}

/// An element whose end is still to come.
#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own")]
struct Open {
    end: NodeIndex,
    before: Context,
    is_block: bool,
    is_list: bool,
    is_item: bool,
    has_mark: bool,
}

struct List {
    is_ordered: bool,
    next: u32,
}

/// A mark whose element is open, and where its current piece starts.
struct OpenMark {
    start: usize,
    kind: MarkKind,
}

struct Writer<'d> {
    dom: &'d Dom,
    base: Option<&'d Url>,
    out: Rendered,
    line_start: usize,
    first: Option<NodeIndex>,
    link_bytes: u32,
    strong_bytes: u32,
    links: u32,
    gap: Gap,
    /// The list item whose first line is still to come.
    item: Option<BlockKind>,
    lists: Vec<List>,
    marks: Vec<OpenMark>,
    context: Context,
}

impl Writer<'_> {
    fn run(&mut self) {
        let mut open: Vec<Open> = Vec::new();
        let mut node = 0;
        while node < self.dom.len() {
            while let Some(closed) = open.pop_if(|open| open.end <= node) {
                self.leave(&closed);
            }
            if let Some(text) = self.dom.text(node) {
                self.text(node, text);
                node += 1;
                continue;
            }
            let tag = self.dom.tag(node);
            if is_skipped(tag) || self.dom.is_permalink(node) {
                node = self.dom.end(node);
                continue;
            }
            match tag {
                "br" => self.line_break(),
                "hr" => self.flush(Gap::Block),
                _ => open.push(self.enter(node, tag)),
            }
            node += 1;
        }
        while let Some(closed) = open.pop() {
            self.leave(&closed);
        }
        self.flush(Gap::Block);
        self.out
            .marks
            .sort_by_key(|mark| (mark.span.start, u32::MAX - mark.span.end));
    }

    fn enter(&mut self, node: NodeIndex, tag: &str) -> Open {
        let before = self.context;
        let is_cell = before.is_row && matches!(tag, "td" | "th");
        let is_block = is_block(tag) && (!before.is_row || tag == "tr");
        if is_block {
            self.flush(Gap::Block);
            self.context.block = node;
        }
        if is_cell && self.out.raw.len() > self.line_start {
            self.out
                .raw
                .truncate(self.out.raw.trim_end_matches(' ').len());
            self.out.raw.push_str(CELL_GAP);
        }
        let (is_list, is_item) = self.enter_kind(node, tag);
        self.context.is_hidden |= is_hidden(self.dom, node);
        self.context.is_outside |= tag == "noscript";
        let mark = self.mark(node, tag);
        let has_mark = mark.is_some();
        if let Some(kind) = mark {
            self.marks.push(OpenMark {
                start: self.out.raw.len(),
                kind,
            });
        }
        if matches!(tag, "a" | "time" | "button" | "label")
            && !is_block
            && self.follows_element(node)
        {
            self.space();
        }
        Open {
            end: self.dom.end(node),
            before,
            is_block,
            is_list,
            is_item,
            has_mark,
        }
    }

    /// Takes up what an element says about the kind of its lines.
    fn enter_kind(&mut self, node: NodeIndex, tag: &str) -> (bool, bool) {
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.bytes().last().map_or(1, |digit| digit - b'0');
                self.context.kind = BlockKind::Heading(level);
            }
            "blockquote" => self.context.kind = BlockKind::Quote,
            "figcaption" | "caption" => self.context.kind = BlockKind::Caption,
            "pre" => {
                self.context.kind = BlockKind::Code;
                self.context.is_code = true;
            }
            "tr" if is_data_row(self.dom, node) => {
                self.context.kind = BlockKind::TableRow;
                self.context.is_row = true;
            }
            "ul" | "ol" | "menu" => {
                let start = self.dom.attribute(node, "start");
                self.lists.push(List {
                    is_ordered: tag == "ol",
                    next: start
                        .and_then(|start| start.trim().parse().ok())
                        .unwrap_or(1),
                });
                return (true, false);
            }
            "li" => {
                self.item = Some(self.next_item());
                return (false, true);
            }
            _ => {}
        }
        (false, false)
    }

    fn next_item(&mut self) -> BlockKind {
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let number = self.lists.last_mut().and_then(|list| {
            let number = list.next;
            list.next = list.next.saturating_add(1);
            list.is_ordered.then_some(number)
        });
        BlockKind::ListItem { depth, number }
    }

    fn mark(&mut self, node: NodeIndex, tag: &str) -> Option<MarkKind> {
        match tag {
            "a" => {
                self.context.is_link = true;
                self.links += 1;
                let address = self.dom.attribute(node, "href")?;
                absolute(address, self.base).map(MarkKind::Link)
            }
            "strong" | "b" => {
                self.context.is_strong = true;
                Some(MarkKind::Strong)
            }
            "em" | "i" | "cite" => Some(MarkKind::Emphasis),
            "code" | "kbd" | "samp" if !self.context.is_code => Some(MarkKind::Code),
            _ => None,
        }
    }

    fn leave(&mut self, closed: &Open) {
        if closed.is_block {
            self.flush(Gap::Block);
        }
        if closed.has_mark
            && let Some(mark) = self.marks.pop()
        {
            push_mark(&mut self.out, &mark);
        }
        if closed.is_list {
            self.lists.pop();
        }
        if closed.is_item {
            self.item = None;
        }
        self.context = closed.before;
    }

    fn line_break(&mut self) {
        if self.context.is_code {
            self.out.raw.push('\n');
        } else if self.context.is_row {
            self.space();
        } else if self.out.raw.len() > self.line_start {
            self.flush(Gap::Break);
        } else if self.gap == Gap::Break {
            self.gap = Gap::Breaks;
        }
    }

    fn text(&mut self, node: NodeIndex, text: &str) {
        let clean = sanitize(text);
        if self.first.is_none() && !clean.trim().is_empty() {
            self.first = Some(node);
        }
        let before = self.out.raw.len();
        if self.context.is_code {
            self.out.raw.push_str(&clean);
        } else {
            let mut words = clean.split(char::is_whitespace);
            self.out.raw.push_str(words.next().unwrap_or_default());
            for word in words {
                self.space();
                self.out.raw.push_str(word);
            }
        }
        let added = self.out.raw.get(before..).unwrap_or_default();
        let added = added.bytes().filter(|b| !b.is_ascii_whitespace()).count();
        let added = u32::try_from(added).unwrap_or(u32::MAX);
        if self.context.is_link {
            self.link_bytes = self.link_bytes.saturating_add(added);
        }
        if self.context.is_strong {
            self.strong_bytes = self.strong_bytes.saturating_add(added);
        }
    }

    fn space(&mut self) {
        let raw = &mut self.out.raw;
        if raw.len() > self.line_start && !raw.ends_with(' ') {
            raw.push(' ');
        }
    }

    fn follows_element(&self, node: NodeIndex) -> bool {
        node > 0
            && self
                .dom
                .text(node - 1)
                .is_none_or(|_| self.dom.parent(node - 1) != self.dom.parent(node))
    }

    /// Ends the current line, if there is anything in it.
    fn flush(&mut self, gap: Gap) {
        let line = self.out.raw.get(self.line_start..).unwrap_or_default();
        let start = self.line_start + (line.len() - line.trim_start_matches('\n').len());
        let end = self.line_start + line.trim_end().len();
        let context = &self.context;
        for mark in &mut self.marks {
            push_mark(&mut self.out, mark);
        }
        self.out.raw.truncate(end.max(self.line_start));
        if start < end {
            let item = self.item.take();
            let kind = match context.kind {
                BlockKind::Paragraph => item.unwrap_or(BlockKind::Paragraph),
                kind => kind,
            };
            self.out.lines.push(Line {
                span: TextSpan::new(start, end),
                kind,
                block: context.block,
                first: self.first.unwrap_or(context.block),
                link_bytes: self.link_bytes,
                strong_bytes: self.strong_bytes,
                links: self.links,
                gap: self.gap,
                is_hidden: context.is_hidden,
                is_outside: context.is_outside,
            });
            self.out.raw.push('\n');
            self.gap = gap;
        } else if gap == Gap::Block {
            self.gap = gap;
        }
        self.line_start = self.out.raw.len();
        self.first = None;
        self.link_bytes = 0;
        self.strong_bytes = 0;
        self.links = 0;
        for mark in &mut self.marks {
            mark.start = self.line_start;
        }
    }
}

/// Records what a mark covers of the current line.
fn push_mark(out: &mut Rendered, mark: &OpenMark) {
    let piece = out.raw.get(mark.start..).unwrap_or_default();
    let start = mark.start + (piece.len() - piece.trim_start().len());
    let end = mark.start + piece.trim_end().len();
    if start < end {
        out.marks.push(Mark {
            span: TextSpan::new(start, end),
            kind: mark.kind.clone(),
        });
    }
}

/// Returns an address that can be followed, absolute.
pub(crate) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.starts_with('#') || address.len() > MAX_ADDRESS {
        return None;
    }
    let url = match base {
        Some(base) => base.join(address).ok()?,
        None => Url::parse(address).ok()?,
    };
    matches!(url.scheme(), "http" | "https" | "mailto").then(|| sanitize_line(url.as_str()))
}

/// Says whether a row holds data: two cells or more, short, and no block in any of them.
fn is_data_row(dom: &Dom, row: NodeIndex) -> bool {
    let (mut cells, mut bytes) = (0, 0);
    for node in row + 1..dom.end(row) {
        match dom.text(node) {
            Some(text) => bytes += text.trim().len(),
            None => match dom.tag(node) {
                "td" | "th" => cells += 1,
                tag if is_block(tag) && !matches!(tag, "p" | "div") => return false,
                "div" | "p" if cells < 2 && bytes > 0 => {}
                _ => {}
            },
        }
        if bytes > MAX_ROW {
            return false;
        }
    }
    cells > 1
}

fn is_hidden(dom: &Dom, node: NodeIndex) -> bool {
    dom.attributes(node).any(|(name, value)| match name {
        "hidden" => !value.eq_ignore_ascii_case("until-found"),
        "aria-hidden" => value == "true",
        "style" => {
            let style: String = value
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// Elements whose content is no text of the page.
fn is_skipped(tag: &str) -> bool {
    matches!(
        tag,
        "head"
            | "script"
            | "style"
            | "template"
            | "object"
            | "canvas"
            | "select"
            | "datalist"
            | "textarea"
            | "iframe"
            | "svg"
            | "audio"
            | "video"
            | "map"
            | "rt"
            | "rp"
            | "noembed"
            | "noframes"
            | "xmp"
    )
}

/// Elements that begin a new line.
pub(crate) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "td"
            | "th"
            | "tr"
            | "ul"
            | "caption"
            | "button"
            | "noscript"
            | "frameset"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::html::dom::parse;

    fn rendered(html: &str) -> Rendered {
        let base = Url::parse("https://example.org/a/b.html").unwrap();
        render(&parse(html).to_dom(), Some(&base))
    }

    fn lines(html: &str) -> Vec<String> {
        let page = rendered(html);
        page.lines
            .iter()
            .map(|line| page.text(line).to_owned())
            .collect()
    }

    #[test]
    fn blocks_begin_lines_and_inline_elements_do_not() {
        for (html, expected) in [
            (
                "<p>One <b>two</b>\n three</p>four",
                &["One two three", "four"][..],
            ),
            ("a<br>b<br><br>c", &["a", "b", "c"]),
            ("<div>x<p>y</p>z</div>", &["x", "y", "z"]),
            ("<pre>\n a\n  b\n</pre>", &[" a\n  b"]),
            ("<table><tr><th>A<td>1 <i>x</i></tr></table>", &["A │ 1 x"]),
            ("<table><tr><td><h1>T</h1><td>x</table>", &["T", "x"]),
            ("<a>One</a><a>Two</a>", &["One Two"]),
            ("a&nbsp;&amp; b&#8203;c &lt;d>", &["a & bc <d>"]),
            (
                "<p>a<script>x</script>b<select><option>1</select></p>",
                &["ab"],
            ),
            ("<p>  </p><p>\u{1b}[31mx</p>", &["x"]),
        ] {
            assert_eq!(lines(html), expected, "{html}");
        }
    }

    #[test]
    fn a_link_of_a_heading_to_itself_is_no_text() {
        for (html, line) in [
            (
                "<h2>Setting up<a class=headerlink href='#setting-up'>¶</a></h2>",
                "Setting up",
            ),
            (
                "<h2><a href='/doc#x' aria-hidden=true># </a>Setting up</h2>",
                "Setting up",
            ),
            ("<p>The rule of <a href='#3'>§ 3</a></p>", "The rule of § 3"),
            ("<h2><a href='/sharp'>#</a></h2>", "#"),
        ] {
            assert_eq!(lines(html), [line]);
        }
    }

    #[test]
    fn structure_is_kept() {
        let page = rendered(
            "<h2>H</h2><ol start=3><li>a<li>b<ul><li>c</ul></ol><blockquote><p>q</blockquote><figcaption>f</figcaption>",
        );
        let kinds: Vec<_> = page.lines.iter().map(|line| line.kind).collect();
        let item = |depth, number| BlockKind::ListItem { depth, number };
        assert_eq!(
            kinds,
            [
                BlockKind::Heading(2),
                item(0, Some(3)),
                item(0, Some(4)),
                item(1, None),
                BlockKind::Quote,
                BlockKind::Caption
            ]
        );
    }

    #[test]
    fn links_are_absolute_and_only_of_safe_kinds() {
        let page = rendered(
            "<p>See <a href='../c?d=1'> this </a>, <a href='javascript:x()'>not</a> <a href='#f'>that</a> <em>now <a href='mailto:a@b.c'>mail</a></em></p>",
        );
        let marks: Vec<_> = page
            .marks
            .iter()
            .map(|mark| (mark.span.of(&page.raw), mark.kind.clone()))
            .collect();
        let link = |address: &str| MarkKind::Link(address.to_owned());
        assert_eq!(
            marks,
            [
                ("this", link("https://example.org/c?d=1")),
                ("now mail", MarkKind::Emphasis),
                ("mail", link("mailto:a@b.c")),
            ]
        );
    }

    #[test]
    fn a_mark_that_runs_over_lines_is_cut_at_their_ends() {
        let page = rendered("<b>one<p>two</p></b>");
        let texts: Vec<_> = page
            .marks
            .iter()
            .map(|mark| mark.span.of(&page.raw))
            .collect();
        assert_eq!(texts, ["one", "two"]);
        assert_eq!(page.lines[1].gap, Gap::Block);
    }

    #[test]
    fn hidden_lines_are_marked() {
        let page = rendered("<p style='color:red; display : none'>a</p><p hidden>b</p><p>c</p>");
        let hidden: Vec<_> = page.lines.iter().map(|line| line.is_hidden).collect();
        assert_eq!(hidden, [true, true, false]);
    }
}
