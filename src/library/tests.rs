//! What is kept comes back, also from a file, and what is wrong says so.
#![allow(
    clippy::disallowed_methods,
    clippy::significant_drop_tightening,
    reason = "tests make files, and committing takes the writer"
)]

mod damage;
mod search;

use super::*;
use crate::article::{
    Annotations, ArticleId, Body, Document, Listed, Metadata, Person, Published, Quotation,
    QuotationKind, Reason, Removed, Repeat, Row, Speaker,
};
use crate::text::TextSpan;

/// An article about a theme, with a person and a quotation.
fn sample(number: u32, theme: &str) -> (Original, Document) {
    let text = format!(
        "Ann Lee went to the café with Bob on day {number}.\n\n“We are {theme},” said Ann Lee."
    );
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        TextSpan::new(start, start + words.len())
    };
    let document = Document {
        row: Row {
            metadata: Metadata {
                title: format!("Story {number} of {theme}"),
                source: Some("The Paper".to_owned()),
                published: Some(Published {
                    words: "today".to_owned(),
                    resolved: Some("2025-06-26".to_owned()),
                }),
                ..Metadata::default()
            },
            word_count: 14,
            people: vec!["Ann Lee".to_owned(), "Bob".to_owned()],
            speakers: vec!["Ann Lee".to_owned()],
            quotation_count: 1,
            copy_count: 1,
            ..Row::default()
        },
        body: Body::from_text(&text),
        sentences: vec![at("Ann Lee went"), at("“We are")],
        annotations: Annotations {
            people: vec![
                Person {
                    name: "Ann Lee".to_owned(),
                    role: Some("driver".to_owned()),
                    mentions: vec![at("Ann Lee")],
                },
                Person {
                    name: "Bob".to_owned(),
                    role: None,
                    mentions: vec![at("Bob")],
                },
            ],
            quotations: vec![Quotation {
                span: at(&format!("“We are {theme},”")),
                kind: QuotationKind::Speech,
                speaker: Some(Speaker {
                    name: "Ann Lee".to_owned(),
                    person: Some(0),
                    span: None,
                    confidence: 0.9,
                }),
                is_continued: false,
            }],
        },
        repeats: vec![Repeat {
            span: at("day"),
            first: at("Ann"),
        }],
        raw: format!("MENU\n{text}"),
        removed: vec![Removed {
            span: TextSpan::new(0, 4),
            reason: Reason::Navigation,
            article: 0,
        }],
        location: format!("{number}.txt"),
        ..Document::default()
    };
    let original = Original {
        location: document.location.clone(),
        text: document.raw.clone(),
        ..Original::default()
    };
    (original, document)
}

fn add(library: &Library, number: u32, theme: &str) -> ArticleId {
    let (original, document) = sample(number, theme);
    let writer = library.write().unwrap();
    let page = writer
        .add_page(&PackedPage::of(&original, &document.raw), 7)
        .unwrap()
        .unwrap();
    let id = writer
        .add_article(page, 0, &Packed::of(&document, i64::from(number), 1))
        .unwrap();
    writer.commit().unwrap();
    id
}

#[test]
fn what_is_kept_comes_back_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("deep/er/library.db");
    let id = add(&Library::open(&path).unwrap(), 1, "ready");
    let library = Library::open(&path).unwrap();
    let (original, mut expected) = sample(1, "ready");
    expected.row.id = id;
    assert_eq!(library.document(id).unwrap(), expected);
    assert_eq!(library.original(id).unwrap(), original);
    assert_eq!(library.rows(None, 10).unwrap().0, [expected.row]);
    assert!(library.knows(&page_hash(None, &original.text)).unwrap());
    assert_eq!(library.check().unwrap(), []);
    assert!(
        library
            .document(ArticleId(99))
            .unwrap_err()
            .message
            .contains("no article 99")
    );
}

#[test]
fn the_same_page_is_taken_once_and_a_dropped_writer_leaves_nothing() {
    let library = Library::in_memory().unwrap();
    add(&library, 1, "ready");
    let (original, document) = sample(1, "ready");
    let writer = library.write().unwrap();
    let packed = PackedPage::of(&original, &document.raw);
    assert!(writer.knows(&packed.hash()).unwrap());
    assert_eq!(writer.add_page(&packed, 7).unwrap(), None);
    let (original, document) = sample(2, "lost");
    writer
        .add_page(&PackedPage::of(&original, &document.raw), 7)
        .unwrap()
        .unwrap();
    drop(writer);
    assert!(!library.knows(&page_hash(None, &original.text)).unwrap());
}

