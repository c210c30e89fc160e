"""Practice with a scene: the key's own answers, none at all, single slips, ways to ask, leaving, two at one laptop."""

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.vignettes import vignette_named, vignettes_here
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.marking import key_judgement
from fieldkit.practice.vignette import Given, Vignette
from fieldkit.result import Json
from fieldkit.ui.messages import LANGUAGES, say
from fieldkit.ui.text import width_of
from tests.flow.world import Said, World

PAID, OWED = "tea_by_the_shop", "rest_by_the_wall"
SCENES = tuple(vignette.id for vignette in vignettes_here())
Play = Callable[..., Said]


def told(value: "Given | object") -> Json:
    if isinstance(value, NonAnswer):
        return {"nr": value.value}
    return list(value) if isinstance(value, tuple) else str(value)


def key_of(vignette: Vignette) -> dict[str, Any]:
    """The answers file that the key itself would write."""
    answers: dict[str, Any] = {name: told(answer.right) for name, answer in vignette.key.answers.items()}
    return {**answers, "judgement": {name: told(value) for name, value in key_judgement(vignette).items()}}


@pytest.fixture
def play(world: World, tmp_path: Path) -> Play:
    """Practise a scene by an answers file."""

    def played(scene: str, given: dict[str, Any], *words: str, command: tuple[str, ...] = ("practice",)) -> Said:
        file = tmp_path / "scene.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        return world.laptop.do(*command, scene, "--answers", str(file), *words)

    return played


def standings(said: Said) -> dict[str, str]:
    return {item["id"]: item["standing"] for item in said.data["items"]}


# --- alone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_the_keys_own_answers_score_everything(play: Play, scene: str) -> None:
    """Every scene that ships can be answered in full on the real screens, and then nothing is to be looked at again."""
    vignette = vignette_named(scene)
    said = play(scene, key_of(vignette))
    assert said.status == 0, said.err
    assert (said.data["state"], said.data["points"]) == ("marked", said.data["possible"])
    assert said.data["result"] in vignette.key.results
    assert set(standings(said).values()) <= {"as_in_key", "open_rightly", "kept", "acceptable", "not_put"}


def test_who_records_nothing_and_judges_nothing_has_no_points_for_it(play: Play) -> None:
    """Only what the form itself insists on is there; elements, situation and steps are not said."""
    insisted: dict[str, Any] = {"alone": "yes", "safe": "yes", "maybe_child": "no", "consent": "yes"}
    said = play(OWED, {**insisted, "age": "24"})
    assert said.status == 0, said.err
    parts = said.data["parts"]
    assert [parts[name]["points"] for name in ("elements", "situation", "steps")] == [0, 0, 0]
    assert {standings(said)[f"element:{name}"] for name in ("act", "means", "purpose")} == {"not_said"}
    assert standings(said)["answer:debt"] == "missed"
    assert said.data["situation"] is None


def test_one_slip_is_reported_by_its_item_and_nothing_else_changes(play: Play) -> None:
    """An answer read into it, an element too many, an unsafe step: each alone is told as what it is."""
    key = key_of(vignette_named(PAID))
    judgement = key["judgement"]
    slips: list[tuple[dict[str, Any], str, str]] = [
        ({**key, "debt": "yes"}, "answer:debt", "over_read"),
        ({**key, "judgement": {**judgement, "elements": ["act"]}}, "element:act", "over_read"),
        ({**key, "judgement": {**judgement, "situation": "trafficking_adult"}}, "situation", "different"),
        ({**key, "judgement": {**judgement, "steps_now": ["offer_help", "send_back"]}}, "step:send_back", "unsafe"),
    ]
    right = standings(play(PAID, key))
    for given, item, standing in slips:
        found = standings(play(PAID, given))
        assert {name: word for name, word in found.items() if right.get(name) != word}[item] == standing


