//! British and American spellings as one, by rules on folded words.
//!
//! The rules change words that both spellings share too (`promise` gets a `z`); that does no harm,
//! as the results are compared and never shown. Rules that would join two words of one language
//! are bounded by length (`four` is not `for`, `filled` is not `filed`).

/// Whole words that no rule reaches.
const WORDS: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("amongst", "among"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("cosy", "cozy"),
    ("enrol", "enroll"),
    ("fulfil", "fulfill"),
    ("gaol", "jail"),
    ("grey", "gray"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("learnt", "learned"),
    ("plough", "plow"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("sceptical", "skeptical"),
    ("scepticism", "skepticism"),
    ("storey", "story"),
    ("towards", "toward"),
    ("whilst", "while"),
];
/// Beginnings with a Greek or Latin diphthong.
const BEGINNINGS: &[(&str, &str)] = &[
    ("anaesth", "anesth"),
    ("archaeo", "archeo"),
    ("encyclopaed", "encycloped"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("haemo", "hemo"),
    ("manoeuvr", "maneuver"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("orthopaed", "orthoped"),
    ("paed", "ped"),
];
/// An ending, what becomes of it, and the fewest letters that a word must have.
type Ending = (&'static str, &'static str, usize);

/// Returns the endings with these last three letters.
fn endings(last: [u8; 3]) -> &'static [Ending] {
    match &last {
        b"bre" => &[("bre", "ber", 5)],
        b"ces" => &[("ences", "enses", 7)],
        b"ers" => &[("ellers", "elers", 9)],
        b"ful" => &[("ilful", "illful", 7)],
        b"gue" => &[("ogue", "og", 7)],
        b"ing" => &[
            ("ising", "izing", 7),
            ("ysing", "yzing", 8),
            ("elling", "eling", 9),
        ],
        b"ion" => &[("isation", "ization", 9)],
        b"ise" => &[("ise", "ize", 6)],
        b"led" => &[("elled", "eled", 8), ("alled", "aled", 8)],
        b"ler" => &[("eller", "eler", 8)],
        b"nce" => &[("ence", "ense", 6)],
        b"ons" => &[("isations", "izations", 10)],
        b"res" => &[("tres", "ters", 6), ("bres", "bers", 6)],
        b"sed" => &[("ised", "ized", 7), ("ysed", "yzed", 7)],
        b"ser" => &[("iser", "izer", 7)],
        b"ses" => &[("ises", "izes", 7)],
        b"tre" => &[("tre", "ter", 5)],
        b"ues" => &[("ogues", "ogs", 8)],
        b"yse" => &[("yse", "yze", 6)],
        _ => &[],
    }
}

/// For each letter, the place in [`WORDS`] of the first word that begins with it or a later one.
const STARTS: [usize; 27] = {
    let mut starts = [0; 27];
    let mut letter = 0;
    let mut at = 0;
    while letter < starts.len() {
        while at < WORDS.len() && ((WORDS[at].0.as_bytes()[0] - b'a') as usize) < letter {
            at += 1;
        }
        starts[letter] = at;
        letter += 1;
    }
    starts
};

/// Rewrites `word`, which is in lower case and without diacritics, to the form that both spellings share.
pub(crate) fn fold_spelling(word: &mut String) {
    let &[first, second, _, _, ..] = word.as_bytes() else {
        return;
    };
    if let Some(american) = whole_word(first, word) {
        american.clone_into(word);
        return;
    }
    let &[_, _, .., a, b, c] = word.as_bytes() else {
        return;
    };
    if matches!(
        &[first, second],
        b"an" | b"ar" | b"en" | b"fo" | b"gy" | b"ha" | b"ma" | b"oe" | b"or" | b"pa"
    ) {
        fold_beginning(word);
    }
    if word.len() >= 6 {
        fold_our(word);
    }
    fold_ending(word, endings([a, b, c]));
}

/// Returns what a word of [`WORDS`] becomes.
fn whole_word(first: u8, word: &str) -> Option<&'static str> {
    let letter = usize::from(first.wrapping_sub(b'a'));
    let (&start, &end) = STARTS.get(letter).zip(STARTS.get(letter + 1))?;
    WORDS[start..end]
        .iter()
        .find(|(british, _)| *british == word)
        .map(|(_, american)| *american)
}

fn fold_beginning(word: &mut String) {
    for (british, american) in BEGINNINGS {
        if let Some(rest) = word.strip_prefix(british) {
            *word = format!("{american}{rest}");
            return;
        }
    }
}

fn fold_our(word: &mut String) {
    let bytes = word.as_bytes();
    let is_inside = |u: usize| {
        let before = u.checked_sub(1).and_then(|at| bytes.get(at));
        before == Some(&b'o') && bytes.get(u + 1) == Some(&b'r')
    };
    let found = memchr::memchr_iter(b'u', bytes).find(|&u| is_inside(u));
    let found = found.map(|u| u - 1);
    if let Some(at) = found.filter(|_| !word.starts_with("mourn")) {
        word.replace_range(at..at + 3, "or");
    }
}

/// Rewrites the ending of a word by the first of `endings` that fits.
fn fold_ending(word: &mut String, endings: &[Ending]) {
    for (british, american, least) in endings {
        if word.len() >= *least && word.ends_with(british) {
            word.truncate(word.len() - british.len());
            word.push_str(american);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut word = word.to_owned();
        fold_spelling(&mut word);
        word
    }

    #[test]
    fn the_table_can_be_searched() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn both_spellings_fold_to_one() {
        for (british, american) in [
            ("defence", "defense"),
            ("organisation", "organization"),
            ("neighbouring", "neighboring"),
            ("labour", "labor"),
            ("centre", "center"),
            ("travelled", "traveled"),
            ("analysed", "analyzed"),
            ("dialogue", "dialog"),
            ("programme", "program"),
            ("paediatric", "pediatric"),
            ("recognise", "recognize"),
        ] {
            assert_eq!(folded(british), folded(american), "{british}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (one, other) in [
            ("four", "for"),
            ("filled", "filed"),
            ("mourning", "morning"),
            ("court", "cort"),
        ] {
            assert_ne!(folded(one), folded(other), "{one}");
        }
    }
}
