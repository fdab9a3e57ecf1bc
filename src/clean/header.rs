//! Title, source, byline, dateline and date from the lines around the head of a story.

mod names;

use std::ops::Range;

use memchr::memmem::Finder;

use crate::article::{Metadata, Published, Reason};
use crate::clean::Page;
use crate::clean::dates;
pub(crate) use crate::clean::header::names::{by_line, dateline, is_by_line};
use crate::clean::header::names::{by_line_in, name_alone};
use crate::clean::junk::Verdict;
use crate::clean::lines::Line;
use crate::clean::title::{once, take, title};
use crate::clean::vocabulary::Vocabulary;
use crate::text::fold::fold;

/// Lines above the text that are looked at.
const REACH: usize = 40;

/// Lines below the title, and around a date, in which a name alone is a byline.
const NEAR_TITLE: usize = 4;
const NEAR_DATE: usize = 2;
/// Names that are tried, the lines in which their words are looked for, and how much of each in bytes.
const MOST_NAMES: usize = 8;
const LINES_FOR_NAMES: usize = 600;
const BYTES_FOR_NAMES: usize = 2000;

/// What the head of a story says, and the lines that said it.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// What was found.
    pub metadata: Metadata,
    /// Lines that were taken up, with the reason that explains them.
    pub used: Vec<(usize, Reason)>,
}

/// Reads the head of a story whose text is the lines `kept`; a title that stands first in them is
/// taken out of them.
pub(crate) fn read(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
    kept: &mut Vec<usize>,
    page: &Page<'_>,
) -> Header {
    let mut header = Header::default();
    let Some(&first) = kept.first() else {
        return header;
    };
    let above = first.saturating_sub(REACH)..first;
    let title = title(lines, verdicts, words, kept);
    if let Some(title) = title {
        once(lines[title].text).clone_into(&mut header.metadata.title);
        take(title, lines, kept);
    }
    take_by_lines(title, lines, verdicts, kept);
    let begin = title.map_or(above.start, |title| title + 1);
    let end = kept.iter().copied().find(|&index| begin <= index);
    let below_title = begin..end.unwrap_or(begin);
    if let Some(title) = title {
        let until = end.unwrap_or(begin);
        for (index, line) in lines.iter().enumerate().take(until).skip(above.start) {
            if line.text == lines[title].text && kept.binary_search(&index).is_err() {
                header.used.push((index, Reason::Title));
            }
        }
    }
    read_date(lines, verdicts, &above, &below_title, page, &mut header);
    read_byline(lines, verdicts, kept, &below_title, &mut header);
    header
}

/// Takes the bylines out of the front of a text, below its title if it has one, and a name alone right below that; not
/// where nothing would be left.
fn take_by_lines(
    title: Option<usize>,
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    kept: &mut Vec<usize>,
) {
    let is_below = |index: usize| title.is_none_or(|title| title < index);
    let is_by_line = |index: &&usize| is_below(**index) && is_by_line(lines[**index].text);
    let mut count = kept.iter().take_while(is_by_line).count();
    if let Some(below) = title.map(|title| title + 1)
        && kept.first() == Some(&below)
        && count == 0
    {
        let rest = kept.get(1..).unwrap_or_default();
        let name = lone_name(lines, verdicts, rest, &(below..below + 1));
        count = usize::from(name.is_some_and(|(index, name)| name == lines[index].text));
    }
    if count < kept.len() {
        kept.drain(..count);
    }
}

/// How lines begin that tell when the page was fetched, folded.
const FETCHED: [&str; 10] = [
    "fetched",
    "retrieved",
    "accessed",
    "downloaded",
    "crawled",
    "archived",
    "saved on",
    "abgerufen",
    "consulte",
    "consultado",
];
/// What stands before a date and is no source, folded.
const DATED: [&str; 19] = [
    "updated",
    "last updated",
    "last modified",
    "last reviewed",
    "modified",
    "published",
    "first published",
    "posted",
    "created",
    "aktualisiert",
    "veroffentlicht",
    "actualizado",
    "publicado",
    "publie",
    "mis a jour",
    "aggiornato",
    "pubblicato",
    "gepubliceerd",
    "opublikowano",
];

