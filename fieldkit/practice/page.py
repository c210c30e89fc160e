"""A class's results as one HTML page: opens without a network, nothing is fetched, nothing runs, every text escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from fieldkit.practice.agreement import Agreement, Figure
from fieldkit.practice.bars import plain
from fieldkit.practice.difficulty import Difficulty
from fieldkit.practice.gold import Readiness
from fieldkit.practice.paired import Paired, counts_of, together
from fieldkit.practice.report import Report, Say, about, interval_text, people_text, value_text
from fieldkit.practice.svg import FILLS, PATTERNS, interval_bar, share_bar, stacked_bar

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Even if a text got through unescaped, the browser would load and run nothing for it."""
_STYLE = (
    "body{font:16px/1.45 sans-serif;color:#111;background:#fff;max-width:60rem;margin:1.5rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:.5rem 0}caption{text-align:left;font-weight:bold}"
    "th,td{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right;white-space:nowrap}.practice{border:3px double #111;padding:.4rem .8rem;font-weight:bold}"
    "svg{vertical-align:middle}.patterns{position:absolute}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}td,th{padding:.15rem .35rem}"
    "svg.bar{width:7rem;height:auto}"
    "tr,p{break-inside:avoid}caption{break-after:avoid}thead{display:table-header-group}}"
)
_KEYS = ("stayed", "gained", "lost", "missed")


def page(report: Report, say: Say, language: str) -> str:
    """Return the page of a class: how hard each item was, how far it agrees, before and after, who is ready (counts).

    No person is on it: it is meant to be shown to the room.
    """
    title = say("with", name=say("title"), what=report.course)
    return document(title, f"{PATTERNS}\n<h1>{text_of(title)}</h1>", _body(report, say), language)


def document(title: str, begin: str, body: Iterable[str], language: str, style: str = "") -> str:
    """Return a whole page: nothing is fetched and nothing runs. `begin` and `body` are HTML, `title` is text."""
    head = (
        f'<!DOCTYPE html>\n<html lang="{text_of(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{text_of(title)}</title>'
        f"<style>{_STYLE}{style}</style></head>"
    )
    parts = "\n".join(body)
    return f"{head}\n<body>{begin}\n{parts}\n</body></html>\n"


def _body(report: Report, say: Say) -> Iterable[str]:
    if report.day:
        yield f"<p>{text_of(report.day)}</p>"
    yield f'<p class="practice">{text_of(say("practice"))}</p>'
    yield from (f"<p>{text_of(note)}</p>" for note in report.notes)
    if report.difficulty:
        yield _difficulty(report, say)
    if report.agreement:
        yield _agreement(report.agreement, say)
    if report.paired:
        yield _paired(report, say)
    if report.gold:
        yield _gold(report, say)


def _difficulty(report: Report, say: Say) -> str:
    rows = [_item(one, report, say) for one in report.difficulty]
    return _table(say("difficulty"), [say("item"), say("right"), say("share")], rows)


def _item(one: Difficulty, report: Report, say: Say) -> list[str]:
    says = say("of", right=one.right, of=one.of) if one.of else say("nobody")
    drawn = share_bar(one.share, plain(says)) if one.share is not None else ""
    return [_name(report.name(one.item)), _number(says), f"<td>{drawn}</td>"]


def _agreement(agreement: Agreement, say: Say) -> str:
    heads = [say("figure"), say("value"), say("interval"), say("n"), "0 - 1"]
    table = _table(say("agreement"), heads, [_figure(figure, say) for figure in agreement.figures])
    return table + "".join(f"<p>{text_of(note)}</p>" for note in about(agreement, say))


def _figure(figure: Figure, say: Say) -> list[str]:
    name, value, between = say(figure.coefficient.value), value_text(figure, say), interval_text(figure, say)
    cells = [_name(name), _number(value), _number(between), _number(str(figure.items))]
    if figure.value is None:
        return [*cells, "<td></td>"]
    low, high = (figure.interval.low, figure.interval.high) if figure.interval else (figure.value, figure.value)
    says = say("with", name=name, what=f"{value}, {between}" if between else value)
    return [*cells, f"<td>{interval_bar(figure.value, low, high, plain(says))}</td>"]


def _paired(report: Report, say: Say) -> str:
    heads = [say("item"), *(say(key) for key in _KEYS), say("once"), say("share")]
    rows = [_pair(one, report, say) for one in (*report.paired, together(report.paired, say("all_items")))]
    legend = " ".join(f"{_swatch(at)} {text_of(say(key))}" for at, key in enumerate(_KEYS))
    people = f"<p>{text_of(people_text(report.people, say))}</p>" if report.people else ""
    return f"{_table(say('paired'), heads, rows)}<p>{legend}</p>{people}"


def _pair(one: Paired, report: Report, say: Say) -> list[str]:
    counts = counts_of(one)
    says = ", ".join(say("with", name=say(key), what=count) for key, count in zip(_KEYS, counts, strict=False))
    drawn = stacked_bar(counts[:4], plain(says)) if one.of else ""
    numbers = [_number(str(count)) for count in counts]
    return [_name(report.name(one.item)), *numbers, f"<td>{drawn}</td>"]


def _swatch(at: int) -> str:
    square = f'<rect width="14" height="14" fill="{FILLS[at]}" stroke="#333"/>'
    return f'<svg width="14" height="14" aria-hidden="true">{square}</svg>'


def _gold(report: Report, say: Say) -> str:
    shown = (Readiness.READY, Readiness.NOT_YET, Readiness.NOT_FULL)
    rows = [[_name(say(state.value)), _number(str(report.gold.get(state, 0)))] for state in shown]
    return _table(say("gold"), ["", say("people_count")], rows)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{text_of(text)}</th>' for text in heads)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table><caption>{text_of(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _name(text: str) -> str:
    return f'<th scope="row">{text_of(text)}</th>'


def _number(text: str) -> str:
    return f'<td class="n">{text_of(text)}</td>'


def text_of(text: str) -> str:
    """Return text for an element or an attribute, without control and direction characters."""
    return escape(plain(text))
