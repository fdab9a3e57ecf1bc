//! The one door: no character or sequence that a terminal obeys, and none that hides or reorders
//! text, gets from any field of any format to the screen, the clipboard, a link, a file or a pipe.

mod files; // hostile words in every field of every format

use std::collections::BTreeSet;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ValueEnum as _;
use pullquote::article::{Document, Listed};
use pullquote::cli::args::{Format, Inputs, Print, QuotesFormat, Show};
use pullquote::cli::output::{article, listing, people, quotes};
use pullquote::engine::{Input, Shelf, export, search};
use pullquote::source::{Item, Limits, read_stream};
use pullquote::tui::effect::Effect;
use pullquote::tui::key::{Key, parse_keys};
use pullquote::tui::msg::Msg;
use pullquote::tui::wire::{Capabilities, Link, Painter, Url};

use super::targets::Screen;

/// Says whether a character must never leave the door; written apart from the door's own table.
fn is_live(c: char) -> bool {
    let ranges = [
        ('\u{00}', '\u{08}'),
        ('\u{0B}', '\u{1F}'),
        ('\u{7F}', '\u{9F}'),
        ('\u{AD}', '\u{AD}'),
        ('\u{61C}', '\u{61C}'),
        ('\u{200B}', '\u{200B}'),
        ('\u{200E}', '\u{200F}'),
        ('\u{2028}', '\u{202E}'),
        ('\u{2060}', '\u{206F}'),
        ('\u{FEFF}', '\u{FEFF}'),
        ('\u{FFF9}', '\u{FFFB}'),
        ('\u{E000}', '\u{F8FF}'),
        ('\u{E0000}', '\u{E0FFF}'),
        ('\u{F0000}', '\u{10FFFF}'),
    ];
    ranges.iter().any(|&(from, to)| (from..=to).contains(&c))
}

#[track_caller]
fn assert_dead(what: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
    if let Some(at) = text.find(is_live) {
        let before = text.floor_char_boundary(at.saturating_sub(60));
        let after = text.ceil_char_boundary((at + 60).min(text.len()));
        panic!("{what}: {:?}", &text[before..after]);
    }
}

/// The pages of all hostile files, as they are read, without the door.
fn pages() -> Vec<Input> {
    let mut pages = Vec::new();
    for (name, bytes) in files::all() {
        let mut sink = |item: Result<Item, pullquote::error::Error>| {
            match item {
                Ok(Item::Page(page)) => pages.push(*page),
                Ok(_) => {}
                Err(error) => assert_dead(&name, error.to_string().as_bytes()),
            }
            ControlFlow::Continue(())
        };
        let done = read_stream(Box::new(&bytes[..]), &name, &Limits::default(), &mut sink);
        assert!(done.is_continue());
    }
    pages
}

#[test]
fn nothing_live_is_printed_exported_or_copied() {
    let pages = pages();
    let dirty = pages
        .iter()
        .filter(|page| page.text.contains(is_live))
        .count();
    assert!(
        dirty * 3 > pages.len(),
        "{dirty} of {} pages are hostile",
        pages.len()
    );
    let shelf = Shelf::of_pages(&pages);
    let rows = search::rows(&shelf, "").unwrap();
    let read = |row: &Listed| shelf.document(row.id).unwrap();
    let documents: Vec<Document> = rows.iter().map(read).collect();
    // The words around the hostile characters have to arrive, or nothing is shown by this test.
    for field in ["Title", "Byline", "Source", "Body", "Speaker", "Heading"] {
        let holds = |document: &&Document| {
            let metadata = format!("{:?}", document.row.metadata);
            format!("{metadata} {}", document.body.text).contains(field)
        };
        let count = documents.iter().filter(holds).count();
        assert!(count >= 8, "{field}: only in {count} articles");
    }
    let all = || documents.iter().cloned();
    for format in [Format::Text, Format::Markdown, Format::Json, Format::Jsonl] {
        let mut out = Vec::new();
        let inputs = Inputs::default();
        let print = Print {
            inputs,
            format,
            filter: String::new(),
        };
        let show = Show {
            print,
            explain: true,
            all: true,
            width: 60,
        };
        article::write(&mut out, all(), &show).unwrap();
        listing::write(&mut out, rows.iter().map(Listed::row), format).unwrap();
        people::write(&mut out, all(), format).unwrap();
        assert_dead(&format!("{format:?}"), &out);
    }
    for format in QuotesFormat::value_variants() {
        let mut out = Vec::new();
        quotes::write(&mut out, all(), *format).unwrap();
        assert_dead(&format!("quotes as {format:?}"), &out);
    }
    for document in &documents {
        assert_dead("markdown", export::markdown(document).as_bytes());
        let html = export::html(document);
        assert_dead("html", html.as_bytes());
        let addresses = html
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap());
        for address in addresses.filter(|address| address.contains(':')) {
            let is_harmless = ["http:", "https:", "mailto:"]
                .iter()
                .any(|start| address.starts_with(start));
            assert!(is_harmless, "{address:?}");
        }
        let name = export::file_name(document, "md");
        assert_dead("file name", name.as_bytes());
        assert!(
            !name.contains(['/', '\\']) && !name.starts_with(['.', '-']),
            "{name:?}"
        );
    }
    let mut lines = Vec::new();
    export::write_json_lines(all(), &mut lines).unwrap();
    assert_dead("JSON Lines", &lines);
}

