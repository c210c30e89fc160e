"""Forms that are no screening: without gates or a rule, with a clock that is told, finished by a second person."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.ports import Instant
from fieldkit.sync.bundle.limits import LIMITS
from tests.flow.added_forms import CHILDREN, CLOSURE, REPORT, SESSION, Added, added
from tests.flow.test_own_drafts import Turns, second, turn
from tests.flow.world import DAY_MS, HOUR_MS, SUSPICION, Machine, Said, World, fingerprint_of

__all__ = ["added", "second", "turn"]

DAY = {"day": "2026-11-20", "people": "12"}


def filled(machine: Machine, form: str, *words: str, **answers: str) -> Said:
    """Fill in a form by an answers file."""
    return machine.screened({}, form, *words, **answers)


def stub_of(machine: Machine, code: str) -> Any:
    return next(row for row in machine.open().records.list() if row.code == code).stub


def content_of(machine: Machine, code: str) -> Any:
    store = machine.open()
    row = next(row for row in store.records.list() if row.code == code)
    return store.records.content(row.id)


# --- forms without gates and without a rule --------------------------------------------------------------


def test_a_form_without_gates_goes_from_the_laptop_to_headquarters(added: Added) -> None:
    """It is finished, without a result; it travels in its own class and is shown with its answers, as no hint."""
    world, form = added.world, added.write(SESSION)
    added.approve()
    done = filled(world.laptop, form, **DAY)
    assert (done.status, done.data["state"], done.data["result"]) == (0, "finished", "no_result")
    code = done.data["code"]
    assert stub_of(world.laptop, code)["clock_start"] is None
    assert "consent" not in content_of(world.laptop, code)
    world.laptop.hand_over(world.stick())  # nothing is unsettled: no reason is asked for
    world.bring()
    shown = world.hq.read("show", code)
    assert "How many people?" in shown
    assert "12" in shown
    assert [word for word in ("Result", "referral hint", "age:", "24 hours: late") if word in shown] == []
    (row,) = world.hq.do("inbox").data["rows"]
    assert [row[fact] for fact in ("result", "urgent", "suspicion")] == ["no_result", False, False]
    assert "age unknown" not in world.hq.read("inbox")


def test_it_has_neither_a_result_nor_services_to_show(added: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the review it is done: pages about a person have nothing to say."""
    from fieldkit.ui.script import AnswersScript

    seen: list[str] = []
    for page in ("outcome", "services"):
        plain = getattr(AnswersScript, page)
        monkeypatch.setattr(AnswersScript, page, _noted(plain, page, seen))
    form = added.write(SESSION)
    added.approve()
    assert filled(added.world.laptop, form, **DAY).status == 0
    assert seen == []
    assert added.world.laptop.screened().status == 0
    assert seen == ["outcome", "services"]


def _noted(page: Callable[..., Any], name: str, seen: list[str]) -> Callable[..., Any]:
    def shown(*given: Any, **named: Any) -> Any:
        seen.append(name)
        return page(*given, **named)

    return shown


def test_only_forms_that_say_so_are_followed_by_others(added: Added) -> None:
    """The draft keeps those that its form lists, and no others."""
    world, form = added.world, added.write(CLOSURE.replace('second_person: "yes"\n', ""))
    only_after = added.write(CLOSURE.replace("small_closure", "one_follows") + "followed_by: [after_result]\n")
    added.approve()
    pinned = {}
    for name in (form, only_after, "border_quick_screen"):
        assert filled(world.laptop, name, "--new").status != 0
        (draft,) = (d for d in world.laptop.open().drafts.list() if d.form == name)
        forms = world.laptop.open().drafts.load(draft.id).extra["forms"]
        assert isinstance(forms, dict)
        pinned[name] = set(forms)
    both = {"after_result", "identity_contact"}
    assert pinned == {form: set(), only_after: {"after_result"}, "border_quick_screen": both}


def test_a_form_that_follows_another_one_is_never_begun_alone(added: Added) -> None:
    """Which ones these are, the forms themselves say."""
    added.approve()
    for name in ("after_result", "identity_contact"):
        assert filled(added.world.laptop, name).status == errors.FormFollows.exit_status
    screen = added.folder / "border_quick_screen.yaml"
    text = screen.read_text(encoding="utf-8").replace("followed_by:\n  - after_result\n  - identity_contact\n", "")
    screen.write_text(text, encoding="utf-8")
    added.approve()
    assert filled(added.world.laptop, "after_result").status != errors.FormFollows.exit_status


