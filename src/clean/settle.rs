//! Cleaning a story until cleaning it again would change nothing.

use crate::article::Reason;
use crate::clean::header;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::Line;
use crate::clean::select::story_lines;

/// Rounds after which a story is taken as it is; nearly all stand after the first.
const ROUNDS: usize = 6;

/// Says which paragraphs of a story would be taken out if it came as a page of its own, and why.
///
/// The first line may be its title even where it has one: a headline and the line under it are alike.
/// Nothing is taken out where nothing would be left.
pub(crate) fn settle(paragraphs: &[Line<'_>]) -> Vec<Option<Reason>> {
    let mut fates = vec![None; paragraphs.len()];
    let mut lines: Vec<(usize, Line<'_>)> = paragraphs.iter().copied().enumerate().collect();
    for _ in 0..ROUNDS {
        let texts: Vec<Line<'_>> = lines.iter().map(|&(_, line)| line).collect();
        let (kept, title) = again(&texts);
        if kept.is_empty() || kept.len() == lines.len() {
            break;
        }
        for (at, &(index, _)) in lines.iter().enumerate() {
            if Some(at) == title {
                fates[index] = Some(Reason::Title);
            } else if kept.binary_search(&at).is_err() {
                fates[index] = Some(Reason::Boilerplate);
            }
        }
        lines = kept.iter().map(|&at| lines[at]).collect();
    }
    fates
}

/// Returns the lines that a second cleaning keeps, and the one that it takes for the title.
fn again(lines: &[Line<'_>]) -> (Vec<usize>, Option<usize>) {
    let verdicts: Vec<Verdict> = lines.iter().map(junk::judge).collect();
    let mut kept = story_lines(lines, &verdicts);
    let title = header::title(lines, &verdicts, &kept);
    if title.is_some() && title == kept.first().copied() {
        kept.remove(0);
    }
    (kept, title)
}
