"""What `fieldkit form check` finds: everything at once, each with its place, what is wrong and what to do."""

import hashlib
import time

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.problems import MAX_PROBLEMS
from tests.forms.scenario import HEAD


def found(text: str, severity: str = "error") -> list[str]:
    """Return "line: what; do" of every problem of one severity."""
    problems = check_form(text, "form.yaml").problems
    return [f"{p.line}: {p.what}; {p.do}" for p in problems if p.severity == severity]


def survey(*rows: str) -> str:
    return HEAD + "survey:\n" + "".join(f"  - {row}\n" for row in rows)


def test_a_good_form_has_no_problems_and_carries_the_hash_of_its_bytes() -> None:
    """The hash pins interviews to the exact file."""
    text = survey(
        "{name: a, type: select_one yn, label: {en: A, fr: A}}", "{name: b, type: select_multiple means, label: B}"
    )
    assert found(text) == []
    assert hashlib.sha256(text.encode()).hexdigest() == load_form(text, "f").form_hash


def test_all_problems_are_reported_at_once() -> None:
    """A form with seven mistakes is corrected in one go."""
    text = survey(
        "{name: a, type: intger, label: A}",
        "{name: a, type: text, label: A}",
        "{name: b c, type: text, lable: B}",
        '{name: d, type: select_one yns, label: D, relevant: "${aa} = 1"}',
        "{name: e, type: calculate}",
    )
    expected = [
        "9: unknown type 'intger'; did you mean 'integer'?",
        "10: the name 'a' is used twice (first in line 9); give one of the two another name",
        "11: 'b c' has no `label`; say what is asked",
        "11: 'b c' is not a name; use letters, digits, _, - and .; begin with a letter",
        "11: unknown key 'lable'; did you mean 'label'?",
        "12: there is no list 'yns'; did you mean 'yn'?",
        "12: there is no question 'aa'; did you mean 'a'?",
        "13: the calculate 'e' has no `calculation`; add it",
    ]
    assert expected == found(text)


def test_an_invalid_form_raises_with_all_problems() -> None:
    """`load_form` refuses; the error names the first place and carries the rest."""
    with pytest.raises(
        errors.FormInvalid, match=r"form.yaml has mistakes \(2\); the first: line 1, column 1"
    ) as raised:
        load_form("title: X\nsurvey: []", "form.yaml")
    problems = raised.value.facts["problems"]
    assert isinstance(problems, tuple)
    assert len(problems) == 2


def test_a_cycle_is_named_by_its_path() -> None:
    """Also through a group and through relevance."""
    text = survey(
        '{name: a, type: text, label: A, relevant: "${c} = 1"}',
        '{name: b, type: calculate, calculation: "${a}"}',
        '{name: c, type: calculate, calculation: "${b} + 1"}',
    )
    assert found(text) == ["9: a cycle: a -> c -> b -> a; let one of them stop reading the other"]
    inside = survey('{group: g, relevant: "${x} = 1", survey: [{name: x, type: text, label: X}]}')
    assert found(inside) == ["9: a cycle: group g -> x -> group g; let one of them stop reading the other"]
    own = survey('{name: a, type: calculate, calculation: "${a} + 1"}')
    assert found(own) == ["9: a cycle: a -> a; let one of them stop reading the other"]


