"""Run an interview: ask, commit every answer before the next question is drawn, resume, finish in one transaction.

One draft carries up to three forms under one code: the one it was begun with and, where that says so (followed_by),
what the worker did after its result (`after_result`) and - only with consent - the identity and safe contact
(`identity_contact`). The answers of the last two are kept in the draft as `after/KEY` and `identity/KEY`, so that a
power cut loses none of them either.
"""

from collections.abc import Callable

from fieldkit import errors
from fieldkit.cases.answer_keys import AFTER, IDENTITY
from fieldkit.cases.directory import CHILD
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Leave, QuickExit, Reply, State, consent, final_answers, outcome, safety
from fieldkit.forms.values import AnswerValue, Tri
from fieldkit.workflows.asking import TakesBack, ask, to_consent
from fieldkit.workflows.finishing import Followed, finish, text_of, took_back
from fieldkit.workflows.keeping import GaveUp, keep, read
from fieldkit.workflows.work import Done, Work

__all__ = ["WITHDRAWN", "Done", "Work", "run"]

HELP = "help_wanted"
"""The question in which a person says which help is wanted: a form that has it ends with who can give it."""
WITHDRAWN = "withdrawn"
"""The state of a finished interview whose consent was taken back while it was being revised."""


def run(draft_id: str, work: Work) -> Done | None:
    """Take a draft from where it stands to its end; None when the worker left it for later.

    Raises: AnswerRefused and AnswerMissing (scripted), KeyboardInterrupt.
    """
    while True:
        try:
            return _run(draft_id, work)
        except GaveUp:
            return None
        except TakesBack as taken:
            to_consent(draft_id, work.forms.screening, work, taken.language)


def _run(draft_id: str, work: Work) -> Done | None:
    draft = work.drafts.load(draft_id)
    screened = ask(draft, "", work.forms.screening, work)
    if screened is None:
        return None
    found = outcome(screened)
    if work.take_back is not None and took_back(screened):  # a further revision would leave the earlier ones readable
        keep(work, screened.language, work.take_back)
        return Done(draft.summary.code, WITHDRAWN, found)
    resumed = (draft.summary.position or "").startswith((AFTER, IDENTITY))  # then the result was seen before
    if not resumed and not _told(screened, found, work):
        return None
    if "revises" in draft.extra:  # what followed the first one stands
        return _finished(draft_id, screened, found, Followed({}, {}), work)
    after = _follow_up(draft_id, AFTER, work.forms.after, found.suspicion, screened, work)
    if after is None:
        return None
    shares = final_answers(screened).get("share_identity") == "yes" and consent(screened) is Tri.YES
    identity = _follow_up(draft_id, IDENTITY, work.forms.identity, shares, screened, work)
    if identity is None:
        return None
    return _finished(draft_id, screened, found, Followed(after, identity), work)


def _finished(draft_id: str, screened: State, found: Outcome, followed: Followed, work: Work) -> Done:
    """Finish; where the answers are too long to travel, the interview stands again where they can be shortened."""
    try:
        return finish(work.drafts.load(draft_id), screened, found, followed, work)
    except errors.InterviewTooLong:
        now, language = work.clock.now(), screened.language
        keep(work, language, lambda: work.drafts.step(draft_id, (), "", now, language))
        raise


def _told(screened: State, found: Outcome, work: Work) -> bool:
    """Show the result where the form has a rule for one, then who can help nearby where it asks which help is wanted;
    False when the worker left."""
    language, screen, answers = screened.language, work.screen, final_answers(screened)
    post, needs = text_of(answers.get("post")), answers.get(HELP)
    child = () if found.age == "adult" else (CHILD,)  # an unknown age is protected as a child
    wanted = (*(needs if isinstance(needs, tuple) else ()), *child)
    pages: list[Callable[[], Reply]] = []
    if screened.compiled.form.classify is not None or safety(screened) is Tri.NO:
        pages.append(lambda: screen.outcome(found, language))
    if any(question.name == HELP for question in screened.compiled.form.questions):
        pages.append(lambda: screen.services(post, wanted, language))
    return not any(isinstance(read(page, language, screen), Leave | QuickExit) for page in pages)


def _follow_up(
    draft_id: str, prefix: str, form: CompiledForm | None, wanted: bool, screened: State, work: Work
) -> dict[str, AnswerValue] | None:
    """Ask a further form of the same draft when it applies; its answers, {} when it does not apply or its own consent
    was not given, None when left."""
    if form is None or not wanted:
        return {}
    language = screened.language
    if language not in form.form.languages:
        language = screened.compiled.form.stand_in(language)
    state = ask(work.drafts.load(draft_id), prefix, form, work, language)
    if state is None:
        return None
    return final_answers(state) if consent(state) is Tri.YES else {}
