//! The program in a pseudo-terminal: what only a real terminal can show.

mod keys; // every key in every place

use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

/// How long something may take to appear; a loaded machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn std::io::Write + Send>,
    pieces: Receiver<Vec<u8>>,
    screen: Parser,
    all: Vec<u8>,
}

impl Session {
    fn start(program: &mut CommandBuilder, columns: u16, rows: u16) -> Self {
        let home = tempfile::tempdir().unwrap().keep();
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        program.env_clear();
        program.env("HOME", &home);
        program.env("XDG_CONFIG_HOME", home.join("config"));
        program.env("XDG_DATA_HOME", home.join("data"));
        program.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        program.env("TERM", "xterm-256color");
        program.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(program.clone()).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (give, pieces) = channel();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut piece) {
                if give.send(piece[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        let screen = Parser::new(cells(rows), cells(columns), 0);
        Self {
            child,
            master: pair.master,
            writer,
            pieces,
            screen,
            all: Vec::new(),
        }
    }

    fn reader(columns: u16, rows: u16) -> Self {
        let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_pullquote"));
        program.arg("seeds");
        let mut session = Self::start(&mut program, columns, rows);
        session.wait_for("newest first");
        session
    }

    fn type_keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits until the screen is as wanted.
    fn wait_until(&mut self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) {
        while !is_there(self.screen.screen()) {
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => {
                    self.screen.process(&piece);
                    self.all.extend(piece);
                }
                Err(error) => panic!(
                    "{what} did not come ({error}):\n{}",
                    self.screen.screen().contents()
                ),
            }
        }
    }

    fn wait_for(&mut self, words: &str) {
        self.wait_until(words, |screen| screen.contents().contains(words));
    }

    /// Waits for the end of the program and returns whether it ended well.
    fn end(&mut self) -> bool {
        let is_good = self.child.wait().unwrap().success();
        while let Ok(piece) = self.pieces.recv_timeout(Duration::from_millis(300)) {
            self.screen.process(&piece);
            self.all.extend(piece);
        }
        is_good
    }

    fn is_restored(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

#[test]
fn it_starts_filters_opens_resizes_and_leaves_the_terminal_as_it_was() {
    let mut session = Session::reader(80, 24);
    assert!(session.screen.screen().alternate_screen());
    session.type_keys("/belousov");
    session.wait_for("/ belousov");
    session.type_keys("\r\r");
    session.wait_for("%");
    let size = PtySize {
        rows: 12,
        cols: 44,
        pixel_width: 0,
        pixel_height: 0,
    };
    session.master.resize(size).unwrap();
    session.screen.screen_mut().set_size(cells(12), cells(44));
    // A key that is typed before the new size is known works on the old page.
    session.wait_until("the footer in the last row", |screen| {
        let last = screen.rows(0, 44).nth(11);
        last.is_some_and(|row| row.contains("help"))
    });
    session.type_keys("G");
    session.wait_for("100%");
    session.type_keys("qq");
    assert!(session.end());
    assert!(session.is_restored());
}

#[test]
fn the_end_of_the_terminal_and_a_signal_end_the_program() {
    let mut session = Session::reader(80, 24);
    let id = session.child.process_id().unwrap().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(killed.success());
    session.end();
    assert!(session.is_restored());
}

#[test]
fn suspending_gives_the_terminal_back_and_going_on_draws_again() {
    // A shell with job control, as only it continues a stopped program.
    let mut shell = CommandBuilder::new("bash");
    shell.args(["--norc", "--noprofile", "-i"]);
    let mut session = Session::start(&mut shell, 100, 24);
    let program = env!("CARGO_BIN_EXE_pullquote");
    session.type_keys(&format!("PS1='ready> '; {program} seeds\n"));
    session.wait_for("newest first");
    session.type_keys("\u{1a}");
    session.wait_for("Stopped");
    // The shell sets its own modes at its prompt; the screen and the cursor are given back.
    let screen = session.screen.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor());
    session.type_keys("fg; echo o''ver\n");
    session.wait_for("newest first");
    session.type_keys("q");
    session.wait_for("over");
    assert!(!session.screen.screen().alternate_screen());
    session.type_keys("exit\n");
    session.end();
}

#[test]
fn a_key_that_does_nothing_sends_nothing() {
    let mut session = Session::reader(80, 24);
    while let Ok(piece) = session.pieces.recv_timeout(Duration::from_secs(1)) {
        session.screen.process(&piece);
    }
    session.type_keys("\u{1b}");
    assert!(session.pieces.recv_timeout(Duration::from_secs(1)).is_err());
    session.type_keys("q");
    assert!(session.end());
}

/// Runs inside a terminal: takes the screen, and something goes wrong.
#[test]
#[ignore = "another test runs it in a terminal of its own"]
fn something_goes_wrong_on_the_screen() {
    use pullquote::config::env::TermEnv;
    use pullquote::tui::color::Choice;
    use pullquote::tui::surface::Surface;
    use pullquote::tui::terminal::install_panic_hook;
    use pullquote::tui::wire::Capabilities;

    let env = TermEnv::read();
    let caps = Capabilities::detect(&env, Choice::Auto);
    install_panic_hook();
    let mut surface = Surface::enter(env, caps).unwrap();
    surface.capture_mouse(true).unwrap();
    panic!("the pier has broken in two");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told() {
    let mut program = CommandBuilder::new(std::env::current_exe().unwrap());
    program.args([
        "--ignored",
        "--exact",
        "pty::something_goes_wrong_on_the_screen",
        "--nocapture",
        "--test-threads=1",
    ]);
    let mut session = Session::start(&mut program, 80, 24);
    session.wait_for("the pier has broken in two");
    assert!(!session.end());
    assert!(session.is_restored());
    let all = String::from_utf8_lossy(&session.all);
    let (left, told) = (
        all.rfind("\u{1b}[?1049l").unwrap(),
        all.rfind("the pier has broken in two").unwrap(),
    );
    assert!(
        left < told,
        "what went wrong is told on the screen that stays"
    );
}

#[test]
fn a_storm_of_resizes_ends_in_a_screen_of_the_last_size() {
    let mut session = Session::reader(80, 24);
    session.type_keys("\r");
    session.wait_for("%");
    let resize = |columns: u16, rows: u16| {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        session.master.resize(size).unwrap();
    };
    for step in 0..60 {
        resize(40 + step % 7 * 11, 10 + step % 5 * 6);
    }
    resize(72, 20);
    session.screen.screen_mut().set_size(cells(20), cells(72));
    session.wait_until("the footer in the last row", |screen| {
        let last = screen.rows(0, 72).nth(19);
        last.is_some_and(|row| row.trim_end().ends_with("help"))
    });
    session.type_keys("qq");
    assert!(session.end());
}

#[test]
fn where_the_reader_stopped_is_kept_when_the_line_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite");
    let page = folder.path().join("page.txt");
    let words = "stands where the road from the harbour turns towards the hills.";
    let stones: Vec<String> = (0..120).map(|n| format!("Milestone {n} {words}")).collect();
    let text = format!("The long way round\n\n{}\n", stones.join("\n\n"));
    std::fs::write(&page, text).unwrap();
    let binary = env!("CARGO_BIN_EXE_pullquote");
    let added = std::process::Command::new(binary)
        .arg("add")
        .arg("--library")
        .arg(&library)
        .arg(&page)
        .output()
        .unwrap();
    assert!(added.status.success(), "{added:?}");
    let open = || {
        let mut program = CommandBuilder::new(binary);
        program.arg("--library");
        program.arg(&library);
        let mut session = Session::start(&mut program, 80, 24);
        session.wait_for("long way");
        session.type_keys("\r");
        session.wait_for("Milestone");
        session
    };
    let mut session = open();
    session.type_keys("   ");
    session.wait_until("another page", |screen| {
        !screen.contents().contains("Milestone 3 ")
    });
    // The terminal goes away with everything that reads from it.
    let Session {
        mut child,
        master,
        writer,
        ..
    } = session;
    drop((writer, master));
    let id = child.process_id().unwrap().to_string();
    let _gone = std::process::Command::new("kill")
        .args(["-HUP", &id])
        .status();
    child.wait().unwrap();
    let mut session = open();
    session.wait_until("the place", |screen| {
        let words = screen.contents();
        words.contains("Milestone 2") && !words.contains("Milestone 3 ")
    });
    session.type_keys("qq");
    assert!(session.end());
}

#[test]
fn for_screen_readers_there_are_no_lines_and_the_cursor_is_shown() {
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_pullquote"));
    program.args(["seeds", "--plain"]);
    let mut session = Session::start(&mut program, 120, 30);
    session.wait_for("newest first");
    assert!(!session.screen.screen().hide_cursor());
    session.type_keys("\r");
    session.wait_for("%");
    let words = session.screen.screen().contents();
    assert!(!words.contains('│') && !words.contains('─') && !words.contains('┃'));
    session.type_keys("qq");
    assert!(session.end());
}
