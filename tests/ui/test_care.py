"""The pages around the questions: pause, upset, help that cannot wait, not saved, services and paper, notes, help."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest

from fieldkit import errors
from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.interview import Danger, Distress, Leave, Next, Noted, QuickExit, Recheck, Reply, Withdraw
from fieldkit.ui import care
from fieldkit.ui.drawing import draw_page, draw_sheet
from fieldkit.ui.help import help_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.messages import LANGUAGES, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.remark import open_remark
from fieldkit.ui.scenes import Helped, QuestionScene, RemarkScene, SheetScene
from fieldkit.ui.script import AnswersScript
from fieldkit.ui.sheet import LEAVING, Sheet
from fieldkit.ui.sheets import Contact, ServiceLine, outcome_lines
from fieldkit.ui.text import width_of
from tests.ui import views
from tests.ui.drive import OUTCOME
from tests.ui.views import after

CONTACTS = (Contact("duty phone", "0780 000 001"),)
FULL = errors.DiskFull(what="the answer")
Shows: TypeAlias = Callable[[PlainScreen], Reply]


def plain(shows: Shows, typed: str) -> tuple[Reply, str]:
    said = io.StringIO()
    return shows(PlainScreen(Occasion(), stdin=io.StringIO(typed), stderr=said)), said.getvalue()


def sheets(language: str) -> list[Sheet]:
    return [
        care.distress_sheet(CONTACTS, language),
        care.before_sheet(language),
        care.trouble_sheet(FULL, language),
        care.services_sheet(views.SERVICES, language),
        care.services_sheet((), language),
        care.paper_sheet(views.SERVICES, "yes", language),
        care.paper_sheet(views.SERVICES, "no", language),
        help_sheet(language, views.TEXT),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 40])
def test_every_page_fits_and_shows_how_to_leave_and_to_call_for_help(language: str, width: int) -> None:
    """In the four languages, at 80 columns and at 40."""
    for sheet in sheets(language):
        drawn = draw_sheet(sheet, 0, width, 24)
        shown = ["".join(text for _, text in row) for row in drawn.rows]
        assert max(map(width_of, shown)) <= width
        assert all(f" {letter} " in "\n".join(shown[-5:]) for letter in "UXGQ")


def test_the_pages_that_matter_most_need_no_paging_on_a_whole_screen() -> None:
    """Upset, and help that cannot wait: everything is seen at once."""
    for language in LANGUAGES:
        for sheet in (care.distress_sheet(CONTACTS, language), care.before_sheet(language)):
            assert not draw_sheet(sheet, 0, 80, 24).text_overflows


@pytest.mark.parametrize(
    ("typed", "reply"),
    [("1", Next()), ("2", Distress()), ("3", Recheck()), ("4", Withdraw()), ("5", Leave()), (":g", Danger())],
)
def test_a_pause_offers_what_can_be_done(typed: str, reply: Reply) -> None:
    """Go on; the person is upset; check the safety again; take the agreement back; save and leave."""
    assert reply == plain(lambda screen: screen.pause(CONTACTS, "en"), f"{typed}\n")[0]


def test_leaving_from_a_page_takes_along_what_was_half_typed() -> None:
    """A text of several lines, a pause in the middle of it, and then no time to finish it."""

    def shows(screen: PlainScreen) -> Reply:
        screen.question(views.LETTER)
        return screen.pause(CONTACTS, "en")

    assert Leave("first") == plain(shows, "first\n:w\n5\n")[0]


def test_the_page_for_somebody_upset_says_whom_to_call_and_rests() -> None:
    """The words do not press; nothing locks while it is shown."""
    sheet = care.distress_sheet(CONTACTS, "en")
    assert "  0780 000 001 (duty phone)" in sheet.lines
    assert '- "You decide what you tell and what comes next."' in sheet.lines
    scene = Helped(SheetScene(sheet))
    assert (scene.rests, Helped(SheetScene(care.before_sheet("en"))).rests) == (True, False)
    reply, said = plain(lambda screen: screen.distress(CONTACTS, "en"), "\n")
    assert (Next(), True) == (reply, ":u help, :x save and leave, :g DANGER NOW, :q hide all" in said)


def test_the_health_clocks_are_said_in_hours_and_days() -> None:
    """Care first; what is not verified says so."""
    said = " ".join(care.before_sheet("en").lines)
    for words in ("72 hours (3 days)", "120 hours (5 days)", "The talk can wait", "not yet verified", "Isange"):
        assert words in said


def test_a_full_disk_is_told_in_words_and_can_be_tried_again() -> None:
    """What happened, what to do, what is safe; the error's own words are for whoever helps."""
    reply, said = plain(lambda screen: screen.trouble(FULL, "en"), ":z\n\n")
    assert Next() == reply
    for words in ("! The disk of this laptop is full.", "What was answered before is safe.", "[FK-004]"):
        assert words in said
    assert Leave() == plain(lambda screen: screen.trouble(FULL, "en"), ":x\n")[0]
    other = care.trouble_sheet(errors.UnwritablePlace(path="/x", why="it is read-only"), "sw")
    assert ("imejaa" in " ".join(other.lines), "read-only" in " ".join(other.lines)) == (False, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_of_a_result_says_what_it_is_not_and_whom_to_call(language: str) -> None:
    """At 40 columns, too: a referral hint, not a finding; the duty phone among the next steps."""
    lines = outcome_lines(OUTCOME, language, banner=Occasion({"en": "F"}, "", {}).banner(language))
    drawn = draw_sheet(Sheet("R", lines, "Enter", language, LEAVING), 0, 40, 24)
    shown = " ".join(" ".join("".join(text for _, text in row) for row in drawn.rows).split())
    assert (say(language, "result.hint") in shown, "0780 000 001" in shown) == (True, True)


@pytest.mark.parametrize(("typed", "seen"), [("1\n", False), ("2\n", True)])
def test_while_answers_are_hidden_the_result_is_shown_only_after_asking(typed: str, seen: bool) -> None:
    """It says what was answered: signs in the form's words, and what they come to."""

    def shows(screen: PlainScreen) -> Reply:
        screen.covered = True
        return screen.outcome(OUTCOME, "en")

    reply, said = plain(shows, typed)
    assert (reply, say("en", "result.possible_trafficking") in said) == (Next(), seen)
    assert Danger() == plain(shows, ":g\n")[0]


def test_what_is_urgent_stands_above_a_result_that_sounds_harmless() -> None:
    """Who reads one line only reads that it must be reported by voice today."""
    lines = outcome_lines(replace(OUTCOME, label=ResultLabel.ELEMENTS_NOT_SHOWN), "en", banner="PILOT")
    said = (f"! {say('en', 'result.urgent')}", say("en", "result.elements_not_shown"))
    assert [line for line in lines if line in (*said, "PILOT")] == ["PILOT", *said]


def test_the_question_that_could_settle_an_open_result_is_shown() -> None:
    """In the form's words; where nothing could settle it, nothing is said."""
    asked = replace(OUTCOME, settle="debt", settle_text="Must a debt be worked off?")
    shown = say("en", "result.settle", what="Must a debt be worked off?")
    assert (shown in outcome_lines(asked, "en"), len(outcome_lines(asked, "en"))) == (
        True,
        len(outcome_lines(OUTCOME, "en")) + 2,
    )


def test_services_say_whether_anybody_verified_them() -> None:
    """Number and name, what they do, hours; without any there is the duty phone."""
    reply, said = plain(lambda screen: screen.services(views.SERVICES, "en"), "1\n")
    assert Next() == reply
    assert "0788 111 222  Health centre\n  medical care, counselling\n  hours: Mon-Fri 8:00-17:00\n  (verified)" in said
    assert "  (not yet verified: call before you send anybody)" in said
    reply, said = plain(lambda screen: screen.services((), "en"), "")
    assert (Next(), True) == (reply, "Call the duty phone" in said)


def test_a_service_says_whom_to_try_when_it_does_not_answer() -> None:
    """At night, or when the line is dead."""
    line = ServiceLine("Centre", "0788", "", "", False, "3512 The line")
    assert "  no answer, or closed: 3512 The line" in care.services_sheet((line,), "en").lines


def test_what_only_the_focal_point_can_reach_is_told_with_the_duty_phone() -> None:
    """It is a number for the worker: the person is not asked about paper for it, and it is on no slip."""
    ours = ServiceLine("duty phone, HQ", "0780", "For this, through the focal point: UNHCR", "", None)
    reply, said = plain(lambda screen: screen.services((ours,), "en"), "")
    assert (Next(), "carry paper" in said, "verified" in said) == (reply, False, False)
    assert "0780  duty phone, HQ\n  For this, through the focal point: UNHCR" in said
    assert "Call the duty phone" in said
    _, said = plain(lambda screen: screen.services((*views.SERVICES, ours), "en"), "1\n")
    assert ("0780  duty" in said, "0780" in said.partition("Copy by hand")[2]) == (True, False)


def test_the_slip_holds_numbers_and_hours_and_nothing_that_tells_what_they_are_for() -> None:
    """No service, no place, no reason; only where paper is safe."""
    _, said = plain(lambda screen: screen.services(views.SERVICES, "en"), "1\n")
    slip = said.partition("Copy by hand")[2]
    assert slip.startswith("\n  0788 111 222   Mon-Fri 8:00-17:00\n  3029   24 h\n")
    assert not [word for word in ("Health", "Helpline", "counselling", "traffick", "violence") if word in slip]
    assert "Nothing is printed and nothing is saved." in slip


@pytest.mark.parametrize("typed", ["2", "3"])
def test_without_safe_paper_one_number_is_learnt_by_heart(typed: str) -> None:
    """No, and not sure, are the same."""
    _, said = plain(lambda screen: screen.services(views.SERVICES, "en"), f"{typed}\n")
    heart = said.partition("learnt by heart")[2]
    assert ("0788 111 222" in heart, "3029" in heart, "Copy by hand" in said) == (True, False, False)


def test_danger_and_leave_work_in_the_middle_of_it() -> None:
    """The question about paper is left like any other."""
    assert Danger() == plain(lambda screen: screen.services(views.SERVICES, "en"), ":g\n")[0]
    assert QuickExit() == plain(lambda screen: screen.services(views.SERVICES, "en"), ":q\n")[0]


def test_a_slip_is_never_longer_than_can_be_copied() -> None:
    """Three numbers."""
    many = tuple(ServiceLine(f"S{n}", f"078{n}", "", "", True) for n in range(9))
    assert sum("078" in line for line in care.paper_sheet(many, "yes", "en").lines) == 3


def remark(*keys: Key | Command | str, note: str = "heard twice", doubtful: bool = False) -> "Reply | None":
    scene, reply = RemarkScene(open_remark(views.TEXT, note, doubtful), note, doubtful, Occasion()), None
    for key in keys:
        reply = scene.press(key)
    return reply


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (("!", Key.ENTER, Key.ENTER), Noted("heard twice!", False)),
        ((Command.REMARK, Key.ENTER, Key.ENTER), Noted("heard twice", True)),
        ((Key.ENTER, Key.ENTER), Next()),
        (("more", Command.BACK), Next()),
        ((Key.ENTER, "line two", Key.ENTER, Key.ENTER), Noted("heard twice\nline two", False)),
        ((*[Key.BACKSPACE] * 11, Key.ENTER), Noted("", False)),
        ((Command.DANGER,), Danger()),
    ],
)
def test_a_note_is_written_and_an_answer_marked_on_one_page(
    keys: tuple[Key | Command | str, ...], reply: Reply
) -> None:
    """The key that opened the page marks; back changes nothing; an emptied note is forgotten."""
    assert reply == remark(*keys)


