//! The state of the screen: plain data.

pub mod list;
pub mod panel;
pub mod prompt;
pub mod reading;

use std::sync::Arc;

use crate::article::Document;
use crate::engine::who::Choices;
use crate::tui::Options;
use crate::tui::action::Context;
use crate::tui::keymap::{Keymap, Pending};
use crate::tui::theme::Theme;

pub use list::List;
pub use panel::Panel;
pub use prompt::Prompt;
pub use reading::Reading;

/// Cells of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Cells from left to right.
    pub width: u16,
    /// Cells from top to bottom.
    pub height: u16,
}

/// How list and article stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Side by side where there is room, one at a time elsewhere.
    #[default]
    Auto,
    /// Side by side.
    Columns,
    /// One above the other.
    Stacked,
    /// One at a time.
    Single,
}

/// The pane that keys go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list of articles.
    #[default]
    List,
    /// The article.
    Reading,
}

/// What the reader has chosen.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own that the reader may turn"
)]
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Cells of the text column.
    pub measure: u16,
    /// Side by side or not.
    pub layout: Layout,
    /// Nothing but the text.
    pub is_zen: bool,
    /// Spread lines.
    pub is_justified: bool,
    /// Speakers beside quotations.
    pub has_speakers: bool,
    /// Only ASCII can be shown.
    pub is_ascii: bool,
    /// The mouse is ours.
    pub has_mouse: bool,
    /// For screen readers.
    pub is_plain: bool,
    /// Every byte counts.
    pub is_remote: bool,
    /// The terminal scrolls between two columns, so that panes side by side cost little.
    pub has_margins: bool,
    /// Words are divided at the ends of lines.
    pub is_hyphenated: bool,
    /// What is said stands in the margin once more.
    pub has_pull_quotes: bool,
    /// The reader's own theme files.
    pub themes: Arc<Vec<String>>,
    /// Rows of one story stand together.
    pub is_by_story: bool,
    /// The colours.
    pub theme: Arc<Theme>,
    /// The keys.
    pub keymap: Arc<Keymap>,
}

/// The measure where nothing else was chosen, and after `=`.
pub const DEFAULT_MEASURE: u16 = 72;

impl Settings {
    /// Makes settings of options; returns what is wrong with them too.
    pub fn new(options: &Options) -> (Self, Vec<String>) {
        let (keymap, mut problems) = Keymap::new(&options.preset, &options.keys);
        let name = match () {
            () if options.is_mono || options.is_plain => "mono",
            () if options.theme.is_empty() => "terminal",
            () => &options.theme,
        };
        for file in &options.themes {
            if let Err(problem) = Theme::parse(file) {
                problems.push(format!("a theme file does not count: {problem}"));
            }
        }
        let theme = Theme::by_name(name, &options.themes).unwrap_or_else(|| {
            problems.push(format!("no theme is called “{name}”"));
            Theme::default()
        });
        let settings = Self {
            measure: if options.measure == 0 {
                DEFAULT_MEASURE
            } else {
                options.measure
            },
            layout: if options.is_plain {
                Layout::Single
            } else {
                options.layout
            },
            is_zen: false,
            is_justified: options.is_justified,
            has_speakers: true,
            is_ascii: options.is_ascii,
            has_mouse: options.has_mouse,
            is_plain: options.is_plain,
            is_remote: options.is_remote,
            has_margins: false,
            is_hyphenated: options.is_hyphenated,
            has_pull_quotes: false,
            themes: Arc::new(options.themes.clone()),
            is_by_story: false,
            theme: Arc::new(theme),
            keymap: Arc::new(keymap),
        };
        (settings, problems)
    }
}

/// Marks that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was done: `Marked 12 articles as read`.
    pub words: String,
    /// Articles whose read state was this before.
    pub read: Vec<(crate::article::ArticleId, bool)>,
    /// Articles whose star was this before.
    pub starred: Vec<(crate::article::ArticleId, bool)>,
}

/// The whole state.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The terminal's size.
    pub size: Size,
    /// What the reader has chosen.
    pub settings: Settings,
    /// The list.
    pub list: List,
    /// The article that is open.
    pub reading: Option<Reading>,
    /// The pane that keys go to.
    pub focus: Focus,
    /// What lies over the panes.
    pub panel: Option<Panel>,
    /// What is being typed.
    pub prompt: Option<Prompt>,
    /// A count or sequence that is going on.
    pub pending: Pending,
    /// What the reader says about who is who.
    pub choices: Choices,
    /// A word to the reader; gone with the next key.
    pub notice: Option<String>,
    /// Changes of marks, the last one last.
    pub undo: Vec<Change>,
    /// The last request that was made of the outside.
    pub generation: u64,
}

impl Model {
    /// Makes the state of a screen that has just been started.
    pub fn new(size: Size, options: &Options) -> Self {
        let (settings, problems) = Settings::new(options);
        Self {
            size,
            settings,
            list: List::new(&options.filter),
            reading: None,
            focus: Focus::List,
            panel: None,
            prompt: None,
            pending: Pending::default(),
            choices: Choices::default(),
            notice: (!problems.is_empty()).then(|| problems.join("; ")),
            undo: Vec::new(),
            generation: 0,
        }
    }

    /// Returns where keys go.
    pub fn context(&self) -> Context {
        match (&self.panel, self.focus) {
            (Some(_), _) => Context::PANEL,
            (None, Focus::List) => Context::LIST,
            (None, Focus::Reading) => Context::READING,
        }
    }

    /// Returns a number for the next request.
    pub fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// Returns the article that is open, once it has been read.
    pub fn document(&self) -> Option<&Document> {
        self.reading.as_ref()?.document.as_deref()
    }

    /// Returns the panel if it waits for the answer to this request; it waits no longer then.
    pub fn take_waiting_panel(&mut self, generation: u64) -> Option<&mut Panel> {
        let panel = self.panel.as_mut()?;
        panel.waits_for.take_if(|waited| *waited == generation)?;
        Some(panel)
    }

    /// Says whether a sequence of keys waits for more while it already means something.
    pub fn is_waiting(&self) -> bool {
        let keymap = &self.settings.keymap;
        self.prompt.is_none()
            && !self.pending.keys.is_empty()
            && keymap.is_ambiguous(&self.pending, self.context())
    }
}