/// Says whether a line tells when the page was fetched, which is no date of its story.
fn is_of_fetching(line: &str) -> bool {
    starts_with_any(line, &FETCHED)
}

/// Says whether a text begins with one of some beginnings, which are folded.
fn starts_with_any(text: &str, beginnings: &[&str]) -> bool {
    let folded = fold(text.get(..text.floor_char_boundary(40)).unwrap_or(text));
    beginnings.iter().any(|word| folded.starts_with(word))
}

fn read_date(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    above: &Range<usize>,
    below_title: &Range<usize>,
    page: &Page<'_>,
    header: &mut Header,
) {
    let is_dated = |&index: &usize| {
        verdicts[index].date.is_some()
            && (verdicts[index].is_date || by_line_in(lines[index].text).is_some())
            && !is_of_fetching(lines[index].text)
    };
    // A clock beside the weather is the page's, not the story's.
    let has_widget = above
        .clone()
        .any(|index| verdicts[index].junk == Some(Reason::Widget));
    let over_title = below_title.start.saturating_sub(3).max(above.start)..below_title.start;
    let place = below_title
        .clone()
        .find(is_dated)
        .or_else(|| over_title.rev().find(is_dated).filter(|_| !has_widget));
    let Some(index) = place else {
        return;
    };
    header.metadata.published = published(&lines[index], &verdicts[index], page);
    header.used.push((index, Reason::Metadata));
    if below_title.contains(&index) && header.metadata.source.is_none() {
        header.metadata.source = glued_source(&lines[index], &verdicts[index]);
    }
}

/// Returns the date of a line as it is shown.
pub(crate) fn published(line: &Line<'_>, verdict: &Verdict, page: &Page<'_>) -> Option<Published> {
    let found = verdict.date.as_ref()?;
    Some(dates::published(line.text, found, page.fetched))
}

/// Returns the name that a date is glued to, `Al Manar26-06-2025`, or set off from it by a bar.
fn glued_source(line: &Line<'_>, verdict: &Verdict) -> Option<String> {
    let found = verdict.date.as_ref()?;
    let before = line.text.get(..found.span.start as usize)?;
    let is_glued = before.ends_with(char::is_alphabetic);
    let is_set_off = before.trim_end().ends_with(['|', '·', '•']);
    if !is_glued && !is_set_off {
        return None;
    }
    let name = before
        .trim_end_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let words = name.split_whitespace().count();
    let is_name = name.chars().next().is_some_and(char::is_uppercase);
    let is_label = || starts_with_any(name, &DATED);
    (is_name && (1..=5).contains(&words) && !is_label()).then(|| name.to_owned())
}

fn read_byline(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    kept: &[usize],
    below_title: &Range<usize>,
    header: &mut Header,
) {
    let said = below_title.clone();
    let mut said = said.filter_map(|index| Some((index, by_line_in(lines[index].text)?)));
    let has_title = !header.metadata.title.is_empty();
    let alone = || lone_name(lines, verdicts, kept, below_title);
    let found = said.next().or_else(|| has_title.then(alone).flatten());
    if let Some((index, name)) = found {
        header.metadata.byline = Some(name.to_owned());
        header.used.push((index, Reason::Metadata));
    }
}

