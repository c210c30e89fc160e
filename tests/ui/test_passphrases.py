"""Passphrases: typed unseen, made from invented words, or read from a file."""

import io
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.ui import words
from fieldkit.ui.passphrases import FilePassphrases, PromptingPassphrases
from fieldkit.ui.terminal import LineTerminal
from tests.ui.pty_screen import ROOT, PtyScreen

UNWANTED = (
    *("hutu", "tutsi", "tusi", "twa", "inyenz", "nazi"),  # peoples and what was done to them
    *("kuma", "mavi", "kojo", "tako", "kisimi", "baka", "malaya", "shoga", "seng", "mboo", "nyoko", "vuzi"),  # Swahili
    *("gituba", "mboro", "boro", "swera", "nnya", "maraya", "ndaya"),  # Kinyarwanda
    *("puta", "pute", "bite", "zizi", "caca", "pipi", "cul", "viol", "sida", "negr", "gouin", "fesse", "zob"),  # French
    *("fuck", "fag", "jizz", "wank", "homo", "dago", "nude", "nigg", "cunt", "semen", "shit", "dick"),  # English
)


class Counting:
    """Bytes that count upwards: a known stream."""

    def __init__(self) -> None:
        self.next = 0

    def token(self, size: int) -> bytes:
        self.next += 8191
        return (self.next % 65536).to_bytes(size, "big")


class Reader:
    """Types the given lines, one for each prompt."""

    def __init__(self, *lines: str) -> None:
        self.lines, self.prompts = list(lines), list[str]()

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.lines.pop(0)


def prompting(choice: str, read: Reader, enters: int = 9) -> tuple[PromptingPassphrases, io.StringIO]:
    said = io.StringIO()
    terminal = LineTerminal(stdin=io.StringIO(f"{choice}\n" + "\n" * enters), stderr=said)
    return PromptingPassphrases(terminal, Counting(), read=read), said


def test_the_words_are_made_by_a_rule_and_give_77_bits() -> None:
    """8,000 words of three open syllables; six of them are 77.8 bits."""
    assert (len(words.WORDS), len(set(words.WORDS))) == (8000, 8000)
    assert all(re.fullmatch("[bdfm][aeiou][swyz][aeiou][gkmn][aeiou]", word) for word in words.WORDS)
    assert round(words.BITS, 1) == 77.8


def test_no_word_holds_an_insult_or_the_name_of_a_people_that_we_know_of() -> None:
    """Checked against words of the four languages; a native reader may add to the list here."""
    assert [(word, bad) for word in words.WORDS for bad in UNWANTED if bad in word] == []


def test_every_word_is_equally_likely() -> None:
    """Draws that do not divide evenly are thrown away, so no word comes up more often."""

    class Every:
        """Every pair of bytes once, the ones to throw away first."""

        def __init__(self) -> None:
            self.values: Iterator[int] = iter((*range(64_000, 65_536), *range(64_000)))

        def token(self, size: int) -> bytes:
            return next(self.values).to_bytes(size, "big")

    everything = words.generate(Every(), count=64_000).split()
    assert {8} == set(Counter(everything).values())
    assert math.isclose(8000, len(set(everything)))


def test_an_own_passphrase_is_typed_twice() -> None:
    """Too short, or typed differently: said, and asked again."""
    read = Reader("short", "long enough now", "long enough nov", "long  enough now ", "long enough now")
    passphrases, said = prompting("2", read)
    assert passphrases.new("A passphrase for the store") == "long enough now"
    assert "! Too short: 15 characters or more.\n! The two were not the same.\n" in said.getvalue()
    assert "long enough" not in said.getvalue() + "".join(read.prompts)


def test_a_made_passphrase_is_shown_once_and_typed_back() -> None:
    """Spaces and capitals do not matter while typing it back; what counts is what was shown."""
    made = words.generate(Counting())
    read = Reader(f"  {made.upper().replace(' ', '   ')} ")
    passphrases, said = prompting("1", read)
    assert made == passphrases.new("A passphrase for the store")
    assert said.getvalue().count(made) == 1


@pytest.mark.parametrize("choice", ["1", "2"])
def test_three_failures_end_with_an_error(choice: str) -> None:
    """Nothing was changed."""
    passphrases, _ = prompting(choice, Reader(*(f"not the same at all {i}" for i in range(6))))
    with pytest.raises(errors.PassphrasesDiffer):
        passphrases.new("A passphrase for the store")


def test_an_empty_passphrase_opens_nothing() -> None:
    """Enter alone is not a try."""
    passphrases, _ = prompting("1", Reader("  "))
    with pytest.raises(errors.PassphraseUnusable):
        passphrases.existing("Passphrase:")


