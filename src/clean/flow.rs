//! Hard-wrapped text, as in mail and old books, with its lines joined to paragraphs again.
//!
//! A line break is a wrap where the first word of the next line would not have fitted any more; a
//! text is hard-wrapped where many lines break inside a sentence and hardly any is long.

use std::borrow::Cow;

use crate::clean::lines::{End, end};
use crate::text::TextSpan;
use crate::text::lookup::LookupSet;

/// Widths that people wrap at, in characters.
const NARROWEST: usize = 40;
const WIDEST: usize = 100;
/// Lines that break inside a sentence, and their share of all, from which on a text is wrapped.
const LEAST_BREAKS: usize = 3;
const LEAST_SHARE: usize = 4;
/// The share that is enough where they are fewer.
const SURE_SHARE: usize = 2;
/// Least lines of a paragraph that shows its own width.
const LEAST_RUN: usize = 3;
/// Words between two that share their second half: a hyphen before them is no cut.
const JOINING: [&str; 9] = ["and", "or", "to", "und", "oder", "bis", "et", "ou", "en"];
/// Most lines that are looked at to find out.
const SAMPLE: usize = 5000;

/// A text with its wrapped lines joined, and where each piece of it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flow<'t> {
    /// The text, one line for each paragraph.
    pub text: Cow<'t, str>,
    /// Start of each piece here and there, ascending; empty where nothing was joined.
    pieces: Vec<(usize, usize)>,
}

impl Flow<'_> {
    /// Returns where a span of the joined text was in the text that came.
    pub(crate) fn origin(&self, span: TextSpan) -> TextSpan {
        if self.pieces.is_empty() || span.is_empty() {
            return span;
        }
        let there = |offset: usize, at: usize| {
            let after = self.pieces.partition_point(|&(here, _)| here <= at);
            let (here, there) = self.pieces[after.saturating_sub(1)];
            there + (offset - here)
        };
        let (start, end) = (span.start as usize, span.end as usize);
        TextSpan::new(there(start, start), there(end, end - 1))
    }
}

/// Joins the lines of a hard-wrapped text; any other text comes back as it is. Linear.
pub(crate) fn flow(text: &str) -> Flow<'_> {
    let Some(width) = wrap_width(text) else {
        return Flow {
            text: Cow::Borrowed(text),
            pieces: Vec::new(),
        };
    };
    let words = hyphen_free_words(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let widths = widths(&lines, width);
    let mut out = String::with_capacity(text.len());
    let mut pieces = Vec::new();
    let mut last: Option<&str> = None;
    let mut start = 0;
    for (line, width) in lines.into_iter().zip(widths) {
        let here = start;
        start += line.len() + 1;
        let joins = last.is_some_and(|last| is_wrap(last, line, width));
        let body = if joins {
            let quoted = unquoted(line).map_or(line, |(_, rest)| rest);
            quoted.trim_start()
        } else {
            line
        };
        match last {
            Some(last) if joins => join(&mut out, last, body, &words),
            Some(_) => out.push('\n'),
            None => {}
        }
        pieces.push((out.len(), here + (line.len() - body.len())));
        // White space at the end would stand inside the joined line.
        out.push_str(body.trim_end());
        last = Some(line);
    }
    Flow {
        text: Cow::Owned(out),
        pieces,
    }
}

/// Puts between two joined lines what belongs there: a blank, or nothing after a dash or where a
/// hyphen has cut a word that the text knows whole.
fn join(out: &mut String, last: &str, next: &str, words: &LookupSet<String>) {
    let last = last.trim_end();
    let bare = last.strip_suffix('-').unwrap_or_default();
    let word = next.split(' ').next().unwrap_or_default();
    // `in- and output`: the hyphen stands for what comes later.
    let is_cut = bare.ends_with(char::is_alphabetic)
        && next.starts_with(char::is_alphabetic)
        && !JOINING.contains(&word);
    if !is_cut {
        out.push(' ');
        return;
    }
    if words.contains(&cut_word(last, next)) {
        out.pop();
    }
}