/// Returns the first line below the title that is a name and nothing else, as most bylines are: close to the title or
/// to a date, of words that no line around has in small letters, and not of somebody whom the text tells of.
///
/// Measured on pages of WCXB and flairNLP/fundus whose author is known and whose byline has no "by": of 149 names so
/// found 125 were the author's, with these words and hardly any other.
fn lone_name<'t>(
    lines: &[Line<'t>],
    verdicts: &[Verdict],
    kept: &[usize],
    below_title: &Range<usize>,
) -> Option<(usize, &'t str)> {
    let is_dated = |index: usize| verdicts[index].date.is_some();
    let is_near = |index: usize| {
        let mut around = index.saturating_sub(NEAR_DATE).max(below_title.start)
            ..(index + NEAR_DATE + 1).min(below_title.end);
        index < below_title.start + NEAR_TITLE || around.any(is_dated)
    };
    let text = || kept.iter().take(LINES_FOR_NAMES);
    let is_in_text = |name: &str| {
        let finder = Finder::new(name);
        text().any(|&index| finder.find(head(lines[index].text).as_bytes()).is_some())
    };
    let mut names = below_title.clone().filter_map(|index| {
        let is_free = verdicts[index].junk.is_none() && is_near(index);
        let name = is_free.then(|| name_alone(lines[index].text)).flatten()?;
        Some((index, name))
    });
    let from = below_title.start.saturating_sub(LINES_FOR_NAMES / 2);
    let end = lines.len().min(from + LINES_FOR_NAMES);
    let around = lines.get(from..end).unwrap_or_default();
    names
        .by_ref()
        .take(MOST_NAMES)
        .find(|(_, name)| !is_in_text(name) && !has_common_word(name, around))
}

/// Returns as much of a line as is looked at for names.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(BYTES_FOR_NAMES))
        .unwrap_or(text)
}

/// Says whether one of the capitalised words of a name is somewhere in the lines in small letters.
fn has_common_word(name: &str, lines: &[Line<'_>]) -> bool {
    let words = name
        .split([' ', '-'])
        .filter(|word| word.chars().nth(1).is_some());
    let mut words = words.filter(|word| word.starts_with(char::is_uppercase));
    words.any(|word| {
        let small = word.to_lowercase();
        let finder = Finder::new(&small);
        let is_word = |text: &str| {
            let mut places = finder.find_iter(text.as_bytes());
            places.any(|at| {
                let (before, after) = (text.get(..at), text.get(at + small.len()..));
                let before = before.and_then(|before| before.chars().next_back());
                let after = after.and_then(|after| after.chars().next());
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        };
        lines.iter().any(|line| is_word(head(line.text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::junk;
    use crate::clean::lines::look;
    use crate::clean::{Content, clean};

    #[test]
    fn a_byline_that_was_taken_for_text_is_one() {
        const TEXT: &str = "The council of the island voted on Tuesday to rebuild the old bridge, as it had promised.\n\n\
            Nobody spoke against it, though the town has other plans for the money that it is to cost.";
        let title = "Council votes to rebuild the old bridge";
        for (above, byline) in [
            (format!("{title}\n\nBy Ann Lee\n\n"), Some("Ann Lee")),
            (
                format!("{title}\n\nBy Ann Lee, Staff Writer\n\n"),
                Some("Ann Lee"),
            ),
            (format!("{title}\n\nAnn Lee\n\n"), Some("Ann Lee")),
            (
                format!("{title}\n\nUpdated 3 hours ago | By Ann Lee | 5 min read\n\n"),
                Some("Ann Lee"),
            ),
            ("By Ann Lee\n\n".to_owned(), Some("Ann Lee")),
            (format!("{title}\n\nOther Plans\n\n"), None),
            (
                format!("{title}\n\nAnn Lee, the mayor, was there when all of them met.\n\n"),
                None,
            ),
            (format!("{title}\n\n"), None),
        ] {
            let cleaned = clean(&Page {
                content: Content::Text(&format!("{above}{TEXT}")),
                url: None,
                fetched: None,
            });
            let article = &cleaned.articles[0];
            assert_eq!(article.metadata.byline.as_deref(), byline, "{above}");
            assert_eq!(
                article.body.text == TEXT,
                !above.contains("Plans") && !above.contains("mayor")
            );
        }
    }

    #[test]
    fn what_is_glued_to_a_date_is_a_source_unless_it_says_that_it_is_a_date() {
        for (text, source) in [
            ("Al Manar26-06-2025", Some("Al Manar")),
            ("Harbour Post | 26 June 2025", Some("Harbour Post")),
            ("Last Updated | 26 June 2025", None),
            ("Publié · 26-06-2025", None),
            ("26 June 2025", None),
        ] {
            let line = look(text);
            let found = glued_source(&line, &junk::judge(&line));
            assert_eq!(found.as_deref(), source, "{text}");
        }
    }
}
