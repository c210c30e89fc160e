"""A trainer writes a scene: a file to be filled, the key by doing the interview, the preview, and the first run."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.commands.practice_words import question_words
from fieldkit.commands.vignettes import vignette_named
from fieldkit.practice.check_vignette import key_run
from fieldkit.practice.run_form import question_cells
from tests.content.walking import compiled
from tests.flow.test_practice_scenes import key_of
from tests.flow.world import Said, World

FORM = "border_quick_screen"
PAID, OWED = "tea_by_the_shop", "rest_by_the_wall"
FILLED = {"difficulty": '"2"', "source": '"Own text"'}
Write = Callable[..., Said]


@pytest.fixture
def write(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Run a practice command in an empty folder; `given` becomes its answers file."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, given: dict[str, Any] | None = None) -> Said:
        if given is not None:
            (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
            words = (*words, "--answers", "given.json")
        return world.laptop.do("practice", *words)

    return run


def fill(path: Path) -> None:
    """Write a text for each TODO but the key."""
    text = path.read_text(encoding="utf-8")
    for name, value in FILLED.items():
        text = re.sub(rf"^{name}: \"TODO.*$", f"{name}: {value}", text, flags=re.MULTILINE)
    text = re.sub(r'"TODO: codes ([AMP]\d)[^"]*"', r"\1", text)
    path.write_text(re.sub(r'(?<!key: )"TODO[^"]*"', '"A text."', text), encoding="utf-8")


def begun(write: Write, name: str = "our_market") -> Path:
    said = write("new", name, "--form", FORM, "--theme", "v07", "--audience", "police,teacher")
    assert said.status == 0, said.err
    return Path(f"{name}.yaml")


# --- new -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [FORM, "case_intake", "unodc_checklist", "capacity_assessment"])
def test_a_new_scene_has_every_question_of_its_form_in_order(write: Write, form: str) -> None:
    """With its words as a comment, and something to fill in: seen for what the worker looks at, else said."""
    said = write("new", "our_market", "--form", form)
    text = Path("our_market.yaml").read_text(encoding="utf-8")
    names = [cell.question.name for cell in question_cells(compiled(form))]
    script = text[text.index("\nscript:") : text.index("\nkey:")]
    assert re.findall(r"^  (\w+):$", script, re.MULTILINE) == [*names, "otherwise"]
    assert said.data["questions"] == len(names)
    if form == FORM:
        assert "  # How old are you? (integer)\n  age:\n    says:\n      en: " in script
        assert "  #   no, under_18, under_16, unsure\n  maybe_child:\n    seen:\n" in script


def test_what_is_to_do_is_told_one_by_one_in_order_and_never_passes(write: Write) -> None:
    """Numbered, with line and languages; a status of its own; and nobody can practise with it."""
    path = begun(write)
    found = write("check", str(path))
    told = [problem["what"] for problem in found.data["problems"]]
    assert found.status == errors.SceneUnfinished.exit_status
    assert told[0] == f"to do 1 of {len(told)}: `title` in en, rw"
    assert told[-1] == f"to do {len(told)} of {len(told)}: `key`"
    assert [one["line"] for one in found.data["problems"]] == sorted(one["line"] for one in found.data["problems"])
    assert f"to do 4 of {len(told)}: `content_note` in en, rw" in told
    for command in ((str(path),), ("pair", str(path)), ("card", str(path))):
        assert write(*command).status == errors.SceneUnfinished.exit_status
    path.write_text(path.read_text(encoding="utf-8").replace("theme: V07", "theme: V70"), encoding="utf-8")
    assert write("check", str(path)).status == errors.DataFileInvalid.exit_status


def test_one_text_left_in_one_language_is_named(write: Write) -> None:
    """A finished scene with one TODO is not finished."""
    text = (shipped_vignettes() / f"{PAID}.yaml").read_text(encoding="utf-8")
    Path(f"{PAID}.yaml").write_text(text.replace('rw: "Yego. Mfite umwanya', 'rw: "TODO Yego. Mfite'), encoding="utf-8")
    found = write("check", f"{PAID}.yaml")
    assert found.status == errors.SceneUnfinished.exit_status
    assert "to do 1 of 1: `script.consent.ways.1.says` in rw" in [one["what"] for one in found.data["problems"]]


def test_a_scene_is_never_written_over_unasked(write: Write) -> None:
    """Nor under another name than its own, in other languages than the form's, or without en and rw."""
    path = begun(write)
    path.write_text("mine", encoding="utf-8")
    assert write("new", "our_market", "--form", FORM).status == errors.UnwritablePlace.exit_status
    assert path.read_text(encoding="utf-8") == "mine"
    assert write("new", "our_market", "--form", FORM, "--force").status == 0
    for words in (("Our",), ("a", "-o", "b.yaml"), ("a", "--language", "en"), ("a", "--language", "en,rw,de")):
        assert write("new", *words, "--form", FORM).status == 2
    Path("folder").mkdir()
    assert write("new", "a", "--form", FORM, "-o", "folder").status == 0
    assert Path("folder/a.yaml").is_file()


