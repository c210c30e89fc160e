"""What each key does on a question, without a terminal."""

from dataclasses import replace

from fieldkit.forms.interview import (
    Answer,
    Back,
    Choice,
    Danger,
    Finish,
    Leave,
    Next,
    QuestionView,
    QuickExit,
    Reply,
    SetLanguage,
)
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.page import commands_shown, press, reopen_page
from tests.ui import views
from tests.ui.views import after


def reply_to(view: QuestionView, *keys: Key | Command | str) -> "Reply | None":
    return after(view, *keys)[1]


def test_nothing_is_chosen_beforehand() -> None:
    """Enter on a fresh question answers nothing: a key that bounces cannot answer the next question."""
    page, reply = after(views.BASE, Key.ENTER)
    assert (reply, page.problem) == (None, "Choose an answer first: its number or Up/Down.")


def test_a_number_and_enter_choose() -> None:
    """The number moves the arrow, Enter gives the answer."""
    assert Answer("no") == reply_to(views.BASE, "2", Key.ENTER)


def test_arrows_choose_too() -> None:
    """Down from nowhere is the first choice."""
    assert Answer("yes") == reply_to(views.BASE, Key.DOWN, Key.ENTER)


def test_a_number_of_several_digits_is_typed_digit_by_digit() -> None:
    """120 is the hundred and twentieth choice."""
    assert Answer("c119") == reply_to(views.LONG_LIST, "1", "2", "0", Key.ENTER)


def test_letters_search_a_long_list_and_one_match_is_enough() -> None:
    """Accents do not matter; the numbers stay those of the whole list while one searches."""
    names = ("Burundi", "Congo", "Côte d'Ivoire", "Kenya", "Oman", "Ouganda", "Rwanda", "Somalie", "Soudan", "Tanzanie")
    view = replace(views.BASE, choices=tuple(Choice(name.lower()[:5], name) for name in names))
    assert Answer("côte ") == reply_to(view, *"cote", Key.ENTER)
    assert Answer("somal") == reply_to(view, *"so", Key.DOWN, Key.ENTER)
    assert Answer("rwand") == reply_to(view, *"anda", "7", Key.ENTER)
    assert None is reply_to(view, *"so", Key.ENTER)


def test_after_a_search_a_number_of_two_digits_is_typed_whole() -> None:
    """A search that leaves 8, 9 and 16 takes 16, and Enter after its first digit answers nothing."""
    names = [f"Post {letter}" for letter in "ABCDEFGHIJKLMNOP"]
    names[7], names[8], names[15] = "Rusizi I", "Rusizi II", "Rusumo"
    view = replace(views.BASE, choices=tuple(Choice(name, name) for name in names))
    assert Answer("Rusumo") == reply_to(view, *"rus", "1", "6", Key.ENTER)
    assert Answer("Rusumo") == reply_to(view, *"rus", Key.DOWN, "1", "6", Key.ENTER)
    assert None is reply_to(view, *"rus", Key.DOWN, "1", Key.ENTER)
    assert Answer("Rusizi II") == reply_to(view, *"rus", "9", Key.ENTER)


def test_a_search_without_a_match_says_so_and_chooses_nothing() -> None:
    """Nothing is answered by a list that is empty."""
    page, reply = after(views.LONG_LIST, *"zzz")
    assert (reply, page.problem) == (None, "Nothing matches.")
    assert press(page, Key.ENTER)[1] is None


def test_space_marks_several_and_takes_marks_away() -> None:
    """The marked answers come in the order of the list."""
    keys = ("3", " ", "1", " ", "2", " ", " ")
    assert Answer(("family", "nobody")) == reply_to(views.MANY, *keys, Key.ENTER)


def test_typed_text_is_answered_without_the_spaces_around_it() -> None:
    """Editing keys work: left, backspace, delete, home, end."""
    keys = (*" cokk", Key.BACKSPACE, Key.LEFT, Key.LEFT, "o", Key.END, " ", Key.ENTER)
    assert Answer("cook") == reply_to(views.TEXT, *keys)


def test_a_paste_becomes_one_line_without_escapes() -> None:
    """Line ends in a paste do not answer; escapes in it are dropped."""
    assert Answer("two lines") == reply_to(views.TEXT, "two\r\n\x1b[31mlines", Key.ENTER)


def test_a_paste_of_ten_thousand_characters_is_cut_with_a_message() -> None:
    """An answer is at most 4,000 characters."""
    page, _ = after(views.TEXT, "x" * 10_000)
    assert ("That is too long: at most 4,000 characters.", Answer("x" * 4000)) == (
        page.problem,
        press(page, Key.ENTER)[1],
    )


