//! The arguments; their documentation is the help text.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// A terminal reader for articles: cleans messy text, says everything once, tells who said what
///
/// Without a command it opens the reader on the given files and folders; without those on your library,
/// and while that is empty on the sample articles.
#[derive(Debug, Parser)]
#[command(
    name = "pullquote",
    version,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    /// What to do instead of opening the reader.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open in the reader.
    #[command(flatten)]
    pub reader: Inputs,
}

/// Where articles come from.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Inputs {
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the reader on the sample articles
    Seeds,
    /// Print articles, cleaned
    Show(Show),
    /// Print the list of articles
    List(List),
    /// Print the quotations with their speakers
    Quotes(Print),
    /// Print the people with their roles
    People(Print),
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
    /// Show, check or write the configuration
    Config {
        /// What to do
        #[arg(value_enum, default_value_t)]
        what: ConfigDo,
    },
    /// Print the man page or a completion script
    Generate {
        /// Which
        #[arg(value_enum)]
        what: What,
    },
}

/// What all printing commands share.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Print {
    /// Where from.
    #[command(flatten)]
    pub inputs: Inputs,
    /// Form of the output
    #[arg(long, short, value_enum, default_value_t)]
    pub format: Format,
    /// Only the articles that this query finds, as in the filter bar
    #[arg(long, short = 'q', value_name = "QUERY", default_value = "")]
    pub filter: String,
}

/// `show`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Show {
    /// What and how.
    #[command(flatten)]
    pub print: Print,
    /// Also print what was taken out of the page, each piece with the reason
    #[arg(long)]
    pub explain: bool,
    /// Print what was said before too, instead of leaving it out
    #[arg(long)]
    pub all: bool,
    /// Width of the text in cells; 0 breaks no lines
    #[arg(long, default_value_t = 72)]
    pub width: u16,
}

/// `list`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct List {
    /// What and how.
    #[command(flatten)]
    pub print: Print,
}

/// Form of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Plain text
    #[default]
    Text,
    /// Markdown
    Markdown,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

/// What `generate` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The man page, to read with `man -l`
    Man,
    /// Completions for bash
    Bash,
    /// Completions for zsh
    Zsh,
    /// Completions for fish
    Fish,
}

/// What `config` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ConfigDo {
    /// Say where the file is, and what is wrong in it
    #[default]
    Check,
    /// Say where the file is
    Path,
    /// Print the default file
    Default,
    /// Write the default file where there is none
    Write,
}
