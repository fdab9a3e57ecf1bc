//! Everything that a reader can ask for, in one table: the keys, the help and the footer come from it.

/// Where a key works; contexts are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context(pub u8);

impl Context {
    /// The list of articles.
    pub const LIST: Self = Self(1);
    /// The article.
    pub const READING: Self = Self(2);
    /// A panel over them: people, quotations, help.
    pub const PANEL: Self = Self(4);
    /// List and article.
    pub const MAIN: Self = Self(3);
    /// Everywhere.
    pub const ALL: Self = Self(7);

    /// Says whether the two share a place.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a row of the table says of an action.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The action.
    pub action: Action,
    /// Its name in the configuration and after `:`.
    pub name: &'static str,
    /// Keys, separated by blanks.
    pub keys: &'static str,
    /// Where it works.
    pub context: Context,
    /// What it does, for the help.
    pub help: &'static str,
    /// The word in the footer, where it has a place there.
    pub footer: Option<&'static str>,
}

macro_rules! actions {
    ($($action:ident $name:literal $keys:literal $context:ident $footer:expr, $help:literal;)*) => {
        /// Something that a reader can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $help] $action,)*
        }

        /// The table of all actions, in the order of the help.
        pub const TABLE: &[Entry] = &[
            $(Entry {
                action: Action::$action,
                name: $name,
                keys: $keys,
                context: Context::$context,
                help: $help,
                footer: $footer,
            },)*
        ];
    };
}

actions! {
    Down "down" "j down ctrl-e" ALL Some("down"), "Next line or entry";
    Up "up" "k up ctrl-y" ALL None, "Line or entry before";
    PageDown "page-down" "space pagedown ctrl-f" ALL Some("page"), "Page down";
    PageUp "page-up" "b pageup ctrl-b" ALL None, "Page up";
    HalfDown "half-down" "ctrl-d d" ALL None, "Half a page down";
    HalfUp "half-up" "ctrl-u" ALL None, "Half a page up";
    Top "top" "g home <" ALL None, "First line or entry; with a count, that one (gg works too)";
    Bottom "bottom" "G end >" ALL None, "Last line or entry; with a count, that one";
    NextParagraph "next-paragraph" "}" READING None, "Next paragraph";
    PreviousParagraph "previous-paragraph" "{" READING None, "Paragraph before";
    Open "open" "enter l right" ALL Some("read"), "Read the article; choose the entry";
    Leave "leave" "q" ALL Some("back"), "One step back; from the list, quit";
    Back "back" "h left" ALL None, "One step back (Esc too); never quits";
    SwitchPane "switch-pane" "tab backtab" ALL None, "Other pane; in a panel, other scope";
    Search "search" "/" ALL Some("filter"), "Filter the list; search in the article";
    ClearFilter "clear-filter" "ctrl-r" LIST None, "Clear the filter";
    NextHit "next-hit" "n" READING None, "Next hit of the search";
    PreviousHit "previous-hit" "N" READING None, "Hit before";
    NextArticle "next-article" "J" MAIN None, "Read the next article";
    PreviousArticle "previous-article" "K" MAIN None, "Read the article before";
    NextUnread "next-unread" "]u" MAIN None, "Read the next unread article";
    PreviousUnread "previous-unread" "[u" MAIN None, "Read the unread article before";
    NextQuotation "next-quotation" "]q" READING None, "Next quotation";
    PreviousQuotation "previous-quotation" "[q" READING None, "Quotation before";
    NextPerson "next-person" "]p" READING None, "Next mention of a person";
    PreviousPerson "previous-person" "[p" READING None, "Mention of a person before";
    Quotations "quotations" "Q" ALL Some("quotes"), "Who said what: this article, the list, all";
    People "people" "P" ALL Some("people"), "Who is named: this article, the list, all";
    Links "links" "f u" READING None, "Links of the article";
    Copies "copies" "c" MAIN None, "Copies of the article, and the same story elsewhere";
    SearchLibrary "search-texts" "S" ALL Some("search"), "Search the texts of all articles";
    ToggleStory "story" "zs" LIST None, "Group the list by story";
    Select "select" "V" READING None, "Choose sentences: j and k move on, Esc ends";
    Highlight "highlight" "H" READING None, "Highlight what is chosen, or take the highlight back";
    Note "note" "a" READING None, "Write a note to what is chosen";
    Notes "notes" "e" READING None, "Highlights and notes of the article";
    Tag "tag" "T" MAIN None, "Give the article a tag, or take it back";
    Lists "lists" "L" MAIN Some("lists"), "Tags, saved searches and other lists";
    Remove "remove" "x" PANEL None, "Remove the note or saved search; set a person’s name apart";
    Join "join" "=" PANEL None, "Remember a person; on another name: both are one person";
    Difference "difference" "D" PANEL None, "What differs in a copy";
    ToggleRead "toggle-read" "m" MAIN Some("read/unread"), "Mark as read or unread";
    ToggleStar "toggle-star" "s" MAIN Some("star"), "Star";
    MarkAllRead "mark-all-read" "A" LIST None, "Mark everything in the list as read";
    Undo "undo" "U" MAIN None, "Undo the last change of marks";
    News "news" "zn" READING None, "What no other telling of this story has, or all alike";
    Raw "raw" "R" READING Some("raw"), "The page as it came, with what was taken out and why";
    BringBack "bring-back" "B" READING None, "Raw view: bring the removed piece on the screen back, or take it out again";
    BringBackAlways "bring-back-always" "zB" READING None, "The same in all articles of this source";
    ToggleFold "toggle-fold" "za" READING None, "Open or close the fold on the screen";
    OpenFolds "open-folds" "zR" READING None, "Open all folds";
    CloseFolds "close-folds" "zM" READING None, "Close all folds";
    Wider "wider" "+" READING None, "Wider lines";
    Narrower "narrower" "-" READING None, "Narrower lines";
    DefaultMeasure "default-measure" "=" READING None, "Lines of the usual width";
    Justify "justify" "zj" READING None, "Justified or ragged lines";
    Hyphenate "hyphenate" "zh" READING None, "Divide words at the ends of lines or not";
    PullQuotes "speakers" "zq" READING None, "Show or hide speakers beside quotations";
    LiftQuotes "pull-quotes" "zp" READING None, "What is said once more in the margin, or not";
    Zen "zen" "z" READING None, "Nothing but the text";
    CycleLayout "layout" "v" MAIN None, "Side by side, one above the other, one at a time";
    NextTheme "theme" "t" MAIN None, "Next theme";
    OpenLink "open-link" "o" ALL None, "Open the address in a browser; with a count, that link";
    CopyLink "copy-link" "y" ALL None, "Copy title and address";
    CopyQuotation "copy-quotation" "Y" ALL None, "Copy the quotation with speaker and source";
    ToggleMouse "mouse" "M" MAIN None, "Mouse on or off";
    Command "command" ":" MAIN None, "Type a command";
    Help "help" "? f1" ALL Some("help"), "All keys";
    Redraw "redraw" "ctrl-l" ALL None, "Draw the screen anew";
    Suspend "suspend" "ctrl-z" ALL None, "Suspend";
    Quit "quit" "ctrl-c ZZ" ALL None, "Quit from anywhere";
}

/// Returns what the table says of an action.
pub fn entry(action: Action) -> &'static Entry {
    let of = |entry: &&Entry| entry.action == action;
    TABLE.iter().find(of).unwrap_or(&TABLE[0])
}

/// Returns the action of this name.
pub fn by_name(name: &str) -> Option<Action> {
    let of = |entry: &&Entry| entry.name == name;
    TABLE.iter().find(of).map(|entry| entry.action)
}
