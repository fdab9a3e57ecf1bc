//! The threads that listen: to the terminal's bytes, and to signals.
//!
//! The input is read with plain blocking reads, so that nothing spins where the terminal is gone: the
//! first read that fails or finds the end says [`Input::Closed`] and is the last.

use std::io;

use crate::tui::terminal::input::Input;

/// Starts to listen; `give` gets what comes in, in order, and returns `false` when nobody wants it
/// any more.
///
/// # Errors
/// If there is no terminal to read from, or no thread can be started.
pub fn listen(give: impl Fn(Input) -> bool + Clone + Send + 'static) -> io::Result<()> {
    imp::listen(give)
}

/// Says whether a shell would notice that the program has stopped, and could continue it.
pub(super) fn has_job_control() -> bool {
    imp::has_job_control()
}

/// Stops the program until it is continued.
pub(super) fn stop() -> io::Result<()> {
    imp::stop()
}

#[cfg(unix)]
mod imp {
    use std::fs::File;
    use std::io::{self, IsTerminal as _, Read as _};
    use std::os::fd::AsFd as _;
    use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
    use std::thread;
    use std::time::Duration;

    use crossterm::event::Event;
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use crate::tui::terminal::input::{Input, Parser, Signal};
    use crate::tui::terminal::restore::restore;

    /// How long an escape may be the start of a sequence; the bytes of one arrive together, also
    /// over slow lines.
    const ESCAPE_TIME: Duration = Duration::from_millis(40);
    /// How long the program may take to end after it was told to.
    const END_TIME: Duration = Duration::from_secs(5);

    pub(super) fn listen(give: impl Fn(Input) -> bool + Clone + Send + 'static) -> io::Result<()> {
        let mut tty = open_input()?;
        let (bytes, pieces) = channel();
        thread::Builder::new()
            .name("tty".to_owned())
            .spawn(move || read(&mut tty, &bytes))?;
        let give_input = give.clone();
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || parse(&pieces, give_input))?;
        let mut signals =
            Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                for signal in signals.forever() {
                    if input_of(signal).is_some_and(|input| !give(input)) {
                        return;
                    }
                }
            })?;
        Ok(())
    }

    fn open_input() -> io::Result<File> {
        let input = io::stdin();
        if input.is_terminal() {
            return Ok(File::from(input.as_fd().try_clone_to_owned()?));
        }
        File::open("/dev/tty")
    }

    /// Passes on what the terminal sends, until it is gone.
    fn read(tty: &mut File, bytes: &Sender<Vec<u8>>) {
        let mut piece = vec![0; 4096];
        loop {
            match tty.read(&mut piece) {
                Ok(count @ 1..) => {
                    if bytes.send(piece[..count].to_vec()).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Somebody has left the terminal non-blocking.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(20));
                }
                Ok(_) | Err(_) => return,
            }
        }
    }

    fn parse(pieces: &Receiver<Vec<u8>>, give: impl Fn(Input) -> bool) {
        let mut parser = Parser::default();
        let mut found = Vec::new();
        loop {
            let piece = if parser.is_waiting() {
                pieces.recv_timeout(ESCAPE_TIME)
            } else {
                pieces
                    .recv()
                    .map_err(|_gone| RecvTimeoutError::Disconnected)
            };
            match piece {
                Ok(piece) => parser.feed(&piece, &mut found),
                Err(RecvTimeoutError::Timeout) => parser.flush(&mut found),
                Err(RecvTimeoutError::Disconnected) => found.push(Input::Closed),
            }
            let is_closed = found.last() == Some(&Input::Closed);
            if !found.drain(..).all(&give) || is_closed {
                return;
            }
        }
    }

    fn input_of(signal: i32) -> Option<Input> {
        Some(match signal {
            SIGWINCH => {
                let (columns, rows) = crossterm::terminal::size().ok()?;
                Input::Event(Event::Resize(columns, rows))
            }
            SIGCONT => Input::Signal(Signal::Continued),
            SIGTSTP => Input::Signal(Signal::Suspend),
            SIGHUP => {
                end_in_time(signal);
                Input::Signal(Signal::Hangup)
            }
            _ => {
                end_in_time(signal);
                Input::Signal(Signal::Terminate)
            }
        })
    }

    /// Ends the program if it does not end by itself, because it hangs or its terminal does.
    fn end_in_time(signal: i32) {
        let end = move || {
            thread::sleep(END_TIME);
            let _stuck = thread::Builder::new().spawn(restore);
            thread::sleep(Duration::from_millis(200));
            let _failed = emulate_default_handler(signal);
        };
        let _started = thread::Builder::new().name("end".to_owned()).spawn(end);
    }

    pub(super) fn stop() -> io::Result<()> {
        emulate_default_handler(SIGTSTP)
    }

    /// A program with job control is in a group of its own inside the shell's session. Where the
    /// system does not tell (it is not Linux), there is taken to be a shell.
    pub(super) fn has_job_control() -> bool {
        let mut stat = String::new();
        let read =
            File::open("/proc/self/stat").and_then(|mut file| file.read_to_string(&mut stat));
        if read.is_err() {
            return true;
        }
        // The name, in parentheses, may hold anything; then state, parent, group, session.
        let fields = stat
            .rsplit_once(')')
            .map(|(_, fields)| fields)
            .unwrap_or_default();
        let mut fields = fields.split_whitespace().skip(2);
        fields.next() != fields.next()
    }
}

#[cfg(windows)]
mod imp {
    use std::io;
    use std::thread;

    use crate::tui::terminal::input::Input;

    pub(super) fn listen(give: impl Fn(Input) -> bool + Clone + Send + 'static) -> io::Result<()> {
        let read = move || {
            while let Ok(event) = crossterm::event::read() {
                if !give(Input::Event(event)) {
                    return;
                }
            }
            give(Input::Closed);
        };
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(read)?;
        Ok(())
    }

    pub(super) fn has_job_control() -> bool {
        false
    }

    pub(super) fn stop() -> io::Result<()> {
        Ok(())
    }
}
