"""Texts that YAML cuts at ` #`, where the author most likely meant a number sign and no comment."""

import re

from fieldkit.forms.problems import Problems

_CUT = re.compile(
    r"^[ ]*(?:- )?(?:label|hint|guidance_hint|why|title|says|note|[a-z]{2,3}): +[^\s\"'|>{\[&*!#][^\n#]*?[ ](#[^\s#])",
    re.MULTILINE,
)


def warn_of_cut_texts(text: str, problems: Problems) -> None:
    """Warn where an unquoted text is followed by `#` and a sign: `label: What do you say #2 times`."""
    for found in _CUT.finditer(text):
        line = text.count("\n", 0, found.start(1)) + 1
        column = found.start(1) - text.rfind("\n", 0, found.start(1))
        problems.warn((line, column), "the text ends here: ` #` begins a comment", "put the text in quotes")
