//! What the program is told from outside: the environment and the configuration file.
//!
//! Nothing else reads the environment; what other modules need of it reaches them as a value.

pub mod clock;
pub mod env;
pub mod file;
pub mod log;
pub mod paths;
pub mod settings;

pub use settings::{Problem, Settings};