#[test]
fn pages_of_rows_join_to_the_whole_list() {
    let library = Library::in_memory().unwrap();
    for number in 0..25 {
        add(&library, number / 2, &format!("theme {number}"));
    }
    let (all, end) = library.rows(None, 100).unwrap();
    assert_eq!((all.len(), end), (25, None));
    let (mut joined, mut cursor) = (Vec::new(), None);
    loop {
        let (rows, next) = library.rows(cursor, 4).unwrap();
        joined.extend(rows);
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(joined, all);
    let (listed, next) = library.listed(None, 20).unwrap();
    let (rest, _) = library.listed(next, 20).unwrap();
    let listed: Vec<Row> = listed.iter().chain(&rest).map(Listed::row).collect();
    assert_eq!(listed, all);
    assert!(
        all.windows(2)
            .all(|pair| pair[0].metadata.title != pair[1].metadata.title)
    );
    assert_eq!(library.count().unwrap(), (25, 25));
}

#[test]
fn state_is_kept_and_taken_back() {
    let library = Library::in_memory().unwrap();
    let ids: Vec<ArticleId> = (0..3)
        .map(|number| add(&library, number, "ready"))
        .collect();
    library.set_read(&ids[..1], true, None).unwrap();
    library
        .set_read(&ids, true, Some(("mark all as read", 5)))
        .unwrap();
    library
        .set_tag(&ids[..2], "later", true, Some(("tag two", 6)))
        .unwrap();
    library.set_starred(&ids[2..], true, None).unwrap();
    assert_eq!(library.tags().unwrap(), [("later".to_owned(), 2)]);
    assert_eq!(library.undo().unwrap().unwrap().label, "tag two");
    assert_eq!(library.tags().unwrap(), []);
    let undone = library.undo().unwrap().unwrap();
    assert_eq!(
        (undone.label.as_str(), undone.ids),
        ("mark all as read", ids.clone())
    );
    let state = |id| {
        let row = library.row(id).unwrap();
        (row.is_read, row.is_starred)
    };
    assert_eq!(state(ids[0]), (true, false));
    assert_eq!(state(ids[1]), (false, false));
    assert_eq!(library.undo().unwrap(), None);

    let position = Position {
        quoted: "said Ann".to_owned(),
        offset: 40,
    };
    library.set_position(ids[0], &position, 1).unwrap();
    assert_eq!(library.position(ids[0]).unwrap(), Some(position));
    library
        .set_position(ArticleId(99), &Position::default(), 1)
        .unwrap();
    let note = Note {
        quoted: "café".to_owned(),
        words: "where?".to_owned(),
        offset: 20,
        ..Note::default()
    };
    let id = library.add_note(ids[0], &note, 1).unwrap();
    assert_eq!(library.notes(ids[0]).unwrap(), [Note { id, ..note }]);
    library.save_search("mine", "is:unread").unwrap();
    assert_eq!(
        library.saved_searches().unwrap(),
        [("mine".to_owned(), "is:unread".to_owned())]
    );
}

#[test]
fn copies_become_one_row_with_one_state() {
    let library = Library::in_memory().unwrap();
    let ids: Vec<ArticleId> = (0..3)
        .map(|number| add(&library, number, "ready"))
        .collect();
    library.set_read(&ids[..1], true, None).unwrap();
    let writer = library.write().unwrap();
    let pair = |one: usize, other: usize, of_one| Pair {
        one: ids[one],
        other: ids[other],
        of_one,
        of_other: of_one,
    };
    for pair in [pair(1, 0, 0.9), pair(2, 1, 0.2)] {
        writer.add_pair(&pair).unwrap();
    }
    let (kin, pairs) = writer.kin(ids[0], 10, |pair| pair.of_one > 0.5).unwrap();
    assert_eq!(kin.iter().map(|kin| kin.id).collect::<Vec<_>>(), &ids[..2]);
    assert_eq!(pairs, [pair(1, 0, 0.9)]);
    let best = Metadata {
        title: "Best".to_owned(),
        ..Metadata::default()
    };
    writer.set_group(ids[1], &kin, &best).unwrap();
    let span = TextSpan::new(0, 7);
    writer
        .add_passages(
            ids[2],
            &[PassageHere {
                span,
                other: ids[1],
                there: span,
            }],
        )
        .unwrap();
    writer
        .set_stories(&[(ids[1], Some(4)), (ids[2], Some(4))])
        .unwrap();
    writer.commit().unwrap();

    let (rows, _) = library.rows(None, 10).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.copy_count).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(
        (rows[1].metadata.title.as_str(), rows[1].is_read),
        ("Best", true)
    );
    let document = library.document(ids[1]).unwrap();
    assert_eq!(document.copies[0].metadata.title, "Story 0 of ready");
    assert!((document.copies[0].share - 0.9).abs() < 1e-6);
    assert_eq!(document.story, [(ids[2], "Story 2 of ready".to_owned())]);
    let shared = library.document(ids[2]).unwrap().shared;
    assert_eq!((shared[0].other, shared[0].is_seen), (ids[1], true));
    assert_eq!(library.check().unwrap(), []);
    let found = library
        .search(
            &Search {
                words: vec!["day 0".to_owned()],
                ..Search::default()
            },
            9,
        )
        .unwrap();
    assert_eq!(found[0].row.id, ids[1]);
    let all = Search {
        words: vec!["ready".to_owned()],
        ..Search::default()
    };
    for count in [1, 2, 9] {
        let found = library.search(&all, count).unwrap();
        assert_eq!(found.len(), count.min(2), "a row comes once");
        for otherwise in [
            Search {
                after: Some(i64::MIN),
                ..all.clone()
            },
            Search {
                said: vec!["ann".to_owned()],
                ..all.clone()
            },
            Search {
                who: vec!["LEE".to_owned()],
                ..all.clone()
            },
        ] {
            assert_eq!(library.search(&otherwise, count).unwrap(), found);
        }
    }
}

