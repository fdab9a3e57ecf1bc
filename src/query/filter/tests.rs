use proptest::prelude::*;

use super::*;
use crate::article::{Metadata, Published, Row};

fn row(id: i64, title: &str, source: &str, people: &[&str]) -> Listed {
    Listed::from(Row {
        id: ArticleId(id),
        metadata: Metadata {
            title: title.to_owned(),
            source: Some(source.to_owned()),
            published: Some(Published {
                words: String::new(),
                resolved: Some(format!("2025-06-{id:02}")),
            }),
            ..Metadata::default()
        },
        people: people.iter().map(|&name| name.to_owned()).collect(),
        speakers: people.iter().take(1).map(|&name| name.to_owned()).collect(),
        is_read: id % 2 == 0,
        ..Row::default()
    })
}

fn rows() -> Vec<Listed> {
    vec![
        row(1, "Irrational exuberance returns", "Daily", &["Ann Lee"]),
        row(
            2,
            "Iranian minister in Qingdao",
            "Gulf Press",
            &["Dong Jun", "Ann Lee"],
        ),
        row(3, "A deal with Iran", "Gulf Press", &["Bo Ek"]),
        row(4, "Nothing to see", "Iran Daily", &["José Ibarra"]),
        row(5, "Immigration rules are new", "Daily", &[]),
    ]
}

fn found(query: &str) -> Vec<i64> {
    let rows = rows();
    let in_texts = |words: &str| -> BTreeSet<ArticleId> {
        let texts = [(5, "the iran deal was not mentioned; last line of defence")];
        texts
            .iter()
            .filter(|(_, text)| text.contains(words))
            .map(|(id, _)| ArticleId(*id))
            .collect()
    };
    let query = Query::parse(query);
    let order = Filter::new(&rows)
        .search(&rows, &query, &in_texts, &|| true)
        .unwrap();
    order
        .into_iter()
        .map(|position| rows[position as usize].id.0)
        .collect()
}

#[test]
fn exact_beats_word_start_beats_loose_and_the_text_comes_last() {
    for (query, expected) in [
        ("", vec![1, 2, 3, 4, 5]),
        ("iran", vec![3, 4, 2, 5]),
        ("jose", vec![4]),
        ("who:lee", vec![1, 2]),
        ("said:lee", vec![1]),
        ("who:\"dong jun\"", vec![2]),
        ("src:gulf is:unread", vec![3]),
        ("after:2025-06-03 before:2025-06-05", vec![3, 4]),
        ("-src:gulf", vec![1, 4, 5]),
        ("iran -deal", vec![4, 2]),
        ("\"last line\"", vec![5]),
        ("\"deal with iran\"", vec![3]),
        ("gulf iran", vec![3, 2]),
        ("irminqing", vec![2]),
        ("zzz", vec![]),
        ("is:unread daily", vec![1, 5]),
    ] {
        assert_eq!(found(query), expected, "{query}");
    }
}

#[test]
fn typing_on_gives_what_typing_at_once_gives() {
    let rows = rows();
    let in_texts = |_: &str| BTreeSet::from([ArticleId(5)]);
    for text in [
        "iran deal",
        "ann -iran",
        "gulf is:unread iran",
        "who:lee returns",
    ] {
        let mut typed = Filter::new(&rows);
        for end in (1..=text.len()).filter(|&end| text.is_char_boundary(end)) {
            let query = Query::parse(text.get(..end).unwrap());
            let once = Filter::new(&rows).search(&rows, &query, &in_texts, &|| true);
            assert_eq!(
                typed.search(&rows, &query, &in_texts, &|| true),
                once,
                "{}",
                text.get(..end).unwrap()
            );
        }
    }
}

#[test]
fn a_search_that_is_not_wanted_stops() {
    let rows = rows();
    let query = Query::parse("iran");
    let none = |_: &str| BTreeSet::new();
    assert_eq!(
        Filter::new(&rows).search(&rows, &query, &none, &|| false),
        None
    );
}

#[test]
fn lit_letters_are_bytes_of_the_title_as_written() {
    let query = Query::parse("élys src:paris");
    assert_eq!(lit_letters("À l’Élysée", &query), [7, 9, 10, 11]);
    assert_eq!(lit_letters("Le Parisien", &query), [3, 4, 5, 6, 7]);
    assert_eq!(
        lit_letters("Le Parisien", &Query::parse("-paris")),
        Vec::<usize>::new()
    );
}

