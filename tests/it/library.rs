//! A library under a program that is killed, added to in any order, and brought up to date from a
//! server on this machine.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pullquote::article::{ArticleId, Body, Document, Metadata, Row};
use pullquote::engine::{Input, add, refresh};
use pullquote::library::{Library, Original, Packed, PackedPage, Search, page_hash};
use pullquote::source::Limits;
use pullquote::source::fetch::{Answer, Fetcher, Manners, Validators};

const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;
/// Names the library that the process to be killed writes to, and the number to start from.
const TO_KILL: &str = "PULLQUOTE_TEST_TO_KILL";

fn numbered(number: usize) -> (Original, Document) {
    let text = format!(
        "Article number {number}. {}",
        "Some more words to write. ".repeat(number % 50)
    );
    let document = Document {
        row: Row {
            metadata: Metadata {
                title: format!("Number {number}"),
                ..Metadata::default()
            },
            ..Row::default()
        },
        body: Body::from_text(&text),
        ..Document::default()
    };
    (
        Original {
            text,
            ..Original::default()
        },
        document,
    )
}

#[test]
#[ignore = "it is started, and killed, by the next test"]
#[expect(
    clippy::significant_drop_tightening,
    reason = "committing takes the writer"
)]
fn a_process_that_writes_until_it_is_killed() {
    let Ok(order) = std::env::var(TO_KILL) else {
        return;
    };
    let (start, path) = order.split_once(' ').unwrap();
    let library = Library::open(Path::new(path)).unwrap();
    for number in start.parse::<usize>().unwrap().. {
        let (original, document) = numbered(number);
        let writer = library.write().unwrap();
        if let Some(page) = writer
            .add_page(&PackedPage::of(&original, &original.text), 0)
            .unwrap()
        {
            let id = writer
                .add_article(page, 0, &Packed::of(&document, 0, 1))
                .unwrap();
            writer.set_stories(&[(id, Some(1))]).unwrap();
        }
        writer.commit().unwrap();
        println!("saved {number}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn nothing_that_was_said_to_be_saved_is_lost_by_a_kill() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    drop(Library::open(&path).unwrap());
    let mut saved = 0;
    for round in 0..100 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "library::a_process_that_writes_until_it_is_killed",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(TO_KILL, format!("{saved} {}", path.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = None;
        let number = |line: String| {
            line.strip_prefix("saved ")
                .map(|number| number.parse::<usize>().unwrap())
        };
        while acknowledged.is_none_or(|number| number < saved + round % 9) {
            let line = lines
                .next()
                .expect("the process writes until it is killed")
                .unwrap();
            acknowledged = number(line).or(acknowledged);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before the kill counts too.
        acknowledged = lines
            .map_while(Result::ok)
            .filter_map(number)
            .last()
            .or(acknowledged);
        saved = acknowledged.unwrap() + 1;
        let library = Library::open(&path).unwrap();
        let (last, _) = numbered(saved - 1);
        assert!(
            library.knows(&page_hash(None, &last.text)).unwrap(),
            "round {round}"
        );
    }
    let library = Library::open(&path).unwrap();
    for number in 0..saved {
        let (original, _) = numbered(number);
        assert!(
            library.knows(&page_hash(None, &original.text)).unwrap(),
            "{number}"
        );
    }
    assert_eq!(library.check().unwrap(), []);
}

const STORY: &str = "The mayor of Riverton said on Monday that the old bridge would be closed for repairs until the end of the year. \
    Engineers found cracks in three of its pillars during an inspection last week, according to a report by the council. \
    “We cannot take any risk with the safety of the people who cross it every day,” Maria Keller told reporters. \
    Buses will take another way along the northern bank, and a ferry is to start within a month. \
    The repairs are expected to cost four million euros, half of which will be paid by the state.";
const OTHER: &str = "Farmers in the valley expect the best harvest in a decade after a mild and rainy spring across the region. \
    The association of growers announced on Friday that apples would be picked two weeks earlier than usual. \
    Prices have fallen by a tenth since the beginning of the month, and the shops are already full of fruit.";

fn page(location: &str, text: &str) -> Input {
    Input {
        location: location.to_owned(),
        text: text.to_owned(),
        ..Input::default()
    }
}

fn rows(library: &Library) -> Vec<(String, u32)> {
    let (rows, _) = library.rows(None, 100).unwrap();
    let mut rows: Vec<_> = rows
        .iter()
        .map(|row| (row.metadata.title.clone(), row.copy_count))
        .collect();
    rows.sort();
    rows
}

#[test]
fn copies_become_one_row_in_any_order_and_a_second_run_adds_nothing() {
    let pages = [
        page("a.txt", &format!("Bridge closed until winter\n\n{STORY}")),
        page(
            "b.txt",
            &format!("Riverton bridge shut for months\n\n{STORY}\n\nMore on this later today."),
        ),
        page("c.txt", &format!("A good year for apples\n\n{OTHER}")),
    ];
    let mut seen: Option<Vec<(String, u32)>> = None;
    for turn in 0..3 {
        let library = Library::in_memory().unwrap();
        let mut turned = pages.to_vec();
        turned.rotate_left(turn);
        for page in turned {
            add::add_pages(&library, vec![page], NOW).unwrap();
        }
        let rows = rows(&library);
        assert_eq!(rows.iter().map(|row| row.1).max(), Some(2), "{rows:?}");
        assert_eq!(seen.get_or_insert_with(|| rows.clone()), &rows);
        let again = add::add_pages(&library, pages.to_vec(), NOW).unwrap();
        assert_eq!((again.pages, again.known), (0, 3));
        assert_eq!(library.check().unwrap(), []);
    }
    let library = Library::in_memory().unwrap();
    let report = add::add_pages(&library, pages.to_vec(), NOW).unwrap();
    assert_eq!((report.pages, report.copies), (3, 1));
    assert_eq!(Some(rows(&library)), seen);
}

#[test]
fn a_run_that_is_stopped_goes_on_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let lines = home.path().join("many.jsonl");
    let article = |number: usize| serde_json::json!({"title": format!("T {number}"), "text": format!("Note {number} is short.")});
    let articles: Vec<_> = (0..600).map(|number| article(number).to_string()).collect();
    let mut text = articles.join("\n") + "\n";
    text.push_str("{\"broken\n");
    std::fs::write(&lines, text).unwrap();
    let library = Library::open(&home.path().join("library.db")).unwrap();
    let (places, _) = pullquote::source::places(&[lines.to_string_lossy().into_owned()]);
    let fetcher = Fetcher::new(Manners::default());
    let mut once = |_: &add::Report| ControlFlow::Break(());
    let first = add::add(
        &library,
        &places,
        &fetcher,
        &Limits::default(),
        NOW,
        &mut once,
    )
    .unwrap();
    assert!(first.pages > 0 && first.pages < 600);
    let mut on = |_: &add::Report| ControlFlow::Continue(());
    let second = add::add(
        &library,
        &places,
        &fetcher,
        &Limits::default(),
        NOW,
        &mut on,
    )
    .unwrap();
    assert_eq!(
        (second.known, second.pages),
        (first.pages, 600 - first.pages)
    );
    assert!(
        second.errors[0].message.contains("many.jsonl:601"),
        "{:?}",
        second.errors
    );
    assert_eq!(library.errors(1).unwrap().len(), 1);
}

#[test]
fn two_programs_share_a_library() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("library.db");
    let (one, other) = (Library::open(&path).unwrap(), Library::open(&path).unwrap());
    std::thread::scope(|scope| {
        for (library, from) in [(&one, 0), (&other, 8)] {
            scope.spawn(move || {
                for number in from..from + 8 {
                    let text = format!("{STORY} {OTHER} Number {number}.");
                    add::add_pages(library, vec![page("x", &text)], NOW).unwrap();
                }
            });
        }
    });
    assert_eq!(rows(&one).iter().map(|row| row.1).sum::<u32>(), 16);
    assert_eq!(one.check().unwrap(), []);
}

/// A server that answers what `answer` gives for a path and the headers of the question.
fn serve(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync, test: impl FnOnce(&str)) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (answer, is_over, listener) = (&answer, &is_over, &listener);
        scope.spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
                let mut stream = stream.unwrap();
                scope.spawn(move || {
                    let head = head_of(&mut stream);
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    let _closed = stream
                        .write_all(&answer(&path, &head.to_ascii_lowercase()))
                        .is_err();
                });
            }
        });
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&base)));
        is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(listener.local_addr().unwrap()));
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
    });
}

