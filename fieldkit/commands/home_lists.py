"""What the home screen lists, in the person's language: unfinished interviews, forms, tasks, finished interviews."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from fieldkit.cases.clock24 import HOUR_MS, reckon
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import RecordRow, RecordState
from fieldkit.commands.beginning import may_begin
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import approved_languages, forms_here
from fieldkit.commands.mailboxes import last_time_ms
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.policy_here import DAY_MS, STATE
from fieldkit.commands.status import clock_state
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import offers_of
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.ui.messages import say, say_n
from fieldkit.ui.sheets import offer_lines
from fieldkit.ui.text import one_line

Line: TypeAlias = tuple[str, str]
"""A choice: what it stands for (kind:value), what it says."""

LISTED = 50
"""How many finished interviews can be chosen from, the newest first."""


def waiting_lines(store: Store, env: Env, language: str) -> list[str]:
    """Return how many interviews are where, and what is wrong with this laptop."""
    counts = Counter(row.state for row in store.records.list())
    lines = [
        say(
            language,
            "home.finished",
            on_laptop=counts[RecordState.ON_LAPTOP],
            packed=counts[RecordState.PACKED],
            handed=counts[RecordState.HANDED_OVER],
            received=counts[RecordState.RECEIVED],
        )
    ]
    lines.append(synced_line(store, env, language))
    lines += [f"! {say(language, 'home.clock')}"] if clock_state(store, env) == "suspect" else []
    return lines + ([f"! {say(language, 'home.disk')}"] if store.ballast_spent else [])


def synced_line(store: Store, env: Env, language: str) -> str:
    """Return when this laptop last handed over, and how old headquarters' rules are here."""
    last, state = last_time_ms(store), store.settings.get_json(STATE)
    taken = state.get("taken_ms") if isinstance(state, Mapping) else None
    days = max(0, env.clock.now().utc_ms - taken) // DAY_MS if isinstance(taken, int) else None
    return say(
        language,
        "home.synced",
        day=say(language, "home.never") if last is None else day_and_time(last),
        rules=say(language, "home.rules_none") if days is None else say_n(language, "home.rules_days", days),
    )


def draft_lines(store: Store, language: str) -> list[Line]:
    """Return the unfinished interviews in words: one's own first, what was set aside last, the newest before older."""
    drafts = sorted(store.drafts.list(), key=lambda d: (d.aside, d.person != store.person, -d.saved.utc_ms))
    names = {person.label: person.name for person in store.keyslots.people()}
    words = offer_lines(offers_of(store, drafts, language), language)
    return [
        (f"draft:{draft.code}", say(language, "home.go_on", line=_whose(draft, line, store.person, names, language)))
        for draft, line in zip(drafts, words, strict=True)
    ]


def _whose(draft: DraftSummary, line: str, person: str, names: dict[str, str], language: str) -> str:
    if draft.person != person:
        line = say(language, "home.of_other", line=line, person=one_line(names.get(draft.person) or draft.person))
    return say(language, "home.aside", line=line) if draft.aside else line


class Begin(NamedTuple):
    """A form that may be begun here: its kind, its name with the language to begin in, its title."""

    kind: str
    value: str
    title: str


def begin_lines(store: Store, language: str) -> tuple[Begin, ...]:
    """Return the forms that may be begun here, by kind; the language to begin in is one's own if it is approved."""
    approvals, files, found = card_of(store).approvals, forms_here(), []
    for head in may_begin(store, files.values()):
        approved = approved_languages(approvals, files[head.id])
        if approved:
            first = language if language in approved else next(code for code in head.languages if code in approved)
            found.append(Begin(head.kind, f"{head.id} {first}", one_line(head.titled(language))))
    return tuple(found)


def left_out(store: Store) -> int:
    """Return how many forms could be begun here if headquarters approved them as they are: after an update of fieldkit
    a form that was listed yesterday may not be, and whoever looks for it has to know why."""
    approvals, files = card_of(store).approvals, forms_here()
    return sum(not approved_languages(approvals, files[head.id]) for head in may_begin(store, files.values()))


def task_lines(store: Store, env: Env, language: str) -> list[Line]:
    """Return what is due and what goes on the way: reports by voice with the time left, packing, handing over."""
    now = env.clock.now().utc_ms
    told = [
        (f"told:{row.code}", say(language, "home.told", code=tell_code(row.code), left=_left(row, now, language)))
        for row in _untold(store, now)
    ]
    unpacked = len({item.record_id for item in store.records.pending()})
    return [
        *told,
        *([("alert", say(language, "home.alert"))] if told else []),
        ("pack", say(language, "home.pack", count=unpacked)),
        ("sync", say(language, "home.sync", count=len(store.outbox.waiting()))),
    ]


def untold_codes(store: Store, env: Env) -> tuple[str, ...]:
    """Return the interviews that nobody was told of by voice, the first due first."""
    return tuple(row.code for row in _untold(store, env.clock.now().utc_ms))


def _untold(store: Store, now_ms: int) -> list[RecordRow]:
    due = [row for row in store.records.list() if row.voice_ms is None]
    due = [row for row in due if reckon(row.clock_start_ms, None, None, None, now_ms).state != "none"]
    return sorted(due, key=lambda row: row.clock_start_ms or 0)


def _left(row: RecordRow, now_ms: int, language: str) -> str:
    due = reckon(row.clock_start_ms, None, None, None, now_ms).due_ms or now_ms
    hours, rest = divmod(abs(due - now_ms), HOUR_MS)
    return say(language, "home.left" if due >= now_ms else "home.late", hours=hours, minutes=rest // 60_000)


def record_lines(store: Store, language: str) -> list[Line]:
    """Return the finished interviews, the newest first: code, when, where it is."""
    rows: Sequence[RecordRow] = sorted(store.records.list(), key=lambda row: -row.finished_ms)[:LISTED]
    return [(row.code, ", ".join(_facts(row, language))) for row in rows]


def _facts(row: RecordRow, language: str) -> tuple[str, ...]:
    where = say(language, f"state.{row.state.name}")
    only = () if row.readable else (say(language, "home.at_hq"),)
    return (tell_code(row.code), day_and_time(row.finished_ms), where, *only)
