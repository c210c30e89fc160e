"""fieldkit with a lower bound of a second instead of half a minute for locking: `python -m tests.stories.with_rules`.

Also the process that a sitting starts to hold the key, so that a story need not wait for minutes.
"""

from fieldkit.cli import entry
from fieldkit.commands import sitting
from fieldkit.ui import watch

if __name__ == "__main__":
    vars(watch)["SHORTEST_S"] = 1.0
    vars(sitting)["MODULE"] = "tests.stories.with_rules"
    entry()
