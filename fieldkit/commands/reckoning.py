"""Run a form over the merged answers of several versions, so that what only both together show is seen. store-format 13

Nothing is shown and no look is journaled: the result alone goes back into the store, beside the versions' own.
"""

import contextlib

from fieldkit import errors
from fieldkit.cases.merge import ANSWERS, content_of
from fieldkit.cases.stricter import Risk, strictest
from fieldkit.cases.versions import Beside, Head
from fieldkit.commands.draft_forms import version_of
from fieldkit.commands.telling import given_answers
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import outcome, start
from fieldkit.forms.model import Form
from fieldkit.forms.question_types import COMPUTED
from fieldkit.forms.values import from_json
from fieldkit.ports import Instant
from fieldkit.store.store import Store
from fieldkit.workflows.reopening import day_of

LATER = (
    errors.FormError,
    errors.KeptFormDamaged,
    errors.StoredAnswerUnreadable,
    errors.DiskFull,
    errors.StoreUnwritable,
)
"""Why something is not reckoned now: the stricter of the versions stands, and the next command tries again."""
CHILD = {"child": "yes", "adult": "no", "unknown": "unknown"}


def reckon(store: Store) -> int:
    """Reckon what has versions that no form was run over yet; return how many were."""
    done = 0
    for found in list(store.merging.unreckoned()):
        with contextlib.suppress(*LATER):
            form = _form_of(store, found)
            if form is not None:
                store.merging.reckon(found, _computed(form), _risk(form, found))
                done += 1
    return done


def _form_of(store: Store, found: Beside) -> Form | None:
    """Return the form that all versions were made on, in exactly their version; None where it is not here."""
    used = {(str(head.stub["form"]), str(head.stub["form_hash"])) for head in found.readable}
    file = version_of(store, *used.pop()) if len(used) == 1 else None
    return None if file is None else load_form(file.data, file.id, file.beside)


def _computed(form: Form) -> frozenset[str]:
    return frozenset(question.key for question in form.questions if question.type in COMPUTED)


def _risk(form: Form, found: Beside) -> Risk:
    """Return the strictest result: while something is open, of the merged answers with each version's own side."""
    computed = _computed(form)
    asked = any(field.part != ANSWERS or field.key not in computed for field in found.merged.open)
    return strictest(_run(form, found, head) for head in (found.readable if asked else found.readable[:1]))


def _run(form: Form, found: Beside, head: Head) -> Risk:
    content = content_of(found.merged, head.content or {})
    given = {key: from_json(value) for key, value in given_answers(form, content).items()}
    at = Instant.from_json(head.stub["finished"])  # type: ignore[arg-type]
    said = content.get("language")
    language = said if isinstance(said, str) and said in form.languages else form.languages[0]
    got = outcome(start(compile_form(form), language=language, today=day_of(at), now=at, answers=given))
    return Risk(got.label.value, got.urgent, got.suspicion, CHILD[got.age])
