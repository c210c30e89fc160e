"""`fieldkit hq publish`: headquarters' card, rules, registry, directory and approved forms into a mailbox.

docs/policy-format.md 3 and 4
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.beside import Beside
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.commands.hq_roots import ONE_KEY, RENEWED_DAYS, is_own, policy_key, roots_of, settle_own_root
from fieldkit.commands.hq_setup import card_of, hq_keys, registry
from fieldkit.commands.library import DIRECTORY, FormFile, forms_here
from fieldkit.commands.moments import day
from fieldkit.commands.opening import opened
from fieldkit.commands.published import policy_of, published
from fieldkit.crypto import canonical
from fieldkit.forms.check import load_form
from fieldkit.paths import shipped_forms
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import write_policy
from fieldkit.sync.bundle.revoked_file import write_revoked
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows.policy_update import (
    CARD_TARGET,
    DIRECTORY_TARGET,
    FILES,
    FORM_FOLDER,
    POLICY_TARGET,
    REVOKED_TARGET,
    SIGNERS_TARGET,
    blob,
    form_names,
    prepare,
)

if TYPE_CHECKING:
    from fieldkit.sync.policy.repository import State

PUBLISHED = "policy.published"
"""Setting of headquarters: the metadata that was published last, the store's epoch then, and {target path: SHA-256}."""
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Targets:
    """What would be published now; `left_out` says which approved forms are not among it, and why."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


def publish(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="The mailbox: a stick, a share, the served folder.")],
) -> Result:
    """Publish the newest card, rules, revocations, directory and approved forms into a mailbox, signed.

    Laptops take them at their next sync. Publish again before the day that is printed: after it laptops go on working,
    and take nothing more from there.

    Example: fieldkit hq publish -o /media/stick
    """
    env: Env = ctx.obj
    mailbox = Mailbox(output)
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store)
        targets = targets_of(store)
        _refuse_what_laptops_would(targets)
        settle_own_root(store, keys, env)
        before = published_state(store)
        state = _next(store, targets, before, mailbox, env)
        _write(mailbox, roots_of(store), state, targets.files, before)
        _remember(store, state, targets.files)
        warnings = [*root_warnings(store, env), *targets.left_out]
    forms = form_names(targets.files)
    return Result(
        data={
            "folder": str(output),
            "version": state.version,
            "timestamp": state.counted,
            "expires_ms": state.expires_ms,
            "forms": list(forms),
            "targets": len(targets.files),
        },
        lines=(
            f"Version {state.version} was published to {output}: {len(targets.files)} files, {len(forms)} forms",
            f"Laptops take it until {day(state.expires_ms)}; publish again before",
        ),
        warnings=tuple(warnings),
    )


def targets_of(store: Store) -> Targets:
    """Return what would be published now. Raises: NoCard."""
    card = card_of(store)
    files = {
        CARD_TARGET: store.settings.get(NEWEST_CARD) or b"",
        SIGNERS_TARGET: registry(store).text().encode(),
        REVOKED_TARGET: write_revoked(store.devices.refused()),
        POLICY_TARGET: write_policy(policy_of(store)),
        **_directory(),
    }
    here, left_out = forms_here(), []
    for form, form_hash in sorted({(one.form, one.form_hash) for one in card.approvals}):
        found = here.get(form)
        own = (
            _files_of(found) if found is not None and found.sha256 == form_hash else _published(store, form, form_hash)
        )
        if own is None:
            left_out.append(f"{form} is approved in a version that is not here: laptops use it where they have it")
        elif (strange := next((path for path in own if not _fits(path)), None)) is not None:
            left_out.append(f"{form} was not published: rename {strange} in lower case, a stick cannot hold it so")
        else:
            files |= own
    return Targets(files, tuple(left_out))


def published_state(store: Store) -> "State | None":
    """Return the metadata that was published last."""
    from fieldkit.sync.policy.repository import State

    found = store.settings.get_json(PUBLISHED)
    if not isinstance(found, Mapping):
        return None
    return State(*(str(found[name]).encode() for name in ("timestamp", "snapshot", "targets")))


def published_contents(store: Store) -> dict[str, str]:
    """Return {target path: SHA-256} of what was published last."""
    found = store.settings.get_json(PUBLISHED)
    contents = found.get("files") if isinstance(found, Mapping) else None
    return {path: str(sha256) for path, sha256 in contents.items()} if isinstance(contents, Mapping) else {}


def root_warnings(store: Store, env: Env) -> tuple[str, ...]:
    """Return what headquarters should do about its root of trust."""
    from fieldkit.sync.policy.roots import read_root

    roots = roots_of(store)
    if is_own(store, hq_keys(store)):
        return (ONE_KEY,)
    ends = read_root(roots[-1]).expires_ms
    if ends > env.clock.now().utc_ms + RENEWED_DAYS * DAY_MS:
        return ()
    return (f"the root of trust ends on {day(ends)}: fieldkit hq policy root --renew -o root.json, for the officers",)


def _refuse_what_laptops_would(targets: Targets) -> None:
    """Read everything as a laptop will. Raises: PolicyContentInvalid."""
    prepare(targets.files)


def _next(store: Store, targets: Targets, before: "State | None", mailbox: Mailbox, env: Env) -> "State":
    """Return the next state, after looking whether the folder knows of a newer one. Raises: RootRefused."""
    from fieldkit.sync.policy.client import TIMESTAMP_BYTES
    from fieldkit.sync.policy.repository import AFTER_RESTORE, TIMESTAMP, next_state, version_found
    from fieldkit.sync.policy.roots import ROOT_BYTES, follows, read_root

    key, now = policy_key(store, env), env.clock.now().utc_ms
    root = read_root(roots_of(store)[-1])
    if root.expires_ms <= now:
        do = "make the next one: fieldkit hq policy root --renew -o root.json, and let the officers sign it"
        raise errors.RootRefused(why="it has expired", do=do)
    name = f"metadata/{root.version + 1}.root.json"
    newer = mailbox.policy_file(name, ROOT_BYTES)
    if newer is not None and follows(roots_of(store)[-1], newer):
        where = mailbox.root / "policy" / name
        do = f"take it first: fieldkit hq policy root --install {where}"
        raise errors.RootRefused(why="the folder holds a newer one than this store", do=do)
    found = version_found(mailbox.policy_file(TIMESTAMP, TIMESTAMP_BYTES), key.public)
    counted = before.counted if before else 0
    least = found + 1 if found > counted else 1
    if before is not None and _epoch(store) != store.epoch:
        least = max(least, counted + AFTER_RESTORE)
    return next_state(before, targets.files, key, now, least)


def _write(
    mailbox: Mailbox, roots: tuple[bytes, ...], state: "State", files: Mapping[str, bytes], before: "State | None"
) -> None:
    """Write contents first and the timestamp last, then delete what neither state names. Raises as `put_bundle`."""
    from fieldkit.sync.policy.repository import place_of

    all_roots = {f"metadata/{version}.root.json": data for version, data in enumerate(roots, start=1)}
    contents = {place_of(path, data): data for path, data in files.items()}
    for name, data in (*contents.items(), *all_roots.items(), *state.metadata().items()):
        mailbox.put_policy(name, data)
    kept = state.names() | set(all_roots) | (before.names() if before else frozenset())
    for name in mailbox.policy_files():
        if name not in kept:
            mailbox.remove_policy(name)


def _remember(store: Store, state: "State", files: Mapping[str, bytes]) -> None:
    """Keep metadata, and the forms themselves: after an update of fieldkit an approved version may be nowhere else."""
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    parts = (("timestamp", state.timestamp), ("snapshot", state.snapshot), ("targets", state.targets))
    listed: dict[str, Json] = {
        **{name: data.decode() for name, data in parts},
        "epoch": store.epoch,
        "files": {**hashes},
    }
    forms = {path: data for path, data in files.items() if path.startswith(FORM_FOLDER)}
    before = store.settings.names()
    added = {blob(hashes[path]): data for path, data in forms.items() if blob(hashes[path]) not in before}
    wanted = {blob(hashes[path]) for path in forms} | {blob(sha256) for sha256 in added_files(store).values()}
    gone = [name for name in before if name.startswith(blob("")) and name not in wanted]
    store.settings.change({PUBLISHED: canonical.dumps(listed), **added}, gone)


def added_files(store: Store) -> dict[str, str]:
    """Return {target path: SHA-256} of what stands at headquarters before the package's files."""
    found = store.settings.get_json(FILES)
    files = found.get("files") if isinstance(found, Mapping) else None
    return {path: str(sha256) for path, sha256 in files.items()} if isinstance(files, Mapping) else {}


