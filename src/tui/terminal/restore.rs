//! Giving the terminal back, from wherever the program ends.

use std::fs::File;
use std::panic;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// What has to be undone, while the terminal is ours.
static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

struct Taken {
    undo: Vec<u8>,
    out: Option<File>,
    /// The thread that draws.
    drawer: ThreadId,
}

fn taken() -> MutexGuard<'static, Option<Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says what the terminal has to be told to be as it was before.
pub(super) fn announce(undo: Vec<u8>, out: Option<File>) {
    *taken() = Some(Taken {
        undo,
        out,
        drawer: thread::current().id(),
    });
}

/// Gives the terminal back; a second call does nothing.
pub(super) fn restore() {
    let Some(mut given) = taken().take() else {
        return;
    };
    // A terminal that is gone needs no restoring.
    if let Some(out) = &mut given.out {
        let _gone = super::write_all(out, &given.undo);
    }
    let _gone = crossterm::terminal::disable_raw_mode();
}

/// Makes a panic of the thread that draws give the terminal back before it is reported.
///
/// A panic of another thread, whose caller deals with it, goes to the log: a report would land in
/// the middle of the screen.
pub fn install_panic_hook() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let drawer = taken().as_ref().map(|taken| taken.drawer);
        match drawer {
            Some(drawer) if drawer != thread::current().id() => {
                tracing::error!(target: "panic", "{info}");
            }
            _ => {
                restore();
                report(info);
            }
        }
    }));
}
