//! The language of a text, by its script and its trigrams.

use whatlang::{Lang, detect};

/// Bytes of the text that are looked at: more changes nothing and costs time.
const LOOK: usize = 400;
/// Small words that no other language shares, but for those closest to English.
const ENGLISH: [&str; 14] = [
    "the", "of", "and", "to", "that", "with", "from", "this", "which", "their", "have", "has",
    "are", "been",
];
/// Least of them in an English text, and the most words to each.
const LEAST_HITS: usize = 6;
const MOST_WORDS_A_HIT: usize = 8;
/// Fewer letters than this say nothing sure.
const LEAST_LETTERS: usize = 40;

/// Returns the ISO 639-1 code of the language of `text`, if that is clear.
pub(crate) fn language(text: &str) -> Option<String> {
    let head = text.get(..text.floor_char_boundary(LOOK))?;
    let letters = head.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LEAST_LETTERS {
        return None;
    }
    if is_english(head) {
        return Some("en".to_owned());
    }
    let found = detect(head)?;
    // The crate calls this reliable from 0.9 on; a whole paragraph is right far below that.
    (0.1 <= found.confidence()).then(|| code(found.lang()).to_owned())
}

/// Says whether enough of the words are English and of no other language: trigrams take a hundred times
/// as long, and most of what is read is English.
fn is_english(text: &str) -> bool {
    let (mut words, mut hits) = (0, 0);
    for word in text.split_ascii_whitespace() {
        words += 1;
        hits += usize::from(ENGLISH.contains(&word));
    }
    LEAST_HITS <= hits && words <= hits * MOST_WORDS_A_HIT
}

/// Returns the ISO 639-1 code of a language.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_tells_its_language() {
        for (text, expected) in [
            (
                "The committee met on Tuesday to talk about the bridge over the river.",
                Some("en"),
            ),
            (
                "Der Ausschuss hat am Dienstag getagt, um über die Brücke zu sprechen.",
                Some("de"),
            ),
            (
                "Комитет собрался во вторник, чтобы обсудить строительство моста через реку.",
                Some("ru"),
            ),
            ("OK", None),
            ("", None),
        ] {
            assert_eq!(language(text).as_deref(), expected, "{text}");
        }
    }
}
