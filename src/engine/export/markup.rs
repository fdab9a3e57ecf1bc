//! A body as Markdown and as HTML.

use crate::article::{Block, BlockKind, Body, Mark, MarkKind};
use crate::text::TextSpan;

/// Escapes text for HTML and XML, also inside an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Returns a body as Markdown (`CommonMark` with tables).
pub fn body_markdown(body: &Body) -> String {
    let mut out = String::with_capacity(body.text.len() + body.text.len() / 8);
    let mut before: Option<BlockKind> = None;
    for block in &body.blocks {
        let joins = before.is_some_and(|before| before.joins(block.kind));
        if before.is_some() && !joins {
            out.push('\n');
        }
        markdown_block(body, block, joins, &mut out);
        before = Some(block.kind);
    }
    out
}

fn markdown_block(body: &Body, block: &Block, joins: bool, out: &mut String) {
    let words = || marked(body, block.span, &Markdown).replace('\n', " ");
    match block.kind {
        BlockKind::Paragraph => out.extend([&guarded(&words()), "\n"]),
        BlockKind::Caption => out.extend(["*", &words(), "*\n"]),
        BlockKind::Heading(level) => {
            out.push_str(&"#".repeat(usize::from(level.clamp(1, 6))));
            out.extend([" ", &words(), "\n"]);
        }
        BlockKind::Quote => out.extend(["> ", &words(), "\n"]),
        BlockKind::ListItem { depth, number } => {
            out.push_str(&"    ".repeat(usize::from(depth.min(8))));
            match number {
                Some(number) => out.extend([&number.to_string(), ". "]),
                None => out.push_str("- "),
            }
            out.extend([&words(), "\n"]);
        }
        BlockKind::Code => {
            let text = block.span.of(&body.text);
            let mut fence = "```".to_owned();
            while text.contains(&fence) {
                fence.push('`');
            }
            out.extend([fence.as_str(), "\n", text, "\n", &fence, "\n"]);
        }
        BlockKind::TableRow => {
            let row = words();
            let cells: Vec<&str> = row.split(" │ ").collect();
            out.extend(["| ", &cells.join(" | "), " |\n"]);
            if !joins {
                out.extend(["|", &" --- |".repeat(cells.len()), "\n"]);
            }
        }
    }
}

/// Keeps the start of a paragraph from being read as a heading, a list or a quotation.
fn guarded(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let after = words.get(digits..).unwrap_or_default();
    let is_item = digits > 0 && (after.starts_with(". ") || after.starts_with(") "));
    if is_item {
        return format!("{}\\{after}", words.get(..digits).unwrap_or_default());
    }
    if words.starts_with(['#', '-', '+', '=', '~', '|']) {
        return format!("\\{words}");
    }
    words.to_owned()
}

/// Returns a body as HTML that is well-formed XML.
pub fn body_html(body: &Body) -> String {
    let mut out = String::with_capacity(body.text.len() + body.text.len() / 4);
    // The lists and the table that are open.
    let mut lists: Vec<&str> = Vec::new();
    let mut in_table = false;
    for block in &body.blocks {
        let depth = match block.kind {
            BlockKind::ListItem { depth, .. } => usize::from(depth.min(8)) + 1,
            _ => 0,
        };
        while lists.len() > depth {
            out.extend(lists.pop().map(|list| format!("</{list}>\n")));
        }
        if in_table && block.kind != BlockKind::TableRow {
            out.push_str("</table>\n");
            in_table = false;
        }
        let words = marked(body, block.span, &Html);
        match block.kind {
            BlockKind::Paragraph => out.extend(["<p>", &words, "</p>\n"]),
            BlockKind::Caption => out.extend(["<p class=\"caption\">", &words, "</p>\n"]),
            BlockKind::Quote => out.extend(["<blockquote><p>", &words, "</p></blockquote>\n"]),
            BlockKind::Code => out.extend(["<pre>", &words, "</pre>\n"]),
            BlockKind::Heading(level) => {
                let level = level.clamp(1, 6);
                let level = level.to_string();
                out.extend(["<h", &level, ">", &words, "</h", &level, ">\n"]);
            }
            BlockKind::ListItem { number, .. } => {
                while lists.len() < depth {
                    let list = if number.is_some() { "ol" } else { "ul" };
                    out.extend(["<", list, ">\n"]);
                    lists.push(list);
                }
                out.extend(["<li>", &words, "</li>\n"]);
            }
            BlockKind::TableRow => {
                if !in_table {
                    out.push_str("<table>\n");
                    in_table = true;
                }
                let cells = words.replace(" │ ", "</td><td>");
                out.extend(["<tr><td>", &cells, "</td></tr>\n"]);
            }
        }
    }
    out.extend(lists.iter().rev().map(|list| format!("</{list}>\n")));
    if in_table {
        out.push_str("</table>\n");
    }
    out
}

