//! The terminal as the runtime uses it: the state of the screen goes in, frames go out.

use std::io;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::env::TermEnv;
use crate::tui::model::{Model, Size};
use crate::tui::screen::reading::links;
use crate::tui::terminal::{Report, Terminal, TooLong};
use crate::tui::view::view;
use crate::tui::wire::{Capabilities, Link, Url};

/// The terminal and the frame that is drawn next.
#[derive(Debug)]
pub struct Surface {
    terminal: Terminal,
    frame: Buffer,
}

impl Surface {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn enter(env: TermEnv, caps: Capabilities) -> io::Result<Self> {
        let terminal = Terminal::enter(env, caps)?;
        let (width, height) = terminal.size()?;
        Ok(Self {
            terminal,
            frame: Buffer::empty(Rect::new(0, 0, width, height)),
        })
    }

    /// Gives the terminal back as it was.
    pub fn leave(&self) {
        self.terminal.leave();
    }

    /// Returns the size of the terminal.
    ///
    /// # Errors
    /// If the terminal does not tell.
    pub fn size(&self) -> io::Result<Size> {
        let (width, height) = self.terminal.size()?;
        Ok(Size { width, height })
    }

    /// Takes in a new size.
    pub fn resize(&mut self, size: Size) {
        self.terminal.resize((size.width, size.height));
        self.frame.resize(Rect::new(0, 0, size.width, size.height));
    }

    /// Draws the state; nothing is written where nothing has changed.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.frame.reset();
        let cursor = view(model, &mut self.frame).map(|at| (at.x, at.y));
        if !self.terminal.capabilities().has_links {
            self.terminal.draw(&self.frame, cursor)?;
            return Ok(());
        }
        let cells = links(model);
        let urls: Vec<Option<Url>> = cells.iter().map(|cells| Url::new(cells.url)).collect();
        let links: Vec<Link<'_>> = cells
            .iter()
            .zip(&urls)
            .filter_map(|(cells, url)| {
                Some(Link {
                    row: cells.row,
                    columns: cells.columns.clone(),
                    url: url.as_ref()?,
                })
            })
            .collect();
        self.terminal.draw_with_links(&self.frame, &links, cursor)?;
        Ok(())
    }

    /// Says whether the terminal is known to scroll between two columns.
    pub fn has_margins(&self) -> bool {
        self.terminal.capabilities().has_margins
    }

    /// Forgets what is on the screen.
    pub fn redraw(&mut self) {
        self.terminal.redraw();
    }

    /// Takes the mouse or leaves it.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn capture_mouse(&mut self, is_ours: bool) -> io::Result<()> {
        self.terminal.capture_mouse(is_ours)
    }

    /// Puts text on the clipboard; `Ok(Err(…))` where it is too long for the terminal.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn copy(&mut self, text: &str) -> io::Result<Result<(), TooLong>> {
        self.terminal.copy(text)
    }

    /// Takes in an answer of the terminal.
    pub fn learn(&mut self, report: Report) {
        self.terminal.learn(report);
    }

    /// Stops the program until it is continued.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.terminal.suspend()
    }

    /// Takes the terminal again after somebody else stopped the program; `false` if that has been
    /// done already.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn continued(&mut self) -> io::Result<bool> {
        self.terminal.continued()
    }
}
