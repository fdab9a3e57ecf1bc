//! The terminal: taken and given back, painted on, copied through, listened to.
//!
//! Whatever ends the program (a key, an error, a panic, a signal, the end of the line), the terminal
//! is given back as it was. Every frame is one write. The terminal is asked once what it can do, and
//! nothing waits for the answers: they come in as [`Input::Report`] and improve later frames.

mod clipboard;
mod input;
mod listen;
mod restore;

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ratatui::buffer::Buffer;

pub use clipboard::TooLong;
pub use input::{Input, Parser, Report, Signal};
pub use listen::listen;
pub use restore::install_panic_hook;

use crate::config::env::TermEnv;
use crate::tui::wire::{Capabilities, Link, Painter};

/// Questions to the terminal: synchronized output, margins, the keyboard protocol, the background's
/// colour; last its attributes, which every terminal answers.
const QUESTIONS: &[u8] = b"\x1b[?2026$p\x1b[?69$p\x1b[?u\x1b]11;?\x1b\\\x1b[c";
/// How long after the start an answer may still come; longer than most lines take both ways.
const ANSWER_TIME: Duration = Duration::from_millis(500);
/// A pause while something is waited for that takes a moment.
const MOMENT: Duration = Duration::from_millis(5);
/// Moments after which a terminal that takes no bytes counts as gone.
const PATIENCE: u32 = 2000;

/// The terminal, as long as it is ours.
#[derive(Debug)]
pub struct Terminal {
    out: File,
    env: TermEnv,
    painter: Painter,
    bytes: Vec<u8>,
    has_mouse: bool,
    has_keyboard: bool,
    /// The program has just been continued by [`Terminal::suspend`], which has seen to everything.
    is_just_resumed: bool,
    /// All questions were answered, or it is too late for an answer.
    is_settled: Arc<AtomicBool>,
}

impl Terminal {
    /// Takes the terminal: raw input, a screen of its own, pastes in brackets, no wrapping.
    ///
    /// # Errors
    /// If there is no terminal, it cannot be drawn on (`TERM=dumb`), or it cannot be set up.
    pub fn enter(env: TermEnv, caps: Capabilities) -> io::Result<Self> {
        if !caps.is_screen {
            let words = format!("TERM is “{}”, on which no screen can be drawn", env.term);
            return Err(io::Error::new(io::ErrorKind::Unsupported, words));
        }
        let out = open_output()?;
        let size = crossterm::terminal::size()?;
        let mut terminal = Self {
            out,
            env,
            painter: Painter::new(caps, size),
            bytes: Vec::new(),
            has_mouse: false,
            has_keyboard: false,
            is_just_resumed: false,
            is_settled: Arc::new(AtomicBool::new(true)),
        };
        terminal.take()?;
        terminal.ask();
        Ok(terminal)
    }

