//! What each part of the screen draws; nothing here changes anything.

pub mod bars;
pub mod draw;
pub mod list;
pub mod panel;
pub mod reading;