def test_referral_is_right_even_where_trafficking_is_wrong(play: Play) -> None:
    """Help and the focal point beside a wrong name for it: no step counts against the trainee, and it is said."""
    key = key_of(vignette_named(PAID))
    key["judgement"] |= {"situation": "trafficking_adult", "steps_now": ["offer_help", "refer_now", "refer_24h"]}
    said = play(PAID, key)
    assert {standings(said)[f"step:{name}"] for name in ("refer_now", "refer_24h")} == {"extra"}
    assert said.data["parts"]["steps"]["points"] == said.data["parts"]["steps"]["possible"]


def test_how_one_asks_is_remembered_and_an_unsafe_move_is_told(play: Play) -> None:
    """`ways` in an answers file chooses; a leading and an unsafe way each are a breach by the question's name."""
    key = {**key_of(vignette_named(PAID)), "ways": {"consent": "unsafe", "debt": "leading"}}
    said = play(PAID, key)
    assert said.data["asked"] == {"consent": "unsafe", "arranged_by": "open", "debt": "leading"}
    ways = {item: word for item, word in standings(said).items() if item.startswith("way:")}
    assert ways == {"way:consent": "breach", "way:arranged_by": "kept", "way:debt": "breach"}
    assert play(PAID, {**key, "ways": {"consent": "rude"}}).status == errors.AnswerRefused.exit_status


def test_what_is_said_afterwards_is_concrete_and_has_no_grade(world: World, tmp_path: Path) -> None:
    """Question and answers in words, why, what could have harmed, the one question, the time; no code, no verdict."""
    key = key_of(vignette_named(OWED))
    key |= {"debt": "no", "ways": {"consent": "unsafe"}}
    key["judgement"] |= {"steps_now": ["confront_escort"], "settling": "the driver"}
    file = tmp_path / "scene.json"
    file.write_text(json.dumps(key), encoding="utf-8")
    said = world.laptop.read("practice", OWED, "--answers", str(file))
    assert "? “Must you work or serve somebody to pay back money or the journey?” You wrote: No." in said
    assert "! This could have harmed the person: Ask the companion what is going on" in said
    assert "! Asked like this it could have put the person in danger. Better:" in said
    assert "You wrote: the driver" in said
    assert "Time: 1 min" in said
    for word in ("victim", "grade", "failed", "score", "confront_escort", "None", "${"):
        assert word not in said


def test_nothing_that_was_typed_as_a_text_is_in_the_data(play: Play) -> None:
    """The marks may be passed on; the trainee's own words are not among them."""
    key = key_of(vignette_named(PAID))
    key["judgement"]["settling"] = "a sentence of my own"
    assert "a sentence of my own" not in play(PAID, key).out