def test_a_chain_of_thousands_of_calculations_is_no_problem() -> None:
    """The graph is walked without recursion."""
    rows = ['{name: c0, type: calculate, calculation: "1"}']
    rows += [f'{{name: c{i}, type: calculate, calculation: "${{c{i - 1}}} + 1"}}' for i in range(1, 3000)]
    assert found(survey(*rows)) == []


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("{repeat: r}", "the repeat 'r' has no `survey:`"),
        (
            "{name: a, type: image, label: A, required: yes}",
            "`image` cannot be asked in a terminal, and it is required",
        ),
        ("{name: a, type: rank maens, label: A}", "there is no list 'maens'"),
        ("{name: a, type: datetime, label: A}", "unknown type 'datetime'"),
        ("{name: meta, type: text, label: A}", "the name 'meta' is XForms' own"),
        ("{name: a, type: range, label: A, parameters: start=1 end=x}", "end must be a number"),
        (
            "{name: a, type: text, label: A, trigger: '${b}', calculation: '1'}",
            "`trigger` names 'b', which is no question",
        ),
        ("{name: a, type: text, label: A, trigger: b + c}", "`trigger` cannot be 'b'"),
        ("{name: a, type: select_one, label: A}", "`select_one` needs the name of a list"),
        ("{name: a, type: calculate}", "the calculate 'a' has no `calculation`"),
        ("{name: a, type: text, label: 'Hello ${who}'}", "a text names 'who', which is no question"),
        ("{name: a, type: text, label: A, relevant: '. = 1'}", "'.' in `relevant` would read itself"),
        ("{name: a, type: calculate, calculation: '. + 1'}", "'.' in a calculation would read itself"),
        ("{name: a, type: text, label: A, non_response: [no]}", "`non_response` cannot hold 'no'"),
        ("{name: a, type: text, label: A, observation: maybe}", "`observation` cannot be 'maybe'"),
        ("{name: a, type: text, label: [A]}", "`label` must be a text"),
        ("{name: a, type: text, label: {English: A}}", "'English' is not a language code"),
        ('{name: a, type: text, label: A, relevant: "once(1) = 1"}', "once() works in a calculation only"),
        ("just text", "a question is a mapping of keys"),
        ("{group: g}", "the group 'g' has no `survey:`"),
        ("{group: g, survey: [{name: a, type: note, label: A, relevant: '${g} = 1'}]}", "${g} is a group"),
    ],
)
def test_each_mistake_has_its_own_words(row: str, what: str) -> None:
    """One mistake, one problem."""
    assert [what] == [line.partition(": ")[2].partition("; ")[0] for line in found(survey(row))]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("score: {}", "unknown key 'score'"),
        ("scource: x", "unknown key 'scource'"),
        ("use: maybe", "this is not a use level"),
        ("recipient_class: casse", "`recipient_class` cannot be 'casse'"),
        ("minutes: 0", "'0' is no number of minutes"),
        ("minutes: 241", "'241' is no number of minutes"),
        ("minutes: ten", "'ten' is no number of minutes"),
        ("minutes: [10]", "`minutes` must be a text"),
        ("who_may_run: [worker]", "`who_may_run` cannot hold 'worker'"),
        ("kept_on_refusal: [b]", "`kept_on_refusal` names 'b', which is no question"),
        ("reviewed: {en: [b]}", "`reviewed` names 'b', which is no question"),
        ("followed_by: [identity]", "`followed_by` names 'identity', and no interview knows when to put that"),
        ("clock_from: b", "`clock_from` names 'b', which is no question"),
        ("clock_from: a", "`clock_from` names 'a', which is neither a date nor a dateTime"),
        ("partial: {fr: rw}", "this does not say which language stands in"),
        ("gates: {safty: 'true()'}", "unknown key 'safty'"),
        ("gates: {safety: '${b}'}", "there is no question 'b'"),
        ("classify: {name: r}", "`classify` has no `elements:`"),
        ("classify: {name: r, elements: {act: [{says: X}]}}", "`when` is missing"),
        ("classify: {name: r, elements: {act: [{when: 'true()'}]}}", "`says` is missing"),
        ("classify: {name: r, elements: {}}\nresult: other", "`result` names 'other', which is no classification"),
    ],
)
def test_form_keys_are_checked(lines: str, what: str) -> None:
    """Also those that XLSForm does not have."""
    text = survey("{name: a, type: text, label: A}") + lines + "\n"
    assert [what] == [line.partition(": ")[2].partition("; ")[0] for line in found(text)]


def test_warnings_do_not_stop_a_form() -> None:
    """Missing translations, values outside the list, loose dates, a list that nothing uses."""
    text = survey(
        "{name: a, type: select_one yn, label: {en: A}}",
        "{name: b, type: note, label: {en: B, fr: B}, relevant: \"${a} = 'yess'\"}",
        "{name: d, type: date, label: {en: D, fr: D}, constraint: \". > '2020-01-01'\"}",
    ).replace("title: {en: Test}", "title: {en: Test, fr: Essai}")
    expected = [
        "6: the choice 'force' of means is missing in fr; translate it",
        "6: the choice 'debt' of means is missing in fr; translate it",
        "6: the choice 'none' of means is missing in fr; translate it",
        "6: nothing uses the list 'means'; remove it",
        "9: the label of a is missing in fr; translate it",
        "10: 'b' can never appear; correct `relevant`, or leave it out",
        "10: 'yess' is not a choice of this question; did you mean 'yes'?",
        "11: a loose text never counts as a date in this comparison; write date('2020-01-01')",
    ]
    assert expected == found(text, "warning")
    assert found(text) == []
    assert load_form(text, "f").languages == ("en", "fr")


def test_one_value_of_a_repeat_from_outside_is_warned_of() -> None:
    """Inside, and taken together, it is what the author means."""
    inside = "{name: age, type: integer, label: A}, {name: n, type: note, label: '${age}', relevant: '${age} > 2'}"
    text = survey(
        f"{{repeat: people, label: P, survey: [{inside}]}}",
        "{name: b, type: text, label: 'Of ${age}', relevant: '${age} + 1 > 17'}",
        "{name: c, type: text, label: C, relevant: 'max(${age}) > 17 and count(${people}) > 1'}",
    )
    expected = [
        "10: 'age' is asked in a repeat: from outside this text shows the first one only",
        "10: ${age} is asked in a repeat: from outside this means the first one only",
    ]
    assert expected == [line.partition("; ")[0] for line in found(text, "warning") if "outside" in line]
    assert found(text) == []


