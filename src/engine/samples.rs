//! The sample articles, compiled in: what opens when there is nothing else.

use crate::engine::ingest::Input;

const SAMPLES: &[(&str, &str)] = &[
    (
        "seeds/000_774d1237bfdebe67.txt",
        include_str!("../../seeds/000_774d1237bfdebe67.txt"),
    ),
    (
        "seeds/001_8e2760d46737ed1a.txt",
        include_str!("../../seeds/001_8e2760d46737ed1a.txt"),
    ),
    (
        "seeds/002_782244141a187854.txt",
        include_str!("../../seeds/002_782244141a187854.txt"),
    ),
    (
        "seeds/003_d93ae70667fec127.txt",
        include_str!("../../seeds/003_d93ae70667fec127.txt"),
    ),
    (
        "seeds/004_630e150e038fb97e.txt",
        include_str!("../../seeds/004_630e150e038fb97e.txt"),
    ),
];

/// Returns the sample pages, as they were scraped.
pub fn samples() -> Vec<Input> {
    let input = |&(location, text): &(&str, &str)| Input {
        location: location.to_owned(),
        text: text.to_owned(),
        ..Input::default()
    };
    SAMPLES.iter().map(input).collect()
}
