"""The forms that were checked last are found again, and only where reading them again would give the same."""

from collections.abc import Iterator

import pytest

from fieldkit import errors
from fieldkit.forms.check import LAST, check_form, load_form
from fieldkit.forms.last_checked import LARGEST, MOST

HEAD = 'form_id: visit\nversion: "1"\ntitle: {en: Visit}\n'
FORM = HEAD + "survey:\n  - include: where\n"
BLOCK = b"block: where\nsurvey:\n  - {name: place, type: text, label: {en: Where}}\n"
OTHER = BLOCK.replace(b"Where}", b"At which place}")


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    LAST.forget()
    yield
    LAST.forget()


def test_the_same_form_with_the_same_files_is_read_once() -> None:
    """A command that asks three times for a form waits for it once."""
    first = load_form(FORM, "visit", {"where.yaml": BLOCK})
    assert load_form(FORM, "visit", {"where.yaml": BLOCK}) is first


def test_a_changed_block_beside_the_form_is_read() -> None:
    """What a form includes is part of it."""
    first = load_form(FORM, "visit", {"where.yaml": BLOCK})
    second = load_form(FORM, "visit", {"where.yaml": OTHER})
    assert second.form_hash != first.form_hash


def test_a_block_that_is_gone_is_missed() -> None:
    """A form does not go on with what its folder no longer has."""
    load_form(FORM, "visit", {"where.yaml": BLOCK})
    with pytest.raises(errors.FormInvalid):
        load_form(FORM, "visit")


def test_a_block_that_came_is_found() -> None:
    """The mistake of before is not told again."""
    assert check_form(FORM, "visit").form is None
    assert check_form(FORM, "visit", {"where.yaml": BLOCK}).form is not None


def test_a_table_that_came_is_read() -> None:
    """A look-up in a file that was not there is one in the file that is there now."""
    looks = FORM.replace(
        "  - include: where",
        "  - {name: post, type: text, label: {en: Post}}\n"
        "  - {name: told, type: calculate, calculation: \"pulldata('posts', 'name', 'code', ${post})\"}",
    )
    assert "posts" not in load_form(looks, "visit").tables
    assert "posts" in load_form(looks, "visit", {"posts.csv": b"code,name\na,Rusumo\n"}).tables


def test_another_name_is_another_form() -> None:
    """Messages name the form as it was asked for."""
    load_form(FORM, "visit", {"where.yaml": BLOCK})
    assert load_form(FORM, "visit.yaml", {"where.yaml": BLOCK}).file == "visit.yaml"


def test_warnings_are_not_lost() -> None:
    """Whoever writes a form hears its warnings though an interview with it went before."""
    unused = FORM.replace("survey:", "choices: {idle: {a: {en: A}, b: {en: B}}}\nsurvey:")
    load_form(unused, "visit", {"where.yaml": BLOCK})
    assert any("idle" in problem.what for problem in check_form(unused, "visit", {"where.yaml": BLOCK}).problems)


class Noted(dict[str, bytes]):
    """Files that note what is asked of them, as those in a folder do for the copy that a form is kept with."""

    def __init__(self, *given: dict[str, bytes]) -> None:
        super().__init__(*given)
        self.read: list[str] = []

    def get(self, name: str, default: object = None) -> bytes | None:  # type: ignore[override]
        self.read.append(name)
        return super().get(name)


def test_the_files_notice_that_they_were_asked_for() -> None:
    """What a form reads is kept with an interview, also when the form was known already."""
    load_form(FORM, "visit", {"where.yaml": BLOCK})
    files = Noted({"where.yaml": BLOCK})
    load_form(FORM, "visit", files)
    assert "where.yaml" in files.read


def test_few_are_kept_and_the_oldest_goes_first() -> None:
    """A laptop with many forms keeps a few in memory."""
    first = load_form(FORM, "visit", {"where.yaml": BLOCK})
    for number in range(MOST - 1):
        load_form(FORM, f"other{number}", {"where.yaml": BLOCK})
    assert load_form(FORM, "visit", {"where.yaml": BLOCK}) is first  # and is the newest now
    for number in range(MOST):
        load_form(FORM, f"more{number}", {"where.yaml": BLOCK})
    assert load_form(FORM, "visit", {"where.yaml": BLOCK}) is not first


def test_a_huge_one_does_not_stay_in_memory() -> None:
    """A hostile form is read and forgotten."""
    huge = FORM + "#" * LARGEST
    first = load_form(huge, "visit", {"where.yaml": BLOCK})
    assert load_form(huge, "visit", {"where.yaml": BLOCK}) is not first
