"""`fieldkit practice class new|join|open|show|give`: a class on its laptops. docs/practice-format.md 8."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.banks import bank_file, fits_audience
from fieldkit.commands.class_home import (
    BANKS,
    OPENED,
    RESULTS,
    VIGNETTES,
    ClassHome,
    Trainee,
    class_named,
    keep_trainee,
    new_class_home,
    read_small,
    text_of,
    trainees_of,
    trainers_keys,
)
from fieldkit.commands.class_results import hand_over, make_part, today
from fieldkit.commands.files import read_named, write_named
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.ports import Env
from fieldkit.practice.read_vignette import is_vignette, read_vignette
from fieldkit.practice.vignette import AUDIENCES
from fieldkit.result import Result
from fieldkit.store import calibration
from fieldkit.store.keyslots import refuse_weak
from fieldkit.store.slots_file import PRODUCTION
from fieldkit.sync.bundle import class_keys
from fieldkit.sync.bundle.class_file import (
    FILE,
    MOST_PUT,
    ClassFile,
    Listed,
    ListedBank,
    new_opening_code,
    open_assessment,
    read_class,
    seal_assessment,
    write_class,
)
from fieldkit.sync.bundle.class_keys import make_keys, write_keys
from fieldkit.sync.bundle.class_result import WHO
from fieldkit.ui.messages import current, say

ClassOption = Annotated[
    str | None, typer.Option("--class", help="The id of the class, c-... Without it: the newest on this computer.")
]
TRIES = 3


def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name of the class. Every laptop shows it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The class folder: a stick, or a shared folder.")],
    vignettes: Annotated[
        str, typer.Option(help="Scenes to practise: names or files, with commas. Without it: all.")
    ] = "",
    assessment: Annotated[
        str, typer.Option(help="Scenes of the assessment. They stay sealed until you give the opening code.")
    ] = "",
    audience: Annotated[str, typer.Option(help=f"For whom: {', '.join(AUDIENCES)}.")] = "field_worker",
    bank: Annotated[
        str, typer.Option(help="The knowledge test of every laptop: a name (fieldkit practice list), or a file.")
    ] = "",
    bank_size: Annotated[
        int, typer.Option(min=0, max=MOST_PUT, help="How many of its questions are put; 0: all for the audience.")
    ] = 0,
) -> Result:
    """Make a practice class on the trainer's laptop. You need no headquarters and no network.

    You choose a passphrase for the class: keep it. Then write the code on the board and pass the stick round. Each
    laptop joins with `fieldkit practice class join FOLDER`.

    Example: fieldkit practice class new "Border posts, June" -o /media/stick
    """
    env: Env = ctx.obj
    if audience not in AUDIENCES:
        raise typer.BadParameter(f"one of {', '.join(AUDIENCES)}")
    if (output / FILE).exists():
        raise errors.ClassThere(path=output)
    test, test_file = _test(bank, bank_size, audience)
    sealed = _given(assessment)
    listed = {name: data for name, data in (_given(vignettes) or _shipped()).items() if name not in sealed}
    opening = new_opening_code(env.entropy) if sealed else ""
    keys = make_keys(f"c-{env.entropy.token(8).hex()}", env.entropy, opening)
    found = ClassFile(
        id=keys.class_id,
        name=name,
        audience=audience,
        key=keys.signing.public,
        recipient=keys.recipient,
        made=today(env),
        nonce=env.entropy.token(16).hex(),
        vignettes=_listed(listed),
        assessment=_listed(sealed),
        sealed=seal_assessment(sealed, opening, keys.class_id, env.entropy) if sealed else None,
        bank=test,
    )
    data = write_class(found, keys.signing)
    passphrase = env.passphrases.new(say(current(), "class.passphrase_new"))
    refuse_weak(passphrase)
    files = {**{f"{VIGNETTES}/{name}.yaml": text for name, text in listed.items()}, **test_file}
    home = _kept(env, found, data, files, write_keys(keys, passphrase, _cost(), env.entropy))
    _keep_opened(env, home, sealed)
    _fill(output, data, files, env)
    return _told(found, output, opening, sorted(name for name in sealed if name in _shipped()))


def _kept(env: Env, found: ClassFile, data: bytes, files: Mapping[str, bytes], keys: bytes) -> ClassHome:
    home = new_class_home(env, found, data, files)
    env.platform.write_private(home.place(class_keys.FILE), keys)
    return home


def _cost() -> tuple[int, int, int]:
    cost = calibration.cost_here(PRODUCTION)
    return cost.memory_kib, cost.iterations, cost.lanes


def _fill(folder: Path, data: bytes, files: Mapping[str, bytes], env: Env) -> None:
    """Write the class folder; the class file last: whoever sees it can join."""
    for place in (folder / VIGNETTES, folder / RESULTS, *((folder / name).parent for name in files)):
        make_part(place)
    for name, text in files.items():
        write_named(folder / name, text, env.platform)
    write_named(folder / FILE, data, env.platform)


def _told(found: ClassFile, folder: Path, opening: str, public: Sequence[str]) -> Result:
    code, language = found.board_code, current()
    counts = {"open": len(found.vignettes), "sealed": len(found.assessment)}
    return Result(
        data={
            "class": found.id,
            "name": found.name,
            "folder": str(folder),
            "code": code,
            "opening": opening or None,
            "vignettes": [one.id for one in found.vignettes],
            "assessment": [one.id for one in found.assessment],
            "bank": found.bank.id if found.bank else None,
        },
        lines=(
            say(language, "class.made", name=found.name, folder=folder, **counts),
            say(language, "class.board", code=code),
            *((say(language, "class.opening", code=opening),) if opening else ()),
            *((say(language, "class.test", name=found.bank.id),) if found.bank else ()),
        ),
        after=(say(language, "class.laptops"),),
        warnings=tuple(say(language, "class.ships", name=name) for name in public),
    )


# --- vignettes ----------------------------------------------------------------------------------------------------


def _shipped() -> dict[str, bytes]:
    found = {path.stem: path.read_bytes() for path in sorted(shipped_vignettes().glob("*.yaml"))}
    return {name: data for name, data in found.items() if is_vignette(data)}


def _given(words: str) -> dict[str, bytes]:
    """Return vignettes by their ids or files. Raises: FormUnknown, UnreadableFile, DataFileInvalid."""
    shipped, found = _shipped(), {}
    for word in (word.strip() for word in words.split(",") if word.strip()):
        path = Path(word)
        if word not in shipped and path.suffix not in (".yaml", ".yml"):
            raise errors.FormUnknown(form=word)
        found[path.stem] = shipped[word] if word in shipped else read_named(path)
    return found


def _listed(files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    """Return the vignettes with their forms, by content. Raises: DataFileInvalid, FormUnknown, FormInvalid."""
    found = []
    for name, data in files.items():
        vignette = read_vignette(data, f"{name}.yaml")
        form_hash = compiled_of(source_of(vignette.form)).form.form_hash
        found.append(Listed(name, hashlib.sha256(data).hexdigest(), vignette.form, form_hash))
    return tuple(found)


def _test(named: str, size: int, audience: str) -> tuple[ListedBank | None, dict[str, bytes]]:
    """Return the class's test, and its file by its place. Raises: BankUnknown, UnreadableFile, DataFileInvalid."""
    if not named:
        return None, {}
    bank, data = bank_file(named)
    fits_audience(bank, audience)
    return ListedBank(bank.id, hashlib.sha256(data).hexdigest(), size), {f"{BANKS}/{bank.id}.yaml": data}


