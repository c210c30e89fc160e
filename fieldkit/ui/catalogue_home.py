"""The interface texts of the home screen: what waits, what can be done, language and look of the screens."""

HOME: dict[str, str] = {
    "home.title": "What do you want to do?",
    # --- what waits ---
    "home.finished": (
        "Finished: {on_laptop} not packed, {packed} packed, {handed} handed over, {received} received by HQ."
    ),
    "home.clock": "This laptop's clock cannot be right: set date and time.",
    "home.disk": "The disk ran full and the reserve was used: make room now.",
    # --- going on and beginning ---
    "home.go_on": "Go on: {line}",
    "home.of_other": "{line} (begun by {person})",
    "home.aside": "{line} (set aside)",
    "home.all": "All unfinished interviews ({count})",
    "home.begin": "Begin an interview: {form}",
    "home.begin_one": "Begin an interview",
    "home.no_form": "Headquarters has not approved any form that can be begun on this laptop.",
    "home.practice": "Practise with an invented person",
    # --- tasks ---
    "home.told": "Told by voice: {code} ({left})",
    "home.left": "still {hours} h {minutes} min",
    "home.late": "late by {hours} h {minutes} min",
    "home.whom": "Whom did you tell?",
    "home.call": "Call {phone} first. Then write who answered: role or staff name.",
    "home.pack": "Pack finished interviews for headquarters ({count})",
    "home.sync": "Hand over to a stick or folder ({count})",
    "home.folder": "Which folder?",
    "home.folder_hint": "Where the stick is, for example /media/stick.",
    "home.look": "Look at a finished interview",
    "home.which": "Which interview?",
    "home.none": "No interview is finished yet.",
    "home.at_hq": "answers at headquarters only",
    "state.ON_LAPTOP": "on this laptop",
    "state.PACKED": "packed",
    "state.HANDED_OVER": "handed over",
    "state.RECEIVED": "received by headquarters",
    # --- the screens themselves ---
    "home.language": "Language of these screens",
    "home.theme": "Look of the screen",
    "theme.dark": "Dark",
    "theme.dim": "Dim, for the night",
    "theme.contrast": "High contrast",
    "home.commands": "Other commands",
    "home.command": "Type a command, then Enter. An empty line goes back.",
    "home.yes": "Yes",
    "home.no": "No",
    "home.back": "Back",
    "home.lock": "Lock: the next one types a passphrase",
    "home.leave": "Close and leave",
    "next.pack": "Next, at home: Pack finished interviews.",
    "next.told": "  Then, at home: Told by voice.",
}