#[test]
fn what_the_reader_says_of_names_is_kept_through_a_better_cleaner() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    let (one, two) = {
        let library = Library::open(&path).unwrap();
        (add(&library, 1, "ready"), add(&library, 2, "steady"))
    };
    let choice = |article, name: &str, other: &str, is_same| Choice {
        article,
        name: name.to_owned(),
        other: other.to_owned(),
        is_same,
    };
    let same = choice(None, "Ann Lee", "Anna Leigh", true);
    let library = Library::open(&path).unwrap();
    library.choose(&same).unwrap();
    library.choose(&same).unwrap();
    assert_eq!(library.choices().unwrap().0, std::slice::from_ref(&same));
    let names = |id| -> [Vec<String>; 3] {
        let document = library.document(id).unwrap();
        let row = library.row(id).unwrap();
        assert_eq!(document.row.people, row.people);
        let (rows, _) = library.rows(None, 9).unwrap();
        assert!(rows.contains(&row));
        let (listed, _) = library.listed(None, 9).unwrap();
        assert!(listed.contains(&Listed::from(&row)));
        let annotations = &document.annotations;
        [annotations.names(), row.people, annotations.speakers()]
    };
    for id in [one, two] {
        assert_eq!(names(id)[0], ["Anna Leigh", "Bob"]);
        assert_eq!(names(id)[1], ["Anna Leigh", "Bob"]);
        assert_eq!(names(id)[2], ["Anna Leigh"]);
    }
    let (_, document) = sample(1, "changed");
    let writer = library.write().unwrap();
    writer
        .replace_article(one, &Packed::of(&document, 1, 2))
        .unwrap();
    writer.commit().unwrap();
    assert_eq!(names(one)[0], ["Anna Leigh", "Bob"]);
    // The opposite takes it back, and leaves nothing behind.
    library.choose(&same.opposite()).unwrap();
    assert_eq!(library.choices().unwrap().0, []);
    assert_eq!(names(one)[0], ["Ann Lee", "Bob"]);
    // What is about one article goes with it.
    library
        .choose(&choice(Some(two), "Ann", "Ann Lee", false))
        .unwrap();
    library.remove(&[two]).unwrap();
    assert_eq!(library.choices().unwrap().0, []);
}

