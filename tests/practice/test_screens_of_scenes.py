"""Every screen of every scene before the feedback: who answers, what is seen whole, and what gives nothing away."""

import dataclasses
import re
from collections.abc import Iterator
from functools import cache

import pytest

from fieldkit.commands.rehearsing import Rehearsal, shuffled
from fieldkit.commands.vignettes import told_in, warnings_of
from fieldkit.forms.interview import QuestionView
from fieldkit.practice.put_to import OWN, By, answered_by
from fieldkit.practice.run_form import question_cells
from fieldkit.practice.vignette import OTHERWISE, THEMES, Vignette
from fieldkit.ui.drawing import draw_page, draw_sheet
from fieldkit.ui.menu import menu_view
from fieldkit.ui.messages import LANGUAGES, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page
from fieldkit.ui.rows import Drawn
from fieldkit.ui.sheet import LEAVING, Sheet
from fieldkit.ui.text import clean
from tests.content.shipped import ALL, questions, read
from tests.content.walking import screens
from tests.practice.shipped import IDS, form_of, judgement_form, vignette

WIDTH, HEIGHT = 80, 24
CHOICES = 3
"""Lines of a list that are seen beside the words at least."""
Shown = tuple[QuestionView, QuestionView]
"""A question, and the same with what comes to it."""


def kinds(found: Vignette, name: str) -> list[str]:
    entry = found.entry(name)
    return [way.kind for way in entry.ways] if entry is not None and entry.ways else [""]


def heard(name: str, view: QuestionView, kind: str) -> QuestionView:
    given = {view.name.rpartition("/")[2]: kind} if kind else {}
    shown = Rehearsal(vignette(name), form_of(name), given=given).hear(None, view)  # type: ignore[arg-type]
    assert isinstance(shown, QuestionView)
    return shown


@cache
def along(name: str, language: str) -> tuple[Shown, ...]:
    """Every question along the key, asked in each way."""
    found = vignette(name)
    given = {key: answer.right for key, answer in found.key.answers.items()}
    asked = screens(form_of(name), given, language)
    return tuple((view, heard(name, view, kind)) for view in asked for kind in kinds(found, view.name))


def occasion(name: str) -> Occasion:
    titles = read(vignette(name).form)["title"]
    return Occasion(titles, "K7M-4QX", dict.fromkeys(LANGUAGES, "practice"), rehearsal=True, in_class=True)


def words(drawn: Drawn) -> str:
    return " ".join(" ".join(clean("".join(part for _, part in row)).split()) for row in drawn.rows)


def flat(text: str) -> str:
    return " ".join(text.split())


# --- seen whole ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_what_the_person_says_is_seen_whole(name: str, language: str) -> None:
    """On 80 columns and 24 rows, without scrolling, with some lines of the list beside it; hints may need Page Down."""
    cut = {}
    for view, shown in along(name, language):
        page = open_page(shown)
        text = words(draw_page(page, occasion(name), WIDTH, HEIGHT))
        choices = [choice.label for choice in view.choices if flat(choice.label)[:40] in text]
        if flat(shown.heard) not in text or flat(view.label) not in text:
            cut[view.name] = "words"
        elif len(choices) < min(CHOICES, len(view.choices)):
            cut[view.name] = "choices"
    assert cut == {}


def test_the_list_gives_way_to_the_words() -> None:
    """However long both are: then the hint is what needs Page Down."""
    view, shown = along("three_short_questions", "en")[0]
    long = dataclasses.replace(shown, heard="word " * 120 + "end", hint="hint " * 60, choices=view.choices * 9)
    drawn = draw_page(open_page(long), Occasion(), WIDTH, HEIGHT)
    assert "word end" in words(drawn)
    assert say("en", "more.below") in words(drawn)
    assert drawn.text_overflows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_the_pages_around_the_talk_are_seen_whole(name: str, language: str) -> None:
    """The content note, each step of the story, the ways to ask: nothing scrolls."""
    for title, lines, options in before(name, language):
        view = menu_view(title, lines, language, options) if options else None
        if view is not None:
            drawn = draw_page(open_page(view), occasion(name), WIDTH, HEIGHT)
        else:
            how, mark = say(language, "how.note"), occasion(name).mark(language)
            sheet = Sheet(title, lines, how, language, LEAVING, mark=mark)
            drawn = draw_sheet(sheet, 0, WIDTH, HEIGHT)
        for text in (title, *lines, *(label for _, label in options)):
            assert flat(text) in words(drawn), (title, text)


Page = tuple[str, tuple[str, ...], list[tuple[str, str]]]