def test_an_empty_comparison_in_classify_is_warned_of() -> None:
    """A blank is unknown there, so the comparison would never be yes."""
    text = survey("{name: a, type: text, label: A, element: act, touches: \"${a} = '' or nr(${a}) = ''\"}")
    expected = "9: a comparison with '' is never known in classify: a blank is unknown there"
    assert [expected] == [line.partition("; ")[0] for line in found(text, "warning") if "classify" in line]


@pytest.mark.parametrize(
    "rows",
    [
        ('{score: s, add: [{when: "1 = 1", points: 2}]}',),
        ("{score: , bands: {low: 0}}",),
        (
            "{repeat: r, survey: [{name: a, type: text, label: A}]}",
            "{repeat: r, survey: [{name: b, type: text, label: A}]}",
        ),
        ("{name: a, type: text, label: A}", "{group: a, survey: [{name: b, type: text, label: '${a}'}]}"),
    ],
)
def test_names_and_scores_that_are_half_written_have_problems_and_no_more(rows: tuple[str, ...]) -> None:
    """A score without bands is a form; no name, or the same twice, is a mistake; nothing raises."""
    assert isinstance(found(survey(*rows)), list)


def test_a_text_that_yaml_cuts_is_warned_of() -> None:
    """` #` begins a comment; behind it a sign follows at once in texts, and a blank in comments."""
    text = survey("{name: a, type: text, label: A}") + "  - name: b\n    type: text\n    label: Say it #2 times\n"
    assert [line for line in found(text, "warning") if "comment" in line] == [
        "12: the text ends here: ` #` begins a comment; put the text in quotes"
    ]
    text = survey("{name: a, type: text, label: A}") + "  - name: b\n    type: text\n    label: Say it  # a comment\n"
    assert [line for line in found(text, "warning") if "comment" in line] == []


def test_what_cannot_be_read_is_not_called_unreachable() -> None:
    """One mistake, one message."""
    text = survey('{name: a, type: text, label: A, relevant: "${ = 1"}')
    assert [line for line in found(text, "warning") if "never" in line] == []


def test_thousands_of_mistakes_end_the_check_early() -> None:
    """The list stops at 200, quickly."""
    text = survey(*(f'{{name: q{i}, type: text, label: A, relevant: "${{zz{i}}} = nosuch(1)"}}' for i in range(4000)))
    begun = time.perf_counter()
    assert len(check_form(text, "f").problems) == MAX_PROBLEMS
    assert time.perf_counter() - begun < 5


def test_problems_print_as_editors_read_them() -> None:
    """file:line:column: error: what; do."""
    problem = check_form(survey("{name: a, type: txt, label: A}"), "x").problems[-1]
    assert problem.located("my.yaml") == "my.yaml:9:21: error: unknown type 'txt'; did you mean 'text'?"


YAMLISH = st.text(alphabet="ab:-[]{}#&*!|>'\"%@ \n\t?,$1", max_size=200)
KEYS = [
    "form_id",
    "version",
    "title",
    "choices",
    "survey",
    "gates",
    "classify",
    "use",
    "reviewed",
    "non_response",
    "x",
    "zz",
]
JUNK = st.recursive(
    st.sampled_from(["a", "", "yes", "${a} = 1", "no", "1 +", "select_one yn", "text", "\x1b[31m"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    *KEYS,
                    "name",
                    "type",
                    "label",
                    "relevant",
                    "group",
                    "constraint",
                    "when",
                    "says",
                    "elements",
                    "act",
                    "en",
                ]
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=20,
)


@given(YAMLISH)
@settings(deadline=None)
def test_any_text_is_a_form_or_is_refused(text: str) -> None:
    """Nothing but problems, whatever the file holds."""
    checked = check_form(text, "f")
    assert (checked.form is None) == any(problem.severity == "error" for problem in checked.problems)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_a_form_or_are_refused(data: bytes) -> None:
    """Also what is no text at all."""
    assert check_form(data, "f").form is None


@given(st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=8))
@settings(deadline=None, max_examples=200)
def test_any_structure_is_a_form_or_is_refused(document: dict[str, object]) -> None:
    """Wrong kinds of values under the right keys."""
    import json

    checked = check_form(json.dumps(document), "f")
    assert (checked.form is None) == any(problem.severity == "error" for problem in checked.problems)
