//! Repeats inside one text.

use crate::article::Repeat;
use crate::text::TextSpan;
use crate::text::lookup::LookupMap;

/// Returns every later saying of what `text` has already said, ascending.
///
/// `sentences` are those of `text`. Cost: linear in the text.
pub fn repeats(text: &str, sentences: &[TextSpan]) -> Vec<Repeat> {
    let mut first: LookupMap<&str, TextSpan> = LookupMap::default();
    let mut out = Vec::new();
    for &span in sentences {
        match first.get(span.of(text)) {
            Some(&seen) => out.push(Repeat { span, first: seen }),
            None => {
                first.insert(span.of(text), span);
            }
        }
    }
    out
}
