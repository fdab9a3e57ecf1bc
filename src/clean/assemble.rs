//! From the lines that stay to articles, and from everything else to removed pieces.

use crate::article::{Article, BlockKind, Body, Cleaned, Metadata, Reason, Removed};
use crate::clean::credits;
use crate::clean::header;
use crate::clean::lines::Line;
use crate::clean::paragraphs::paragraphs;
use crate::text::TextSpan;
use crate::text::lookup::LookupSet;
use crate::text::span::trim;

/// Words of a title derived from the first sentence.
const DERIVED: usize = 14;

/// The lines of one story, ascending, and what is known about it.
#[derive(Debug)]
pub(crate) struct Story<'s> {
    /// Title, source, date.
    pub metadata: Metadata,
    /// Its lines.
    pub kept: &'s [usize],
}

/// Collects the stories of a page and what is left over.
#[derive(Debug)]
pub(crate) struct Builder<'t> {
    raw: &'t str,
    lines: &'t [Line<'t>],
    articles: Vec<Article>,
    /// Places that went into a body or were explained, to be sorted.
    taken: Vec<TextSpan>,
    removed: Vec<Removed>,
    reasons: Vec<Option<Reason>>,
}

impl<'t> Builder<'t> {
    /// Starts with a page of which nothing is taken.
    pub(crate) fn new(raw: &'t str, lines: &'t [Line<'t>]) -> Self {
        Self {
            raw,
            lines,
            articles: Vec::new(),
            taken: Vec::new(),
            removed: Vec::new(),
            reasons: vec![None; lines.len()],
        }
    }

    /// Notes why line `index` is in no body, unless a reason is known already.
    pub(crate) fn explain(&mut self, index: usize, reason: Reason) {
        if let Some(slot) = self.reasons.get_mut(index) {
            slot.get_or_insert(reason);
        }
    }

    /// Adds a story; one without any text adds nothing.
    pub(crate) fn add(&mut self, story: &Story<'_>) {
        let mut metadata = story.metadata.clone();
        let mut body = Body::default();
        let mut seen = LookupSet::default();
        let lines = self.lines;
        for (position, &index) in story.kept.iter().enumerate() {
            let line = &lines[index];
            if line.words >= 4 && !seen.insert(line.text) {
                self.explain(index, Reason::Repeat);
                continue;
            }
            let mut span = line.span;
            if position == 0 {
                span = self.without_title(span, &metadata.title);
            }
            if let Some(tail) = credits::caption_tail(span.of(self.raw)) {
                let tail = tail.shift(span.start as usize);
                self.remove(tail, Reason::Caption);
                span = trim(
                    self.raw,
                    TextSpan::new(span.start as usize, tail.start as usize),
                );
            }
            if span.is_empty() {
                continue;
            }
            for part in paragraphs(span.of(self.raw)) {
                let part = part.shift(span.start as usize);
                let text = spaced(part.of(self.raw));
                body.push(BlockKind::Paragraph, &text, part);
                self.taken.push(part);
            }
        }
        if body.blocks.is_empty() {
            return;
        }
        complete(&mut metadata, &body);
        self.articles.push(Article { metadata, body });
    }

    /// Takes the title off the front of a text that begins with it.
    fn without_title(&mut self, span: TextSpan, title: &str) -> TextSpan {
        let Some(rest) = span.of(self.raw).strip_prefix(title) else {
            return span;
        };
        if title.is_empty() || !rest.starts_with(char::is_whitespace) {
            return span;
        }
        let end = span.start as usize + title.len();
        self.remove(TextSpan::new(span.start as usize, end), Reason::Title);
        trim(self.raw, TextSpan::new(end, span.end as usize))
    }

    fn remove(&mut self, span: TextSpan, reason: Reason) {
        self.taken.push(span);
        let article = u32::try_from(self.articles.len()).unwrap_or(u32::MAX);
        self.removed.push(Removed {
            span,
            reason,
            article,
        });
    }

    /// Returns the page taken apart: everything that no body took is removed, with its reason.
    pub(crate) fn finish(mut self) -> Cleaned {
        self.taken.sort_unstable();
        let starts: Vec<u32> = self
            .articles
            .iter()
            .filter_map(|article| Some(article.body.blocks.first()?.origin.start))
            .collect();
        let mut taken = self.taken.iter().copied().peekable();
        for (line, reason) in self.lines.iter().zip(&self.reasons) {
            let mut at = line.span.start;
            while at < line.span.end {
                while taken.next_if(|piece| piece.end <= at).is_some() {}
                let next = taken.peek().map_or(line.span.end, |piece| piece.start);
                let rest = TextSpan::new(at as usize, next.clamp(at, line.span.end) as usize);
                let rest = trim(self.raw, rest);
                if !rest.is_empty() {
                    // It stood before the first article that begins after it, or in the last one.
                    let before = starts.partition_point(|&start| start <= line.span.start);
                    let article = before.saturating_sub(usize::from(before > 0));
                    self.removed.push(Removed {
                        span: rest,
                        reason: reason.unwrap_or(Reason::Boilerplate),
                        article: u32::try_from(article).unwrap_or(u32::MAX),
                    });
                }
                at = taken.peek().map_or(line.span.end, |piece| piece.end);
            }
        }
        self.removed.sort_unstable_by_key(|piece| piece.span);
        Cleaned {
            raw: self.raw.to_owned(),
            articles: self.articles,
            removed: self.removed,
        }
    }
}

/// Adds what the text itself says: the dateline, its agency, and a title where there is none.
fn complete(metadata: &mut Metadata, body: &Body) {
    let first = body.blocks[0].span.of(&body.text);
    if let Some((place, agency)) = header::dateline(first) {
        metadata.dateline.get_or_insert(place);
        if metadata.source.is_none() {
            metadata.source = agency;
        }
    }
    if metadata.title.is_empty() {
        metadata.title = derived_title(first);
        metadata.title_derived = true;
    }
}

/// Returns the opening of a text as its title: the first sentence, cut at a word where it is long.
fn derived_title(text: &str) -> String {
    let starts = crate::clean::paragraphs::sentence_starts(text);
    let end = starts.get(1).copied().unwrap_or(text.len());
    let sentence = text.get(..end).unwrap_or(text).trim_end();
    let mut words = sentence.split_whitespace();
    let mut title: Vec<&str> = words.by_ref().take(DERIVED).collect();
    if words.next().is_none() {
        return title.join(" ").trim_end_matches('.').to_owned();
    }
    while title.len() > DERIVED / 2 && title.last().is_some_and(|word| word.chars().count() <= 3) {
        title.pop();
    }
    let joined = title.join(" ");
    let bare = joined.trim_end_matches(|c: char| !c.is_alphanumeric());
    // One word may be as long as the page.
    let cut = bare.floor_char_boundary(160);
    format!("{}…", bare.get(..cut).unwrap_or(bare))
}

/// Returns a text with every run of white space as one blank.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
