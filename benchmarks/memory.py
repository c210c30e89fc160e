"""What this process holds, as the system tells it."""

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
NAMES = {"VmRSS": "now", "VmHWM": "most"}


def memory() -> dict[str, int]:
    """Return bytes: `now`, and the `most` that this program ever held; as far as the system tells, so perhaps nothing.

    Where there is a /proc it is asked: `getrusage` tells of a program also what the process held that started it.
    """
    if STATUS.exists():
        lines = (line.split() for line in STATUS.read_text(encoding="ascii").splitlines())
        return {NAMES[name[:-1]]: int(rest[0]) * 1024 for name, *rest in lines if name[:-1] in NAMES}
    try:
        import resource
    except ImportError:
        return {}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"most": most * (1 if sys.platform == "darwin" else 1024)}


def most_mib() -> float:
    """Return the most that this program ever held, in MiB; 0 where the system does not tell."""
    return memory().get("most", 0) / (1024 * 1024)
