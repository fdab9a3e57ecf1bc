//! From the lines that stay to articles, and from everything else to removed pieces.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, Body, Cleaned, Metadata, Reason, Removed};
use crate::clean::blocks;
use crate::clean::credits;
use crate::clean::flow::Flow;
use crate::clean::header;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{Line, look};
use crate::clean::paragraphs::paragraphs;
use crate::clean::settle::settle;
use crate::clean::vocabulary::Vocabulary;
use crate::text::language::language;
use crate::text::lookup::LookupSet;
use crate::text::span::trim;
use crate::text::{TextSpan, eight};

/// Words from which on a paragraph said before is a repeat; fewer may be a refrain, or a heading that
/// a table of contents says too.
const REPEATED: usize = 12;
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

/// A paragraph on its way into a body.
#[derive(Debug)]
struct Piece<'t> {
    text: Cow<'t, str>,
    origin: TextSpan,
    /// The line that it is the whole of.
    line: Option<usize>,
}

/// Collects the stories of a page and what is left over.
#[derive(Debug)]
pub(crate) struct Builder<'t> {
    /// The page with its wrapped lines joined.
    raw: &'t str,
    lines: &'t [Line<'t>],
    verdicts: &'t [Verdict],
    words: Vocabulary,
    articles: Vec<Article>,
    /// Places that went into a body or were explained, to be sorted.
    taken: Vec<TextSpan>,
    removed: Vec<Removed>,
    reasons: Vec<Option<Reason>>,
}

