"""What is wrong with the names of a form: used twice, reserved, unknown, lists that nothing uses."""

from collections.abc import Iterable

from fieldkit.forms.model import Form, Group, Question, Wording, repeats_around, wordings_of
from fieldkit.forms.names import INSTANCE_ID, LAST_SAVED, Names, shares_repeats
from fieldkit.forms.problems import Place, Problems, quoted
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.words import FOLLOWERS

RESERVED = "meta"


def check_names(form: Form, names: Names, problems: Problems) -> None:
    _check_twice(form, problems)
    _check_repeats(form, problems)
    _check_named(form, problems)
    _check_followed_by(form, problems)
    _check_clock_from(form, problems)
    _check_wordings(form, names, problems)
    if not form.items and not form.tables and not form.missing and not problems.any_error:
        problems.error((1, 1), "the form has no questions", "add some under `survey:`")


def _check_twice(form: Form, problems: Problems) -> None:
    """A name is used once within its group, whatever its case."""
    seen: dict[tuple[str, str], Place] = {}
    for item in form.items:
        if item.name == RESERVED:
            problems.error(item.place, f"the name {quoted(item.name)} is XForms' own", "choose another name")
        first = seen.setdefault((item.group.key if item.group else "", item.name), item.place)
        if item.name and first != item.place:
            what = f"the name {quoted(item.name)} is used twice (first in line {first[0]})"
            problems.error(item.place, what, "give one of the two another name")


def _check_repeats(form: Form, problems: Problems) -> None:
    """A repeat's name is used by one repeat only: XForms finds its template by it."""
    seen: dict[str, Place] = {}
    for group in form.groups:
        if group.repeat:
            first = seen.setdefault(group.name, group.place)
            if first != group.place:
                what = f"two repeats are called {quoted(group.name)} (first in line {first[0]})"
                problems.error(group.place, what, "give one of the two another name")


def warn_of_unused_lists(form: Form, looked_up: frozenset[str], problems: Problems) -> None:
    used = {question.list_name.partition(" ")[0] for question in form.questions} | looked_up
    for name, choices in form.choices.items():
        if name.partition(" ")[0] not in used:
            problems.warn(choices.place, f"nothing uses the list {quoted(name)}", "remove it")


def _check_named(form: Form, problems: Problems) -> None:
    """Names given in lists must be questions."""
    names = {question.name for question in form.questions}
    everything = {item.name for item in form.items}
    reviewed: Iterable[str] = (name for group in form.reviewed.values() if group for name in group)
    for key, listed, known in (
        ("kept_on_refusal", form.kept_on_refusal, names),
        ("reviewed", reviewed, everything),
        ("clock_from", filter(None, (form.clock_from,)), names),
        ("due", (due.on for due in form.due), names),
    ):
        for name in listed:
            if name not in known:
                do = problems.suggest(name, known, "correct the name")
                problems.error((0, 0), f"`{key}` names {quoted(name)}, which is no question", do)


def _check_followed_by(form: Form, problems: Problems) -> None:
    """An interview knows when to put these two, and where to keep what they say."""
    for name in form.followed_by:
        if name not in FOLLOWERS:
            what = f"`followed_by` names {quoted(name)}, and no interview knows when to put that"
            problems.error((0, 0), what, problems.suggest(name, FOLLOWERS, f"use: {', '.join(FOLLOWERS)}"))


def _check_clock_from(form: Form, problems: Problems) -> None:
    """One answer, and one that is a day or a moment."""
    question = next((one for one in form.questions if form.clock_from and one.name == form.clock_from), None)
    if question is None:
        return
    if question.type not in (QuestionType.DATE, QuestionType.DATETIME):
        what = f"`clock_from` names {quoted(question.name)}, which is neither a date nor a dateTime"
        problems.error(question.place, what, "ask for the day, or for day and time")
    elif repeats_around(question):
        what = f"`clock_from` names {quoted(question.name)}, which is asked in a repeat"
        problems.error(question.place, what, "ask it once, outside the repeat")


def _check_wordings(form: Form, names: Names, problems: Problems) -> None:
    for item in form.items:
        for wording in wordings_of(item):
            if wording.names:
                _check_wording(wording, item, names, problems)


def _check_wording(wording: Wording, item: Question | Group, names: Names, problems: Problems) -> None:
    place = wording.place
    for name in wording.names:
        wanted = name.removeprefix(LAST_SAVED)
        found = names.first.get(wanted) or names.by_key.get(wanted)
        if found is None and wanted != INSTANCE_ID:
            do = problems.suggest(name, names.first, "correct the name")
            problems.error(place, f"a text names {quoted(name)}, which is no question", do)
        elif found is not None and wanted in names.twice and wanted not in names.by_key:
            what = f"a text names {quoted(name)}, and several questions are called that"
            problems.error(place, what, "give them different names")
        elif found is not None and name == wanted and not shares_repeats(found, item):
            what = f"{quoted(name)} is asked in a repeat: from outside this text shows the first one only"
            problems.warn(place, what, "show it with a calculate question that uses join()")
