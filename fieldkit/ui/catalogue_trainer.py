"""The interface texts of the one who trains: making a class, gathering it, its codes, the list and check of scenes."""

TRAINER: dict[str, str | tuple[str, str]] = {
    # --- a new class ---
    "class.passphrase_new": "Passphrase for the keys of this class",
    "class.passphrase": "Passphrase of the class {name}: ",
    "class.passphrase_again": "That was not it. Try again.",
    "class.made": "The class {name} is in {folder}. Open scenes: {open}. Sealed scenes: {sealed}.",
    "class.board": "Write on the board   {code}",
    "class.ahead": "results of {who} have a day after today: look at that laptop's clock",
    "capacity.unsealed": (
        "the file is not sealed: anybody who holds it can read it; with --card hq.card only headquarters can"
    ),
    "capacity.sealed": (
        "Only {name} can open it. Before it leaves your hand, have them read two groups of their card to you:"
    ),
    "capacity.card": "Card         {groups}",
    "class.test": "Knowledge test    {name}",
    "class.opening": (
        "Opening code   {code}   Tell nobody before the assessment. To see it again: fieldkit practice"
        " class show --opening"
    ),
    "class.laptops": "On each laptop: fieldkit practice class join FOLDER",
    "class.ships": "{name} ships with fieldkit: everybody can read it before the assessment. Seal scenes of your own.",
    # --- the codes again ---
    "class.show_board": "Code on the board   {code}",
    "class.show_here": "On this laptop   {who}, results: {n}",
    "class.show_opening": "Opening code   {code}",
    # --- gathering ---
    "class.more": (
        "{n} more item is on the page: --page FILE.html",
        "{n} more items are on the page: --page FILE.html",
    ),
    "class.counts": "People: {people}. Runs: {runs}, of them new: {new}. Left without marks: {left}.",
    "class.col.who": "who",
    "class.col.runs": "runs",
    "class.col.key": "as key",
    "class.col.rule": "9 of 10",
    "class.col.pairs": "before, after",
    "class.col.refresher": "refresher",
    "class.typed": "{who} (typed)",
    "class.due": "! A refresher is due for {n}: {names}",
    "class.refused": "{file}: {message} [{code}]; {advice}",
    "class.refused_more": "Further files that were refused: {n}",
    "class.same_name": "Results of several laptops have the name {who}. Ask: is that one person?",
    # --- a line that was read out ---
    "class.whose": "Whose line is it?",
    "class.line_taken": "{who}, run {n}: {name}",
    "class.line_left": "{line}, left",
    "class.line_again": "{line}; it was typed before and is counted once",
    # --- scores for headquarters ---
    "capacity.made": "People who agreed: {n} of {total}. Their scores are in {file}",
    "capacity.fingerprint": "Fingerprint   {groups}",
    "capacity.then": "Headquarters asks you for two of the groups. There: fieldkit hq capacity FILE",
    "capacity.unknown": "nobody here is {names}",
    # --- the list of scenes ---
    "scenes.name": "scene",
    "scenes.title": "title",
    "scenes.difficulty": "level",
    "scenes.languages": "languages",
    "scenes.reviewed": "reviewed",
    "scenes.none": "none",
    "scenes.next": "Practise one: fieldkit practice SCENE",
    "scenes.next_test": "A knowledge test: fieldkit practice test NAME",
    # --- checking scenes ---
    "scenes.fine": "{file}: no mistakes",
    "scenes.errors": ("{n} error", "{n} errors"),
    "scenes.warnings": ("{n} warning", "{n} warnings"),
    "scenes.files": ("{errors}, {warnings} in {n} file", "{errors}, {warnings} in {n} files"),
}
