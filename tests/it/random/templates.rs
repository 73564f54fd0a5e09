//! Templates of a repository, broken at random: a notice, or an error with the template's name.

use std::fs;
use std::path::Path;

use super::{broken, gazette, rounds};
use crate::repository::{Repository, write};

/// What templates are made of.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{{ list }}",
    "{{ nope.nope }}",
    "{{ 1/0 }}",
    "{{ amended|tojson }}",
    "{{ 'a'|upper }}",
    "{% for a in added %}",
    "{% endfor %}",
    "{% if rescreen %}",
    "{% else %}",
    "{% endif %}",
    "{% set a = a ~ a %}",
    "{% macro f(n) %}",
    "{% endmacro %}",
    "{{ f(1) }}",
    "{% include 'notice/x.txt.j2' %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% block a %}",
    "{% endblock %}",
    "{% raw %}",
    "{{ loop.index }}",
    "{{ [1,2][::0] }}",
    "{{ 'x'|date_us }}",
    "{{ 1e999 }}",
    "{{ -9223372036854775807 - 2 }}",
    "{% filter upper %}",
    "{{ self }}",
    "{{ 1|round(-99) }}",
    "{{ none|length }}",
    "|",
    "(",
    ")",
    "[",
    "]",
    ".",
    "~",
    "\"",
    "x",
    "\n",
];

#[test]
fn templates() {
    let repository = Repository::new();
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.entity("a", "1", "ONE LTD");
    repository.entity("a", "2", "TWO");
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/notice");
    let mut samples: Vec<Vec<u8>> = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(built_in)
        .expect("it is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    for path in paths {
        samples.push(fs::read(path).expect("it can be read"));
    }
    assert!(!samples.is_empty());
    let template = repository.path().join("templates/notice/x.txt.j2");
    let notice = || gazette(repository.path(), &["notice", "--style", "x", "--format", "text"]);
    write(&template, "{{ list.id }}: {{ added|length }} added\n");
    assert_eq!(notice(), (0, "a: 1 added\n".to_owned()));
    rounds("templates", 12, |dice| {
        let text = if dice.below(2) == 0 {
            broken(&samples[dice.below(samples.len())], dice)
        } else {
            let pieces = (0..1 + dice.below(12)).map(|_| PIECES[dice.below(PIECES.len())]);
            pieces.collect::<String>().into_bytes()
        };
        write(&template, "");
        fs::write(&template, &text).expect("there is room");
        notice();
    });
}
