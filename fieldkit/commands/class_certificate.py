"""`fieldkit practice class certificate`: a signed file, and a page to print. docs/practice-format.md 8.9."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_gather import gathered
from fieldkit.commands.class_home import ClassHome, class_named, trainers_keys
from fieldkit.commands.class_results import today
from fieldkit.commands.files import try_new, write_named
from fieldkit.commands.practice_class import ClassOption, tidy
from fieldkit.commands.vignettes import told_in
from fieldkit.ports import Env
from fieldkit.practice.gold import Readiness
from fieldkit.practice.paper import Paper, paper
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Json, Result
from fieldkit.sync.bundle.certificate import (
    ENDING,
    PERSON_NAME,
    READY,
    Certificate,
    Scene,
    write_certificate,
)
from fieldkit.sync.bundle.class_file import ClassFile
from fieldkit.sync.bundle.class_keys import ClassKeys
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import LANGUAGES, current, say
from fieldkit.workflows.class_figures import PersonFigures, persons_of

HTML = ".html"
HAND_OVER = "Print the page, sign it by hand; give both files to that person and to nobody else, then delete them here."
_NO_LETTER = re.compile(r"[^\w-]+")
_MARK = 16
"""Characters of a scene's hash on the page; the signed document has all."""


@dataclass(frozen=True, slots=True)
class Places:
    """The two files of one certificate."""

    document: Path
    page: Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the name to be signed, months, the language of the page."""

    name: str | None
    months: int
    language: str


def certificate(
    ctx: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A folder; or, for one person, the file without its ending.")
    ],
    who: Annotated[str | None, typer.Argument(help="The number or name in the class.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="One for each person of the class, into a folder.")] = False,
    name: Annotated[
        str | None, typer.Option(help="The person's name as they want it: signed, and printed. Else a line by hand.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="Months until the refresher.")] = 12,
    language: Annotated[str | None, typer.Option(help=f"Language of the page: {', '.join(LANGUAGES)}.")] = None,
    force: Annotated[bool, typer.Option(help="Write over files.")] = False,
    class_id: ClassOption = None,
) -> Result:
    """Write a certificate for somebody who wants one: a signed file, and a page to print and sign by hand.

    Who reached nine of ten on a complete set gets one that names the set; everybody else one of attendance, which says
    that they took part and no more. It is handed to that person and to nobody else. Run `practice class gather` before.

    Example: fieldkit practice class certificate 7 --name "Keza Example" -o certificates
    """
    env: Env = ctx.obj
    wanted = _wanted(who, name, months, language, everybody=everybody)
    folder, stem = _place(output, everybody=everybody)
    home = class_named(env, class_id, trainers=True)
    keys = trainers_keys(env, home)
    people = persons_of(home.found, gathered(home, keys, None, env.platform).results, today(env))
    chosen = people if everybody else _named(people, str(who))
    files = _files(folder, stem, chosen)
    for one in files.values():
        try_new(one.document, force=force)
        try_new(one.page, force=force)
    made = [_certificate(home.found, one, wanted, today(env), env.entropy.token(16).hex()) for one in chosen]
    _write(env, home, keys, made, files, wanted.language)
    return _result(home, made, files, chosen)


def _write(
    env: Env,
    home: ClassHome,
    keys: ClassKeys,
    made: Iterable[Certificate],
    files: Mapping[str, Places],
    language: str,
) -> None:
    """Write both files of each. Raises: DiskFull, UnwritablePlace."""
    vignettes = home.vignettes()
    for one in made:
        places = files[one.who]
        page = _page(one, vignettes, language, places.document.name)
        write_named(places.document, write_certificate(one, keys.signing), env.platform)
        write_named(places.page, page.encode(), env.platform)


def _wanted(who: str | None, name: str | None, months: int, language: str | None, *, everybody: bool) -> Wanted:
    """Look at what was asked for before anything is opened. Raises: typer.BadParameter."""
    if everybody == (who is not None):
        raise typer.BadParameter("name one person of the class, or --all")
    if everybody and name is not None:
        raise typer.BadParameter("--name is one person's: write that certificate alone")
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(LANGUAGES)}")
    signed = tidy(name) if name is not None else None
    if signed is not None and not PERSON_NAME.fullmatch(signed):
        raise typer.BadParameter("--name is 1 to 100 characters on one line")
    return Wanted(signed, months, language or current())


def _named(people: Sequence[PersonFigures], who: str) -> Sequence[PersonFigures]:
    """Return the one person. Raises: typer.BadParameter for somebody who has no results."""
    found = [one for one in people if one.who == tidy(who)]
    if not found:
        raise typer.BadParameter(f"nobody of this class has results as {tidy(who)}: fieldkit practice class gather")
    return found


# --- where it goes ------------------------------------------------------------------------------------------------


def _place(output: Path, *, everybody: bool) -> tuple[Path, str | None]:
    """Return the folder, and for one person's file its name without the ending. Raises: UnwritablePlace."""
    if output.is_dir():
        return output, None
    if everybody:
        raise errors.UnwritablePlace(path=output, why="--all needs a folder that is there")
    return output.parent, output.stem if output.suffix in (ENDING, HTML) else output.name


