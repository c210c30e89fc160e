"""Shared blocks: `include:`. docs/form-language.md 9."""

import hashlib

import pytest

from fieldkit.forms.check import Checked, check_form, load_form
from fieldkit.forms.include import MAX_DEPTH, MAX_INCLUDES, hash_of
from fieldkit.forms.model import Form

HEAD = 'form_id: f\nversion: "1"\ntitle: {en: F}\n'
CONSENT = b"""\
block: consent
choices:
  yn: {"yes": {en: "Yes"}, "no": {en: "No"}}
survey:
  - name: agrees
    type: select_one yn
    label: {en: Do you agree?}
"""
FORM = HEAD + "survey:\n  - {name: first, type: text, label: {en: First}}\n  - include: consent\n"


def form(text: str, **blocks: bytes) -> Form:
    return load_form(text, "f.yaml", {f"{name}.yaml": data for name, data in blocks.items()})


def checked(text: str, **blocks: bytes) -> Checked:
    return check_form(text, "f.yaml", {f"{name}.yaml": data for name, data in blocks.items()})


def told(text: str, **blocks: bytes) -> list[str]:
    found = checked(text, **blocks).problems
    return [f"{p.line}:{p.column} {p.what}" for p in found if p.severity == "error"]


def test_an_include_puts_the_questions_and_choices_of_a_block_in_its_place() -> None:
    """As if they had been written there."""
    found = form(FORM, consent=CONSENT)
    assert [question.name for question in found.questions] == ["first", "agrees"]
    assert list(found.choices["yn"]) == ["yes", "no"]


def test_an_include_inside_a_group_puts_the_block_into_the_group() -> None:
    """Each question knows the group."""
    inside = HEAD + "survey:\n  - group: talk\n    survey:\n      - include: consent\n"
    (question,) = form(inside, consent=CONSENT).questions
    assert question.group is not None
    assert (question.name, question.group.name) == ("agrees", "talk")


def test_a_block_may_include_blocks() -> None:
    """They stand in its place."""
    person = b"block: person\nsurvey:\n  - include: consent\n  - {name: age, type: integer, label: Age}\n"
    found = form(HEAD + "survey:\n  - include: person\n", person=person, consent=CONSENT)
    assert [question.name for question in found.questions] == ["agrees", "age"]


def test_a_mistake_in_a_block_names_the_file_of_the_block_and_the_place_in_it() -> None:
    """The problem itself stands at the form's include."""
    wrong = CONSENT.replace(b"select_one yn", b"select_one ny").replace(b"label:", b"lable:")
    assert sorted(told(FORM, consent=wrong)) == [
        "6:5 in consent.yaml, line 5, column 5: 'agrees' has no `label`",
        "6:5 in consent.yaml, line 6, column 11: there is no list 'ny'",
        "6:5 in consent.yaml, line 7, column 5: unknown key 'lable'",
    ]


def test_a_wrong_expression_in_a_block_is_shown_at_its_column() -> None:
    """Line and column are those of the block."""
    wrong = CONSENT + b"    relevant: \"${nobody} = 'yes'\"\n"
    (line,) = told(FORM, consent=wrong)
    assert line.startswith("6:5 in consent.yaml, line 8, column 18:")


def test_a_name_that_the_form_and_a_block_both_use_is_reported_with_both_files() -> None:
    """The message says which line of which file came first."""
    (line,) = told(FORM.replace("name: first", "name: agrees"), consent=CONSENT)
    assert line.startswith("6:5 in consent.yaml, line 5, column 5: ")
    assert "line 5" in line


def test_yaml_mistakes_of_a_block_are_those_of_the_form() -> None:
    """A key twice, a tag, an anchor."""
    line = told(FORM, consent=CONSENT + b"title: A\ntitle: B\n")[0]
    assert line.startswith("6:5 in consent.yaml, line 9, column 1: ")


def test_blocks_that_include_each_other_are_an_error_that_names_the_path() -> None:
    """The path goes once round."""
    person = b"block: person\nsurvey:\n  - include: place\n"
    place = b"block: place\nsurvey:\n  - include: person\n"
    lines = told(HEAD + "survey:\n  - include: person\n", person=person, place=place)
    assert lines[0] == ("5:5 in place.yaml, line 3, column 14: a block includes itself: person -> place -> person")


def test_blocks_nest_five_deep_and_no_deeper() -> None:
    """The sixth is an error."""

    def chain(depth: int) -> dict[str, bytes]:
        inner = [f"block: b{n}\nsurvey:\n  - include: b{n + 1}\n".encode() for n in range(1, depth)]
        last = f"block: b{depth}\nsurvey:\n  - {{name: deep, type: text, label: Deep}}\n".encode()
        return {f"b{n}": data for n, data in enumerate((*inner, last), 1)}

    start = HEAD + "survey:\n  - include: b1\n  - {name: own, type: text, label: Own}\n"
    assert form(start, **chain(MAX_DEPTH)).questions[0].name == "deep"
    (line,) = told(start, **chain(MAX_DEPTH + 1))
    assert line.endswith("blocks inside blocks go deeper than 5")


