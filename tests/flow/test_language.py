"""The language of the screens, and how far the texts are: `fieldkit language`."""

import dataclasses
import io
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands import languages
from fieldkit.commands.home import home
from fieldkit.commands.own_language import language_of
from fieldkit.forms import messages as form_messages
from fieldkit.ui import messages, translations
from fieldkit.ui.messages import say
from tests.flow.world import Machine, World


def test_a_person_sets_the_language_of_their_screens(world: World) -> None:
    """`language set` is kept in the store for the person who opened it; the next error is in that language."""
    store = world.laptop.open()
    assert language_of(store) is None
    assert world.laptop.do("language", "set", "rw").data == {"language": "rw"}
    assert language_of(store) == "rw"
    assert store.settings.get_json(f"language.{store.person}") == "rw"
    assert "Ikinyarwanda" in world.laptop.read("language", "set", "rw")


def test_the_choice_holds_from_the_next_unlock_on(world: World) -> None:
    """Whoever unlocks is spoken to in their own language, whatever the system speaks."""
    world.laptop.do("language", "set", "fr")
    messages.use(None)
    assert messages.current() == "en"
    world.laptop.close()
    world.laptop.unlock_and("status")
    assert messages.current() == "fr"


def test_headquarters_may_set_a_language_too(world: World) -> None:
    """The choice is not one of field laptops alone."""
    assert world.hq.do("language", "set", "sw").data == {"language": "sw"}
    assert language_of(world.hq.open()) == "sw"


def test_one_persons_language_is_not_anothers(world: World) -> None:
    """A laptop is shared: the choice belongs to who opened the store."""
    store = world.laptop.open()
    store.settings.put_json("language.somebody else", "rw")
    assert language_of(store) is None


def test_a_language_that_fieldkit_does_not_speak_is_wrong_usage(world: World) -> None:
    """Only the four can be chosen; nothing is changed."""
    done = world.laptop._run(["language", "set", "de"], held=True)
    assert done.status == 2
    assert "'en', 'rw', 'fr', 'sw'" in done.err


def anybody(tmp_path: Path) -> Machine:
    """Return a machine without a store: what follows needs none."""
    return Machine(tmp_path / "none", tmp_path / "none.passphrase")


def test_the_check_counts_every_text_by_language(tmp_path: Path) -> None:
    """Interface, form engine and each shipped form are counted, for each of their languages; no store is needed."""
    states = anybody(tmp_path).unlock_and("language", "check").data["states"]
    places = {(state["language"], state["where"]) for state in states}
    assert {("rw", "interface"), ("sw", "form engine"), ("fr", "border_quick_screen"), ("en", "after_result")} <= places
    assert [s for s in states if s["missing"] or s["out_of_date"] or s["traps"]] == []
    rw = next(s for s in states if (s["language"], s["where"]) == ("rw", "interface"))
    assert len(rw["unreviewed"]) == rw["texts"]
    engine = next(s for s in states if (s["language"], s["where"]) == ("fr", "form engine"))
    assert engine["unreviewed"] == list(form_messages.KEYS)


def test_the_check_lists_what_waits_for_a_reader_of_one_language(tmp_path: Path) -> None:
    """With --language only that language is told, with the ids of its texts."""
    done = anybody(tmp_path)._run(["language", "check", "--language", "rw", "--plain"], held=False)
    assert {line.split("\t")[0] for line in done.out.splitlines() if "\t" in line} == {"language", "rw"}
    assert "rw, form engine, waits for a fluent reader: required, constraint" in done.out


def test_the_check_of_a_language_that_nothing_has_is_wrong_usage(tmp_path: Path) -> None:
    """A mistyped code is told, instead of an empty list that looks like good news."""
    assert anybody(tmp_path)._run(["language", "check", "--language", "kinyarwanda"], held=False).status == 2


def test_the_check_tells_what_is_missing_out_of_date_and_a_trap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new text, a changed text and a word that hurts people are each named with the text they are in."""
    from fieldkit.ui.catalogue import TEXTS

    monkeypatch.setitem(TEXTS, "test.new", "New")
    monkeypatch.setitem(TEXTS, "key.back", "back one question")
    monkeypatch.setattr(translations, "translations_of", lambda language: {"key.leave": ("kesi yangu",)})
    found = {state.language: state for state in languages.states() if state.where == "interface"}
    assert (found["rw"].missing, found["rw"].out_of_date, found["rw"].traps) == (("test.new",), ("key.back",), ())
    assert found["sw"].traps == ("key.leave has 'kesi': a case in court; say shauri",)


def test_translators_get_files_that_their_editors_open(tmp_path: Path) -> None:
    """`language export` writes one .po file for each language, and writes over nothing unless told to."""
    machine = anybody(tmp_path)
    done = machine.unlock_and("language", "export", str(tmp_path / "texts"))
    assert sorted(path.name for path in (tmp_path / "texts").iterdir()) == [
        "fieldkit-fr.po",
        "fieldkit-rw.po",
        "fieldkit-sw.po",
    ]
    assert len(done.data["files"]) == 3
    data = (tmp_path / "texts" / "fieldkit-fr.po").read_bytes()
    assert translations.standing(translations.parse(data, "fr")).missing == ()
    again = machine.unlock_and("language", "export", str(tmp_path / "texts"))
    assert again.status == errors.UnwritablePlace.exit_status
    assert machine.unlock_and("language", "export", str(tmp_path / "texts"), "--force").status == 0
    (tmp_path / "file").write_text("x")
    nowhere = machine.unlock_and("language", "export", str(tmp_path / "file"))
    assert nowhere.status == errors.UnwritablePlace.exit_status


def test_a_full_disk_does_not_end_the_sitting(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could not be kept at home is told there, and home is there again."""
    store = world.laptop.open()
    held = dataclasses.replace(world.laptop.env(), held=store)

    def full(*_: object) -> None:
        raise errors.DiskFull(what="the setting")

    monkeypatch.setattr(type(store.settings), "put_json", full)
    language, leave = (say("en", f"home.{key}") for key in ("language", "leave"))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{language}\n2\n\n{leave}\n"))
    assert home(store, held, lambda *_: 0, frozenset()) == 0
    assert say("en", "trouble.title") in capsys.readouterr().err