def test_a_note_is_no_answer_that_is_being_typed() -> None:
    """It is not kept as one when the screen is locked."""
    scene = Helped(RemarkScene(open_remark(views.TEXT, "", False), "", False, Occasion()))
    scene.press("abc")
    question = Helped(QuestionScene(after(views.TEXT, "ab")[0], Occasion()))
    question.press("c")
    assert (scene.typed, question.typed) == ("", "abc")


def test_the_note_page_says_on_what_and_how() -> None:
    """With the question, the mark and the keys."""
    page = open_remark(views.TEXT, "one\ntwo", True)
    shown = "\n".join("".join(text for _, text in row).rstrip() for row in draw_page(page, Occasion(), 80, 24).rows)
    for words in (" Note on: What work was promised?", " > one\n   two", " ? doubtful", "Ctrl O: doubtful or"):
        assert words in shown


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("1\nnew\nlines\n\n", Noted("new\nlines", False)),
        ("2\n", Noted("", False)),
        ("3\n", Noted("heard twice", True)),
        ("4\n", Next()),
        (":x\n", Leave()),
    ],
)
def test_plain_lines_ask_what_to_do_with_a_note(typed: str, reply: Reply) -> None:
    """Write, take away, mark, change nothing."""
    assert reply == plain(lambda screen: screen.remark(views.TEXT, "heard twice", False), typed)[0]


