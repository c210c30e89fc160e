"""Write docs/examples.md: three interviews and what the focal point does with them, drawn by the real program.

`python scripts/examples.py`. Everybody is invented. Nothing is typed by hand: a test compares the page with what the
program draws, so a changed form or screen shows here.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldkit.commands.demo_stories import CHILD_WITH_AUNT, PAID_A_SMUGGLER, PROMISED_WORK  # noqa: E402
from fieldkit.result import Json  # noqa: E402
from scripts.example_stage import Interview, Shown, Stage, staged  # noqa: E402

PAGE = ROOT / "docs" / "examples.md"
SCREEN = "border_quick_screen"
MINUTE = 60
_AFTER = ("referral_offered", "told_by_voice", "voice_to")

PROMISED: Mapping[str, Json] = {**PROMISED_WORK, "safe_to_call": "call", "help_wanted": ["safe_place", "talk"]}
SMUGGLED: Mapping[str, Json] = {name: answer for name, answer in PAID_A_SMUGGLER.items() if name not in _AFTER}
CHILD: Mapping[str, Json] = CHILD_WITH_AUNT
IN_KIRUNDI = {"limits_child": "rn", "explained_by": "en"}
ELEMENTS: Mapping[str, Json] = {
    "danger": "no",
    "age_group": "adult",
    "about": ["work"],
    "a1": "yes",
    "a2": "yes",
    "a4": "yes",
    "m2": "yes",
    "p2": "yes",
    "stage": "intended",
    "can_leave": "no",
    "own_suspicion": "yes",
}
CASE: Mapping[str, Json] = {
    "case_basis": "agreed",
    "with_person": "yes",
    "danger": "no",
    "alone": "yes",
    "safe": "yes",
    "interpreter": "none",
    "talks": "yes",
    "sex": "woman",
    "age": "23",
    "citizenship": ["BI"],
    "origin_country": "BI",
    "destination_country": "SA",
    "crossing": "stopped",
    "recruiter_relation": "agent",
    "stage": "planned",
    "share_identity": "no",
}
REFERRAL: Mapping[str, Json] = {
    "receiver_kind": "one_stop_centre",
    "fear_return": "no",
    "service": ["safehouse_service", "psychosocial_service"],
    "timeframe": "1_day",
    "consent_given": "yes",
    "agreed_by": "person",
    "consent_mode": "oral",
    "identity_shared": "no",
    "content": ["need", "language"],
    "handed": "together",
    "answer": "accepted",
}
HEAD = """# Examples

Three interviews as a field worker at a border post has them, and what the focal point does with them at headquarters.
Everybody is invented.

Drawn by the program itself, on 80 columns and 24 rows, by `scripts/examples.py`; a test compares this page with what
the program draws. After a change of a form or of a screen: `python scripts/examples.py`, then read what has changed.
Empty rows are left out, and so are the rows of the fixed keys, which are on the first screen only. Between two
screens shown here others were answered. Dots stand for what is new each time: keys, sizes.
"""


def render() -> str:
    """Return the whole page. Local time is Kigali's, wherever it is made."""
    before = os.environ.get("TZ")
    _local("Africa/Kigali")
    try:
        with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
            return "\n".join([HEAD, *_at_the_border(stage), *_at_headquarters(stage)]).rstrip() + "\n"
    finally:
        _local(before)


