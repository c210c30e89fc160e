"""A certificate as one printed side: opens without a network, nothing is fetched, nothing runs, every text escaped.

docs/practice-format.md 8.9. The words come from the interface (`Say`), so that they are in the person's language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fieldkit.practice.page import document, text_of
from fieldkit.practice.report import Say

COMPACT, WITHOUT_TITLES = 14, 24
"""More scenes than these stand in columns and smaller, then without titles, so that it stays one side."""
_STYLE = (
    "@page{size:A4;margin:14mm}@media print{body{padding:0}}body{max-width:182mm;font-size:14px}"
    "h1{font-size:27px;margin:.7rem 0 .3rem}p{margin:.45rem 0}"
    ".name{font-size:22px;border-bottom:1px solid #111;min-height:2rem;padding-top:.4rem}"
    "dl{display:grid;grid-template-columns:max-content auto;gap:.15rem 1rem;margin:.6rem 0}"
    "dt{font-weight:bold}dd{margin:0}"
    "ol{margin:.3rem 0;padding-left:2rem;font-size:11px;line-height:1.3}li{break-inside:avoid}"
    ".two{columns:2;font-size:9.5px;line-height:1.2}.three{columns:3;font-size:7.5px;line-height:1.2}"
    "code{font:.9em monospace;white-space:nowrap}"
    ".hand{display:grid;grid-template-columns:1fr 1fr;gap:2rem;margin-top:2.6rem}"
    ".hand div{border-top:1px solid #111;padding-top:.2rem;font-size:12px}.small{font-size:12px}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on the page. `scenes` are ids, titles and the beginnings of their files' hashes."""

    ready: bool
    name: str | None
    who: str
    course: str
    audience: str
    day: str
    made: str
    refresher: str | None
    scenes: Sequence[tuple[str, str, str]]
    same: int
    of: int
    reviewed: str
    """In which languages a fluent reviewer has read the scenes' texts; empty: in none."""
    page_reviewed: bool
    fingerprint: Sequence[str]
    file: str


def paper(found: Paper, say: Say, language: str) -> str:
    """Return the page of a certificate, or of one of attendance: another title, and only that somebody took part."""
    title = say("title_ready" if found.ready else "title_took_part")
    begin = f'<p class="practice">{text_of(say("practice"))}</p>\n<h1>{text_of(title)}</h1>'
    return document(title, begin, _body(found, say), language, _STYLE)


def _body(found: Paper, say: Say) -> Iterator[str]:
    if found.name is None:
        yield _p(say("by_hand"), "small")
    yield f'<p class="name">{text_of(found.name or "")}</p>'
    facts = {"same": found.same, "of": found.of} if found.ready else {}
    yield _p(say("ready" if found.ready else "took_part", **facts))
    yield from _facts(found, say)
    if found.scenes:
        yield _p(say("scenes"))
        yield from _scenes(found.scenes)
    yield _p(say("attests_ready" if found.ready else "attests_took_part"))
    yield _p(say("reviewed", languages=found.reviewed) if found.reviewed else say("not_reviewed"), "small")
    if not found.page_reviewed:
        yield _p(say("page_not_reviewed"), "small")
    hands = "".join(f"<div>{text_of(say(key))}</div>" for key in ("signature", "place"))
    yield f'<div class="hand">{hands}</div>'
    groups = " ".join(found.fingerprint)
    yield f'<p class="small">{text_of(say("fingerprint"))}: <code>{text_of(groups)}</code></p>'
    yield _p(say("check", file=found.file), "small")
    yield _p(say("holder"), "small")


def _facts(found: Paper, say: Say) -> Iterator[str]:
    rows = [
        ("class", found.course),
        ("for", found.audience),
        ("who", found.who),
        ("day", found.day),
        *([("refresher", found.refresher)] if found.refresher else []),
        ("made", found.made),
    ]
    yield f"<dl>{''.join(f'<dt>{text_of(say(key))}</dt><dd>{text_of(text)}</dd>' for key, text in rows)}</dl>"


def _scenes(scenes: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    bare = len(scenes) > WITHOUT_TITLES
    shown = [(name, mark[:8]) if bare or not title else (f"{name}: {title}", mark) for name, title, mark in scenes]
    items = "".join(f"<li>{text_of(name)} <code>{text_of(mark)}</code></li>" for name, mark in shown)
    kind = "three" if bare else "two"
    yield f'<ol class="{kind}">{items}</ol>' if len(scenes) > COMPACT else f"<ol>{items}</ol>"


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{text_of(text)}</p>' if kind else f"<p>{text_of(text)}</p>"