def test_an_interview_from_before_forms_said_so_still_has_what_follows(added: Added) -> None:
    """Its draft names the versions of both; they are put although the form, as it was, lists none."""
    screen = added.folder / "border_quick_screen.yaml"
    listed = screen.read_text(encoding="utf-8")
    assert added.world.laptop.screened(None, age="no age").status != 0  # begun, with both pinned
    store = added.world.laptop.open()
    (draft,) = store.drafts.list()
    older = listed.replace("followed_by:\n  - after_result\n  - identity_contact\n", "")
    assert older != listed
    screen.write_text(older, encoding="utf-8")
    from fieldkit.commands.draft_forms import followers_of

    assert set(followers_of(store, draft)) == {"after_result", "identity_contact"}
    done = added.world.laptop.screened(None, "--resume", draft.code)
    assert done.status == 0, done.err
    assert added.world.laptop.open().records.list()[0].voice_ms is not None


def test_without_an_offer_of_help_none_is_missed_when_packing(added: Added) -> None:
    """A report is told by voice; a referral is asked for only where the form is followed by that question."""
    form = added.write(REPORT.replace("TYPE", "date"))
    added.approve()
    done = filled(added.world.laptop, form, heard="yes", knew="2026-11-01")
    refused = added.world.laptop.do("pack")
    assert refused.status == errors.PackingUnanswered.exit_status
    assert "not reported by voice" in refused.err
    assert "referral" not in refused.err
    assert added.world.laptop.do("report-made", done.data["code"], "--to", "duty phone").status == 0
    assert added.world.laptop.do("pack").status == 0


# --- a clock that is told ----------------------------------------------------------------------------------


def begun_at(machine: Machine, code: str) -> Instant | None:
    start = stub_of(machine, code)["clock_start"]
    return None if start is None else Instant.from_json(start)


def test_the_clock_starts_when_the_reporter_first_knew(added: Added) -> None:
    """A moment as it is, a day at its midnight here; the 24 hours are late although the form was filled in now."""
    world = added.world
    now = world.laptop.clock.now()
    here = dt.timezone(dt.timedelta(minutes=now.offset_min))
    knew = dt.datetime.fromtimestamp(now.utc_ms / 1000 - 30 * 3600, here).replace(second=0, microsecond=0)
    for kind, typed, wanted in (
        ("dateTime", f"{knew:%Y-%m-%d %H:%M}", knew),
        ("date", f"{knew:%Y-%m-%d}", dt.datetime.combine(knew.date(), dt.time(), here)),
    ):
        form = added.write(REPORT.replace("TYPE", kind).replace("small_report", f"small_{kind.lower()}"))
        added.approve()
        done = filled(world.laptop, form, heard="yes", knew=typed)
        assert done.status == 0, done.err
        start = begun_at(world.laptop, done.data["code"])
        assert start is not None
        assert (start.utc_ms, start.boot) == (int(wanted.timestamp() * 1000), "")
    assert [row["clock"] for row in world.laptop.do("status").data["interviews"]] == ["late", "late"]
    world.laptop.hand_over(world.stick(), "--because", "test")
    world.bring()
    clocks = [row["clock"] for row in world.hq.do("inbox").data["rows"]]
    assert [(clock["state"], clock["suspect"]) for clock in clocks] == [("late", False)] * 2


def test_unanswered_the_clock_starts_when_the_form_was_begun(added: Added) -> None:
    """Leaving it out saves nobody any time; where the question did not apply no clock runs."""
    form = added.write(REPORT.replace("TYPE", "dateTime"))
    added.approve()
    done = filled(added.world.laptop, form, heard="yes")
    start = begun_at(added.world.laptop, done.data["code"])
    assert start == Instant.from_json(stub_of(added.world.laptop, done.data["code"])["started"])
    done = filled(added.world.laptop, form, heard="no")
    assert begun_at(added.world.laptop, done.data["code"]) is None


def test_a_clock_never_starts_in_the_future_nor_before_there_were_any(added: Added) -> None:
    """The form refuses such a day; where one does not, the moment of finishing counts."""
    form = added.write(REPORT.replace("TYPE", "date"))
    unbounded = REPORT.replace("TYPE", "date").replace("small_report", "unbounded")
    free = added.write(unbounded.replace('    constraint: ". <= now()"\n', ""))
    added.approve()
    now = added.world.laptop.clock.now().utc_ms
    tomorrow = dt.datetime.fromtimestamp((now + 2 * DAY_MS) / 1000, dt.timezone.utc).strftime("%Y-%m-%d")
    refused = filled(added.world.laptop, form, heard="yes", knew=tomorrow)
    assert refused.status == errors.AnswerRefused.exit_status
    assert "Not in the future" in refused.err
    starts = []
    for day in (tomorrow, "1931-01-01"):
        done = filled(added.world.laptop, free, heard="yes", knew=day)
        assert done.status == 0, done.err
        start = begun_at(added.world.laptop, done.data["code"])
        assert start is not None
        starts.append(start.utc_ms)
    assert now <= starts[0] < now + HOUR_MS
    assert starts[1] == 0
    added.world.laptop.hand_over(added.world.stick(), "--because", "test")
    assert sum(one["new"] for one in added.world.bring()) == 2


