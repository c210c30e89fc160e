"""The interface texts of packing's readable copies, travel mode and wiping."""

SEIZURE: dict[str, str | tuple[str, str]] = {
    "pack.left": (
        (
            "The answers of {n} interview can no longer be read on this laptop.",
            "The answers of {n} interviews can no longer be read on this laptop.",
        )
    ),
    "pack.until_proof": (
        "The answers stay readable here until headquarters' first receipt comes back: it has not proven yet that it"
        " can open them."
    ),
    "pack.until_receipt": (
        "The answers stay readable here until headquarters' receipt for them comes back: headquarters decided so."
    ),
    # --- travel mode ---
    "travel.warn": (
        "After this nothing on this laptop can be opened, by you neither. Two officers of headquarters open it again."
    ),
    "travel.drafts": "Not finished, so not packed; they stay here, closed:",
    "travel.ask": "Type the word travel, then Enter, to close this laptop: ",
    "travel.not": "Nothing was closed.",
    "travel.on": "This laptop is closed for travel. No passphrase and no printed code opens it.",
    "travel.seen": (
        "Whoever looks sees that fieldkit is here and is closed, and how many sealed files there are. You can say"
        " truly: I cannot open it."
    ),
    "travel.waits": "No bundle has left this laptop for good until headquarters' receipt: carry the stick another way.",
    "travel.open": "This laptop is not closed for travel.",
    "travel.can": "It can be: an escrow for the officers lies here.",
    "travel.cannot": (
        "It cannot be closed for travel yet: no sealed key for the officers lies here, and only they could open it"
        " again. Run fieldkit sync; if this is still said after it, headquarters has named no officers: ask there."
        " Before you travel pack and hand over in any case."
    ),
    # --- wiping ---
    "wipe.would": (
        "Nothing was deleted. With --now this is destroyed for good: keys, interviews, sealed bundles, concerns."
    ),
    "wipe.done": "Everything of fieldkit's on this laptop was destroyed, keys first.",
    "wipe.flash": (
        "May survive: old blocks of a solid-state disk (encrypted; as safe as the passphrase), backups of this laptop."
    ),
    "wipe.elsewhere": (
        "Not touched: sticks with sealed bundles, what headquarters received, what the terminal still shows."
    ),
    "wipe.tell": "Tell headquarters by voice, when it is safe.",
}
