//! Faults: kills, full disks, folders that cannot be written, damaged and newer libraries, clocks that
//! go back, two programs at once. What was said to be saved is there afterwards, and `doctor` says
//! how the library is.
//!
//! `PULLQUOTE_KILLS=300 cargo test --test it faults::kills -- --nocapture` kills more often;
//! `PULLQUOTE_PROGRAM=target/release/pullquote` names another build of the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pullquote::article::ArticleId;
use pullquote::engine::{Shelf, refresh};
use pullquote::library::Library;
use pullquote::source::fetch::{Fetcher, Manners};

/// How often the kills test kills if it is not told.
const KILLS: u64 = 12;
/// Names the library that the process to be killed reads in.
const TO_KILL: &str = "PULLQUOTE_TEST_READER_TO_KILL";

/// A folder with a library, and the program on it.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn library(&self) -> PathBuf {
        self.path("library.db")
    }

    /// The program, to be run on the library.
    fn program(&self, arguments: &[&str]) -> Command {
        let built = env!("CARGO_BIN_EXE_pullquote").to_owned();
        let program = std::env::var("PULLQUOTE_PROGRAM").unwrap_or(built);
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("PULLQUOTE_LIBRARY", self.library())
            .env("HOME", self.folder.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let output = self.program(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!error.contains("panicked"), "{arguments:?}: {error}");
        output
    }

    /// Runs, and it must work.
    #[track_caller]
    fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs, and it must fail with words on standard error, which are returned.
    #[track_caller]
    fn must_not(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}: {output:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.starts_with("pullquote: "), "{arguments:?}: {error:?}");
        error
    }

    /// Writes articles `from..to` and returns the file.
    fn articles(&self, from: usize, to: usize) -> PathBuf {
        let path = self.path(&format!("{from}.jsonl"));
        let lines: Vec<String> = (from..to)
            .map(|number| article(number).to_string())
            .collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        path
    }

    /// Returns the numbers of the articles in the library, ascending, each as often as it is there.
    fn numbers(&self) -> Vec<usize> {
        let listed = self.must(&["list", "--format", "jsonl"]);
        let title = |line: &str| -> usize {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row["title"]
                .as_str()
                .unwrap()
                .strip_prefix("Notice number ")
                .unwrap()
                .parse()
                .unwrap()
        };
        let mut numbers: Vec<usize> = listed.lines().map(title).collect();
        numbers.sort_unstable();
        numbers
    }

    #[track_caller]
    fn assert_sound(&self, when: &str) {
        let output = self.run(&["doctor"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("sound"),
            "{when}: {output:?}"
        );
        let connection = rusqlite::Connection::open(self.library()).unwrap();
        let check: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(check, "ok", "{when}");
    }
}

/// A short article that shares no run of words with the others.
fn article(number: usize) -> serde_json::Value {
    let mut seed = u64::try_from(number).unwrap() + 1;
    let mut word = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let letters = "bcdfglmnprstvz".as_bytes();
        let pick = |at: u32| {
            char::from(
                letters[usize::try_from(seed >> (20 + at * 8) & 0xFF).unwrap() % letters.len()],
            )
        };
        format!("{}a{}e{}o", pick(0), pick(1), pick(2))
    };
    let text: Vec<String> = (0..60)
        .map(|at| word() + if at % 12 == 11 { "." } else { "" })
        .collect();
    serde_json::json!({"title": format!("Notice number {number}"), "url": format!("https://example.org/{number}"), "text": text.join(" ")})
}

/// A number below `end`, different for each `seed`.
fn below(seed: u64, end: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (z ^ (z >> 27)) % end.max(1)
}

#[test]
fn articles_are_printed_by_the_numbers_of_the_list() {
    let home = Home::new();
    home.must(&["add", home.articles(1, 4).to_str().unwrap()]);
    let rows = home.must(&["list", "--format", "jsonl"]);
    let row: serde_json::Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    let shown = home.must(&["show", &row["id"].to_string()]);
    assert!(shown.starts_with(row["title"].as_str().unwrap()), "{shown}");
    assert_eq!(shown.matches("Notice number").count(), 1, "{shown}");
    let problem = home.must_not(&["show", "1", "99"]);
    assert!(problem.contains("no article 99"), "{problem}");
    // A file has a name before it has a number.
    std::fs::write(home.path("99"), "Not of the library at all.").unwrap();
    let output = home
        .program(&["show", "99"])
        .current_dir(home.path(""))
        .output();
    let shown = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(shown.contains("Not of the library"), "{shown}");
}

