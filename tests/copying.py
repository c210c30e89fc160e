"""A prepared home copied for a test, as real files, quickly."""

import contextlib
import os
import shutil
from pathlib import Path

BALLAST = "ballast.bin"


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder into one that may exist. A store's 8 MiB of ballast are the same file again where the file system
    can do that: they are never written to, only deleted when the disk is full."""
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=_copy)


def _copy(source: str, target: str) -> str:
    if Path(source).name == BALLAST:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return target
    return str(shutil.copy2(source, target))