def test_the_number_of_includes_has_a_limit() -> None:
    """Blocks that include blocks many times over must not fill the memory."""
    wide = ("block: wide\nsurvey:\n" + "  - include: small\n" * 150).encode()
    small = b"block: small\nchoices:\n  l: {a: A}\n"
    lines = told(HEAD + "survey:\n" + "  - include: wide\n" * 3, wide=wide, small=small)
    assert any(f"more than {MAX_INCLUDES} blocks" in line for line in lines)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b"- a list\n", "a block is a mapping of keys"),
        (b"block: other\nchoices:\n  l: {a: A}\n", "the block does not say its name 'consent'"),
        (b"block: consent\n", "the block has neither `survey:` nor `choices:`"),
        (b"block: consent\nsurvey: nothing\n", "`survey` must be a list"),
        (b"block: consent\nchoices: nothing\n", "`choices` must be a mapping"),
        (b"block: consent\ngates: {}\nchoices:\n  l: {a: A}\n", "unknown key 'gates' in a block"),
    ],
)
def test_what_is_no_block_is_an_error(block: bytes, expected: str) -> None:
    """Each says what is wrong."""
    assert any(line.endswith(expected) for line in told(FORM, consent=block)), told(FORM, consent=block)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("  - include: consnt\n", "5:14 there is no block 'consnt'"),
        ("  - include: [a]\n", "5:14 `include` must be the name of a block"),
        ("  - {include: consent, relevant: 'true()'}\n", "5:24 `relevant` cannot stand beside `include`"),
    ],
)
def test_an_include_that_cannot_be_followed_is_an_error(item: str, expected: str) -> None:
    """With its place in the form."""
    text = HEAD + "survey:\n" + item + "  - {name: own, type: text, label: Own}\n"
    assert told(text, consent=CONSENT) == [expected]


def test_a_list_may_be_in_the_form_and_in_a_block_when_both_say_the_same() -> None:
    """Otherwise it is an error that names both places."""
    same = HEAD + 'choices:\n  yn: {"yes": {en: "Yes"}, "no": {en: "No"}}\n' + FORM.removeprefix(HEAD)
    assert list(form(same, consent=CONSENT).choices) == ["yn"]
    (line,) = told(same.replace('en: "No"', 'en: "Never"'), consent=CONSENT)
    assert line == "8:5 in consent.yaml, line 3, column 3: the list 'yn' is not the same as in line 5"


def test_a_block_included_twice_stands_in_two_groups() -> None:
    """Its lists are the same, its names are kept apart by their groups."""
    twice = (
        HEAD
        + "survey:\n"
        + "".join(f"  - group: {name}\n    survey:\n      - include: consent\n" for name in ("one", "two"))
    )
    assert [question.key for question in form(twice, consent=CONSENT).questions] == ["one/agrees", "two/agrees"]


def test_the_form_says_what_was_reviewed_of_its_own_questions_and_each_block_of_its_own() -> None:
    """`all` in the form says nothing about a block."""
    text = HEAD + "languages: [en]\nreviewed: all\n" + FORM.removeprefix(HEAD)
    assert form(text, consent=CONSENT).is_reviewed("first", "en")
    assert not form(text, consent=CONSENT).is_reviewed("agrees", "en")
    assert form(text, consent=CONSENT + b"reviewed: {en: all}\n").is_reviewed("agrees", "en")
    assert form(FORM, consent=CONSENT + b"reviewed: {en: [agrees]}\n").is_reviewed("agrees", "en")


def test_the_hash_of_a_form_covers_its_blocks() -> None:
    """Alone it is that of the file; with blocks that of sorted lines `name sha256`."""
    alone = HEAD + "survey:\n  - {name: own, type: text, label: Own}\n"

    def sha(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    assert form(alone, consent=CONSENT).form_hash == sha(alone.encode())
    lines = f"consent.yaml {sha(CONSENT)}\nform {sha(FORM.encode())}\n"
    assert form(FORM, consent=CONSENT, other=b"").form_hash == sha(lines.encode())
    assert hash_of(b"x", {}) == sha(b"x")


def test_a_form_of_nothing_but_wrong_includes_ends_at_two_hundred_problems() -> None:
    """The rest is not looked at."""
    found = checked(HEAD + "survey:\n" + "  - include: nobody\n" * 300).problems
    assert len(found) == 200


class Unreadable(dict[str, bytes]):
    """A folder that lists a file which cannot be read."""

    def __contains__(self, name: object) -> bool:
        return name == "consent.yaml"


def test_a_block_that_cannot_be_read_counts_as_missing() -> None:
    """The check says so and goes on."""
    problems = check_form(FORM, "f.yaml", Unreadable()).problems
    assert [p.what for p in problems if p.severity == "error"] == ["there is no block 'consent'"]
