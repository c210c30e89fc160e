"""What the tests of changed keys share: typed answers, opening a bundle by one identity, what HQ lists."""

import contextlib
import dataclasses
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from fieldkit.cli import main
from fieldkit.sync.bundle import container
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.ui.terminal import LineTerminal
from tests.flow.world import Machine, Said, World

Tool = Callable[[str], str]


def typing(machine: Machine, typed: str, *words: str) -> tuple[int, str]:
    """Run a command while somebody types these lines; return the exit status and what they read."""
    read, out = io.StringIO(), io.StringIO()
    terminal = LineTerminal(stdin=io.StringIO(typed), stderr=read)
    env = dataclasses.replace(machine.env(), held=machine.open(), terminal=terminal)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(read):
        return main([*words, "--plain"], env=env), read.getvalue() + out.getvalue()


def done(said: Said) -> Said:
    """Return what was said of something that went well."""
    assert said.status == 0, said.err
    return said


def rotated(world: World, machine: Machine | None = None, name: str = "rotated.request") -> Path:
    """Have a laptop change its keys; return its request."""
    request = world.path(name)
    done((machine or world.laptop).do("key", "rotate-device", "-o", str(request)))
    return request


def enrolled(world: World, request: Path, *words: str) -> Said:
    return world.hq.do("hq", "enrol", str(request), *words)


def publish(world: World, stick: str = "stick") -> None:
    done(world.hq.do("hq", "publish", "-o", str(world.stick(stick))))


def sync(machine: Machine, stick: Path) -> Said:
    return done(machine.do("sync", str(stick)))


def states(machine: Machine) -> dict[str, str]:
    """Return {code: where it is} of a laptop's interviews."""
    return {row["code"]: row["state"] for row in machine.do("status").data["interviews"]}


def codes(world: World) -> set[str]:
    """Return the codes of all interviews at headquarters."""
    return {row["code"] for row in world.hq.do("inbox").data["rows"]}


def what(fates: list[dict[str, str]]) -> list[str]:
    """Return what became of each bundle, for those put aside with their word."""
    return [one["what"] if not one["quarantine"] else f"{one['what']}: {one['quarantine']}" for one in fates]


def lines_by_age(bundle: Path, identity: str, folder: Path, tool: Tool) -> str | None:
    """Return what is sealed in a bundle, opened by the age and zstd programs alone; None where age cannot."""
    (folder / "payload.age").write_bytes(container.unpack(bundle.read_bytes(), Kind.BUNDLE).payload)
    (folder / "identity.txt").write_text(identity + "\n", encoding="utf-8")
    opened = subprocess.run(
        [tool("age"), "-d", "-i", "identity.txt", "payload.age"], cwd=folder, capture_output=True, check=False
    )
    if opened.returncode != 0:
        return None
    unpacked = subprocess.run([tool("zstd"), "-dcq"], input=opened.stdout, capture_output=True, check=True)
    return unpacked.stdout.decode()
