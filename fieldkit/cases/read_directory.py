"""Read a directory of services: strict YAML, every mistake at once, each with its line. docs/instruments/data.md."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final

from fieldkit.cases.directory import ALL, CONFIDENCES, KINDS, SERVICES, Service
from fieldkit.cases.places import DISTRICTS, data_invalid, district_named
from fieldkit.forms.model import NO_TEXT, Localised
from fieldkit.forms.problems import Problems, TooManyProblems, quoted
from fieldkit.forms.words import is_language_code
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml

MAX_SERVICES: Final = 2_000
MAX_NAME, MAX_ABOUT, MAX_FACT = 60, 100, 400
TOP_KEYS: Final = ("directory", "version", "source", "licence", "x", "services")
KEYS: Final = (
    *("id", "kind", "name", "about", "services", "districts", "phone", "hours"),
    *("verified_on", "verified_by", "fallback", "confidence", "source", "note", "to_verify", "x"),
)
_MUST: Final = ("id", "kind", "name", "services", "districts", "confidence", "source")
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")
_PHONE: Final = re.compile(r"\+?[0-9](?:[0-9 ]{0,18}[0-9])?\Z")
_UNKNOWN: Final = ("", "null", "~")


def read_directory(data: bytes, name: str) -> tuple[Service, ...]:
    """Return the services of a directory in the order of the file.

    Raises: DataFileInvalid with line and column of every mistake.
    """
    root, found = read_yaml(data)
    problems = Problems()
    services: tuple[Service, ...] = ()
    try:
        for problem in found:
            problems.error((problem.line, problem.column), problem.what, problem.do)
        if root is not None:
            services = _Reader(problems).directory(root)
    except TooManyProblems:
        pass
    if problems.any_error:
        raise data_invalid(name, problems.sorted())
    return services


def _leads_back(service: Service, found: Mapping[str, Service]) -> bool:
    at = service.fallback
    for _ in found:
        if at == service.id:
            return True
        at = found[at].fallback if at in found else ""
    return False


class _Reader:
    """Every method reads one kind of value, and reports what is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.at: dict[str, Map] = {}

    def directory(self, root: Node) -> tuple[Service, ...]:
        if not isinstance(root, Map):
            self.problems.error(root.place, "a directory is a mapping of keys", "start with `directory:`")
            return ()
        self.known(root, TOP_KEYS)
        self.fact(root, "directory", MAX_NAME, needed=True)
        self.fact(root, "version", MAX_NAME, needed=True)
        rows = root.entries.get("services")
        if not isinstance(rows, List) or len(rows.items) > MAX_SERVICES:
            what = f"`services` must be a list of at most {MAX_SERVICES}"
            self.problems.error((rows or root).place, what, "begin each with `- id:`")
            return ()
        found: dict[str, Service] = {}
        for row in rows.items:
            if not isinstance(row, Map):
                self.problems.error(row.place, "a service is a mapping of keys", "begin it with `- id:`")
                continue
            service = self.service(row)
            if service.id in found:
                self.problems.error(row.place, f"the id {quoted(service.id)} is there twice", "give one another id")
            found[service.id] = service
            self.at[service.id] = row
        self.check_fallbacks(found)
        return tuple(found.values())

    def check_fallbacks(self, found: Mapping[str, Service]) -> None:
        """A row leads to another that is there, and never back to itself."""
        for service in found.values():
            if not service.fallback:
                continue
            place = self.at[service.id].entries["fallback"].place
            if service.fallback not in found:
                do = self.problems.suggest(service.fallback, found, "write the id of another row")
                self.problems.error(place, f"there is no row {quoted(service.fallback)}", do)
            elif _leads_back(service, found):
                what = f"`fallback` leads from {quoted(service.id)} back to it"
                self.problems.error(place, what, "end the chain with a row that has none")

    def service(self, row: Map) -> Service:
        self.known(row, KEYS)
        for key in _MUST:
            if key not in row.entries:
                self.problems.error(row.place, f"`{key}` is missing", f"add `{key}:`")
        return Service(
            id=self.fitting(row, "id", _ID, "small letters, digits and _") or "",
            kind=self.word(row, "kind", KINDS),
            name=self.localised(row, "name", MAX_NAME),
            about=self.localised(row, "about", MAX_ABOUT),
            services=self.words(row, "services", SERVICES),
            districts=self.districts(row),
            phone=self.fitting(row, "phone", _PHONE, "digits, spaces and a leading +"),
            hours=self.fact(row, "hours", MAX_NAME) or None,
            verified_on=self.day(row, "verified_on"),
            verified_by=self.fact(row, "verified_by", MAX_NAME),
            fallback=self.fact(row, "fallback", MAX_NAME),
            confidence=self.word(row, "confidence", CONFIDENCES),
            source=self.fact(row, "source", MAX_FACT),
            note=self.fact(row, "note", MAX_FACT),
            to_verify=self.texts(row, "to_verify"),
        )

    # --- values

    def known(self, row: Map, keys: Sequence[str]) -> None:
        for key in row.entries:
            if key not in keys:
                do = self.problems.suggest(key, keys, f"the keys are {', '.join(keys)}")
                self.problems.error(row.key_place(key), f"unknown key {quoted(key)}", do)

    def fact(self, row: Map, key: str, most: int, *, needed: bool = False) -> str:
        """Return a text; "" where it is not there or said to be unknown."""
        node = row.entries.get(key)
        if node is None:
            if needed:
                self.problems.error(row.place, f"`{key}` is missing", f"add `{key}:`")
            return ""
        if not isinstance(node, Text) or len(node.value) > most:
            self.problems.error(node.place, f"`{key}` must be a text of at most {most} characters", "shorten it")
            return ""
        return "" if node.value in _UNKNOWN else " ".join(node.value.split())

    def fitting(self, row: Map, key: str, pattern: re.Pattern[str], what: str) -> str | None:
        found = self.fact(row, key, MAX_NAME)
        if found and not pattern.match(found):
            self.problems.error(row.entries[key].place, f"`{key}` cannot be {quoted(found)}", f"use {what}")
            return None
        return found or None

    def word(self, row: Map, key: str, known: Sequence[str]) -> str:
        found = self.fact(row, key, MAX_NAME)
        if found not in known and key in row.entries:
            do = self.problems.suggest(found, known, f"use one of: {', '.join(known)}")
            self.problems.error(row.entries[key].place, f"`{key}` cannot be {quoted(found)}", do)
        return found

    def texts(self, row: Map, key: str) -> tuple[str, ...]:
        node = row.entries.get(key)
        if node is None:
            return ()
        if not isinstance(node, List):
            self.problems.error(node.place, f"`{key}` must be a list", "write [one, two]")
            return ()
        found = []
        for item in node.items:
            if isinstance(item, Text) and len(item.value) <= MAX_FACT:
                found.append(item.value)
            else:
                self.problems.error(item.place, f"`{key}` must be a list of short texts", "write [one, two]")
        return tuple(found)

    def words(self, row: Map, key: str, known: Sequence[str]) -> tuple[str, ...]:
        found = self.texts(row, key)
        for word in found:
            if word not in known:
                do = self.problems.suggest(word, known, f"use some of: {', '.join(known)}")
                self.problems.error(row.entries[key].place, f"`{key}` cannot have {quoted(word)}", do)
        return found

    def districts(self, row: Map) -> tuple[str, ...]:
        """Return names; a district may be given by its code as well."""
        node = row.entries.get("districts")
        if isinstance(node, Text):
            if node.value != ALL:
                self.problems.error(node.place, "`districts` is a list, or `all`", "write [Rubavu, Rusizi] or all")
            return (ALL,)
        names: list[str] = []
        for given in self.texts(row, "districts"):
            named = district_named(given)
            if named is None:
                do = self.problems.suggest(given, DISTRICTS.values(), "write the name of a district")
                self.problems.error(row.entries["districts"].place, f"there is no district {quoted(given)}", do)
            else:
                names.append(named)
        return tuple(names)

    def day(self, row: Map, key: str) -> dt.date | None:
        found = self.fact(row, key, MAX_NAME)
        try:
            return dt.date.fromisoformat(found) if found else None
        except ValueError:
            self.problems.error(row.entries[key].place, f"`{key}` is no day", "write 2026-11-22, or null")
            return None

    def localised(self, row: Map, key: str, most: int) -> Localised:
        node = row.entries.get(key)
        if node is None:
            return NO_TEXT
        if not isinstance(node, Map):
            self.problems.error(node.place, f"`{key}` must have a text for each language", "write {en: ..., rw: ...}")
            return NO_TEXT
        for code in node.entries:
            if not is_language_code(code):
                self.problems.error(node.key_place(code), f"{quoted(code)} is no language", "use codes: en, fr, rw, sw")
        return {code: text for code in node.entries if (text := self.fact(node, code, most))}
