"""`python -m fieldkit` is the `fieldkit` command."""

from fieldkit.cli import entry

if __name__ == "__main__":
    entry()
