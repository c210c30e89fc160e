"""What the commands of a field laptop say of its work: where everything is, packing, reports, drafts, notes."""

LAPTOP: dict[str, str | tuple[str, str]] = {
    # --- what to type next ---
    "do.next": "Next: {command}",
    "do.go_on": "Go on: {command}",
    "do.pack_sync": "Next: fieldkit pack, then fieldkit sync FOLDER: headquarters does not know it before.",
    # --- heads of tables ---
    "head.code": "code",
    "head.finished": "finished",
    "head.where": "where",
    "head.receipt": "receipt",
    "head.clock": "24 hours",
    "head.form": "form",
    "head.version": "version",
    "head.begun": "begun",
    "head.at": "at question",
    "head.language": "language",
    "head.whose": "whose",
    "head.bundle": "bundle",
    "head.given": "given",
    "head.outcome": "outcome",
    "head.interviews": "interviews",
    "head.slot": "slot",
    "head.name": "name",
    "head.state": "state",
    "head.due": "due",
    # --- fieldkit status ---
    "head.kind": "kind",
    "head.title": "title",
    "fill.none_begun": "Nothing was begun.",
    "fill.not_here": "nothing of the code {code} is here",
    "fill.not_used": "the form asks for no code, or was begun before: --about was not used",
    "due.head": "{late} overdue, {due} due by {day}",
    "due.done": "{code}: done, what was due on {day}: {what}",
    "due.today": "today",
    "due.in": ("in {n} day", "in {n} days"),
    "due.over": ("! overdue by {n} day", "! overdue by {n} days"),
    "time.none": "no possible time",
    "talk.bug": "error: this is a bug in fieldkit ({where})",
    "talk.bug_next": (
        "hint: what was saved before is safe; note the line above and tell the people who look after fieldkit"
    ),
    "outcome.accepted": "accepted",
    "outcome.unconfirmed": "unconfirmed",
    "outcome.quarantined": "quarantined:{word}",
    "status.open": ("{n} interview is not finished:", "{n} interviews are not finished:"),
    "status.draft": "{code}  {form}, begun {begun}, at question {place}",
    "status.finished": "Finished interviews: {counts}",
    "status.due": "To be told by voice to the duty phone, then: fieldkit report-made CODE --to WHOM",
    "status.clock": "this laptop's clock cannot be right: set date and time; headquarters will see it as suspect",
    "status.erased": "erased: headquarters ordered it",
    "status.disk": "the disk ran full and the reserve was used: make room now",
    "status.left": "{where} (answers at HQ only)",
    "status.withdrawn": "withdrawn: {where}",
    "status.withdrawn_for": "{state}; withdrawn for {what}: {where}",
    # --- fieldkit pack ---
    "pack.bundle": (
        (
            "Bundle {seq}: {n} interview, {bytes} bytes, sealed and signed",
            "Bundle {seq}: {n} interviews, {bytes} bytes, sealed and signed",
        )
    ),
    "pack.needs": "These interviews still need this laptop:",
    "pack.why": "Why pack them all the same? (Enter alone: do not pack) ",
    "pack.not_reported": "not reported by voice",
    "pack.not_offered": "referral not offered",
    "pack.stay": ("Those of {n} other can still be read.", "Those of {n} others can still be read."),
    "pack.until_new_key": (
        "The answers stay readable here until headquarters' receipt for them comes back: it has new keys, and has"
        " not shown yet that it opens what is sealed now."
    ),
    # --- fieldkit report-made ---
    "report_made.told": "{code}: told by {by}, {when}.",
    "report_made.voice": "voice",
    "report_made.not_voice": "only a report by voice meets the 24 hours; the clock goes on",
    # --- fieldkit drafts, draft upgrade, screen ---
    "drafts.yours": "yours",
    "drafts.aside": "set aside",
    "drafts.go_on": "Go on with one of yours: {command}",
    "drafts.set_aside": "{code} was set aside.",
    "drafts.take_up": "Take it up again: {command}",
    "drafts.taken_up": "{code} was taken up again.",
    "drafts.is_yours": "{code} is yours already.",
    "drafts.handed_over": "{code} is {person}'s from now on.",
    "drafts.tell": "Tell them its code, and lock: they open with their own passphrase.",
    "drafts.taken_over": "{code} was {person}'s and is yours from now on; the journal says so.",
    "drafts.deleted": "{code} was deleted for good.",
    "drafts.saved": "{code} is saved and not finished. Go on: {command}",
    "drafts.finished": "{code} is finished and saved.",
    "drafts.call": "! Call the duty phone {duty} now (no answer: {deputy}).",
    "drafts.then_report": "  Then: fieldkit report-made {code} --to WHO",
    "drafts.look": "Look at it: {command}",
    "drafts.none_begun": "No interview was begun.",
    "drafts.others": (
        (
            "{n} unfinished interview is somebody else's: fieldkit drafts",
            "{n} unfinished interviews are somebody else's: fieldkit drafts",
        )
    ),
    # --- fieldkit correct, revise ---
    "correct.ask": "What is to be corrected: ",
    "correct.saved": "{code}: the note was saved and waits to be packed.",
    "revise.ask": "Why is it changed: ",
    # --- what can be typed inside a sitting ---
    "lines.screen": "interview a person, or go on with one",
    "lines.fill": "fill any other form; without FORM: which",
    "lines.drafts": "list unfinished interviews",
    "lines.report_made": "note that somebody was told by voice",
    "lines.status": "where every interview is, and what is due",
    "lines.pack": "seal finished interviews for headquarters",
    "lines.sync": "hand over to a stick, take receipts in",
    "lines.passwd": "change your passphrase",
    "lines.lock": "close; the next one types a passphrase",
    "lines.exit": "close the store and leave",
    "lines.help": "every command",
    "lines.quotation": "a quotation mark is missing its partner; type the line again",
}
