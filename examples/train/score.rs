//! Strict scores.

use std::collections::BTreeSet;
use std::fmt;

use pullquote::annotate::people::mentions_with;
use pullquote::annotate::people::model::Model;
use pullquote::segment::sentences;
use pullquote::text::TextSpan;

use crate::train::corpus::Document;

/// Counts of mentions by exact place.
#[derive(Default)]
pub(crate) struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
        let (precision, recall) = (share(self.right, self.found), share(self.right, self.gold));
        let f1 = share(2 * self.right, self.found + self.gold);
        write!(
            out,
            "P {precision:.2} R {recall:.2} F1 {f1:.2} of {}",
            self.gold
        )
    }
}

/// Finds the people of each text and compares.
pub(crate) fn measure(models: &[Model<'_>; 2], documents: &[Document]) -> Counts {
    let mut counts = Counts::default();
    for document in documents {
        let found: BTreeSet<TextSpan> =
            mentions_with(models, &document.text, &sentences(&document.text))
                .into_iter()
                .collect();
        let gold: BTreeSet<TextSpan> = document.people.iter().copied().collect();
        counts.right += found.intersection(&gold).count();
        counts.found += found.len();
        counts.gold += gold.len();
    }
    counts
}
