"""A field laptop speaks the language of the person at it: nothing that its commands say stands in the code alone.

The catalogue of a language is replaced by one whose letters are Cyrillic. What then still comes in Latin letters is not
from the catalogue: it has to be a code, a number, a name, a command to type, or words of a form.
"""

import dataclasses
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.cli import main
from fieldkit.commands.command_lines import help_lines
from fieldkit.commands.command_table import COMMANDS
from fieldkit.commands.environment import MachineEntropy
from fieldkit.commands.library import forms_here
from fieldkit.forms.check import load_form
from fieldkit.ui import messages, translations
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import LANGUAGES, TRANSLATED, forms_of, say
from fieldkit.ui.passphrases import PromptingPassphrases
from fieldkit.ui.terminal import LineTerminal
from tests.flow.world import NOTHING_SHOWN, SUSPICION, Machine, World

OTHER = "rw"
FOREIGN = str.maketrans(
    string.ascii_letters, "".join(chr(0x430 + n) for n in range(26)) + "".join(chr(0x410 + n) for n in range(26))
)
"""A letter of no text of ours for each Latin one."""
FACT = re.compile(r"(\{[^{}]*\})")
COMMAND = "|".join(sorted((re.escape(one.words) for one in COMMANDS), key=len, reverse=True))
NO_WORDS = (
    r"\bperson \d\b",  # a slot
    r"(?m)^\S{8}(?: \S{8}){2}$",  # what an alert is typed as
    rf"fieldkit(?: (?:{COMMAND}))?\b",  # a command to type
    r"Test [a-z]+(?: headquarters)?",  # headquarters' own name, and a person's
    r"\bsha256\b",
    r"--[a-z-]+",  # an option
    r"[\w.+-]*[\\/][\w\\/.+:-]*",  # a path, an address
    r"\b[\w-]+\.(?:fk\w+|request|json|half|pem|txt)\b",  # a file's name
    r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b",  # an interview's code
    r"\b[RFK]{1,2}-[\d-]+\b",  # a receipt's number, an error's code
    r"\b(?=[0-9a-f-]*\d)[0-9a-f-]{8,}\b",  # a hash, an id
    r"\b\d+: [0-9A-Z]{4}\b",  # a group of a fingerprint
    r"\bd:[\w]+\b",  # a laptop
)
NAMES = {"Second", "Worker", "sms", "CODE", "en", "safe"}
"""Whom the tests name, what one gave after --by, where a code is to be typed, a language's code, a question's name."""


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the second language of the program be one in Cyrillic letters, and speak it."""
    texts = {key: tuple(_cyrillic(form) for form in forms_of(text)) for key, text in TEXTS.items()}
    extra: dict[str, object] = {key: forms if len(forms) > 1 else forms[0] for key, forms in texts.items()}
    file = tmp_path / "foreign.mo"
    file.write_bytes(translations.compiled(translations.updated(translations.read(OTHER), extra)))
    monkeypatch.setattr(messages, "compiled_file", lambda _: file)
    messages._translations.cache_clear()
    messages.use(OTHER)
    yield
    messages.use(None)
    messages._translations.cache_clear()


def _cyrillic(text: str) -> str:
    """Return a text with other letters, but for the names of its facts."""
    return "".join(part if FACT.fullmatch(part) else part.translate(FOREIGN) for part in FACT.split(text))


def latin(said: str) -> set[str]:
    """Return the words in Latin letters that are neither codes, names, commands nor of a form."""
    for pattern in NO_WORDS:
        said = re.sub(pattern, " ", said)
    found = set(re.findall(r"[A-Za-z]{2,}", said))
    return found - NAMES - _of_forms()


_words_of_forms: set[str] = set()


def _of_forms() -> set[str]:
    """Return the words that the forms of a laptop have in the language of the tests, and their names."""
    if not _words_of_forms:
        for name in ("border_quick_screen", "after_result", "identity_contact"):
            file = forms_here()[name]
            form = load_form(file.data, file.id, file.beside)
            texts = [name]
            wordings = [q.label for q in form.questions] + [group.label for group in form.groups]
            texts += [wording.texts.get(OTHER, "") for wording in wordings if wording is not None]
            texts += [words.get(OTHER, "") for listed in form.choices.values() for words in listed.values()]
            texts.append(form.titles.get(OTHER, ""))
            texts += re.findall(rf'{OTHER}: "([^"]*)"', file.data.decode())
            _words_of_forms.update(word for text in texts for word in re.findall(r"[A-Za-z]{2,}", text))
    return _words_of_forms


def says(machine: Machine, *words: str, held: bool = True, named: frozenset[str] = frozenset()) -> str:
    """Run a command as a person does; return all that it wrote, after looking that no Latin word is in it but these."""
    done = machine._run([*words, "--plain"], held=held)
    messages.use(OTHER)
    told = done.out + done.err
    assert latin(told) <= named, (words, told)
    return told


def test_what_is_where_and_what_is_packed_is_said_in_the_persons_language(world: World, foreign: None) -> None:
    """Status, packing, handing over's receipts and a report by voice: heads, states and lines."""
    says(world.laptop, "status")
    code = world.laptop.screen(told_by_voice="no")
    assert code[:3] in says(world.laptop, "status")
    assert "FK-712" in says(world.laptop, "pack")
    says(world.laptop, "report-made", code, "--to", "duty officer")
    says(world.laptop, "report-made", code, "--to", "duty officer", "--by", "sms")
    says(world.laptop, "report-made", code, "--to", "duty officer", "--at", "yesterday")
    says(world.laptop, "pack", "--because", "91")
    assert "FK-704" in says(world.laptop, "pack")
    world.laptop.do("sync", str(world.stick()))
    says(world.laptop, "status")
    says(world.laptop, "receipts")
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    assert "R-" in says(world.laptop, "receipts")
    says(world.laptop, "status")
    world.laptop.screen(NOTHING_SHOWN)
    says(world.laptop, "pack")


