"""No machine path, no registry, no oversized module, no drawer of odds and ends."""

import ast
import re
from pathlib import Path

import pytest

from fieldkit.paths import shipped_forms
from tests.project.checkout import ROOT, text_of, tracked_files

MACHINE_PATHS = re.compile(r"(?<![\w.)-])/(?:wor[k]|roo[t]|opt/whee[l]s|opt/pyp[i]|hom[e]/\w+|User[s]/\w+)/")
REGISTRIES = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|test\.pyp[i]|devp[i]|artifactor[y]|nexu[s]\.|gemfur[y]", re.IGNORECASE
)
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "stuff"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
CATALOGUES = {
    "scripts/make_vectors.py": "one small function per way to be wrong, generated into tests/vectors",
}

PYTHON = [p for p in tracked_files() if p.suffix == ".py"]
OURS = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in ("fieldkit", "scripts", "benchmarks")]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """Nothing tracked holds a path that exists on one machine only."""
    assert [_named(p) for p in tracked_files() if MACHINE_PATHS.search(text_of(p))] == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the installer's choice: no tracked file names a registry host."""
    assert [_named(p) for p in tracked_files() if REGISTRIES.search(text_of(p))] == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_requirement_has_an_exact_version_and_hashes(name: str) -> None:
    """A lock file holds `name==version` with SHA-256 hashes, and no index or link."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "requirements" / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    pattern = re.compile(r"[\w.\[\]-]+==[\w.+!-]+(?: ; [^#]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line[:60] for line in lines if not pattern.fullmatch(line)] == []
    assert lines


def test_run_time_requirements_are_the_same_in_both_lock_files() -> None:
    """The tests run with the very versions that people install."""
    run, dev = (
        set(re.findall(r"^([\w.-]+==\S+)", (ROOT / "requirements" / n).read_text(encoding="utf-8"), re.MULTILINE))
        for n in ("run.txt", "dev.txt")
    )
    assert set() == run - dev


def test_the_shipped_forms_are_found_from_a_checkout() -> None:
    """Without an installed wheel the forms come from the checkout's own folder."""
    assert shipped_forms() == ROOT / "forms"
    assert "border_quick_screen.yaml" in {p.name for p in shipped_forms().glob("*.yaml")}


def test_no_module_is_a_drawer_of_odds_and_ends() -> None:
    """Module names say what is inside: no utils, helpers, common or manager."""
    parts = {_named(p): {*p.relative_to(ROOT).with_suffix("").parts} for p in PYTHON}
    assert [name for name, words in parts.items() if words & FORBIDDEN_NAMES] == []


def test_no_module_is_too_long_to_read_in_one_sitting() -> None:
    """Modules stay within 400 lines; catalogues are lists, not reasoning."""
    lengths = {_named(p): len(text_of(p).splitlines()) for p in OURS if _named(p) not in CATALOGUES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    """Functions stay within 60 lines."""
    long = [
        f"{_named(p)}:{node.name}"
        for p in OURS
        for node in ast.walk(ast.parse(text_of(p)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_it_holds() -> None:
    """Each module that is not empty starts with a docstring."""
    assert [_named(p) for p in PYTHON if text_of(p).strip() and not ast.get_docstring(ast.parse(text_of(p)))] == []


def test_every_test_says_its_sentence_of_the_manual() -> None:
    """Each test carries a docstring: together they are the manual's claims."""
    silent = [
        f"{_named(p)}:{node.name}"
        for p in PYTHON
        if p.name.startswith("test_")
        for node in ast.walk(ast.parse(text_of(p)))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []
