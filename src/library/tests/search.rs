//! Words, people and states are found in the texts that are kept.

use super::*;

#[test]
fn search_finds_words_people_and_states() {
    let library = Library::in_memory().unwrap();
    let ready = add(&library, 1, "running");
    let steady = add(&library, 2, "steady");
    library.set_starred(&[steady], true, None).unwrap();
    library.set_tag(&[steady], "a b", true, None).unwrap();
    let words = |words: &[&str]| Search {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        ..Search::default()
    };
    for (search, expected) in [
        (words(&["run"]), vec![ready]),
        (words(&["cafe", "steady"]), vec![steady]),
        (words(&["we are"]), vec![steady, ready]),
        (words(&["are we"]), vec![]),
        (
            Search {
                is_last_a_start: true,
                ..words(&["stea"])
            },
            vec![steady],
        ),
        (
            Search {
                without: vec!["steady".to_owned()],
                ..words(&["cafe"])
            },
            vec![ready],
        ),
        (
            Search {
                without: vec!["steady".to_owned()],
                ..Search::default()
            },
            vec![ready],
        ),
        (
            Search {
                who: vec!["bob".to_owned()],
                is_starred: Some(true),
                ..Search::default()
            },
            vec![steady],
        ),
        (
            Search {
                said: vec!["bob".to_owned()],
                ..Search::default()
            },
            vec![],
        ),
        (
            Search {
                said: vec!["ann".to_owned()],
                ..words(&["running"])
            },
            vec![ready],
        ),
        (
            Search {
                tags: vec!["a b".to_owned()],
                ..Search::default()
            },
            vec![steady],
        ),
        (
            Search {
                tags: vec!["a b".to_owned()],
                ..words(&["day"])
            },
            vec![steady],
        ),
        (
            Search {
                who: vec!["nobody".to_owned()],
                ..words(&["day"])
            },
            vec![],
        ),
        (
            Search {
                source: vec!["p_per".to_owned()],
                ..Search::default()
            },
            vec![],
        ),
        (
            Search {
                source: vec!["PER".to_owned()],
                ..Search::default()
            },
            vec![steady, ready],
        ),
        (
            Search {
                source: vec!["paper".to_owned()],
                ..words(&["running"])
            },
            vec![ready],
        ),
        (
            Search {
                after: Some(2),
                ..Search::default()
            },
            vec![steady],
        ),
        (
            Search {
                before: Some(2),
                ..words(&["day"])
            },
            vec![ready],
        ),
        (words(&["\" *)", "running"]), vec![ready]),
    ] {
        let found = library.search(&search, 10).unwrap();
        assert_eq!(
            found.iter().map(|hit| hit.row.id).collect::<Vec<_>>(),
            expected,
            "{search:?}"
        );
        // A condition that all meet is another way to the same.
        let after = search.after.or(Some(i64::MIN));
        let otherwise = Search { after, ..search };
        assert_eq!(library.search(&otherwise, 10).unwrap(), found);
    }
    let hit = library.search(&words(&["cafe"]), 1).unwrap().remove(0);
    assert_eq!(
        hit.lit
            .iter()
            .map(|span| span.of(&hit.snippet))
            .collect::<Vec<_>>(),
        ["café"]
    );
    assert_eq!(library.matching(&words(&["running"])).unwrap(), [ready]);
    let people = library.people(5).unwrap();
    assert_eq!(
        (people[0].name.as_str(), people[0].articles),
        ("Ann Lee", 2)
    );
    assert_eq!(people[0].role.as_deref(), Some("driver"));
    let said = library.said_by("Ann Lee", 5).unwrap();
    assert_eq!(said[0].words, "“We are steady,”");
}
