//! What a library makes of articles that belong together: stories, what is new in each, what was seen before, what
//! a source repeats; and that all of it survives a rebuild, a re-cleaning and the command line.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};

use pullquote::article::{ArticleId, Reason};
use pullquote::engine::catalog::{Catalog, unwatched};
use pullquote::engine::restore::Reach;
use pullquote::engine::{Input, Shelf, add};
use pullquote::library::Library;
use pullquote::text::TextSpan;

const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

/// Title and text of articles: two tell of one eruption, two of another, one of a bank.
const TOLD: [(&str, &str); 5] = [
    (
        "Volcano erupts near Grindavik",
        "A volcano erupted on the Reykjanes peninsula near Grindavik in Iceland on Thursday, where the town was \
         evacuated as lava reached the first houses. Grindavik lies on the coast. The road to the harbour is closed until Monday.",
    ),
    (
        "Iceland town evacuated",
        "People left Grindavik in Iceland after lava from an eruption on the Reykjanes peninsula flowed towards the \
         town. The road to the harbour is closed until Monday. The airport of Keflavik stays open for the time being.",
    ),
    (
        "Etna erupts again",
        "Mount Etna on Sicily erupted on Sunday and sent ash over Catania, whose airport closed. Etna is the \
         highest volcano of Europe, and Catania lies below it.",
    ),
    (
        "Catania airport closed",
        "Ash from an eruption of Etna closed the airport of Catania in Sicily. Etna had been quiet in Sicily since \
         the winter. Passengers were sent to Palermo by bus.",
    ),
    (
        "Riksbank raises rates",
        "The Riksbank raised its policy rate to 4 percent on Wednesday to bring down inflation in Sweden. The krona \
         gained against the euro after the decision of the board.",
    ),
];

fn page(location: &str, text: String) -> Input {
    Input {
        location: location.to_owned(),
        text,
        ..Input::default()
    }
}

fn told(place: usize) -> Input {
    let (title, text) = TOLD[place];
    page(&format!("{place}.txt"), format!("{title}\n\n{text}"))
}

/// Returns the titles of each story that several rows tell.
fn stories(library: &Library) -> Vec<Vec<String>> {
    let mut stories = BTreeMap::<u32, Vec<String>>::new();
    for row in library.rows(None, 100).unwrap().0 {
        if let Some(story) = row.story {
            stories.entry(story).or_default().push(row.metadata.title);
        }
    }
    let mut stories: Vec<_> = stories.into_values().collect();
    for titles in &mut stories {
        titles.sort();
    }
    stories.sort();
    stories
}

fn id_of(library: &Library, title: &str) -> ArticleId {
    let (rows, _) = library.rows(None, 100).unwrap();
    let found = rows.iter().find(|row| row.metadata.title == title);
    found.unwrap_or_else(|| panic!("no {title}")).id
}

#[test]
fn stories_are_the_same_in_any_order_and_name_what_is_new() {
    let expected = [
        ["Catania airport closed", "Etna erupts again"],
        ["Iceland town evacuated", "Volcano erupts near Grindavik"],
    ];
    for turn in 0..TOLD.len() {
        let library = Library::in_memory().unwrap();
        for place in 0..TOLD.len() {
            let place = (place * 2 + turn) % TOLD.len();
            add::add_pages(&library, vec![told(place)], NOW).unwrap();
        }
        assert_eq!(stories(&library), expected, "turn {turn}");
        assert_eq!(library.check().unwrap(), []);
    }
    let library = Library::in_memory().unwrap();
    add::add_pages(&library, (0..TOLD.len()).map(told).collect(), NOW).unwrap();
    assert_eq!(stories(&library), expected);
    let (town, bank) = (
        id_of(&library, "Iceland town evacuated"),
        id_of(&library, "Riksbank raises rates"),
    );
    let shelf = Shelf::of_library(library, NOW);
    let text = shelf.document(town).unwrap().body.text;
    let new: Vec<_> = shelf.new_in_story(town).unwrap();
    let new: Vec<_> = new.iter().map(|span| span.of(&text)).collect();
    assert!(
        new.iter().any(|words| words.contains("Keflavik")),
        "{new:?}"
    );
    assert!(
        !new.iter().any(|words| words.contains("harbour")),
        "{new:?}"
    );
    assert_eq!(shelf.new_in_story(bank).unwrap(), []);
}

#[test]
fn what_was_read_anywhere_is_seen_and_the_rest_is_shared() {
    let library = Library::in_memory().unwrap();
    for place in [0, 1] {
        add::add_pages(&library, vec![told(place)], NOW).unwrap();
    }
    let (first, later) = (ArticleId(1), ArticleId(2));
    for (id, other) in [(first, later), (later, first)] {
        let document = library.document(id).unwrap();
        let shared = &document.shared[0];
        assert_eq!(
            shared.span.of(&document.body.text),
            "The road to the harbour is closed until Monday."
        );
        assert_eq!((shared.other, shared.is_seen), (other, false));
    }
    // The later one is read; so the earlier one says that again.
    library.set_read(&[later], true, None).unwrap();
    assert!(library.document(first).unwrap().shared[0].is_seen);
    assert!(!library.document(later).unwrap().shared[0].is_seen);
}

