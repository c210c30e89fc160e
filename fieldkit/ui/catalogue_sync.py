"""The interface texts of handing over: an alert by SMS, where each bundle stands, what to do next."""

SYNC: dict[str, str | tuple[str, str]] = {
    # --- an alert by SMS ---
    "alert.send": "Send this as one SMS to {phone}, from any phone. It is about {code}; nobody else can read it.",
    "alert.delete": "Then delete it from the phone.",
    "alert.after": "Nothing is delivered by it: the 24 hours go on. Ring as soon as you can, and hand over the bundle.",
    # --- where each bundle stands ---
    "sync.bundle": "{where}: bundle {number}, interviews: {count}",
    "sync.handing": "handing over",
    "sync.packed": "packed, not handed over",
    "sync.handed": "handed over, not received",
    "sync.received": "received by HQ {receipt}",
    "sync.aside": "put aside at HQ {receipt}",
    "sync.again": "HQ asks for it again",
    "sync.more": ("and {n} more bundle", "and {n} more bundles"),
    "sync.unpacked": ("{n} interview: on this laptop", "{n} interviews: on this laptop"),
    "sync.nothing": "Nothing waits, and no new receipt is here.",
    # --- what to do next ---
    "sync.write": "Write on paper: {receipts}",
    "sync.tell": "Headquarters could not use a bundle and put it aside: tell your focal point its receipt number.",
    "sync.bring": (
        (
            "{n} bundle has no receipt yet: bring the stick to headquarters, then sync again.",
            "{n} bundles have no receipt yet: bring the stick to headquarters, then sync again.",
        )
    ),
    "sync.later": (
        (
            "{n} bundle has no receipt yet: sync again later.",
            "{n} bundles have no receipt yet: sync again later.",
        )
    ),
    "sync.pack": "Not everything is packed. Next: fieldkit pack",
    # --- what did not work ---
    "sync.failed": "{place} was not reached: {why}",
    "sync.behind": (
        "this laptop's data folder is an older copy, or a copy of this laptop is in use: there are bundles that it does"
        " not know. A new epoch was opened; tell your focal point"
    ),
    "sync.refused": "{file} is left aside, and nothing is lost: {why}. Tell your focal point",
    "sync.refused_more": "files left aside besides: {n}",
    "sync.foreign": (
        (
            "{n} receipt is for a bundle that this laptop does not know: somebody may use a copy of this laptop. Tell"
            " your focal point"
        ),
        (
            "{n} receipts are for bundles that this laptop does not know: somebody may use a copy of this laptop. Tell"
            " your focal point"
        ),
    ),
    "sync.damaged": "sealed file {name} is damaged on this laptop: run fieldkit store check",
    "sync.read_only": "the stick is write-protected: receipts were taken in, bundles could not be written",
    # --- on the home screen ---
    "home.synced": "Last handed over: {day}. Rules from headquarters: {rules}.",
    "home.never": "never",
    "home.rules_none": "none yet",
    "home.rules_days": ("{n} day old", "{n} days old"),
    "home.sync_how": "Where do you hand over?",
    "home.sync_listed": "As usual: {places}",
    "home.sync_other": "Another stick, folder or address",
}