fn head_of(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn fetcher() -> Fetcher {
    Fetcher::new(Manners {
        patience: Duration::from_millis(1500),
        most_bytes: 1 << 20,
        redirects: 5,
        uses_proxy: false,
    })
}

#[test]
fn what_servers_do_wrong_is_told() {
    let endless = answer("200 OK", "", &"x".repeat(2 << 20));
    serve(
        |path, _| match path {
            "/round" => answer("302 Found", "Location: /round\r\n", ""),
            "/gone" => answer("410 Gone", "", ""),
            "/busy" => answer("429 Too Many Requests", "Retry-After: 7200\r\n", ""),
            "/large" => endless.clone(),
            "/short" => b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx".to_vec(),
            "/never" => {
                std::thread::sleep(Duration::from_secs(3));
                Vec::new()
            }
            "/nonsense" => b"hello".to_vec(),
            _ => answer("404 Not Found", "", ""),
        },
        |base| {
            let fetcher = fetcher();
            for (path, part) in [
                ("/round", "redirects without end"),
                ("/gone", "gone for good"),
                ("/busy", "asked too often"),
                ("/large", "larger than 1 MB"),
                ("/short", "cannot fetch"),
                ("/never", "in time"),
                ("/nonsense", "cannot fetch"),
                ("/none", "nothing at this address"),
            ] {
                let refusal = fetcher
                    .get(&format!("{base}{path}"), &Validators::default())
                    .unwrap_err();
                assert!(
                    refusal.error.message.contains(part),
                    "{path}: {}",
                    refusal.error
                );
                assert_eq!(refusal.retry_after.is_some(), path == "/busy");
            }
        },
    );
    let refusal = fetcher()
        .get("http://", &Validators::default())
        .unwrap_err();
    assert!(refusal.error.hint.is_some());
}

#[test]
fn feeds_bring_new_entries_in_full_and_only_once() {
    let asked = Mutex::new(Vec::new());
    let feed = |base: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>The Gazette</title><link>{base}/</link>\
             <item><title>Bridge closed until winter</title><link>{base}/bridge</link><description>The mayor said…</description></item>\
             <item><title>Whole</title><guid>w</guid><description>&lt;p&gt;{OTHER}&lt;/p&gt;</description></item>\
             <item><title>Lost</title><link>{base}/lost</link><description>A teaser of something lost in the net.</description></item></channel></rss>"
        )
    };
    serve(
        |path, head| {
            asked.lock().unwrap().push(path.to_owned());
            let host = head
                .lines()
                .find_map(|line| line.strip_prefix("host: "))
                .unwrap();
            let base = format!("http://{host}");
            match path {
                "/feed" if head.contains("if-none-match: \"v1\"") => {
                    answer("304 Not Modified", "", "")
                }
                "/feed" => answer(
                    "200 OK",
                    "ETag: \"v1\"\r\nContent-Type: application/rss+xml\r\n",
                    &feed(&base),
                ),
                "/bridge" => answer(
                    "200 OK",
                    "Content-Type: text/html\r\n",
                    &format!(
                        "<html><body><article><h1>Bridge closed until winter</h1><p>{STORY}</p></article></body></html>"
                    ),
                ),
                _ => answer("503 Busy", "", ""),
            }
        },
        |base| {
            let library = Library::in_memory().unwrap();
            library
                .add_feed(&format!("{base}/feed"), None, &[])
                .unwrap();
            library
                .add_feed(&format!("{base}/down"), None, &[])
                .unwrap();
            let mut on = |_: &add::Report| ControlFlow::Continue(());
            let first = refresh::refresh(&library, &fetcher(), NOW, false, &mut on).unwrap();
            assert_eq!(
                (first.feeds, first.unchanged, first.report.pages),
                (2, 0, 3),
                "{first:?}"
            );
            let (rows, _) = library.rows(None, 9).unwrap();
            let bridge = rows
                .iter()
                .find(|row| row.metadata.title.starts_with("Bridge"))
                .unwrap();
            assert_eq!(bridge.metadata.source.as_deref(), Some("The Gazette"));
            let text = library.document(bridge.id).unwrap().body.text;
            assert!(text.contains("four million euros"), "{text}");
            let feeds = library.feeds().unwrap();
            assert_eq!((feeds[1].failures, feeds[1].problem.is_some()), (1, true));
            assert_eq!(
                (feeds[0].title.as_deref(), feeds[0].etag.as_deref()),
                (Some("The Gazette"), Some("\"v1\""))
            );

            let count = asked.lock().unwrap().len();
            let quiet = refresh::refresh(&library, &fetcher(), NOW, false, &mut on).unwrap();
            assert_eq!((quiet.feeds, asked.lock().unwrap().len()), (0, count));
            let forced = refresh::refresh(&library, &fetcher(), NOW, true, &mut on).unwrap();
            assert_eq!((forced.unchanged, forced.report.pages), (1, 0));
        },
    );
}

#[test]
fn an_address_is_fetched_and_added() {
    serve(
        |_, _| {
            answer(
                "200 OK",
                "Content-Type: text/html; charset=utf-8\r\n",
                &format!(
                    "<html><head><title>Bridge</title></head><body><article><p>{STORY}</p></article></body></html>"
                ),
            )
        },
        |base| {
            let library = Library::in_memory().unwrap();
            let (places, _) = pullquote::source::places(&[format!("{base}/page")]);
            let mut on = |_: &add::Report| ControlFlow::Continue(());
            let report = add::add(
                &library,
                &places,
                &fetcher(),
                &Limits::default(),
                NOW,
                &mut on,
            )
            .unwrap();
            assert_eq!(report.articles, 1, "{report:?}");
            let found = library
                .search(
                    &Search {
                        words: vec!["ferry".to_owned()],
                        ..Search::default()
                    },
                    9,
                )
                .unwrap();
            assert_eq!(found[0].row.id, ArticleId(1));
            assert!(matches!(
                fetcher().get(&format!("{base}/page"), &Validators::default()),
                Ok(Answer::Fetched(_))
            ));
        },
    );
}
