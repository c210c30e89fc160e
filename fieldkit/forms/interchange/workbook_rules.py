"""What must be there at all, and the rules of every sheet in order."""

from fieldkit.forms.interchange.entity_rules import EntityRules
from fieldkit.forms.interchange.instance_rules import check_instances
from fieldkit.forms.interchange.items import APPEARANCE, Item
from fieldkit.forms.interchange.list_rules import ListRules
from fieldkit.forms.interchange.loops import write_out
from fieldkit.forms.interchange.name_rules import NameRules
from fieldkit.forms.interchange.question_rules import QuestionRules
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.sources import Sources, read_sources
from fieldkit.forms.interchange.workbook import CHOICES, SETTINGS, STANDARD_SHEETS, SURVEY, Sheet, Workbook
from fieldkit.forms.problems import quoted
from fieldkit.forms.references import is_xml_name

_TABLE_LIST = "table-list"
_ATTRIBUTES = ("bind", "control", "instance", "attribute")
_KNOWN_PREFIXES = frozenset(("h", "ev", "xsd", "jr", "orx", "odk", "entities", "xml"))


def read_and_check(workbook: Workbook, problems: SheetProblems) -> Sources | None:
    """Read a workbook and report everything that is wrong with it; None when there is no survey at all."""
    if SURVEY not in workbook.sheets:
        do = problems.suggest(SURVEY, workbook.sheets, "call the sheet of the questions `survey`")
        problems.error(SURVEY, 0, "", "there is no sheet `survey`", do)
        return None
    for name in STANDARD_SHEETS:
        _loose_cells(workbook.sheet(name), problems)
    sources = read_sources(workbook, problems)
    _loop_lists(sources, problems)
    sources.survey.items[:] = write_out(sources.survey.items, sources.lists.lists, problems)
    _settings(sources, problems)
    _prefixes(sources, problems)
    for rules in (NameRules, QuestionRules, ListRules):
        rules(sources, problems).check()
    _table_lists(sources.survey.items, problems)
    check_instances(sources, problems)
    EntityRules(sources, problems).check()
    return sources


def _loose_cells(sheet: Sheet, problems: SheetProblems) -> None:
    known = set(sheet.columns)
    for row in sheet.rows:
        for heading, text in row.cells.items():
            if heading not in known:
                do = "give the column a heading, or empty the cell"
                problems.error(sheet.name, row.number, heading, f"{quoted(text)} stands under no heading", do)
                return  # one is enough: a sheet without headings would give one for each cell


def _settings(sources: Sources, problems: SheetProblems) -> None:
    root = sources.setting("name")
    if root and not is_xml_name(root):
        problems.error(SETTINGS, 2, "name", f"{quoted(root)} is not a name", "letters, digits, _, - and .")
    if sources.setting("public_key") and sources.says_yes("omit_instanceID"):
        what = "omit_instanceID does not go with public_key"
        problems.error(SETTINGS, 2, "omit_instanceID", what, "an encrypted form needs its instanceID")


def _prefixes(sources: Sources, problems: SheetProblems) -> None:
    """A column such as `bind::ex:attr` needs its prefix in the setting `namespaces`, or the XForm is no XML."""
    declared = {part.partition("=")[0] for part in sources.setting("namespaces").split()}
    known = _KNOWN_PREFIXES | declared
    columns = [(SURVEY, path, heading) for path, heading in sources.survey.columns.headings.items()]
    columns += [(SETTINGS, path, "::".join(path)) for path in sources.settings]
    for sheet, path, heading in columns:
        prefix, colon, _ = path[-1].partition(":")
        if path[0] in _ATTRIBUTES and len(path) == len(("bind", "ex:attr")) and colon and prefix not in known:
            what = f"the prefix {quoted(prefix)} is not declared"
            problems.error(sheet, 1, heading, what, f'add to the setting namespaces: {prefix}="http://..."')


def _loop_lists(sources: Sources, problems: SheetProblems) -> None:
    for item in sources.survey.walk():
        if item.kind == "loop" and item.type.list_name and item.type.list_name not in sources.lists.lists:
            do = problems.suggest(item.type.list_name, sources.lists.lists, f"add it to the sheet `{CHOICES}`")
            heading = sources.survey.heading("type")
            problems.error(SURVEY, item.row, heading, f"there is no list {quoted(item.type.list_name)}", do)


def _table_lists(items: list[Item], problems: SheetProblems) -> None:
    """A group shown as a table has one list, not filtered."""
    for item in items:
        if item.kind != "question" and _TABLE_LIST in item.cells.get(APPEARANCE, "").split():
            selects = [child for child in item.children if child.type.is_select]
            for child in selects:
                if child.type.list_name != selects[0].type.list_name:
                    what = f"a table-list of the lists {quoted(selects[0].type.list_name)} and others"
                    problems.error(SURVEY, child.row, "type", what, "use one list in the whole group")
            if selects and selects[0].get("choice_filter"):
                what = "a table-list does not go with a choice_filter"
                problems.error(SURVEY, selects[0].row, "choice_filter", what, "leave one of the two out")
        _table_lists(item.children, problems)