def test_practice_with_a_scene_keeps_nothing(
    world: World, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real store is as before, and the folder for temporary files is empty."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = world.laptop.open().journal.head()
    assert play(PAID, key_of(vignette_named(PAID))).status == 0
    assert world.laptop.open().journal.head() == before
    assert list(temporary.iterdir()) == []


# --- leaving ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["2\n", ":x\n", "1\n:x\n", "1\n2\n1\n:n\n1\n:x\n"], ids=["note", "x", "talk", "later"]
)
def test_one_may_leave_at_any_time_without_a_reason_or_marks(
    world: World, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """At the content note or in the talk: no marks, no reason, status 0."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    said = world.laptop.do("practice", PAID)
    assert said.status == 0, said.err
    assert said.data == {"state": "left", "vignette": PAID}


def test_hiding_everything_ends_practice_and_says_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in real work: in a sitting the store is locked, and no word stays."""
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n:q\n"))
    said = world.laptop.do("practice", PAID)
    assert said.status != 0
    assert said.data == {"state": "hidden"}


# --- in two ----------------------------------------------------------------------------------------------------


def test_in_two_the_screens_are_without_the_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one who asks hears them; nothing of the script is on the screen, and no way to ask is offered."""
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n1\n:n\n2\n1\n1\n1\n1\n:x\n"))
    said = world.laptop.do("practice", "pair", PAID)
    assert said.data["state"] == "left"
    assert say("en", "practice.how_ask") not in said.err
    assert "In the yard behind the shop" not in said.err
    assert said.err.count("PRACTICE> ") == 9


def test_in_two_the_same_is_marked(play: Play) -> None:
    """Who played says how it was asked; everything else is marked as alone."""
    key = {**key_of(vignette_named(PAID)), "ways": {"debt": "leading"}}
    said = play(PAID, key, command=("practice", "pair"))
    assert (said.data["way"], said.data["asked"]) == ("pair", {"debt": "leading"})
    assert standings(said)["way:debt"] == "breach"
    assert said.data["points"] == said.data["possible"] - 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_the_card_has_all_that_is_said_and_nothing_of_the_key(world: World, scene: str, language: str) -> None:
    """Plain text of at most 78 columns, in the order of the form; the situation and its reasons are not on it."""
    vignette = vignette_named(scene)
    card = world.laptop.do("practice", "card", scene, "--language", language).data["lines"]
    assert max(width_of(line) for line in card) <= 78
    whole = " ".join(" ".join(card).split())
    spoken = language if language in vignette.languages else "en"
    for entry in vignette.script.values():
        for text in (entry.says, entry.seen, *(way.says for way in entry.ways)):
            assert not text or " ".join(text[spoken].split()) in whole
    assert " ".join(vignette.key.why[spoken].split()) not in whole
    assert vignette.key.situation not in whole


def test_a_scene_says_what_its_texts_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not written in the language of the screens, and not reviewed: said before it begins, and on the card."""
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n"))
    said = world.laptop.do("practice", PAID, "--language", "sw")
    untranslated = say("sw", "practice.untranslated", language="Kiswahili", other="English")
    assert untranslated in said.err
    assert say("sw", "practice.unreviewed") in said.err
    card = world.laptop.do("practice", "card", PAID, "--language", "sw").data["lines"]
    assert untranslated in " ".join(card)
    assert say("en", "practice.unreviewed") in world.laptop.do("practice", "card", PAID, "--language", "en").out


def test_the_card_is_written_to_a_file_and_over_none(world: World, tmp_path: Path) -> None:
    """`-o FILE`: UTF-8 text to be printed; a file that is there stays unless --force."""
    file = tmp_path / "card.txt"
    assert world.laptop.do("practice", "card", PAID, "-o", str(file)).status == 0
    assert "Only when asked well" in file.read_text(encoding="utf-8")
    again = world.laptop.do("practice", "card", PAID, "-o", str(file))
    assert again.status == errors.UnwritablePlace.exit_status
    assert world.laptop.do("practice", "card", PAID, "-o", str(file), "--force").status == 0


# --- choosing --------------------------------------------------------------------------------------------------


def test_scenes_are_listed_by_theme_difficulty_and_audience(world: World) -> None:
    """Each filter takes away what does not fit; a word that is none is said."""
    every = world.laptop.do("practice", "list").data["vignettes"]
    assert {row["vignette"] for row in every} == set(SCENES)
    on_theme = world.laptop.do("practice", "list", "--theme", "v04").data["vignettes"]
    assert {row["theme"] for row in on_theme} == {"V04"}
    assert world.laptop.do("practice", "list", "--audience", "pilots").status == 2
    easy = world.laptop.do("practice", "list", "--difficulty", "1", "--audience", "police").data["vignettes"]
    assert all(row["difficulty"] == 1 and "police" in row["audience"] for row in easy)


def test_a_scene_is_chosen_on_the_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name the list comes first; its last line is practice with a form, as before."""
    monkeypatch.setattr("sys.stdin", io.StringIO("tea outside\n2\n"))
    said = world.laptop.do("practice", "--theme", "V04")
    assert said.data == {"state": "left", "vignette": PAID}


def test_practice_with_a_form_goes_on_working(world: World, tmp_path: Path) -> None:
    """By the form's name, or with --form; a scene that is not there is said."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"alone": "no", "observe": "no"}), encoding="utf-8")
    for words in (("border_quick_screen",), ("--form", "border_quick_screen"), ()):
        said = world.laptop.do("practice", *words, "--answers", str(file))
        assert said.status == 0, said.err
        assert "result" in said.data
    assert world.laptop.do("practice", "card", "nowhere").status == errors.VignetteUnknown.exit_status
    assert world.laptop.do("practice", PAID, "--record", str(tmp_path / "x.yaml")).status == 2