#[test]
fn what_was_read_in_one_of_several_that_have_it_is_seen() {
    let library = Library::in_memory().unwrap();
    let agency =
        "Ministers agreed on Tuesday to open the northern pass again before the first snow falls.";
    for (name, own) in [
        (
            "one.txt",
            "Farmers in the valley had asked for the road all summer, said the mayor of Oberwald.",
        ),
        (
            "two.txt",
            "Lorries have had to drive around the lake since the bridge at Brunnen was closed in May.",
        ),
        (
            "three.txt",
            "Hotels on the other side expect more guests than in any winter of the last ten years.",
        ),
    ] {
        let text = format!("A pass opens, says {name}\n\n{own}\n\n{agency}");
        add::add_pages(&library, vec![page(name, text)], NOW).unwrap();
    }
    let shared = |id| {
        let document = library.document(ArticleId(id)).unwrap();
        let mut shared = document.shared.iter();
        shared
            .find(|shared| shared.span.of(&document.body.text) == agency)
            .map(|shared| (shared.other.0, shared.is_seen))
    };
    assert_eq!(shared(3), Some((1, false)));
    library.set_read(&[ArticleId(2)], true, None).unwrap();
    assert_eq!(shared(3), Some((2, true)));
    assert_eq!(shared(1), Some((2, true)));
}

#[test]
fn what_a_source_repeats_is_taken_out_of_its_next_pages() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    let catalog = Catalog::open(&path, NOW).unwrap();
    let page = |place: usize| Input {
        url: Some(format!("https://www.valley.example/{place}")),
        location: format!("https://www.valley.example/{place}"),
        ..page(
            &format!("{place}.txt"),
            format!(
                "{}\n\n{}\n\nThe Valley Courier has told the valley what happens in it since 1911.",
                TOLD[place].0, TOLD[place].1
            ),
        )
    };
    let library = Library::open(&path).unwrap();
    add::add_pages(&library, (0..3).map(page).collect(), NOW).unwrap();
    let has_line = |id| library.document(id).unwrap().body.text.contains("1911");
    assert!(has_line(ArticleId(1)));
    add::add_pages(&library, vec![page(3)], NOW).unwrap();
    let document = library.document(ArticleId(4)).unwrap();
    assert!(!document.body.text.contains("1911"));
    let removed = document
        .removed
        .iter()
        .find(|removed| removed.reason == Reason::Recurring);
    assert!(removed.unwrap().span.of(&document.raw).contains("1911"));
    // The pages that taught it lose it when they are cleaned again; what the reader did stays.
    let shelf = Shelf::of_library(Library::open(&path).unwrap(), NOW);
    let text = shelf.document(ArticleId(1)).unwrap().body.text;
    let span = pullquote::engine::marks::find_words(&text, "lies on the coast").unwrap();
    shelf.add_note(ArticleId(1), span, "where?").unwrap();
    shelf.set_tag(&[ArticleId(1)], "lava", true).unwrap();
    let (count, is_done) = catalog.renew(true, &mut unwatched).unwrap();
    assert_eq!((count, is_done), (4, true));
    assert!(!has_line(ArticleId(1)));
    let notes = shelf.notes(ArticleId(1)).unwrap();
    let text = shelf.document(ArticleId(1)).unwrap().body.text;
    assert_eq!(notes[0].span.unwrap().of(&text), "lies on the coast");
    assert_eq!(shelf.tags().unwrap(), [("lava".to_owned(), 1)]);
    assert_eq!(library.check().unwrap(), []);
    assert_eq!(catalog.renew(false, &mut unwatched).unwrap(), (0, true));
    // What the reader brings back stays, whoever cleans the page: in one article, then in all of the source.
    let place = |id| {
        let document = shelf.document(id).unwrap();
        let line = |span: &TextSpan| span.of(&document.raw).contains("1911");
        let removed = document.removed.iter().map(|removed| removed.span);
        removed.chain(document.brought_back).find(line).unwrap()
    };
    let is_back = |id| shelf.document(id).unwrap().body.text.contains("1911");
    for (reach, other) in [(Reach::Article, false), (Reach::Source, true)] {
        let (one, two) = (ArticleId(1), ArticleId(2));
        shelf.bring_back(one, place(one), reach).unwrap();
        catalog.renew(true, &mut unwatched).unwrap();
        assert_eq!((is_back(one), is_back(two)), (true, other));
        let text = shelf.document(one).unwrap().body.text;
        let note = shelf.notes(one).unwrap()[0].span.unwrap();
        assert_eq!(note.of(&text), "lies on the coast");
    }
    shelf
        .take_out_again(ArticleId(1), place(ArticleId(1)))
        .unwrap();
    assert!(!is_back(ArticleId(1)) && !is_back(ArticleId(2)));
}

