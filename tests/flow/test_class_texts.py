"""What a trainer reads, in four languages: a new class, its codes, its figures and page, lists and checks."""

import datetime as dt
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.class_gather import people_table
from fieldkit.practice.gold import Gold
from fieldkit.result import Table
from fieldkit.ui import messages
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import LANGUAGES, say, say_n
from fieldkit.ui.render import _fitted_table
from fieldkit.ui.text import width_of
from fieldkit.workflows.class_figures import PersonFigures
from tests.flow.test_class import DEBT, PAID, Room, leave, new_class, save
from tests.flow.world import Machine, World

DAY = dt.date(2026, 11, 25)


def read(machine: Machine, *words: str, status: int = 0) -> tuple[str, str]:
    """Run a command and return what a person reads on stdout and stderr."""
    machine.close()
    said = machine._run([*words, "--plain"], held=False)
    assert said.status == status, said.err
    return said.out, said.err


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A class with results before and after, somebody who left, a typed line, and a file that is no result."""
    room = new_class(tmp_path_factory.mktemp("texts") / "room", name="Posts <b>June</b>")
    for place, who in enumerate(("1", "2", "Umusozi")):
        machine = room.join(who)
        save(machine, who, PAID, well=place != 1, phase="before")
        save(machine, who, PAID, phase="after")
        save(machine, who, DEBT)
    leave(room.laptop("2"), "2", DEBT)
    (room.stick / "results" / "noise.fkp").write_bytes(b"noise")
    return room


class Words(HTMLParser):
    """The text of a page, and its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.attributes = "", dict[str, str | None]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes of the page."""
        if tag == "html":
            self.attributes = dict(attrs)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_and_the_page_are_in_the_language_that_was_asked_for(
    gathered: Room, tmp_path: Path, language: str
) -> None:
    """`--language` decides for the terminal and the page, whatever the language of the screens is."""
    page = tmp_path / "class.html"
    words = ("practice", "class", "gather", str(gathered.stick), "--language", language, "--page", str(page))
    out, err = read(gathered.trainer, *words)
    found = Words(page.read_text(encoding="utf-8"))
    assert found.attributes["lang"] == language
    for text in (out, err, found.text):
        assert "[en]" not in text
    for key in ("report.practice", "report.agreement", "report.paired", "report.gold"):
        assert say(language, key) in found.text
        assert " ".join(say(language, key).split()) in " ".join(out.split())
    assert say(language, "class.counts", people=3, runs=10, new=10 if language == "en" else 0, left=1) in out
    assert "\t".join(say(language, f"class.col.{name}") for name in ("who", "runs", "key")) in out
    assert "FK-807" in err
    if language != "en":
        assert errors.ResultInvalid.message[:20] not in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_its_items_in_words(gathered: Room, tmp_path: Path, language: str) -> None:
    """Not by ids: by the scene's title and the question; where a scene is not written in the language, that is said."""
    page = tmp_path / "class.html"
    read(gathered.trainer, "practice", "class", "gather", "--language", language, "--page", str(page))
    html = page.read_text(encoding="utf-8")
    found = Words(html)
    assert not re.search(r"v0\d_|(?:answer|element|step|conduct|way):\S", html)
    assert say(language, "report.situation") in found.text
    title = {"rw": "Icyayi imbere y'iduka"}.get(language, "Tea outside a shop")
    assert title in found.text
    foreign = say(language, "report.untranslated", language=messages.language_name(language), n=2)
    assert (foreign in found.text) is (language in ("fr", "sw"))
    assert "<b>" not in html
    assert "Posts <b>June</b>" in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_far_its_texts_are_reviewed(gathered: Room, tmp_path: Path, language: str) -> None:
    """The words of the page in every language but English, and the scenes; on the terminal the same."""
    page = tmp_path / "class.html"
    words = ("practice", "class", "gather", "--language", language, "--page", str(page))
    out, _ = read(gathered.trainer, *words)
    scenes = say(language, "report.scenes_unreviewed", unreviewed=2, total=2)
    own = say(language, "report.words_unreviewed", language=messages.language_name(language))
    for text in (Words(page.read_text(encoding="utf-8")).text, " ".join(out.split())):
        assert scenes in text
        assert (own in text) is (language != "en")


