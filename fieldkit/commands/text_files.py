"""The files in which the texts of forms stand: the forms that were named, and the blocks that they include."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from fieldkit.commands.beside import SHARED, Beside
from fieldkit.commands.files import read_named
from fieldkit.commands.form_source import spread_files
from fieldkit.commands.library import forms_here, is_block
from fieldkit.forms.check import check_form
from fieldkit.forms.include import told
from fieldkit.forms.model import Form
from fieldkit.forms.passages import File, read_passages
from fieldkit.forms.problems import invalid
from fieldkit.forms.yaml_reader import read_yaml

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One form or block. `label` is how a translators' sheet names it: the file's name, `blocks/` before a block's."""

    label: str
    path: Path
    data: bytes
    file: File
    is_form: bool


class Overlay(Mapping[str, bytes]):
    """The files beside a form, some of them changed and not written yet."""

    def __init__(self, under: Beside, changed: Mapping[str, bytes]) -> None:
        self.under, self.changed = under, changed

    def __getitem__(self, name: str) -> bytes:
        return self.changed[name] if name in self.changed and name in self.under else self.under[name]

    def __contains__(self, name: object) -> bool:
        return name in self.under

    def __iter__(self) -> Iterator[str]:
        return iter(self.under)

    def __len__(self) -> int:
        return len(self.under)


def named_forms(named: Sequence[str]) -> list[Path]:
    """Return the files of forms: folders spread, a form's name on this machine instead of its file."""
    here = {name: form for name, form in forms_here().items() if form.files is None}
    paths = [here[name].path if name in here and not Path(name).exists() else Path(name) for name in named]
    return spread_files(paths)


def text_files(paths: Sequence[Path]) -> dict[str, TextFile]:
    """Return the forms and their blocks by label. Raises: FormInvalid, UnreadableFile."""
    found: dict[str, TextFile] = {}
    for path in paths:
        data = read_named(path)
        beside = Beside(path)
        whole = not is_block(data)
        if whole:
            whole_form(path, data, beside)
        _add(found, path.name if whole else f"blocks/{path.name}", path, data, whole)
        for name in [name for name in beside.read if name.endswith(_YAML)]:
            block = next(p for p in (path.parent / name, *(path.parent / s / name for s in SHARED)) if p.is_file())
            _add(found, f"blocks/{name}", block, beside.read[name], whole=False)
    return found


def whole_form(path: Path, data: bytes, beside: Mapping[str, bytes]) -> Form:
    """Return a form that has no mistakes. Raises: FormInvalid."""
    checked = check_form(data, path.name, beside)
    if checked.form is None:
        raise invalid(str(path), checked.problems)
    return checked.form


def _add(found: dict[str, TextFile], label: str, path: Path, data: bytes, whole: bool) -> None:
    if not whole and (problems := read_yaml(data)[1]):
        raise invalid(str(path), [told(problem) for problem in problems])
    known = found.get(label)
    if known is not None and known.path.resolve() != path.resolve():
        raise typer.BadParameter(f"{known.path} and {path} have the same name: give them one after the other")
    if known is None:
        found[label] = TextFile(label, path, data, read_passages(data), whole)