# --- key -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", [PAID, OWED])
def test_from_an_empty_file_to_a_perfect_run(write: Write, scene: str) -> None:
    """New, texts, the key by the interview, the last texts, the check, and a run that scores everything."""
    path = begun(write)
    fill(path)
    before = path.read_text(encoding="utf-8")
    given = key_of(vignette_named(scene))
    done = write("key", str(path), given=given)
    assert done.status == 0, done.err
    known = vignette_named(scene).key
    assert (done.data["result"], done.data["age"], done.data["touched"]) == (
        known.result,
        known.age,
        list(known.touched),
    )
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before[: before.index("\nkey:") + 1])
    assert write("check", str(path)).status == errors.SceneUnfinished.exit_status
    fill(path)
    checked = write("check", str(path))
    assert (checked.status, checked.data["errors"]) == (0, 0), checked.data["problems"]
    made = vignette_named(str(path)).key
    assert made.situation == known.situation
    assert made.right_steps == known.right_steps
    assert {name: answer.right for name, answer in made.answers.items()} == {
        name: answer.right for name, answer in known.answers.items()
    }
    run = write(str(path), given=key_of(vignette_named(str(path))))
    assert run.status == 0, run.err
    assert run.data["points"] == run.data["possible"] > 0
    assert run.data["result_is_right"]


@pytest.mark.parametrize("scene", sorted(path.stem for path in shipped_vignettes().glob("v*.yaml")))
def test_the_same_interview_again_says_the_same_key(write: Write, scene: str) -> None:
    """Every scene that ships, put through its own key, keeps each answer, why, further answer and point."""
    text = (shipped_vignettes() / f"{scene}.yaml").read_text(encoding="utf-8")
    path = Path(f"{scene}.yaml")
    path.write_text(text, encoding="utf-8")
    old = vignette_named(str(path))
    done = write("key", str(path), "--force", given=key_of(old))
    assert done.status == 0, done.err
    new = vignette_named(str(path))
    wheres = ("why", "conduct", "elements", "either", "situation", "also_situation", "result", "also_result", "age")
    for name in (*wheres, "right_steps", "unsafe_steps", "settles", "settles_why", "touched"):
        told = [getattr(key, name) for key in (old.key, new.key)]
        if name == "conduct":
            told = [[(point.point, point.says) for point in points] for points in told]
        assert told[0] == told[1] or sorted(told[0]) == sorted(told[1]), name
    answers = [
        {name: (one.right, one.also, one.why) for name, one in key.answers.items()} for key in (old.key, new.key)
    ]
    assert answers[1] == answers[0]


def test_a_key_that_is_there_is_replaced_only_with_force_and_keeps_what_stays(write: Write) -> None:
    """Of the answer that changes the why goes; of the others it stays, word for word."""
    path = Path(f"{PAID}.yaml")
    path.write_bytes((shipped_vignettes() / f"{PAID}.yaml").read_bytes())
    before = path.read_text(encoding="utf-8")
    given = key_of(vignette_named(str(path))) | {"documents": {"nr": "ref"}}
    assert write("key", str(path), given=given).status == errors.SceneKeyThere.exit_status
    assert path.read_text(encoding="utf-8") == before
    assert write("key", str(path), "--force", given=given).status == 0
    after = path.read_text(encoding="utf-8")
    changed = {line for line in before.splitlines() if line not in after.splitlines()}
    assert {line.split(":")[0].strip() for line in changed} == {"documents"}
    assert "    documents: {right: {nr: ref}}\n" in after


def test_a_harmful_step_is_never_written_as_right_and_what_is_left_open_is_to_do(write: Write) -> None:
    """It is said instead; a judgement that was left open is a text to write, as is an element without codes."""
    path = begun(write)
    given = key_of(vignette_named(OWED))
    given["judgement"] = {"elements": ["act"], "steps_now": ["offer_help", "send_back"]}
    given.pop("offer")
    done = write("key", str(path), given=given)
    assert done.data["left_out"] == ["send_back"]
    assert "offer" in done.data["not_keyed"]
    text = path.read_text(encoding="utf-8")
    assert "    right: [offer_help]\n" in text
    assert '  situation: "TODO: one of ' in text
    assert '  elements: {act: ["TODO: codes A1 to A5' in text
    assert "  touched: [act, " in text
    told = [one["what"].partition(": ")[2] for one in done.data["problems"]]
    assert [one for one in told if one in told[-8:] and "key." in one][:2] == ["`key.elements.act`", "`key.situation`"]


