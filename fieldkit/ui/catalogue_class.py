"""The interface texts of a practice class: joining, opening the assessment, handing over, agreeing to capacity."""

CLASS: dict[str, str] = {
    "class.joining": "PRACTICE. The class in this folder: {name}",
    "class.ask_code": "The code on the board:",
    "class.mistyped": "A character is wrong. Look at the board and type it again.",
    "class.ask_who": "A number or a short name for this class (no real name is needed):",
    "class.who_rule": "1 to 20 letters, digits, spaces, . - or '.",
    "class.joined": "You are {who} in the class {name}.",
    "class.travels": "The trainer gets how each item stood and what you judged, sealed; never your own words.",
    "class.opt_out": "You may leave any story without a reason. That is not marked.",
    "class.next": "Next: fieldkit practice",
    "class.for_whom": "You practise. Does the class {name} get the marks?",
    "class.alone": "No: only for me; nothing is kept or sent",
    "class.as_who": "Yes: I am {who}",
    "class.ask_opening": "The opening code that the trainer gives out:",
    "class.opened": "Opened: {names}",
    "class.no_seal": "This class has nothing that is sealed.",
    "class.given": "Results handed over: {n}",
    "class.saved": "The result is in the class folder.",
    "class.waits": "The class folder is not here: the result waits here. Later: fieldkit practice class give FOLDER",
    "class.line": "Or read this line to the trainer: {line}",
    # --- capacity: the wording is part of what is recorded; a change is a new wording ---
    "capacity.consent": (
        "May headquarters keep how you did? It gets the number or name that you chose, the day, for whom the class"
        " was, and scores: how many items were as in the key, before and after, and whether the set was reached."
        " Not what you answered, not which story you left. It is used to plan training and refreshers, not to judge"
        " your work or your pay. You may say no, nobody is told why, and you may take it back later."
    ),
    "capacity.agrees": "Does {who} agree?",
    "capacity.no": "No, nothing is handed over",
    "capacity.yes": "Yes, the scores may be kept",
}
