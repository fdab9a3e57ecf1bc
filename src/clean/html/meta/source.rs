//! The name of a site, of what the site states for one.

use crate::clean::html::meta::SEPARATORS;
use crate::text::fold::fold;

/// Names that the software of a site gives where nobody has given one.
const UNNAMED: [&str; 9] = [
    "blog",
    "home",
    "home page",
    "homepage",
    "index",
    "my blog",
    "my site",
    "website",
    "wordpress",
];
/// What only a site's name stands before: `The Star: your weekly since 1963`.
const COLON: &str = ": ";
/// Characters of a name that is kept as it is.
const SHORT: usize = 30;
/// Fewest letters of a word by which a name is known in the host's.
const TELLING: usize = 4;

/// Returns the name without what the site says of itself, or `None` if it is no name.
///
/// Of a long one in several parts it is the one that shares most with `host`, or else the first.
pub(super) fn name(stated: &str, host: Option<&str>) -> Option<String> {
    let stated = trimmed(stated);
    if !stated.contains(char::is_alphabetic) || UNNAMED.contains(&fold(stated).as_str()) {
        return None;
    }
    if stated.chars().count() <= SHORT {
        return Some(stated.to_owned());
    }
    let mut parts = vec![stated];
    for separator in SEPARATORS.iter().chain([&COLON]) {
        parts = parts
            .iter()
            .flat_map(|part| part.split(separator))
            .collect();
    }
    let mut best: Option<(usize, &str)> = None;
    for part in parts.into_iter().map(trimmed) {
        let known = known(part, host.unwrap_or_default());
        let is_better = best.is_none_or(|(most, _)| most < known);
        if is_better && part.contains(char::is_alphabetic) {
            best = Some((known, part));
        }
    }
    Some(best.map_or(stated, |(_, part)| part).to_owned())
}

/// Returns the bytes of the words of a part that the host's name has.
fn known(part: &str, host: &str) -> usize {
    let part = fold(part);
    let words = part.split(|c: char| !c.is_alphanumeric());
    let of_host = words.filter(|word| TELLING <= word.len() && host.contains(*word));
    of_host.map(str::len).sum()
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || "|-–—•»:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_a_site_is_called() {
        for (stated, host, expected) in [
            ("Die Welt", "welt.de", Some("Die Welt")),
            ("Town Star |", "townstar.example", Some("Town Star")),
            (
                "Sister Site - A Magazine",
                "x.example",
                Some("Sister Site - A Magazine"),
            ),
            (
                "Town Star - Your locally owned weekly since 1963",
                "thetownstar.example",
                Some("Town Star"),
            ),
            (
                "Thoughts about a pilot, life and all that matters | Pilotage Blog",
                "pilotage.example",
                Some("Pilotage Blog"),
            ),
            (
                "Řeka.example - víte, co se právě děje u nás",
                "zpravy.reka.example",
                Some("Řeka.example"),
            ),
            (
                "Rover Stays Blog - Digital Rovers That Love Adventure",
                "roverstays.example",
                Some("Rover Stays Blog"),
            ),
            (
                "Institute of the Sea and of All That Lives in It",
                "isea.example",
                Some("Institute of the Sea and of All That Lives in It"),
            ),
            ("Homepage", "x.example", None),
            ("/", "x.example", None),
            ("", "x.example", None),
        ] {
            assert_eq!(name(stated, Some(host)).as_deref(), expected, "{stated}");
        }
        assert_eq!(name("- | -", None), None);
    }
}
