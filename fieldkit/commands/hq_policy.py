"""`fieldkit hq policy`, and its `set`, `root`, `add`, `remove`: what headquarters decides, and who may decide it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.read_directory import read_directory
from fieldkit.cases.words import Role
from fieldkit.commands.beside import Beside
from fieldkit.commands.files import read_named, try_place, write_named
from fieldkit.commands.hq_roots import (
    ONE_KEY,
    install_root,
    is_own,
    policy_key,
    propose_root,
    root_for_cards,
    roots_of,
)
from fieldkit.commands.hq_setup import hq_keys, newest_card
from fieldkit.commands.library import is_block
from fieldkit.commands.manner import POLICY as LOCK
from fieldkit.commands.moments import day
from fieldkit.commands.opening import opened
from fieldkit.commands.policy_here import lock_of
from fieldkit.commands.policy_words import changed_by
from fieldkit.commands.published import policy_of
from fieldkit.commands.publishing import (
    added_files,
    published_contents,
    published_state,
    root_warnings,
    targets_of,
)
from fieldkit.crypto.sign import PublicKey
from fieldkit.forms.check import load_form
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import NOT_YET, Policy, read_policy, write_policy
from fieldkit.ui.text import one_line
from fieldkit.workflows import trust
from fieldkit.workflows.policy_update import (
    DIRECTORY_TARGET,
    FORM_FOLDER,
    POLICY,
    blob,
    changes,
    form_names,
    prepare_forms,
)


def show(ctx: typer.Context) -> Result:
    """Show what headquarters decided, what was published and until when, and who holds the root of trust.

    Example: fieldkit hq policy
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        policy, state = policy_of(store), published_state(store)
        named = root_for_cards(store, hq_keys(store))
        waiting = _waiting(store)
        warnings = root_warnings(store, env)
        added = sorted(added_files(store))
    published = f"version {state.version}, taken until {day(state.expires_ms)}" if state else "nothing yet"
    decided = {name: value for name, value in policy.as_json().items() if name not in ("v", "kind")}
    return Result(
        data={
            "policy": decided,
            "published": None if state is None else {"version": state.version, "expires_ms": state.expires_ms},
            "waiting": list(waiting),
            "root": {"keys": list(named.keys), "threshold": named.threshold},
            "added": added,
        },
        lines=(
            *(f"{name}: {one_line(_told(name, value))}" for name, value in decided.items()),
            *(("nothing was decided: all is as built in",) if not decided else ()),
            f"published: {published}",
            f"root of trust: {named.threshold} of {len(named.keys)} keys",
            *(f"added here: {one_line(path)}" for path in added),
            *(f"changed since: {one_line(name)}" for name in _briefly(waiting) if state is not None),
        ),
        after=("Next: fieldkit hq publish -o FOLDER",) if waiting else (),
        warnings=warnings,
    )


def _waiting(store: Store) -> tuple[str, ...]:
    """Return what the next publication would change."""
    if newest_card(store) is None:
        return ()
    now = {path: hashlib.sha256(data).hexdigest() for path, data in targets_of(store).files.items()}
    before = published_contents(store)
    return tuple(sorted(path for path in now.keys() | before.keys() if now.get(path) != before.get(path)))


def _briefly(paths: Sequence[str]) -> tuple[str, ...]:
    """Return the paths, the files of one form as one."""
    return tuple(dict.fromkeys("/".join(path.split("/")[:2]) for path in paths))


def _told(name: str, value: Json) -> str:
    """Return a value as a person reads it; of an address that its authority is named, not the certificate."""
    if name == "transports" and isinstance(value, Sequence):
        return "; ".join(_way(one) for one in value if isinstance(one, Mapping))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    return str(value)


def _way(one: Mapping[str, Json]) -> str:
    if one["kind"] == "stick":
        return "any stick"
    return f"{one.get('url') or one.get('path')}{' (by its own authority)' if one.get('ca') else ''}"