# --- joining ------------------------------------------------------------------------------------------------------


def join(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The class folder: the stick that is passed round.")],
    code: Annotated[str | None, typer.Option(help="The code on the board. Without it you are asked.")] = None,
    who: Annotated[
        str | None, typer.Option(help="A number or a short name that you choose. Without it you are asked.")
    ] = None,
) -> Result:
    """Join a practice class. Type the code on the board, then a number or a short name. No real name is needed.

    Several people may use one laptop. If you join again, waiting results go to the stick.

    Example: fieldkit practice class join /media/stick
    """
    env: Env = ctx.obj
    language = current()
    data = read_small(folder / FILE)
    found = read_class(data)
    env.terminal.say(say(language, "class.joining", name=found.name))
    _confirm(env, found, code, language)
    listed: list[tuple[str, Listed | ListedBank]] = [(f"{VIGNETTES}/{one.id}.yaml", one) for one in found.vignettes]
    listed += [(f"{BANKS}/{found.bank.id}.yaml", found.bank)] if found.bank else []
    files = {name: text_of(folder / name, one) for name, one in listed}
    chosen = _chosen(env, who, language)
    home = new_class_home(env, found, data, files)
    trainee = _joined(env, home, chosen, folder)
    given = hand_over(home, folder, env)
    return Result(
        data={"class": found.id, "name": found.name, "who": trainee.who, "handed_over": given},
        lines=(
            say(language, "class.joined", who=trainee.who, name=found.name),
            say(language, "class.travels"),
            say(language, "class.opt_out"),
        ),
        after=(say(language, "class.next"),),
    )


