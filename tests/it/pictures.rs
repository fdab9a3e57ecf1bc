//! The pictures of the README, drawn from the running program and kept true.
//!
//! `PULLQUOTE_DRAW=1 cargo test --test it pictures` draws them anew.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use vt100::Parser;

use crate::svg;

/// Longest silence after which the screen counts as drawn, if what is waited for never comes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs the program on its samples, types `keys` (each once the text beside it has come), and returns the
/// screen.
fn screen(rows: u16, columns: u16, steps: &[(&str, &str)]) -> Parser {
    let size = PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pty = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_pullquote"));
    command.arg("seeds");
    command.env_clear();
    let home = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("HOME", home.path().to_str().unwrap()),
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
    ] {
        command.env(name, value);
    }
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut writer = pty.master.take_writer().unwrap();
    let (send, bytes) = channel();
    let thread = std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if send.send(buffer[..n].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut parser = Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    for (expected, keys) in steps {
        wait(&mut parser, &bytes, expected);
        writer.write_all(keys.as_bytes()).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop((writer, pty.master, bytes));
    thread.join().unwrap();
    parser
}

/// Reads until `expected` stands on the screen and nothing more comes for a moment.
fn wait(parser: &mut Parser, bytes: &Receiver<Vec<u8>>, expected: &str) {
    while !parser.screen().contents().contains(expected) {
        let more = bytes.recv_timeout(PATIENCE);
        parser.process(&more.unwrap_or_else(|_| {
            panic!(
                "no {expected:?} on the screen:\n{}",
                parser.screen().contents()
            )
        }));
    }
    while let Ok(more) = bytes.recv_timeout(Duration::from_secs(1)) {
        parser.process(&more);
    }
}

fn check(name: &str, parser: &Parser) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/pictures")
        .join(name);
    let picture = svg::picture(parser.screen());
    if std::env::var_os("PULLQUOTE_DRAW").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &picture).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == picture,
        "docs/pictures/{name} shows something else; PULLQUOTE_DRAW=1 draws it anew:\n{}",
        parser.screen().contents()
    );
}

#[test]
fn the_pictures_show_what_the_program_shows() {
    check(
        "reading.svg",
        &screen(
            32,
            110,
            &[("10 unread", "j\r"), ("2 min left", "]q]q"), ("Dong", "")],
        ),
    );
    check(
        "filter.svg",
        &screen(20, 90, &[("10 unread", "/putin"), ("putin", "")]),
    );
    check(
        "quotes.svg",
        &screen(
            24,
            90,
            &[("10 unread", "j\r"), ("2 min left", "Q"), ("Rajnath", "")],
        ),
    );
}
