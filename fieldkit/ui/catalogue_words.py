"""Words that several screens and lines need: where an interview is, its 24-hour clock, how talk begins, counts.

The ids after `state.` and `clock.` are those of `cases.words.RecordState` and `cases.clock24.ClockState`;
`ui/state_words.py` finds them.
"""

WORDS: dict[str, str | tuple[str, str]] = {
    # --- talk ---
    "talk.error": "error: {message} [{code}]",
    "talk.hint": "hint: {advice}",
    "talk.interrupted": "interrupted: what was saved before is safe",
    "talk.passphrase_wrong": "That passphrase does not open this store. Try again.",
    "talk.wait": (
        "A wrong passphrase was typed before: wait {n} second.",
        "A wrong passphrase was typed before: wait {n} seconds.",
    ),
    "language.chosen": "The screens now speak {language}.",
    # --- where an interview is ---
    "state.on_laptop": "on this laptop",
    "state.packed": "packed",
    "state.handed_over": "handed over",
    "state.received": "received by HQ",
    "state.at_hq_only": "answers at HQ only",
    # --- the 24-hour clock of a suspicion ---
    "clock.none": "no clock",
    "clock.running": "running",
    "clock.at_risk": "at risk",
    "clock.met": "reported in time",
    "clock.received_not_yet_seen": "received, not yet seen",
    "clock.late": "late",
    "clock.tell": "tell by voice before {when}",
    "clock.told": "reported by voice",
    "clock.left": ("{n} hour left", "{n} hours left"),
    # --- counts ---
    "count.interviews": ("{n} interview", "{n} interviews"),
    "count.unfinished": ("{n} interview is not finished", "{n} interviews are not finished"),
    "count.unfinished_none": "No interview is unfinished.",
    "count.to_pack": ("{n} interview waits to be packed", "{n} interviews wait to be packed"),
    "count.to_hand_over": ("{n} bundle waits to be handed over", "{n} bundles wait to be handed over"),
    "count.without_receipt": ("{n} bundle has no receipt yet", "{n} bundles have no receipt yet"),
    "count.minutes": ("{n} minute", "{n} minutes"),
    "count.days": ("{n} day", "{n} days"),
}
