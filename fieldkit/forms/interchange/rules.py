"""What every rule about the survey sheet looks at, and where it reports."""

from collections import Counter
from collections.abc import Sequence

from fieldkit.forms.interchange.items import Item
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.sources import Sources
from fieldkit.forms.interchange.workbook import SURVEY
from fieldkit.forms.names import INSTANCE_ID


class Rules:
    """Some rules over the tree; `names` counts how often each name is used in the form."""

    def __init__(self, sources: Sources, problems: SheetProblems) -> None:
        self.sources = sources
        self.survey = sources.survey
        self.problems = problems
        self.names = Counter(item.name for item in self.survey.walk() if item.name and item.type.kind != "audit")
        if not sources.says_yes("omit_instanceID"):
            self.names[INSTANCE_ID] += 1
        self.list_values = {name: [c.value for c in found] for name, found in sources.lists.lists.items()}

    def error(self, item: Item, path: Sequence[str], what: str, do: str) -> None:
        """Report a mistake of a row, under the heading that the sheet has for the column."""
        self.problems.error(SURVEY, item.row, self.survey.heading(*path), what, do)