def _local(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if sys.platform != "win32":
        time.tzset()


def _at_the_border(stage: Stage) -> list[str]:
    promised = stage.laptop.fills(SCREEN, PROMISED)
    stage.clock.pass_seconds(20 * MINUTE)
    child = stage.laptop.fills(SCREEN, CHILD, languages=IN_KIRUNDI)
    stage.clock.pass_seconds(40 * MINUTE)
    smuggled = stage.laptop.fills(SCREEN, SMUGGLED)
    stage.clock.pass_seconds(5 * MINUTE)
    return [*_promised(promised), *_child(child), *_smuggled(smuggled)]


def _promised(told: Interview) -> list[str]:
    return [
        "## 1. An adult who was promised work abroad",
        "",
        "A woman of 23 at Rusumo. Somebody promised her work in a house abroad and holds her passport. He stands",
        "some way off. The worker asks her into the office alone, and begins: `fieldkit`, *Begin an interview*,",
        "*Border quick screen*. The first questions are the worker's own.",
        "",
        _whole(told.screen("alone")),
        "",
        "What is passed on in any case is said before anything is asked; then the agreement.",
        "",
        *_blocks(told, "limits", "consent"),
        "Now the questions. Below each stands why it is asked. *Don't know* is an answer; she has not seen the",
        "place yet.",
        "",
        *_blocks(told, "knows_place", "promise", "pressure", "made_to"),
        "What the worker saw stands apart from what she said.",
        "",
        *_blocks(told, "seen", "help_wanted"),
        "After the last question comes the list of all answers, then the result: what to do first, then the",
        "reasons. Of its four parts, which Page Down turns, the first and the last:",
        "",
        *_pages(told, "Result", 1),
        *_pages(told, "Result")[-2:],
        "Then who helps, and what she can take along. She must not be found with paper.",
        "",
        *_pages(told, "Where help is"),
        *_blocks(told, "menu"),
        *_pages(told, "No paper"),
        "The duty officer was told by telephone at once: that is what the 24 hours ask for. She agrees to be",
        "reached: that page is kept apart.",
        "",
        *_blocks(told, "told_by_voice", "safe_to_call"),
    ]


def _child(told: Interview) -> list[str]:
    return [
        "## 2. A child who crosses with an aunt",
        "",
        "A girl, perhaps under 16. The aunt answers for her. A colleague talks with the aunt outside. The worker",
        "chooses the words for a child before anything is read aloud, and Ctrl-L changes the language: Kirundi,",
        "through an interpreter on the telephone.",
        "",
        *_blocks(told, "maybe_child", "about_child"),
        "Back to English for the worker's own questions. The aunt is not taken for a guardian.",
        "",
        *_blocks(told, "consent_by", "consent_ground"),
        "Few questions, in simple words; for a child no means are needed.",
        "",
        *_blocks(told, "child_going", "child_home", "child_seen"),
        *_pages(told, "Result", 2),
        *_pages(told, "Where help is"),
    ]


def _smuggled(told: Interview) -> list[str]:
    return [
        "## 3. A man who paid a smuggler",
        "",
        "A man of 31 from Congo paid somebody to be brought across, away from the post. Nobody holds him, he owes",
        "nothing. At home he would be in danger.",
        "",
        *_blocks(told, "arranged_by", "arrival", "fear_return"),
        "The result says what was not shown, never that it was not so; it leads to asylum first.",
        "",
        *_pages(told, "Result"),
        *_pages(told, "Where help is"),
    ]


def _at_headquarters(stage: Stage) -> list[str]:
    laptop, hq = stage.laptop, stage.hq
    promised = _code(laptop.types("status"), 2)
    lines = ["## 4. The stick goes to headquarters", ""]
    lines += [_typed(stage, "laptop", *words) for words in (("status",), ("pack",), ("sync", stage.stick))]
    stage.clock.pass_seconds(150 * MINUTE)
    lines += [_typed(stage, "hq", "hq", "import", stage.stick), _typed(stage, "hq", "inbox")]
    lines += ["One interview, with the reasons for its result and every answer.", ""]
    lines += [_typed(stage, "hq", "show", promised)]
    lines += [_typed(stage, "hq", "hq", "ack", promised)]
    elements = hq.fills("elements", ELEMENTS, promised)
    stage.clock.pass_seconds(10 * MINUTE)
    case = hq.fills("case_intake", CASE, promised)
    stage.clock.pass_seconds(10 * MINUTE)
    referral = hq.fills("referral", REFERRAL, promised)
    return [
        *lines,
        f"The focal point weighs it by act, means and purpose: `fill elements --about {promised}`.",
        "",
        *_blocks(elements, "about_form", "m2"),
        *_pages(elements, "Result", 1),
        f"She agreed to a case file: `fill case_intake --about {promised}`. A long list is searched by typing.",
        "",
        *_blocks(case, "case_basis", "destination_country"),
        f"And to one receiver: `fill referral --about {promised}`.",
        "",
        *_blocks(referral, "consent_given", "content", "answer"),
        "What is due, and everything about this code:",
        "",
        _typed(stage, "hq", "due", "--days", "40"),
        _typed(stage, "hq", "inbox", "--about", promised),
    ]


def _code(status: str, number: int) -> str:
    """Return the code in a row of the laptop's table."""
    rows = [line.split("\t") for line in status.splitlines() if line.count("\t") > 2]
    return rows[1 + number][0]


def _whole(shown: Shown) -> str:
    return f"```\n{shown.text}\n```"


def _block(shown: Shown) -> str:
    """Return a screen without the fixed keys and without empty rows at the end of its text."""
    rules = [number for number, row in enumerate(shown.rows) if row.startswith("───")]
    end = rules[-1] if len(rules) > 1 or rules[:1] != [2] else len(shown.rows)
    body = [row for row in shown.rows[:end] if row]
    how = [row for row in shown.rows[end + 1 : end + 2] if row]
    return "```\n" + "\n".join([*body, *(["─" * 80, *how] if how else [])]) + "\n```"


def _blocks(told: Interview, *names: str) -> list[str]:
    return [line for name in names for line in (_block(told.screen(name)), "")]


def _pages(told: Interview, title: str, most: int = 9) -> list[str]:
    """Return the parts of a long page, as Page Down shows them."""
    found = [one for one in told.screens if one.name.startswith(title)][:most]
    return [line for one in found for line in (_block(one), "")]


def _typed(stage: Stage, where: str, *words: str) -> str:
    """Return a command with what it writes, a table as it is drawn on 80 columns."""
    machine = stage.hq if where == "hq" else stage.laptop
    said = machine.types(*words, drawn=True)
    line = " ".join(words).replace(stage.stick, "STICK")
    told = "\n".join(row.rstrip() for row in masked(said).splitlines()).strip("\n")
    return f"```\nfieldkit> {line}\n{told}\n```\n"


def masked(said: str) -> str:
    """Return what a command wrote without what keys and seals make new each time: laptop, bundle, size."""
    for pattern, instead in (
        (r"\bd-[0-9a-f]{8}\b", "d-........"),
        (r"\b[0-9a-f]{16}-", "................-"),
        (r"\x1b\[[0-9;]*m", ""),
    ):
        said = re.sub(pattern, instead, said)
    return re.sub(r"\b\d+ bytes", "... bytes", said)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
