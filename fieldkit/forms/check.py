"""Check a form: everything that is wrong with it, at once, each with its place and what to do."""

import dataclasses
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fieldkit.forms.check_comments import warn_of_cut_texts
from fieldkit.forms.check_names import check_names, warn_of_unused_lists
from fieldkit.forms.check_questions import check_questions
from fieldkit.forms.check_reach import warn_of_the_unreachable
from fieldkit.forms.check_reads import check_reads
from fieldkit.forms.check_rules import warn_of_empty_comparisons
from fieldkit.forms.check_texts import warn_of_texts
from fieldkit.forms.compile import compile_checked
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.include import expand, hash_of, told
from fieldkit.forms.last_checked import LastChecked
from fieldkit.forms.model import Form
from fieldkit.forms.names import Names
from fieldkit.forms.problems import Problem, Problems, TooManyProblems, invalid
from fieldkit.forms.read_choices import NO_FILES, Files
from fieldkit.forms.read_form import read_form
from fieldkit.forms.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check; `form` is None when there is an error among the problems."""

    form: Form | None
    problems: tuple[Problem, ...]


LAST: LastChecked[Checked] = LastChecked()


def check_form(text: str | bytes, name: str, files: Files = NO_FILES) -> Checked:
    """Read and check a form called `name` in messages, with the files that lie beside it. Raises nothing."""
    return _known(text, name, files, warn=True)


def load_form(text: str | bytes, name: str, files: Files = NO_FILES) -> Form:
    """Return the checked form. Warnings are not looked for: they are for whoever writes the form.

    Raises: FormInvalid, which carries all errors.
    """
    checked = _known(text, name, files, warn=False)
    if checked.form is None:
        raise invalid(name, checked.problems)
    return checked.form


def _known(text: str | bytes, name: str, files: Files, *, warn: bool) -> Checked:
    """Return what was found the last time, else check."""
    found = LAST.get(text, name, files, warn=warn)
    if found is not None:
        return found
    with _no_collection():
        return LAST.keep(text, name, files, warn=warn, check=lambda beside: _checked(text, name, beside, warn=warn))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector: a form makes thousands of objects that all stay, and no cycles worth finding.

    Freezing and thawing once counts them as old: otherwise the collector would look at all of them at once on return.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _checked(text: str | bytes, name: str, files: Files, *, warn: bool) -> Checked:
    root, found = read_yaml(text)
    problems = Problems()
    form: Form | None = None
    try:
        for problem in found:
            problems.found.append(problem)
        if root is not None:
            data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
            whole = expand(root, files, problems)
            form = read_form(whole.root, name, lambda read: hash_of(data, {**whole.used, **read}), problems, files)
        compiled = None if form is None else _check(form, problems, warn=warn)
        if warn and root is not None:
            warn_of_cut_texts(text if isinstance(text, str) else text.decode("utf-8", "replace"), problems)
        if form is not None and compiled is not None:
            form = dataclasses.replace(compiled.form, program=compiled)
    except TooManyProblems:
        form = None
    problems.found[:] = map(told, problems.found)
    return Checked(None if problems.any_error else form, problems.sorted())


def _check(form: Form, problems: Problems, *, warn: bool) -> CompiledForm | None:
    names = Names(form)
    check_names(form, names, problems)
    check_questions(form, names, problems)
    check_reads(form, names, problems)
    repeats = [group.key for group in form.groups if group.repeat]
    has_doubles = len(set(repeats)) < len(repeats)  # then an instance belongs nowhere certain
    compiled = None if has_doubles else compile_checked(form, problems, names)
    if warn:
        warn_of_empty_comparisons(form, problems)
        warn_of_texts(form, problems)
        if compiled is not None and not problems.any_error:
            warn_of_the_unreachable(compiled, problems)
            warn_of_unused_lists(form, compiled.looked_up, problems)
    return compiled
