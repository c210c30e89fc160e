"""`fieldkit directory list|near|verify`: who helps where, why a row is not shown, and what a call has found out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cases.directory import (
    ALL,
    CONFIDENCES,
    KINDS,
    SERVICES,
    Service,
    is_verified,
    nearest,
    reachable_fallback,
    reasons_against,
    through_the_focal_point,
    wanted_of,
)
from fieldkit.cases.places_named import places_named
from fieldkit.cases.read_directory import MAX_NAME, read_directory
from fieldkit.commands.files import read_named, rewrite_named, write_new
from fieldkit.commands.library import DIRECTORY, directory, posts, sectors
from fieldkit.paths import shipped_forms
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.ui.text import one_line
from fieldkit.workflows.reopening import day_of

_File = Annotated[Path | None, typer.Option("--file", help="A directory file; else the one that ships.")]
_Needs = Annotated[list[str] | None, typer.Option("--need", help="Help that is wanted, such as doctor; several times.")]


def list_(
    ctx: typer.Context,
    kind: Annotated[str, typer.Option(help="Only this kind, such as one_stop_centre.")] = "",
    need: _Needs = None,
    everything: Annotated[bool, typer.Option("--all", help="Also rows that no field worker is shown.")] = False,
    file: _File = None,
) -> Result:
    """List the services of the directory: those that a field worker may be shown, or all.

    A row without a telephone, or of low confidence, is never shown in an interview: headquarters has to find out
    first. `fieldkit directory verify` keeps what was found.

    Example: fieldkit directory list --need doctor --all
    """
    today, rows = _today(ctx), _rows(file)
    wanted = _known_needs(need)
    _known_kind(kind)
    fitting = [
        row for row in rows if (not kind or row.kind == kind) and (not wanted or wanted & frozenset(row.services))
    ]
    shown = [row for row in fitting if everything or row.may_be_shown]
    hidden = len(fitting) - len(shown)
    after = (f"{hidden} more without a telephone or of low confidence: --all",) if hidden else ()
    return Result(
        data={"services": [_json(row, rows, today) for row in shown], "hidden": hidden},
        table=Table(
            ("id", "telephone", "districts", "confidence", "state"),
            tuple((r.id, r.phone or "-", _where(r), r.confidence, _state(r, today)) for r in shown),
        ),
        after=after,
    )


def near(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(help="A sector, district or border post: its code or name.")],
    need: _Needs = None,
    everything: Annotated[bool, typer.Option("--all", help="Say of every row why it is not shown.")] = False,
    file: _File = None,
) -> Result:
    """Show who helps near a place as an interview there would, then which rows are not shown, and why.

    Names of sectors are not unique: where a name means places in several districts, give the code.

    Example: fieldkit directory near rusumo --need doctor
    """
    today, rows = _today(ctx), _rows(file)
    wanted = _known_needs(need)
    district, told = _district_of(place)
    found = nearest(rows, district, wanted, today)
    through = through_the_focal_point(rows, district, wanted)
    against = {row.id: reasons_against(row, district, wanted) for row in rows if row not in found}
    near_by = {key: why for key, why in against.items() if everything or not {"elsewhere", "other help"} & set(why)}
    lines = [told]
    for row in found:
        lines += ["", *_told(row, rows, today)]
    if not found:
        lines += ["", "nothing here that can be reached"]
    if through:
        lines += ["", f"through the focal point: {', '.join(row.called('en') for row in through)}"]
    lines += ["", "not shown:", *(f"  {key}: {', '.join(why)}" for key, why in near_by.items())] if near_by else []
    left = len(against) - len(near_by)
    return Result(
        data={
            "district": district,
            "services": [_json(row, rows, today) for row in found],
            "through_focal_point": [row.id for row in through],
            "not_shown": {key: list(why) for key, why in against.items()},
        },
        lines=tuple(lines),
        after=(f"{left} rows of other districts or for other help: --all",) if left else (),
    )


def verify(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(metavar="ID", help="The row that was called; `directory list --all`.")],
    by: Annotated[str, typer.Option(help="Who called: a role or initials, never a full name.")],
    phone: Annotated[str, typer.Option(help="The number that answered; else the one in the row.")] = "",
    hours: Annotated[str, typer.Option(help='Their hours in digits: "Mon-Fri 08:00-17:00".')] = "",
    confidence: Annotated[str, typer.Option(help="high, medium or low; else as in the row.")] = "",
    settled: Annotated[bool, typer.Option("--settled", help="Nothing is left to find out about this row.")] = False,
    file: _File = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where it goes; else over --file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> Result:
    """Write down that somebody called a service today: the same file, with the row changed and comments kept.

    The file that ships is never changed: without --file a copy is written here, and the next call goes on with it:
    --file referral_directory.yaml. A fieldkit uses the file in its own package.

    Example: fieldkit directory verify isange_kacyiru --phone "0788 000 000" --hours 24h --by "focal point"
    """
    from fieldkit.cases.verify_row import Call, verified

    env: Env = ctx.obj
    source = file or shipped_forms() / "data" / DIRECTORY
    data = read_named(source)
    rows = read_directory(data, source.name)
    row = next((row for row in rows if row.id == service), None)
    if row is None:
        raise typer.BadParameter(_no_row(service, rows))
    if not (phone or row.phone):
        raise typer.BadParameter("the row has no telephone: give the number that answered with --phone")
    _check_typed(by, phone, hours, confidence)
    call = Call(_today(ctx), by, phone or row.phone or "", hours, confidence, settled)
    changed = verified(data, row.id, call)
    read_directory(changed, source.name)  # what was typed fits, or the file stays as it was
    target = output or file or Path(DIRECTORY)
    if target == file:
        rewrite_named(target, changed, env.platform)
    else:
        write_new(target, changed, env.platform, force=force)
    after = () if target == file else (f"Next: fieldkit directory verify ID --file {target} --by ...",)
    told = f"wrote {target}: {row.id} verified on {call.day.isoformat()} by {one_line(by)}"
    return Result(
        data={"file": str(target), "id": row.id, "verified_on": call.day.isoformat()}, lines=(told,), after=after
    )


# --- rows in words ---------------------------------------------------------------------------------------------


def _today(ctx: typer.Context) -> dt.date:
    env: Env = ctx.obj
    return day_of(env.clock.now())


def _rows(file: Path | None) -> tuple[Service, ...]:
    return directory() if file is None else read_directory(read_named(file), file.name)


def _known_needs(needs: Sequence[str] | None) -> frozenset[str]:
    for need in needs or ():
        if need not in (*SERVICES, "none"):
            raise typer.BadParameter(f"there is no need {one_line(need)!r}; one of {', '.join(SERVICES)}")
    return wanted_of(needs or ())


def _check_typed(by: str, phone: str, hours: str, confidence: str) -> None:
    if not by.strip() or not all(text.isprintable() and len(text) <= MAX_NAME for text in (by, phone, hours)):
        raise typer.BadParameter(f"--by, --phone and --hours are plain texts of at most {MAX_NAME} characters")
    if confidence not in ("", *CONFIDENCES):
        raise typer.BadParameter(f"--confidence is one of {', '.join(CONFIDENCES)}")


def _known_kind(kind: str) -> None:
    if kind and kind not in KINDS:
        raise typer.BadParameter(f"there is no kind {one_line(kind)!r}; one of {', '.join(KINDS)}")


def _no_row(typed: str, rows: Sequence[Service]) -> str:
    import difflib

    alike = difflib.get_close_matches(typed, [row.id for row in rows], n=1)
    return f"there is no row {one_line(typed)!r}" + (f"; did you mean {alike[0]!r}?" if alike else "")


def _district_of(typed: str) -> tuple[str | None, str]:
    """Return the district of a place, and the place in words."""
    found = places_named(typed, posts().values(), sectors().values())
    if not found:
        what = f"there is no sector, district or post {one_line(typed)!r}"
        raise typer.BadParameter(f"{what}; codes are in forms/data/sectors.csv")
    if len({place.district for place in found}) > 1:
        told = "; ".join(place.told for place in found)
        raise typer.BadParameter(f"{one_line(typed)!r} is several places, give the code: {told}")
    place = found[0]
    if place.district is None:
        return None, f"{place.name}: in no district, so only what serves the whole country"
    return place.district, place.name if place.what == "district" else f"{place.name}, district {place.district}"


def _where(row: Service) -> str:
    first, more = row.districts[0] if row.districts else "-", len(row.districts) - 1
    return first if more < 1 else f"{first} +{more}"


def _state(row: Service, today: dt.date) -> str:
    if row.verified_on is None:
        return "not verified"
    return f"{row.verified_on.isoformat()}{'' if is_verified(row, today) else ', too old'}"


def _told(row: Service, rows: Sequence[Service], today: dt.date) -> list[str]:
    other = reachable_fallback(row, rows)
    facts = [
        row.told("en"),
        f"hours: {row.hours}" if row.hours else "hours: not known",
        f"no answer, or closed: {other.phone} {other.called('en')}" if other else "",
        _state(row, today),
    ]
    scope = "whole country" if ALL in row.districts else "here"
    return [f"{row.phone}  {row.called('en')}  [{row.id}, {scope}]", *(f"  {fact}" for fact in facts if fact)]


def _json(row: Service, rows: Sequence[Service], today: dt.date) -> Mapping[str, Json]:
    other = reachable_fallback(row, rows)
    return {
        "id": row.id,
        "kind": row.kind,
        "name": dict(row.name),
        "services": list(row.services),
        "districts": list(row.districts),
        "phone": row.phone,
        "hours": row.hours,
        "verified_on": row.verified_on.isoformat() if row.verified_on else None,
        "fresh": is_verified(row, today),
        "confidence": row.confidence,
        "fallback": other.id if other else None,
        "shown": row.may_be_shown,
        "to_verify": list(row.to_verify),
    }
