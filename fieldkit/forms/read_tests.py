"""Reads `tests:`: form-language 10."""

from collections.abc import Iterator

from fieldkit.forms.model import TestAnswers, TestCase
from fieldkit.forms.plain_yaml import plain
from fieldkit.forms.reading import Reader
from fieldkit.forms.words import TEST_KEYS
from fieldkit.forms.yaml_reader import List, Map


class TestsReader(Reader):
    """Reads the tests of a form."""

    __slots__ = ()

    def tests(self, root: Map) -> Iterator[TestCase]:
        value = root.entries.get("tests")
        if value is None:
            return
        if not isinstance(value, List):
            self.problems.error(value.place, "`tests` must be a list", "begin each with `- answers:`")
            return
        for number, item in enumerate(value.items, 1):
            if isinstance(item, Map):
                yield self.test_case(item, number)
            else:
                self.problems.error(item.place, "a test is a mapping", "write {answers: {...}, expect: {...}}")

    def test_case(self, node: Map, number: int) -> TestCase:
        self.keys(node, TEST_KEYS, "a test")
        return TestCase(
            name=self.text(node, "name") or f"test {number}",
            place=node.place,
            answers=self.nested(node, "answers"),
            expect=self.nested(node, "expect"),
            language=self.text(node, "language"),
            today=self.text(node, "today"),
        )

    def nested(self, node: Map, key: str) -> dict[str, TestAnswers]:
        value = node.entries.get(key)
        if value is None:
            return {}
        if isinstance(value, Map):
            return {name: plain(part, tuple) for name, part in value.entries.items()}
        self.problems.error(value.place, f"`{key}` must be a mapping", "write {name: value}")
        return {}
