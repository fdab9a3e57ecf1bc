//! Words that make a sentence news: numbers, names and places, dates, negations.
//!
//! A sentence that differs from an earlier one in such a word is an update and is never folded.

use crate::dedup::words::Word;

/// What a word means for whether its sentence is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Wording.
    Plain,
    /// A number, in digits or in words.
    Number,
    /// A name of anybody or anything, places included.
    Name,
    /// A day, month, season, or a word such as `yesterday`, `next`.
    Date,
    /// A measure of time, which tells a date or duration only beside other words: `week`.
    Time,
    /// A negation, or a verb or adjective that means one.
    Negation,
}

/// Returns the weight of a word of `text`.
///
/// `is_first` says that it begins its sentence, where a capital tells nothing; `is_common` says whether the
/// text has the same word in lower case.
pub(crate) fn weight(
    text: &str,
    word: &Word,
    is_first: bool,
    is_common: impl Fn(&Word) -> bool,
) -> Weight {
    let piece = word.span.of(text);
    if piece.contains(|c: char| c.is_numeric()) {
        return Weight::Number;
    }
    let lower = piece.to_lowercase().replace('’', "'");
    let lower = lower.strip_suffix("'s").unwrap_or(&lower);
    if is_negation(lower) {
        Weight::Negation
    } else if is_number(lower) {
        Weight::Number
    } else if is_date(lower) {
        Weight::Date
    } else if is_time(lower) {
        Weight::Time
    } else if is_direction(lower) {
        Weight::Name
    } else if !piece.starts_with(char::is_uppercase)
        || is_function_word(lower)
        || is_common(word) && (is_first || piece.chars().skip(1).all(char::is_lowercase))
    {
        Weight::Plain
    } else {
        Weight::Name
    }
}

/// Says whether a lower-case word says that something is not so.
pub(crate) fn is_negation(word: &str) -> bool {
    word.ends_with("n't")
        || matches!(
            word,
            "not"
                | "no"
                | "never"
                | "none"
                | "nobody"
                | "nothing"
                | "nowhere"
                | "neither"
                | "nor"
                | "without"
                | "cannot"
                | "hardly"
                | "barely"
                | "scarcely"
                | "unlikely"
                | "unable"
                | "false"
                | "falsely"
                | "deny"
                | "denies"
                | "denied"
                | "denying"
                | "refuse"
                | "refuses"
                | "refused"
                | "refusing"
                | "reject"
                | "rejects"
                | "rejected"
                | "rejecting"
                | "fail"
                | "fails"
                | "failed"
                | "failing"
                | "lack"
                | "lacks"
                | "lacked"
                | "lacking"
                | "dont"
                | "doesnt"
                | "didnt"
                | "wont"
                | "cant"
                | "isnt"
                | "arent"
                | "wasnt"
                | "werent"
                | "wouldnt"
                | "couldnt"
                | "shouldnt"
                | "hasnt"
                | "havent"
                | "hadnt"
                | "unless"
                | "except"
                | "refusal"
                | "denial"
                | "impossible"
        )
}

fn is_number(word: &str) -> bool {
    matches!(
        word,
        "zero"
            | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "eleven"
            | "twelve"
            | "thirteen"
            | "fourteen"
            | "fifteen"
            | "sixteen"
            | "seventeen"
            | "eighteen"
            | "nineteen"
            | "twenty"
            | "thirty"
            | "forty"
            | "fifty"
            | "sixty"
            | "seventy"
            | "eighty"
            | "ninety"
            | "hundred"
            | "hundreds"
            | "thousand"
            | "thousands"
            | "million"
            | "millions"
            | "billion"
            | "billions"
            | "trillion"
            | "dozen"
            | "dozens"
            | "half"
            | "third"
            | "quarter"
            | "double"
            | "triple"
            | "twice"
            | "once"
            | "first"
            | "second"
            | "fourth"
            | "fifth"
            | "sixth"
            | "seventh"
            | "eighth"
            | "ninth"
            | "tenth"
            | "both"
            | "several"
            | "single"
            | "pair"
    )
}

