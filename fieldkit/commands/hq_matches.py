"""`fieldkit hq matches`: interviews that may be with one person. It suggests; a person decides. store-format 14"""

from typing import Annotated

import typer

from fieldkit.cases.versions import Decided, Pair, Verdict
from fieldkit.cases.words import InboxRow, Role
from fieldkit.commands.correcting import asked_for
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.commands.telling_answers import told_text
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store

COLUMNS = ("code", "and", "points", "why")
WORDS: dict[Verdict, str] = {
    "same": "the same person",
    "different": "different persons",
    "open": "not decided any more",
}
HINT = "A suggestion, nothing more: look at both (fieldkit show CODE), ask who screened them, then decide."


def matches(
    ctx: typer.Context,
    same: Annotated[tuple[str, str] | None, typer.Option(help="Two codes: it is one person.")] = None,
    different: Annotated[tuple[str, str] | None, typer.Option(help="Two codes: these are two persons.")] = None,
    undo: Annotated[tuple[str, str] | None, typer.Option(help="Two codes: take the decision back.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept in the journal. Without it you are asked.")] = "",
    decided: Annotated[bool, typer.Option("--decided", help="List what was decided.")] = False,
    limit: Annotated[int, typer.Option(help="How many pairs.", min=1, max=10_000)] = 50,
) -> Result:
    """Suggest interviews that may be with one person, with the reasons: same phone, similar name, same age and post.

    Names, numbers and answers are compared inside the store and never shown here; that somebody looked is kept in the
    journal. Nothing follows by itself. What anybody took consent back for is left out.

    Example: fieldkit hq matches --different K7M-4QX P3D-9RA --reason "two sisters, one phone"
    """
    env: Env = ctx.obj
    asked: dict[Verdict, tuple[str, str] | None] = {"same": same, "different": different, "open": undo}
    given = [(verdict, codes) for verdict, codes in asked.items() if codes is not None]
    if len(given) > 1:
        raise typer.BadParameter("one of --same, --different, --undo at a time")
    with opened(env, Role.HQ) as store:
        for verdict, codes in given:
            return _decide(store, env, verdict, codes, reason)
        return _decided(store) if decided else _listed(store, limit)


def _listed(store: Store, limit: int) -> Result:
    found = store.matching.suggestions(limit)
    rows = tuple(_row(pair) for pair in found.pairs)
    common = (f"{found.common} signs are shared by too many to tell anybody apart",) if found.common else ()
    return Result(
        data={"pairs": [_data(pair) for pair in found.pairs], "too_common": found.common},
        lines=(f"{len(rows)} pairs of interviews may be with one person", *common),
        table=Table(COLUMNS, rows) if rows else None,
        after=(HINT,) if rows else (),
    )


def _row(pair: Pair) -> tuple[str, ...]:
    one, other = (tell_code(code) for code in pair.codes)
    return (one, other, str(pair.points), ", ".join(pair.reasons))


def _data(pair: Pair) -> Json:
    return {
        "ids": list(pair.records),
        "codes": list(pair.codes),
        "points": pair.points,
        "reasons": list(pair.reasons),
    }


def _decide(store: Store, env: Env, verdict: Verdict, codes: tuple[str, str], reason: str) -> Result:
    one, other = (store.inbox.get(code) for code in codes)
    store.matching.decide(one, other, verdict, asked_for(env, reason, "Why: "), env.clock.now())
    told = f"{tell_code(one.code)} and {tell_code(other.code)}: {WORDS[verdict]}, said by {store.person_name}"
    return Result({"ids": [one.id, other.id], "codes": [one.code, other.code], "verdict": verdict}, (told,))


def _decided(store: Store) -> Result:
    names = {person.label: person.name for person in store.keyslots.people()}
    found = [one for one in store.matching.decided() if one.verdict != "open"]
    data: list[Json] = [
        {"ids": list(one.records), "codes": list(one.codes), "verdict": one.verdict, "at_ms": one.at_ms}
        for one in found
    ]
    return Result({"decided": data}, tuple(_told(one, names) for one in found) or ("nothing was decided",))


def _told(one: Decided, names: dict[str, str]) -> str:
    codes = " and ".join(tell_code(code) for code in one.codes)
    who = f"{names.get(one.person, one.person)} {day_and_time(one.at_ms)}"
    return f"{codes}: {WORDS[one.verdict]} ({who}: {told_text(one.reason) or 'the reason was erased'})"


def same_lines(store: Store, row: InboxRow) -> list[str]:
    """Return with whom an interview was said to be one person's, for `show`."""
    names = {person.label: person.name for person in store.keyslots.people()}
    lines = []
    for one in store.matching.decided(row.id):
        if one.verdict == "same":
            other = one.codes[1] if one.records[0] == row.id else one.codes[0]
            who = f"{names.get(one.person, one.person)} {day_and_time(one.at_ms)}"
            lines.append(f"the same person as {tell_code(other)}, decided by {who}")
    return lines
