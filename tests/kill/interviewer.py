"""What is killed: one process that runs the interview's own workflow, as fast as it can, with random answers.

`python -m tests.kill.interviewer` loads everything once, then reads lines `HOME SEED`. For each it forks: the child
says its process id, opens the store and works until it is killed; the parent says `dead` after it.
"""

import os
import random
import sys
import traceback
import uuid
from collections.abc import Mapping
from pathlib import Path

from fieldkit.cases.drafting import DraftStart
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.commands.library import form_file
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Machine, Store, open_store
from fieldkit.workflows.interview import run
from fieldkit.workflows.reopening import Device
from fieldkit.workflows.work import Forms, Work
from tests.kill.answerer import Answerer, say
from tests.kill.scene import PASSPHRASES
from tests.store.scene import CHEAP
from tests.ui import places_form

SCREENINGS = ("border_quick_screen", "places")


def shipped(name: str) -> CompiledForm:
    file = form_file(name)
    return compile_form(load_form(file.data, file.id, file.beside))


def forms() -> dict[str, CompiledForm]:
    """Return every form that is asked, by its id."""
    names = ("border_quick_screen", "after_result", "identity_contact")
    return {**{name: shipped(name) for name in names}, "places": places_form.compiled()}


def open_here(home: Path) -> Store:
    """Open the store with the real clock: half an hour away, or a clock that jumped, is another setting."""
    machine = Machine(MachineClock(), MachineEntropy(), SystemPlatform())
    return open_store(home, PASSPHRASES[0], machine=machine, bounds=CHEAP)


def work_on(home: Path, seed: int, ready: Mapping[str, CompiledForm]) -> None:
    """Begin interviews, go on with them, leave and finish them, until somebody ends this."""
    draw = random.Random(seed)
    screen = Answerer(draw)
    with open_here(home) as store:
        while True:
            draft, form = _chosen(store, draw, ready)
            screen.draft, screen.part = draft, ""
            say("open", draft=draft, form=form)
            done = run(draft, _work(store, screen, form, ready))
            say("finished" if done else "left", draft=draft)


def _work(store: Store, screen: Answerer, form: str, ready: Mapping[str, CompiledForm]) -> Work:
    return Work(
        drafts=store.drafts,
        clock=MachineClock(),
        screen=screen,
        enter=screen.enter,
        forms=Forms(ready[form], ready["after_result"], ready["identity_contact"]),
        use={},
        interviewer=store.person,
        device=Device(MachineEntropy(), {}),
    )


def _chosen(store: Store, draw: random.Random, ready: Mapping[str, CompiledForm]) -> tuple[str, str]:
    """Return an unfinished interview, or a new one."""
    drafts = store.drafts.list()
    if drafts and (len(drafts) > 2 or draw.random() < 0.9):
        chosen = draw.choice(drafts)
        return chosen.id, chosen.form
    form = ready[draw.choice(SCREENINGS)].form
    draft = str(uuid.UUID(int=draw.getrandbits(128), version=4))
    language = draw.choice(form.languages)
    now = MachineClock().now()
    store.drafts.start(DraftStart(draft, draft[:6].upper(), form.form_id, form.version, form.form_hash, language, now))
    return draft, form.form_id


def forked(home: Path, seed: int, ready: Mapping[str, CompiledForm]) -> None:
    """Work in a child that says its process id first, and wait for its end."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print("\ndead", flush=True)
        return
    try:
        say("pid", pid=os.getpid())
        work_on(home, seed, ready)
    except BaseException:
        say("wrong", what=traceback.format_exc())
    finally:
        os._exit(1)


if __name__ == "__main__":
    everything = forms()
    print("ready", flush=True)
    for line in sys.stdin:
        folder, number = line.rsplit(" ", 1)
        forked(Path(folder), int(number), everything)