def test_one_interview_is_told_in_the_persons_language(world: World, foreign: None) -> None:
    """`show` and `consent show`: result, questions, answers, how the talk went; and where what is not here can be."""
    for story in (SUSPICION, NOTHING_SHOWN):
        code = world.laptop.screen(story)
        says(world.laptop, "show", code)
    says(world.laptop, "show", code, "--reveal")
    says(world.laptop, "show", code, "--reveal", "--purpose", "91")
    assert "\n" in says(world.laptop, "consent", "show", code)
    says(world.laptop, "consent", "withdraw", code, "--of", "research")
    says(world.laptop, "consent", "withdraw", code, "--of", "research", "--yes")
    says(world.laptop, "status")
    says(world.laptop, "consent", "withdraw", code, "--yes")
    for words in (("show", code), ("consent", "show", code), ("status",), ("show", "AAA-AAA")):
        says(world.laptop, *words)
    says(world.laptop, "revise", code)
    says(world.laptop, "correct", code, "--note", "91")


def test_drafts_and_notes_are_told_in_the_persons_language(world: World, foreign: None) -> None:
    """What is not finished, whose it is, what becomes of it; a note to what has left."""
    file = world.path("some.json")
    file.write_text('{"alone": "yes"}', encoding="utf-8")
    says(world.laptop, "drafts")
    says(world.laptop, "screen", "--answers", str(file))
    (draft,) = world.laptop.do("drafts").data["drafts"]
    code = draft["code"]
    for words in (
        ("drafts",),
        ("status",),
        ("consent", "show", code),
        ("draft", "upgrade", code),
        ("drafts", "--set-aside", code),
        ("drafts",),
        ("drafts", "--take-up", code),
        ("drafts", "--take", code),
        ("drafts", "--hand-over", code, "--to", "91"),
        ("drafts", "--hand-over", code, "--to", "1"),
        ("drafts", "--discard", code),
        ("drafts", "--discard", code, "--reason", "91"),
    ):
        says(world.laptop, *words)
    done = world.laptop.screen(NOTHING_SHOWN)
    says(world.laptop, "correct", done, "--note", "91")
    says(world.laptop, "correct", done, "--note", "91", "--anyway")
    says(world.laptop, "correct", done, "--anyway")
    says(world.laptop, "revise", done)


def test_who_opens_a_laptop_is_told_in_the_persons_language(world: World, foreign: None) -> None:
    """Passphrases, the printed code, its own keys, its store, an alert, a backup, travel, wiping."""
    code = world.laptop.screen()
    for words in (
        ("key", "list"),
        ("key", "add", "Second Worker"),
        ("key", "remove", "person 1"),
        ("key", "drill"),
        ("key", "drill", "--test-escrow", str(world.path("test.fke"))),
        ("key", "passwd"),
        ("request", "-o", str(world.path("again.request"))),
        ("key", "rotate-device", "-o", str(world.path("new.request"))),
        ("alert", code),
        ("store", "check"),
        ("store", "rebuild"),
        ("backup", "-o", str(world.path("backup.fkbak"))),
        ("travel", "status"),
        ("wipe",),
        ("receipts", "R-000042-7"),
        ("receipts", "R-000042-8"),
        ("sync", str(world.path("nowhere"))),
    ):
        told = says(world.laptop, *words)
        assert told.strip(), words
    says(world.laptop, "key", "recover", named=frozenset(("key", "recover")))  # the command that the error names
    world.laptop.close()
    for words in (("store", "accept-loss"), ("travel", "on"), ("travel", "off")):
        says(world.laptop, *words, held=False)


