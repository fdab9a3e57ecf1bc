//! The loop around the state machine: the terminal, the threads, the effects.

use std::io;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, after, never, select, unbounded};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::env::TermEnv;
use crate::engine::Shelf;
use crate::error::{Error, ErrorKind};
use crate::tui::Options;
use crate::tui::color::{Choice, Level};
use crate::tui::effect::Effect;
use crate::tui::input::message;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model, Size};
use crate::tui::msg::Msg;
use crate::tui::terminal::{Input, Signal, Terminal, install_panic_hook, listen};
use crate::tui::update::update;
use crate::tui::view::view;
use crate::tui::wire::Capabilities;
use crate::tui::worker::Workers;

/// How long a sequence that is an action of its own waits for its next key: longer than two keys
/// of a slow link are apart, shorter than a reader's patience.
const SEQUENCE: Duration = Duration::from_millis(600);
/// How long a frame waits for what was asked of the workers: an answer within one frame saves a
/// second drawing.
const SETTLE: Duration = Duration::from_millis(12);

/// Runs the screen until the reader quits.
///
/// # Errors
/// If there is no terminal, or the terminal fails.
pub fn run(shelf: &Arc<Shelf>, options: &Options) -> Result<(), Error> {
    let failed = |error: io::Error| {
        let error = Error::new(ErrorKind::User, format!("cannot use the terminal: {error}"));
        error.with_hint("`pullquote show` and `pullquote list` print text")
    };
    let env = TermEnv::read();
    let choice = if options.is_mono {
        Choice::Never
    } else {
        Choice::Auto
    };
    let caps = Capabilities::detect(&env, choice);
    let mut options = options.clone();
    options.is_mono |= caps.level == Level::None;
    options.is_ascii |= !caps.has_utf8;
    options.is_remote |= env.is_ssh;
    install_panic_hook();
    let mut terminal = Terminal::enter(env, caps).map_err(failed)?;
    let done = run_on(&mut terminal, shelf, &options);
    terminal.leave();
    done.map_err(failed)
}

fn run_on(terminal: &mut Terminal, shelf: &Arc<Shelf>, options: &Options) -> io::Result<()> {
    let (give, messages) = unbounded();
    let (give_input, inputs) = unbounded();
    let workers = Workers::start(shelf, &give);
    let (width, height) = terminal.size()?;
    let mut model = Model::new(Size { width, height }, options);
    workers.give(Effect::ReadRows);
    if options.has_mouse {
        terminal.capture_mouse(true)?;
    }
    listen(move |input| give_input.send(input).is_ok())?;
    let mut runtime = Runtime {
        terminal,
        workers: &workers,
        messages,
        inputs,
        options,
    };
    while runtime.turn(&mut model)? {}
    workers.finish(&runtime.messages);
    Ok(())
}

struct Runtime<'a> {
    terminal: &'a mut Terminal,
    workers: &'a Workers,
    messages: Receiver<Msg>,
    inputs: Receiver<Input>,
    options: &'a Options,
}

impl Runtime<'_> {
    /// Takes in what is there, draws, and waits for something to happen; says whether to go on.
    fn turn(&mut self, model: &mut Model) -> io::Result<bool> {
        // What is already there is taken in first, so that a burst of keys costs one frame.
        let settled = after(SETTLE);
        loop {
            let until = if is_waiting(model) {
                settled.clone()
            } else {
                after(Duration::ZERO)
            };
            let next = select! {
                recv(self.inputs) -> input => Some(self.hear(input.unwrap_or(Input::Closed))?),
                recv(self.messages) -> message => Some(message.ok()),
                recv(until) -> _ => None,
            };
            match next {
                None => break,
                Some(None) => {}
                Some(Some(message)) => {
                    if !self.take(model, message)? {
                        return Ok(false);
                    }
                }
            }
        }
        self.draw(model)?;
        let until = if model.is_waiting() {
            after(SEQUENCE)
        } else {
            never()
        };
        let message = select! {
            recv(self.inputs) -> input => self.hear(input.unwrap_or(Input::Closed))?,
            recv(self.messages) -> message => message.ok(),
            recv(until) -> _ => Some(Msg::Waited),
        };
        message.map_or(Ok(true), |message| self.take(model, message))
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        let Size { width, height } = model.size;
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        let cursor = view(model, &mut frame).map(|place| (place.x, place.y));
        self.terminal.draw(&frame, cursor).map(|_| ())
    }

    /// Returns what an input means to the state machine.
    fn hear(&mut self, input: Input) -> io::Result<Option<Msg>> {
        Ok(match input {
            Input::Event(event) => {
                let message = message(event);
                if let Some(Msg::Resized(Size { width, height })) = message {
                    self.terminal.resize((width, height));
                }
                message
            }
            Input::Report(report) => {
                self.terminal.learn(report);
                None
            }
            Input::Signal(Signal::Suspend) => Some(Msg::Key(Key {
                ctrl: true,
                ..Key::plain(Code::Char('z'))
            })),
            Input::Signal(Signal::Continued) => {
                self.terminal.continued()?;
                Some(self.resumed()?)
            }
            Input::Signal(Signal::Hangup | Signal::Terminate) | Input::Closed => Some(Msg::Closed),
        })
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
            Effect::CaptureMouse(is_ours) => self.terminal.capture_mouse(is_ours)?,
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => {
                self.terminal.suspend()?;
                return self.resumed().map(Some);
            }
            _ => {}
        }
        Ok(None)
    }

    fn resumed(&self) -> io::Result<Msg> {
        let (width, height) = self.terminal.size()?;
        Ok(Msg::Resumed(Size { width, height }))
    }

    /// Puts text on the clipboard of the terminal, which works over SSH.
    fn copy(&mut self, text: &str) -> io::Result<Option<Msg>> {
        let words = "That is more than a terminal's clipboard takes.";
        let is_too_long = self.terminal.copy(text)?.is_err();
        Ok(is_too_long.then(|| Msg::Noticed(words.to_owned())))
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
        let notice = self.copy(url)?;
        Ok(notice.or_else(|| Some(Msg::Noticed(format!("No browser here; copied {url}")))))
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