/// The order that scoring every row gives: kind of fit, then score down to place `exact`, then place.
fn scored_one_by_one(
    exact: usize,
    rows: &[Listed],
    words: &[&str],
    in_texts: &InTexts<'_>,
) -> Vec<u32> {
    let fields = |row: &Listed| {
        let fields = [row.title()]
            .into_iter()
            .chain(row.source())
            .chain(row.people());
        fields.map(crate::text::fold::fold).collect::<Vec<_>>()
    };
    // The rank of the best field, and the score there.
    let best = |row: &Listed, word: &str| {
        let word = Word::new(word);
        let fits = fields(row)
            .into_iter()
            .enumerate()
            .filter_map(|(at, field)| {
                let (fit, _) = word.fit(field.as_bytes())?;
                Some((
                    fit as u32 * 2 + 2 + u32::from(at == 0),
                    Reverse(at),
                    score(&word, &field),
                ))
            });
        fits.max().map(|(rank, _, score)| (rank, score))
    };
    let of_row = |(position, row): (u32, &Listed)| {
        let of_word = |&word: &&str| {
            let is_in_text = word.len() >= SHORTEST_IN_TEXT && in_texts(word).contains(&row.id);
            best(row, word).or_else(|| is_in_text.then_some((0, 0)))
        };
        let found: Option<Vec<(u32, i64)>> = words.iter().map(of_word).collect();
        let (ranks, scores): (Vec<u32>, Vec<i64>) = found?.into_iter().unzip();
        let sum = ranks.into_iter().sum::<u32>();
        let score = if sum == 0 {
            0
        } else {
            scores.into_iter().sum()
        };
        Some((Reverse(sum), Reverse(score), position))
    };
    let mut all: Vec<_> = (0..).zip(rows).filter_map(of_row).collect();
    all.sort_unstable();
    let Some(&(last, ..)) = all.get(exact.wrapping_sub(1)) else {
        return all.into_iter().map(|(_, _, position)| position).collect();
    };
    let mut rest = all.split_off(exact);
    rest.sort_unstable_by_key(|&(sum, _, position)| (sum != last, sum, position));
    all.into_iter()
        .chain(rest)
        .map(|(_, _, position)| position)
        .collect()
}

proptest! {
    #[test]
    fn every_key_gives_the_order_that_scoring_every_row_gives(
        texts in prop::collection::vec(
            ("([a-c]{1,3}[ '-]?){1,5}|[a-cé ]{0,9}|[A-C][a-c]{2,9} x{9,40} [a-c]{1,4}", "[a-c]{0,4}", "[a-c]{1,4}"), 1..60,
        ),
        typed in "[a-c]{1,6}( [a-c]{1,4}){0,2}|[a-c]{1,3}[é'][a-c]{0,2}",
        exact in 1_usize..9,
        seed in any::<u64>(),
    ) {
        let rows: Vec<Listed> = (0..)
            .zip(&texts)
            .map(|(id, (title, source, person))| row(id, title, source, &[person]))
            .collect();
        // Other words are in other texts, whether one begins with the other or not.
        let in_texts = |word: &str| -> BTreeSet<ArticleId> {
            let mix = word.bytes().fold(seed, |mix, byte| mix.wrapping_mul(31) ^ u64::from(byte));
            let ids = rows.iter().map(|row| row.id);
            ids.filter(|id| (mix >> (id.0 % 61)) & 7 == 7).collect()
        };
        let mut filter = Filter::new(&rows);
        for end in (1..=typed.len()).filter(|&end| typed.is_char_boundary(end)) {
            let typed = typed.get(..end).unwrap();
            let query = Query::parse(typed);
            let words: Vec<&str> = query.words().map(|term| term.words.as_str()).collect();
            let found = filter.search_exactly(exact, &rows, &query, &in_texts, &|| true);
            prop_assert_eq!(found.unwrap(), scored_one_by_one(exact, &rows, &words, &in_texts), "{}", typed);
        }
    }

    #[test]
    fn the_very_words_are_ordered_as_if_every_row_were_scored(
        titles in prop::collection::vec("[ab]{1,2}([ -][ab]{1,2}){1,5}", 1..40),
        words in "[ab]{1,2} [ab]{1,2}( [ab])?",
        exact in 1_usize..9,
    ) {
        let rows: Vec<Listed> = (0..).zip(&titles).map(|(id, title)| row(id, title, "x", &[])).collect();
        let none = |_: &str| BTreeSet::new();
        let query = Query::parse(&format!("\"{words}\""));
        let found = Filter::new(&rows).search_exactly(exact, &rows, &query, &none, &|| true).unwrap();
        let is_there = |&position: &u32| titles[position as usize].contains(&words);
        let expected = scored_one_by_one(exact, &rows, &[&words], &none).into_iter().filter(is_there);
        prop_assert_eq!(found, expected.collect::<Vec<_>>());
    }
}