fn is_date(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "tonight"
            | "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "noon"
            | "midnight"
            | "weekend"
            | "spring"
            | "summer"
            | "autumn"
            | "winter"
            | "next"
            | "last"
            | "previous"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
    )
}

/// Says whether a lower-case word is a measure of time.
pub(crate) fn is_time(word: &str) -> bool {
    matches!(
        word,
        "week"
            | "weeks"
            | "month"
            | "months"
            | "year"
            | "years"
            | "day"
            | "days"
            | "decade"
            | "decades"
            | "hour"
            | "hours"
            | "minute"
            | "minutes"
            | "century"
            | "centuries"
    )
}

/// Says whether a measure of time behind this lower-case word tells when or how long.
pub(crate) fn points_in_time(word: &str) -> bool {
    is_date(word)
        || is_number(word)
        || matches!(
            word,
            "this"
                | "that"
                | "past"
                | "coming"
                | "following"
                | "a"
                | "an"
                | "per"
                | "every"
                | "each"
                | "same"
                | "few"
                | "later"
                | "earlier"
        )
}

fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "north"
            | "south"
            | "east"
            | "west"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "left"
            | "right"
    )
}

/// Words that carry no name although they are often written with a capital, at the start of a sentence or in
/// a headline.
fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "a" | "about"
            | "according"
            | "across"
            | "add"
            | "added"
            | "after"
            | "again"
            | "against"
            | "all"
            | "also"
            | "although"
            | "among"
            | "an"
            | "and"
            | "another"
            | "any"
            | "are"
            | "around"
            | "as"
            | "at"
            | "because"
            | "been"
            | "before"
            | "being"
            | "but"
            | "by"
            | "can"
            | "could"
            | "despite"
            | "did"
            | "do"
            | "does"
            | "due"
            | "during"
            | "each"
            | "earlier"
            | "even"
            | "every"
            | "few"
            | "finally"
            | "following"
            | "for"
            | "from"
            | "further"
            | "had"
            | "has"
            | "have"
            | "he"
            | "her"
            | "here"
            | "him"
            | "his"
            | "how"
            | "however"
            | "i"
            | "if"
            | "in"
            | "indeed"
            | "instead"
            | "into"
            | "is"
            | "it"
            | "its"
            | "just"
            | "later"
            | "many"
            | "meanwhile"
            | "more"
            | "moreover"
            | "most"
            | "much"
            | "my"
            | "nevertheless"
            | "now"
            | "of"
            | "off"
            | "on"
            | "only"
            | "or"
            | "other"
            | "our"
            | "out"
            | "over"
            | "perhaps"
            | "said"
            | "says"
            | "she"
            | "should"
            | "since"
            | "so"
            | "some"
            | "still"
            | "such"
            | "than"
            | "that"
            | "the"
            | "their"
            | "them"
            | "then"
            | "there"
            | "therefore"
            | "these"
            | "they"
            | "this"
            | "those"
            | "though"
            | "through"
            | "to"
            | "too"
            | "under"
            | "until"
            | "up"
            | "upon"
            | "us"
            | "very"
            | "was"
            | "we"
            | "were"
            | "what"
            | "when"
            | "where"
            | "which"
            | "while"
            | "who"
            | "whose"
            | "why"
            | "will"
            | "with"
            | "within"
            | "would"
            | "yet"
            | "you"
            | "your"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::words::words;

    #[test]
    fn words_weigh_what_a_reader_gives_them() {
        for (text, at, expected) in [
            ("The army withdrew", 0, Weight::Plain),
            ("Talks began", 0, Weight::Plain),
            ("Smith began", 0, Weight::Name),
            ("He met Smith", 2, Weight::Name),
            ("It was 5.5", 2, Weight::Number),
            ("about three people", 1, Weight::Number),
            ("he didn’t go", 1, Weight::Negation),
            ("on Tuesday's vote", 1, Weight::Date),
            ("in northern towns", 1, Weight::Name),
            ("a quick vote", 1, Weight::Plain),
        ] {
            let words = words(text);
            let common = |word: &Word| word.span.of(text) == "Talks";
            assert_eq!(
                weight(text, &words[at], at == 0, common),
                expected,
                "{text}"
            );
        }
    }
}