def _directory() -> dict[str, bytes]:
    found = published()
    own = None if found is None else found.directory()
    shipped = shipped_forms() / "data" / DIRECTORY
    if own is None and not shipped.is_file():
        return {}
    return {DIRECTORY_TARGET: own or shipped.read_bytes()}


def _files_of(form: FormFile) -> dict[str, bytes]:
    """Return a form with exactly the files that it reads, as targets."""
    files = form.files
    if files is None:
        beside = Beside(form.path)
        load_form(form.data, form.id, beside)
        files = beside.read
    folder = f"{FORM_FOLDER}{form.id}/"
    return {f"{folder}{form.id}.yaml": form.data, **{f"{folder}{name}": data for name, data in files.items()}}


def _published(store: Store, form: str, form_hash: str) -> dict[str, bytes] | None:
    """Return an approved version from what was published before."""
    folder, own = f"{FORM_FOLDER}{form}/", f"{FORM_FOLDER}{form}/{form}.yaml"
    named = {path: sha256 for path, sha256 in published_contents(store).items() if path.startswith(folder)}
    found = {path: store.settings.get(blob(sha256)) or b"" for path, sha256 in named.items()}
    beside = {path.removeprefix(folder): data for path, data in found.items() if path != own}
    try:
        whole = own in found and load_form(found[own], form, beside).form_hash == form_hash
    except errors.FormError:
        return None
    return found if whole else None


def _fits(path: str) -> bool:
    from fieldkit.sync.policy.repository import fits

    return fits(path)


def _epoch(store: Store) -> str:
    found = store.settings.get_json(PUBLISHED)
    return str(found["epoch"]) if isinstance(found, Mapping) else store.epoch
