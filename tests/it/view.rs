//! The screen without a terminal: messages in, cells out.

mod keys;
mod screens;
mod world;
