//! Who is who: what the reader says, and what names alone tell.

use crate::annotate::people;
use crate::engine::shelf::Shelf;
use crate::error::Error;
pub use crate::library::{Choice, Choices};
use crate::text::fold::fold;

/// Says whether a name tells who is meant in every text: it has a first and a last part.
pub fn is_full_name(name: &str) -> bool {
    people::is_full(name)
}

/// Returns what the spellings of a person's name have in common, for what must not change with them.
pub fn name_key(name: &str) -> String {
    people::key(name).unwrap_or_else(|| fold(name))
}

impl Shelf {
    /// Returns what the reader has said about who is who; nothing of articles in memory.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn choices(&self) -> Result<Choices, Error> {
        match self.library() {
            Some(library) => library.choices(),
            None => Ok(Choices::default()),
        }
    }

    /// Keeps what the reader says of two names, or takes back that the opposite was said before.
    ///
    /// # Errors
    /// If the articles are not in a library, or it cannot be written.
    pub fn choose(&self, choice: &Choice) -> Result<(), Error> {
        self.kept()?.choose(choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_share_a_key_and_lone_surnames_stay_themselves() {
        assert_eq!(name_key("Andrei Belousov"), name_key("Andrey Belousov"));
        assert_eq!(name_key("Erdoğan"), "erdogan");
        assert_ne!(name_key("Trump"), name_key("Ivanka Trump"));
        assert!(is_full_name("Andrei Belousov") && !is_full_name("von Trapp"));
    }
}
