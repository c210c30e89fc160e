"""Build the wheel, install it with nothing but the locked run-time requirements, and use it. `make wheel`."""

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"


def main() -> int:
    """Try the wheel in a folder of its own and say how long it took."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fieldkit-wheel-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        wheel = build(folder)
        bin_ = install(folder / "venv", wheel)
        use(bin_, folder)
    print(f"the wheel works: built, installed and used in {time.monotonic() - started:.0f} s")
    return 0


def build(folder: Path) -> Path:
    """Build the wheel with the hatchling that is installed here."""
    _run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], ROOT)
    return next(folder.glob("fieldkit-*.whl"))


def install(place: Path, wheel: Path) -> Path:
    """Make a bare environment, put the locked requirements and the wheel in it, return its folder of programs."""
    venv.create(place, with_pip=True)
    bin_ = place / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], place)
    _run([*pip, "--no-deps", "--no-index", str(wheel)], place)
    return bin_


def use(bin_: Path, folder: Path) -> None:
    """Run the commands that need no store, outside the checkout."""
    fieldkit = str(bin_ / "fieldkit")
    home = ["--home", str(folder / "home")]
    _run([fieldkit, "--version"], folder)
    _run([fieldkit, "--help"], folder)
    _run([fieldkit, *home, "form", "list"], folder)
    forms = sorted(str(f) for f in place_of_forms(bin_).glob("*.yaml"))
    if not forms:
        raise SystemExit("the wheel carries no forms")
    _run([fieldkit, *home, "form", "check", *forms], folder)
    speak(bin_, folder)
    data = "from fieldkit.commands.library import directory, posts; raise SystemExit(not (directory() and posts()))"
    _run([str(bin_ / "python"), "-I", "-c", data], folder)


def speak(bin_: Path, folder: Path) -> None:
    """See that the wheel carries what the interface says in other languages, and what translators work on."""
    for language, word in {"rw": "ikosa:", "fr": "erreur :", "sw": "kosa:"}.items():
        line = [str(bin_ / "fieldkit"), "--home", str(folder / "nothing here"), "status"]
        env = {**os.environ, "FIELDKIT_LANG": language}
        done = subprocess.run(line, check=False, capture_output=True, encoding="utf-8", env=env)
        if not done.stderr.startswith(word):
            raise SystemExit(f"the wheel does not speak {language}: {done.stderr}")
    _run([str(bin_ / "fieldkit"), "language", "check"], folder)
    _run([str(bin_ / "fieldkit"), "language", "export", str(folder / "texts")], folder)


def place_of_forms(bin_: Path) -> Path:
    """Return the folder of forms inside the installed package."""
    code = "from fieldkit.paths import shipped_forms; print(shipped_forms())"
    line = [str(bin_ / "python"), "-I", "-c", code]
    return Path(subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip())


def _run(line: list[str], folder: Path) -> None:
    done = subprocess.run(line, cwd=folder, check=False, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(line)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
