"""`fieldkit practice class capacity`: scores for headquarters, of those who agree. docs/practice-format.md 8.7."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_gather import doubts, gathered
from fieldkit.commands.class_home import class_named, trainers_keys
from fieldkit.commands.class_results import today
from fieldkit.commands.class_words import LanguageOption, spoken_in
from fieldkit.commands.files import read_named, try_new, write_named
from fieldkit.commands.practice_class import ClassOption, tidy
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.bundle.capacity import Capacity, Consent, Person, recipients_of, seal_capacity, write_capacity
from fieldkit.sync.bundle.card import Card, read_card
from fieldkit.ui.messages import say
from fieldkit.workflows.class_figures import PersonFigures, figures
from fieldkit.workflows.trust import spoken as groups_of


def capacity(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the file for headquarters.")],
    agreed: Annotated[
        str | None,
        typer.Option(
            help="Names of who agreed, with commas, if you asked before. Without it each person is asked now."
        ),
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="Headquarters' card: then only headquarters can read the file.")
    ] = None,
    language: LanguageOption = None,
    force: Annotated[bool, typer.Option(help="Write over the file.")] = False,
    class_id: ClassOption = None,
) -> Result:
    """Write the scores of the people who agree, for headquarters. Nobody else is in the file.

    First `practice class gather FOLDER`, then this. The question to the people is shown first. Then each person
    answers yes or no. With --card only headquarters can read the file. Without it everybody who has it can.

    Example: fieldkit practice class capacity -o class.capacity --card hq.card
    """
    env: Env = ctx.obj
    spoken = spoken_in(language)
    try_new(output, force=force)
    to = None if card is None else read_card(read_named(card))
    home = class_named(env, class_id, trainers=True)
    keys = trainers_keys(env, home)
    results = gathered(home, keys, None, env.platform).results
    everybody = figures(home.found, results, today(env)).people
    wording = say(spoken, "capacity.consent")
    env.terminal.say("", wording, "")
    yes = _named(everybody, agreed, spoken) if agreed is not None else _asked(env, everybody, spoken)
    if not yes:
        raise errors.NobodyAgreed()
    consent = Consent(today(env), spoken, hashlib.sha256(wording.encode()).hexdigest())
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
    return _told(made, len(everybody), output, to, spoken, doubts(yes, spoken))


def _told(made: Capacity, asked: int, output: Path, to: Card | None, language: str, doubted: Sequence[str]) -> Result:
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
            say(language, "capacity.made", n=len(made.people), total=asked, file=output),
            say(language, "capacity.fingerprint", groups=groups_of(made.fingerprint)),
            say(language, "capacity.then"),
            *_sealed_lines(to, language),
        ),
        warnings=(*(() if to is not None else (say(language, "capacity.unsealed"),)), *doubted),
    )


def _sealed_lines(card: Card | None, language: str) -> tuple[str, ...]:
    """Say for whom a file is sealed. Anybody can make a card: whose it is, its fingerprint says."""
    if card is None:
        return ()
    return (
        say(language, "capacity.sealed", name=card.name),
        say(language, "capacity.card", groups=groups_of(card.fingerprint)),
    )


def _named(everybody: Sequence[PersonFigures], agreed: str, language: str) -> list[PersonFigures]:
    """Return those who were named. Raises: typer.BadParameter for somebody who has no results."""
    names = [tidy(name) for name in agreed.split(",") if name.strip()]
    unknown = set(names) - {one.who for one in everybody}
    if unknown:
        raise typer.BadParameter(say(language, "capacity.unknown", names=", ".join(sorted(unknown))))
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