def before(name: str, language: str) -> Iterator[Page]:
    """The pages before and between the questions: title, lines, choices."""
    found = vignette(name)
    title = told_in(found.title, language)
    note = f"{say(language, 'practice.touches')}: {told_in(found.content_note, language)}"
    leave = [(word, say(language, f"practice.{word}")) for word in ("begin", "leave")]
    yield title, (note, *warnings_of(found, language)), leave
    for step in found.story:
        yield title, (told_in(step, language),), []
    labels = {view.name: view.label for view, _ in along(name, language)}
    for asked, entry in found.script.items():
        if entry.ways:
            ways = shuffled(entry.ways, f"{name} {asked}")
            options = [(way.kind, told_in(way.ask, language)) for way in ways]
            form = say(language, "practice.form_asks", question=flat(labels.get(asked, "")))
            yield say(language, "practice.how_ask"), (form,), options
    yield say(language, "practice.judge_title"), (say(language, "practice.judge"),), []


# --- who answers -----------------------------------------------------------------------------------------------


def opening(language: str) -> str:
    """How the person's words begin."""
    return say(language, "practice.says", words="\0").partition("\0")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_nobody_answers_a_question_that_was_not_put_to_them(name: str, language: str) -> None:
    """Whatever path one takes: observations, how the agreement was given, what the worker thinks."""
    for cell in question_cells(form_of(name)):
        by = answered_by(cell.question)
        if by is By.PERSON:
            continue
        view = dataclasses.replace(menu_view("A question", (), language, []), name=cell.key)
        for kind in kinds(vignette(name), cell.question.name):
            shown = heard(name, view, kind)
            assert opening(language) not in shown.heard, (cell.key, shown.heard)
            assert shown.heard, cell.key
            if by is By.WORKER and cell.question.name not in vignette(name).script:
                assert shown.heard == say(language, "practice.yours")


def test_what_the_worker_answers_is_in_the_forms() -> None:
    """The names are those of the shared blocks, and none of them is asked of somebody by another form."""
    known = {name: form for form in ALL for name in questions(read(form))}
    assert set(known) >= OWN


@pytest.mark.parametrize("name", IDS)
def test_what_is_seen_is_not_put_into_somebodys_mouth(name: str) -> None:
    """A child that does not speak is shown as it is seen; no words hold a stage direction."""
    for entry in vignette(name).script.values():
        for said in (entry.says, *(way.says for way in entry.ways)):
            for text in said.values():
                assert "(" not in text, text
                assert not re.search(r"\b(says|said) (nothing|no more)|\bis silent\b|nta cyo avuze\b", text), text


def test_a_silent_child_is_seen() -> None:
    """Asked in a way that is not safe, the boy closes up: the screen says what is seen, not that he says it."""
    view = next(view for view, _ in along("path_at_daybreak", "en") if view.name == "assent")
    shown = heard("path_at_daybreak", view, "unsafe").heard
    assert "You see: He is silent and looks at his foot." in shown
    assert opening("en") not in shown


# --- nothing is given away -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", IDS)
def test_the_name_of_a_scene_says_no_more_than_its_first_page(name: str) -> None:
    """A name is made of words of the title and the story: no theme's number, and nothing that one is to find out."""
    found = vignette(name)
    known = " ".join([found.title["en"], *(step["en"] for step in found.story)]).lower()
    assert not re.match(r"v\d", name)
    assert [word for word in name.split("_") if len(word) > 2 and word not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_nothing_before_the_feedback_gives_the_answer_away(name: str, language: str) -> None:
    """No name of a file, no theme, no twin and what differs in it, no situation."""
    found = vignette(name)
    situations = {code: told_in(label, language) for code, label in judgement_form().form.choices["situation"].items()}
    pages = [flat(" ".join((title, *told, *(way for _, way in ways)))) for title, told, ways in before(name, language)]
    pages += [flat(f"{shown.label} {shown.heard} {shown.hint}") for _, shown in along(name, language)]
    secrets = [name, found.twin, found.theme, told_in(found.differs, language), found.key.situation, found.source]
    secrets += [label for code, label in situations.items() if code != "i_do_not_know"]
    secrets += [say(language, "twin.title"), *THEMES]
    for page in pages:
        assert not [secret for secret in secrets if secret and secret in page], page


@pytest.mark.parametrize("name", [name for name in IDS if vignette(name).twin])
def test_the_feedback_of_one_twin_does_not_tell_of_the_other(name: str) -> None:
    """Which fact differs is said when both are done."""
    key = vignette(name).key
    of_answers = (answer.why for answer in key.answers.values())
    for text in (key.why, key.settles_why, *of_answers, *(point.says for point in key.conduct)):
        assert not re.search(r"\btwin\b", text.get("en", ""))
        assert not re.search(r"\brundi rugero\b|\bimpanga\b", text.get("rw", ""))


def test_only_otherwise_has_no_question() -> None:
    """Each entry of every script is a question of its form."""
    for name in IDS:
        asked = {cell.question.name for cell in question_cells(form_of(name))}
        assert set(vignette(name).script) - {OTHERWISE} <= asked
