//! Who speaks, beside the text: in the margin where there is one, else where the paragraph ends.

use crate::article::{Quotation, QuotationKind, Speaker};
use crate::text::TextSpan;
use crate::text::width::cells;
use crate::typeset::compose::{Composer, label_words};
use crate::typeset::page::{Bar, Label, Line, LineKind, TextKind};
use crate::typeset::wrap::{Fit, wrap};

/// Cells between the text and a label.
const GAP: u16 = 2;
/// The narrowest margin that labels stand in.
pub const NARROWEST_SIDE: u16 = 16;
/// The widest label in a margin.
const WIDEST_LABEL: u16 = 34;

/// The most rows of a quotation in the margin.
const MOST_QUOTED: usize = 6;
/// The fewest words of a quotation that is set in the margin.
const FEWEST_QUOTED: usize = 6;

/// Marks the lines from `first` on that hold quotations of `block`, and names the speakers.
pub(crate) fn mark(composer: &mut Composer<'_>, block: TextSpan, first: usize) {
    let document = composer.document;
    let all = &document.annotations.quotations;
    let from = all.partition_point(|quotation| quotation.span.start < block.start);
    let inside = all.get(from..).unwrap_or_default();
    let inside = inside
        .iter()
        .take_while(|quotation| quotation.span.start < block.end);
    let speech: Vec<(usize, &Quotation)> = (from..)
        .zip(inside)
        .filter(|(_, quotation)| quotation.kind == QuotationKind::Speech)
        .collect();
    let is_text =
        |line: &Line| line.text == TextKind::Body && !matches!(line.kind, LineKind::Unfolded(_));
    let lines = composer.page.lines.get_mut(first..).unwrap_or_default();
    for line in lines.iter_mut().filter(|line| is_text(line)) {
        let is_quoted = speech
            .iter()
            .any(|(_, quotation)| quotation.span.overlaps(line.span));
        let is_shared = || {
            let mut shared = document.shared.iter().filter(|shared| !shared.is_seen);
            shared.any(|shared| shared.span.overlaps(line.span))
        };
        if is_quoted {
            line.bar = Bar::Quotation;
        } else if line.bar == Bar::None && is_shared() {
            line.bar = Bar::Shared;
        }
    }
    if !composer.setting.has_speakers {
        return;
    }
    if composer.setting.side < NARROWEST_SIDE {
        under(composer, &speech, first);
    } else {
        beside(composer, &speech, first);
    }
}

/// One label for the paragraph: its speakers in order, each once, and as sure where one of their
/// quotations is.
fn under(composer: &mut Composer<'_>, speech: &[(usize, &Quotation)], first: usize) {
    let all = &composer.document.annotations.quotations;
    let mut named: Vec<(&Speaker, String)> = Vec::new();
    for (at, quotation) in speech {
        // A quotation over several paragraphs is named once, where it ends.
        let goes_on = all.get(at + 1).is_some_and(|next| next.is_continued);
        let is_shown = composer.page.lines.get(first..).is_some_and(|lines| {
            let mut lines = lines.iter().filter(|line| line.text == TextKind::Body);
            lines.any(|line| line.span.overlaps(quotation.span))
        });
        let speaker = quotation.speaker.as_ref().filter(|_| !goes_on && is_shown);
        let Some((speaker, label)) = speaker.and_then(|one| Some((one, one.label()?))) else {
            continue;
        };
        let is_same = |(known, _): &&mut (&Speaker, String)| known.name == speaker.name;
        match named.iter_mut().find(is_same) {
            Some(known) if label.len() < known.1.len() => *known = (speaker, label),
            Some(_) => {}
            None => named.push((speaker, label)),
        }
    }
    if named.is_empty() {
        return;
    }
    let person = if named.len() == 1 {
        named[0].0.person
    } else {
        None
    };
    let names: Vec<String> = named
        .into_iter()
        .map(|(speaker, label)| short_label(composer, speaker).unwrap_or(label))
        .collect();
    place(composer, &format!("— {}", names.join(", ")), person, first);
}

