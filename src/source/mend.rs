//! Pages that were damaged on their way: what they were is read out of what came.

use crate::article::Metadata;
use crate::source::{Item, Page, entities, mojibake};

impl Item {
    /// Does what [`Page::mended`] does, where there is a page.
    pub(super) fn mended(self) -> Self {
        match self {
            Self::Page(page) => Self::Page(Box::new(page.mended())),
            other => other,
        }
    }
}

impl Page {
    /// Returns the page with its text as it was before UTF-8 was taken for Windows-1252 on its way, or before
    /// entities of HTML were left in plain text; what its container says about it goes with it, as a title is too
    /// short to tell. Every page passes here when it comes in. Cost: linear in the text.
    #[must_use]
    pub fn mended(mut self) -> Self {
        for _ in 0..mojibake::TIMES {
            let Some(text) = mojibake::mended(&self.text) else {
                break;
            };
            self.text = text;
            mend_each(&mut self.given, mojibake::read_backwards);
        }
        if !self.is_html
            && let Some(text) = entities::mended(&self.text)
        {
            self.text = text;
            mend_each(&mut self.given, entities::decoded);
        }
        self
    }
}

/// Mends the words that a container gives.
fn mend_each(given: &mut Metadata, mend: impl Fn(&str) -> String) {
    given.title = mend(&given.title);
    let fields = [&mut given.source, &mut given.byline, &mut given.dateline];
    for words in fields.into_iter().flatten() {
        *words = mend(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str, title: &str, is_html: bool) -> (String, String) {
        let mut page = Page {
            text: text.to_owned(),
            is_html,
            ..Page::default()
        };
        page.given.title = title.to_owned();
        let page = page.mended();
        (page.text, page.given.title)
    }

    #[test]
    fn a_title_goes_with_its_text() {
        for (text, title, expected) in [
            (
                "Itâ€™s so, we donâ€™t â€“ yet",
                "Itâ€™s",
                ("It’s so, we don’t – yet", "It’s"),
            ),
            (
                "A &amp; B &amp; C &amp; D",
                "A &amp; B",
                ("A & B & C & D", "A & B"),
            ),
            ("It’s so.", "Itâ€™s &amp;", ("It’s so.", "Itâ€™s &amp;")),
        ] {
            let (text, title) = mended(text, title, false);
            assert_eq!((text.as_str(), title.as_str()), expected);
        }
    }

    #[test]
    fn a_text_that_was_damaged_twice_is_mended() {
        let text = "Itâ€™s so, we donâ€™t â€“ yet";
        let twice = "ItÃ¢â‚¬â„¢s so, we donÃ¢â‚¬â„¢t Ã¢â‚¬â€œ yet";
        assert_eq!(mended(twice, "", false), mended(text, "", false));
    }

    #[test]
    fn entities_of_html_are_for_its_parser() {
        let text = "A &amp; B &amp; C &amp; D";
        assert_eq!(mended(text, "", true).0, text);
    }
}