def test_a_laptop_that_is_set_up_speaks_the_language_of_the_system(
    world: World, foreign: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before there is a store nobody can have chosen a language: the environment says which."""
    monkeypatch.setenv("FIELDKIT_LANG", OTHER)
    fresh = Machine(world.path("fresh"), world.laptop.passphrases)
    said = fresh._run(["status", "--plain"], held=False)
    assert latin(said.err) == set(), said.err
    said = fresh._run(["init", "--hq", str(world.path("hq.card")), "--fingerprint", "AAAA", "--plain"], held=False)
    assert latin(said.out + said.err) == set(), said.out + said.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_can_be_typed_are_explained_on_eighty_columns(language: str) -> None:
    """`help` inside a sitting has one line for each word."""
    messages.use(language)
    lines = help_lines(Role.FIELD)
    assert max(map(len, lines)) <= 80
    english = [text for key, text in TEXTS.items() if key.startswith("lines.") and isinstance(text, str)]
    assert any(line.endswith(text) for line in lines for text in english) is (language == "en")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_head_of_a_table_is_broken_on_eighty_columns(world: World, language: str) -> None:
    """In each language the words over the columns of drafts, status, receipts and people stand whole."""
    world.laptop.screened({"alone": "yes"})
    world.laptop.screen(told_by_voice="no")
    world.laptop.hand_over(world.stick(), "--because", "91")
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    messages.use(language)
    for words, names in TABLES.items():
        lines = page(world.laptop, words)
        heads = [word for name in names for word in say(language, f"head.{name}").split()]
        assert [word for word in heads if not any(word in line for line in lines)] == [], lines
        assert [len(line) <= 80 for line in lines if set(line) == {"\u2500"}] == [True]


TABLES = {
    "drafts": ("code", "form", "version", "begun", "at", "language", "whose"),
    "status": ("code", "finished", "where", "receipt", "clock"),
    "receipts": ("receipt", "bundle", "given", "outcome", "interviews"),
    "key list": ("slot", "name", "state"),
}
"""Commands with a table, and the ids of its heads."""


def page(machine: Machine, words: str) -> list[str]:
    """Return the page that home shows of a command."""
    lines: list[str] = []
    status = main(words.split(), env=dataclasses.replace(machine.env(), held=machine.open(), present=lines.extend))
    assert status == 0, lines
    return lines


def test_an_error_on_a_page_of_home_is_in_the_persons_language(world: World) -> None:
    """What a command refuses is said there as it is in lines."""
    messages.use("fr")
    lines: list[str] = []
    held = dataclasses.replace(world.laptop.env(), held=world.laptop.open(), present=lines.extend)
    assert main(["pack"], env=held) == errors.NothingToPack.exit_status
    assert lines[0] == "! rien n'attend d'\u00eatre emball\u00e9 [FK-704]"
    assert "fieldkit status" in lines[1]


def test_passphrases_are_asked_for_in_the_persons_language(foreign: None) -> None:
    """The choice of a passphrase, its rules, and the one that was made are told by the catalogue."""
    said = io.StringIO()
    terminal = LineTerminal(stdin=io.StringIO("3\n2\n"), stderr=said)
    typed = iter(("short", "a long passphrase", "another one here", "a long passphrase", "a long passphrase"))

    def read(prompt: str) -> str:
        said.write(f"{prompt}\n")
        return next(typed)

    assert PromptingPassphrases(terminal, MachineEntropy(), read=read).new("91") == "a long passphrase"
    typed = iter(("91", "91", "91"))
    shown = LineTerminal(stdin=io.StringIO("1\n\n\n\n"), stderr=said)
    with pytest.raises(errors.PassphrasesDiffer):
        PromptingPassphrases(shown, MachineEntropy(), read=read).new("91")
    words = {word for line in said.getvalue().splitlines() if line.startswith("    ") for word in line.split()}
    assert latin(said.getvalue()) == words


def test_yes_and_no_are_typed_in_the_persons_language() -> None:
    """Both the person's own words and the English ones are understood in lines."""
    messages.use("sw")
    for typed, meant in (("ndiyo", True), ("hapana", False), ("yes", True), ("n", False)):
        said = io.StringIO()
        assert LineTerminal(stdin=io.StringIO(f"hmm\n{typed}\n"), stderr=said).confirm("91?") is meant
        assert said.getvalue().count("(ndiyo/hapana)") == 2
        assert "Andika ndiyo au hapana." in said.getvalue()
