"""Which forms are about one code at headquarters: the screening, the case, what followed."""

from fieldkit.cases.words import InboxQuery, InboxRow
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling import form_words, tell_code
from fieldkit.store.store import Store

SHOWN = 50


def linked_lines(store: Store, row: InboxRow) -> list[str]:
    """Return what an interview is about, and which forms are about it, newest first."""
    lines = [] if row.about is None else [f"about {tell_code(row.about)}: fieldkit show {tell_code(row.about)}"]
    found = sorted(
        store.inbox.list(InboxQuery(about=row.code, limit=SHOWN + 1)), key=lambda one: one.received_ms, reverse=True
    )
    if found:
        lines.append("forms about this one, newest first:")
        titles = {form: form_words(form) for form in {one.form for one in found[:SHOWN]}}
        lines += [f"  {_told(one, titles[one.form])}" for one in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"  and more: fieldkit inbox --about {tell_code(row.code)} --limit 1000")
    return lines


def origin(row: InboxRow) -> str:
    """Return where an interview came from: a laptop, or this store."""
    if row.made_here:
        return f"made here, finished {day_and_time(row.finished_ms)}"
    return f"from laptop {row.device[:10]}, received {day_and_time(row.received_ms)}"


def _told(row: InboxRow, title: str) -> str:
    day = row.day or day_and_time(row.finished_ms)[:10]
    note = " (unconfirmed)" if row.unconfirmed else ""
    return f"{day}  {tell_code(row.code)}  {title}  {row.state}{note}"