fn cut_word(last: &str, next: &str) -> String {
    let is_letter = |c: char| c.is_alphabetic();
    let bare = last.trim_end_matches('-');
    let head_at = bare.trim_end_matches(is_letter).len();
    let tail_end = next.find(|c| !is_letter(c)).unwrap_or(next.len());
    let head = bare.get(head_at..).unwrap_or_default();
    let tail = next.get(..tail_end).unwrap_or_default();
    format!("{head}{tail}").to_lowercase()
}

/// Returns the words of a text in lower case, if it has a line that ends with a hyphen.
fn hyphen_free_words(text: &str) -> LookupSet<String> {
    if !text.contains("-\n") {
        return LookupSet::default();
    }
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 3)
        .map(str::to_lowercase)
        .collect()
}

/// Returns the width at which a text is hard-wrapped, in characters.
fn wrap_width(text: &str) -> Option<usize> {
    let mut lengths: Vec<usize> = Vec::new();
    let (mut breaks, mut written, mut long) = (0, 0, 0);
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    for end_at in ends.take(SAMPLE - 1) {
        let line = text.get(start..end_at).unwrap_or_default().trim_end();
        start = end_at + 1;
        // Headings and the words of a list say nothing about the width.
        if line.len() < NARROWEST {
            continue;
        }
        written += 1;
        // Bytes are enough to tell that a line is short, or far too long.
        let length = if (WIDEST + 1..=4 * WIDEST).contains(&line.len()) {
            line.chars().count()
        } else {
            line.len()
        };
        long += usize::from(WIDEST < length);
        if !(NARROWEST..=WIDEST).contains(&length) {
            continue;
        }
        let next = text.get(start..).unwrap_or_default();
        if bare_start(next).starts_with(char::is_lowercase) && end(line) == End::Open {
            let length = reach(line);
            if NARROWEST <= length {
                breaks += 1;
                lengths.push(length);
            }
        }
    }
    let share = if breaks < LEAST_BREAKS {
        SURE_SHARE
    } else {
        LEAST_SHARE
    };
    if breaks == 0 || breaks * share < written || long * 20 > written {
        return None;
    }
    lengths.sort_unstable();
    // One line that is too long for its fellows must not set the width.
    lengths.get(lengths.len() * 19 / 20).copied()
}

/// Returns the width that each line of a wrapped text breaks at against the line before it.
///
/// What is quoted, or was written by somebody else, was wrapped at another width. A paragraph of three lines
/// shows its own, where no first word of a line would have fitted the line before; one of two lines has the
/// narrowest of those, and any other that of the whole text.
fn widths(lines: &[&str], width: usize) -> Vec<usize> {
    let depth = |line: &str| unquoted(line).map(|(depth, _)| depth);
    let goes_on = |last: &&str, next: &&str| {
        let is_written = !bare(last).is_empty() && !bare(next).is_empty();
        is_written && depth(last) == depth(next) && !starts_item(bare(next))
    };
    let own_width = |run: &[&str]| {
        let longest = run.iter().map(|line| reach(line)).max()?;
        let is_full = |pair: &[&str]| {
            let word = bare(pair[1]).split(' ').next().unwrap_or_default();
            longest < reach(pair[0]) + 1 + word.chars().count()
        };
        let is_wrapped = (NARROWEST..=WIDEST).contains(&longest) && run.windows(2).all(is_full);
        is_wrapped.then_some(longest)
    };
    let runs: Vec<&[&str]> = lines.chunk_by(goes_on).collect();
    let is_long = |run: &&&[&str]| LEAST_RUN <= run.len();
    let shown = runs.iter().filter(is_long).filter_map(|run| own_width(run));
    let narrowest = shown.min().unwrap_or(width).min(width);
    let mut out = Vec::with_capacity(lines.len());
    for run in runs {
        let own = own_width(run);
        let own = if LEAST_RUN <= run.len() {
            own
        } else {
            own.map(|_| narrowest)
        };
        out.resize(out.len() + run.len(), own.unwrap_or(width));
    }
    out
}

