"""For whom somebody practises on a laptop that is in a class: asked, so that nobody has to remember `--who`."""

from collections.abc import Callable, Sequence

from fieldkit.commands.class_results import Member, members_here
from fieldkit.ports import Env
from fieldkit.ui.messages import say

ALONE = "-"
"""Nobody's name: a name begins with a letter or a digit."""

Choose = Callable[[str, Sequence[tuple[str, str]]], str]
"""Show a title and options, return the value of the one that was chosen."""


def member_asked(env: Env, choose: Choose, language: str) -> Member | None:
    """Ask for whom it is, where somebody joined a class here; of the newest class alone. None: for oneself.

    For oneself stands first: who presses Enter without reading sends nothing. Raises: ClassFileInvalid, ClassMixed.
    """
    found = members_here(env)
    here = {one.trainee.who: one for one in found if one.home.id == found[0].home.id}
    if not here:
        return None
    options = [(ALONE, say(language, "class.alone"))]
    options += [(who, say(language, "class.as_who", who=who)) for who in here]
    return here.get(choose(say(language, "class.for_whom", name=found[0].home.found.name), options))
