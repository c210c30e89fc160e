"""Read a vignette: strict YAML, every mistake at once, each with its line. docs/practice-format.md 1 to 3."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from fieldkit.cases.places import data_invalid
from fieldkit.forms.model import Localised
from fieldkit.forms.problems import Place, Problem, Problems, TooManyProblems
from fieldkit.forms.yaml_reader import List, Map, Node, read_yaml
from fieldkit.practice.read_key import KeyReader
from fieldkit.practice.read_values import ValueReader
from fieldkit.practice.to_do import ToDo, is_to_do, to_dos, told_to_dos
from fieldkit.practice.vignette import (
    AUDIENCES,
    NO_KEY,
    OPEN,
    OTHERWISE,
    THEMES,
    WAYS,
    ScriptEntry,
    Vignette,
    Way,
)

MAX_TITLE, MAX_STEP, MAX_SAID, MAX_ASK, MAX_NOTE, MAX_DIFFERS = 60, 300, 300, 200, 300, 200
STEPS: Final = (2, 6)
WAYS_EACH: Final = (2, 3)
TOP_KEYS: Final = (
    *("vignette", "version", "theme", "title", "form", "languages", "reviewed", "use", "difficulty", "audience"),
    *("twin", "differs", "source", "content_note", "story", "script", "key", "x"),
)
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")
_VIGNETTE: Final = re.compile(rb"^vignette\s*:", re.MULTILINE)
_DIFFICULTIES: Final = ("1", "2", "3")
_TELLS: Final = re.compile(r"traffick|smuggl|abduct|kidnap|fraud|icuruzwa|gushimut|magendo|traite|usafirishaji", re.I)
WANTED: Final = ("en", "rw")
_Row = TypeVar("_Row")


def is_vignette(data: bytes) -> bool:
    """Return whether a file is a vignette: the folder has a form and item banks as well."""
    return _VIGNETTE.search(data) is not None


def check_vignette_text(data: bytes, name: str) -> tuple[Vignette | None, tuple[Problem, ...]]:
    """Return a vignette, None where it has errors, and everything that is wrong with it. `name`: its file's."""
    draft = read_draft(data, name)
    wrong = any(problem.severity == "error" for problem in draft.problems)
    return None if wrong else draft.vignette, draft.problems


@dataclass(frozen=True, slots=True)
class Draft:
    """A vignette that may be unfinished, or wrong: what could be read of it. `outside` are the problems that are not
    about its key, without what is still to do."""

    root: Node | None
    vignette: Vignette | None
    problems: tuple[Problem, ...]
    outside: tuple[Problem, ...]
    to_dos: tuple[ToDo, ...]

    @property
    def only_to_do(self) -> bool:
        """Return whether nothing but what is still to do is wrong with it."""
        wrong = [problem for problem in self.problems if problem.severity == "error"]
        return bool(wrong) and set(wrong) <= set(told_to_dos(self.to_dos))


def read_draft(data: bytes, name: str) -> Draft:
    """Return what can be read of a vignette, and everything that is wrong with it."""
    root, found = read_yaml(data)
    left = to_dos(root)
    excused = {place for one in left for place in one.places}
    vignette, problems = _read(root, found, name, keyed=True)
    told = [problem for problem in problems if (problem.line, problem.column) not in excused]
    outside = [one for one in _read(root, found, name, keyed=False)[1] if (one.line, one.column) not in excused]
    ordered = sorted((*told, *told_to_dos(left)), key=lambda problem: (problem.line, problem.column))
    return Draft(root, vignette, tuple(ordered), tuple(outside), left)


def _read(
    root: Node | None, found: Sequence[Problem], name: str, *, keyed: bool
) -> tuple[Vignette | None, tuple[Problem, ...]]:
    """Return a vignette whatever is wrong with it; without `keyed` nothing is said of its key."""
    problems = Problems()
    vignette: Vignette | None = None
    with suppress(TooManyProblems):
        for problem in found:
            problems.error((problem.line, problem.column), problem.what, problem.do)
        if root is not None:
            vignette = _VignetteReader(problems).vignette(root, name.removesuffix(".yaml"), keyed=keyed)
    return vignette, problems.sorted()


def read_vignette(data: bytes, name: str) -> Vignette:
    """Return a vignette. Raises: DataFileInvalid with line and column of every mistake."""
    vignette, problems = check_vignette_text(data, name)
    if vignette is None:
        raise data_invalid(name, problems)
    return vignette


