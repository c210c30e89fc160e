"""The tokens of an expression, and what is said about one that does not fit. Knows no grammar."""

import re

# One group for each of _KINDS. The last takes any other sign, so that the tokens cover the whole text.
_TOKEN = re.compile(
    r"""\s*(?:
      ([0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | ('[^']*'|"[^"]*")
    | \$\{\s*([^{}\s]*)\s*\}
    | ([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)
    | (!=|<=|>=|//|::|\.\.|[-+*=<>(),./\[\]])
    | (\Z)
    | (.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("", "number", "literal", "ref", "name", "op", "end", "wrong")

Token = tuple[str, str, int]  # kind, text, offset

# Signs that XPath or other languages have and ODK's forms do not: what is wrong, what to do.
_SIGNS = {
    "//": ("'//' searches the whole form, which ODK does not", "write ${name}"),
    "::": ("'::' needs an axis before it", "only child, parent (..) and self (.) are in ODK"),
    "/": ("a path cannot go on here", "write `div` to divide"),
    "[": ("nothing here can be picked from with [ ]", "write it after a name: ${name}[1]"),
    "@": ("'@': a form's answers have no attributes", "write ${name}"),
    "|": ("'|': sets are not joined in forms", "write `or`, or one function for each"),
    "&": ("'&' is not an operator", "write `and`, or concat(a, b)"),
    "$": ("'$' starts no name", "write ${name}"),
    "!": ("'!' is not an operator", "write not(...) or !="),
    "%": ("'%' is not an operator", "write `mod` for what is left over"),
    "=": ("'=' has nothing before it", "write one `=` for equal, != for unequal"),
    ">": ("'>' has nothing before it", "write != for unequal"),
}


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, the last of kind `end`; together they cover all of it."""
    return [(_KINDS[g := m.lastindex or 0], m[g], m.start(g)) for m in _TOKEN.finditer(text)]


def unexpected(kind: str, value: str) -> tuple[str, str]:
    """Return what is wrong with a token that does not fit where it stands, and what to do."""
    if kind == "end":
        return "it ends too early", "complete it"
    if kind in ("op", "wrong") and value in _SIGNS:
        return _SIGNS[value]
    if kind == "wrong" and value in "'\"":
        return "a text is not closed", f"add {value} at its end"
    if kind == "wrong" and value in "‘’“”«»":
        return f"{value!r} is a typographic quote", "use straight quotes: ' or \""
    if value.lower() in ("and", "or", "div", "mod") and value != value.lower():
        return f"{value!r} is not an operator", f"write it in small letters: {value.lower()}"
    return f"{value[:40]!r} is not expected here", "check operators, commas and brackets"
