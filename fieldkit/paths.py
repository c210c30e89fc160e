"""Where data and shipped forms live. Computes places; creates nothing."""

import os
from pathlib import Path

HOME_VARIABLE = "FIELDKIT_HOME"


def data_home(chosen: str | None = None) -> Path:
    """Return the data folder: `--home`, else FIELDKIT_HOME, else platformdirs' place for this user."""
    named = chosen or os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("fieldkit", appauthor=False))


def shipped_forms() -> Path:
    """Return the folder of the forms that ship: inside the wheel, or `forms/` of a checkout."""
    packaged = Path(__file__).parent / "_forms"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "forms"


def catalogues() -> Path:
    """Return the folder of the interface's translations; it lies inside the package in a wheel and in a checkout."""
    return Path(__file__).parent / "locale"