#[test]
#[ignore = "it is started, and killed, by the next test"]
fn a_process_that_reads_until_it_is_killed() {
    let Ok(order) = std::env::var(TO_KILL) else {
        return;
    };
    let (start, path) = order.split_once(' ').unwrap();
    let shelf = Shelf::of_library(
        Library::open(Path::new(path)).unwrap(),
        jiff::Timestamp::UNIX_EPOCH,
    );
    let ids: Vec<ArticleId> = shelf.rows().unwrap().iter().map(|row| row.id).collect();
    for step in start.parse::<u32>().unwrap().. {
        let id = ids[usize::try_from(step).unwrap() % ids.len()];
        shelf.set_starred(&[id], step % 2 == 0).unwrap();
        shelf.set_read(&[id], step % 3 == 0).unwrap();
        shelf.save_position(id, step % 50).unwrap();
        println!("saved {step} {}", id.0);
        std::io::stdout().flush().unwrap();
    }
}

/// Starts the reading process, kills it after a while, and compares what it said with what is kept.
fn kill_a_reader(home: &Home, start: u32, patience: Duration) -> u32 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "faults::a_process_that_reads_until_it_is_killed",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(TO_KILL, format!("{start} {}", home.library().display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let saved = |line: String| -> Option<(u32, i64)> {
        let (step, id) = line.strip_prefix("saved ")?.split_once(' ')?;
        Some((step.parse().unwrap(), id.parse().unwrap()))
    };
    let mut last = lines.by_ref().find_map(saved).unwrap();
    std::thread::sleep(patience);
    child.kill().unwrap();
    child.wait().unwrap();
    last = lines.filter_map(saved).last().unwrap_or(last);
    let (step, id) = (last.0, ArticleId(last.1));
    let shelf = Shelf::of_library(
        Library::open(&home.library()).unwrap(),
        jiff::Timestamp::UNIX_EPOCH,
    );
    let row = shelf.document(id).unwrap().row;
    // The step after the last one that was told may have been half done, on another article.
    assert_eq!(
        (row.is_starred, row.is_read),
        (step % 2 == 0, step % 3 == 0),
        "step {step}"
    );
    assert_eq!(shelf.position(id), Some(step % 50), "step {step}");
    step + 1
}

#[test]
fn kills_lose_nothing_that_was_said_to_be_saved() {
    let kills = std::env::var("PULLQUOTE_KILLS")
        .ok()
        .map_or(KILLS, |count| count.parse().unwrap());
    let home = Home::new();
    let mut saved = 0;
    let mut read = 0;
    let mut time = Duration::from_millis(400);
    let mut in_the_middle = 0;
    let feeds = Feeds::start();
    home.must(&["feed", "add", &feeds.address]);
    for round in 0..kills {
        let patience = Duration::from_micros(below(
            round,
            u64::try_from(time.as_micros()).unwrap() * 5 / 4,
        ));
        match round % 4 {
            // What is being added when the kill comes is added again, and all of it is there once.
            0 => {
                let file = home.articles(saved, saved + 40);
                let file = file.to_str().unwrap();
                let mut child = home.program(&["add", file]).spawn().unwrap();
                std::thread::sleep(patience);
                child.kill().unwrap();
                let output = child.wait_with_output().unwrap();
                in_the_middle += usize::from(!output.status.success());
                home.assert_sound(&format!("round {round}, after the kill"));
                if output.status.success() {
                    assert!(home.numbers().contains(&(saved + 39)), "round {round}");
                }
                let started = Instant::now();
                home.must(&["add", file]);
                time = started.elapsed();
                saved += 40;
            }
            1 => {
                feeds.publish(saved, 12);
                let mut child = home.program(&["refresh", "--force"]).spawn().unwrap();
                std::thread::sleep(patience);
                child.kill().unwrap();
                let output = child.wait_with_output().unwrap();
                in_the_middle += usize::from(!output.status.success());
                home.assert_sound(&format!("round {round}, after the kill of a refresh"));
                home.must(&["refresh", "--force"]);
                saved += 12;
            }
            // What is cleaned again is what it was before or what it is after.
            2 if saved > 0 => {
                let mut child = home.program(&["reclean", "--all"]).spawn().unwrap();
                std::thread::sleep(patience / 2);
                child.kill().unwrap();
                let output = child.wait_with_output().unwrap();
                in_the_middle += usize::from(!output.status.success());
                home.assert_sound(&format!("round {round}, after the kill of a re-cleaning"));
            }
            _ => read = kill_a_reader(&home, read, patience / 4),
        }
        let numbers = home.numbers();
        assert_eq!(numbers, (0..saved).collect::<Vec<_>>(), "round {round}");
        if round % 20 == 19 {
            eprintln!("{} kills, {in_the_middle} in the middle", round + 1);
        }
    }
    home.assert_sound("at the end");
    eprintln!(
        "{kills} kills, {in_the_middle} of {} in the middle of adding",
        kills - kills / 4
    );
    assert!(
        in_the_middle * 3 >= usize::try_from(kills).unwrap(),
        "only {in_the_middle} of {kills} kills came in time"
    );
}

/// A feed on this machine.
struct Feeds {
    address: String,
    content: std::sync::Arc<std::sync::Mutex<String>>,
    is_over: std::sync::Arc<AtomicBool>,
}

impl Feeds {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/feed", listener.local_addr().unwrap());
        let feeds = Self {
            address,
            content: std::sync::Arc::default(),
            is_over: std::sync::Arc::default(),
        };
        let (content, is_over) = (feeds.content.clone(), feeds.is_over.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
                let mut stream = stream.unwrap();
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n")
                    && stream.read(&mut byte).is_ok_and(|count| count == 1)
                {
                    head.push(byte[0]);
                }
                let body = content.lock().unwrap().clone();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/feed+json\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                // A program that is killed does not listen to the end.
                let _gone = stream.write_all(answer.as_bytes());
            }
        });
        feeds
    }

    /// Puts `count` articles into the feed.
    fn publish(&self, from: usize, count: usize) {
        let items: Vec<_> = (from..from + count)
            .map(|number| {
                let article = article(number);
                let text = article["text"].as_str().unwrap();
                // Long enough to be taken for the whole article.
                serde_json::json!({"id": number.to_string(), "title": article["title"], "content_text": format!("{text} {}", text.to_uppercase().repeat(3))})
            })
            .collect();
        let feed = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "The Gazette", "items": items});
        *self.content.lock().unwrap() = feed.to_string();
    }
}

