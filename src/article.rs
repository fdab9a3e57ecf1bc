//! The domain types that every stage shares: what an article is and what is known about it.
//!
//! Plain data without behaviour beyond small accessors. Nothing here is a wire type: the command
//! line and the library own their own forms.

pub mod annotation;
pub mod body;
pub mod document;
pub mod listed;
pub mod metadata;
pub mod page;
pub mod repeat;

pub use annotation::{Annotations, Person, Quotation, QuotationKind, Speaker};
pub use body::{Block, BlockKind, Body, Mark, MarkKind};
pub use document::{ArticleId, CopyOf, Document, Row};
pub use listed::{Listed, Texts};
pub use metadata::{Metadata, Published};
pub use page::{ALL_TEXT, Article, Cleaned, Reason, Removed};
pub use repeat::{Passage, Repeat, SharedPassage};
