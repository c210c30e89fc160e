"""What a field laptop says of who opens it: passphrases, the printed code, officers, its own keys, first set-up; and of
its store. Prompts end with a space."""

ACCESS: dict[str, str] = {
    "talk.warning": "warning: {what}",
    # --- questions in lines and prompts ---
    "ask.enter": "Press Enter.",
    "ask.number": "Number:",
    "ask.number_again": "! Give a number from 1 to {last}.",
    "ask.yes_no": "(yes/no)",
    "ask.yes_no_again": "! Type yes or no.",
    # --- passphrases ---
    "passphrase.ask": "Passphrase: ",
    "passphrase.again": "Your passphrase once more: ",
    "passphrase.of_backup": "Passphrase of the store in the backup: ",
    "passphrase.for_laptop": "Passphrase for this laptop",
    "passphrase.for_added": "New passphrase for the added person",
    "passphrase.your_new": "Your new passphrase",
    "passphrase.new": "New passphrase",
    "passphrase.new_ask": "New passphrase:",
    "passphrase.made": "Make one for me: {words} invented words",
    "passphrase.own": "I type my own: {least} characters or more",
    "passphrase.short": "! Too short: {least} characters or more.",
    "passphrase.same": "The same again:",
    "passphrase.differ": "! The two were not the same.",
    "passphrase.type": "Type the passphrase:",
    "passphrase.wrong": "! That was not it. It is shown again.",
    "passphrase.shown": "Your passphrase. Write it down now; it is not shown again.",
    "passphrase.written": "Enter when it is written down:",
    "passphrase.clear": "Clear this window afterwards: the passphrase is still in it.",
    # --- who can open; the printed code ---
    "keys.can_open": "can open",
    "keys.removed": "removed",
    "keys.code": "Recovery code: {what}",
    "keys.printed": "printed",
    "keys.no_code": "none - run: fieldkit key verify-recovery --new",
    "keys.added": "{label} can open this store now.",
    "keys.changed": "The passphrase was changed.",
    "keys.taken": "{label} can no longer open this store; it has a new key.",
    "keys.copies": "copies of the folder made before now still open with the old passphrase",
    "code.ask": "Recovery code (dashes and capitals do not matter): ",
    "code.ask_paper": "Recovery code, as it stands on paper: ",
    "code.title": "Recovery code",
    "code.write": "Write it on paper now, with today's date.",
    "code.keep": "Keep the paper away from this computer.",
    "code.opens": "It opens this store when a passphrase is forgotten.",
    "code.once": "It will not be shown again.",
    "code.on_paper": "{title}: is it on paper?",
    "code.not_on_paper": (
        "nobody said that the recovery code is on paper; make another: fieldkit key verify-recovery --new"
    ),
    "code.works": "The recovery code works. Put it back in its envelope.",
    # --- recovering: the code, the officers ---
    "recover.new_passphrase": "{label} has a new passphrase. The recovery code still works.",
    "recover.opens": "{label} opens this laptop with the new passphrase.",
    "recover.ended": "It has a new key and a new epoch; every other passphrase and the printed code have ended.",
    "recover.next": "Next: fieldkit key verify-recovery --new, fieldkit key add NAME for each colleague,",
    "recover.then": "then fieldkit sync FOLDER: headquarters sees that it was recovered.",
    "recover.first": "First code, as it is read out: ",
    "recover.second": "Second code: ",
    "recover.again": "! {why}. Let it be read out again.",
    "drill.escrow_works": "Two officers opened it: the escrow works.",
    "drill.next": "Next: fieldkit key drill --test-escrow FILE, for the officers.",
    "drill.written": "A test escrow was written to {file}. It opens nothing.",
    "drill.then": "Two officers: fieldkit key open-escrow {file} ...; then here: fieldkit key drill --opened FILE",
    "drill.before": "Before this: printed code {code}, officers {officers}.",
    "drill.never": "never tried",
    "drill.on": "tried {day}",
    "escrow.not_officers": (
        "the officers in headquarters' rules are also recipients of its card: no escrow is made, headquarters could"
        " open it; tell your focal point"
    ),
    "escrow.not_made": "the escrow for the officers was not made: {why}",
}
