"""What a laptop says of receipts, of headquarters' word, and of its own backup."""

STANDING: dict[str, str | tuple[str, str]] = {
    "standing.again": (
        "On its way again, because headquarters was restored from a backup: bundles {numbers}. Nothing is lost."
    ),
    "standing.gone": (
        "headquarters asks again for bundles {numbers}, but their sealed files are not kept here any longer"
        " ({days} days after the receipt): tell your focal point"
    ),
    "standing.let_go": ("{n} old sealed file is not kept any longer.", "{n} old sealed files are not kept any longer."),
    "orders.erase": "{code}: headquarters ordered that it be erased. Nothing of it can be read here any more.",
    "orders.withdraw": "{code}: consent was taken back. Nothing of it can be read here any more.",
    "orders.until": (
        "It is still in {n} sealed file, which nobody can open here and which goes {day}: others are in it too.",
        "It is still in {n} sealed files, which nobody can open here; the last goes {day}: others are in them too.",
    ),
    "orders.waits": (
        "It is still in {n} sealed file, which nobody can open here and which goes after headquarters' receipt.",
        "It is still in {n} sealed files, which nobody can open here and which go after headquarters' receipts.",
    ),
    "orders.dropped": (
        "{n} sealed file was deleted: all in it was ordered to be erased.",
        "{n} sealed files were deleted: all in them was ordered to be erased.",
    ),
    "orders.next": "Next: fieldkit pack, then fieldkit sync FOLDER, so that headquarters hears that it was done.",
    "receipts.none": "No receipt has come yet.",
    "receipts.is": "{number}: headquarters' receipt for bundle {seq}, given {when}",
    "receipts.old": (
        "It counts no more: headquarters was restored from a backup and asks again, or a later receipt came."
    ),
    "receipts.refused": "Headquarters could not accept the bundle: {word}. Its interviews are not received.",
    "receipts.covers": ("It covers {n} interview:", "It covers {n} interviews:"),
    "receipts.witness": "Written to {file}. At headquarters: fieldkit hq audit {file}",
    "backup.done": "{entries} entries, {bytes} bytes were written to {file} and checked",
    "backup.keep": (
        "It opens with the same passphrases and holds all that can be read here now. Lock it away, apart from this"
        " laptop."
    ),
    "restore.done": "{entries} entries were restored into {home}; a new epoch was opened: {epoch}",
    "restore.one_only": (
        "Do not go on with the laptop that this backup was made of: headquarters would see two laptops with one"
        " identity. Next: fieldkit pack, then fieldkit sync FOLDER"
    ),
}
