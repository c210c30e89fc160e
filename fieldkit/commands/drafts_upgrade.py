"""`fieldkit draft upgrade`: move an unfinished interview to the newest version of its form."""

from collections.abc import Iterator
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.drafting import Draft, DraftPin
from fieldkit.commands.draft_forms import FOLLOWERS, files_to_keep, follower, followers_of, own_draft, own_file
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import FormFile, approved_languages, form_file
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.commands.unfinished import going_on
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import Form
from fieldkit.forms.upgrade import Line
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.ui.error_words import fact_words
from fieldkit.ui.messages import current, say
from fieldkit.workflows.upgrading import Part, Plan, planned


def upgrade(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> Result:
    """Move an unfinished interview to the version of its form that is on this laptop now.

    Shows first what is kept, converted, dropped and new. The answers as they were stay in the store until the interview
    is finished. Names of questions are shown, never answers.

    Example: fieldkit draft upgrade K7M-4QX
    """
    env: Env = ctx.obj
    with opened(env) as store:
        draft = store.drafts.load(own_draft(store, code).id)
        here = form_file(draft.summary.form)
        if _is_newest(store, draft, here):
            return _nothing_to_do(draft)
        parts = _parts(store, draft, here)
        _approved(store, draft, here)
        plan = planned(draft, parts, env.clock.now())
        told = tuple(_told(draft, here, parts[0].new.form, plan, by_name=parts[0].old is None))
        if not yes:
            if not env.terminal.interactive:
                after = (say(current(), "upgrade.to_do"),)
                return Result(_data(draft, parts[0].new.form, plan, done=False), told, after=after)
            env.terminal.say(*told)
            if not env.terminal.confirm(say(current(), "upgrade.ask")):
                data = _data(draft, parts[0].new.form, plan, done=False)
                return Result(data, (say(current(), "store.unchanged"),))
        kept = files_to_keep(here, parts[0].new.form.followed_by)
        pin = DraftPin(here.id, parts[0].new.form.version, here.sha256, kept.followers)
        moved = (plan.history, plan.position, kept.forms, plan.notes, plan.typed)
        store.drafts.upgrade(draft.summary.id, pin, *moved)
        go_on = going_on(store)
    shown = tell_code(draft.summary.code)
    after = (say(current(), "upgrade.moved", code=shown, command=f"{go_on} --resume {shown}"),)
    return Result(_data(draft, parts[0].new.form, plan, done=True), told if yes else (), after=after)


def _is_newest(store: Store, draft: Draft, here: FormFile) -> bool:
    followers = followers_of(store, draft.summary).items()
    same = [not pinned or pinned == form_file(name).sha256 for name, pinned in followers]
    return here.sha256 == draft.summary.form_hash and all(same)


def _nothing_to_do(draft: Draft) -> Result:
    version = draft.summary.version
    code, form = tell_code(draft.summary.code), draft.summary.form
    line = say(current(), "upgrade.newest", code=code, form=form, version=version)
    return Result({"code": draft.summary.code, "done": False, "from": version, "to": version}, (line,))


def _parts(store: Store, draft: Draft, here: FormFile) -> list[Part]:
    """Return the draft's forms in both versions, its own first, then those that follow."""
    parts = [Part("", _older(store, draft), _compiled(here))]
    pinned = followers_of(store, draft.summary)
    for prefix, name in FOLLOWERS.items():
        if name in pinned:
            old = follower(store, name, pinned[name])
            parts.append(Part(prefix, load_form(old.data, old.id, old.beside), _compiled(form_file(name))))
    return parts


def _older(store: Store, draft: Draft) -> Form | None:
    """Return the version that the draft belongs to; None where its text was never kept (store-format 7.2)."""
    try:
        file = own_file(store, draft.summary)
    except (errors.DraftOnOtherForm, errors.KeptFormDamaged):
        return None
    return load_form(file.data, file.id, file.beside)


def _compiled(file: FormFile) -> CompiledForm:
    return compile_form(load_form(file.data, file.id, file.beside))


def _approved(store: Store, draft: Draft, here: FormFile) -> None:
    """See that headquarters approved the new version in the interview's language. Raises: FormNotApproved."""
    approved = approved_languages(card_of(store).approvals, here)
    if draft.summary.language not in approved:
        known = ", ".join(sorted(approved)) or "nothing yet"
        raise errors.FormNotApproved(form=here.id, language=draft.summary.language, approved=known)


# --- telling -------------------------------------------------------------------------------------------------


def _told(draft: Draft, here: FormFile, form: Form, plan: Plan, *, by_name: bool) -> Iterator[str]:
    language, code = current(), tell_code(draft.summary.code)
    yield say(language, "upgrade.versions", code=code, form=here.id, old=draft.summary.version, new=form.version)
    if by_name:
        yield say(language, "upgrade.by_name")
    kept = [line for line in plan.of("kept") if not line.renamed]
    yield say(language, "upgrade.kept", n=str(len(kept)))
    renamed = (line for line in plan.of("kept") if line.renamed)
    yield from (say(language, "upgrade.renamed", old=line.key, new=line.new_key) for line in renamed)
    yield from (say(language, "upgrade.converted", what=_because(_moved(line), line)) for line in plan.of("converted"))
    yield from (say(language, "upgrade.dropped", what=_because(line.key, line)) for line in plan.of("dropped"))
    yield from (say(language, "upgrade.new", what=key) for key in plan.fresh)


def _because(what: str, line: Line) -> str:
    return f"{what}: {fact_words(line.why, current())}" if line.why else what


def _moved(line: Line) -> str:
    return f"{line.key} -> {line.new_key}" if line.renamed else line.key


def _data(draft: Draft, form: Form, plan: Plan, *, done: bool) -> dict[str, Json]:
    answers: list[Json] = [
        {"key": line.key, "new_key": line.new_key, "how": line.how, "why": line.why} for line in plan.lines
    ]
    return {
        "code": draft.summary.code,
        "form": form.form_id,
        "from": draft.summary.version,
        "to": form.version,
        "answers": answers,
        "new": list(plan.fresh),
        "done": done,
    }
