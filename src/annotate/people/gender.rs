//! What a first name or an honorific tells of the gender.

use crate::annotate::people::lexicon::{Lexicon, hash};
use crate::text::fold::fold;

/// The gender that a text's pronouns would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// `she`.
    Female,
    /// `he`.
    Male,
}

/// Returns the gender that a full name's honorific or first name tells, if it is plain.
///
/// `None` for a name of one word, which is as a rule a surname, and for first names that are not on
/// the list.
pub fn gender(name: &str) -> Option<Gender> {
    let folded = fold(name);
    let mut words = folded.split_whitespace();
    let first = words.next()?;
    words.next()?;
    of_honorific(first).or_else(|| Lexicon::shared().gender(hash(first)))
}

/// Returns the gender of `mr`, `Mrs.` and the like.
pub fn of_honorific(word: &str) -> Option<Gender> {
    match word.trim_end_matches('.').to_lowercase().as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" | "herr" | "monsieur" | "señor" => {
            Some(Gender::Male)
        }
        "mrs" | "ms" | "miss" | "lady" | "dame" | "madam" | "madame" | "queen" | "princess"
        | "frau" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_first_names_and_honorifics_tell() {
        for (name, expected) in [
            ("Mary Robinson", Some(Gender::Female)),
            ("Mr Robinson", Some(Gender::Male)),
            ("Ms. Robinson", Some(Gender::Female)),
            ("Robert de Niro", Some(Gender::Male)),
            ("Robinson", None),
            ("Xq Robinson", None),
        ] {
            assert_eq!(gender(name), expected, "{name}");
        }
    }
}
