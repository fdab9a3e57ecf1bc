//! What the model learns from: the rows of a page, with labels from its true text.

use crate::clean::html::votes::Held;
use crate::clean::html::{Measured, features, measure};

/// Part of a line's words that the true text must hold.
const ENOUGH: f32 = 0.5;

/// A page as the trainer sees it.
#[derive(Debug)]
pub struct Lesson {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, one after the other.
    pub values: Vec<f32>,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether each belongs to the true text: half of its words in runs of four that the text holds, or the
    /// whole line where it is shorter.
    pub labels: Vec<bool>,
    /// Words of each line, its weight.
    pub units: Vec<f32>,
}

/// Measures a page and labels its lines by its true text.
pub fn lesson(html: &str, url: Option<&str>, truth: &str) -> Lesson {
    let truth = Held::new(truth);
    measure(html, url, |measured: &Measured<'_>| {
        let rows = features::rows(measured.page, true);
        let facts = &measured.page.facts;
        let text = |line| measured.rendered.text(line).to_owned();
        Lesson {
            columns: rows.names.unwrap_or_default(),
            values: rows.values,
            lines: measured.rendered.lines.iter().map(text).collect(),
            labels: facts
                .iter()
                .map(|fact| truth.share(&fact.words) >= ENOUGH)
                .collect(),
            units: facts.iter().map(|fact| fact.words.len() as f32).collect(),
        }
    })
}
