"""Keep the translations of the interface in step with its English. `python scripts/catalogues.py WORD`:

update    bring every .po file in step with the English of the program, then compile
compile   write the .mo files that the program reads
check     say what is out of step, and change nothing
take-in   move translations that stand beside their English in modules of `fieldkit/ui` into the .po files as
          unreviewed, leave only the English, then update: take-in fieldkit/ui/catalogue_pages.py ...
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SOURCE = "en"
_FOUR_LANGUAGES = re.compile(r"(?:dict|Mapping)\[str, (?:dict|Mapping)\[str, (?:[^][]|\[[^][]*\])*\]\]")


def update(extra: dict[str, dict[str, object]] | None = None) -> int:
    """Write the .po and .mo files anew."""
    from fieldkit.ui import messages, translations

    for language in messages.TRANSLATED:
        catalogue = translations.updated(translations.read(language), (extra or {}).get(language))
        path = translations.source_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(translations.write(catalogue))
    return compile_()


def compile_() -> int:
    """Write the .mo files anew and say how far each language is."""
    from fieldkit.ui import messages, translations

    for language in messages.TRANSLATED:
        catalogue = translations.read(language)
        messages.compiled_file(language).write_bytes(translations.compiled(catalogue))
        found = translations.standing(catalogue)
        told = (f"{len(getattr(found, word))} {word.replace('_', ' ')}" for word in found.__slots__)
        print(f"{language}: {', '.join(told)}")
    return 0


def check() -> int:
    """Return 1 when a file is not what `update` would write."""
    from fieldkit.ui import messages, translations

    status = 0
    for language in messages.TRANSLATED:
        catalogue = translations.read(language)
        for line in translations.faults(catalogue):
            print(f"{language}: {line}")
            status = 1
        if not translations.alike(catalogue, translations.updated(catalogue)):
            print(f"{language}: fieldkit.po is out of step: python scripts/catalogues.py update")
            status = 1
        elif not status and not translations.compiled_is_new(language):
            print(f"{language}: fieldkit.mo is out of date: python scripts/catalogues.py compile")
            status = 1
    return status


# --- taking translations in ----------------------------------------------------------------------------------


def take_in(paths: list[Path]) -> int:
    """Move the translations of modules into the .po files; leave their English, order and comments."""
    extra: dict[str, dict[str, object]] = {}
    for path in paths:
        source = path.read_bytes()
        left, taken = only_english(source)
        for key, texts in taken.items():
            for language, text in texts.items():
                extra.setdefault(language, {})[key] = text
        path.write_bytes(left)
        print(f"{path.name}: {len(taken)} texts taken in")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *map(str, paths)], check=False, cwd=ROOT)
    return update(extra)


def only_english(source: bytes) -> tuple[bytes, dict[str, dict[str, object]]]:
    """Return a module whose texts have only their English left, and what was taken: id -> language -> translation."""
    taken: dict[str, dict[str, object]] = {}
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    changes = []
    for key, value, english in _texts(ast.parse(source)):
        begin, end = _span(value, starts)
        comments = "".join(f"\n{comment}\n" for comment in _comments(source[begin:end].decode()))
        left = source[slice(*_span(english, starts))].decode()
        changes.append((begin, end, f"{comments}({left})" if "\n" in left else comments + left))
        texts = ast.literal_eval(value)
        taken[key] = {language: text for language, text in texts.items() if language != SOURCE}
    for begin, end, left in reversed(changes):
        source = source[:begin] + left.encode() + source[end:]
    plural = any(isinstance(text, tuple) for texts in taken.values() for text in texts.values())
    kind = "dict[str, str | tuple[str, str]]" if plural else "dict[str, str]"
    return _FOUR_LANGUAGES.sub(kind, source.decode()).encode(), taken


def _texts(tree: ast.Module) -> Iterator[tuple[str, ast.Dict, ast.expr]]:
    """Yield the id, the texts by language and the English of each entry of a module's dictionaries, as they stand."""
    for statement in tree.body:
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if not isinstance(value, ast.Dict):
            continue
        for key, texts in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(texts, ast.Dict):
                english = [
                    v for k, v in zip(texts.keys, texts.values, strict=True) if getattr(k, "value", "") == SOURCE
                ]
                if english:
                    yield str(key.value), texts, english[0]


def _span(node: ast.expr, starts: list[int]) -> tuple[int, int]:
    """Return where a node's source begins and ends, in bytes."""
    assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: PT018 - parsed from a text
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def main(arguments: list[str]) -> int:
    """Run one of the four."""
    match arguments:
        case ["update"]:
            return update()
        case ["compile"]:
            return compile_()
        case ["check"]:
            return check()
        case ["take-in", _, *_]:
            return take_in([Path(name) for name in arguments[1:]])
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
