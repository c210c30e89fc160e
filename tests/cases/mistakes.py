"""What an error says of a data file, all of it."""

from fieldkit.errors import DataFileInvalid
from fieldkit.forms.problems import Problem


def mistakes(error: DataFileInvalid) -> tuple[Problem, ...]:
    found = error.facts["problems"]
    assert isinstance(found, tuple)
    return found


def told(error: DataFileInvalid) -> str:
    return "\n".join(f"line {p.line}, column {p.column}: {p.what}; {p.do}" for p in mistakes(error))
