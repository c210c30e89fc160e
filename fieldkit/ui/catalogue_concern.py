"""The interface texts of a concern: choosing it, what becomes of it, its pages, its end; the lock screen's line."""

CONCERN: dict[str, str] = {
    "lock.locked": "Locked.",
    "lock.unlock": "Press Enter to unlock, or type q and Enter to leave:",
    "lock.passphrase": "Type your passphrase, then Enter. Nothing is shown while you type.",
    "lock.concern": "c and Enter: give a concern (a complaint). No passphrase is needed.",
    "home.concern": "Give a concern: a complaint, or revenge after a report",
    "key.forget": "leave, forget all",
    "key.forget.short": "leave",
    "help.x.forget": "leave; you are asked once, then everything is forgotten",
    "help.q.forget": "hide everything at once; what was answered is forgotten",
    "help.o.forget": "there are no notes here: write it into an answer",
    "help.w.forget": "stop for a while; nothing is saved meanwhile",
    # --- choosing, first page ---
    "concern.which": "What do you want to tell?",
    "concern.staff_concern": "A concern about somebody who works for or with us",
    "concern.retaliation_report": "Revenge or threats after a report",
    "concern.title": "Before you begin",
    "concern.first": "You need not say who you are. You may leave out every question.",
    "concern.first_lost": (
        "Until the end nothing is saved. If you leave, hide the screen or the power goes, everything is lost and you"
        " begin again."
    ),
    "concern.first_sealed": "At the end it is sealed. Then nobody can read it on this laptop, you neither.",
    "concern.first_to": "It goes to {office}, or, if it is about them, to somebody outside. Their sign: {groups}",
    "concern.first_only": "It goes to {office}. Nobody outside is named. Their sign: {groups}",
    "concern.first_pilot": "PILOT: invented data only. Nobody has approved these texts yet.",
    # --- pages over the questions ---
    "concern.no_notes": (
        "There are no notes here. Write what matters into an answer; there is a question for your own words."
    ),
    "concern.pause": "Take your time. Nothing is saved: what you answered is only on this screen until the end.",
    "concern.pause_danger": "In danger now? The key G says what to do and whom to call.",
    "concern.leave": "Leave and forget everything?",
    "concern.leave_hint": "Nothing was saved and nothing was sent.",
    "concern.stay": "Go on",
    "concern.forget": "Leave; forget everything",
    # --- before it is sealed ---
    "concern.no_second": "The office that it is about could read this",
    "concern.no_second_hint": (
        "Headquarters has named nobody outside the focal point's office who could read it instead."
    ),
    "concern.no_second_phone": (
        "You can leave and tell somebody whom you trust: a manager, another organisation, a help line."
    ),
    "concern.send_all_the_same": "Seal it for the office all the same",
    "concern.name": "May headquarters know which laptop this comes from?",
    "concern.name_hint": "Yes makes it more credible, and tells the post it was given at. No is all right.",
    "concern.name_no": "No, without a sender",
    "concern.name_yes": "Yes, sign it with this laptop's key",
    # --- the end ---
    "concern.end": "It is sealed. Nobody can read it on this laptop.",
    "concern.end_kept": "It goes with the next stick that this laptop hands over; no list shows it.",
    "concern.end_stick": "It is on the stick. Nothing of it stays on this laptop.",
    "concern.end_next": "If it cannot wait for a stick, also tell somebody whom you trust by voice.",
}
