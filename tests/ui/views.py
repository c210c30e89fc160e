"""Hand-made questions for the screen tests; no engine needed."""

from dataclasses import replace

from fieldkit.forms.interview import Choice, InstanceRow, OutlineRow, QuestionView, Reply
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.page import Page, open_page, press
from fieldkit.ui.sheets import ServiceLine

BASE = QuestionView(
    name="alone",
    kind="select_one",
    label="Is the person alone with you, and can nobody listen?",
    hint="Look around before you answer.",
    why="",
    choices=(Choice("yes", "Yes"), Choice("no", "No")),
    value=NonAnswer.NOT_ASKED,
    number=1,
    total=15,
    section="Safety",
    required=True,
    allowed_non_answers=(NonAnswer.DONT_KNOW, NonAnswer.REFUSED),
    languages=("en", "rw", "fr", "sw"),
    language="en",
    language_missing=False,
    can_go_back=False,
    error=None,
    reviewed=True,
    at_end=False,
)

TEXT = replace(BASE, name="job", kind="text", label="What work was promised?", hint="", choices=(), number=7)
DATE = replace(TEXT, name="crossed", kind="date", label="On which day did the person cross?", number=8)
NUMBER = replace(TEXT, name="age", kind="integer", label="How old is the person?", number=3)
MANY = replace(
    BASE,
    name="with",
    kind="select_multiple",
    label="Who travels with the person?",
    choices=(Choice("family", "Family"), Choice("agent", "An agent or broker"), Choice("nobody", "Nobody")),
    number=4,
    required=False,
    can_go_back=True,
)
LONG_LIST = replace(
    BASE,
    name="country",
    label="Which nationality?",
    hint="",
    choices=tuple(Choice(f"c{i:03}", f"Country {chr(65 + i % 26)}{i:03}") for i in range(249)),
    number=5,
)
CONSENT = replace(
    BASE,
    name="consent",
    kind="note",
    label=" ".join(f"Sentence {i} says what is passed on to others even when the person says no." for i in range(40)),
    hint="",
    choices=(),
    required=False,
)
END = replace(
    BASE,
    name="",
    kind="end",
    label="",
    hint="",
    choices=(),
    number=15,
    section="",
    required=False,
    allowed_non_answers=(),
    can_go_back=True,
    at_end=True,
)
PLACES = replace(
    BASE,
    name="place",
    kind="repeat",
    label="Places where the person worked",
    hint="",
    choices=(),
    required=False,
    allowed_non_answers=(NonAnswer.BLANK,),
    can_go_back=True,
    instances=(
        InstanceRow("1", 1, "Huye", "town[1]", False),
        InstanceRow("4", 2, "", "town[4]", True),
    ),
)
RANK = replace(
    MANY,
    name="needs",
    kind="rank",
    label="What comes first?",
    choices=(Choice("food", "Food"), Choice("rest", "Rest"), Choice("pay", "Pay")),
)
TIME = replace(TEXT, name="begins", kind="time", label="When does the shift begin?")
MOMENT = replace(TEXT, name="left", kind="datetime", label="When did the person leave?")
MONTH = replace(DATE, name="born", label="In which month?", bounds="month-year")
YEAR = replace(DATE, name="born", label="In which year?", bounds="year")
SCALE = replace(NUMBER, name="fear", kind="decimal", label="How afraid?", bounds="1 5 0.5")
READ_ONLY = replace(
    CONSENT, name="first", label="The first town", shown="Huye", guidance="Read it out.", why="To be sure."
)

LETTER = replace(TEXT, name="story", label="What happened?", multiline=True, required=False)
ROWS = (
    OutlineRow("age", "About the person", "How old is the person?", 17, "17", False, None),
    OutlineRow("born", "About the person", "Where was the person born?", NonAnswer.NOT_ASKED, "", False, "Needs it"),
    OutlineRow("payer", "The journey", "Who paid for it?", "A man", "A man from Huye", False, None, "said twice", True),
    OutlineRow("taken", "The journey", "Was anything taken away?", NonAnswer.REFUSED, "", False, None),
    OutlineRow("job", "The journey", "What work was promised?", NonAnswer.NOT_ASKED, "", True, None),
    OutlineRow("paid", "The journey", "How much was paid?", 999, "999", False, "Between 0 and 120."),
)
SERVICES = (
    ServiceLine("Health centre", "0788 111 222", "medical care, counselling", "Mon-Fri 8:00-17:00", True),
    ServiceLine("Helpline", "3029", "", "24 h", False),
)


def after(view: QuestionView, *keys: Key | Command | str) -> tuple[Page, "Reply | None"]:
    """Press keys on a question until the last; the page, and the reply to the last key."""
    page, reply = open_page(view), None
    for key in keys:
        page, reply = press(page, key)
    return page, reply