def _files(folder: Path, stem: str | None, people: Iterable[PersonFigures]) -> Mapping[str, Places]:
    """Return two files for each person; names that a file system would not keep apart get a number."""
    found: dict[str, Places] = {}
    used: set[str] = set()
    for one in people:
        own = stem or _free(f"certificate-{_NO_LETTER.sub('_', one.who)}", used)
        found[one.who] = Places(folder / f"{own}{ENDING}", folder / f"{own}{HTML}")
    return found


def _free(stem: str, used: set[str]) -> str:
    tried, number = stem, 1
    while tried.casefold() in used:
        number += 1
        tried = f"{stem}-{number}"
    used.add(tried.casefold())
    return tried


# --- what it says -------------------------------------------------------------------------------------------------


def _certificate(found: ClassFile, one: PersonFigures, wanted: Wanted, day: str, nonce: str) -> Certificate:
    """Return what is signed: with the set where it was reached, else that somebody took part."""
    common = Certificate(
        class_id=found.id,
        class_name=found.name,
        audience=found.audience,
        key=found.key,
        made=day,
        nonce=nonce,
        who=one.who,
        name=wanted.name,
        day=one.last,
    )
    if one.gold.readiness is not Readiness.READY:
        return common
    listed = [thing for thing in found.things if thing.id in one.scenes]
    return replace(
        common,
        standing=READY,
        refresher=str(one.refresher(wanted.months, dt.date.fromisoformat(day)).day),
        scenes=tuple(Scene(thing.id, thing.hash) for thing in listed),
        same=one.gold.same,
        of=one.gold.of,
    )


def _page(found: Certificate, vignettes: Mapping[str, Vignette], language: str, file: str) -> str:
    from fieldkit.ui.translations import all_reviewed

    audience = f"audience.{found.audience}"
    shown = Paper(
        ready=found.is_ready,
        name=found.name,
        who=found.who,
        course=found.class_name,
        audience=say(language, audience) if audience in TEXTS else found.audience,
        day=found.day,
        made=found.made,
        refresher=found.refresher,
        scenes=[(one.id, _title(one.id, vignettes, language), one.hash[:_MARK]) for one in found.scenes],
        same=found.same,
        of=found.of,
        reviewed=", ".join(_reviewed(found, vignettes)),
        page_reviewed=all_reviewed(language, "certificate."),
        fingerprint=found.fingerprint,
        file=file,
    )
    return paper(shown, lambda key, /, **facts: say(language, f"certificate.{key}", **facts), language)


def _title(name: str, vignettes: Mapping[str, Vignette], language: str) -> str:
    return told_in(vignettes[name].title, language) if name in vignettes else ""


def _reviewed(found: Certificate, vignettes: Mapping[str, Vignette]) -> Iterator[str]:
    """Yield each language with reviewed scenes, as `rw 3/7`: of the set, or of the class where no set is named."""
    named = [one.id for one in found.scenes] or list(vignettes)
    for language in LANGUAGES:
        count = sum(bool(name in vignettes and vignettes[name].reviewed.get(language)) for name in named)
        if count:
            yield f"{language} {count}/{len(named)}"


# --- what is told -------------------------------------------------------------------------------------------------


def _result(
    home: ClassHome, made: Sequence[Certificate], files: Mapping[str, Places], people: Sequence[PersonFigures]
) -> Result:
    data: list[Json] = [
        {
            "who": one.who,
            "standing": one.standing,
            "refresher": one.refresher,
            "file": str(files[one.who].document),
            "page": str(files[one.who].page),
            "fingerprint": list(one.fingerprint),
        }
        for one in made
    ]
    titles = {True: "certificate of practice", False: "certificate of attendance"}
    return Result(
        data={"class": home.id, "certificates": data},
        lines=tuple(f"{one.who}: {titles[one.is_ready]}, {files[one.who].page}" for one in made)
        or ("Nobody of this class has results here.",),
        after=(HAND_OVER,) if made else (),
        warnings=tuple(_doubts(people)),
    )


def _doubts(people: Sequence[PersonFigures]) -> Iterator[str]:
    for one in people:
        if one.keys > 1:
            yield f"results of several laptops have the name {one.who}: ask whether that is one person"
        if one.typed:
            yield f"{one.who}: {one.typed} results were typed, and no laptop signed them"
