"""A form with questions that may be refused or not known, and ways to answer it.

In the XLSForm that fieldkit exports, `<name>_nr` stands behind such a question: a select that says why there is no
answer. That a question was not asked is known to fieldkit only, so no expression here reads it.
"""

from collections.abc import Iterator

from benchmarks.peers.made_form import NON_RESPONSE, Given, MadeForm, Sheets, as_yaml
from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.yaml_reader import read_yaml

CODES = ("dk", "ref")
_ASKING = (
    ("age", "integer"),
    ("weight", "decimal"),
    ("born", "date"),
    ("paid", "select_one yn"),
    ("means", "select_multiple means"),
    ("place", "text"),
)


def _why(name: str) -> str:
    return f"if(nr(${{{name}}}) = 'dk', 'd', if(nr(${{{name}}}) = 'ref', 'r', '-'))"


_READING = {
    "minor": "if(${age} < 18, 'yes', 'no')",
    "not_minor": "if(not(${age} < 18), 'yes', 'no')",
    "grown": "if(${age} >= 18, 'yes', 'no')",
    "other_age": "if(${age} != 30, 'yes', 'no')",
    "no_age": "if(${age} = '', 'yes', 'no')",
    "light": "if(${weight} < 40.5, 'yes', 'no')",
    "known_born": "if(${born} != '', 'yes', 'no')",
    "not_paid": "if(${paid} != 'yes', 'yes', 'no')",
    "forced": "if(selected(${means}, 'force'), 1, 0)",
    "kinds": "count-selected(${means})",
    "letters": "string-length(${place})",
    "somewhere": "coalesce(${place}, 'nowhere')",
    "said": "concat(${paid}, '-', ${place}, '-', ${means})",
    "refused_age": "if(nr(${age}) = 'ref', 1, 0)",
    "unknown": "if(nr(${age}) = 'dk', 1, 0) + if(nr(${paid}) = 'dk', 1, 0) + if(nr(${means}) = 'dk', 1, 0)",
    "why": f"concat({', '.join(_why(name) for name, _ in _ASKING)})",
}
_SHOWN = {
    "young": "${age} < 18",
    "old": "${age} >= 18",
    "unsaid": "nr(${age}) = 'dk' or nr(${age}) = 'ref'",
    "hurt": "selected(${means}, 'force') and not(${paid} = 'yes')",
    "nowhere": "${place} = ''",
    "scored": "${unknown} + ${refused_age} > 0",
}
_CHOICES = {"yn": ("yes", "no", "unk"), "means": ("force", "fraud", "debt", "none")}
_GIVEN = {"age": "15", "weight": "39.5", "born": "2010-02-28", "paid": "no", "means": "force debt", "place": "Huye"}


def form_with_non_answers() -> MadeForm:
    """Return the form; it carries no answers of its own."""
    asked = [{"type": kind, "name": name, "label": f"{name}?", NON_RESPONSE: "dk ref"} for name, kind in _ASKING]
    read = [{"type": "calculate", "name": name, "calculation": text} for name, text in _READING.items()]
    shown = [
        {"type": "text", "name": name, "label": f"{name}?", "relevant": text, NON_RESPONSE: "dk ref"}
        for name, text in _SHOWN.items()
    ]
    return MadeForm("non_answers", "Non-answers", (*asked, *read, *shown), _CHOICES, ())


def interviews() -> Iterator[tuple[Given, ...]]:
    """Yield ways to answer it: all said, all unknown, all refused, one thing not said, nearly all blank, a mixture.

    A value `!dk` or `!ref` is a non-answer.
    """
    kinds = dict(_ASKING) | dict.fromkeys(_SHOWN, "text")
    shown = dict.fromkeys(_SHOWN, "words")
    said = _GIVEN | shown
    yield _typed(said, kinds)
    yield _typed(dict.fromkeys(_GIVEN, "!dk") | shown, kinds)
    yield _typed(dict.fromkeys(_GIVEN, "!ref") | dict.fromkeys(_SHOWN, "!ref"), kinds)
    for name in _GIVEN:
        for code in CODES:
            yield _typed(said | {name: f"!{code}"}, kinds)
    yield _typed({"place": "Huye"}, kinds)
    yield _typed(said | dict.fromkeys(list(_GIVEN)[::2], "!dk") | dict.fromkeys(list(_GIVEN)[1::2], "!ref"), kinds)


def _typed(values: dict[str, str], kinds: dict[str, str]) -> tuple[Given, ...]:
    return tuple(Given(name, kinds[name], value) for name, value in values.items())


def lowered(form: MadeForm) -> Sheets:
    """Return the sheets that fieldkit exports: companion selects in place of non-answers."""
    root, problems = read_yaml(as_yaml(form))
    if root is None:
        raise AssertionError(problems)
    return {name: [dict(row.cells) for row in sheet.rows] for name, sheet in to_xlsform(root).sheets.items()}


def lowered_answer(given: Given) -> Given:
    """Return the answer to give in a lowered form: a non-answer chooses in the companion."""
    if given.value.startswith("!"):
        return Given(f"{given.name}_nr", "select_one nr", given.value[1:])
    return given