/// A label in the margin for each quotation whose speaker is not the one named last.
fn beside(composer: &mut Composer<'_>, speech: &[(usize, &Quotation)], first: usize) {
    let mut last: Option<String> = None;
    let mut free = first;
    for (_, quotation) in speech {
        let speaker = quotation.speaker.as_ref();
        let label = speaker.and_then(Speaker::label);
        let is_new =
            label.is_some() && label != last && !(quotation.is_continued && last.is_none());
        last.clone_from(&label);
        let (Some(label), Some(speaker), true) = (label, speaker, is_new) else {
            continue;
        };
        let lines = composer.page.lines.get(free..).unwrap_or_default();
        let starts =
            |line: &Line| line.text == TextKind::Body && line.span.overlaps(quotation.span);
        let Some(row) = lines.iter().position(starts).map(|row| row + free) else {
            continue;
        };
        let width = composer.setting.side.saturating_sub(GAP).min(WIDEST_LABEL);
        let label = short_label(composer, speaker).unwrap_or(label);
        let words = label_words(&format!("— {label}"), width);
        let span = composer.page.note(&words);
        let column = composer.page.measure + GAP;
        composer.page.lines[row].label = Some(Label {
            span,
            person: speaker.person,
            column,
            is_quotation: false,
        });
        free = row + 1;
        if composer.setting.has_pull_quotes {
            free = pull_quote(composer, quotation, free, width);
        }
    }
}

/// Returns the label of a speaker whom one has named in full before, by what the article itself says for short.
fn short_label(composer: &mut Composer<'_>, speaker: &Speaker) -> Option<String> {
    let person = speaker.person?;
    if composer.introduced.insert(person) {
        return None;
    }
    let name = composer.short_names.get(person as usize);
    speaker.label_as(name.copied().flatten()?)
}

/// Sets the beginning of a quotation once more in the margin, from a row on as far as its paragraph
/// goes; returns the row after it.
fn pull_quote(composer: &mut Composer<'_>, quotation: &Quotation, row: usize, width: u16) -> usize {
    let words: Vec<&str> = quotation
        .span
        .of(&composer.document.body.text)
        .split_whitespace()
        .collect();
    let rows = composer.page.lines.len().saturating_sub(row);
    let rows = rows.min(MOST_QUOTED);
    if words.len() < FEWEST_QUOTED || rows == 0 {
        return row;
    }
    let span = composer.page.note(&words.join(" "));
    let runs = wrap(&composer.page.notes, span, usize::from(width), Fit::First);
    let is_cut = runs.len() > rows;
    let column = composer.page.measure + GAP;
    for (at, run) in runs.iter().take(rows).enumerate() {
        let mut span = run.span;
        if is_cut && at + 1 == rows {
            let words = format!("{}…", run.span.of(&composer.page.notes));
            let words = label_words(&words, width);
            span = composer.page.note(&words);
        }
        composer.page.lines[row + at].label = Some(Label {
            span,
            person: None,
            column,
            is_quotation: true,
        });
    }
    row + runs.len().min(rows)
}

/// Puts a label beside the lines from `first` on: in the margin, at the end of the last line, or
/// under it.
pub(crate) fn place(composer: &mut Composer<'_>, words: &str, person: Option<u32>, first: usize) {
    let (measure, side) = (composer.page.measure, composer.setting.side);
    let width_of = |words: &str| u16::try_from(cells(words)).unwrap_or(u16::MAX);
    if side >= NARROWEST_SIDE {
        let words = label_words(words, side.saturating_sub(GAP).min(WIDEST_LABEL));
        let span = composer.page.note(&words);
        if let Some(line) = composer.page.lines.get_mut(first) {
            line.label = Some(Label {
                span,
                person,
                column: measure + GAP,
                is_quotation: false,
            });
        }
        return;
    }
    let words = label_words(words, measure);
    let width = width_of(&words);
    let span = composer.page.note(&words);
    let column = measure.saturating_sub(width);
    let label = Some(Label {
        span,
        person,
        column,
        is_quotation: false,
    });
    let Some(line) = composer.page.lines.last_mut() else {
        return;
    };
    if line.indent + line.width + GAP <= column && line.label.is_none() {
        line.label = label;
        return;
    }
    let bar = line.bar;
    composer.page.lines.push(Line {
        kind: LineKind::Speakers,
        text: TextKind::Notes,
        label,
        bar,
        ..Line::default()
    });
}
