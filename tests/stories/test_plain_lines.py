"""The same job with `--plain`: line after line, in a terminal and through pipes, never an escape sequence."""

import re

import pytest

from fieldkit.errors import NotATerminal
from tests.stories.conftest import DEPUTY, DUTY, PASSPHRASE, Place
from tests.stories.interviews import AFTER, BEFORE_CONSENT, IDENTITY, NAME, PLAIN_SERVICES, SCREENING, says, walk_plain
from tests.stories.terminal import Terminal

CARD = (
    *("--plain", "hq", "card", "-o", "hq.card", "--duty-phone", DUTY, "--deputy-phone", DEPUTY),
    *("--approve", "border_quick_screen:en,rw", "--approve", "after_result:en,rw", "--approve", "identity_contact:en"),
)


def type_two_groups(window: Terminal, heard: dict[str, str]) -> None:
    for _ in range(2):
        window.enter(heard[window.asked(r"Group (\d), as you hear it:").group(1)])


def fingerprint(said: str) -> dict[str, str]:
    return dict(re.findall(r"([1-6]): ([0-9A-Z]{4})", said))


def lines_only(window: Terminal) -> None:
    """Neither colours nor cursor movement nor a window title; every line was written whole."""
    assert b"\x1b" not in window.raw
    assert not re.search(rb"\r(?!\n)", window.raw.replace(b"\r\r\n", b"\r\n"))


@pytest.mark.slow
def test_plain_from_nothing_to_received_by_headquarters(empty: Place) -> None:
    """Set-up, interview, pack, import and receipt in plain lines; the paper is typed back here as well."""
    with empty.hq("--plain", "hq", "init", "--name", "Protection office") as window:
        window.at("Line 1 of 5:")
        paper = [row.strip() for row in window.screen() if re.fullmatch(r" {4}[A-Z0-9 -]+", row)]
        for number, line in enumerate(paper, start=1):
            window.at(f"Line {number} of 5:").enter(line)
        window.at("Number:").enter("2").at("New passphrase:").enter(PASSPHRASE).at("The same again:").enter(PASSPHRASE)
        assert window.end() == 0
        lines_only(window)
    with empty.hq(*CARD) as window:
        window.at("Passphrase:").enter(PASSPHRASE)
        assert window.end() == 0
        card = fingerprint(window.said)
        lines_only(window)
    with empty.laptop("--plain", "init", "--hq", "hq.card", "--person", NAME) as window:
        type_two_groups(window, card)
        window.at("Number:").enter("2").at("New passphrase:").enter(PASSPHRASE).at("The same again:").enter(PASSPHRASE)
        assert window.end() == 0
        laptop = fingerprint(window.said)
        lines_only(window)
    with empty.hq("--plain", "hq", "enrol", "device.request") as window:
        window.at("Passphrase:").enter(PASSPHRASE)
        type_two_groups(window, laptop)
        assert window.end() == 0
        lines_only(window)
    with empty.laptop("--plain") as window:
        code = plain_sitting(window)
    with empty.hq("--plain") as window:
        window.at("Passphrase:").enter(PASSPHRASE).at("fieldkit>").enter("hq import stick").at("fieldkit>")
        assert "safe to remove" in window.said
        window.enter("inbox").at("fieldkit>")
        assert f"! {code}\tpossible trafficking: refer" in window.said
        window.enter(f"hq ack {code}").at("fieldkit>").enter("exit")
        assert window.end() == 0
        lines_only(window)
    with empty.laptop("--plain", "sync", "stick") as window:
        window.at("Passphrase:").enter(PASSPHRASE)
        assert window.end() == 0
        assert "received by HQ R-000001-" in window.said
        lines_only(window)