#[test]
fn a_better_cleaner_replaces_the_text_and_keeps_the_state() {
    let library = Library::in_memory().unwrap();
    let id = add(&library, 1, "ready");
    library.set_starred(&[id], true, None).unwrap();
    assert_eq!(library.made_by_other_stages(2, 9).unwrap(), [id]);
    let (_, document) = sample(1, "changed");
    let writer = library.write().unwrap();
    writer
        .replace_article(id, &Packed::of(&document, 1, 2))
        .unwrap();
    writer.commit().unwrap();
    assert_eq!(library.made_by_other_stages(2, 9).unwrap(), []);
    let now = library.document(id).unwrap();
    assert!(now.row.is_starred && now.body.text.contains("changed"));
    let search = |word: &str| Search {
        words: vec![word.to_owned()],
        ..Search::default()
    };
    assert_eq!(library.search(&search("ready"), 9).unwrap().len(), 0);
    assert_eq!(library.search(&search("changed"), 9).unwrap().len(), 1);
    assert_eq!(library.check().unwrap(), []);
    assert_eq!(library.remove(&[id]).unwrap(), 1);
    assert_eq!(library.count().unwrap(), (0, 0));
    library.tidy().unwrap();
    assert_eq!(library.check().unwrap(), []);
    assert!(library.remove(&[id]).is_err());
}

#[test]
fn feeds_links_and_errors_are_kept() {
    let library = Library::in_memory().unwrap();
    let folders = vec!["News".to_owned()];
    assert!(
        library
            .add_feed("https://example.org/f", Some("F"), &folders)
            .unwrap()
    );
    assert!(
        !library
            .add_feed("https://example.org/f", None, &[])
            .unwrap()
    );
    let mut feed = library.feeds().unwrap().remove(0);
    assert_eq!(
        (feed.title.as_deref(), &feed.folders),
        (Some("F"), &folders)
    );
    feed.etag = Some("x".to_owned());
    feed.due = 10;
    library.update_feed(&feed).unwrap();
    assert_eq!(library.feeds().unwrap()[0], feed);
    let names = ["a".to_owned(), "b".to_owned()];
    library.remember_entries(feed.id, &names[..1]).unwrap();
    assert_eq!(
        library.known_entries(feed.id, &names).unwrap(),
        [true, false]
    );
    assert!(library.remove_feed("F").unwrap());
    assert!(!library.remove_feed("F").unwrap());

    let link = KeptLink {
        url: "https://example.org/a".to_owned(),
        is_read: true,
        ..KeptLink::default()
    };
    assert_eq!(library.add_links(&[link.clone(), link.clone()]).unwrap(), 1);
    assert_eq!(library.due_links(0, i64::MAX, 9).unwrap()[0], link);
    library.finish_link(&link.url, Some((100, "gone"))).unwrap();
    assert_eq!(library.due_links(50, i64::MAX, 9).unwrap(), []);
    assert_eq!(library.due_links(100, i64::MAX, 9).unwrap()[0].failures, 1);
    library.finish_link(&link.url, None).unwrap();
    assert_eq!(library.due_links(100, i64::MAX, 9).unwrap(), []);

    let error = crate::error::Error::new(crate::error::ErrorKind::Source, "bad").with_hint("do");
    library.keep_errors(&[error], 3).unwrap();
    assert_eq!(
        library.errors(9).unwrap(),
        [KeptError {
            made: 3,
            message: "bad".to_owned(),
            hint: Some("do".to_owned())
        }]
    );
    library.clear_errors().unwrap();
    assert_eq!(library.errors(9).unwrap(), []);
}

#[test]
fn two_writers_wait_for_each_other_and_readers_for_nobody() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    let (one, other) = (Library::open(&path).unwrap(), Library::open(&path).unwrap());
    let id = add(&one, 1, "ready");
    let writer = one.write().unwrap();
    other
        .lock_writer()
        .busy_timeout(std::time::Duration::from_millis(20))
        .unwrap();
    let error = other.set_read(&[id], true, None).unwrap_err();
    assert!(is_busy(&error) && error.hint.is_some(), "{error}");
    assert_eq!(other.count().unwrap(), (1, 1));
    writer.commit().unwrap();
    other.set_read(&[id], true, None).unwrap();
    assert_eq!(one.count().unwrap(), (1, 0));
}
