"""The directory of services: what the file may hold, what is shown of it. docs/instruments.md."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit.cases.directory import (
    Service,
    help_lines,
    is_verified,
    nearest,
    reachable_fallback,
    reasons_against,
    through_the_focal_point,
)
from fieldkit.cases.read_directory import read_directory
from fieldkit.errors import DataFileInvalid
from tests.cases.mistakes import mistakes, told

TODAY = dt.date(2026, 11, 22)
HEAD = 'directory: referral\nversion: "1"\nservices:\n'
ROW = """\
  - id: clinic
    kind: health
    name: {en: A clinic, fr: Une clinique}
    services: [doctor]
    districts: [Rubavu]
    phone: "+250 700 000 000"
    confidence: high
    source: invented
"""


def service(name: str = "clinic", /, **changes: str | None) -> Service:
    """Return the invented row with some lines changed; a value of None leaves the line out."""
    lines = {line.split(":")[0].strip(" -"): line for line in ROW.splitlines()}
    lines["id"] = f"  - id: {name}"
    for key, value in changes.items():
        lines[key] = f"    {key}: {value}"
    text = "\n".join(line for key, line in lines.items() if changes.get(key, "") is not None)
    return read_directory((HEAD + text + "\n").encode(), "d.yaml")[0]


def near(*services: Service, district: str | None = "Rubavu", needs: tuple[str, ...] = ()) -> list[str]:
    return [found.id for found in nearest(services, district, needs, TODAY)]


def test_a_row_is_read_with_all_that_is_not_known_left_open() -> None:
    """null, and a key that is left out, both mean that nobody knows."""
    found = service(hours="null", verified_on="null")
    assert (found.phone, found.hours, found.verified_on, found.about) == ("+250 700 000 000", None, None, {})
    assert (found.called("fr"), found.called("rw"), found.told("rw")) == ("Une clinique", "A clinic", "")


@pytest.mark.parametrize(("key", "value"), [("phone", "null"), ("phone", None), ("confidence", "low")])
def test_what_cannot_be_reached_or_is_doubtful_is_never_shown(key: str, value: str | None) -> None:
    """Such rows are for headquarters, which has to find out."""
    assert near(service(**{key: value})) == []


def test_the_posts_own_district_comes_first_then_the_whole_country() -> None:
    """A service of another district is not shown at all."""
    own, everywhere, other = (
        service("own"),
        service("everywhere", districts="all"),
        service("other", districts="[Rusizi]"),
    )
    assert near(everywhere, other, own) == ["own", "everywhere"]
    assert near(everywhere, other, own, district=None) == ["everywhere"]


def test_what_serves_most_of_what_was_asked_for_comes_first() -> None:
    """What serves nothing of it is left out."""
    one, two = service("one"), service("two", services="[doctor, talk]")
    assert near(one, two, service("none", services="[labour]"), needs=("doctor", "talk")) == ["two", "one"]


def test_no_help_now_is_no_need() -> None:
    """ "None now" lists what there is, for later."""
    assert near(service(), needs=("none",)) == ["clinic"]


@pytest.mark.parametrize("kind", ["police", "investigation", "border", "prosecution", "government"])
def test_an_authority_is_shown_only_where_it_was_asked_for(kind: str) -> None:
    """It is the person who calls the police, or the focal point on a ground; nobody is pushed there by a list."""
    authority = service(kind=kind, services="[police]")
    assert (near(authority), near(authority, needs=("doctor",)), near(authority, needs=("police",))) == (
        [],
        [],
        ["clinic"],
    )


@pytest.mark.parametrize(
    ("day", "fresh"),
    [("2026-11-22", True), ("2026-08-24", True), ("2026-08-23", False), ("2026-11-23", False), ("null", False)],
)
def test_a_row_is_verified_for_ninety_days(day: str, fresh: bool) -> None:
    """A day that is still to come verifies nothing: some clock is wrong."""
    assert is_verified(service(verified_on=day), TODAY) is fresh


def test_what_was_verified_comes_before_what_was_not() -> None:
    """Among services that are as near and fit as well."""
    assert near(service("old"), service("fresh", verified_on="2026-11-01")) == ["fresh", "old"]


def test_help_lines_are_the_hotlines_that_can_be_called() -> None:
    """In the language of the screen."""
    lines = [
        service("line", kind="hotline", phone='"116"'),
        service("women", kind="hotline_gbv", phone='"3512"', confidence="low"),
        service("children", kind="hotline_child", phone="null"),
        service(),
    ]
    assert [(line.called("fr"), phone) for line, phone in help_lines(lines)] == [("Une clinique", "116")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("kind: health", "kind: helth", "line 5, column 11: `kind` cannot be 'helth'; did you mean 'health'?"),
        ("phone: ", "telephone: ", "line 9, column 5: unknown key 'telephone'"),
        ('"+250 700 000 000"', '"call 700"', "line 9, column 12: `phone` cannot be 'call 700'"),
        ("[Rubavu]", "[Rubawu]", "line 8, column 16: there is no district 'Rubawu'; did you mean 'Rubavu'?"),
        ("[Rubavu]", "some", "line 8, column 16: `districts` is a list, or `all`"),
        ("[doctor]", "[docter]", "line 7, column 15: `services` cannot have 'docter'; did you mean 'doctor'?"),
        ("    source: invented\n", "", "line 4, column 5: `source` is missing"),
        ("confidence: high", "confidence: sure", "line 10, column 17: `confidence` cannot be 'sure'"),
        ("{en: A clinic, fr: Une clinique}", "A clinic", "line 6, column 11: `name` must have a text for each"),
        ("{en: A clinic", "{english: A clinic", "line 6, column 12: 'english' is no language"),
        ("{en: A clinic", "{en: " + "x" * 61, "line 6, column 16: `en` must be a text of at most 60 characters"),
        ("source: invented", "verified_on: 31/12/2026\n    source: x", "line 11, column 18: `verified_on` is no day"),
        ("  - id: clinic\n", "  - id: Clinic!\n", "line 4, column 9: `id` cannot be 'Clinic!'"),
        ("    kind: health\n", "    kind: health\n    kind: un\n", "is given twice"),
        ("source: invented", "fallback: x\n    source: x", "line 11, column 15: there is no row 'x'"),
        ("source: invented", "fallback: clinic\n    source: x", "column 15: `fallback` leads from 'clinic' back to it"),
        (HEAD, HEAD.replace("services:", "rows:"), "line 1, column 1: `services` must be a list"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(before: str, after: str, said: str) -> None:
    """The file is refused as a whole: a directory with a hole leads somebody nowhere."""
    text = HEAD + ROW
    assert before in text
    with pytest.raises(DataFileInvalid) as raised:
        read_directory(text.replace(before, after, 1).encode(), "d.yaml")
    assert said in told(raised.value)
    assert "d.yaml has mistakes" in str(raised.value)


def test_a_fallback_never_leads_back() -> None:
    """Whoever follows it at night ends at a row that answers, or at none."""
    ring = "".join(ROW.replace("clinic", a, 1) + f"    fallback: {b}\n" for a, b in ("xy", "yz", "zy"))
    with pytest.raises(DataFileInvalid) as raised:
        read_directory((HEAD + ring).encode(), "d.yaml")
    assert [problem.what for problem in mistakes(raised.value)] == [
        "`fallback` leads from 'y' back to it",
        "`fallback` leads from 'z' back to it",
    ]


def test_the_fallback_to_show_is_the_first_that_can_be_reached() -> None:
    """One without a phone passes on to its own."""
    rows = read_directory(
        (
            HEAD
            + ROW.replace("clinic", "local")
            + "    fallback: silent\n"
            + ROW.replace("clinic", "silent").replace('"+250 700 000 000"', "null")
            + "    fallback: line\n"
            + ROW.replace("clinic", "line")
        ).encode(),
        "d.yaml",
    )
    found = reachable_fallback(rows[0], rows)
    assert (found.id if found else None, reachable_fallback(rows[2], rows)) == ("line", None)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"districts": "[Huye]", "phone": "null"}, ("elsewhere", "no phone")),
        ({"confidence": "low", "services": "[labour]"}, ("other help", "low confidence")),
    ],
)
def test_why_a_row_is_not_shown_is_told_whole(changes: dict[str, str], reasons: tuple[str, ...]) -> None:
    """So that headquarters knows what it has to find out."""
    assert reasons_against(service(**changes), "Rubavu", ("doctor",)) == reasons


def test_what_nothing_that_can_be_reached_serves_goes_through_the_focal_point() -> None:
    """Those of the district and of the whole country first; a doubtful row is not promised either."""
    un = service("un", services="[protection]", phone="null", districts="[Kirehe]")
    doubtful = service("doubtful", services="[protection]", phone="null", confidence="low")
    rows = (service(), un, doubtful)

    def through(*needs: str, district: str = "Rubavu") -> list[str]:
        return [row.id for row in through_the_focal_point(rows, district, needs)]

    assert (through("protection"), through("doctor", "protection"), through("doctor"), through("none")) == (
        ["un"],
        ["un"],
        [],
        [],
    )


def test_an_id_stands_once() -> None:
    """What is written about a row later must mean one row."""
    with pytest.raises(DataFileInvalid, match="the id 'clinic' is there twice"):
        read_directory((HEAD + ROW + ROW).encode(), "d.yaml")


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (HEAD + text).encode())))
def test_whatever_the_file_is_it_is_read_or_refused(data: bytes) -> None:
    """Nothing else is raised, and nothing hangs."""
    with contextlib.suppress(DataFileInvalid):
        assert isinstance(read_directory(data, "d.yaml"), tuple)


def test_a_file_of_nothing_but_mistakes_ends_early() -> None:
    """The list of mistakes is cut, however many there are."""
    rows = "".join(f"  - {{id: a{n}, kind: x}}\n" for n in range(1_000))
    with pytest.raises(DataFileInvalid) as raised:
        read_directory((HEAD + rows).encode(), "d.yaml")
    assert len(mistakes(raised.value)) <= 200
