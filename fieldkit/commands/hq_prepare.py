"""`fieldkit hq prepare`: what IT sets up for headquarters, without any key that opens anything. docs/for-hq.md 1."""

import datetime as dt
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.bundle.policy_file import Policy, PolicyTransport, write_policy
from fieldkit.sync.http.own_authority import (
    Issued,
    fingerprint_of,
    issue,
    last_day,
    make_authority,
    refuse_other_names,
)

TREE = ("mailbox/up", "mailbox/down", "mailbox/policy/metadata", "mailbox/policy/targets", "backup")
SERVED = "mailbox/served"
"""Says that everybody's receipts and words may lie here (mailbox.md)."""
CA, CA_KEY, CERTIFICATE, KEY = "keys/ca.pem", "keys/ca.key", "keys/intake.pem", "keys/intake.key"
UNIT, TASK, POLICY = "fieldkit-intake.service", "fieldkit-intake-task.cmd", "policy.json"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,45}")
_UNIT = """[Unit]
Description=fieldkit intake: takes sealed bundles, opens nothing
Wants=network-online.target
After=network-online.target

[Service]
ExecStart={command}
Restart=on-failure
RestartSec=60
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ReadWritePaths={mailbox}

[Install]
WantedBy=multi-user.target
"""
_TASK = """@echo off
rem Run this once, as an administrator. It starts the intake with Windows, as a user that may do little.
schtasks /Create /F /TN "fieldkit intake" /SC ONSTART /RU "NT AUTHORITY\\LOCAL SERVICE" /TR "{command}"
"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What was asked for. `names` are the hosts or addresses by which laptops reach the intake, the first one in the
    address that they get."""

    folder: Path
    names: tuple[str, ...]
    port: int
    years: int

    @property
    def url(self) -> str:
        host = f"[{self.names[0]}]" if ":" in self.names[0] else self.names[0]
        return f"https://{host}:{self.port}"

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def command(self) -> tuple[str, ...]:
        program = shutil.which("fieldkit")
        own = (program,) if program else (sys.executable, "-m", "fieldkit")
        files = ("--certificate", str(self.path(CERTIFICATE)), "--key", str(self.path(KEY)))
        return (*own, "hq", "serve", str(self.path("mailbox")), "--host", "0.0.0.0", "--port", str(self.port), *files)  # noqa: S104


def prepare(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where everything goes; made if it is not there.")],
    name: Annotated[
        list[str], typer.Option("--name", help="Host name or IP address by which laptops reach it; may be repeated.")
    ],
    port: Annotated[int, typer.Option(help="The port of the intake.", min=1, max=65535)] = 8443,
    years: Annotated[int, typer.Option(help="How long certificates are valid.", min=1, max=10)] = 2,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new certificate with the same authority.")] = False,
) -> Result:
    """Prepare mailbox, backup folder, certificate and service for headquarters: the first of two steps, done by IT.

    Nothing here opens a bundle, and no passphrase is asked for. The focal point then runs `fieldkit hq init` with her
    own passphrase. What is there already is kept.

    Example: fieldkit hq prepare /srv/fieldkit --name intake.example.org --years 2
    """
    env: Env = ctx.obj
    if not all(_HOST.fullmatch(one) for one in name):
        raise typer.BadParameter("--name is a host name or an IP address")
    plan = _Plan(folder.absolute(), tuple(dict.fromkeys(name)), port, years)
    _make_tree(plan, env)
    _make_keys(plan, env, renew=renew)
    _write_texts(plan, env)
    return _told(plan)


def _make_tree(plan: _Plan, env: Env) -> None:
    try:
        for part in TREE:
            plan.path(part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.UnwritablePlace(path=plan.folder, why=error.strerror or "write error") from None
    env.platform.private_dir(plan.path("keys"))
    if not plan.path(SERVED).exists():
        env.platform.write_private(plan.path(SERVED), b"fieldkit\n")


def _make_keys(plan: _Plan, env: Env, *, renew: bool) -> None:
    """Make what is missing. A key is never replaced but by `renew`, and that of the authority never."""
    now = dt.datetime.fromtimestamp(env.clock.now().utc_ms // 1000, dt.timezone.utc)
    if not plan.path(CA).exists():
        authority = make_authority(plan.names, now)
        env.platform.write_private(plan.path(CA_KEY), authority.key)
        env.platform.write_private(plan.path(CA), authority.certificate)
    refuse_other_names(read_named(plan.path(CA)), plan.names)
    if renew or not plan.path(CERTIFICATE).exists():
        authority = Issued(read_named(plan.path(CA)), _authority_key(plan))
        made = issue(authority, plan.names, now, plan.years)
        env.platform.write_private(plan.path(KEY), made.key)
        env.platform.write_private(plan.path(CERTIFICATE), made.certificate)


def _authority_key(plan: _Plan) -> bytes:
    """Return the authority's key, which is meant to be elsewhere. Raises: IntakeUnfit, UnreadableFile."""
    path = plan.path(CA_KEY)
    if not path.exists():
        raise errors.IntakeUnfit(why=f"a new certificate needs {path}: bring it back from the safe for this")
    return read_named(path)


def _write_texts(plan: _Plan, env: Env) -> None:
    ca = read_named(plan.path(CA)).decode("ascii", "replace")
    policy = Policy(transports=(PolicyTransport("http", url=plan.url, ca=ca), PolicyTransport("stick")))
    unit = _UNIT.format(command=_for_systemd(plan.command), mailbox=_for_systemd([str(plan.path("mailbox"))]))
    task = _TASK.format(command=subprocess.list2cmdline(plan.command).replace('"', '\\"').replace("%", "%%"))
    env.platform.write_private(plan.path(POLICY), write_policy(policy))
    env.platform.write_private(plan.path(UNIT), unit.encode())
    env.platform.write_private(plan.path(TASK), task.replace("\n", "\r\n").encode())


def _for_systemd(words: Sequence[str]) -> str:
    """Quote words as systemd reads them: specifiers and variables are taken literally."""
    return " ".join(
        '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$") + '"'
        for word in words
    )


def _told(plan: _Plan) -> Result:
    certificate, ca = read_named(plan.path(CERTIFICATE)), read_named(plan.path(CA))
    return Result(
        data={
            "folder": str(plan.folder),
            "url": plan.url,
            "command": list(plan.command),
            "ca_sha256": fingerprint_of(ca).replace(" ", ""),
            "valid_until": last_day(certificate),
            "ca_valid_until": last_day(ca),
        },
        lines=(
            f"Mailbox: {plan.path('mailbox')}",
            f"Backups go to: {plan.path('backup')}",
            f"Address for laptops: {plan.url}, certificate valid until {last_day(certificate)}",
            f"Its authority (SHA-256): {fingerprint_of(ca)}, valid until {last_day(ca)}",
            f"Service: {plan.path(UNIT)} (systemd), {plan.path(TASK)} (Windows)",
            "By hand:",
            f"  {shlex.join(plan.command)}",
        ),
        after=(
            f"Take {plan.path(CA_KEY)} to a stick in the safe and delete it here: it is needed for --renew alone.",
            "Next, the focal point, with her own passphrase: fieldkit hq init",
            "Then: fieldkit hq card -o hq.card --duty-phone NUMBER --deputy-phone NUMBER",
            f"Then: fieldkit hq policy set --file {plan.path(POLICY)}",
            f"Then: fieldkit hq publish -o {plan.path('mailbox')}",
        ),
    )