class _VignetteReader(ValueReader):
    """Every method reads one part of the file, and reports what is wrong with it."""

    def vignette(self, root: Node, stem: str, *, keyed: bool = True) -> Vignette | None:
        if not isinstance(root, Map):
            self.problems.error(root.place, "a vignette is a mapping of keys", "start with `vignette:`")
            return None
        self.known(root, TOP_KEYS)
        self.languages = self.language_list(root)
        keyed = keyed and not is_to_do(root.entries.get("key"))
        key = NO_KEY
        if keyed:
            key = KeyReader(self.problems, self.languages, self.places).key(self.part(root, "key"))
        made = Vignette(
            id=self.own_id(root, stem),
            version=self.fact(root, "version", needed=True),
            theme=self.one_of(root, "theme", THEMES, needed=True),
            title=self.title(root),
            form=self.form_name(root),
            languages=self.languages,
            difficulty=int(self.one_of(root, "difficulty", _DIFFICULTIES, needed=True) or 0),
            audience=self.some_of(root, "audience", AUDIENCES, needed=True),
            source=self.fact(root, "source", needed=True),
            content_note=self.text(root, "content_note", MAX_NOTE, needed=True),
            story=self.story(root),
            script=self.script(self.part(root, "script")),
            key=key,
            twin=self.fact(root, "twin"),
            differs=self.text(root, "differs", MAX_DIFFERS),
            use=self.by_language(root, "use", ("practice", "pilot", "field")),
            reviewed={
                code: word == "all" for code, word in self.by_language(root, "reviewed", ("none", "all")).items()
            },
            places=self.places,
        )
        self.check_twin(root, made)
        return made

    def part(self, node: Map, key: str) -> Map:
        """Return a mapping that must be there, an empty one where it is not."""
        found = node.entries.get(key)
        if isinstance(found, Map):
            return found
        self.problems.error((found or node).place, f"`{key}` must be a mapping", f"write `{key}:` and its keys below")
        return Map({}, {}, node.mark)

    def language_list(self, root: Map) -> tuple[str, ...]:
        found = self.language_codes(root, "languages")
        missing = [code for code in WANTED if code not in found]
        if missing:
            place = root.entries["languages"].place if "languages" in root.entries else root.place
            self.problems.error(place, f"`languages` lacks {', '.join(missing)}", "every vignette has en and rw")
        return found

    def own_id(self, root: Map, stem: str) -> str:
        found = self.fact(root, "vignette", needed=True)
        if found and (not _ID.match(found) or found != stem):
            what = f"the vignette is called {found!r}, its file {stem!r}"
            do = "give both the same name: small letters, digits and _"
            self.problems.error(root.entries["vignette"].place, what, do)
        return found

    def form_name(self, root: Map) -> str:
        """Return the form's id; never a place on the disk or the network, which a class's text could name."""
        found = self.fact(root, "form", needed=True)
        if found and not _ID.match(found):
            self.problems.error(root.entries["form"].place, "`form` must be the id of a form", "write its form_id")
        return found

    def title(self, root: Map) -> Localised:
        found = self.text(root, "title", MAX_TITLE, needed=True)
        for text in found.values():
            if _TELLS.search(text):
                self.problems.error(root.entries["title"].place, "the title names the answer", "name the scene instead")
                break
        return found

    def check_twin(self, root: Map, made: Vignette) -> None:
        if bool(made.twin) != bool(made.differs):
            key = "twin" if made.twin else "differs"
            place = root.entries[key].place
            self.problems.error(place, "`twin` and `differs` belong together", "write both, or none")
        if made.twin and made.twin == made.id:
            self.problems.error(root.entries["twin"].place, "a vignette is no twin of itself", "name the other one")

    # --- story and script

    def story(self, root: Map) -> tuple[Localised, ...]:
        node = root.entries.get("story")
        if not isinstance(node, List) or not STEPS[0] <= len(node.items) <= STEPS[1]:
            what = f"`story` must be a list of {STEPS[0]} to {STEPS[1]} steps"
            self.problems.error((node or root).place, what, "write each as `- {en: ..., rw: ...}`")
            return ()
        self.places["story"] = node.place
        return tuple(self.localised_of(item, "a step", MAX_STEP) for item in node.items)

    def script(self, node: Map) -> Mapping[str, ScriptEntry]:
        found: dict[str, ScriptEntry] = {}
        for name, value in node.entries.items():
            place = node.key_place(name)
            if isinstance(value, Map):
                found[name] = self.entry(name, place, value)
            else:
                self.problems.error(value.place, "an entry of the script is a mapping", "write `says:` under it")
        if OTHERWISE not in found and node.entries:
            what = f"`script` has no `{OTHERWISE}`"
            self.problems.error(node.place, what, "say what comes to any other question")
        return found

    def entry(self, name: str, place: Place, node: Map) -> ScriptEntry:
        self.known(node, ("says", "seen", "ways", "silent"))
        kinds = [key for key in ("says", "seen", "ways", "silent") if key in node.entries]
        both = name == OTHERWISE and set(kinds) == {"says", "seen"}
        if len(kinds) != 1 and not both:
            what = f"the entry {name!r} must have one of says, seen, ways, silent"
            self.problems.error(place, what, f"only `{OTHERWISE}` may have two: says, and seen")
        return ScriptEntry(
            name,
            place,
            says=self.text(node, "says", MAX_SAID),
            seen=self.text(node, "seen", MAX_SAID),
            ways=self.ways(node),
            silent=self.one_of(node, "silent", ("yes", "no")) == "yes",
        )

    def ways(self, node: Map) -> tuple[Way, ...]:
        value = node.entries.get("ways")
        if value is None:
            return ()
        found = self.rows(value, "ways", self.way)
        if not WAYS_EACH[0] <= len(found) <= WAYS_EACH[1]:
            self.problems.error(value.place, f"{len(found)} ways to ask", f"write {WAYS_EACH[0]} or {WAYS_EACH[1]}")
        if sum(way.kind == OPEN for way in found) != 1:
            what = "one way to ask must be `open`, and only one"
            self.problems.error(value.place, what, "the others are leading, blaming or unsafe")
        return found

    def way(self, node: Map) -> Way:
        self.known(node, ("ask", "says", "seen", "kind"))
        if "says" not in node.entries and "seen" not in node.entries:
            what = "a way to ask must have `says`, `seen` or both"
            self.problems.error(node.place, what, "write what the person says, or what the worker sees instead")
        return Way(
            self.one_of(node, "kind", WAYS, needed=True),
            self.text(node, "ask", MAX_ASK, needed=True),
            says=self.text(node, "says", MAX_SAID),
            seen=self.text(node, "seen", MAX_SAID),
            place=node.place,
        )

    def rows(self, value: Node, key: str, read: Callable[[Map], _Row]) -> tuple[_Row, ...]:
        return tuple(read(row) for row in self.maps(value, key))
