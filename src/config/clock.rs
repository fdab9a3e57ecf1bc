//! The only reader of the clock.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]

/// Returns what the clock says.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
