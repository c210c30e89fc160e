"""`fieldkit practice certificate`: check a certificate that somebody shows. docs/practice-format.md 8.9."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_home import class_in, practice_home, read_small
from fieldkit.commands.class_results import today
from fieldkit.commands.files import read_named
from fieldkit.crypto.sign import PublicKey
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.sync.bundle.certificate import Certificate, read_certificate
from fieldkit.sync.bundle.class_file import FILE, read_class
from fieldkit.workflows.trust import spoken

_KEY = "ssh-ed25519 "


def certificate(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="The file that ends in .certificate; the page beside it proves nothing.")
    ],
    key: Annotated[
        str | None, typer.Option(help="The class's key: its class file, or the line of `practice class show`.")
    ] = None,
) -> Result:
    """Check a certificate: whether it was changed, and whether the key of its class signed it.

    Without --key the class is looked for on this laptop. Where it is not, ask the trainer for the key, and compare the
    fingerprint with the paper that was signed by hand.

    Example: fieldkit practice certificate certificate-7.certificate --key class.fkc
    """
    env: Env = ctx.obj
    expected = _given(key) if key is not None else None
    found = read_certificate(read_named(file), expected)
    here = None if expected else _known_here(env, found)
    if here is not None and here != found.key:
        raise errors.CertificateForged(why="another key than that of the class signed it")
    known = "given" if expected else "here" if here else None
    return _result(found, known, dt.date.fromisoformat(today(env)))


def _given(key: str) -> PublicKey:
    """Return the key of a class file, of a file with the key's line, or of the line itself.

    Raises: UnreadableFile, ClassFileInvalid, typer.BadParameter.
    """
    if key.strip().startswith(_KEY):
        return _of_line(key)
    data = read_small(Path(key))
    if data.startswith(_KEY.encode()):
        return _of_line(data.decode("utf-8", "replace").splitlines()[0])
    return read_class(data).key


def _of_line(line: str) -> PublicKey:
    try:
        return PublicKey.from_openssh(" ".join(line.split()[:2]))
    except errors.BadKey:
        raise typer.BadParameter("--key is no key of a class") from None


def _known_here(env: Env, found: Certificate) -> PublicKey | None:
    """Return the key of the class of that id on this laptop: its code was compared with the board when it was joined.

    Raises: ClassFileInvalid, ClassMixed.
    """
    folder = practice_home(env) / found.class_id
    return class_in(folder).found.key if (folder / FILE).is_file() else None


def _result(found: Certificate, known: str | None, day: dt.date) -> Result:
    over = found.refresher is not None and dt.date.fromisoformat(found.refresher) <= day
    data: dict[str, Json] = {
        **found.as_json(),
        "fingerprint": list(found.fingerprint),
        "key_known": known,
        "refresher_due": over,
    }
    return Result(data=data, lines=_lines(found, known), after=_after(found, over), warnings=_warnings(found, known))


def _lines(found: Certificate, known: str | None) -> tuple[str, ...]:
    title = "Certificate of practice" if found.is_ready else "Certificate of attendance"
    whose = {"given": "the key that was given", "here": "the key of the class on this laptop"}
    signed = f"signed with {whose[known]}" if known else "the signature fits the key in the file"
    name = f"{found.name}   ({found.who} in the class)" if found.name else f"{found.who} in the class"
    scenes = ", ".join(one.id for one in found.scenes)
    return (
        f"{title}: {signed}",
        f"Who          {name}",
        f"Class        {found.class_name}, for {found.audience}",
        f"Last day     {found.day}",
        *((f"Set          {found.same} of {found.of} items as in the key: {scenes}",) if found.is_ready else ()),
        *((f"Counts until {found.refresher}",) if found.refresher else ()),
        f"Fingerprint  {spoken(found.fingerprint)}",
    )


def _after(found: Certificate, over: bool) -> tuple[str, ...]:
    due = (f"! A refresher is due since {found.refresher}",) if over else ()
    return (*due, "It is practice with invented persons: agreement with a key, no qualification, no finding in law.")


def _warnings(found: Certificate, known: str | None) -> tuple[str, ...]:
    nobody = (
        "whose key it is, nothing here says: ask the trainer for the key (--key);"
        " the paper that was signed by hand has the fingerprint above"
    )
    nameless = "no name is signed: a name that stands on the page was written by hand"
    return (*(() if known else (nobody,)), *(() if found.name else (nameless,)))
