"""The help page: what this kind of question takes, then every fixed key in a line. The same page everywhere."""

from fieldkit.forms.interview import QuestionView
from fieldkit.ui.fields import MAX_TEXT
from fieldkit.ui.keys import Command, help_of, text_of
from fieldkit.ui.messages import say
from fieldkit.ui.sheet import LEAVING, Sheet


def help_sheet(language: str, view: QuestionView | None = None, *, plain: bool = False) -> Sheet:
    """Return the help page; `view` is the question over which it is opened."""
    kinds = "kind.page" if view is None else f"kind.{'multiline' if view.multiline else view.kind}"
    lines = [f"{say(language, 'help.this')}:", f"- {say(language, kinds, most=MAX_TEXT)}", ""]
    lines.append(f"{say(language, 'help.keys_plain' if plain else 'help.keys')}:")
    lines += [key_line(language, key, plain=plain) for key in Command]
    return Sheet(say(language, "help.title"), tuple(lines), say(language, "help.back"), language, keys=LEAVING)


def key_line(language: str, key: Command, *, plain: bool) -> str:
    """Return one key with its word and what it does."""
    letter = f":{key.value}" if plain else key.value.upper()
    return f"- {letter} {say(language, text_of(key))}: {say(language, help_of(key))}"
