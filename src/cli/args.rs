//! The arguments; their documentation is the help text.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args as ClapArgs, CommandFactory as _, Parser, Subcommand, ValueEnum};

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
    /// How the reader looks.
    #[command(flatten)]
    pub look: Look,
}

impl Args {
    /// Returns the mistake of an option before its command, as in `--library FILE add PATH`: the command is a path then.
    pub fn misplaced_command(&self) -> Option<clap::Error> {
        let path = self.reader.paths.first()?;
        let mut command = Self::command();
        let name = command.find_subcommand(path)?.get_name().to_owned();
        // A file of that name may be meant; one that is not there cannot.
        let is_meant = path.exists();
        let what = format!("a command stands before its options: see `pullquote {name} --help`");
        (!is_meant).then(|| command.error(ErrorKind::ArgumentConflict, what))
    }
}

/// How the reader looks.
#[derive(Clone, Copy, Debug, Default, ClapArgs)]
pub struct Look {
    /// For screen readers: one thing at a time, no lines and bars, the cursor on what is read
    #[arg(long = "plain")]
    pub is_plain: bool,
}

/// Where articles come from.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Inputs {
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The library, instead of the one in your data directory
    #[arg(long, value_name = "FILE")]
    pub library: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the reader on the sample articles
    Seeds(Look),
    /// Print articles, cleaned; with the numbers that `list` shows, those of the library
    Show(Show),
    /// Print the list of articles
    List(List),
    /// Print the quotations with their speakers
    Quotes(Quotes),
    /// Print the people with their roles
    People(Print),
    /// Write articles as Markdown, HTML, JSON or an EPUB book
    Export(Export),
    /// What keeps articles in the library.
    #[command(flatten)]
    Keep(Keep),
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

/// Commands that work on the library.
#[derive(Debug, Subcommand)]
pub enum Keep {
    /// Add files, folders, addresses or standard input to the library
    Add {
        /// Files, folders, globs, http(s) addresses, or - for standard input
        #[arg(value_name = "WHAT", required = true)]
        what: Vec<String>,
        /// Go on and add what comes to these files and folders, until interrupted
        #[arg(long)]
        watch: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Take over what another program exported: Wallabag, Pocket, Instapaper, OPML
    ///
    /// Read and starred articles and tags stay so. Pages that the export only names are fetched by
    /// `refresh`.
    Import {
        /// Exported files: JSON, CSV, HTML, OPML
        #[arg(value_name = "FILE", required = true)]
        what: Vec<String>,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Clean kept originals again with a newer pullquote; state, tags and notes stay
    Reclean {
        /// Also those that this version has cleaned
        #[arg(long)]
        all: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Give articles a tag or take it from them; without a tag, list the tags
    Tag {
        /// The tag
        tag: Option<String>,
        /// Numbers of articles, as `list` shows them
        #[arg(value_parser = article_number)]
        articles: Vec<i64>,
        /// Take the tag away
        #[arg(long, short)]
        remove: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Mark words of an article, with a note or without; without an article, list all notes
    Note {
        /// Number of the article, as `list` shows it
        #[arg(value_parser = article_number)]
        article: Option<i64>,
        /// The words to mark, as they stand in the article
        quoted: Option<String>,
        /// What to say about them
        #[arg(default_value = "")]
        words: String,
        /// Remove the note of this number
        #[arg(long, short, value_name = "NOTE", conflicts_with = "quoted")]
        remove: Option<i64>,
        /// Form of the list
        #[arg(long, short, value_enum, default_value_t)]
        format: Format,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Save a search under a name and list what it finds; without a name, list the searches
    Saved {
        /// The name
        name: Option<String>,
        /// What to find, as in the filter bar: saves the search
        query: Vec<String>,
        /// Forget the search
        #[arg(long, short, conflicts_with = "query")]
        remove: bool,
        /// Form of the list
        #[arg(long, short, value_enum, default_value_t)]
        format: Format,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Subscribe to feeds, list them, or end a subscription
    Feed {
        /// What to do.
        #[command(subcommand)]
        action: FeedAction,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Ask the feeds for new articles and fetch addresses that wait
    Refresh {
        /// Ask all feeds, also those that are not due
        #[arg(long)]
        force: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Search the texts of the library, the best first
    Search {
        /// Words, \"phrases\" and qualifiers, as in the filter bar
        #[arg(required = true)]
        query: Vec<String>,
        /// Form of the output
        #[arg(long, short, value_enum, default_value_t)]
        format: Format,
        /// Print at most so many
        #[arg(long, short = 'n', default_value_t = 20)]
        count: usize,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Check the library
    Doctor {
        /// Compare all articles anew: repeats, copies and stories
        #[arg(long)]
        rebuild: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Give back space that the library no longer needs
    Gc {
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// Take the last change of several articles back
    Undo {
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
    /// List what could not be added
    Errors {
        /// Forget them
        #[arg(long)]
        clear: bool,
        /// Where the library is.
        #[command(flatten)]
        place: Place,
    },
}

/// Where the library is.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Place {
    /// The library, instead of the one in your data directory
    #[arg(long, value_name = "FILE")]
    pub library: Option<PathBuf>,
}

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub enum FeedAction {
    /// Subscribe; an OPML file is subscribed to with `add`
    Add {
        /// Address of the feed
        url: String,
    },
    /// List the subscriptions
    List {
        /// Print OPML
        #[arg(long)]
        opml: bool,
    },
    /// End a subscription
    Remove {
        /// Address or title of the feed
        feed: String,
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

/// `export`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Export {
    /// Where from.
    #[command(flatten)]
    pub inputs: Inputs,
    /// Form of the output
    #[arg(long, short, value_enum, default_value_t)]
    pub format: ExportForm,
    /// Only the articles that this query finds, as in the filter bar
    #[arg(long, short = 'q', value_name = "QUERY", default_value = "")]
    pub filter: String,
    /// Where to: a folder for a file of each article, or the file of a book or of JSON Lines; without it,
    /// standard output
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Title of a book
    #[arg(long, default_value = "pullquote")]
    pub title: String,
}

/// What `export` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// Markdown with the metadata in front
    #[default]
    Markdown,
    /// A page of HTML
    Html,
    /// One JSON object a line
    Json,
    /// An EPUB book with a chapter for each article
    Epub,
}

/// `list`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct List {
    /// What and how.
    #[command(flatten)]
    pub print: Print,
}

/// `quotes`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Quotes {
    /// Where from.
    #[command(flatten)]
    pub inputs: Inputs,
    /// Form of the output
    #[arg(long, short, value_enum, default_value_t)]
    pub format: QuotesFormat,
    /// Only the articles that this query finds, as in the filter bar
    #[arg(long, short = 'q', value_name = "QUERY", default_value = "")]
    pub filter: String,
}

/// Form of the output of `quotes`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum QuotesFormat {
    /// Plain text
    #[default]
    Text,
    /// Markdown
    Markdown,
    /// A table for spreadsheets: quotation, speaker, confidence, title, source, date, link
    Csv,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
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

/// Reads the number of an article.
fn article_number(word: &str) -> Result<i64, &'static str> {
    let number = word.parse().ok();
    number.ok_or("not the number of an article; `pullquote list` shows the numbers")
}