def test_without_a_choice_the_language_is_that_of_the_screens(gathered: Room) -> None:
    """A language that fieldkit does not have is refused before the passphrase is asked."""
    messages.use("fr")
    out, _ = read(gathered.trainer, "practice", "class", "gather")
    assert say("fr", "report.practice") in out
    refused = read(gathered.trainer, "practice", "class", "gather", "--language", "xx", status=2)[1]
    assert "'xx'" in refused
    capacity = ("practice", "class", "capacity", "-o", str(gathered.root / "c"), "--agreed", "1", "--language", "xx")
    assert "'xx'" in read(gathered.trainer, *capacity, status=2)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_making_a_class_and_its_codes(tmp_path: Path, language: str) -> None:
    """What stands on the board, the opening code, how to join: in the language of the screens."""
    messages.use(language)
    room = new_class(tmp_path / "room", "--vignettes", PAID, "--assessment", DEBT)
    words = ("practice", "class", "new", "b", "-o", str(tmp_path / "b"), "--vignettes", PAID, "--assessment", DEBT)
    out, err = read(room.trainer, *words)
    assert say(language, "class.made", name="b", folder=tmp_path / "b", open=1, sealed=1) in out
    assert say(language, "class.laptops") in out
    assert say(language, "class.ships", name=DEBT) in err
    shown, _ = read(room.trainer, "practice", "class", "show", "--opening")
    assert re.search(re.escape(say(language, "class.show_opening", code="")) + r"\w{4}-\w{4}-\w{4}", shown)
    assert "[en]" not in out + err + shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_for_headquarters(gathered: Room, tmp_path: Path, language: str) -> None:
    """How many agreed, the fingerprint, what comes next."""
    words = ("practice", "class", "capacity", "-o", str(tmp_path / "c"), "--agreed", "1,2", "--language", language)
    out, _ = read(gathered.trainer, *words)
    assert say(language, "capacity.made", n=2, total=3, file=tmp_path / "c") in out
    assert say(language, "capacity.then") in out
    nobody = (*words[:5], "--agreed", "9", "--language", language, "--force")
    unknown = read(gathered.trainer, *nobody, status=2)[1]
    assert say(language, "capacity.unknown", names="9") in unknown


# --- tables --------------------------------------------------------------------------------------------------------


def people() -> list[PersonFigures]:
    """People with the longest words that a table of a class can have."""
    golds = (Gold(30, 120, 0), Gold(120, 120, 0), Gold(3, 120, 9), Gold(0, 0, 0))
    return [
        PersonFigures(who, 120, "2025-06-01", gold, (32, 120), (120, 120), typed, 1)
        for who, gold, typed in zip(("7", "12", "Umusozi", "18"), golds, (0, 2, 0, 0), strict=True)
    ]


def drawn(table: Table, width: int = 80) -> list[str]:
    out = io.StringIO()
    _fitted_table(table, out, width)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_the_people_fits_eighty_columns(language: str) -> None:
    """Drawn no word is broken; in plain mode a row is no longer than the screen."""
    table = people_table(people(), 12, DAY, language)
    lines = drawn(table)
    assert [line for line in lines if width_of(line) > 80] == []
    words = {word for row in (table.columns, *table.rows) for cell in row for word in cell.split()}
    assert {word for word in words if not any(word in line for line in lines)} == set()
    rows = ["\t".join(row).expandtabs(8) for row in (table.columns, *table.rows)]
    assert [row for row in rows if width_of(row) > 80] == []
    assert "! " in table.rows[0][-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_scenes_fits_eighty_columns(world: World, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are whole, to be typed; no word of a title is broken."""
    monkeypatch.setenv("FIELDKIT_LANG", language)
    messages.use(language)
    out = world.laptop.read("practice", "list")
    *rows, after, tests = out.splitlines()
    table = Table(tuple(rows[0].split("\t")), tuple(tuple(row.split("\t")) for row in rows[1:]))
    assert (after, tests) == (say(language, "scenes.next"), say(language, "scenes.next_test"))
    assert table.columns == tuple(
        say(language, f"scenes.{name}") for name in ("name", "title", "difficulty", "languages", "reviewed")
    )
    lines = drawn(table)
    assert [line for line in lines if width_of(line) > 80] == []
    words = {word for row in table.rows for cell in row for word in cell.split()}
    assert {word for word in words if not any(word in line for line in lines)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_counts_in_words(world: World, language: str, tmp_path: Path) -> None:
    """Mistakes themselves are told in English, as those of forms; the summary is not."""
    from tests.practice.shipped import PRACTICE

    messages.use(language)
    out = world.laptop.read("practice", "check", str(PRACTICE / f"{PAID}.yaml"), "--no-warnings")
    counts = {f"{word}s": say_n(language, f"scenes.{word}s", 0) for word in ("error", "warning")}
    assert out.splitlines()[-1] == say_n(language, "scenes.files", 1, **counts)


# --- words ---------------------------------------------------------------------------------------------------------


def test_commands_stay_as_they_are_typed() -> None:
    """Whatever the language, a command in a text is the one that works; only what stands for a file is translated."""
    typed = re.compile(r"fieldkit(?: [a-z]+)+|--[a-z]+")
    for key, text in TEXTS.items():
        if key.startswith(("class.", "report.", "capacity.", "scenes.")) and isinstance(text, str):
            for language in LANGUAGES:
                facts = dict.fromkeys(re.findall(r"\{(\w+)\}", text), "x")
                told = say(language, key, **facts)
                assert typed.findall(told) == typed.findall(text), (language, key)
