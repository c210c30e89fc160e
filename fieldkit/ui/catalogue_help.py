"""The interface texts of the help page: what each key does, one line each, and what each kind of question takes.

See `catalogue.py`.
"""

HELP: dict[str, str] = {
    "help.title": "Help",
    "help.this": "This screen",
    "help.keys": "The keys, everywhere the same (with Ctrl)",
    "help.keys_plain": "The commands, everywhere the same (after a colon)",
    "help.back": "Enter goes back to where you were.",
    "help.p": "the screen before",
    "help.n": "leave an optional question blank, or go past one that is answered",
    "help.k": "the person does not know",
    "help.r": "the person does not want to answer",
    "help.t": "all questions with their answers: jump to one, see what is missing",
    "help.o": "write a note on this question, or mark its answer as doubtful",
    "help.w": "stop for a while; the person is upset; check again whether it is safe",
    "help.e": "hide the answers on the screen, and show them again",
    "help.l": "another language; what was typed stays",
    "help.u": "this page",
    "help.x": "save and leave; go on later at this question",
    "help.g": "danger now: what to do, whom to call",
    "help.q": "hide everything at once; all answers are saved",
    # --- what a kind of question takes ---
    "kind.text": "Text on one line, at most {most} characters.",
    "kind.multiline": "Text on several lines, at most {most} characters. Up and Down move between lines.",
    "kind.integer": "A whole number, such as 17.",
    "kind.decimal": "A number, such as 1.5 or 1,5.",
    "kind.date": "A day; the day comes before the month. What was understood is read back.",
    "kind.time": "A time on the 24-hour clock.",
    "kind.datetime": "A day, then a time on the 24-hour clock.",
    "kind.select_one": "One choice of the list.",
    "kind.select_multiple": "One choice or several.",
    "kind.rank": "Every choice, in the order that fits.",
    "kind.note": "To be read, or read out; nothing is answered.",
    "kind.repeat": "A list: open a line, add one, take one away, or go on.",
    "kind.end": "The end of the questions.",
    "kind.page": "A page to read: Up, Down, Page Up and Page Down move in it.",
}