def test_a_form_that_lay_unfinished_for_days_wins_no_time(added: Added) -> None:
    """Whoever began to write it down knew by then, whatever later moment is named in it."""
    laptop = added.world.laptop
    form = added.write(REPORT.replace("TYPE", "date"))
    added.approve()
    begun = laptop.clock.now().utc_ms
    tomorrow = dt.datetime.fromtimestamp((begun + 2 * DAY_MS) / 1000, dt.timezone.utc).strftime("%Y-%m-%d")
    assert filled(laptop, form, heard="yes", knew=tomorrow).status == errors.AnswerRefused.exit_status
    (draft,) = laptop.do("drafts").data["drafts"]
    laptop.clock.ahead_ms = 3 * DAY_MS
    done = filled(laptop, form, "--resume", draft["code"], heard="yes", knew=tomorrow)
    assert done.status == 0, done.err
    start = begun_at(laptop, draft["code"])
    assert start == Instant.from_json(stub_of(laptop, draft["code"])["started"])
    assert start.utc_ms < begun + HOUR_MS
    assert [row["clock"] for row in laptop.do("status").data["interviews"]] == ["late"]


# --- a second person -----------------------------------------------------------------------------------------


def test_who_began_it_cannot_finish_it(turn: Turns, added: Added) -> None:
    """The refusal says what to do; the draft stays whole, and somebody else takes it over and finishes it."""
    form = added.write(CLOSURE)
    first = turn(1)
    added.approve(laptop=first)
    refused = filled(first, form, safe_now="yes")
    assert refused.status == errors.SecondPersonNeeded.exit_status
    (draft,) = first.do("drafts").data["drafts"]
    code = draft["code"]
    assert f"fieldkit drafts --take {code} --reason WHY" in refused.err
    assert first.open().drafts.load(first.open().drafts.list()[0].id).answers == {"safe_now": "yes"}
    assert filled(first, form, "--resume", code).status == errors.SecondPersonNeeded.exit_status
    other = turn(2)
    assert other.do("drafts", "--take", code, "--reason", "second person").status == 0
    done = filled(other, form, "--resume", code)
    assert (done.status, done.data["state"]) == (0, "finished"), done.err
    content = content_of(other, code)
    assert (content["interviewer"], content["checked_by"]) == ("person 1", "person 2")


def test_both_are_named_at_headquarters(turn: Turns, added: Added) -> None:
    """The record says who began it and who looked it over."""
    form = added.write(CLOSURE)
    first = turn(1)
    added.approve(laptop=first)
    filled(first, form, safe_now="yes")
    (draft,) = first.do("drafts").data["drafts"]
    other = turn(2)
    assert other.do("drafts", "--take", draft["code"], "--reason", "second person").status == 0
    assert filled(other, form, "--resume", draft["code"]).status == 0
    other.hand_over(added.world.stick())
    added.world.bring()
    assert "Begun by person 1, looked over and finished by person 2" in added.world.hq.read("show", draft["code"])


def test_handing_it_back_does_not_help(turn: Turns, added: Added) -> None:
    """Who began it stays who began it, whosever the draft is meanwhile."""
    form = added.write(CLOSURE)
    added.approve(laptop=turn(1))
    filled(turn(1), form, safe_now="yes")
    (draft,) = turn(1).do("drafts").data["drafts"]
    assert turn(2).do("drafts", "--take", draft["code"], "--reason", "look").status == 0
    assert turn(2).do("drafts", "--hand-over", draft["code"], "--to", "person 1", "--reason", "back").status == 0
    assert filled(turn(1), form, "--resume", draft["code"]).status == errors.SecondPersonNeeded.exit_status


def test_an_answer_that_is_missing_is_asked_for_before_a_second_person(added: Added) -> None:
    """First the form is complete, then somebody else looks it over."""
    form = added.write(CLOSURE)
    added.approve()
    assert filled(added.world.laptop, form).status == errors.AnswerMissing.exit_status


# --- who may fill what, and how forms are listed ---------------------------------------------------------------


