//! The terminal as the runtime uses it: taken and given back, drawn on, written to.

use std::io::{self, Write as _};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use ratatui::DefaultTerminal;

use crate::tui::model::{Model, Size};
use crate::tui::view::view;

/// The terminal.
#[derive(Debug)]
pub struct Surface {
    terminal: DefaultTerminal,
}

impl Surface {
    /// Takes the terminal; a panic gives it back.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn enter() -> io::Result<Self> {
        let terminal = ratatui::try_init()?;
        execute!(io::stdout(), EnableBracketedPaste)?;
        Ok(Self { terminal })
    }

    /// Gives the terminal back as it was.
    pub fn leave(&mut self) {
        // What cannot be restored on a terminal that is gone needs no restoring.
        let _gone = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste);
        ratatui::restore();
    }

    /// Returns the size of the terminal.
    ///
    /// # Errors
    /// If the terminal does not tell.
    pub fn size(&self) -> io::Result<Size> {
        let size = self.terminal.size()?;
        Ok(Size {
            width: size.width,
            height: size.height,
        })
    }

    /// Draws the state; nothing is written where nothing has changed.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| {
            if let Some(cursor) = view(model, frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }

    /// Forgets what is on the screen.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Takes the mouse or leaves it.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn capture_mouse(&mut self, is_ours: bool) -> io::Result<()> {
        if is_ours {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    /// Writes bytes that draw nothing.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }
}