def from_file(path: Path, text: str, mode: int = 0o600) -> tuple[FilePassphrases, list[str]]:
    path.write_text(text, encoding="utf-8", newline="")
    path.chmod(mode)
    warnings: list[str] = []
    return FilePassphrases(str(path), warn=warnings.append), warnings


@pytest.mark.parametrize(
    ("text", "existing", "new"),
    [
        ("one old passphrase\nthe new passphrase\n", "one old passphrase", "the new passphrase"),
        ("only one passphrase\r\n", "only one passphrase", "only one passphrase"),
        ("\ufeffwith  a mark \n", "with a mark", None),
    ],
)
def test_a_file_holds_the_existing_and_perhaps_a_new_passphrase(
    text: str, existing: str, new: str | None, tmp_path: Path
) -> None:
    """First line existing, second line new; where there is one line it is both."""
    passphrases, warnings = from_file(tmp_path / "p", text)
    assert (existing, []) == (passphrases.existing(""), warnings)
    if new is not None:
        assert new == passphrases.new("")


@pytest.mark.parametrize("text", ["", "\n", "  \nsecond line here\n"])
def test_a_file_without_a_passphrase_is_refused(text: str, tmp_path: Path) -> None:
    """An empty first line is never taken for an empty passphrase."""
    with pytest.raises(errors.PassphraseUnusable, match="its first line is empty"):
        from_file(tmp_path / "p", text)[0].existing("")


@pytest.mark.parametrize(
    ("text", "why"), [("old old old old\n\n", "is empty"), ("old old old old\nshort", "too short")]
)
def test_a_new_passphrase_from_a_file_has_to_be_good_too(text: str, why: str, tmp_path: Path) -> None:
    """The rules are those of the terminal."""
    with pytest.raises(errors.PassphraseUnusable, match=why):
        from_file(tmp_path / "p", text)[0].new("")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
def test_a_file_that_others_can_read_is_warned_about(tmp_path: Path) -> None:
    """It still works: the warning says what to do."""
    passphrases, warnings = from_file(tmp_path / "p", "a good passphrase\n", mode=0o644)
    passphrases.existing("")
    assert [f"{tmp_path / 'p'} can be read by other people on this computer: chmod 600 {tmp_path / 'p'}"] == warnings


def test_a_dash_reads_standard_input() -> None:
    """A password manager can pipe the passphrase in."""
    passphrases = FilePassphrases("-", warn=print, stdin=io.StringIO("from a pipe\n"))
    assert (passphrases.existing(""), passphrases.can_retry) == ("from a pipe", False)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The path is in the error, nothing else."""
    with pytest.raises(errors.UnreadableFile):
        FilePassphrases(str(tmp_path / "none"), warn=print).existing("")


def test_no_representation_shows_a_passphrase(tmp_path: Path) -> None:
    """A log or a traceback that prints the source shows where it is, not what it is."""
    passphrases, _ = from_file(tmp_path / "p", "canary canary\n")
    passphrases.existing("")
    assert "canary" not in repr(passphrases) + repr(prompting("1", Reader("canary"))[0])


def test_on_a_terminal_nothing_typed_is_shown() -> None:
    """Not even how long it is."""
    with PtyScreen("term", "0", "existing") as screen:
        screen.wait("Passphrase:")
        screen.send("canary canary\r")
        assert (screen.finish(), b"canary" in screen.raw or b"*" in screen.raw) == (["13"], False)


def test_on_a_terminal_a_made_passphrase_leaves_no_trace() -> None:
    """It is shown on a screen of its own, which is cleared and left when Enter is pressed."""
    with PtyScreen("term", "0", "new") as screen:
        screen.wait("Make one for me")
        screen.send("1\r")
        screen.wait("Enter when it is written down:")
        made = next(line.strip() for line in screen.lines if re.fullmatch("    ([a-z]{6} ?){6}", line))
        screen.send("\r")
        screen.wait("Type the passphrase:")
        screen.send(made + "\r")
        assert screen.finish() == ["41"]
        inside = re.findall(rb"\x1b\[\?1049h(.*?)\x1b\[\?1049l", screen.raw, re.DOTALL)
        assert 1 == screen.raw.count(made.encode()) == b"".join(inside).count(made.encode())


def test_somebody_has_to_be_there_to_type_a_passphrase() -> None:
    """Without a terminal the error names --passphrase-file."""
    command: Sequence[str] = [sys.executable, "-m", "tests.ui.drive", "term", "0", "existing"]
    done = subprocess.run(command, input=b"canary\n", capture_output=True, cwd=ROOT, check=False, timeout=60)
    assert b"NotATerminal" in done.stderr
