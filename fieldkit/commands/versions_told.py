"""Several versions of one interview, told in words: who made them, what differs, what stands meanwhile."""

from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.merge import ANSWERS, CONSENT, NOTES, NOTHING, REPEATS, Field, Token, content_of, facts_of, value_of
from fieldkit.cases.stricter import narrowest, risk_of
from fieldkit.cases.versions import Beside, Head, Why
from fieldkit.cases.words import InboxRow
from fieldkit.commands.draft_forms import version_of
from fieldkit.commands.library import form_here
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling import form_words, result_words, tell_code
from fieldkit.commands.telling_answers import question_words, told_answers, told_text
from fieldkit.commands.telling_consent import consent_lines
from fieldkit.forms.check import load_form
from fieldkit.forms.flags import identifying_keys
from fieldkit.forms.keys import name_of
from fieldkit.forms.model import Form
from fieldkit.result import Json
from fieldkit.store.store import Store

WHY: Mapping[Why, str] = {
    "copied": "two stores of this laptop: a copied disk or a restored backup",
    "here": "changed here as well",
    "twice": "changed twice from one state",
}
HIDDEN = "(identifies the person: --reveal --purpose WHY shows it)"
NOT_SETTLED = "two versions: not settled"


def several_line(row: InboxRow) -> tuple[str, ...]:
    """Return the line that says that an interview stands in several versions; none where it does not."""
    if row.versions is None:
        return ()
    count, code = len(row.versions.heads), tell_code(row.code)
    if not row.versions.open:
        return (f"{count} versions, merged: fieldkit hq conflicts {code} tells them apart",)
    meanwhile = f"the stricter result stands: {result_words(row.label)}" + (", urgent" if row.urgent else "")
    return (
        f"! {count} versions: not settled ({row.versions.open} to decide); {meanwhile}. fieldkit hq conflicts {code}",
    )


def merged_content(row: InboxRow, found: Beside) -> dict[str, Json] | None:
    """Return what `show` tells of several versions: the merged values, the newest version's where they are open, with
    the result that stands and the narrowest consent."""
    if not found.readable:
        return None
    own = next((head for head in found.readable if head.revision == row.revision), found.readable[-1]).content or {}
    merged = content_of(found.merged, own)
    strict = next((h.content for h in found.readable if h.content and risk_of(h.content).label == row.label), own)
    result = strict.get("result")
    told = dict(result) if isinstance(result, Mapping) else {}
    merged["result"] = {**told, "label": row.label, "urgent": row.urgent, "suspicion": row.suspicion}
    consent = merged.get(CONSENT)
    if Field(CONSENT) in found.merged.open and isinstance(consent, Mapping):
        words = narrowest([(head.content or {}).get(CONSENT) for head in found.readable])
        given = words.pop("given", "no")
        merged[CONSENT] = {**consent, "given": given, "purposes": words}
    return merged


def told_versions(store: Store, row: InboxRow, found: Beside, *, reveal: bool) -> list[str]:
    """Return everything about one interview in several versions: the versions, what is open side by side, what is
    decided, what merged."""
    form = _form(store, row)
    lines = [f"{tell_code(row.code)}   {form_words(row.form)}", *several_line(row), ""]
    lines += [_version_line(number, head) for number, head in enumerate(found.heads, start=1)]
    for field, sides in sorted(found.merged.open.items()):
        lines += ["", _heading(form, field)]
        for number, head in enumerate(found.heads, start=1):
            if head.revision in sides:
                told = _value(form, field, sides[head.revision], reveal=reveal)
                lines += [f"  {number}  {told[0]}", *(f"     {line}" for line in told[1:])]
    lines += _listed("decided", [field.name for field in found.merged.chosen])
    return lines + _listed("merged without a question", _merged_names(found))


def _listed(what: str, names: Sequence[str]) -> list[str]:
    return ["", f"{what}: {', '.join(told_text(name, 60) for name in sorted(names))}"] if names else []


def _merged_names(found: Beside) -> list[str]:
    """Return the fields in which versions differ and nobody needs to decide."""
    facts = [facts_of(head.content) for head in found.readable if head.content is not None]
    fields = set(found.merged.settled) - set(found.merged.chosen)
    return [field.name for field in fields if len({some.get(field, NOTHING) for some in facts}) > 1]


def _version_line(number: int, head: Head) -> str:
    sent = f"from laptop {head.device[:10]}, received {day_and_time(head.received_ms)}"
    where = f"{'made here' if head.made_here else sent}, finished {day_and_time(head.finished_ms)}"
    line = f"  {number}  revision {head.revision[:8]} (number {head.rev}), {where}"
    if head.content is None:
        return f"{line}: erased"
    why = reason_of(head.content)
    return f"{line}, by {told_text(author_of(head.content), 60)}" + (f", because {told_text(why)}" if why else "")


def author_of(content: Mapping[str, Json]) -> str:
    """Return the label of who made a version: of a later one who changed it, else who asked."""
    revision = content.get("revision")
    return str(revision.get("author") if isinstance(revision, Mapping) else content.get("interviewer"))


def reason_of(content: Mapping[str, Json]) -> str:
    """Return why a version was made; empty for a first one."""
    revision = content.get("revision")
    return str(revision.get("reason")) if isinstance(revision, Mapping) else ""


def _heading(form: Form | None, field: Field) -> str:
    if field.part == ANSWERS:
        return f"! {told_text(question_words(form, field.key), 200)}  [{told_text(field.name, 60)}]"
    if field.part == NOTES:
        return f"! Note on: {told_text(question_words(form, field.key), 200)}  [{told_text(field.name, 60)}]"
    words = {CONSENT: "Consent (the narrower one stands meanwhile)", REPEATS: "Everything that is asked several times"}
    return f"! {words[field.part]}  [{field.name}]"


def _value(form: Form | None, field: Field, token: Token, *, reveal: bool) -> list[str]:
    """Return one version's value in words."""
    value = value_of(token)
    if token == NOTHING:
        return ["(nothing)"]
    if field.part == CONSENT and isinstance(value, Mapping):
        return [line.strip() for line in consent_lines(value)] or ["(nothing)"]
    if field.part == NOTES and isinstance(value, Mapping):
        return [("? doubtful: " if value.get("doubt") else "") + told_text(value.get("text"))]
    answers = value if field.part == REPEATS and isinstance(value, Mapping) else {field.key: value}
    return _answer(form, answers, reveal=reveal)


def _answer(form: Form | None, answers: Mapping[str, Json], *, reveal: bool) -> list[str]:
    hidden = form is not None and not reveal and {name_of(key) for key in answers} & identifying_keys(form)
    told = [line.strip() for line in told_answers(form, answers, identifying=reveal)]
    own = told[1:] if form is not None and len(answers) == 1 else told  # its question is the heading
    return [*own, HIDDEN] if hidden else own or ["(not asked, or did not apply)"]


def _form(store: Store, row: InboxRow) -> Form | None:
    """Return the interview's form in its own version; as it is here where that is not at hand."""
    try:
        file = version_of(store, row.form, str(row.stub["form_hash"])) or form_here(row.form)
        return load_form(file.data, file.id, file.beside) if file else None
    except (errors.FormError, errors.KeptFormDamaged):
        return None
