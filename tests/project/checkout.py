"""The files of this checkout, as the project tests look at them."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_NOT_OURS = {".git", ".venv", "dist", "build", "__pycache__", "demo-home"}


def tracked_files() -> list[Path]:
    """Return the files that git knows; in an unpacked archive, every file that is not made by tools."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
        return [ROOT / name for name in listed.decode("utf-8").split("\0") if name and (ROOT / name).is_file()]
    return [p for p in ROOT.rglob("*") if p.is_file() and not _made_by_tools(p.relative_to(ROOT))]


def _made_by_tools(path: Path) -> bool:
    return any(part in _NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in path.parts)


def text_of(path: Path) -> str:
    """Return a tracked file's text; bytes that are no UTF-8 read as replacement characters."""
    return path.read_text(encoding="utf-8", errors="replace")
