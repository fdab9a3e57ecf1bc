//! The loop around the state machine: the terminal, the threads, the effects.

use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use crossbeam_channel::{Receiver, Sender, after, select, unbounded};
use signal_hook::consts::{SIGHUP, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use crate::engine::Shelf;
use crate::error::{Error, ErrorKind};
use crate::tui::Options;
use crate::tui::effect::Effect;
use crate::tui::input::message;
use crate::tui::model::{Model, Size};
use crate::tui::msg::Msg;
use crate::tui::surface::Surface;
use crate::tui::update::update;
use crate::tui::worker::Workers;

/// How long a sequence that is an action of its own waits for its next key: longer than two keys
/// of a slow link are apart, shorter than a reader's patience.
const SEQUENCE: Duration = Duration::from_millis(600);
/// How long a frame waits for what was asked of the workers: an answer within one frame saves a
/// second drawing.
const SETTLE: Duration = Duration::from_millis(12);
/// Bytes of text that terminals take on their clipboard at once (xterm, tmux: 74,994 of base64).
const LONGEST_COPY: usize = 56_000;

/// Runs the screen until the reader quits.
///
/// # Errors
/// If standard input or output is no terminal, or the terminal fails.
pub fn run(shelf: &Arc<Shelf>, options: &Options) -> Result<(), Error> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let error = Error::new(ErrorKind::User, "the reader needs a terminal");
        return Err(error.with_hint("`pullquote show` and `pullquote list` print text"));
    }
    let failed = |error: io::Error| {
        Error::new(
            ErrorKind::Internal,
            format!("cannot use the terminal: {error}"),
        )
    };
    let mut surface = Surface::enter().map_err(failed)?;
    let done = run_on(&mut surface, shelf, options);
    surface.leave();
    done.map_err(failed)
}

fn run_on(surface: &mut Surface, shelf: &Arc<Shelf>, options: &Options) -> io::Result<()> {
    let (give, messages) = unbounded();
    let workers = Workers::start(shelf, &give);
    let mut model = Model::new(surface.size()?, options);
    workers.give(Effect::ReadRows);
    read_input(give.clone());
    watch_signals(give)?;
    let mut runtime = Runtime {
        surface,
        workers: &workers,
        messages: &messages,
        options,
    };
    while runtime.turn(&mut model)? {}
    workers.finish(&messages);
    Ok(())
}

/// Reads the terminal on a thread of its own; it ends with the program.
fn read_input(give: Sender<Msg>) {
    let read = move || {
        while let Ok(event) = crossterm::event::read() {
            if message(event).is_some_and(|message| give.send(message).is_err()) {
                return;
            }
        }
        let _gone = give.send(Msg::Closed);
    };
    let _started = thread::Builder::new().name("input".to_owned()).spawn(read);
}

/// Turns the signals that end programs into a message.
fn watch_signals(give: Sender<Msg>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    let watch = move || {
        for _ in signals.forever() {
            let _gone = give.send(Msg::Closed);
        }
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(watch)?;
    Ok(())
}

struct Runtime<'a> {
    surface: &'a mut Surface,
    workers: &'a Workers,
    messages: &'a Receiver<Msg>,
    options: &'a Options,
}

impl Runtime<'_> {
    /// Draws, waits for something to happen and takes it in; says whether to go on.
    fn turn(&mut self, model: &mut Model) -> io::Result<bool> {
        // What is already there is taken in first, so that a burst of keys costs one frame.
        let settled = after(SETTLE);
        loop {
            let next = if is_waiting(model) {
                select! {
                    recv(self.messages) -> message => message.ok(),
                    recv(settled) -> _ => None,
                }
            } else {
                self.messages.try_recv().ok()
            };
            let Some(message) = next else { break };
            if !self.take(model, message)? {
                return Ok(false);
            }
        }
        self.surface.draw(model)?;
        let message = if model.is_waiting() {
            self.messages.recv_timeout(SEQUENCE).unwrap_or(Msg::Waited)
        } else {
            self.messages.recv().unwrap_or(Msg::Closed)
        };
        self.take(model, message)
    }

    fn take(&mut self, model: &mut Model, message: Msg) -> io::Result<bool> {
        let mut effects = update(model, message);
        let mut is_going_on = true;
        while !effects.is_empty() {
            let mut more = Vec::new();
            for effect in effects {
                let Some(effect) = self.workers.give(effect) else {
                    continue;
                };
                if effect == Effect::Quit {
                    is_going_on = false;
                } else if let Some(message) = self.execute(effect)? {
                    more.extend(update(model, message));
                }
            }
            effects = more;
        }
        Ok(is_going_on)
    }

    fn execute(&mut self, effect: Effect) -> io::Result<Option<Msg>> {
        match effect {
            Effect::Copy(text) => return self.copy(&text),
            Effect::OpenUrl(url) => return self.open(&url),
            Effect::CaptureMouse(is_ours) => self.surface.capture_mouse(is_ours)?,
            Effect::Redraw => self.surface.clear()?,
            Effect::Suspend => return self.suspend().map(Some),
            _ => {}
        }
        Ok(None)
    }

    /// Puts text on the clipboard of the terminal (OSC 52), which works over SSH.
    fn copy(&mut self, text: &str) -> io::Result<Option<Msg>> {
        if text.len() > LONGEST_COPY {
            let words = "That is more than a terminal's clipboard takes.";
            return Ok(Some(Msg::Noticed(words.to_owned())));
        }
        let text = crate::text::sanitize::sanitize(text);
        let encoded = base64::engine::general_purpose::STANDARD.encode(text.as_bytes());
        self.surface
            .write(format!("\u{1B}]52;c;{encoded}\u{7}").as_bytes())?;
        Ok(None)
    }

    fn open(&mut self, url: &str) -> io::Result<Option<Msg>> {
        let is_safe = ["http://", "https://", "mailto:"]
            .iter()
            .any(|start| url.starts_with(start));
        let browser = self.options.browser.as_deref().filter(|_| is_safe);
        let started = browser.is_some_and(|browser| {
            let mut command = Command::new(browser);
            command
                .arg(url)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.spawn().is_ok()
        });
        if started {
            return Ok(Some(Msg::Noticed("Opened in the browser.".to_owned())));
        }
        self.copy(url)?;
        Ok(Some(Msg::Noticed(format!("No browser here; copied {url}"))))
    }

    /// Stops the program as `^Z` does elsewhere.
    fn suspend(&mut self) -> io::Result<Msg> {
        self.surface.leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        *self.surface = Surface::enter()?;
        let Size { width, height } = self.surface.size()?;
        Ok(Msg::Resumed(Size { width, height }))
    }
}

/// Says whether an answer is on its way that the next frame would show.
fn is_waiting(model: &Model) -> bool {
    model.list.waits_for.is_some()
        || !model.list.is_loaded
        || model
            .reading
            .as_ref()
            .is_some_and(|reading| reading.waits_for.is_some())
        || model
            .panel
            .as_ref()
            .is_some_and(|panel| panel.waits_for.is_some())
}