def test_help_is_the_same_page_everywhere() -> None:
    """Every key in a line; what this question takes; Enter, back or help again return; danger works over it."""
    for closes in (Key.ENTER, Command.BACK, Command.HELP):
        scene = Helped(QuestionScene(after(views.MANY, "2")[0], Occasion()))
        assert scene.press(Command.HELP) is None
        shown = "".join(text for row in scene.draw(80, 40).rows for _, text in row)
        assert all(f"- {key.value.upper()} " in shown for key in Command)
        assert "- One choice or several." in shown
        assert (scene.press("x"), scene.press(closes)) == (None, None)
        assert "Who travels" in "".join(text for row in scene.draw(80, 24).rows for _, text in row)
    scene.press(Command.HELP)
    assert Danger() == scene.press(Command.DANGER)
    _, said = plain(lambda screen: screen.question(views.TEXT), ":u\nx\n")
    assert ("- :t list: all questions" in said, "at most 4,000 characters" in said) == (True, True)


def test_a_script_passes_every_page_by() -> None:
    """Nobody is there to pause, and a run that cannot save stops."""
    script = AnswersScript({})
    assert {Next()} == {
        script.pause(CONTACTS, "en"),
        script.distress(CONTACTS, "en"),
        script.before_long("en"),
        script.services(views.SERVICES, "en"),
        script.remark(views.TEXT, "", False),
        script.overview(views.TEXT, views.ROWS),
    }
    assert repr(script.overview(views.END, views.ROWS)) == "Finish()"
    with pytest.raises(errors.DiskFull):
        script.trouble(FULL, "en")