impl Drop for Feeds {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(std::net::TcpStream::connect(
            self.address
                .trim_start_matches("http://")
                .trim_end_matches("/feed"),
        ));
    }
}

#[test]
fn a_disk_that_is_full_is_told_and_costs_nothing_that_was_there() {
    let home = Home::new();
    let first = home.articles(0, 30);
    home.must(&["add", first.to_str().unwrap()]);
    let second = home.articles(30, 400);
    // No file may grow beyond so many blocks of 512 bytes; the signal that would end the program is
    // ignored, so that writing fails as on a full disk.
    let blocks = std::fs::metadata(home.library()).unwrap().len() / 512 + 64;
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let output = Command::new("bash")
        .args([
            "-c",
            &limited,
            "bash",
            env!("CARGO_BIN_EXE_pullquote"),
            "add",
        ])
        .arg(&second)
        .env("PULLQUOTE_LIBRARY", home.library())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && error.starts_with("pullquote: ") && !error.contains("panicked"),
        "{output:?}"
    );
    home.assert_sound("after the full disk");
    let numbers = home.numbers();
    assert!(
        numbers.starts_with(&(0..30).collect::<Vec<_>>()),
        "{numbers:?}"
    );
    home.must(&["add", second.to_str().unwrap()]);
    assert_eq!(home.numbers(), (0..400).collect::<Vec<_>>());
}

#[test]
fn a_small_file_system_that_is_full_says_so() {
    let home = Home::new();
    let small = home.path("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=600k", "pullquote-test"])
        .arg(&small)
        .output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        // Only root may; the limit on the size of files above stands for it elsewhere.
        return;
    }
    let library = small.join("library.db");
    let many = home.articles(0, 500);
    let output = home
        .program(&[
            "add",
            many.to_str().unwrap(),
            "--library",
            library.to_str().unwrap(),
        ])
        .output()
        .unwrap();
    let doctor = home
        .program(&["doctor", "--library", library.to_str().unwrap()])
        .output()
        .unwrap();
    let unmounted = Command::new("umount")
        .arg("--lazy")
        .arg(&small)
        .status()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(unmounted.success());
    assert!(
        !output.status.success() && error.contains("disk is full"),
        "{output:?}"
    );
    assert!(doctor.status.success(), "{doctor:?}");
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let home = Home::new();
    let file = home.articles(0, 3);
    let file = file.to_str().unwrap();
    // `/proc` takes no new file, also from root; a file is no folder.
    for place in [
        "/proc/pullquote/library.db",
        &format!("{file}/library.db"),
        "/",
    ] {
        let error = home.must_not(&["add", file, "--library", place]);
        assert!(error.contains("try: "), "{error}");
    }
    // The reader goes on without a library that is not there.
    home.must(&["list", "--library", "/proc/pullquote/library.db"]);
}