/// What an emulator is asked for beside cells.
#[derive(Default)]
struct Asked(Vec<String>);

impl vt100::Callbacks for Asked {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("bell".to_owned());
    }

    fn set_window_icon_name(&mut self, _: &mut vt100::Screen, name: &[u8]) {
        self.0.push(format!("icon {name:?}"));
    }

    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.0
            .push(format!("title {}", String::from_utf8_lossy(title)));
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.0
            .push(format!("clipboard {}", String::from_utf8_lossy(data)));
    }

    fn paste_from_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.0.push("reads the clipboard".to_owned());
    }

    fn unhandled_char(&mut self, _: &mut vt100::Screen, c: char) {
        self.0.push(format!("char {c:?}"));
    }

    fn unhandled_control(&mut self, _: &mut vt100::Screen, byte: u8) {
        self.0.push(format!("control {byte:#x}"));
    }

    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        self.0.push(format!("escape {byte:#x}"));
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, parts: &[&[u8]]) {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| String::from_utf8_lossy(part))
            .collect();
        self.0.push(format!("osc {}", parts.join(";")));
    }
}

#[test]
fn nothing_live_reaches_the_screen() {
    let pages = pages();
    let mut seen = BTreeSet::new();
    // A few formats at a time: each is a whole list of its own.
    for pages in pages.chunks(40) {
        let (width, height) = (90, 24);
        let mut screen = Screen::new(Shelf::of_pages(pages), width, height);
        let caps = Capabilities {
            has_links: false,
            ..Capabilities::all()
        };
        let mut painter = Painter::new(caps, (width, height));
        let size = |count| NonZero::new(count).unwrap();
        let mut emulator =
            vt100::Parser::new_with_callbacks(size(height), size(width), 0, Asked::default());
        let mut press = |screen: &mut Screen, key: Key| {
            screen.send(Msg::Key(key));
            let mut bytes = Vec::new();
            painter.paint(&screen.cells(), None, &mut bytes);
            emulator.process(&bytes);
            assert_eq!(emulator.callbacks().0, Vec::<String>::new());
            let shown = emulator.screen().contents();
            assert_dead("screen", shown.as_bytes());
            for word in ["Title", "Byline", "Source", "Body", "Speaker"] {
                if shown.contains(word) {
                    seen.insert(word);
                }
            }
        };
        for key in parse_keys("enter").unwrap() {
            press(&mut screen, key);
        }
        for _ in pages {
            for keys in [
                "space", "R", "R", "Q", "Y", "esc", "P", "y", "esc", "y", "L", "esc", "J",
            ] {
                for key in parse_keys(keys).unwrap() {
                    press(&mut screen, key);
                }
            }
        }
        for text in &screen.done {
            match text {
                // What is copied passes the door again on its way to the terminal.
                Effect::Copy(text) => {
                    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{text:?}");
                }
                Effect::OpenUrl(url) => assert!(Url::new(url).is_some(), "{url:?}"),
                _ => {}
            }
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn links_lead_nowhere_but_to_pages_and_mail() {
    for scheme in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ssh://a",
        "data:text/html,x",
        "vbscript:x",
        "ftp://a",
        "//a",
        "http:a",
        "x-man-page://1",
        "tel:1",
        "\u{1b}]8;;http://a",
        " file://a",
        "https\u{200b}://a",
        "h\tttp://a",
    ] {
        assert_eq!(Url::new(scheme), None, "{scheme:?}");
    }
    // Whatever is in an address, what goes out is one sequence around the cells.
    for hostile in files::CLASSES {
        let Some(url) = Url::new(&format!(
            "https://example.org/{}?{hostile}",
            hostile.replace(' ', "")
        )) else {
            continue;
        };
        assert!(
            url.as_str().bytes().all(|byte| byte.is_ascii_graphic()),
            "{url:?}"
        );
        let mut frame = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 10, 1));
        frame.set_string(0, 0, "a link", ratatui::style::Style::default());
        let mut painter = Painter::new(Capabilities::all(), (10, 1));
        let mut bytes = Vec::new();
        let link = Link {
            row: 0,
            columns: 2..6,
            url: &url,
        };
        painter.paint_with_links(&frame, &[link], None, &mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let mut opened = 0;
        for sequence in text.split("\u{1b}]").skip(1) {
            opened += usize::from(sequence.starts_with("8;;https://example.org/"));
            assert!(sequence.starts_with("8;;"), "{sequence:?}");
        }
        assert_eq!(opened, 1, "{text:?}");
    }
}

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null());
    command
}

