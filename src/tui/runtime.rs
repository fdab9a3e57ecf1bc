//! The loop around the state machine: the terminal, the threads, the effects.

use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, after, never, select, unbounded};

use crate::config::env::TermEnv;
use crate::engine::Shelf;
use crate::error::{Error, ErrorKind};
use crate::tui::Options;
use crate::tui::color::{Choice, Level};
use crate::tui::effect::Effect;
use crate::tui::input::message;
use crate::tui::model::Model;
use crate::tui::msg::{Learned, Msg};
use crate::tui::surface::Surface;
use crate::tui::terminal::{Input, Report, Signal, install_panic_hook, listen};
use crate::tui::update::update;
use crate::tui::wire::Capabilities;
use crate::tui::worker::Workers;

/// How long a sequence that is an action of its own waits for its next key: longer than two keys
/// of a slow link are apart, shorter than a reader's patience.
const SEQUENCE: Duration = Duration::from_millis(600);
/// How long a frame waits for what was asked of the workers: an answer within one frame saves a
/// second drawing.
const SETTLE: Duration = Duration::from_millis(12);
/// How long the terminal may take to tell its background.
const PATIENCE: Duration = Duration::from_millis(700);

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
    let env = TermEnv::read();
    let color = if options.is_mono {
        Choice::Never
    } else {
        options.color
    };
    let mut caps = Capabilities::detect(&env, color);
    caps.is_remote |= options.is_remote;
    let options = &Options {
        is_mono: caps.level == Level::None,
        is_ascii: options.is_ascii || !caps.has_utf8,
        is_remote: caps.is_remote,
        ..options.clone()
    };
    install_panic_hook();
    let mut surface = Surface::enter(env, caps).map_err(failed)?;
    let done = run_on(&mut surface, shelf, options);
    surface.leave();
    done.map_err(failed)
}

fn run_on(surface: &mut Surface, shelf: &Arc<Shelf>, options: &Options) -> io::Result<()> {
    let (give, messages) = unbounded();
    let workers = Workers::start(shelf, &give);
    let mut model = Model::new(surface.size()?, options);
    workers.give(Effect::ReadRows { is_first: true });
    workers.give(Effect::ReadChoices);
    if options.has_mouse {
        surface.capture_mouse(true)?;
    }
    let (give_aside, asides) = unbounded();
    listen(move |input| match input {
        Input::Event(event) => message(event).is_none_or(|message| give.send(message).is_ok()),
        Input::Closed | Input::Signal(Signal::Hangup | Signal::Terminate) => {
            give.send(Msg::Closed).is_ok()
        }
        Input::Report(report) => give_aside.send(Aside::Told(report)).is_ok(),
        Input::Signal(Signal::Suspend) => give_aside.send(Aside::Suspend).is_ok(),
        Input::Signal(Signal::Continued) => give_aside.send(Aside::Continued).is_ok(),
    })?;
    let mut runtime = Runtime {
        surface,
        workers: &workers,
        messages: &messages,
        asides: &asides,
        options,
        patience: after(PATIENCE),
    };
    let ended = loop {
        match runtime.turn(&mut model) {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(error) => {
                // The terminal is gone; where the reader stopped is kept all the same.
                let _gone = runtime.take(&mut model, Msg::Closed);
                break Err(error);
            }
        }
    };
    workers.finish(&messages);
    ended
}

/// What concerns the terminal and not the model.
enum Aside {
    /// The terminal has answered.
    Told(Report),
    /// Somebody wants the program to stop.
    Suspend,
    /// The program goes on.
    Continued,
}

struct Runtime<'a> {
    surface: &'a mut Surface,
    workers: &'a Workers,
    messages: &'a Receiver<Msg>,
    asides: &'a Receiver<Aside>,
    options: &'a Options,
    /// Holds something once the terminal has had its time to answer.
    patience: Receiver<std::time::Instant>,
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
        let message = self.next(model)?;
        self.take(model, message)
    }

    /// Waits for what happens next; what concerns the terminal alone is seen to meanwhile.
    fn next(&mut self, model: &Model) -> io::Result<Msg> {
        let waited = if model.is_waiting() {
            after(SEQUENCE)
        } else {
            never()
        };
        loop {
            let aside = select! {
                recv(self.messages) -> message => return Ok(message.unwrap_or(Msg::Closed)),
                recv(waited) -> _ => return Ok(Msg::Waited),
                recv(self.asides) -> aside => aside,
            };
            match aside {
                Ok(Aside::Told(report)) => {
                    self.surface.learn(report);
                    if let Some(learned) = self.learned(report) {
                        return Ok(Msg::Learned(learned));
                    }
                }
                Ok(Aside::Suspend) => return self.suspend(),
                Ok(Aside::Continued) => {
                    if self.surface.continued()? {
                        return Ok(Msg::Resumed(self.surface.size()?));
                    }
                }
                Err(_) => return Ok(Msg::Closed),
            }
        }
    }

    /// Returns what a report means for the state.
    fn learned(&self, report: Report) -> Option<Learned> {
        match report {
            Report::Mode { mode: 69, .. } => Some(Learned::Margins(self.surface.has_margins())),
            // A colour that comes late would change what is being read.
            Report::Background(ground) if self.patience.is_empty() => {
                is_light(ground).then_some(Learned::LightGround)
            }
            _ => None,
        }
    }

    fn take(&mut self, model: &mut Model, message: Msg) -> io::Result<bool> {
        if let Msg::Resized(size) | Msg::Resumed(size) = &message {
            self.surface.resize(*size);
        }
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
            Effect::Redraw => self.surface.redraw(),
            Effect::Suspend => return self.suspend().map(Some),
            _ => {}
        }
        Ok(None)
    }

    /// Puts text on the clipboard of the terminal, which works over SSH.
    fn copy(&mut self, text: &str) -> io::Result<Option<Msg>> {
        let copied = self.surface.copy(text)?;
        Ok(copied
            .err()
            .map(|too_long| Msg::Noticed(too_long.to_string())))
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
        self.surface.suspend()?;
        Ok(Msg::Resumed(self.surface.size()?))
    }
}

/// Says whether black is easier to read on a ground than white (luminance of WCAG 2, roughly).
fn is_light([red, green, blue]: [u8; 3]) -> bool {
    let weighed = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    weighed > 128 * 1000
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
