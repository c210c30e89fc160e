"""Choices and look-ups from CSV files beside a form."""

import pytest

from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import Answer, start, step, view
from fieldkit.forms.nodes import nodes
from tests.forms.scenario import HEAD, TODAY, Now

POSTS = b"code,name,name::fr,phone\nrusumo,Rusumo,Rusumo (fr),0788\ngatuna,Gatuna,Gatuna (fr),0789\n"


def form(*rows: str) -> str:
    return HEAD + "survey:\n" + "".join(f"  - {row}\n" for row in rows)


def found(text: str, **files: bytes) -> list[str]:
    problems = check_form(text, "f", {f"{name}.csv": data for name, data in files.items()}).problems
    return [f"{p.severity}: {p.what}" for p in problems if "reviewed" not in p.what and "'means'" not in p.what]


def test_a_select_from_a_file_offers_its_rows_in_each_language() -> None:
    """Parameters name the columns; `name::fr` is the label in French."""
    text = form(
        "{name: post, type: select_one_from_file posts.csv, label: {en: P, fr: P}, parameters: value=code label=name}"
    )
    compiled = compile_form(load_form(text, "f", {"posts.csv": POSTS}))
    state = start(compiled, language="fr", today=TODAY, now=Now())
    assert [(choice.value, choice.label) for choice in view(state).choices] == [
        ("rusumo", "Rusumo (fr)"),
        ("gatuna", "Gatuna (fr)"),
    ]


def test_a_look_up_needs_no_more_than_the_file() -> None:
    """As in Kobo: pulldata() and instance() read the CSV beside the form."""
    text = form(
        "{name: p, type: text, label: P}",
        "{name: phone, type: calculate, calculation: \"pulldata('posts', 'phone', 'code', ${p})\"}",
        "{name: all, type: calculate, calculation: \"count(instance('posts')/root/item[phone > 700])\"}",
    )
    assert [line for line in found(text, posts=POSTS) if line.startswith("error") or "table" in line] == []
    state = start(compile_form(load_form(text, "f", {"posts.csv": POSTS})), language="en", today=TODAY, now=Now())
    state, _ = step(state, Answer("gatuna"))
    assert {node.key: node.value for node in nodes(state)} == {"p": "gatuna", "phone": "0789", "all": 2}


def test_files_are_part_of_the_form() -> None:
    """Another CSV is another form: its hash differs."""
    text = form("{name: post, type: select_one_from_file posts.csv, label: P, parameters: value=code label=name}")
    hashes = [load_form(text, "f", {"posts.csv": data}).form_hash for data in (POSTS, POSTS + b"x,X,X,1\n")]
    assert hashes[0] != hashes[1]
    assert load_form(text, "f", {"posts.csv": POSTS, "other.csv": b"a\n1\n"}).form_hash == hashes[0]


def test_a_missing_file_is_a_warning_and_its_value_is_typed() -> None:
    """The worker can go on."""
    text = form("{name: post, type: select_one_from_file posts.csv, label: P}")
    assert "warning: the file 'posts.csv' is not beside the form" in found(text)
    state = start(compile_form(load_form(text, "f")), language="en", today=TODAY, now=Now())
    assert view(state).kind == "text"
    assert step(state, Answer("rusumo"))[0].answers == {"post": "rusumo"}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "error: 'posts.csv' has no rows"),
        (b"\xff\xfe", "error: 'posts.csv' is not UTF-8 text"),
        (b'name,label\n"open,1\n', "error: 'posts.csv' is not a CSV file"),
        (b"name,name\n1,2\n", "error: 'posts.csv' names a column twice"),
        (b"code,label\n1,2\n", "error: 'posts.csv' has no column 'name'"),
        (b"name,label\n" + b"a,b\n" * 200_001, "error: 'posts.csv' has too many rows"),
    ],
    ids=["empty", "not utf-8", "open quote", "column twice", "no column", "too long"],
)
def test_a_file_that_cannot_be_used_is_an_error(data: bytes, what: str) -> None:
    """Each with what is wrong."""
    text = form("{name: post, type: select_one_from_file posts.csv, label: P}")
    assert any(line.startswith(what) for line in found(text, posts=data)), found(text, posts=data)


def test_escapes_in_a_file_are_removed_and_columns_may_be_separated_by_semicolons() -> None:
    """A file from a stick is as untrusted as a form."""
    data = b"name;label\na;\x1b[31mRed\x1b[0m\n"
    text = form("{name: post, type: select_one_from_file posts.csv, label: P}")
    state = start(compile_form(load_form(text, "f", {"posts.csv": data})), language="en", today=TODAY, now=Now())
    assert view(state).choices[0].label == "Red"
