"""A form as a file of its author: read, checked, and what is wrong told with the line it stands in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.commands.excerpt import excerpt, lines_of
from fieldkit.commands.files import read_named
from fieldkit.commands.library import form_here, is_block
from fieldkit.forms.check import Checked, check_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.problems import Problem, invalid
from fieldkit.forms.testing import PlaceOf, places_in, problems_of_tests
from fieldkit.forms.yaml_reader import read_yaml
from fieldkit.result import Json
from fieldkit.ui.text import one_line


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what the check says of it. `name` stands in messages as it was typed."""

    name: str
    data: bytes
    checked: Checked

    @property
    def places(self) -> PlaceOf:
        """Return where the parts of its tests stand."""
        return places_in(read_yaml(self.data)[0])


_BLOCK = Problem(1, 1, "this is a shared block, not a form", "check the forms that include it", "warning")


def spread_files(files: Sequence[Path]) -> list[Path]:
    """Return the files with each folder replaced by the forms in it."""
    return [one for path in files for one in (_forms_in(path) if path.is_dir() else [path])]


def _forms_in(folder: Path) -> list[Path]:
    found = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    return [path for path in found if not path.is_file() or not _is_block_file(path)]


def _is_block_file(path: Path) -> bool:
    try:
        return is_block(read_named(path))
    except errors.UnreadableFile:
        return False  # it is read again as a form, and says why it cannot be read


def read_source(path: Path) -> Source:
    """Read and check a form with the files beside it. A file that cannot be read is a problem like any other."""
    try:
        data = read_named(path)
    except errors.UnreadableFile as error:
        problem = Problem(0, 0, f"the file cannot be read: {error.facts['why']}", "check the name")
        return Source(str(path), b"", Checked(None, (problem,)))
    if is_block(data):
        return Source(str(path), data, Checked(None, (_BLOCK,)))
    return Source(str(path), data, check_form(data, path.name, Beside(path)))


def source_of(named: str) -> Source:
    """Return a form by its file or, if there is no such file, by the name of a form on this machine.

    Raises: FormUnknown, UnreadableFile.
    """
    here = form_here(named)
    path = Path(named)
    if here is None or path.is_file():
        if not path.exists() and path.suffix not in (".yaml", ".yml"):
            raise errors.FormUnknown(form=named)
        read_named(path)
        return read_source(path)
    if here.files is not None:
        return Source(here.id, here.data, check_form(here.data, here.id, here.files))
    return read_source(here.path)


def compiled_of(source: Source) -> CompiledForm:
    """Return the compiled form. Raises: FormInvalid with all its mistakes."""
    if source.checked.form is None:
        raise invalid(source.name, source.checked.problems)
    return compile_form(source.checked.form)


def all_problems(source: Source) -> list[Problem]:
    """Return what the check says, and what is wrong with the form's tests before they run."""
    found = list(source.checked.problems)
    if source.checked.form is not None and source.checked.form.tests:
        found += problems_of_tests(compile_form(source.checked.form), source.places)
    return sorted(dict.fromkeys(found), key=lambda problem: (problem.line, problem.column))


def told_problems(
    source: Source, problems: Sequence[Problem], origin: "Callable[[int], tuple[str, int] | None] | None" = None
) -> list[str]:
    """Return each problem as the line that editors understand, then the line of the form with a caret; with `origin`
    also the row of the sheet that the line was made of."""
    lines = lines_of(source.data)
    told: list[str] = []
    for problem in problems:
        row = origin(problem.line) if origin is not None else None
        behind = f" ({row[0]} row {row[1]})" if row is not None else ""
        told += [one_line(problem.located(source.name) + behind), *excerpt(lines, problem.line, problem.column)]
    return told


def problem_data(source: Source, problem: Problem) -> Json:
    return {
        "file": source.name,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "what": problem.what,
        "do": problem.do,
    }
