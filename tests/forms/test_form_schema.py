"""`fieldkit form schema`: docs/form-tools.md 6."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit.forms import words
from fieldkit.forms.plain_yaml import read_plain
from fieldkit.forms.schema import form_schema
from fieldkit.forms.starter import starter
from fieldkit.paths import shipped_forms
from tests.forms.form_commands import Desk
from tests.forms.test_form_show import OUTLINE
from tests.forms.test_form_testing import CLASSIFIED, DIMENSIONS, HEAD


def faults(text: str) -> list[str]:
    """Return where a form does not fit the schema."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(form_schema())
    found = validator.iter_errors(read_plain(text.encode(), "form.yaml"))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


def test_the_schema_is_one() -> None:
    """It fits the meta-schema of its dialect."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(form_schema())


@pytest.mark.parametrize("file", sorted(shipped_forms().glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_form_fits_the_schema(file: Path) -> None:
    """What an editor underlines in a shipped form would be a mistake of the schema."""
    assert faults(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", [OUTLINE, CLASSIFIED, DIMENSIONS, starter("visit"), HEAD + "  - {expect: {risk: 0}}\n"]
)
def test_forms_with_repeats_scores_rules_and_tests_fit_the_schema(text: str) -> None:
    """The language's own additions are in it."""
    assert faults(text) == []


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("type: integer", "type: intger", "survey/1/survey/0/survey/0/type"),
        ("type: select_one yn", "type: select_one", "survey/0/type"),
        ("repeat: place", "repeat: a place", "survey/1/survey/0/repeat"),
        ("bands:", "band:", "survey/2"),
        ("required:", "require:", "survey/0"),
        ("flags: [sensitive]", "flags: [secret]", "survey/1/survey/0/survey/0/flags"),
        ("who_may_run: [trainer]", "who_may_run: [driver]", "who_may_run"),
        ("minutes: 25", "minutes: a while", "minutes"),
        ("gates:", "gate:", ""),
        ("form_id: visit\n", "", ""),
        ("{en: A visit, fr: Une visite}", "{english: A visit}", "title"),
    ],
)
def test_a_mistake_is_found_at_its_place(before: str, after: str, place: str) -> None:
    """Unknown keys, types, words and languages are underlined where they stand."""
    assert before in OUTLINE
    assert place in faults(OUTLINE.replace(before, after))


def test_every_word_of_the_language_is_in_the_schema() -> None:
    """A key that is added to the language is completed by editors without further work."""
    made: dict[str, Any] = json.loads(json.dumps(form_schema()))
    keys = made["$defs"]
    assert list(made["properties"]) == list(words.FORM_KEYS)
    for name, known in (
        ("question", words.QUESTION_KEYS),
        ("group", words.GROUP_KEYS),
        ("repeat", words.REPEAT_KEYS),
        ("score", words.SCORE_KEYS),
        ("include", words.INCLUDE_KEYS),
        ("test", words.TEST_KEYS),
        ("classify", words.CLASSIFY_KEYS),
    ):
        assert list(keys[name]["properties"]) == list(known)


def test_the_schema_is_written_for_an_editor(tmp_path: Path) -> None:
    """With -o into a file, without it on the screen."""
    desk = Desk(tmp_path)
    target = tmp_path / "form.schema.json"
    assert desk.do("form", "schema", "-o", str(target)).status == 0
    assert json.loads(target.read_text(encoding="utf-8")) == json.loads(json.dumps(form_schema()))
    assert json.loads(desk.do("form", "schema").out) == json.loads(target.read_text(encoding="utf-8"))