#[test]
fn file_names_and_faults_are_printed_dead() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    let mut names: Vec<PathBuf> = Vec::new();
    for (index, class) in files::CLASSES.iter().enumerate() {
        let hostile: String = class
            .chars()
            .filter(|&c| c != '/' && c != '\0')
            .take(60)
            .collect();
        let extension = ["txt", "json", "html", "rss", "epub", "eml", "csv", "warc"][index % 8];
        let path = folder.join(format!("a {hostile}.{extension}"));
        std::fs::write(&path, "{ nonsense").unwrap();
        names.push(path);
        let path = folder.join(format!("b {hostile}.txt"));
        std::fs::write(&path, files::plain(class)).unwrap();
    }
    let broken = folder.join(std::ffi::OsString::from_vec(b"c \xff\x9b31m.txt".to_vec()));
    std::fs::write(&broken, files::plain("")).unwrap();
    let library = home.path().join("l.db");
    let exported = home.path().join("out");
    let lost = home.path().join("lost \u{1b}[31m\u{9b}31m\u{202e}");
    let config = home.path().join(".config/pullquote/config.toml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    std::fs::write(
        &config,
        "measure = \"\\u001b[31m\\u202e\"\n\"\\u009b31m\" = 1\ntheme = \"\\u001b]0;x\\u0007\"\n",
    )
    .unwrap();
    let hostile = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}";
    let flag = format!("--{hostile}");
    let runs: &[&[&std::ffi::OsStr]] = &[
        &["list".as_ref(), folder.as_os_str()],
        &[
            "show".as_ref(),
            "--explain".as_ref(),
            folder.as_os_str(),
            lost.as_os_str(),
        ],
        &[
            "show".as_ref(),
            names[0].as_os_str(),
            names[1].as_os_str(),
            broken.as_os_str(),
        ],
        &[
            "list".as_ref(),
            "--filter".as_ref(),
            hostile.as_ref(),
            folder.as_os_str(),
        ],
        &[
            "add".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            folder.as_os_str(),
            lost.as_os_str(),
        ],
        &["list".as_ref(), "--library".as_ref(), library.as_os_str()],
        &["errors".as_ref(), "--library".as_ref(), library.as_os_str()],
        &[
            "search".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            hostile.as_ref(),
        ],
        &[
            "search".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            "body".as_ref(),
        ],
        &[
            "tag".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            hostile.as_ref(),
            "1".as_ref(),
        ],
        &["tag".as_ref(), "--library".as_ref(), library.as_os_str()],
        &[
            "note".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            "1".as_ref(),
            "Body".as_ref(),
            hostile.as_ref(),
        ],
        &["note".as_ref(), "--library".as_ref(), library.as_os_str()],
        &[
            "saved".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            hostile.as_ref(),
            "body".as_ref(),
        ],
        &["saved".as_ref(), "--library".as_ref(), library.as_os_str()],
        &[
            "export".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            "--format".as_ref(),
            "json".as_ref(),
        ],
        &[
            "export".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
            "--format".as_ref(),
            "html".as_ref(),
        ],
        &[
            "export".as_ref(),
            "--output".as_ref(),
            exported.as_os_str(),
            folder.as_os_str(),
        ],
        &[
            "reclean".as_ref(),
            "--all".as_ref(),
            "--library".as_ref(),
            library.as_os_str(),
        ],
        &["feed".as_ref(), "add".as_ref(), hostile.as_ref()],
        &["feed".as_ref(), "remove".as_ref(), hostile.as_ref()],
        &["doctor".as_ref(), "--library".as_ref(), lost.as_os_str()],
        &[
            "doctor".as_ref(),
            "--library".as_ref(),
            names[0].as_os_str(),
        ],
        &["config".as_ref()],
        &[hostile.as_ref()],
        &["show".as_ref(), hostile.as_ref()],
        &[flag.as_ref()],
        &["show".as_ref(), flag.as_ref()],
        &["show".as_ref(), "--format".as_ref(), hostile.as_ref()],
    ];
    for arguments in runs {
        let output = program(home.path()).args(*arguments).output().unwrap();
        let what = format!("{arguments:?}");
        assert_dead(&what, &output.stdout);
        assert_dead(&what, &output.stderr);
        assert!(
            output.status.code().is_some_and(|code| code != 101),
            "{what}: {output:?}"
        );
    }
    // Files that are written have harmless names too, and stay in their folder.
    let mut count = 0;
    for entry in std::fs::read_dir(&exported).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert_dead("exported file", name.as_bytes());
        count += 1;
    }
    assert!(count >= 3, "{count} files");
}

/// Where programs are started, and why.
const STARTERS: &[(&str, &str)] = &[(
    "tui/runtime.rs",
    "the browser, with an address that was checked",
)];

#[test]
fn no_shell_is_ever_asked() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut starters = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code: String = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let name = path
                .strip_prefix(&src)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if code.contains("process::Command")
                || code.contains("process::{Command")
                || code.contains("Command::new(")
            {
                for word in ["\"sh\"", "\"-c\"", "/bin/", "\"bash\"", "\"cmd"] {
                    assert!(!code.contains(word), "{name}: {word}");
                }
                starters.push(name);
            }
        }
    }
    starters.sort();
    let allowed: Vec<_> = STARTERS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(starters, allowed);
}