    /// Returns columns and rows as the terminal says now.
    ///
    /// # Errors
    /// If it does not say.
    #[expect(
        clippy::unused_self,
        reason = "only a terminal that is ours has a size that matters"
    )]
    pub fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }

    /// Returns what the terminal is known to do by now.
    pub fn capabilities(&self) -> &Capabilities {
        self.painter.capabilities()
    }

    /// Shows a frame in one write, or in none if nothing has changed; returns the bytes written.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn draw(&mut self, frame: &Buffer, cursor: Option<(u16, u16)>) -> io::Result<usize> {
        self.draw_with_links(frame, &[], cursor)
    }

    /// Shows a frame some of whose cells lead somewhere.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn draw_with_links(
        &mut self,
        frame: &Buffer,
        links: &[Link<'_>],
        cursor: Option<(u16, u16)>,
    ) -> io::Result<usize> {
        let mut bytes = std::mem::take(&mut self.bytes);
        // Bytes that wait from before (the set-up) go out with the frame.
        self.painter
            .paint_with_links(frame, links, cursor, &mut bytes);
        let written = self.write(&bytes);
        let count = bytes.len();
        bytes.clear();
        self.bytes = bytes;
        written.map(|()| count)
    }

    /// Takes in a new size; the next frame is painted anew.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.painter.resize(size);
    }

    /// Forgets what is on the screen: the next frame is painted anew.
    pub fn redraw(&mut self) {
        self.painter.invalidate();
    }

    /// Takes in an answer of the terminal.
    pub fn learn(&mut self, report: Report) {
        match report {
            Report::Mode { mode, state } => {
                let mut caps = self.painter.capabilities().clone();
                caps.learn_mode(mode, state);
                self.painter.set_capabilities(caps);
            }
            Report::Keyboard => {
                // Escape and keys with modifiers come unambiguously (flag 1).
                self.has_keyboard = true;
                self.bytes.extend_from_slice(b"\x1b[>1u");
                self.announce();
            }
            Report::Attributes => self.is_settled.store(true, Ordering::Relaxed),
            Report::Background(_) => {}
        }
    }

    /// Takes the mouse or leaves it to the terminal.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn capture_mouse(&mut self, is_ours: bool) -> io::Result<()> {
        self.has_mouse = is_ours;
        self.announce();
        let end = if is_ours { 'h' } else { 'l' };
        self.write(format!("\x1b[?1000{end}\x1b[?1002{end}\x1b[?1006{end}").as_bytes())
    }

    /// Puts text on the clipboard; `Ok(Err(…))` where it is too long for the terminal.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<Result<(), TooLong>> {
        match clipboard::sequence(text, &self.env) {
            Ok(bytes) => self.write(&bytes).map(Ok),
            Err(too_long) => Ok(Err(too_long)),
        }
    }

    /// Gives the terminal back, stops the program as `^Z` does elsewhere, and takes the terminal
    /// again when the program is continued. Does nothing where no shell could continue it.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        if !listen::has_job_control() {
            return Ok(());
        }
        restore::restore();
        listen::stop()?;
        self.is_just_resumed = true;
        self.retake()
    }

    /// Takes the terminal again after somebody else stopped and continued the program; `false` if
    /// that has been done already.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn continued(&mut self) -> io::Result<bool> {
        if std::mem::take(&mut self.is_just_resumed) {
            return Ok(false);
        }
        // The shell may have set the terminal's modes anew; only leaving raw mode makes entering it
        // look at them again.
        crossterm::terminal::disable_raw_mode()?;
        self.retake()?;
        Ok(true)
    }

    /// Gives the terminal back. An answer that is still on its way is waited for a moment, so that
    /// it does not end up in the shell.
    pub fn leave(&self) {
        for _ in 0..30 {
            if self.is_settled.load(Ordering::Relaxed) {
                break;
            }
            thread::sleep(MOMENT);
        }
        restore::restore();
    }

    fn retake(&mut self) -> io::Result<()> {
        self.take()?;
        if self.has_mouse {
            self.capture_mouse(true)?;
        }
        if self.has_keyboard {
            self.bytes.extend_from_slice(b"\x1b[>1u");
        }
        self.announce();
        self.painter.resize(crossterm::terminal::size()?);
        Ok(())
    }

    fn take(&mut self) -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        self.announce();
        if self.has_second_screen() {
            self.bytes.extend_from_slice(b"\x1b[?1049h");
        }
        self.bytes.extend_from_slice(b"\x1b[?7l\x1b[?2004h");
        Ok(())
    }

    /// Asks what the name of the terminal does not tell; the next frame clears what a terminal
    /// that does not understand may print.
    fn ask(&mut self) {
        if !self.painter.capabilities().may_be_asked {
            return;
        }
        self.bytes.extend_from_slice(QUESTIONS);
        self.is_settled = Arc::new(AtomicBool::new(false));
        let is_settled = Arc::clone(&self.is_settled);
        let wait = move || {
            thread::sleep(ANSWER_TIME);
            is_settled.store(true, Ordering::Relaxed);
        };
        if thread::Builder::new().spawn(wait).is_err() {
            self.is_settled.store(true, Ordering::Relaxed);
        }
    }

    fn has_second_screen(&self) -> bool {
        let term = self.env.term.as_str();
        !(term == "linux" || term.starts_with("vt"))
    }

    /// Tells the panic hook what has to be undone.
    fn announce(&self) {
        let mut undo: Vec<u8> = Vec::new();
        if self.has_keyboard {
            undo.extend_from_slice(b"\x1b[<u");
        }
        if self.has_mouse {
            undo.extend_from_slice(b"\x1b[?1006l\x1b[?1002l\x1b[?1000l");
        }
        if self.capabilities().has_links {
            undo.extend_from_slice(b"\x1b]8;;\x1b\\");
        }
        undo.extend_from_slice(b"\x1b[?2004l\x1b[?7h\x1b[r\x1b[m\x1b[?25h");
        undo.extend_from_slice(if self.has_second_screen() {
            b"\x1b[?1049l"
        } else {
            b"\x1b[H\x1b[2J"
        });
        restore::announce(undo, self.out.try_clone().ok());
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        write_all(&mut self.out, bytes)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Writes in one go where the terminal takes it; waits where it was left non-blocking.
fn write_all(out: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    let mut waited = 0;
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                bytes = bytes.get(count..).unwrap_or_default();
                waited = 0;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && waited < PATIENCE => {
                waited += 1;
                thread::sleep(MOMENT);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Opens standard output, past the buffer that would cut frames into lines, or the terminal itself.
#[cfg(unix)]
fn open_output() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    let out = io::stdout();
    if out.is_terminal() {
        return Ok(File::from(out.as_fd().try_clone_to_owned()?));
    }
    File::options().write(true).open("/dev/tty")
}

#[cfg(windows)]
fn open_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}
