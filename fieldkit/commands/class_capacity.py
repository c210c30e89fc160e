"""`fieldkit practice class capacity`: scores for headquarters, of those who agree. docs/practice-format.md 8.7."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_gather import gathered
from fieldkit.commands.class_home import class_named, trainers_keys
from fieldkit.commands.class_results import today
from fieldkit.commands.files import read_named, try_new, write_named
from fieldkit.commands.practice_class import ClassOption, tidy
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.bundle.capacity import Capacity, Consent, Person, recipients_of, seal_capacity, write_capacity
from fieldkit.sync.bundle.card import Card, read_card
from fieldkit.ui.messages import LANGUAGES, current, say
from fieldkit.workflows.class_figures import PersonFigures, figures
from fieldkit.workflows.trust import spoken

OPEN = "the file is not sealed: anybody who holds it can read it; with --card hq.card only headquarters can"


def capacity(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the file for headquarters.")],
    agreed: Annotated[
        str | None, typer.Option(help="Who agreed, with commas, where they were asked before; else each is asked now.")
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="Headquarters' card: then only headquarters can read the file.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="The language of the wording.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file.")] = False,
    class_id: ClassOption = None,
) -> Result:
    """Write what headquarters may import: who, when, for whom, scores. Only people who agree are in it.

    The wording is shown first, then each person is asked. Run `practice class gather FOLDER` before. With --card the
    file is sealed to headquarters; without it anybody who holds it can read it.

    Example: fieldkit practice class capacity -o class.capacity --card hq.card
    """
    env: Env = ctx.obj
    try_new(output, force=force)
    to = None if card is None else read_card(read_named(card))
    spoken_in = language if language in LANGUAGES else current()
    home = class_named(env, class_id, trainers=True)
    keys = trainers_keys(env, home)
    results = gathered(home, keys, None, env.platform).results
    everybody = figures(home.found, results, today(env)).people
    wording = say(spoken_in, "capacity.consent")
    env.terminal.say("", wording, "")
    yes = _named(everybody, agreed) if agreed is not None else _asked(env, everybody, spoken_in)
    if not yes:
        raise errors.NobodyAgreed()
    consent = Consent(today(env), spoken_in, hashlib.sha256(wording.encode()).hexdigest())
    made = Capacity(
        class_id=home.id,
        name=home.found.name,
        audience=home.found.audience,
        key=keys.signing.public,
        made=today(env),
        nonce=env.entropy.token(16).hex(),
        people=tuple(_person(one, consent) for one in yes),
    )
    data = write_capacity(made, keys.signing)
    data = data if to is None else seal_capacity(data, recipients_of(to), env.entropy.token)
    write_named(output, data, env.platform)
    return _told(made, len(everybody), output, to)


def _told(made: Capacity, asked: int, output: Path, to: Card | None) -> Result:
    """Say what was written, for whom, and what to compare by voice."""
    return Result(
        data={
            "file": str(output),
            "people": [one.who for one in made.people],
            "asked": asked,
            "fingerprint": list(made.fingerprint),
            "sealed": to is not None,
            "card": None if to is None else list(to.fingerprint),
        },
        lines=(
            f"{len(made.people)} of {asked} people agreed; their scores were written to {output}",
            f"Fingerprint  {spoken(made.fingerprint)}",
            "Headquarters asks for two of the groups: fieldkit hq capacity FILE",
            *_sealed_lines(to),
        ),
        warnings=() if to is not None else (OPEN,),
    )


def _sealed_lines(card: Card | None) -> tuple[str, ...]:
    """Say for whom a file is sealed. Anybody can make a card: whose it is, its fingerprint says."""
    if card is None:
        return ()
    return (
        f"Only {card.name} can open it. Before it leaves your hand, have them read two groups of their card to you:",
        f"Card         {spoken(card.fingerprint)}",
    )


def _named(everybody: Sequence[PersonFigures], agreed: str) -> list[PersonFigures]:
    """Return those who were named. Raises: typer.BadParameter for somebody who has no results."""
    names = [tidy(name) for name in agreed.split(",") if name.strip()]
    unknown = set(names) - {one.who for one in everybody}
    if unknown:
        raise typer.BadParameter(f"nobody here is {', '.join(sorted(unknown))}")
    return [one for one in everybody if one.who in names]


def _asked(env: Env, everybody: Sequence[PersonFigures], language: str) -> list[PersonFigures]:
    """Ask each person; no stands first."""
    options = [(word, say(language, f"capacity.{word}")) for word in ("no", "yes")]
    return [
        one for one in everybody if env.terminal.choose(say(language, "capacity.agrees", who=one.who), options) == "yes"
    ]


def _person(one: PersonFigures, consent: Consent) -> Person:
    return Person(
        who=one.who,
        last=one.last,
        runs=one.runs,
        same=one.gold.same,
        of=one.gold.of,
        standing=one.gold.readiness.value,
        before=one.before,
        after=one.after,
        consent=consent,
    )
