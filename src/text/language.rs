//! The language of a text, by its small words, or else by its script and its trigrams.

use std::sync::LazyLock;

use whatlang::{Lang, detect};

use crate::text::lookup::LookupMap;

/// Bytes of the text that are looked at: more changes nothing and costs time.
const LOOK: usize = 400;
/// Small words by which a language is known: none of them is common in a language of another line, or in
/// one close to it that is not here.
static SMALL_WORDS: [(&str, &str); 7] = [
    (
        "en",
        "the of and to that with from this which their have has are been",
    ),
    (
        "de",
        "und das ist nicht für dem eine einen sich auch wird dass bei wurde werden oder aus zum zur von mit auf im sind nach noch wie beim vom durch gegen keine wir nur seit haben kann unter ihre seine eines sie diese dieser wenn zwei",
    ),
    (
        "fr",
        "est une dans pour qui sur avec pas au du cette sont ses été aux ont mais leur comme après selon les nous vous ils elle lui où dont très fait être ainsi depuis encore avait était aussi ces",
    ),
    (
        "es",
        "y los las una por con más pero según también fue su sus el muy hasta desde está están cuando donde ante tras hay años",
    ),
    (
        "it",
        "che il della sono nel alla dei gli anche più delle dal dalla nella è degli questo",
    ),
    (
        "pt",
        "não uma os dos das mais foi ao pelo pela são também em um com seu sua mas às é você já nas até pelos pelas isso",
    ),
    (
        "nl",
        "het een niet zijn voor naar werd wordt deze heeft hij worden bij maar hebben geen werden zich",
    ),
];
/// How much of a text is looked at for them, at first and where that is not clear: in bytes, with the least of
/// them in a text of such a language and the most words to each.
const SIGHTS: [Sight; 2] = [
    Sight {
        bytes: LOOK,
        hits: 6,
        words_a_hit: 8,
    },
    Sight {
        bytes: 1200,
        hits: 10,
        words_a_hit: 10,
    },
];
/// How many times as many of them there must be as of the next language.
const AHEAD: usize = 2;
/// Fewer letters than this say nothing sure.
const LEAST_LETTERS: usize = 40;

/// How much is looked at, and how much must be seen.
struct Sight {
    bytes: usize,
    hits: usize,
    words_a_hit: usize,
}

/// Returns the ISO 639-1 code of the language of `text`, if that is clear.
pub(crate) fn language(text: &str) -> Option<String> {
    let head = text.get(..text.floor_char_boundary(LOOK))?;
    let letters = head.chars().filter(|c| c.is_alphabetic());
    if letters.take(LEAST_LETTERS).count() < LEAST_LETTERS {
        return None;
    }
    let known = SIGHTS.iter().find_map(|sight| by_small_words(text, sight));
    if let Some(known) = known {
        return Some(known.to_owned());
    }
    let found = detect(head)?;
    // The crate calls this reliable from 0.9 on; a whole paragraph is right far below that.
    (0.1 <= found.confidence()).then(|| code(found.lang()).to_owned())
}

/// The places in [`SMALL_WORDS`] of the languages that a word speaks for, as bits.
static SPEAKS_FOR: LazyLock<LookupMap<&str, u8>> = LazyLock::new(|| {
    let mut map = LookupMap::default();
    for (place, (_, words)) in SMALL_WORDS.iter().enumerate() {
        for word in words.split(' ') {
            *map.entry(word).or_default() |= 1 << place;
        }
    }
    map
});

/// Returns the language that enough of the words speak for, and for no other: trigrams take a hundred times
/// as long, and most of what is read is in one of these.
fn by_small_words(text: &str, sight: &Sight) -> Option<&'static str> {
    let text = text.get(..text.floor_char_boundary(sight.bytes))?;
    let mut words = 0;
    let mut hits = [0; SMALL_WORDS.len()];
    for word in text.split_ascii_whitespace() {
        words += 1;
        let places = SPEAKS_FOR.get(word).copied().unwrap_or_default();
        if places == 0 {
            continue;
        }
        for (place, hits) in hits.iter_mut().enumerate() {
            *hits += usize::from(places >> place & 1);
        }
    }
    let (best, &most) = hits.iter().enumerate().max_by_key(|&(_, hits)| hits)?;
    let is_ahead = |(place, &hits): (usize, &usize)| place == best || hits * AHEAD <= most;
    let is_clear = sight.hits <= most
        && words <= most * sight.words_a_hit
        && hits.iter().enumerate().all(is_ahead);
    is_clear.then(|| SMALL_WORDS[best].0)
}

/// Returns the ISO 639-1 code of a language.
pub(crate) fn code(lang: Lang) -> &'static str {
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
        Lang::Nob => "nb",
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
