//! Lines that are certainly no part of any story, told by their form or by the lexicon.

use crate::article::Reason;
use crate::clean::credits;
use crate::clean::dates::{self, Found};
use crate::clean::lexicon;
use crate::clean::lines::{End, Line};

/// What rules alone say about a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Verdict {
    /// Why it is certainly no part of a story.
    pub junk: Option<Reason>,
    /// Heads a block that belongs to something else.
    pub is_cut: bool,
    /// May stand above other stories: such a heading, or a button that leads to more.
    pub leads_on: bool,
    /// A date or an age in a short line.
    pub date: Option<Found>,
    /// Hardly more than that date.
    pub is_date: bool,
    /// Ends with an agency's name, as captions do.
    pub is_caption: bool,
}

/// Longest line, in words, that the lexicon can take for a button or heading.
const LONGEST_BUTTON: u32 = 14;

/// Says what rules alone can about a line. Cost: linear in the line, little for a long one.
pub(crate) fn judge(line: &Line<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    if line.words > 60 {
        if is_legal(line.text) {
            verdict.junk = Some(Reason::Legal);
        }
        return verdict;
    }
    verdict.date = dates::find(line.text, line.digits);
    verdict.is_date = verdict
        .date
        .as_ref()
        .is_some_and(|found| dates::is_date_line(line.text, found));
    verdict.is_caption = credits::is_caption_line(line);
    verdict.junk = by_form(line);
    let is_short = verdict.junk.is_none() && line.words <= LONGEST_BUTTON;
    if let Some(entry) = is_short.then(|| lexicon::entry(line.text)).flatten() {
        let is_sentence = line.end == End::Full && line.words > 6;
        verdict.is_cut = entry.is_cut && !is_sentence;
        verdict.leads_on = entry.is_lead || entry.reason == Reason::RelatedBlock;
        if !is_sentence || entry.is_aside {
            verdict.junk = Some(entry.reason);
        }
    }
    if verdict.junk.is_none() && is_legal(line.text) {
        verdict.junk = Some(Reason::Legal);
    }
    if verdict.junk.is_none() && verdict.is_caption {
        verdict.junk = Some(Reason::Caption);
    }
    verdict
}

fn by_form(line: &Line<'_>) -> Option<Reason> {
    let text = line.text;
    if 0 < line.marks && is_placeholder(text) {
        return Some(Reason::Placeholder);
    }
    if 0 < line.digits + line.marks && is_temperature(text) {
        return Some(Reason::Widget);
    }
    if line.letters + line.digits == 0 {
        return Some(Reason::Boilerplate);
    }
    None
}

/// `[ad_1]`, `{{title}}`, `spot_img`, `[caption id="…"]`: what a template or shortcode left behind.
fn is_placeholder(text: &str) -> bool {
    let is_name = |name: &str| {
        name.contains('_')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let inner = |open: char, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
    };
    if let Some(inside) = inner('[', ']') {
        let name = inside.trim_start_matches('/');
        let name = name.split(' ').next().unwrap_or_default();
        let is_shortcode = inside.contains("=\"") || inside.starts_with('/') && inside.len() < 30;
        return is_name(name) || is_shortcode && !name.is_empty();
    }
    if let Some(inside) = inner('{', '}') {
        return inside.starts_with('{') || inside.starts_with('%');
    }
    text.len() < 40 && is_name(text)
}

/// `31.8 C`, `-3°`, `72 °F`.
fn is_temperature(text: &str) -> bool {
    if text.len() > 12 {
        return false;
    }
    let unit = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '−')
    });
    unit.len() < text.len()
        && (matches!(unit.trim(), "C" | "F" | "ºC" | "ºF")
            || unit.trim_start().starts_with('°') && unit.chars().count() <= 4)
}

/// A disclaimer or copyright line, also in parentheses.
fn is_legal(text: &str) -> bool {
    let bare = text.trim_start_matches(['(', '[', '*', ' ']);
    if bare.starts_with('©') {
        return true;
    }
    let begins = |words: &str| {
        let head = bare.get(..words.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(words))
    };
    let is_first = bare.starts_with(['c', 'C', 'd', 'D']);
    is_first
        && [
            "disclaimer:",
            "disclaimer -",
            "copyright (c)",
            "copyright ©",
        ]
        .into_iter()
        .any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::lines::look;

    #[test]
    fn form_and_words_give_the_reason() {
        for (text, expected) in [
            ("[ad_1]", Some(Reason::Placeholder)),
            ("spot_img", Some(Reason::Placeholder)),
            ("{{ post.title }}", Some(Reason::Placeholder)),
            ("[caption id=\"a1\"]", Some(Reason::Placeholder)),
            ("[Editor's note]", None),
            ("31.8 C", Some(Reason::Widget)),
            ("72°F", Some(Reason::Widget)),
            ("(Disclaimer: This came from a feed.)", Some(Reason::Legal)),
            ("© 2024 The Times", Some(Reason::Legal)),
            ("Share on Facebook", Some(Reason::ShareBar)),
            ("* * *", Some(Reason::Boilerplate)),
            ("He won 31.8 percent.", None),
        ] {
            assert_eq!(judge(&look(text)).junk, expected, "{text}");
        }
    }
}
