"""kill -9 in the middle of interviews: nothing acknowledged is lost, and each goes on at the same question."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cases.drafting import Draft
from fieldkit.cases.words import Role
from fieldkit.store.store import Store
from tests.kill.books import Book, hear_all
from tests.kill.interviewer import forms
from tests.kill.scene import create, open_any
from tests.kill.test_kill import CHECKOUT, ROUNDS, SEED

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process to be killed")
PROMISES = {"open", "put", "reply", "kept", "noted", "left", "finished"}
WORKER = (sys.executable, "-m", "tests.kill.interviewer")


@contextmanager
def interviewer() -> Iterator[subprocess.Popen[str]]:
    """Start the process that forks those who are killed."""
    worker = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT, text=True)
    assert worker.stdout is not None
    assert worker.stdin is not None
    assert worker.stdout.readline() == "ready\n"
    yield worker
    worker.stdin.close()
    assert worker.wait(30) == 0
    worker.stdout.close()


def kill_one(worker: subprocess.Popen[str], home: Path, seed: int, after: float) -> list[dict[str, Any]]:
    """Let one work for `after` seconds, kill -9, return what it had said."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{home} {seed}\n")
    worker.stdin.flush()
    child = json.loads(worker.stdout.readline())["pid"]
    timer = threading.Timer(after, os.kill, (child, signal.SIGKILL))
    timer.start()
    said = list(iter(worker.stdout.readline, "dead\n"))
    timer.cancel()
    return [json.loads(line) for line in said if line.endswith("}\n")]  # the last one may have been cut off


def held(store: Store) -> dict[str, Draft]:
    return {row.id: store.drafts.load(row.id) for row in store.drafts.list()}


def missing(store: Store, books: dict[str, Book]) -> list[str]:
    """Return what was acknowledged and is not in this store; from now on what is there counts as acknowledged."""
    records = {row.id for row in store.records.list()}
    drafts = held(store)
    wrong = []
    for book in books.values():
        if book.draft in records:
            content = store.records.content(book.draft) or {}
            wrong += [] if content["language"] == book.screened_in else [f"the language of the interview {book.form}"]
            continue
        if book.finished or book.draft not in drafts:
            wrong.append(f"the interview {book.form}")
        else:
            wrong += [f"{book.form}: {one}" for one in book.missing(drafts[book.draft])]
            book.settle(drafts[book.draft])
    return wrong


@pytest.mark.slow
def test_an_interview_resumes_where_it_was_killed_with_every_acknowledged_answer(tmp_path: Path) -> None:
    """A power cut at any moment of an interview: every acknowledged answer and note is there; it goes on at the same
    question, in the same language, with what was being typed when it was hidden. At most the answer under way is gone.
    """
    create(tmp_path, Role.FIELD).close()
    draw, ready = random.Random(SEED), forms()
    books: dict[str, Book] = {}
    before: dict[str, Draft] = {}
    did: Counter[str] = Counter()
    with interviewer() as worker:
        for number in range(ROUNDS):
            said = kill_one(worker, tmp_path, SEED + number, draw.uniform(0.0, 0.4))
            did.update(line["t"] for line in said)
            assert hear_all(said, books, ready, before) == [], f"round {number}"
            with open_any(tmp_path) as store:
                assert missing(store, books) == [], f"round {number}"
                before = held(store)
                if number % 10 == 0:
                    store.check()
    with open_any(tmp_path) as store:
        store.check()
    assert set(did) >= PROMISES
