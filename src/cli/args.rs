//! The arguments; their documentation is the help text.

use clap::{Parser, Subcommand};

/// A terminal reader for articles.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, about, disable_help_subcommand = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Filter: pages as JSON Lines to their articles
    Clean,
    /// Filter: clean texts as JSON Lines to their people and quotations
    Annotate,
    /// Filter: texts as JSON Lines to what was said before
    Repeats,
    /// Filter: articles as JSON Lines to the stories they tell
    Stories,
    /// Filter: mentions as JSON Lines to the persons they name
    Link,
}