def plain_sitting(window: Terminal) -> str:
    """Interview with danger, another language, back, save and leave; pack and hand over. Return the code."""
    choose_plain(window.at("Passphrase:").enter(PASSPHRASE), "Begin an interview")
    window.at(">").enter(":g").at(">")
    assert f"{DUTY} (duty phone, Protection office)" in window.said
    walk_plain(window, BEFORE_CONSENT)
    window.at(">").enter(":l").at(">").enter("2").at(">")
    assert says("age", language="rw") in window.said
    window.enter("32").at(">").enter(":p").at(">")
    assert "Igisubizo kiriho: 32" in window.said
    window.enter(":l").at(">").enter("1").at(">").enter("23").at(">").enter(":x").at(">")
    left = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is saved and not finished", window.said)
    assert left
    assert f"Go on: Border quick screen, {left[1]}, begun 20" in window.said
    assert "at question 15 of 38" in window.said
    choose_plain(window, "Go on: ")
    walk_plain(window, SCREENING[len(BEFORE_CONSENT) + 1 :])
    window.at(">")
    assert "possible trafficking" not in window.said
    window.enter("2").at(">")
    assert "possible trafficking: refer" in window.said
    assert f"Tell the focal point now: {DUTY}" in " ".join(window.said.split())
    walk_plain(window, (*PLAIN_SERVICES, *AFTER))
    walk_plain(window, IDENTITY)
    choose_plain(window, "Pack finished interviews")
    choose_plain(window, "Hand over to headquarters").at(">").enter("stick")
    choose_plain(window, "Other commands").at("fieldkit>").enter("status").at("fieldkit>")
    assert "1 handed over" in window.said
    choose_plain(window.enter(), "Lock").asked(r"Press Enter to unlock, or type q and Enter to leave:")
    window.enter("q")
    assert window.end() == 0
    lines_only(window)
    return left[1]


def choose_plain(window: Terminal, words: str) -> Terminal:
    """Choose the line of the home screen that begins with these words, by its number."""
    window.at(">")
    found = re.search(rf"^ *(\d+)  {re.escape(words)}", window.said, re.MULTILINE)
    assert found, window.said
    return window.enter(found[1])


def test_a_whole_sitting_through_pipes(place: Place) -> None:
    """Without any terminal the same words come through a pipe, and nothing is written that a terminal would act on."""
    typed = [step.line() for step in (*SCREENING, *PLAIN_SERVICES, *AFTER, *IDENTITY)]
    said = "\n".join(["screen", *typed, "status", "pack", "sync stick", "exit", ""])
    done = place.run("laptop", "--plain", said=said)
    err = done.stderr.decode()
    assert done.returncode == 0, err
    assert b"\x1b" not in done.stdout + done.stderr
    assert "possible trafficking: refer" in err
    assert "Finished interviews: 1 on this laptop" in done.stdout.decode()
    assert "handed over, not received: " in done.stdout.decode()
    received = place.run("hq", "--plain", said="hq import stick\ninbox\nexit\n")
    assert "possible trafficking: refer" in received.stdout.decode()
    assert b"\x1b" not in received.stdout + received.stderr
    (folder,) = (place.stick / "up").iterdir()
    (folder / "5c5c5c5c5c5c5c5c-00000009.fkb").write_bytes(b"cut off")
    place.run("hq", "--plain", said="hq import stick\nexit\n")
    first = place.run("hq", "--plain", said="exit\n").stderr.decode()
    assert "hq publish -o FOLDER" in " ".join(first.split())
    assert first.index("! 1 bundle in quarantine") < first.index("1 interview received.")


def test_a_pipe_that_ends_too_early_is_an_error_and_keeps_the_answers(place: Place) -> None:
    """The end of the input is never an answer; what was answered before is there afterwards."""
    done = place.run("laptop", "--plain", "screen", said="1\n2\n")
    assert NotATerminal.exit_status == done.returncode, done.stderr.decode()
    assert b"\x1b" not in done.stderr
    assert "error: " in done.stderr.decode()
    after = place.run("laptop", "--plain", "status").stdout.decode()
    assert "1 interview is not finished:" in after
    assert "at question 3 of 3" in after
