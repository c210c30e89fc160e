"""An interview left after its result goes on exactly there: the screening and its result are not put again."""

import json
import subprocess
import sys

from fieldkit.errors import AnswerMissing
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