#[test]
fn a_rebuild_that_was_broken_off_goes_on_and_finds_the_same() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    let library = Library::open(&path).unwrap();
    let mut pages: Vec<Input> = (0..TOLD.len()).map(told).collect();
    pages.push(page(
        "copy.txt",
        format!("Rates raised in Sweden\n\n{}", TOLD[4].1),
    ));
    add::add_pages(&library, pages, NOW).unwrap();
    let state = |library: &Library| {
        let (rows, _) = library.rows(None, 100).unwrap();
        let shared = rows
            .iter()
            .map(|row| library.document(row.id).unwrap().shared);
        (rows.clone(), shared.collect::<Vec<_>>())
    };
    let before = state(&library);
    assert!(before.0.iter().any(|row| row.copy_count == 2));
    let catalog = Catalog::open(&path, NOW).unwrap();
    assert_eq!(catalog.rebuild(&mut |_| true).unwrap(), 6);
    assert_eq!(state(&library), before);
    // Stopped after the first transaction, the next run of anything ends it.
    catalog.rebuild(&mut |_| false).unwrap();
    add::add_pages(&library, Vec::new(), NOW).unwrap();
    assert_eq!(state(&library), before);
    assert_eq!(library.check().unwrap(), []);
}

fn pullquote(library: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(arguments)
        .env("PULLQUOTE_LIBRARY", library)
        .output()
        .unwrap()
}

#[test]
fn the_command_line_tags_notes_saves_exports_and_imports() {
    let home = tempfile::tempdir().unwrap();
    let library = home.path().join("library.db");
    let folder = home.path().join("pages");
    std::fs::create_dir(&folder).unwrap();
    for (place, (title, text)) in TOLD.iter().enumerate() {
        std::fs::write(
            folder.join(format!("{place}.txt")),
            format!("{title}\n\n{text}"),
        )
        .unwrap();
    }
    let run = |arguments: &[&str], code: i32| {
        let output = pullquote(&library, arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {text}{errors}"
        );
        text
    };
    run(&["add", &folder.to_string_lossy()], 0);
    run(&["tag", "lava", "1", "2"], 0);
    run(&["tag", "lava", "2", "--remove"], 0);
    run(&["tag", "lava", "99"], 2);
    assert!(run(&["tag"], 0).contains("1  lava"));
    run(&["note", "1", "no such words"], 2);
    run(&["note", "1", "first houses", "a street"], 0);
    let notes = run(&["note", "--format", "jsonl"], 0);
    assert!(notes.contains("\"first houses\"") && notes.contains("a street"));
    run(&["note", "--remove", "1"], 0);
    run(&["note"], 1);
    assert!(run(&["saved", "sicily", "catania"], 0).contains("Etna erupts"));
    assert!(run(&["saved"], 0).contains("sicily  catania"));
    assert!(!run(&["saved", "sicily"], 0).contains("Riksbank"));
    run(&["saved", "sicily", "--remove"], 0);
    run(&["saved", "sicily"], 2);
    let book = home.path().join("book.epub");
    run(
        &[
            "export",
            "--format",
            "epub",
            "--output",
            &book.to_string_lossy(),
        ],
        0,
    );
    let out = home.path().join("out");
    run(
        &[
            "export",
            "-q",
            "in:lava",
            "--output",
            &out.to_string_lossy(),
        ],
        0,
    );
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
    assert!(run(&["export", "--format", "html", "-q", "riksbank"], 0).contains("<h1>Riksbank"));
    assert_eq!(run(&["export", "--format", "json"], 0).lines().count(), 5);
    run(&["doctor", "--rebuild"], 0);
    run(&["reclean", "--all"], 0);
    assert!(run(&["doctor"], 0).contains("sound"));
    let csv = home.path().join("instapaper.csv");
    let table =
        "URL,Title,Selection,Folder,Timestamp\nhttps://x.example/a,A thing,,Starred,1600000000\n";
    std::fs::write(&csv, table).unwrap();
    assert!(run(&["import", &csv.to_string_lossy()], 0).contains("1 link to fetch"));
    let other = home.path().join("other.db");
    let read = pullquote(&other, &["add", &book.to_string_lossy()]);
    assert!(
        String::from_utf8(read.stdout)
            .unwrap()
            .starts_with("5 articles")
    );
}

#[test]
fn a_watched_folder_gives_what_comes_to_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("pages");
    std::fs::create_dir(&folder).unwrap();
    let write = |place: usize| {
        let (title, text) = TOLD[place];
        std::fs::write(
            folder.join(format!("{place}.txt")),
            format!("{title}\n\n{text}"),
        )
        .unwrap();
    };
    write(0);
    let catalog = Catalog::open(&home.path().join("library.db"), NOW).unwrap();
    let mut looks = 0;
    let mut pause = || {
        looks += 1;
        match looks {
            1 => write(1),
            4 => return ControlFlow::Break(()),
            _ => {}
        }
        ControlFlow::Continue(())
    };
    let mut added = Vec::new();
    let arguments = [folder.to_string_lossy().into_owned()];
    catalog
        .watch(&arguments, &mut pause, &mut |report| {
            added.push(report.articles);
        })
        .unwrap();
    assert_eq!(added, [1, 1]);
}
