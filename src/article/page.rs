//! What cleaning makes of one page.

use serde::{Deserialize, Serialize};

use crate::article::{Body, Metadata};
use crate::text::TextSpan;

/// One cleaned article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Title, source, date.
    pub metadata: Metadata,
    /// The text.
    pub body: Body,
}

/// What begins a page of HTML all of which is text: what a Markdown file was made into, or a chapter of a book.
///
/// It travels with the page, which is cleaned again when the program has learnt more.
pub const ALL_TEXT: &str = "<!-- all of this is text -->";

/// A page taken apart; nothing of it is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cleaned {
    /// The page as text, sanitised: what the raw view shows, and what origins refer to.
    pub raw: String,
    /// The articles; the first is the page's main one.
    pub articles: Vec<Article>,
    /// What belongs to no article's body, ascending by place.
    pub removed: Vec<Removed>,
}

/// A piece of the page that was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Where it is in [`Cleaned::raw`].
    pub span: TextSpan,
    /// Why.
    pub reason: Reason,
    /// The article (index into [`Cleaned::articles`]) that it stood in or before.
    pub article: u32,
}

/// Why a piece was taken out of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// Links to other parts of the site, menus, breadcrumbs.
    Navigation,
    /// Buttons and prompts to share, like, follow or comment, and comment boxes.
    ShareBar,
    /// Advertisements, app and newsletter adverts.
    Advert,
    /// Left over from a template or a shortcode: `[ad_1]`, `spot_img`.
    Placeholder,
    /// Weather, clock, ticker.
    Widget,
    /// The heading or frame of a block of other stories.
    RelatedBlock,
    /// A teaser of another story that breaks off.
    Teaser,
    /// Says the title again, or is the title, taken up as such.
    Title,
    /// Byline, source, date or place, taken up as such.
    Metadata,
    /// Caption or credit of a picture that is not here.
    Caption,
    /// Legal small print, syndication notes, copyright lines.
    Legal,
    /// Says word for word what the page already said.
    Repeat,
    /// Readers' comments.
    Comments,
    /// Stands on other pages of the same source too.
    Recurring,
    /// Anything else that does not belong to the text.
    Boilerplate,
    /// Beyond the size up to which a page is looked at.
    Beyond,
}

impl Reason {
    /// Returns the name shown to the reader.
    pub fn label(self) -> &'static str {
        match self {
            Self::Navigation => "navigation",
            Self::ShareBar => "share bar",
            Self::Advert => "advert",
            Self::Placeholder => "placeholder",
            Self::Widget => "widget",
            Self::RelatedBlock => "related block",
            Self::Teaser => "teaser of another story",
            Self::Title => "the title",
            Self::Metadata => "source or date",
            Self::Caption => "caption or credit",
            Self::Legal => "legal note",
            Self::Repeat => "said before",
            Self::Comments => "comments",
            Self::Recurring => "on other pages of this source",
            Self::Boilerplate => "page text",
            Self::Beyond => "beyond the limit of a page",
        }
    }
}
