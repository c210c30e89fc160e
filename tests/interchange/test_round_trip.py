"""There and back: a workbook as YAML as a workbook again gives the same XForm."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.forms.clean_text import clean
from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.workbook import Workbook, sheet_of, workbook_of
from fieldkit.forms.interchange.write_xform import to_xform
from fieldkit.forms.interchange.yaml_text import write_yaml
from fieldkit.forms.plain_yaml import plain
from tests.interchange.javarosa import odk_jar
from tests.interchange.sheets import SHIPPED, exported, tree, xform

CONFORMANCE = Path(__file__).parents[3] / "shared" / "conformance"

# Characters that YAML, Markdown or XML give a meaning, and what they separate.
texts = (
    st.text(alphabet="ab é\"'\\:#-[]{}&*!|>%@`,?=<\n\t\u2028\u00a0Ж語", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
plain_texts = texts.filter(lambda text: "${" not in text)


def back(book: Workbook) -> Workbook:
    """Return the workbook after the way through YAML."""
    found = from_xlsform(book)
    assert [problem.located("f") for problem in found.problems if problem.severity == "error"] == []
    return to_xlsform(tree(found.text))


@given(st.recursive(texts, lambda inner: st.dictionaries(texts, inner) | st.lists(st.dictionaries(texts, inner))))
def test_whatever_is_written_as_yaml_is_read_back_the_same(value: Any) -> None:
    """By fieldkit's own strict reader: no anchor, no tag, no key twice."""
    assert plain(tree(write_yaml({"a": value}).text())) == {"a": value}


@given(st.text(max_size=30))
def test_any_text_comes_back_but_for_control_characters(text: str) -> None:
    """Those are taken out of every form."""
    text = clean(text)
    assert plain(tree(write_yaml({"a": text}).text())) == {"a": text}


@st.composite
def survey_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    """A few questions, some in a group or repeat, in one, two or no languages."""
    columns = draw(st.sampled_from([("label",), ("label::en", "label::Kiswahili"), ("label", "label::fr")]))
    kinds = st.sampled_from(
        ["text", "int", "date", "select_one yn", "select_multiple yn or_other", "note", "percentage"]
    )
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(1, 5))):
        row = {"type": draw(kinds), "name": f"q{number}", columns[0]: draw(plain_texts)}
        row.update({column: draw(plain_texts) for column in columns[1:] if draw(st.booleans())})
        row.update(draw(st.fixed_dictionaries({}, optional={"hint": plain_texts, "my column": plain_texts})))
        if number and draw(st.booleans()):
            row["relevant"] = f"${{q{number - 1}}} != ''"
        rows.append(row)
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["group", "repeat"]))
        rows = [{"type": f"begin {kind}", "name": "block", columns[0]: "B"}, *rows, {"type": f"end_{kind}"}]
    return rows


@settings(max_examples=60, deadline=None)
@given(survey_rows(), st.sampled_from(["", "en", "Kiswahili"]))
def test_a_workbook_comes_back_with_the_same_xform(rows: list[dict[str, str]], default: str) -> None:
    """Whatever languages, blocks and characters it has."""
    choices = [{"list_name": "yn", "name": value, "label": value.upper()} for value in ("y", "n")]
    book = workbook_of(
        [
            sheet_of("survey", rows),
            sheet_of("choices", choices),
            sheet_of("settings", [{"form_id": "t", **({"default_language": default} if default else {})}]),
        ]
    )
    assert xform(back(book)) == xform(book)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_exported_imported_and_exported_is_the_same_form(path: Path) -> None:
    """What was lowered once has nothing left to lower."""
    book = exported(path.read_text(encoding="utf-8"))
    assert xform(back(book)) == xform(book)


EVERYTHING = """\
form_id: t
version: "1"
title: T
non_response: [dk, ref]
gates: {safety: "${safe} = 'yes'", consent: "nr(${agreed}) != 'ref' and ${agreed} = 'yes'"}
choices: {yn: {"yes": Yes, "no": No}}
survey:
  - {name: safe, type: select_one yn, label: Safe?, observation: "yes"}
  - {name: agreed, type: select_one yn, label: Agreed?, required: "yes"}
  - {name: scale, type: range, label: Scale, parameters: "start=1 end=5"}
  - {name: order, type: rank yn, label: Order}
  - {name: moment, type: dateTime, label: When?, flags: [sensitive], touches: "${moment} != ''", why: Because}
  - repeat: place
    label: Place
    survey:
      - {name: town, type: text, label: Town, required: "${agreed} = 'yes'"}
      - {name: other, type: select_one yn or_other, label: Other?, relevant: "nr(${town}) = 'dk'"}
      - score: local
        add: [{when: "${other} = 'yes'", points: "2"}]
        bands: {low: "0", high: "2"}
  - {name: total, type: calculate, calculation: "sum(${local})"}
  - {name: end, type: note, label: "Total ${total}"}
"""


def test_an_exported_form_passes_odk_validate(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """ODK's own checker loads a form with every addition into ODK's own engine; so it does every shipped form
    (test_shipped_exports)."""
    form = tmp_path / "form.xml"
    form.write_text(to_xform(exported(EVERYTHING), "t"), encoding="utf-8")
    command = [tool("java"), "-jar", str(odk_jar()), str(form)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (found.returncode, "Xform is valid" in found.stdout + found.stderr) == (0, True), found.stderr


def test_every_accepted_recorded_form_comes_back_unharmed() -> None:
    """The peer's own recorded workbooks, where the folder with them is."""
    if not CONFORMANCE.is_dir():
        pytest.skip("the recorded forms (../shared/conformance) are not here")
    from benchmarks.conformance_forms import run

    failures = [failure for failure in run(CONFORMANCE).failures if failure.what in ("round trip", "refuses")]
    assert failures == []


def test_without_the_packages_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pip install fieldkit[xlsform]`."""
    import sys

    from fieldkit.errors.interchange import XlsformMissing

    monkeypatch.setitem(sys.modules, "pyxform.xls2xform", None)
    with pytest.raises(XlsformMissing) as raised:
        to_xform(workbook_of([sheet_of("survey", [{"type": "text", "name": "a", "label": "A"}])]), "t")
    assert raised.value.advice == "pip install fieldkit[xlsform]"
