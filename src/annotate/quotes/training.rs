//! What the models see of a text, for the program that trains them.

use crate::annotate::quotes::features;
use crate::annotate::quotes::kind::KIND;
pub use crate::annotate::quotes::models::Models;
use crate::annotate::quotes::pronoun;
use crate::annotate::quotes::{Reading, verdict};
use crate::article::{Person, Quotation};
use crate::text::TextSpan;

/// One row of features, and what it is about.
#[derive(Clone, Debug)]
pub struct Example {
    /// The quotation, or the pronoun.
    pub about: TextSpan,
    /// The candidate mention; `None` for the kind of a quotation.
    pub mention: Option<TextSpan>,
    /// The canonical name of the candidate, where it is a person.
    pub name: Option<String>,
    /// What the model sees.
    pub features: Vec<f32>,
}

/// The rows of one text for each model.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// Candidates for the speaker of each quotation.
    pub speakers: Vec<Example>,
    /// Kinds of the quotations.
    pub kinds: Vec<Example>,
    /// Candidates for the person of each pronoun.
    pub pronouns: Vec<Example>,
}

/// Returns what the models see of `text`, read with `models`.
pub fn examples(
    text: &str,
    sentences: &[TextSpan],
    people: &[Person],
    models: &Models,
) -> Examples {
    let mut out = Examples::default();
    let name = |person: Option<u32>| {
        people
            .get(person? as usize)
            .map(|person| person.name.clone())
    };
    let reading = Reading {
        text,
        sentences,
        people,
        blocks: &[],
        models,
        keep_rows: true,
    };
    reading.read(|scene, resolved, verdicts| {
        for verdict in verdicts {
            for (index, features) in &verdict.rows {
                let person = resolved.persons.get(*index).copied().flatten();
                out.speakers.push(Example {
                    about: verdict.place.span,
                    mention: scene.mentions.get(*index).map(|mention| mention.span),
                    name: name(person),
                    features: features.clone(),
                });
            }
            out.kinds.push(Example {
                about: verdict.place.span,
                mention: None,
                name: None,
                features: verdict.features.clone(),
            });
        }
        for row in &resolved.rows {
            let Some(mention) = scene.mentions.get(row.mention) else {
                continue;
            };
            out.pronouns.push(Example {
                about: mention.span,
                mention: None,
                name: name(Some(row.person)),
                features: row.features.clone(),
            });
        }
    });
    out
}

/// Returns the quotations of `text`, read with `models`.
pub fn find(
    text: &str,
    sentences: &[TextSpan],
    people: &[Person],
    models: &Models,
) -> Vec<Quotation> {
    let reading = Reading {
        text,
        sentences,
        people,
        blocks: &[],
        models,
        keep_rows: false,
    };
    reading.read(verdict::quotations)
}

/// Returns the names of the features of candidates, kinds and pronouns.
pub fn names() -> [Vec<&'static str>; 3] {
    let candidate = features::names();
    let quotation = candidate.iter().skip(29).take(17);
    [
        candidate.clone(),
        quotation.chain(KIND).copied().collect(),
        pronoun::names(),
    ]
}
