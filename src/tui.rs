//! The screen: a pure state machine, a view that only reads it, and a runtime around both.
//!
//! ```text
//! terminal ─event─▶ Msg ─▶ update(&mut Model) ─▶ Effect ─▶ runtime ─▶ worker ─▶ Msg
//!                                  └────────────▶ view(&Model) ─▶ cells
//! ```
//!
//! `update` is the only place that changes the model; it does no I/O, reads no clock and is
//! deterministic. `view` is a function of the model alone. The runtime owns every thread, channel and
//! handle. The library of articles is reached through [`crate::engine::Shelf`], on a worker thread.

pub mod action;
pub mod areas;
pub mod color;
pub mod effect;
pub mod input;
pub mod key;
pub mod keymap;
pub mod model;
pub mod msg;
pub mod runtime;
pub mod screen;
pub mod surface;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod wire;
pub mod worker;

use std::sync::Arc;

use crate::engine::Shelf;
use crate::error::Error;

/// How the screen starts.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own that the reader may turn"
)]
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Cells of the text column; 0 takes the default of 72.
    pub measure: u16,
    /// Name of the theme; empty follows the terminal's own palette.
    pub theme: String,
    /// Whether list and article stand side by side.
    pub layout: model::Layout,
    /// The query in the filter bar.
    pub filter: String,
    /// Says that no colour is wanted (`NO_COLOR`, `--color never`, `TERM=dumb`).
    pub is_mono: bool,
    /// How many colours, apart from `is_mono`.
    pub color: color::Choice,
    /// Says that only ASCII can be shown.
    pub is_ascii: bool,
    /// Keys: `vim`, `less` or `newsboat`; empty is `vim`.
    pub preset: String,
    /// Changed keys: the name of an action and what it is bound to.
    pub keys: Vec<(String, Vec<String>)>,
    /// Theme files of the reader's own, as TOML; one with the name of another takes its place.
    pub themes: Vec<String>,
    /// Divides words at the ends of lines.
    pub is_hyphenated: bool,
    /// For screen readers: one thing at a time, no lines and bars, and the terminal's cursor on what
    /// is read.
    pub is_plain: bool,
    /// Spreads lines over the measure.
    pub is_justified: bool,
    /// Takes the mouse from the start.
    pub has_mouse: bool,
    /// Says that the terminal is at the other end of a line, where every byte counts: list and
    /// article are shown one at a time unless side by side is asked for, so that scrolling sends
    /// the new line alone.
    pub is_remote: bool,
    /// A program to open an address with.
    pub browser: Option<String>,
}

/// Runs the screen until the reader quits.
///
/// # Errors
/// If standard input or output is no terminal, or the terminal fails.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the screen keeps what it is given until it ends"
)]
pub fn run(shelf: Arc<Shelf>, options: Options) -> Result<(), Error> {
    runtime::run(&shelf, &options)
}
