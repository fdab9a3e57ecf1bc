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

proptest! {
    #[test]
    fn pruning_changes_nothing(
        titles in prop::collection::vec("[a-c]{1,3}( [a-c'-]{1,4}){0,4}", 1..60),
        words in "[a-c]{1,4}( [a-c]{1,3})?",
        left in 1usize..8,
    ) {
        let rows: Vec<Listed> = (1..).zip(&titles).map(|(id, title)| row(id, title, "x", &[])).collect();
        let filter = Filter::new(&rows);
        let words: Vec<Word> = words.split(' ').map(Word::new).collect();
        let positions: Vec<u32> = (0..).take(rows.len()).collect();
        let mut slow: Vec<(Reverse<i64>, u32)> =
            positions.iter().map(|&position| (Reverse(filter.score(&words, position)), position)).collect();
        slow.sort_unstable();
        let slow: Vec<u32> = slow.into_iter().take(left).map(|(_, position)| position).collect();
        let fast = filter.best_first(&words, &positions, left);
        prop_assert_eq!(&fast[..slow.len()], &slow[..]);
    }
}