def test_a_trained_worker_may_fill_what_a_field_worker_may_not(world: World, added: Added) -> None:
    """`fieldkit init --worker child_protection` makes a laptop for trained people; they may fill the others too."""
    for text in (CHILDREN, SESSION):
        added.write(text)
    added.approve()
    refused = filled(world.laptop, "small_children", known="2")
    assert refused.status == errors.NotForYou.exit_status
    home = Machine(world.path("trained"), world.laptop.passphrases)
    words = ("--hq", str(world.path("newer.card")), "--fingerprint", fingerprint_of(world.path("newer.card")))
    made = home.unlock_and("init", *words, "--worker", "child_protection", "-o", str(world.path("t.request")))
    assert made.status == 0, made.err
    names = {form["form"] for form in home.do("fill").data["forms"]}
    assert names == {"border_quick_screen", "small_children", "small_session"}
    for form, answers in (("small_children", {"known": "2"}), ("small_session", DAY)):
        assert filled(home, form, **answers).status == 0
    home.close()


def test_fill_lists_what_may_be_begun_by_kind(added: Added) -> None:
    """In the order of kinds: what follows others, is not approved, or is for other people is left out."""
    for text in (SESSION, REPORT.replace("TYPE", "date"), CHILDREN, CLOSURE):
        added.write(text)
    added.approve()
    listed = added.world.laptop.do("fill").data["forms"]
    assert [(one["kind"], one["form"]) for one in listed] == [
        ("screening", "border_quick_screen"),
        ("case", "small_closure"),
        ("report", "small_report"),
        ("organisation", "small_session"),
    ]
    assert "Report\tsmall_report\tSmall report" in added.world.laptop.read("fill")


def test_fill_is_screen_with_another_form(added: Added) -> None:
    """One command for people to whom "screen" says nothing."""
    form = added.write(SESSION)
    added.approve()
    file = added.world.path("session.json")
    file.write_text('{"day": "2026-11-20", "people": "3"}', encoding="utf-8")
    done = added.world.laptop.do("fill", form, "--answers", str(file))
    assert (done.status, done.data["state"]) == (0, "finished")


def test_approving_all_takes_each_form_in_the_languages_it_has(added: Added) -> None:
    """One word on the card for a whole package; a language that no form has is a slip."""
    added.write(SESSION)
    card = str(added.world.path("all.card"))
    done = added.world.hq.do("hq", "card", "-o", card, "--approve", "all:en,rw")
    found = {(one["form"], one["language"]) for one in done.data["approvals"]}
    assert ("small_session", "en") in found
    assert ("small_session", "rw") not in found
    assert {("border_quick_screen", code) for code in ("en", "rw")} <= found
    slip = added.world.hq.do("hq", "card", "-o", card, "--approve", "all:en,xx")
    assert slip.status == errors.UnknownLanguage.exit_status


def test_a_card_with_many_forms_in_five_languages_stays_within_its_limit(added: Added) -> None:
    """Forty forms in five languages fit, with four of five bytes of the card's room."""
    for number in range(40):
        name = f"one_of_many_forms_with_a_long_name_{number}"
        lines = SESSION.replace("small_session", name).replace("[en, fr]", "[en, fr, rw, sw, rn]")
        added.write(lines + "partial: {rw: en, sw: en, rn: en}\n")
    for shipped in ("border_quick_screen", "after_result", "identity_contact"):
        (added.folder / f"{shipped}.yaml").unlink()
    card = added.world.path("many.card")
    words = ("--approve", "all:en,fr,rw,sw,rn", "--approver", "Somebody with a long name at headquarters")
    done = added.world.hq.do("hq", "card", "-o", str(card), *words)
    assert done.status == 0, done.err
    assert len(done.data["approvals"]) >= 200
    assert card.stat().st_size < LIMITS.document * 4 / 5


def test_a_screening_is_still_followed_by_both(world: World) -> None:
    """What was done after the result, and with agreement who the person is."""
    code = world.laptop.screen(SUSPICION)
    assert world.laptop.open().records.list()[0].has_identity
    assert stub_of(world.laptop, code)["state"] == "finished"


def test_a_language_that_lacks_texts_is_not_approved_for_the_field(added: Added) -> None:
    """However much of it was reviewed: what is missing would be read out in another language."""
    form = added.write(CLOSURE.replace("languages: [en, fr]", "languages: [en, fr]\nreviewed: {en: all, fr: all}", 1))
    whole = added.write(
        (added.folder / f"{form}.yaml").read_text(encoding="utf-8").replace("small_closure", "whole_closure")
    )
    text = (added.folder / f"{form}.yaml").read_text(encoding="utf-8")
    assert ", fr: Oui}" in text
    added.write(text.replace(", fr: Oui}", "}"))
    card = str(added.world.path("field.card"))
    refused = added.world.hq.do("hq", "card", "-o", card, "--approve", f"{form}:fr", "--use", "field")
    assert refused.status == errors.WrongApproval.exit_status
    assert "missing" in refused.err
    for wanted in (f"{form}:en", f"{whole}:en,fr"):
        assert added.world.hq.do("hq", "card", "-o", card, "--approve", wanted, "--use", "field").status == 0