#[test]
fn a_library_from_a_newer_version_and_a_foreign_file_are_left_as_they_are() {
    let home = Home::new();
    let file = home.articles(0, 3);
    let file = file.to_str().unwrap();
    home.must(&["add", file]);
    let connection = rusqlite::Connection::open(home.library()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(home.library()).unwrap();
    for arguments in [
        &["add", file][..],
        &["list"],
        &["doctor"],
        &["gc"],
        &["search", "x"],
    ] {
        let error = home.must_not(arguments);
        assert!(error.contains("newer pullquote"), "{arguments:?}: {error}");
    }
    assert!(std::fs::read(home.library()).unwrap() == before);
    for content in [
        &b"just some words\n".repeat(300)[..],
        b"SQLite format 3\0 and then nothing",
    ] {
        std::fs::write(home.library(), content).unwrap();
        for arguments in [&["add", file][..], &["list"], &["doctor"], &["gc"]] {
            home.must_not(arguments);
        }
        assert_eq!(std::fs::read(home.library()).unwrap(), content);
    }
}

#[test]
fn damage_is_found_and_never_a_panic() {
    let home = Home::new();
    let file = home.articles(0, 60);
    home.must(&["add", file.to_str().unwrap()]);
    let whole = std::fs::read(home.library()).unwrap();
    let pages = whole.len() / 4096;
    let mut found = 0;
    let rounds = 24;
    for round in 0..rounds {
        let mut bytes = whole.clone();
        let seed = u64::try_from(round).unwrap();
        // A page in the middle is overwritten, or the end is missing.
        let at = usize::try_from(below(seed, u64::try_from(pages - 2).unwrap())).unwrap() + 1;
        if round % 4 == 3 {
            bytes.truncate(at * 4096 + 100);
        } else {
            for (offset, byte) in bytes[at * 4096..][..4096].iter_mut().enumerate() {
                *byte = if round % 2 == 0 {
                    0xA5
                } else {
                    u8::try_from(offset % 251).unwrap()
                };
            }
        }
        for end in ["-wal", "-shm"] {
            let _none = std::fs::remove_file(home.path(&format!("library.db{end}")));
        }
        std::fs::write(home.library(), &bytes).unwrap();
        let is_corrupt = rusqlite::Connection::open(home.library())
            .and_then(|library| {
                library.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))
            })
            .map_or(true, |check| check != "ok");
        let doctor = home.run(&["doctor"]);
        assert!(
            !is_corrupt || !doctor.status.success(),
            "round {round}: {doctor:?}"
        );
        found += usize::from(!doctor.status.success());
        for arguments in [
            &["list"][..],
            &["show"],
            &["search", "a"],
            &["people"],
            &["gc"],
        ] {
            home.run(arguments);
        }
    }
    assert!(found * 2 > rounds, "{found} of {rounds}");
}

#[test]
fn a_clock_that_was_set_back_stops_no_feed() {
    let feeds = Feeds::start();
    let library = Library::in_memory().unwrap();
    library.add_feed(&feeds.address, None, &[]).unwrap();
    let fetcher = Fetcher::new(Manners {
        uses_proxy: false,
        ..Manners::default()
    });
    let ask = |seconds: i64| {
        let now = jiff::Timestamp::from_second(seconds).unwrap();
        refresh::refresh(&library, &fetcher, now, false, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap()
    };
    feeds.publish(0, 2);
    let day = 24 * 60 * 60;
    let later = 20_000 * day;
    assert_eq!(ask(later).report.pages, 2);
    feeds.publish(2, 2);
    assert_eq!(ask(later + 60).feeds, 0, "it is not due");
    let before = ask(later - 365 * day);
    assert_eq!((before.feeds, before.report.pages), (1, 2));
    assert_eq!(ask(later - 365 * day + 60).feeds, 0, "it is not due");
    assert_eq!(library.check().unwrap(), []);
}

#[test]
fn programs_that_add_at_the_same_time_add_everything_once() {
    let home = Home::new();
    let files = [
        home.articles(0, 120),
        home.articles(60, 180),
        home.articles(100, 220),
    ];
    let children: Vec<_> = files
        .iter()
        .map(|file| {
            home.program(&["add", file.to_str().unwrap()])
                .spawn()
                .unwrap()
        })
        .collect();
    let reading = home.run(&["list"]);
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert!(reading.status.code().is_some(), "{reading:?}");
    assert_eq!(home.numbers(), (0..220).collect::<Vec<_>>());
    home.assert_sound("after three programs at once");
}
