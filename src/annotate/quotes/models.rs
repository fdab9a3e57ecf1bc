//! The trained models, compiled in.

use std::sync::LazyLock;

use crate::annotate::quotes::trees::Trees;

static BUILT_IN: LazyLock<Models> = LazyLock::new(|| {
    Models::read([
        include_bytes!("../../../assets/quotes/speaker.bin"),
        include_bytes!("../../../assets/quotes/pronoun.bin"),
        include_bytes!("../../../assets/quotes/kind.bin"),
        include_bytes!("../../../assets/quotes/confidence.bin"),
    ])
});

/// The models that read quotations.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// Ranks the candidates for a speaker.
    pub(super) speaker: Trees,
    /// Ranks the persons that a pronoun may be.
    pub(super) pronoun: Trees,
    /// Tells speech from terms.
    pub(super) kind: Trees,
    /// Says how sure the best candidate is.
    pub(super) confidence: Trees,
}

impl Models {
    /// Returns the models that are compiled in.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads the models of speakers, pronouns, kinds and confidence; a file that is no model gives
    /// one that scores everything alike.
    pub fn read([speaker, pronoun, kind, confidence]: [&[u8]; 4]) -> Self {
        Self {
            speaker: Trees::read(speaker),
            pronoun: Trees::read(pronoun),
            kind: Trees::read(kind),
            confidence: Trees::read(confidence),
        }
    }
}
