"""An interview that was not finished, told in words: which form, its code, from when, at which question."""

from collections.abc import Sequence

from fieldkit import errors
from fieldkit.cases.drafting import DraftSummary
from fieldkit.cases.words import Role
from fieldkit.commands.draft_forms import own_file
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling import tell_code
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import text_in
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say
from fieldkit.ui.sheets import DraftOffer
from fieldkit.workflows.reopening import reopened_view


def offers_of(store: Store, drafts: Sequence[DraftSummary], language: str | None = None) -> tuple[DraftOffer, ...]:
    """Return each draft as it will be reopened, its form's title in `language` (the draft's own if not given)."""
    compiled: dict[str, CompiledForm | None] = {}
    for draft in drafts:
        if draft.form_hash not in compiled:
            compiled[draft.form_hash] = _compiled(store, draft)
    return tuple(_offer(store, draft, compiled[draft.form_hash], language or draft.language) for draft in drafts)


def going_on(store: Store) -> str:
    """Return the command that goes on with an unfinished interview of this store."""
    return "fieldkit fill" if store.role is Role.HQ else "fieldkit screen"


def told(offer: DraftOffer) -> str:
    """Return an unfinished interview as one line. No answer and no question is in it."""
    place = say(current(), "of", number=offer.number, total=offer.total)
    return say(current(), "status.draft", code=offer.code, form=offer.form, begun=offer.begun, place=place)


def _offer(store: Store, draft: DraftSummary, form: CompiledForm | None, language: str) -> DraftOffer:
    title, number, total = draft.form, draft.answers + 1, draft.answers + 1
    if form is not None:
        title = text_in(form.form.title, language, form.form.stand_in(language))
        try:
            shown = reopened_view(store.drafts.load(draft.id), form)
            number, total = min(shown.number, shown.total), shown.total
        except errors.FormError:  # the form's text changed meanwhile; going on will say so
            pass
    return DraftOffer(draft.id, title, tell_code(draft.code), day_and_time(draft.started.utc_ms), number, total)


def _compiled(store: Store, draft: DraftSummary) -> CompiledForm | None:
    try:
        file = own_file(store, draft)
        return compile_form(load_form(file.data, file.id, file.beside))
    except (errors.FormError, errors.FormUnknown, errors.DraftOnOtherForm):
        return None