def set_(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help="Such as lock_minutes, retention.laptop_sealed, alert.phone.")] = "",
    value: Annotated[str, typer.Argument(help="The value; 'default' goes back to what is built in.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="A whole policy.json instead.")] = None,
) -> Result:
    """Decide something for all laptops; they take it from the next publication.

    Keys: lock_minutes, readable, wipe_without_passphrase, escrow (three age1..., with commas), transports (JSON),
    retention.NAME (days), alert.phone. What each means is in docs/policy-format.md.

    Example: fieldkit hq policy set lock_minutes 3
    """
    env: Env = ctx.obj
    if (file is None) != bool(key and value):
        raise typer.BadParameter("give KEY and VALUE, or --file")
    with opened(env, Role.HQ) as store:
        policy = read_policy(read_named(file)) if file is not None else changed_by(policy_of(store), key, value)
        _keep(store, policy)
    return Result(
        data={"policy": policy.as_json()},
        lines=("all of it was set" if file is not None else f"{one_line(key)} was set",),
        after=("Next: fieldkit hq publish -o FOLDER",),
        warnings=tuple(f"nothing acts on retention.{one} yet" for one in NOT_YET if one in policy.retention),
    )


def _keep(store: Store, policy: Policy) -> None:
    store.settings.change({POLICY: write_policy(policy), LOCK: lock_of(policy)})


def root(
    ctx: typer.Context,
    officers: Annotated[str, typer.Option(help="The officers' .pub files, with commas between them.")] = "",
    threshold: Annotated[int, typer.Option(help="How many of them must sign.")] = 2,
    renew: Annotated[bool, typer.Option("--renew", help="The same officers for another year.")] = False,
    new_key: Annotated[bool, typer.Option("--new-key", help="Also replace the key that publishes.")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the new root goes.")] = Path("root.json"),
    install: Annotated[Path | None, typer.Option("--install", help="Take a root that the officers signed.")] = None,
) -> Result:
    """Make the next root of trust for the officers to sign, or take one that they signed.

    The officers of the root before must sign it too, as many as its threshold says. Read out its fingerprint to each.

    Example: fieldkit hq policy root --officers a.pub,b.pub,c.pub --threshold 2 -o root.json
    """
    env: Env = ctx.obj
    if sum((bool(officers), renew, install is not None)) != 1:
        raise typer.BadParameter("give one of --officers, --renew and --install")
    with opened(env, Role.HQ) as store:
        if install is not None:
            return _installed(store, read_named(install), env)
        before = root_for_cards(store, hq_keys(store))
        if renew:
            keys, needed = tuple(PublicKey.from_openssh(one) for one in before.keys), before.threshold
        else:
            keys, needed = _public_halves(officers), threshold
        try_place(output)
        data = propose_root(store, hq_keys(store), keys, needed, env, new_key=new_key)
    write_named(output, data, env.platform)
    return _proposed(data, output, tuple(name.strip() for name in officers.split(",") if name.strip()))


def _public_halves(names: str) -> tuple[PublicKey, ...]:
    from fieldkit.sync.policy.officer import read_public

    return tuple(_public_half(Path(name.strip()), read_public) for name in names.split(","))


def _public_half(path: Path, read: Callable[[bytes], PublicKey]) -> PublicKey:
    """Read one officer's file. Raises: BadKey, which names the file."""
    try:
        return read(read_named(path))
    except errors.BadKey:
        raise errors.BadKey(what=f"public half of an officer: {path.name}") from None


def _proposed(data: bytes, output: Path, files: Sequence[str]) -> Result:
    """Tell the new root; `files` are those that the officers' public halves were read from, none where they stay."""
    from fieldkit.sync.policy.officer import groups_of
    from fieldkit.sync.policy.roots import read_root

    made = read_root(data)
    return Result(
        data={
            "file": str(output),
            "version": made.version,
            "threshold": made.threshold,
            "officers": [key.openssh() for key in made.officers],
            "fingerprint": list(made.fingerprint),
        },
        lines=(
            f"Root version {made.version}, {made.threshold} of {len(made.officers)}, was written to {output}",
            *(
                f"{Path(file).name}  {trust.spoken(groups_of(key))}"
                for key, file in zip(made.officers, files or ("Officer",) * len(made.officers), strict=False)
            ),
            f"Fingerprint of the root  {trust.spoken(made.fingerprint)}",
            "Compare each officer's with what they wrote down; read the root's out to each.",
        ),
        after=(f"Next, each officer: fieldkit hq officer sign {output} --key FILE",),
        warnings=("with one key, or one that is enough, there is nobody to stop a thief",)
        if made.threshold < 2
        else (),
    )


def _installed(store: Store, data: bytes, env: Env) -> Result:
    keys = hq_keys(store)
    before = roots_of(store)
    if before and before[-1] == data:
        return Result(data={"version": len(before)}, lines=("This root was taken before.",))
    install_root(store, keys, data, env)
    return Result(
        data={"version": len(roots_of(store)), "publishes": policy_key(store, env).public.openssh()},
        lines=(f"Root version {len(roots_of(store))} was taken.",),
        after=(
            "Next: fieldkit hq card -o hq.card, for laptops that are set up from now on,",
            "then fieldkit hq publish -o FOLDER",
        ),
        warnings=(ONE_KEY,) if is_own(store, hq_keys(store)) else (),
    )


def add(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Forms, or a directory of services.")],
) -> Result:
    """Take a form or directory of services into headquarters' store: it stands before the one in the package.

    A form is approved with `hq card` as before, and reaches laptops with the next publication.

    Example: fieldkit hq policy add border_quick_screen.yaml
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        found = _added(store)
        for file in files:
            found = _with(found, file)
        _keep_added(store, found)
    names = [*form_names(found), *(("directory",) if DIRECTORY_TARGET in found else ())]
    return Result(
        data={"added": names},
        lines=(f"Headquarters' own: {', '.join(names)}",),
        after=("Next: fieldkit hq card -o hq.card --approve FORM:LANGUAGES, then fieldkit hq publish -o FOLDER",),
    )


def remove(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(help="Forms by name, or 'directory'.")],
) -> Result:
    """Go back to the form or directory in the package.

    Example: fieldkit hq policy remove border_quick_screen
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        found = _added(store)
        for name in names:
            prefix = DIRECTORY_TARGET if name == "directory" else f"{FORM_FOLDER}{name}/"
            if not any(path.startswith(prefix) for path in found):
                raise errors.FormUnknown(form=name)
            found = {path: data for path, data in found.items() if not path.startswith(prefix)}
        _keep_added(store, found)
    return Result(data={"removed": list(names)}, lines=(f"No longer headquarters' own: {', '.join(names)}",))


def _added(store: Store) -> dict[str, bytes]:
    return {path: store.settings.get(blob(sha256)) or b"" for path, sha256 in added_files(store).items()}


def _with(before: Mapping[str, bytes], file: Path) -> dict[str, bytes]:
    """Return what is added with one file more. Raises: FormInvalid, DataFileInvalid, UnreadableFile."""
    data = read_named(file)
    if is_block(data):
        read_directory(data, file.name)
        return {**before, DIRECTORY_TARGET: data}
    beside = Beside(file)
    form = load_form(data, file.name, beside)
    folder = f"{FORM_FOLDER}{form.form_id}/"
    own = {f"{folder}{form.form_id}.yaml": data, **{f"{folder}{name}": one for name, one in beside.read.items()}}
    return {**{path: one for path, one in before.items() if not path.startswith(folder)}, **own}


def _keep_added(store: Store, files: Mapping[str, bytes]) -> None:
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    published: Sequence[str] = tuple(published_contents(store).values())
    values, gone = changes(files, hashes, prepare_forms(files), store.settings.names(), published)
    store.settings.change(values, gone)