impl<'t> Builder<'t> {
    /// Starts with a page of which nothing is taken.
    pub(crate) fn new(
        raw: &'t str,
        lines: &'t [Line<'t>],
        verdicts: &'t [Verdict],
        words: Vocabulary,
    ) -> Self {
        Self {
            raw,
            lines,
            verdicts,
            words,
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
        let pieces = self.pieces(story);
        let (lines, verdicts) = self.facts(&pieces);
        let fates = settle(&lines, &verdicts, &self.words);
        let bytes = pieces.iter().map(|piece| piece.text.len() + 2);
        let mut body = Body {
            text: String::with_capacity(bytes.sum()),
            blocks: Vec::with_capacity(pieces.len()),
            ..Body::default()
        };
        for (at, piece) in pieces.iter().enumerate() {
            if let Some(reason) = fates[at] {
                self.remove(piece.origin, reason);
                continue;
            }
            let kind = blocks::kind(&lines, at);
            body.push(kind, blocks::bare(&lines, at), piece.origin);
            self.taken.push(piece.origin);
        }
        if body.blocks.is_empty() {
            return;
        }
        complete(&mut metadata, &body);
        self.articles.push(Article { metadata, body });
    }

    /// Returns what can be seen of the paragraphs; most are lines of the page and were seen before.
    fn facts<'p>(&mut self, pieces: &'p [Piece<'t>]) -> (Vec<Line<'p>>, Vec<Verdict>)
    where
        't: 'p,
    {
        let seen = |piece: &'p Piece<'t>| {
            let known = piece.line.and_then(|at| {
                let line: Line<'p> = *self.lines.get(at)?;
                Some((line, *self.verdicts.get(at)?))
            });
            let (line, verdict) = known.unwrap_or_else(|| {
                let number = self.words.read(&piece.text);
                let line = Line {
                    number,
                    ..look(&piece.text)
                };
                (line, junk::judge(&line))
            });
            (Line { gap: 1, ..line }, verdict)
        };
        pieces.iter().map(seen).unzip()
    }

    /// Returns the paragraphs of a story, without what is glued to them and without repeats.
    fn pieces(&mut self, story: &Story<'_>) -> Vec<Piece<'t>> {
        let mut out = Vec::with_capacity(story.kept.len());
        let mut seen = LookupSet::default();
        let lines = self.lines;
        for (position, &index) in story.kept.iter().enumerate() {
            let mut span = lines[index].span;
            if position == 0 {
                span = self.without_title(span, &story.metadata.title);
            }
            if let Some(tail) = credits::caption_tail(span.of(self.raw)) {
                let tail = tail.shift(span.start as usize);
                self.remove(tail, Reason::Caption);
                span = trim(
                    self.raw,
                    TextSpan::new(span.start as usize, tail.start as usize),
                );
            }
            let parts = self.without_credits(span);
            let parts = parts.iter().flat_map(|part| {
                let inside = paragraphs(part.of(self.raw)).into_iter();
                inside.map(|inside| inside.shift(part.start as usize))
            });
            let parts: Vec<TextSpan> = parts.collect();
            for origin in parts {
                let text = spaced(origin.of(self.raw));
                let mut blanks = memchr::memchr_iter(b' ', text.as_bytes());
                let is_long = blanks.nth(REPEATED - 2).is_some();
                if is_long && !seen.insert(xxh3_64(text.as_bytes())) {
                    self.remove(origin, Reason::Repeat);
                } else {
                    let is_line = origin == lines[index].span && matches!(text, Cow::Borrowed(_));
                    let line = Some(index).filter(|_| is_line);
                    out.push(Piece { text, origin, line });
                }
            }
        }
        out
    }

    /// Takes the credits between its sentences out of a paragraph and returns the parts of it.
    fn without_credits(&mut self, span: TextSpan) -> Vec<TextSpan> {
        let mut parts = Vec::with_capacity(1);
        let mut start = span.start as usize;
        for credit in credits::credits_inside(span.of(self.raw)) {
            let credit = credit.shift(span.start as usize);
            parts.push(trim(self.raw, TextSpan::new(start, credit.start as usize)));
            self.remove(credit, Reason::Caption);
            start = credit.end as usize;
        }
        parts.push(trim(self.raw, TextSpan::new(start, span.end as usize)));
        parts.retain(|part| !part.is_empty());
        parts
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

    /// Returns the page taken apart: everything that no body took is removed, with its reason. Spans
    /// are turned into those of the page as it came, `raw`.
    pub(crate) fn finish(mut self, raw: &str, flow: &Flow<'_>) -> Cleaned {
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
        let read = self.lines.last().map_or(0, |line| line.span.end as usize);
        let beyond = trim(self.raw, TextSpan::new(read, self.raw.len()));
        if !beyond.is_empty() {
            self.remove(beyond, Reason::Beyond);
        }
        self.removed.sort_unstable_by_key(|piece| piece.span);
        for piece in &mut self.removed {
            piece.span = flow.origin(piece.span);
        }
        for article in &mut self.articles {
            for block in &mut article.body.blocks {
                block.origin = flow.origin(block.origin);
            }
        }
        Cleaned {
            raw: raw.to_owned(),
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
    if metadata.language.is_none() {
        metadata.language = language(&body.text);
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
fn spaced(text: &str) -> Cow<'_, str> {
    if is_spaced(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// Says whether a text has no other white space than single plain blanks between words; no to one that is empty.
fn is_spaced(bytes: &[u8]) -> bool {
    let is_other_blank = |at: usize| match bytes.get(at..).unwrap_or_default() {
        [0xC2, 0x85 | 0xA0, ..]
        | [0xE1, 0x9A, 0x80, ..]
        | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..]
        | [0xE2, 0x81, 0x9F, ..]
        | [0xE3, 0x80, 0x80, ..] => true,
        rest => rest.first().is_some_and(|b| *b < b' '),
    };
    // Whether the byte before is a blank, as one before the text would be.
    let mut last = 0x80;
    for at in (0..bytes.len()).step_by(8) {
        let eight = eight::load(bytes, at);
        let blanks = eight::equal(eight, b' ');
        if blanks & (blanks << 8 | last) != 0 {
            return false;
        }
        last = blanks >> 56;
        let is_first_of_several = eight & eight << 1 & eight::HIGH;
        let mut odd = is_first_of_several | eight::between(eight, 0, b' ' - 1);
        while odd != 0 {
            if is_other_blank(at + eight::first(odd)) {
                return false;
            }
            odd &= odd - 1;
        }
    }
    bytes.last().is_some_and(|byte| *byte != b' ')
}
