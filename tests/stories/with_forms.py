"""fieldkit with the forms of a folder instead of those that ship: `python -m tests.stories.with_forms`."""

import os
from pathlib import Path

from fieldkit.cli import entry
from fieldkit.commands import library, sitting

FOLDER = "FIELDKIT_STORY_FORMS"

if __name__ == "__main__":
    vars(sitting)["MODULE"] = "tests.stories.with_forms"  # what a sitting starts as its child
    vars(library)["shipped_forms"] = lambda: Path(os.environ[FOLDER])
    entry()
