"""The interface texts about answers with a shape of their own: days, times, bounds, orders, the list of a repeat.

See `catalogue.py`.
"""

ANSWERS: dict[str, str] = {
    # --- how to answer ---
    "how.date": "Type day, month, year: 22/11/2026 or 2026-11-22, then Enter.",
    "how.month-year": "Type month and year: 11/2026 or 2026-11, then Enter.",
    "how.year": "Type the year with four digits: 2026, then Enter.",
    "how.time": "Type hours and minutes, from 00:00 to 23:59: 14:30, then Enter.",
    "how.datetime": "Type day and time: 22/11/2026 14:30, then Enter.",
    "how.range": "Type a number from {low} to {high}, then Enter.",
    "how.step": "In steps of {step}.",
    "how.rank": "Number or Up/Down, Space gives the next place, then Enter.",
    "plain.rank": "Type the numbers in the order that fits, like 2 1 3, then Enter.",
    "how.repeat": "The sign before a line, or Up/Down, then Enter.",
    "plain.repeat": "Type the sign before a line, then Enter; - and a number takes that one away.",
    # --- an answer read back ---
    "read_as": "Read as: {parts}",
    "part.day": "day {number}",
    "part.month": "month {number}",
    "part.year": "year {number}",
    "part.time": "{clock} of the 24-hour clock",
    "guidance": "For the interviewer: {guidance}",
    "answer": "Answer: {answer}",
    # --- the list of a repeat ---
    "repeat.empty": "nothing answered yet",
    "repeat.problem": "(not complete)",
    "repeat.add": "Add one more",
    "repeat.remove": "Take one away",
    "repeat.on": "Go on",
    "repeat.which": "Which one is to be taken away?",
    "repeat.sure": "Take this one away? {row}",
    "repeat.goes": "Everything that was answered in it goes, also in the lists inside it. It does not come back.",
    "repeat.keep": "Keep it",
    "repeat.go": "Take it away",
    # --- what did not work ---
    "problem.date": "That is not a day in the calendar. Write it as 22/11/2026.",
    "problem.month-year": "That is not a month of a year. Write it as 11/2026.",
    "problem.year": "That is not a year. Write it with four digits: 2026.",
    "problem.time": "That is not a time of day. Write it as 14:30.",
    "problem.datetime": "That is not a day with a time. Write it as 22/11/2026 14:30.",
    "problem.rank": "Give every choice a place, each once.",
    "problem.sign": "Give one of the signs in the list.",
    "problem.nothing_there": "No question is put there.",
}
