//! Code of others that may panic, run so that its panic is an answer that is missing.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Says whether this thread runs code whose panic is caught and is nobody's business: a panic hook
/// asks this before it reports anything.
pub fn is_guarded() -> bool {
    IS_GUARDED.get()
}

/// Runs code that may panic; `None` if it did.
pub fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    let before = IS_GUARDED.replace(true);
    let answer = catch_unwind(AssertUnwindSafe(run));
    IS_GUARDED.set(before);
    answer.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_answer_and_its_thread_says_that_it_is_expected() {
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = told.clone();
        let here = std::thread::current().id();
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == here {
                seen.lock().unwrap().push(is_guarded());
            } else {
                report(info);
            }
        }));
        assert_eq!(guarded(|| -> u8 { panic!("an engine fails") }), None);
        assert!(!is_guarded());
        assert_eq!(guarded(is_guarded), Some(true));
        assert_eq!(*told.lock().unwrap(), [true]);
    }
}
