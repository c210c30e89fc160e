"""Immediate danger: said once, the page with what to do and whom to call comes before anything else."""

import subprocess
import sys

from tests.flow.world import World, environment


def test_a_yes_to_immediate_danger_shows_whom_to_call_before_the_next_question(world: World) -> None:
    """As soon as somebody is said to be in danger, the duty phone stands on the screen, before consent, before the next
    question."""
    world.laptop.close()
    words = ("--home", str(world.laptop.home), "--plain", "--passphrase-file", str(world.laptop.passphrases), "screen")
    done = subprocess.run(
        [sys.executable, "-m", "fieldkit", *words],
        input="1\n1\n:x\n",
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    asked, _, after = done.stderr.partition("immediate danger right now?")
    assert "+250 700 000 000" not in asked
    assert 0 < after.index("+250 700 000 000") < after.index("where nobody else hears or watches?")
