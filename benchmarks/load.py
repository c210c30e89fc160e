"""2,000 laptops with a day's work each against one `hq serve` and one import, on the cores that there are.

`python -m benchmarks.load [LAPTOPS]`: a long run, no part of `python -m benchmarks`. The bundles are made by the
library before anything is measured. Then three processes work at once: the intake; an import that goes round and
round over the same mailbox; the laptops, some at a time, each with a connection of its own: hello, one upload. Once
everything is imported they come a second time: hello, receipt and word. What a laptop does with its own store is not
measured here.
"""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table
from benchmarks.memory import most_mib
from benchmarks.office import Device, bundles_of, card_of, new_devices, new_office, opened, tools_of
from benchmarks.served import machine_ms, served
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle.namespaces import BUNDLE, SYNC
from fieldkit.sync.bundle.receipt import open_receipt
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.http import tls
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Link
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows.importing import import_stick

LAPTOPS = 2_000
WORK = (3, 4, 5, 6, 8, 10)
"""Screenings of a day; laptops take turns."""
AT_ONCE = 16
PATIENCE = 1_800
"""Seconds after which an import that does not get through has failed."""


def measure(laptops: int) -> list[Figure]:
    """Run everything and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        _prepare(place, laptops)
        server = _start("--serve", str(place))
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            importer = _start("--import", str(place), str(laptops))
            up = json.loads(_start("--laptops", str(place), url, "up").communicate()[0])
            imported = json.loads(importer.communicate()[0])
            down = json.loads(_start("--laptops", str(place), url, "down").communicate()[0])
        finally:
            server.terminate()
            served = json.loads(server.communicate()[0].strip().splitlines()[-1])
    return _figures(laptops, up, down, imported, served)


def _figures(
    laptops: int,
    up: Mapping[str, Any],
    down: Mapping[str, Any],
    imported: Mapping[str, float],
    served: Mapping[str, float],
) -> list[Figure]:
    work = f"{laptops:,} laptops, {AT_ONCE} at a time"
    return [
        Figure(f"{work}: uploads", laptops / up["seconds"], "1/s", "while the import goes round", None, ""),
        Figure("  hello and upload, median", up["p50"] * 1000, "ms", "", None, ""),
        Figure("  hello and upload, p99", up["p99"] * 1000, "ms", "the median", up["p99"] / up["p50"], ""),
        Figure("  laptops that had to come again", up["failed"], "", "", None, "0"),
        Figure(f"{work}: receipts and words", laptops / down["seconds"], "1/s", "nobody else", None, ""),
        Figure("  hello, receipt and word, p99", down["p99"] * 1000, "ms", "median", down["p99"] / down["p50"], ""),
        Figure("  laptops without a good receipt", down["failed"], "", "", None, "0"),
        Figure("imported and answered", laptops / imported["seconds"], "bundles/s", "from the first upload", None, ""),
        Figure("  rounds of the import", imported["rounds"], "", "", None, ""),
        Figure("  memory of the import", imported["memory_mb"], "MB", "", None, ""),
        Figure("memory of the intake", served["memory_mb"], "MB", "at the start", served["growth"], "<= 2 x"),
        Figure("processor time of the intake", served["cpu_s"] / laptops * 1000, "ms", "for each laptop", None, ""),
    ]


# --- before -------------------------------------------------------------------------------------------------------


def _prepare(place: Path, laptops: int) -> None:
    """Make office, laptops, their bundles, and the list of signers that the intake goes by."""
    hq = new_office(place / "hq")
    devices = new_devices(hq, laptops)
    recipients = tuple(card_of(hq).recipients["case"])
    with open(place / "laptops.jsonl", "w", encoding="utf-8") as file:
        for number, device in enumerate(devices):
            (written,) = bundles_of(device, recipients, WORK[number % len(WORK)], 1, seed=number)
            (place / f"{device.folder}.fkb").write_bytes(written.data)
            seed = device.key.seed.hex()
            found = [device.principal, seed, device.identity, device.epoch, written.name, written.manifest_hash]
            file.write(json.dumps(found) + "\n")
    lines = tuple(Signer(one.principal, (BUNDLE, SYNC), one.key.public) for one in devices)
    (place / "signers").write_text(Signers(lines).text(), encoding="utf-8", newline="\n")
    (place / "hq.signers").write_text(card_of(hq).signers, encoding="utf-8", newline="\n")
    hq.close()


def _laptops(place: Path) -> list[tuple[Device, str]]:
    """Return the laptops with the name of the bundle of each."""
    found = []
    for line in (place / "laptops.jsonl").read_text(encoding="utf-8").splitlines():
        principal, seed, identity, epoch, name, _ = json.loads(line)
        found.append((Device(principal, SigningKey.from_seed(bytes.fromhex(seed)), identity, epoch), name))
    return found


def _start(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.load", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, encoding="utf-8")


# --- the three processes ------------------------------------------------------------------------------------------


def _serve(place: Path) -> None:
    """Serve until this process is told to end; then say what it took."""
    import signal

    (place / "box").mkdir()
    (place / "box" / "served").touch()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signers = Signers.parse((place / "signers").read_text(encoding="utf-8"))
    with served(place, signers, quota=1024**3) as intake:
        print(intake.url, flush=True)
        start = most_mib()
        ended.wait()
        memory = most_mib()
    print(json.dumps({"memory_mb": memory, "growth": memory / start, "cpu_s": time.process_time()}), flush=True)


def _import(place: Path, laptops: int) -> None:
    """Go round the mailbox until everything is imported and answered."""
    box, rounds, began = place / "box", 0, 0.0
    deadline = time.monotonic() + PATIENCE
    with opened(place / "hq") as hq:
        tools = tools_of(hq)
        while hq.inbox.count() < _screenings(laptops) and time.monotonic() < deadline:
            if not any((box / "up").glob("*/*.fkb")):
                time.sleep(0.05)
                continue
            began = began or time.perf_counter()
            import_stick(Mailbox(box), tools, lambda _: None)
            rounds += 1
        import_stick(Mailbox(box), tools, lambda _: None)  # every word says the last state
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "rounds": rounds, "memory_mb": most_mib()}))


def _screenings(laptops: int) -> int:
    return sum(WORK[number % len(WORK)] for number in range(laptops))


def _come(place: Path, url: str, way: str) -> None:
    """Let all laptops come, AT_ONCE at a time; say how long each took."""
    waiting: queue.SimpleQueue[tuple[Device, str]] = queue.SimpleQueue()
    for one in _laptops(place):
        waiting.put(one)
    times: list[float] = []
    failed: list[str] = []
    do = _upload(place, url) if way == "up" else _download(place, url)

    def work() -> None:
        while True:
            try:
                device, name = waiting.get_nowait()
            except queue.Empty:
                return
            began = time.perf_counter()
            try:
                do(device, name)
            except Exception as error:  # counted: a laptop would come again
                failed.append(type(error).__name__)
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "p50": _at(times, 0.5), "p99": _at(times, 0.99), "failed": len(failed)}))
    if failed:
        print(f"failed: {sorted(set(failed))}", file=sys.stderr)


def _upload(place: Path, url: str) -> Callable[[Device, str], None]:
    def upload(device: Device, name: str) -> None:
        mailbox = _mailbox(device, url)
        mailbox.put_bundle(device.principal, name, (place / f"{device.folder}.fkb").read_bytes())
        mailbox.close()

    return upload


def _download(place: Path, url: str) -> Callable[[Device, str], None]:
    signers = Signers.parse((place / "hq.signers").read_text(encoding="utf-8"))

    def download(device: Device, _: str) -> None:
        mailbox = _mailbox(device, url)
        (parcel,) = mailbox.receipts_of(device.principal)
        receipt = open_receipt(mailbox.read(parcel), signers, [device.identity], device=device.principal)
        word = mailbox.word(device.principal)
        mailbox.close()
        if receipt.body.outcome != "accepted" or word is None or not seal.unseal(word, [device.identity]):
            raise RuntimeError("no good receipt, or no word")

    return download


def _mailbox(device: Device, url: str) -> HttpMailbox:
    """Return a laptop's side of the intake, which has kept nothing yet."""
    way = Link(url, "", lambda: tls.Clock(machine_ms()))
    return HttpMailbox(way, Caller(device.principal, device.key, device.epoch, 1), Kept())


def _at(times: Sequence[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


def main(words: Sequence[str]) -> None:
    """Be one of the processes, or run them all."""
    if words[:1] == ["--serve"]:
        _serve(Path(words[1]))
    elif words[:1] == ["--import"]:
        _import(Path(words[1]), int(words[2]))
    elif words[:1] == ["--laptops"]:
        _come(Path(words[1]), words[2], words[3])
    else:
        print("\n".join(table(measure(int(words[0]) if words else LAPTOPS))))


if __name__ == "__main__":
    main(sys.argv[1:])
