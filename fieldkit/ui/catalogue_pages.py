"""The interface texts of the pages around a question: fixed keys, list of all questions, note, pause, hidden answers.

See `catalogue.py`. `X.short` is X for a narrow screen.
"""

from fieldkit.ui.catalogue_care import CARE
from fieldkit.ui.catalogue_help import HELP

PAGES: dict[str, str] = {
    **CARE,
    **HELP,
    # --- keys ---
    "key.jump": "list",
    "key.remark": "note",
    "key.pause": "pause",
    "key.cover": "hide answers",
    "key.cover.short": "hide",
    "key.help": "help",
    "key.back.short": "back",
    "key.refused.short": "refused",
    "key.leave.short": "leave",
    "key.danger.short": "DANGER NOW",
    "problem.no_key": "'{way}' does nothing here.",
    # --- hidden answers ---
    "covered": "ANSWERS HIDDEN",
    "uncovered": "Answers are shown.",
    "hidden": "hidden",
    "covered.result": "Answers are hidden. Show the result on the screen now?",
    "covered.show": "Show it",
    "covered.on": "Go on without it",
    # --- marks, in signs and words ---
    "mark.missing": "! missing",
    "mark.wrong": "! to correct",
    "mark.doubtful": "? doubtful",
    "mark.note": "* note",
    # --- the list of all questions ---
    "overview.title": "All questions",
    "overview.review": "Before finishing: look through the answers",
    "overview.first": "Missing or to correct",
    "overview.nothing_missing": "nothing is missing",
    "overview.missing": "missing {count}",
    "overview.wrong": "to correct {count}",
    "overview.refused": "refused {count}",
    "overview.dk": "don't know {count}",
    "overview.doubtful": "doubtful {count}",
    "overview.noted": "notes {count}",
    "overview.open": "left open {count}",
    "overview.only": "only what is missing or doubtful",
    "overview.back": "Back to the question",
    "overview.finish": "Finish the interview",
    "overview.here": "(here)",
    "overview.none": "Nothing is missing and nothing is doubtful.",
    "overview.still": "Something is missing: give its number, or 0 to try to finish.",
    "how.overview": "Number, Up/Down or letters to search, then Enter.",
    "plain.overview": "Type a number to go there, a word to search, % for what is missing or doubtful, 0 to go on.",
    "plain.covered_list": "Answers are hidden in this list.",
    # --- note ---
    "remark.title": "Note on: {question}",
    "remark.hint": "Your own words, not an answer. No names of people.",
    "how.remark": "Enter: new line; Enter on an empty line keeps the note. Ctrl O: doubtful or not. Ctrl P: no change.",
    "remark.menu": "Note and doubt",
    "remark.now": "Note now: {note}",
    "remark.write": "Write a note; it takes the place of the one before",
    "remark.clear": "Take the note away",
    "remark.doubt": "Mark the answer as doubtful",
    "remark.sure": "The answer is no longer doubtful",
    "remark.back": "Change nothing",
    # --- long text, text that was being typed ---
    "how.multiline": "Type; Enter makes a new line. Enter on an empty line at the end gives the answer.",
    "plain.multiline": "Type line after line; an empty line ends the answer.",
    "plain.typed": "Typed before and not yet given: {text}",
    "plain.take_typed": "An empty line gives it; or type anew.",
    "plain.go_on_typed": "Go on with the next line; an empty line gives it.",
    # --- pause ---
    "pause.title": "Pause",
    "pause.hint": "Everything that was answered is saved. There is no hurry.",
    "pause.on": "Go on with the interview",
    "pause.distress": "The person is upset: what helps",
    "pause.recheck": "Somebody came, or we moved: check again whether it is safe",
    "pause.withdraw": "The person takes the agreement back",
    "pause.leave": "Save and leave; go on another time",
}
