//! What lies over the panes: people, quotations, links, copies, help.

use crate::article::ArticleId;
use crate::engine::who::Choice;
use crate::tui::action::Action;

/// What a panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelKind {
    /// All keys.
    Help,
    /// Who is named.
    People,
    /// Who said what.
    Quotations,
    /// Links of the article.
    Links,
    /// Copies of the article, and its story.
    Copies,
    /// What is known of one person.
    Person,
    /// What a search of the texts found.
    Found,
    /// Highlights and notes of the article.
    Notes,
    /// Tags, saved searches and other lists.
    Lists,
    /// What differs between two copies.
    Difference,
}

/// What an entry can remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A highlight or note, by its number.
    Note(i64),
    /// A saved search, by its name.
    Search(String),
    /// A name of a person: what is to be said of it.
    Name(Choice),
}

/// Which articles a panel looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The article that is open or under the cursor.
    #[default]
    Article,
    /// What the list shows.
    Listed,
    /// The whole library.
    All,
}

impl Scope {
    /// Returns the scope after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Article => Self::Listed,
            Self::Listed => Self::All,
            Self::All => Self::Article,
        }
    }

    /// Returns its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Article => "this article",
            Self::Listed => "the list",
            Self::All => "all articles",
        }
    }
}

/// What Enter does on an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing: a heading.
    None,
    /// Filters the list.
    Filter(String),
    /// Opens an article, at a byte of its text.
    Place(ArticleId, u32),
    /// Does what the key does.
    Do(Action),
    /// Opens an address.
    Url(String),
    /// Opens an article and searches words in it.
    Find(ArticleId, String),
    /// Shows what is known of a person.
    Person(String),
}

/// An entry of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The words, wrapped to the width of the panel.
    pub words: String,
    /// Words under or beside them.
    pub detail: String,
    /// Words at the right.
    pub aside: String,
    /// Key of the colour that the entry has, a person's name.
    pub person: Option<String>,
    /// What Enter does.
    pub target: Target,
    /// What copying gives.
    pub copy: String,
}

/// A quotation of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The article.
    pub article: ArticleId,
    /// Where it is in the article's text.
    pub start: u32,
    /// The words with their marks.
    pub words: String,
    /// The speaker as shown; empty where nobody is named.
    pub speaker: String,
    /// Says that the speaker is a person known by name.
    pub is_person: bool,
    /// The article's title.
    pub title: String,
    /// Source and date.
    pub source: String,
    /// The article's address.
    pub url: String,
}

impl Quoted {
    /// Returns the quotation as it is copied.
    pub fn to_copy(&self) -> String {
        let mut out = self.words.clone();
        let who = if self.speaker.is_empty() {
            "unknown"
        } else {
            &self.speaker
        };
        out.push_str(&format_line("— ", who));
        out.push_str(&format_line("", &self.title));
        out.push_str(&format_line("", &self.source));
        out.push_str(&format_line("", &self.url));
        out
    }
}

fn format_line(before: &str, words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("\n{before}{words}")
    }
}

/// A panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// What it shows.
    pub kind: PanelKind,
    /// The person or the query that it is about; empty for others.
    pub about: String,
    /// Which articles it looks at.
    pub scope: Scope,
    /// All entries.
    pub items: Vec<Item>,
    /// Words that entries must hold.
    pub filter: String,
    /// Entries that are listed, as places in `items`.
    pub shown: Vec<usize>,
    /// Place of the cursor in `shown`.
    pub cursor: usize,
    /// Place in `shown` of the first entry on the screen.
    pub top: usize,
    /// The request that it waits for.
    pub waits_for: Option<u64>,
    /// What entries can remove, by their places in `items`.
    pub removals: Vec<(usize, Removal)>,
    /// Place of the cursor once it is filled.
    pub wanted: usize,
    /// The person that another is to be joined with: spellings of the name, separated by bars.
    pub marked: Option<String>,
    /// What was said last, as long as the cursor has not moved.
    pub joined: Vec<Choice>,
    /// Who is who has changed since it was filled.
    pub is_stale: bool,
}

impl Panel {
    /// Makes a panel without entries.
    pub fn new(kind: PanelKind, scope: Scope) -> Self {
        Self {
            kind,
            about: String::new(),
            scope,
            items: Vec::new(),
            filter: String::new(),
            shown: Vec::new(),
            cursor: 0,
            top: 0,
            waits_for: None,
            removals: Vec::new(),
            wanted: 0,
            marked: None,
            joined: Vec::new(),
            is_stale: false,
        }
    }

    /// Takes new entries.
    pub fn fill(&mut self, items: Vec<Item>) {
        self.items = items;
        self.apply_filter();
        let last = self.shown.len().saturating_sub(1);
        self.cursor = std::mem::take(&mut self.wanted).min(last);
        self.skip_headings(1);
    }

    /// Lists the entries that hold every word of the filter.
    pub fn apply_filter(&mut self) {
        let fold = crate::text::fold::fold;
        let words: Vec<String> = self.filter.split_whitespace().map(fold).collect();
        let holds = |item: &Item| {
            let all = fold(&format!("{} {} {}", item.words, item.detail, item.aside));
            words.iter().all(|word| all.contains(word.as_str()))
        };
        let is_shown =
            |item: &Item| words.is_empty() || (item.target != Target::None && holds(item));
        let items = self.items.iter().enumerate();
        self.shown = items
            .filter(|(_, item)| is_shown(item))
            .map(|(at, _)| at)
            .collect();
        self.cursor = 0;
        self.top = 0;
        self.skip_headings(1);
    }

    /// Returns the entry at a place.
    pub fn item(&self, place: usize) -> Option<&Item> {
        self.items.get(*self.shown.get(place)?)
    }

    /// Returns what the entry under the cursor can remove.
    pub fn removal(&self) -> Option<&Removal> {
        let at = self.shown.get(self.cursor)?;
        let of = |(place, _): &&(usize, Removal)| place == at;
        self.removals.iter().find(of).map(|(_, removal)| removal)
    }

    /// Returns the entry under the cursor.
    pub fn current(&self) -> Option<&Item> {
        self.item(self.cursor)
    }

    /// Returns the number of the entry under the cursor and of all entries, headings left out.
    pub fn place(&self) -> (usize, usize) {
        let is_entry = |place: &usize| {
            let item = self.item(*place);
            item.is_some_and(|item| item.target != Target::None)
        };
        let count = |places: std::ops::Range<usize>| places.filter(is_entry).count();
        let (before, all) = (count(0..self.cursor), count(0..self.shown.len()));
        (all.min(before + 1), all)
    }

    /// Moves the cursor.
    pub fn move_by(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.skip_headings(if by < 0 { -1 } else { 1 });
    }

    /// Moves on from a heading, back where nothing follows it.
    fn skip_headings(&mut self, direction: isize) {
        let is_heading = |place: usize| {
            self.item(place)
                .is_some_and(|item| item.target == Target::None)
        };
        let mut place = self.cursor;
        while is_heading(place) {
            if let Some(next) = place
                .checked_add_signed(direction)
                .filter(|&next| next < self.shown.len())
            {
                place = next;
            } else {
                let mut after = self.cursor..self.shown.len();
                let mut before = (0..self.cursor).rev();
                let found = after.find(|&place| !is_heading(place));
                place = found
                    .or_else(|| before.find(|&place| !is_heading(place)))
                    .unwrap_or(0);
                break;
            }
        }
        self.cursor = place;
    }
}
