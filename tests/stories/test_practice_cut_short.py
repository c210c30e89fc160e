"""A power cut in the middle of practice: what stays in the folder for temporary files, and for how long."""

import os
from pathlib import Path

import pytest

from fieldkit.commands.practice_place import PREFIX
from tests.stories.conftest import Place
from tests.stories.rehearsals import scene, talk
from tests.stories.terminal import Terminal

NAME = "tea_by_the_shop"
TYPED = "words that nobody ever said"
PROMPT = "PRACTICE>"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """A folder for temporary files of one's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def began(empty: Place, temporary: Path) -> Terminal:
    """Practise up to a question that takes a text, and type one."""
    window = empty.laptop("--plain", "practice", NAME, env={"TMPDIR": str(temporary), "FIELDKIT_LANG": "en"})
    window.at(PROMPT).enter("1")
    window.at(PROMPT).enter(talk(scene(NAME), "en")[0].line)
    window.at(PROMPT).enter(TYPED)
    window.at(PROMPT)
    return window


def left(temporary: Path) -> list[Path]:
    return sorted(temporary.iterdir())


def test_what_a_power_cut_leaves_is_unreadable_and_goes_at_the_next_practice(empty: Place, temporary: Path) -> None:
    """Nobody knows its passphrase; nothing of the scene, the form or what was typed is in it in clear."""
    window = began(empty, temporary)
    window.kill()
    (folder,) = left(temporary)
    assert folder.name.startswith(PREFIX)
    label = talk(scene(NAME), "en")[0].label.encode()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert TYPED.encode() not in data
            assert label not in data
            assert b"SQLite format 3" not in data
            assert NAME.encode() not in data
    with empty.laptop("--plain", "practice", NAME, env={"TMPDIR": str(temporary), "FIELDKIT_LANG": "en"}) as again:
        again.at(PROMPT)
        assert folder not in left(temporary)
        assert len(left(temporary)) == 1
        again.enter("2")
        assert again.end() == 0
    assert left(temporary) == []


def test_a_practice_that_runs_is_left_alone_and_so_is_what_is_not_ours(empty: Place, temporary: Path) -> None:
    """Two practise on one laptop; a link, a folder without a lock, somebody else's folder stay as they are."""
    elsewhere = empty.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").write_bytes(b"")
    (temporary / f"{PREFIX}link").symlink_to(elsewhere, target_is_directory=True)
    (temporary / f"{PREFIX}new").mkdir()
    other = temporary / f"{PREFIX}other"
    other.mkdir()
    (other / "lock").write_bytes(b"")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(other, 65534, 65534)
    else:
        other.rename(temporary / "other")
    with began(empty, temporary) as first, began(empty, temporary) as second:
        assert len([path for path in left(temporary) if (path / "home").is_dir()]) == 2
        for window in (first, second):
            window.enter(":x")
            assert window.end() == 0
    assert (elsewhere / "lock").is_file()
    assert len(left(temporary)) == 3
