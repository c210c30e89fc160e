"""An interview left after its result goes on exactly there: the screening and its result are not put again."""

import dataclasses
import json
import subprocess
import sys
from typing import cast

import pytest

from fieldkit.errors import AnswerMissing
from fieldkit.forms.interview import State
from fieldkit.forms.values import Tri
from fieldkit.ports import Instant
from fieldkit.workflows import asking
from tests.cases.talks import Talk
from tests.flow.world import SUSPICION, World, environment


def test_an_interview_left_after_its_result_goes_on_there(world: World) -> None:
    """Left at the question who was told, it is resumed at that question; what came before is not shown again."""
    answers = {name: value for name, value in SUSPICION.items() if name != "voice_to"}
    file = world.path("answers.json")
    file.write_text(json.dumps(answers), encoding="utf-8")
    left = world.laptop._run(["screen", "--answers", str(file)], held=True)
    assert left.status == AnswerMissing.exit_status
    (draft,) = world.laptop.do("drafts").data["drafts"]
    world.laptop.close()
    words = ("--home", str(world.laptop.home), "--plain", "--passphrase-file", str(world.laptop.passphrases))
    done = subprocess.run(
        [sys.executable, "-m", "fieldkit", *words, "screen", "--resume", draft["code"]],
        input=":x\n",
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Who was told?" in done.stderr
    assert "possible trafficking" not in done.stderr
    assert "is saved and not finished" in done.stdout


@pytest.mark.parametrize(
    ("clocks", "asked"),
    [
        ((1_795_000_000_000, "a", 1_795_000_060_000, "a"), False),
        ((1_795_000_000_000, "a", 1_795_000_060_000, "b"), False),
        ((60_000, "a", 300_000, "b"), True),
        ((60_000, "a", 300_000, "a"), False),
        ((1_795_000_000_000, "a", 60_000, "b"), True),
    ],
)
def test_a_clock_that_was_never_set_does_not_say_that_the_setting_is_the_same(
    monkeypatch: pytest.MonkeyPatch, clocks: tuple[int, str, int, str], asked: bool
) -> None:
    """With an empty clock battery each start is in 1970: minutes by it may be days. Within one start the other clock
    tells."""
    saved, boot, now, then = clocks
    draft = Talk(now=Instant(saved, 0, 1000, boot)).answer("safe", "yes").draft()
    monkeypatch.setattr(asking, "safety", lambda _: Tri.YES)
    assert asking._another_setting(draft, cast("State", None), Instant(now, 0, 2000, then)) is asked


def test_a_revision_does_not_ask_anew_whether_it_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered there was about the talk, days ago; asked at a desk it would undo the interview."""
    draft = dataclasses.replace(Talk().answer("safe", "yes").draft(), extra={"revises": {"rev": 1}})
    monkeypatch.setattr(asking, "safety", lambda _: Tri.YES)
    later = dataclasses.replace(draft.summary.saved, mono_ms=draft.summary.saved.mono_ms + 9 * asking.SETTING_MS)
    assert not asking._another_setting(draft, cast("State", None), later)
