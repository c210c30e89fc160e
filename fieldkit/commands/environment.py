"""Build the Env of one call: the real clock, entropy, terminal, passphrases and platform. Opens no store."""

import contextlib
import hashlib
import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

from fieldkit.paths import data_home
from fieldkit.ports import Env, Instant, Passphrases
from fieldkit.ui.steady import steady_ms

_SYSTEM: str = sys.platform  # typed as text: mypy would call the other systems' branches unreachable
_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def build_env(home: str | None, *, json: bool, plain: bool, passphrase_file: str | None) -> Env:
    """Return the Env of this process: closed against core dumps and debuggers, its streams speaking UTF-8."""
    from fieldkit.store.platform import SystemPlatform
    from fieldkit.ui.passphrases import FilePassphrases, PromptingPassphrases
    from fieldkit.ui.streams import prepare_streams
    from fieldkit.ui.terminal import terminal_for

    with contextlib.suppress(OSError, ValueError):  # a stream that was read from already keeps its encoding
        prepare_streams()
    platform, entropy = SystemPlatform(), MachineEntropy()
    platform.harden_process()
    terminal = terminal_for(plain=plain)
    passphrases: Passphrases = (
        PromptingPassphrases(terminal, entropy)
        if passphrase_file is None
        else FilePassphrases(passphrase_file, warn=lambda line: terminal.say(f"warning: {line}"))
    )
    return Env(
        home=data_home(home),
        clock=MachineClock(),
        entropy=entropy,
        terminal=terminal,
        passphrases=passphrases,
        platform=platform,
        json=json,
    )


class MachineEntropy:
    """The operating system's generator."""

    def token(self, size: int) -> bytes:
        """Return `size` random bytes fit for keys."""
        return os.urandom(size)


class MachineClock:
    """The machine's wall clock, beside one that never jumps and goes on while the laptop sleeps where it can."""

    def __init__(self) -> None:
        self._boot = boot_name(_boot_source())

    def now(self) -> Instant:
        """Return this moment."""
        utc_ms = time.time_ns() // 1_000_000
        return Instant(utc_ms, local_offset_min(utc_ms), steady_ms(), self._boot)


def local_offset_min(utc_ms: int) -> int:
    """Return by how many minutes local time is ahead of UTC at that moment."""
    try:
        return round(time.localtime(utc_ms / 1000).tm_gmtoff / 60)
    except (OverflowError, OSError, ValueError):  # a clock set beyond what the C library can reckon
        return 0


def boot_name(source: str) -> str:
    """Return a short name of one boot. Hashed, so that a bundle never carries the machine's own identifier."""
    return hashlib.sha256(b"fieldkit boot " + source.encode()).hexdigest()[:12]


def _boot_source() -> str:
    """Return a text that differs from boot to boot and stays the same within one, as well as this system can."""
    try:
        if _SYSTEM == "linux":
            return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
        if _SYSTEM == "darwin":
            return _darwin_boot_session()
        if _SYSTEM == "win32":
            return _windows_boot_count()
    except (OSError, ValueError):
        pass
    return derived_boot(time.time_ns() // 1_000_000, steady_ms())


def derived_boot(utc_ms: int, mono_ms: int) -> str:
    """Return the hour in which the machine started, by its wall clock: a clock set anew looks like a new boot."""
    return f"started in hour {round((utc_ms - mono_ms) / 3_600_000)}"


def _darwin_boot_session() -> str:
    import ctypes

    buffer = ctypes.create_string_buffer(64)
    size = ctypes.c_size_t(len(buffer))
    library = ctypes.CDLL(None)
    if library.sysctlbyname(b"kern.bootsessionuuid", buffer, ctypes.byref(size), None, 0) != 0:
        raise OSError("no boot session")
    return buffer.value.decode("ascii")


def _windows_boot_count() -> str:
    """Read the counter that Windows raises at every boot."""
    winreg: Any = importlib.import_module("winreg")  # its stub is empty on other systems
    place = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
        return f"boot {winreg.QueryValueEx(key, 'BootId')[0]}"
