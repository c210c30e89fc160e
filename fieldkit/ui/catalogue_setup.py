"""What a field laptop says of itself: first contact with headquarters, its keys, its store, a draft's new version; and
the facts of errors that are no sentence of their own."""

SETUP: dict[str, str] = {
    # --- first contact, own keys ---
    "device.on_card": "Headquarters on this card: {name}",
    "device.headquarters": "headquarters",
    "device.groups": "Ask {other_side} to read out two of the six groups of their fingerprint.",
    "device.group": "Group {number}, as you hear it: ",
    "device.is": "This laptop is {device}, its store is in {home}",
    "device.give": "Give {file} to headquarters and read out the groups they ask for:",
    "device.fingerprint": "Fingerprint  {groups}",
    "device.new_keys": "This laptop has new keys, and signs with them from now on.",
    "device.give_before": "Give {file} to headquarters, before or with the next stick.",
    "device.if_revoked": "If this laptop was revoked, they ask you to read groups out:",
    "pilot.only": "PILOT WITH INVENTED DATA ONLY.",
    "pilot.not_built": "How long records stay and requests for access are not built yet: do not enter",
    "pilot.until": "real people's data until they are.",
    # --- the store ---
    "store.chain": "{entries} entries, one unbroken chain; head {hash}",
    "store.agree": "projections agree with the journal; sha256 {hash}",
    "store.rebuilt": "rebuilt; projections sha256 {hash}",
    "store.whole": "Nothing is missing; nothing was changed.",
    "store.missing": "Missing: {what}.",
    "store.stays_missing": "What is missing stays missing; the rest can be used again.",
    "store.go_on": "Go on with what is left?",
    "store.unchanged": "Nothing was changed.",
    "store.epoch": "A new epoch was opened: {epoch}.",
    "store.card_changed": (
        "the public card in the data folder was not headquarters' own; it was put right. Concerns that were given"
        " since the last unlock without a passphrase may have gone to somebody else: tell your focal point or the"
        " senior manager"
    ),
    # --- a draft's new version ---
    "upgrade.newest": "{code} is on the version that is here: {form} {version}.",
    "upgrade.to_do": "Nothing was changed. To do it: add --yes",
    "upgrade.ask": "Move the interview to the new version?",
    "upgrade.moved": "{code} was moved. Go on: {command}",
    "upgrade.versions": "{code}, {form}: version {old} -> {new}",
    "upgrade.by_name": (
        "The text of the older version is not here: answers are matched by the names of their questions."
    ),
    "upgrade.kept": "kept: {n}",
    "upgrade.renamed": "kept under a new name: {old} -> {new}",
    "upgrade.converted": "converted: {what}",
    "upgrade.dropped": "dropped: {what}",
    "upgrade.new": "new: {what}",
}
