"""Expressions that stand in texts for people, as XLSForm allows them: instance('list')/root/item[...]/column."""

import re

_START = re.compile(r"\binstance\s*\(")
_STEP = re.compile(r"/[\w.:-]+|/\.\.")
_CLOSING = {"(": ")", "[": "]"}


def outputs_in(text: str) -> tuple[str, ...]:
    """Return the expressions that begin with instance() in a text, each as long as it is a path."""
    found = []
    at = 0
    while (start := _START.search(text, at)) is not None:
        end = _path_end(text, _group_end(text, start.end() - 1))
        found.append(text[start.start() : end])
        at = max(end, start.end())
    return tuple(found)


def _path_end(text: str, at: int) -> int:
    """Return where the steps and predicates that follow end."""
    while at < len(text):
        if text[at] == "[":
            at = _group_end(text, at)
            continue
        step = _STEP.match(text, at)
        if step is None:
            break
        at = step.end()
    return at


def _group_end(text: str, opened: int) -> int:
    """Return the place after the bracket that closes the one at `opened`; the text's end where none does."""
    found = closing(text, opened)
    return len(text) if found is None else found + 1


def closing(text: str, opened: int) -> int | None:
    """Return where the bracket at `opened` closes; brackets in quotes do not count."""
    waiting: list[str] = []
    quote = ""
    for at in range(opened, len(text)):
        sign = text[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in _CLOSING:
            waiting.append(_CLOSING[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return at
    return None