def test_a_day_is_given_as_year_month_day() -> None:
    """However it is typed, one form of it is stored."""
    assert Answer("2026-11-22") == reply_to(views.DATE, *"22/11/2026", Key.ENTER)


def test_a_day_that_does_not_exist_is_refused_at_once() -> None:
    """The 31st of February never reaches the interview."""
    page, reply = after(views.DATE, *"31/02/2026", Key.ENTER)
    assert (reply, page.problem) == (None, "That is not a day in the calendar. Write it as 22/11/2026.")


def test_the_fixed_keys_work_while_text_is_half_typed() -> None:
    """Danger, leave, hide, don't know and refused need no empty line."""
    keys = (Command.DANGER, Command.LEAVE, Command.QUICK_EXIT, Command.DONT_KNOW, Command.REFUSED)
    replies = [Danger(), Leave(), QuickExit(), Answer(NonAnswer.DONT_KNOW), Answer(NonAnswer.REFUSED)]
    assert replies == [reply_to(views.TEXT, *"half", key) for key in keys]


def test_back_works_where_there_is_a_way_back() -> None:
    """On the first question it says why not."""
    page, reply = after(views.BASE, Command.BACK)
    assert (Back(), None, "This is the first question.") == (reply_to(views.MANY, Command.BACK), reply, page.problem)


def test_an_optional_question_can_be_skipped() -> None:
    """Skipping needs its own key; Enter on nothing does not skip."""
    assert Next() == reply_to(views.MANY, Command.SKIP)


def test_a_required_question_names_what_also_counts() -> None:
    """Don't know and refused satisfy a required question where the form allows them."""
    page, reply = after(views.BASE, Command.SKIP)
    assert (reply, page.problem) == (None, "This question needs an answer; don't know or refused also counts.")


def test_typed_text_is_not_skipped_away() -> None:
    """Skip with something typed asks what to do with it."""
    page, reply = after(replace(views.TEXT, required=False), *"cook", Command.SKIP)
    assert (reply, page.problem) == (None, "Enter keeps what you typed; empty the line to leave it out.")


def test_emptying_an_answered_optional_question_leaves_it_blank() -> None:
    """An answer can be taken back without another answer in its place."""
    view = replace(views.TEXT, required=False, value="ab")
    assert Answer(NonAnswer.BLANK) == reply_to(view, Key.BACKSPACE, Key.BACKSPACE, Command.SKIP)


def test_an_answered_question_is_passed_without_change() -> None:
    """Skip on an answered question goes on, required or not; Enter gives the same answer again."""
    view = replace(views.BASE, value="no")
    assert (Next(), Answer("no")) == (reply_to(view, Command.SKIP), reply_to(view, Key.ENTER))


def test_a_non_answer_that_the_form_does_not_offer_is_refused() -> None:
    """Its key is not shown, and pressing it says why."""
    view = replace(views.TEXT, allowed_non_answers=())
    page, reply = after(view, Command.REFUSED)
    assert (reply, page.problem) == (None, "'refused' is not offered for this question.")
    assert not {Command.DONT_KNOW, Command.REFUSED} & set(commands_shown(view))


def test_another_language_is_chosen_from_a_list() -> None:
    """The list can be left without choosing; danger works over it."""
    opened = (Command.LANGUAGE,)
    assert SetLanguage("rw") == reply_to(views.TEXT, *opened, "2", Key.ENTER)
    assert Danger() == reply_to(views.TEXT, *opened, Command.DANGER)
    assert (reply_to(views.TEXT, *opened, Key.ENTER), after(views.TEXT, *opened, Command.BACK)[0].languages) == (
        None,
        None,
    )


def test_what_was_typed_survives_a_change_of_language() -> None:
    """The question comes back in the other language, the answer as it was."""
    page, _ = after(views.BASE, "2", Command.LANGUAGE, "2", Key.ENTER)
    page = reopen_page(page, replace(views.BASE, language="rw"))
    assert Answer("no") == press(page, Key.ENTER)[1]


def test_an_answer_that_was_not_accepted_can_be_corrected() -> None:
    """The message of the form is shown, and the typed text is still there."""
    page, _ = after(views.NUMBER, *"1200", Key.ENTER)
    page = reopen_page(page, replace(views.NUMBER, error="Between 0 and 120."))
    assert ("Between 0 and 120.", Answer("120")) == (page.problem, press(press(page, Key.BACKSPACE)[0], Key.ENTER)[1])


def test_a_note_and_the_end_take_enter() -> None:
    """Enter goes on from a note and finishes at the end; letters do nothing there."""
    assert (Next(), Finish()) == (reply_to(views.CONSENT, "x", Key.ENTER), reply_to(views.END, "x", Key.ENTER))
    assert None is reply_to(views.END, Command.SKIP)
