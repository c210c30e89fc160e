"""From YAML nodes to the model: keys, words, texts, types. What names mean is checked in `check`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fieldkit.forms.model import (
    Due,
    Form,
    Group,
    Question,
    Score,
)
from fieldkit.forms.problems import Problems, quoted
from fieldkit.forms.read_choices import NO_FILES, Files
from fieldkit.forms.read_classify import ClassifyReader
from fieldkit.forms.read_questions import QuestionReader
from fieldkit.forms.read_score import ScoreReader, lowered
from fieldkit.forms.read_tests import TestsReader
from fieldkit.forms.reading import TRUE, is_name
from fieldkit.forms.words import (
    DUE_KEYS,
    FORM_KEYS,
    GATE_KEYS,
    GROUP_KEYS,
    KINDS,
    MAX_MINUTES,
    RECIPIENT_CLASSES,
    REPEAT_KEYS,
    ROLES,
    USES,
)
from fieldkit.forms.yaml_reader import List, Map, Node, Text

MAX_QUESTIONS = 5000
MAX_VERSION = 128


def read_form(
    root: Node, file: str, hash_with: Callable[[Files], str], problems: Problems, files: Files = NO_FILES
) -> Form | None:
    """Return the form that the document describes, as far as it can be read; None if its top is not a mapping.

    `hash_with` gives the form's hash together with the tables that were read. (form-language 1.6)
    """
    if not isinstance(root, Map):
        problems.error(root.place, "a form is a mapping of keys", "start with `form_id:`")
        return None
    return _FormReader(problems, files=files).form(root, file, hash_with)


@dataclass(slots=True)
class _FormReader(ClassifyReader, ScoreReader, TestsReader, QuestionReader):
    scores: list[Score] = field(default_factory=list)

    def form(self, root: Map, file: str, hash_with: Callable[[Files], str]) -> Form:
        self.keys(root, FORM_KEYS, "a form")
        for code in self.words(root, "languages", None):
            self.languages[code] = None
        given = self.text(root, "default_language")
        self.default_language = given or next(iter(self.languages), "en")
        self.non_response = self.non_answers(root)
        title = self.needed_text(root, "title")
        form_id, version = self.identifier(root, "form_id"), self.needed(root, "version")
        if len(version) > MAX_VERSION or not version.isprintable():
            self.problems.error(root.entries["version"].place, "this is no version", "write one short line")
        self.lists = self.choices(root)
        survey = root.entries.get("survey")
        if survey is None:
            self.problems.error(root.place, "the form has no `survey:`", "add the list of questions")
        else:
            self.survey(survey, None)
        if not given and self.languages and self.default_language not in self.languages:
            self.default_language = next(iter(self.languages))
        gates = self.mapping(root, "gates", GATE_KEYS, "gates")
        classify = self.classify(root, self.dimensions(root))
        use = self.per_language(root, "use")
        self.read_looked_up(root)
        return Form(
            file=file,
            form_hash=hash_with(self.used),
            form_id=form_id,
            version=version,
            title=title,
            default_language=self.default_language,
            languages=self.language_order(),
            choices=self.lists,
            items=keyed(self.found),
            tables=self.tables,
            missing=frozenset(self.missing),
            scores=tuple(self.scores),
            instance_name=self.formula(root, "instance_name"),
            allow_choice_duplicates=self.text(root, "allow_choice_duplicates").lower() in TRUE,
            use={code: self.use(use, code) for code in self.language_order()},
            reviewed=self.reviewed(root),
            partial=self.partial(root),
            kind=self.word(root, "kind", KINDS) or KINDS[0],
            followed_by=self.words(root, "followed_by", None),
            clock_from=self.text(root, "clock_from"),
            second_person="second_person" in root.entries and self.truth(root, "second_person"),
            due=tuple(self.due(root)),
            who_may_run=self.words(root, "who_may_run", ROLES) or ROLES,
            recipient_class=self.word(root, "recipient_class", RECIPIENT_CLASSES) or "case",
            minutes=self.minutes(root),
            kept_on_refusal=self.words(root, "kept_on_refusal", None),
            safety=self.formula(gates, "safety") if gates else None,
            consent=self.formula(gates, "consent") if gates else None,
            danger=self.formula(gates, "danger") if gates else None,
            classify=classify,
            tests=tuple(self.tests(root)),
        )

    def partial(self, root: Map) -> dict[str, str]:
        """Return language -> the language that is shown where it has no text: one that is whole itself, or the texts
        that neither has would never be missed."""
        found: dict[str, str] = {}
        said = self.per_language(root, "partial")
        whole = [code for code in self.languages if code not in said]
        for code, node in said.items():
            partly = code not in ("", self.default_language)
            if partly and isinstance(node, Text) and node.value in whole:
                found[code] = node.value
            else:
                do = "write {rn: rw}: both languages of the form, the second with all its texts"
                self.problems.error(node.place, "this does not say which language stands in", do)
        return found

    def due(self, root: Map) -> Iterator[Due]:
        value = root.entries.get("due")
        rows = value.items if isinstance(value, List) else []
        if value is not None and not isinstance(value, List):
            self.problems.error(value.place, "`due` must be a list", "begin each line with `- name:`")
        for row in rows:
            if not isinstance(row, Map):
                self.problems.error(row.place, "what is due is a mapping of keys", "write name, on and says")
                continue
            self.keys(row, DUE_KEYS, "a line of due")
            yield Due(self.identifier(row, "name"), self.needed(row, "on"), self.needed_text(row, "says"), row.place)

    def minutes(self, root: Map) -> int | None:
        given = self.text(root, "minutes")
        found = int(given) if re.fullmatch(r"[0-9]{1,3}", given) else 0
        if given and not 1 <= found <= MAX_MINUTES:
            place = root.entries["minutes"].place
            self.problems.error(place, f"{quoted(given)} is no number of minutes", f"write 1 to {MAX_MINUTES}")
        return found if 1 <= found <= MAX_MINUTES else None

    def read_looked_up(self, root: Map) -> None:
        """Read the CSV files that only look-ups name: pulldata('posts', ...), instance('posts')/root/item."""
        for text in list(self.parsed):
            for name in _LOOKED_UP.findall(text):
                stem = name.removesuffix(".csv")
                if stem not in self.lists and stem not in self.missing and f"{stem}.csv" in self.files:
                    self.table(f"{stem}.csv", root.place)

    def language_order(self) -> tuple[str, ...]:
        """The default language first, unless `languages` gives an order."""
        found = list(self.languages)
        if self.default_language not in found:
            found.insert(0, self.default_language)
        return tuple(found)

    def use(self, per_language: Mapping[str, Node], code: str) -> str:
        node = per_language.get(code) or per_language.get("")
        if node is None:
            return "practice"
        if isinstance(node, Text) and node.value in USES:
            return node.value
        self.problems.error(node.place, "this is not a use level", "write practice, pilot or field")
        return "practice"

    def reviewed(self, root: Map) -> dict[str, frozenset[str] | None]:
        found: dict[str, frozenset[str] | None] = {}
        for code, node in self.per_language(root, "reviewed").items():
            if isinstance(node, Text) and node.value in ("all", "none"):
                found[code] = None if node.value == "all" else frozenset()
            elif isinstance(node, List):
                found[code] = frozenset(item.value for item in node.items if isinstance(item, Text))
            else:
                self.problems.error(
                    node.place, "this does not say what is reviewed", "write all, none, or a list of names"
                )
        if "" in found:
            return dict.fromkeys(self.language_order(), found[""])
        return found

    # --- survey ------------------------------------------------------------------------------------------

    def survey(self, node: Node, group: Group | None) -> None:
        if not isinstance(node, List):
            self.problems.error(node.place, "`survey` must be a list", "begin each question with `- name:`")
            return
        for item in node.items:
            if not isinstance(item, Map):
                self.problems.error(item.place, "a question is a mapping of keys", "begin it with `- name:`")
            elif len(self.found) >= MAX_QUESTIONS:
                self.problems.error(item.place, f"more than {MAX_QUESTIONS} questions", "split the form")
                return
            elif "group" in item.entries or "repeat" in item.entries:
                self.group(item, group, "repeat" if "repeat" in item.entries else "group")
            elif "score" in item.entries:
                score = self.score(item)
                if is_name(score.name):
                    self.scores.append(score)
                    self.found.extend(lowered(score, group))
            elif not self.is_external(item):
                self.question(item, group)

    def group(self, node: Map, outer: Group | None, kind: str) -> None:
        self.keys(node, REPEAT_KEYS if kind == "repeat" else GROUP_KEYS, f"a {kind}")
        name = self.identifier(node, kind)
        group = Group(
            name=name,
            key=name,
            place=node.entries[kind].place,
            group=outer,
            label=self.wording(node, "label"),
            hint=self.wording(node, "hint"),
            relevant=self.formula(node, "relevant"),
            repeat=kind == "repeat",
            repeat_count=self.formula(node, "repeat_count"),
            summary=self.wording(node, "summary"),
            renamed_from=self.text(node, "renamed_from"),
            read_only=self.boolean(node, "read_only") if "read_only" in node.entries else None,
            initial=self.initial(node) if "initial" in node.entries else None,
            fixed="fixed" in node.entries and self.truth(node, "fixed"),
        )
        self.found.append(group)
        survey = node.entries.get("survey")
        if survey is None:
            self.problems.error(node.place, f"the {kind} {quoted(group.name)} has no `survey:`", "add its questions")
        else:
            self.survey(survey, group)


_LOOKED_UP = re.compile(r"""(?:pulldata|instance)\(\s*['"]([^'"]+)['"]""")


def keyed(items: list[Question | Group]) -> tuple[Question | Group, ...]:
    """Return the items with their keys: the name alone, or with its groups where a name is used more than once."""
    counts = Counter([item.name for item in items])
    if len(counts) == len(items):
        return tuple(items)
    made: dict[int, Group] = {}
    return tuple(_keyed(item, counts, made) for item in items)


def _keyed(item: Question | Group, counts: Mapping[str, int], made: dict[int, Group]) -> Question | Group:
    outer = made[id(item.group)] if item.group is not None else None
    key = item.name if counts[item.name] == 1 or outer is None else f"{outer.key}/{item.name}"
    found = item._replace(key=key, group=outer)
    if isinstance(item, Group) and isinstance(found, Group):
        made[id(item)] = found
    return found