/// How one language writes text and marks.
trait Language {
    fn text(&self, text: &str, out: &mut String);
    fn open(&self, kind: &MarkKind, out: &mut String);
    fn close(&self, kind: &MarkKind, out: &mut String);
}

struct Markdown;

impl Language for Markdown {
    fn text(&self, text: &str, out: &mut String) {
        for c in text.chars() {
            if matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&'
            ) {
                out.push('\\');
            }
            out.push(c);
        }
    }

    fn open(&self, kind: &MarkKind, out: &mut String) {
        out.push_str(match kind {
            MarkKind::Link(_) => "[",
            MarkKind::Emphasis => "*",
            MarkKind::Strong => "**",
            MarkKind::Code => "<code>",
        });
    }

    fn close(&self, kind: &MarkKind, out: &mut String) {
        match kind {
            MarkKind::Link(url) => {
                let url = url.replace('<', "%3C").replace('>', "%3E");
                out.extend(["](<", &url, ">)"]);
            }
            MarkKind::Code => out.push_str("</code>"),
            _ => self.open(kind, out),
        }
    }
}

struct Html;

impl Language for Html {
    fn text(&self, text: &str, out: &mut String) {
        out.push_str(&escape(text));
    }

    fn open(&self, kind: &MarkKind, out: &mut String) {
        match kind {
            MarkKind::Link(url) => out.extend(["<a href=\"", &escape(url), "\">"]),
            MarkKind::Emphasis => out.push_str("<em>"),
            MarkKind::Strong => out.push_str("<strong>"),
            MarkKind::Code => out.push_str("<code>"),
        }
    }

    fn close(&self, kind: &MarkKind, out: &mut String) {
        out.push_str(match kind {
            MarkKind::Link(_) => "</a>",
            MarkKind::Emphasis => "</em>",
            MarkKind::Strong => "</strong>",
            MarkKind::Code => "</code>",
        });
    }
}

/// Writes a piece of the text with its marks; a mark that overlaps the end of the one around it ends
/// there.
fn marked(body: &Body, span: TextSpan, language: &dyn Language) -> String {
    let mut out = String::with_capacity(span.len() + span.len() / 8);
    let mut open: Vec<(u32, &MarkKind)> = Vec::new();
    let mut at = span.start;
    let write = |from: u32, to: u32, out: &mut String| {
        language.text(
            TextSpan {
                start: from,
                end: to.max(from),
            }
            .of(&body.text),
            out,
        );
    };
    let inside = |mark: &&Mark| span.contains(mark.span) && !mark.span.is_empty();
    for mark in body.marks.iter().filter(inside) {
        while let Some(&(end, kind)) = open.last().filter(|(end, _)| *end <= mark.span.start) {
            write(at, end, &mut out);
            at = at.max(end);
            language.close(kind, &mut out);
            open.pop();
        }
        write(at, mark.span.start, &mut out);
        at = at.max(mark.span.start);
        let end = open
            .last()
            .map_or(mark.span.end, |(end, _)| mark.span.end.min(*end));
        if end > at {
            language.open(&mark.kind, &mut out);
            open.push((end, &mark.kind));
        }
    }
    while let Some((end, kind)) = open.pop() {
        write(at, end, &mut out);
        at = at.max(end);
        language.close(kind, &mut out);
    }
    write(at, span.end, &mut out);
    out
}