def test_a_file_with_mistakes_gets_their_list_and_is_not_touched(write: Write) -> None:
    """Broken YAML, and half of a scene; for the key, and for the preview where nothing can be read."""
    path = Path("half.yaml")
    for text, told in (("vignette: [\n", "the YAML cannot be read"), ("vignette: half\n", "`story` must be a list")):
        path.write_text(text, encoding="utf-8")
        said = write("key", str(path), given={})
        assert said.status == errors.DataFileInvalid.exit_status
        assert any(told in one["what"] for one in said.data["problems"])
        assert path.read_text(encoding="utf-8") == text
    path.write_text("vignette: [\n", encoding="utf-8")
    assert write("preview", str(path)).status == errors.DataFileInvalid.exit_status


def test_a_file_in_one_pair_of_braces_has_no_place_for_a_key(write: Write) -> None:
    """That is said before the interview, and nothing is written."""
    from fieldkit.forms.plain_yaml import read_plain

    data = json.dumps(read_plain((shipped_vignettes() / f"{PAID}.yaml").read_bytes(), "x"))
    path = Path(f"{PAID}.yaml")
    path.write_text(data, encoding="utf-8")
    said = write("key", str(path), "--force", given={})  # with which the interview could not begin
    assert said.status == errors.SceneKeyNotPlaced.exit_status
    assert path.read_text(encoding="utf-8") == data


# --- preview ---------------------------------------------------------------------------------------------------


def test_the_preview_has_the_scene_as_it_is_met_the_card_and_the_key(write: Write, world: World) -> None:
    """In order, in a language, no line wider than paper; also as a file."""
    text = world.laptop.read("practice", "preview", PAID, "--language", "en")
    found = [
        text.index(part)
        for part in (
            "What the check says",
            "This scene has no français.",
            "What may touch you",
            "It is morning near the Nemba post.",
            "The talk, question by question",
            "- Blaming: “So you paid somebody",
            "The card of the one who plays",
            "The answer key",
            "Situation: A paid crossing",
            "What is said after a perfect run",
            "22 of 22 answers",
        )
    ]
    assert found == sorted(found)
    talk = text[text.index("The talk, question by question") : text.index("The card of the one who plays")]
    run = key_run(vignette_named(PAID), compiled(FORM))
    asked = {
        question_words(compiled(FORM), cell.question.name, "en"): run.applies(cell)
        for cell in question_cells(compiled(FORM))
    }
    assert False in asked.values()
    assert {words for words in asked if f"\n{words}\n" in talk} == {
        words for words, put in asked.items() if put and f"\n{words}\n" in talk
    }
    assert max(len(line) for line in text.splitlines()) <= 78
    assert write("preview", PAID, "-o", "scene.txt", "--language", "en").status == 0
    assert Path("scene.txt").read_text(encoding="utf-8") == text
    assert write("preview", PAID, "-o", "scene.txt").status == errors.UnwritablePlace.exit_status
    assert write("preview", "no_such_scene").status == errors.VignetteUnknown.exit_status


def test_the_preview_of_a_scene_that_is_not_finished_shows_what_is_there(write: Write, world: World) -> None:
    """The mistakes stand on top, and which language misses texts; all questions, for want of a key."""
    path = begun(write)
    path.write_text(re.sub(r'en: "TODO[^"]*"', 'en: "A text."', path.read_text(encoding="utf-8")), encoding="utf-8")
    text = world.laptop.read("practice", "preview", str(path), "--language", "en")
    said = write("preview", str(path))
    assert set(said.data["missing"]) == {"rw"}
    assert re.search(r"Not written in Ikinyarwanda: \d+ texts", text)
    assert "to do 1 of" in text
    assert "all questions of the form" in text
    assert "- The person says: “A text.”" in text
    assert "The key is still to be written" in text


def test_every_scene_that_ships_can_be_read_in_every_language(write: Write) -> None:
    """Also in those in which its own texts stand in another language."""
    for path in shipped_vignettes().glob("v*.yaml"):
        for language in ("en", "rw", "fr", "sw"):
            said = write("preview", path.stem, "--language", language)
            assert said.status == 0, said.err
