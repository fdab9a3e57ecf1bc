//! Cleaning a story until cleaning it again would change nothing.

use crate::article::Reason;
use crate::clean::junk::Verdict;
use crate::clean::lines::Line;
use crate::clean::select::story_lines;
use crate::clean::title;
use crate::clean::vocabulary::Vocabulary;

/// Rounds after which a story is taken as it is; nearly all stand after the first.
const ROUNDS: usize = 6;

/// Says which paragraphs of a story would be taken out if it came as a page of its own, and why.
///
/// The first line may be its title even where it has one: a headline and the line under it are alike.
/// Nothing is taken out where nothing would be left.
pub(crate) fn settle(
    paragraphs: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
) -> Vec<Option<Reason>> {
    let mut fates = vec![None; paragraphs.len()];
    let mut places: Vec<usize> = (0..paragraphs.len()).collect();
    let (mut lines, mut verdicts) = (paragraphs.to_vec(), verdicts.to_vec());
    for _ in 0..ROUNDS {
        let (kept, title) = again(&lines, &verdicts, words);
        if kept.is_empty() || kept.len() == lines.len() {
            break;
        }
        for (at, &place) in places.iter().enumerate() {
            if Some(at) == title {
                fates[place] = Some(Reason::Title);
            } else if kept.binary_search(&at).is_err() {
                fates[place] = Some(Reason::Boilerplate);
            }
        }
        places = kept.iter().map(|&at| places[at]).collect();
        lines = kept.iter().map(|&at| lines[at]).collect();
        verdicts = kept.iter().map(|&at| verdicts[at]).collect();
    }
    fates
}

/// Returns the lines that a second cleaning keeps, and the one that it takes for the title.
fn again(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
) -> (Vec<usize>, Option<usize>) {
    let mut kept = story_lines(lines, verdicts, words);
    let title = title::title(lines, verdicts, words, &kept);
    if let Some(title) = title {
        title::take(title, lines, &mut kept);
    }
    (kept, title)
}
