//! Long texts: their beginning is there at once, the rest when it has been worked on; very long ones
//! are read in parts.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::engine::ingest::{Input, Processed, process};
use crate::engine::shelf::parts::{Parts, VERY_LONG, beginning};
use crate::engine::shelf::state::State;
use crate::engine::shelf::{Place, Shelf, lock};

/// Bytes from which on only the beginning of a plain text is shown first.
const LONG: usize = 2 << 20;
/// Bytes of the beginning, about.
const BEGINNING: usize = 128 << 10;

/// What is left for later.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// Articles that are whole; those after them are beginnings.
    kept: usize,
    /// The pages of the beginnings.
    pages: Vec<Input>,
}

impl Shelf {
    /// Makes a shelf as [`Shelf::of_pages`] does, but of long plain texts the beginning alone, after
    /// all other pages; [`Shelf::finish`] replaces the beginnings. A text that takes long even then is
    /// cut into parts, which come last and are worked on when they are asked for.
    pub fn of_pages_begun(inputs: Vec<Input>) -> Self {
        let is_cut = |input: &Input| input.text.len() >= VERY_LONG && !input.is_html;
        let (cut, inputs): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(is_cut);
        let mut shelf = Self::begun(inputs, LONG, BEGINNING);
        shelf.parts = Mutex::new(Parts::of_texts(cut));
        shelf
    }

    /// Begins with texts of at least `long` bytes, with about `part` bytes of them.
    fn begun(inputs: Vec<Input>, long: usize, part: usize) -> Self {
        let is_long = |input: &Input| input.text.len() >= long && !input.is_html;
        let (long, pages): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(is_long);
        let beginning = |input: &Input| Input {
            text: beginning(&input.text, part).to_owned(),
            location: input.location.clone(),
            url: input.url.clone(),
            given: input.given.clone(),
            fetched: input.fetched,
            ..Input::default()
        };
        let mut state = State::of_pages(&pages);
        let kept = state.len();
        let begun: Vec<Input> = long.iter().map(beginning).collect();
        state.add_pages(&begun);
        Self {
            place: Place::Memory(Box::new(Mutex::new(state))),
            rest: Mutex::new(Rest { kept, pages: long }),
            parts: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    /// Works on what [`Shelf::of_pages_begun`] left for later; says whether there was anything.
    ///
    /// Takes as long as the texts are; the shelf can be used meanwhile.
    pub fn finish(&self) -> bool {
        let rest = std::mem::take(&mut *lock(&self.rest));
        let Place::Memory(state) = &self.place else {
            return false;
        };
        if rest.pages.is_empty() {
            return false;
        }
        let whole = rest.pages.into_par_iter().map(|input| process(&input));
        let whole: Vec<Vec<Processed>> = whole.collect();
        let mut state = lock(state);
        let mut fresh = state.first(rest.kept);
        fresh.add_processed(whole);
        fresh.take_marks(&state);
        *state = fresh;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    #[test]
    fn the_beginning_of_a_long_text_is_followed_by_the_whole() {
        let page = |text: String| Input {
            text,
            location: "here".to_owned(),
            ..Input::default()
        };
        let long = format!(
            "A long report\n\n{}The last words are here.",
            "Nobody on the quay had heard of it before.\n\n".repeat(90)
        );
        let short = "A short report\n\nThe pier was built in 1931 by the harbour board.";
        let shelf = Shelf::begun(vec![page(long), page(short.to_owned())], 2000, 900);
        let text = |id| shelf.document(ArticleId(id)).unwrap().body.text;
        assert!(text(1).contains("1931") && text(2).len() <= 900);
        shelf.set_read(&[ArticleId(1)], true).unwrap();
        shelf.save_position(ArticleId(2), 77).unwrap();
        assert!(shelf.finish());
        assert!(text(1).contains("1931") && text(2).ends_with("The last words are here."));
        assert!(shelf.document(ArticleId(1)).unwrap().row.is_read);
        assert_eq!(shelf.position(ArticleId(2)), Some(77));
        assert!(!shelf.finish());
    }
}