/// Returns a line without the mark of quoted mail and the white space around it.
fn bare(line: &str) -> &str {
    unquoted(line).map_or(line, |(_, rest)| rest).trim()
}

/// Returns how far a line reaches to the right, in characters: with its indentation, as all paragraphs of a text
/// end at one margin, but without the mark of quoted mail.
fn reach(line: &str) -> usize {
    let (from, indent) = match unquoted(line) {
        Some((_, rest)) => (rest, 0),
        None => (line, line.chars().take_while(|c| c.is_whitespace()).count()),
    };
    indent + from.trim().chars().count()
}

/// Returns a text from where its first line begins behind the mark of quoted mail and white space; nothing
/// where that line is blank.
fn bare_start(text: &str) -> &str {
    let rest = if text.starts_with('>') {
        text.trim_start_matches(['>', ' '])
    } else {
        text
    };
    rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n')
}

/// Returns the depth of a line of quoted mail and its text.
fn unquoted(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches(['>', ' ']);
    let depth = line.len() - rest.len();
    line.starts_with('>').then(|| {
        let marks = line.bytes().take(depth).filter(|&b| b == b'>');
        (marks.count(), rest)
    })
}

/// Says whether the break between two lines only keeps to the width.
fn is_wrap(last: &str, next: &str, width: usize) -> bool {
    let depth = |line| unquoted(line).map(|(depth, _)| depth);
    if depth(last) != depth(next) {
        return false;
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_deeper = indent(last) + 1 < indent(next)
        && !starts_item(last.trim_start())
        && !hangs(last, indent(next));
    let length = reach(last);
    let (last, next) = (bare(last), bare(next));
    if last.is_empty() || next.is_empty() || is_deeper {
        return false;
    }
    if WIDEST + 20 < length {
        return false;
    }
    let word = next.split(' ').next().unwrap_or_default();
    let is_full = width < length + 1 + word.chars().count() + 2;
    // A dash is the bullet of an item, or the next word of a sentence.
    let is_dash = next.starts_with("– ") && is_full && end(last) == End::Open;
    if starts_item(next) && !is_dash {
        return false;
    }
    let goes_on = next.starts_with(char::is_lowercase) && end(last) == End::Open;
    is_full || goes_on && NARROWEST / 2 < length
}

/// Says whether the text of a line begins at a column, with two blanks before it, as behind a term or a bullet.
fn hangs(line: &str, column: usize) -> bool {
    let (head, rest) = line.split_at_checked(column).unwrap_or_default();
    head.ends_with("  ") && !head.trim().is_empty() && !rest.starts_with(' ') && !rest.is_empty()
}

/// Says whether a line begins an item of a list.
fn starts_item(line: &str) -> bool {
    let after = line.trim_start_matches(['*', '•', '-', '–', '·', '+']);
    if after.len() < line.len() && after.starts_with(' ') || line.starts_with("o  ") {
        return true;
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = line.len() - digits.len();
    (1..=3).contains(&count) && (digits.starts_with(". ") || digits.starts_with(") "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LETTER: &str = "The committee met on Tuesday in the old town hall to talk about the\n\
        bridge, which has been closed to heavy lorries since the spring, and\n\
        decided to ask three firms for an offer before the end of the year.\n\
        \n\
        What it wants:\n\
        * a span that carries forty tons and can be built while the river is\n\
        \x20 open to boats\n\
        * a path for those who walk\n";

    #[test]
    fn a_wrapped_letter_becomes_paragraphs_and_items() {
        let flow = flow(LETTER);
        let lines: Vec<_> = flow.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].ends_with("the end of the year."));
        assert!(lines[2].ends_with("open to boats"));
    }

    #[test]
    fn indented_paragraphs_and_what_hangs_from_a_term_are_joined() {
        let text = "DESCRIPTION\n\
            \x20      Lists what is in a directory, sorted by name unless something else is\n\
            \x20      asked for. Arguments that must be given to a long option must be\n\
            \x20      given to a short one too.\n\
            \n\
            \x20      -c     with -l: sort by the time when a file was last changed, and\n\
            \x20             show it\n\
            \n\
            \x20      -d     directories themselves, not what is in them\n\
            \n\
            \x20         o  where a reader has no other way of knowing what was meant by\n\
            \x20            the writer\n";
        let flow = flow(text);
        let lines: Vec<_> = flow.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 5, "{lines:#?}");
        assert!(lines[1].ends_with("must be given to a short one too."));
        assert!(lines[2].ends_with("last changed, and show it"));
        assert!(lines[4].ends_with("meant by the writer"));
    }

    #[test]
    fn joined_spans_lead_back() {
        let flow = flow(LETTER);
        let at = flow.text.find("about the bridge").unwrap();
        let span = TextSpan::new(at, at + "about the bridge".len());
        assert_eq!(flow.origin(span).of(LETTER), "about the\nbridge");
    }

    #[test]
    fn quoted_mail_and_hyphens_are_joined() {
        let text = "> The committee will talk about the information that it has got from the infor-\n\
            > mation desk of the town and from all the others who have written to\n\
            > it about the bridge in the last months, and about what it should\n\
            > cost when it is built.\n";
        let flow = flow(text);
        assert!(
            flow.text.contains("from the information desk of the town"),
            "{}",
            flow.text
        );
        assert_eq!(flow.text.lines().count(), 1);
    }

    #[test]
    fn each_paragraph_has_its_own_width_and_verses_stay() {
        let text = "> The committee met on Tuesday in the old town hall to talk about the\n\
            > bridge. It has been closed to heavy lorries since the spring. It will be\n\
            > so until somebody pays for it.\n\
            \n\
            Nobody will. I have been there, and I asked\n\
            them all. They said that it was for others\n\
            to pay. Others said so too.\n\
            \n\
            Two more things are there to say, which the EU-\n\
            Commission told us in its letter.\n\
            \n\
            The wind blew cold on the water that day\n\
            And none of us knew\n\
            The old way home\n\
            \n\
            It was said that the in- and out-\n\
            put of the mill was what counted there.\n";
        let flow = flow(text);
        let lines: Vec<_> = flow.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 7, "{lines:#?}");
        assert!(lines[1].ends_with("it was for others to pay. Others said so too."));
        assert!(lines[2].contains("the EU-Commission told"), "{}", lines[2]);
        assert!(lines[6].contains("in- and out-put"), "{}", lines[6]);
    }

    #[test]
    fn a_few_lines_are_enough_where_most_of_them_break() {
        for (text, count) in [
            (
                "Dear all,\n\nThe committee met on Tuesday to talk about the new harbour and the\n\
                 old town hall, which has stood empty since the fire.\nIt will be sold.\n\nAnn\n",
                4,
            ),
            (
                "The committee met on Tuesday to talk about the new\nharbour. Nothing else was on the agenda.\n\
                 One line of its own, which ends as it should.\nAnother one of them, which ends as it should.\n",
                4,
            ),
        ] {
            let flow = flow(text);
            let lines = flow.text.lines().filter(|line| !line.is_empty());
            assert_eq!(lines.count(), count, "{}", flow.text);
        }
    }

    #[test]
    fn menus_and_paragraph_lines_stay() {
        for text in [
            "Home\nNews\nSport\nAbout us\nContact\n",
            "One paragraph that is a line.\nAnother one that is a line.\n",
            "",
        ] {
            assert_eq!(flow(text).text, text);
        }
    }

    proptest! {
        #[test]
        fn words_stay_and_origins_fit(text in "([a-zA-Zé>*-]{1,12}[ .\n]{1,2}){0,200}") {
            let flow = flow(&text);
            let end = flow.text.len();
            for (at, word) in flow.text.match_indices(|c: char| c.is_alphabetic()) {
                let origin = flow.origin(TextSpan::new(at, at + word.len()));
                prop_assert_eq!(origin.of(&text), word);
            }
            prop_assert!(flow.origin(TextSpan::new(0, end)).of(&text).len() <= text.len());
        }
    }
}