def _confirm(env: Env, found: ClassFile, given: str | None, language: str) -> None:
    """Compare the code on the board. Raises: ClassCodeWrong, MistypedCode, NotATerminal."""
    if given is not None:
        found.confirm(given)
        return
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            found.confirm(env.terminal.ask(say(language, "class.ask_code")))
        except errors.MistypedCode:  # a slip; a code of another class is no slip and ends it
            if not tries_left:
                raise
            env.terminal.say(say(language, "class.mistyped"))
        else:
            return


def _chosen(env: Env, given: str | None, language: str) -> str:
    """Return who somebody wants to be. Raises: NotATerminal, typer.BadParameter."""
    if given is not None:
        if not WHO.fullmatch(tidy(given)):
            raise typer.BadParameter(say(language, "class.who_rule"))
        return tidy(given)
    while True:
        typed = tidy(env.terminal.ask(say(language, "class.ask_who")))
        if WHO.fullmatch(typed):
            return typed
        env.terminal.say(say(language, "class.who_rule"))


def tidy(who: str) -> str:
    """Return a chosen name in one spelling."""
    return " ".join(unicodedata.normalize("NFC", who).split())


def _joined(env: Env, home: ClassHome, who: str, folder: Path) -> Trainee:
    """Return the trainee of that name on this laptop, or a new one with a key of their own."""
    known = next((one for one in trainees_of(home) if one.who == who), None)
    seed, done = (known.seed, known.done) if known else (env.entropy.token(32), 0)
    return keep_trainee(Trainee(home.id, who, seed, str(folder.absolute()), done), home, env.platform)


# --- the assessment, the codes, handing over ------------------------------------------------------------------------


def open_(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument(help="The trainer's opening code. Without it you are asked.")] = None,
    class_id: ClassOption = None,
) -> Result:
    """Open the scenes of the assessment. The trainer gives you the opening code.

    Example: fieldkit practice class open K7QM-3XPA-9T2B
    """
    env: Env = ctx.obj
    language = current()
    home = class_named(env, class_id, trainers=False)
    typed = code if code is not None else env.terminal.ask(say(language, "class.ask_opening"))
    files = open_assessment(home.found, typed)
    _keep_opened(env, home, files)
    return Result(
        data={"class": home.id, "opened": sorted(files)},
        lines=(
            say(language, "class.opened", names=", ".join(sorted(files))) if files else say(language, "class.no_seal"),
        ),
    )


def _keep_opened(env: Env, home: ClassHome, files: Mapping[str, bytes]) -> None:
    env.platform.private_dir(home.place(OPENED))
    for name, data in files.items():
        env.platform.write_private(home.place(OPENED, f"{name}.yaml"), data)


def show(
    ctx: typer.Context,
    opening: Annotated[bool, typer.Option("--opening", help="Show the opening code. You need the passphrase.")] = False,
    identity: Annotated[
        bool,
        typer.Option(
            "--identity", help="Show the secret that opens results with the program age. You need the passphrase."
        ),
    ] = False,
    class_id: ClassOption = None,
) -> Result:
    """Show the code for the board again, and the key that signs certificates.

    On the trainer's laptop also the opening code, or the secret identity.

    Example: fieldkit practice class show --opening
    """
    env: Env = ctx.obj
    home = class_named(env, class_id, trainers=opening or identity)
    language, key = current(), home.found.key.openssh()
    data = {"class": home.id, "name": home.found.name, "code": home.found.board_code, "key": key}
    lines = [f"{home.found.name}   {home.id}", say(language, "class.show_board", code=data["code"]), f"Key   {key}"]
    lines += [say(language, "class.show_here", who=one.who, n=one.done) for one in trainees_of(home)]
    if opening or identity:
        keys = trainers_keys(env, home)
        if opening:
            data["opening"] = keys.opening
            sealed = say(language, "class.show_opening", code=keys.opening)
            lines.append(sealed if keys.opening else say(language, "class.no_seal"))
        if identity:
            data["identity"] = keys.identity
            lines.append(keys.identity)
    return Result(data=data, lines=tuple(lines))


def give(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The class folder.")],
    class_id: ClassOption = None,
) -> Result:
    """Write the results that wait on this laptop to the stick.

    Example: fieldkit practice class give /media/stick
    """
    env: Env = ctx.obj
    found = read_class(read_small(folder / FILE))
    home = class_named(env, class_id or found.id, trainers=False)
    if home.id != found.id:
        raise errors.ClassMixed(what=str(folder))
    given = hand_over(home, folder, env)
    return Result(data={"class": home.id, "handed_over": given}, lines=(say(current(), "class.given", n=given),))
