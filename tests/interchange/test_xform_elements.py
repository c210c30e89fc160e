"""Every element of an XForm that means something, what it becomes, and what is said about what is left out."""

import pytest

from fieldkit.forms.check import load_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interchange.xform_read import from_xform
from fieldkit.forms.interview import start
from fieldkit.forms.nodes import nodes as nodes_of
from fieldkit.result import Json
from tests.forms.scenario import TODAY, Now
from tests.interchange.xforms import data, found, imported, survey, xform

INPUT = '<input ref="/data/a"/>'


@pytest.mark.parametrize(
    ("bind", "control", "expected"),
    [
        ("", "", {"type": "hidden"}),
        ('calculate="1 + 1"', "", {"type": "calculate", "calculation": "1 + 1"}),
        ('type="int"', INPUT, {"type": "integer"}),
        ('type="xsd:decimal"', INPUT, {"type": "decimal"}),
        ('type="date"', INPUT, {"type": "date"}),
        ('type="time"', INPUT, {"type": "time"}),
        ('type="dateTime"', INPUT, {"type": "dateTime"}),
        ('type="geopoint"', INPUT, {"type": "geopoint"}),
        ('type="barcode"', INPUT, {"type": "barcode"}),
        ('type="boolean"', INPUT, {"type": "text", "bind": {"type": "boolean"}}),
        ('readonly="true()"', INPUT, {"type": "note"}),
        (
            'readonly="true()" calculate="1"',
            INPUT,
            {"type": "text", "read_only": "yes", "calculation": "1"},
        ),
        ("", '<trigger ref="/data/a"/>', {"type": "acknowledge"}),
        ("", '<upload ref="/data/a" mediatype="image/*"/>', {"type": "image"}),
        ("", '<upload ref="/data/a" mediatype="text/csv"/>', {"type": "file", "body": {"mediatype": "text/csv"}}),
        (
            'type="int"',
            '<range ref="/data/a" start="1" end="9" step="2" odk:tick-interval="2"/>',
            {"type": "range", "parameters": "start=1 end=9 step=2 tick_interval=2"},
        ),
        (
            "",
            '<input ref="/data/a" appearance="multiline" rows="4"/>',
            {"type": "text", "appearance": "multiline", "body": {"rows": "4"}},
        ),
        ('jr:preload="property" jr:preloadParams="deviceid"', "", {"type": "deviceid"}),
        ('jr:preload="date" jr:preloadParams="today"', "", {"type": "today"}),
        ('jr:preload="uid"', "", {"type": "calculate", "calculation": "once(concat('uuid:', uuid()))"}),
        ('jr:preload="context"', "", {"type": "hidden", "bind": {"jr:preload": "context"}}),
        ('relevant="1 = 1" odk:note="x"', INPUT, {"type": "text", "relevant": "1 = 1", "bind": {"odk:note": "x"}}),
    ],
)
def test_a_control_and_its_bind_make_a_type(bind: str, control: str, expected: dict[str, Json]) -> None:
    """The type comes from the control and the data type; attributes without a key of their own travel along."""
    model = data("<a/>") + f'<bind nodeset="/data/a" {bind}/>'
    assert survey(model, control) == [{"name": "a", **expected}]


def test_defaults_come_out_of_an_interview_as_they_went_in() -> None:
    """A text that looks like an expression stays a text, an expression is computed."""
    nodes = "<a>1 + 1</a><b/><c>x = y</c><d/>"
    actions = "".join(
        f'<setvalue event="odk-instance-first-load" ref="/data/{name}" value="{value}"/>'
        for name, value in (("b", "1 + 1"), ("d", "/data/b"))
    )
    body = "".join(f'<input ref="/data/{name}"/>' for name in "abcd")
    found = from_xform(xform(data(nodes) + actions, body))
    form = load_form(found.text, "form.yaml")
    assert isinstance(form.program, CompiledForm)
    state = start(form.program, language="en", today=TODAY, now=Now())
    assert [node.value for node in nodes_of(state)] == ["1 + 1", "2", "x = y", "2"]


def test_a_control_without_a_label_says_that_it_has_none() -> None:
    """An empty label is meant, one that is left out would be a mistake."""
    assert 'label: ""' in from_xform(xform(data("<a/>"), INPUT)).text


def test_a_value_in_the_model_is_a_default() -> None:
    """A whole number drops its decimals, as ODK's engines do."""
    model = data("<a>x y</a><b>2.5</b><c>now()</c>") + '<bind nodeset="/data/b" type="int"/>'
    assert survey(model) == [
        {"name": "a", "type": "hidden", "default": "x y"},
        {"name": "b", "type": "hidden", "default": "2", "bind": {"type": "int"}},
        {"name": "c", "type": "hidden", "default": "string('now()')"},
    ]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ('event="odk-instance-first-load" value="today()"', {"type": "hidden", "default": "today()"}),
        ('event="odk-instance-first-load" value="4*4"', {"type": "hidden", "default": "4*4"}),
        ('event="odk-instance-first-load" value="/data/b + 1"', {"type": "hidden", "default": "/data/b + 1"}),
        ('event="odk-instance-first-load" value=" /data/a "', {"type": "hidden", "default": "${a}"}),
        ('event="odk-instance-first-load" value=".."', {"type": "hidden", "default": "string(..)"}),
        ('event="odk-instance-first-load" value="7"', {"type": "hidden", "default": "7"}),
        ('event="odk-instance-first-load" value="\'x y\'"', {"type": "hidden", "default": "x y"}),
        ('event="odk-instance-first-load" value="\'1 + 1\'"', {"type": "hidden", "default": "string('1 + 1')"}),
        ('event="odk-instance-first-load" value="b + 1"', {"type": "hidden", "default": "string(b + 1)"}),
        ('event="odk-instance-first-load" value="\'old = wise\'"', {"type": "hidden", "default": "old = wise"}),
        ('event="odk-instance-first-load"', {"type": "hidden", "default": "string('')"}),
    ],
)
def test_an_action_at_the_first_load_is_a_default(action: str, expected: dict[str, Json]) -> None:
    """A default that is an expression ends in a call, so that it cannot be taken for plain text."""
    assert survey(data("<a/>") + f'<setvalue ref="/data/a" {action}/>') == [{"name": "a", **expected}]


def test_attributes_of_a_node_travel_along() -> None:
    """Tools mark nodes of the instance with attributes of their own."""
    assert survey(data('<a odk:tag="+a">7</a>')) == [
        {"name": "a", "type": "hidden", "default": "7", "instance": {"odk:tag": "+a"}}
    ]


def test_an_action_on_a_change_is_a_trigger() -> None:
    """A text in the action becomes a quoted text."""
    body = '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b">it\'s</setvalue></input>'
    assert survey(data("<a/><b/>"), body) == [
        {"name": "a", "type": "text"},
        {"name": "b", "type": "calculate", "calculation": '"it\'s"', "trigger": "${a}"},
    ]


def test_an_action_on_one_instance_counts_for_that_one_only() -> None:
    """The others keep what they hold."""
    action = '<setvalue event="xforms-value-changed" ref="/data/r[2]/b" value="/data/a"/>'
    body = f'<input ref="/data/a">{action}</input><repeat nodeset="/data/r"><input ref="b"/></repeat>'
    assert survey(data("<a/><r><b/></r>"), body) == [
        {"name": "a", "type": "text"},
        {
            "repeat": "r",
            "survey": [
                {"name": "b", "type": "text", "calculation": "if(position(..) = 2, /data/a, .)", "trigger": "${a}"}
            ],
        },
    ]


@pytest.mark.parametrize(
    ("nodes", "attributes", "expected"),
    [
        ("<r jr:template=''><b/></r><r><b/></r>", "", {}),
        ("<r jr:template=''><b>7</b></r>", "", {"initial": []}),
        ("<r jr:template=''><b/></r>", 'jr:count="../n"', {"repeat_count": "${n}"}),
        ("<r><b/></r>", "jr:count=\"'12'\"", {"repeat_count": "'12'"}),
        ("<r><b/></r><r><b>5</b></r>", 'jr:noAddRemove="true()"', {"fixed": "yes", "initial": [{}, {"b": "5"}]}),
    ],
)
def test_a_repeat_says_how_many_it_begins_with(nodes: str, attributes: str, expected: dict[str, Json]) -> None:
    """Instances in the model become `initial`, where they differ from one that is like a new one."""
    found = survey(data(f"<n/>{nodes}"), f'<repeat nodeset="/data/r" {attributes}><input ref="b"/></repeat>')
    assert isinstance(found, list)
    repeat = found[1]
    assert isinstance(repeat, dict)
    assert {key: value for key, value in repeat.items() if key not in ("repeat", "survey")} == expected


def test_a_value_for_new_instances_only_leaves_the_first_ones_as_they_are() -> None:
    """The event for new instances is the default; the first instances keep the model's value."""
    action = '<setvalue event="odk-new-repeat" ref="/data/r/b" value="position(..)"/>'
    assert survey(data("<r><b/></r>"), f'<repeat nodeset="/data/r">{action}<input ref="b"/></repeat>') == [
        {
            "repeat": "r",
            "initial": [{"b": ""}],
            "survey": [{"name": "b", "type": "text", "default": "position(..)"}],
        }
    ]


def test_nested_instances_are_rows_in_rows() -> None:
    """Rows have the shape of the answers in `tests:`."""
    body = '<repeat nodeset="/data/o"><repeat nodeset="i"><input ref="q"/></repeat></repeat>'
    nodes = "<o><i><q/></i><i><q/></i></o><o><i><q>x</q></i></o>"
    assert survey(data(nodes), body) == [
        {
            "repeat": "o",
            "initial": [{}, {"i": [{"q": "x"}]}],
            "survey": [{"repeat": "i", "initial": [{}, {}], "survey": [{"name": "q", "type": "text"}]}],
        }
    ]


ITEMS = "<item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item>"
LIST = "<instance id='l'><root><item><name>x</name><label>X</label><n>1</n></item></root></instance>"


@pytest.mark.parametrize(
    ("control", "word"),
    [("select1", "select_one"), ("select", "select_multiple"), ("odk:rank", "rank")],
)
def test_items_become_a_choice_list(control: str, word: str) -> None:
    """Two questions with the same items share one list."""
    body = "".join(f'<{control} ref="/data/{name}">{ITEMS}</{control}>' for name in "ab")
    form = imported(data("<a/><b/>"), body)
    assert form["choices"] == {"a": {"a": "A", "b": "B"}}
    assert form["survey"] == [{"name": "a", "type": f"{word} a"}, {"name": "b", "type": f"{word} a"}]


@pytest.mark.parametrize(
    ("nodeset", "expected"),
    [
        ("instance('l')/root/item", {"type": "select_one l"}),
        ("instance('l')/root/item[n = /data/b]", {"type": "select_one l", "choice_filter": "n = /data/b"}),
        (
            "instance('l')/root/item[n = 1][name != '']",
            {"type": "select_one l", "choice_filter": "(n = 1) and (name != '')"},
        ),
        (
            "randomize(instance('l')/root/item[n=1], 42)",
            {"type": "select_one l", "parameters": "randomize=true seed=42", "choice_filter": "n=1"},
        ),
        ("/data/r[./name != '']", {"type": "select_one", "choices_from": {"nodes": "/data/r[./name != '']"}}),
    ],
)
def test_an_itemset_becomes_a_list_and_a_filter(nodeset: str, expected: dict[str, Json]) -> None:
    """What is not a list with a plain filter keeps its whole expression."""
    control = (
        f'<select1 ref="/data/a"><itemset nodeset="{nodeset}"><value ref="name"/><label ref="label"/></itemset>'
        '</select1><repeat nodeset="/data/r"><input ref="name"/><input ref="label"/></repeat>'
    )
    items = survey(data("<a/><r><name/><label/></r>") + LIST, control)
    assert isinstance(items, list)
    if "choices_from" in expected:
        nodes = expected["choices_from"]
        assert isinstance(nodes, dict)
        nodes |= {"value": "name", "label": "label"}
    assert items[0] == {"name": "a", **expected}


def test_choices_from_a_question_in_a_repeat_are_written_as_in_xlsform() -> None:
    """`select_one ${name}` offers what was entered under that name."""
    itemset = '<itemset nodeset="/data/r[name != \'\']"><value ref="name"/><label ref="name"/></itemset>'
    body = f'<repeat nodeset="/data/r"><input ref="name"/></repeat><select1 ref="/data/a">{itemset}</select1>'
    items = survey(data("<r><name/></r><a/>"), body)
    assert isinstance(items, list)
    assert items[1] == {"name": "a", "type": "select_one ${name}", "choice_filter": "name != ''"}


def test_a_list_with_another_value_column_keeps_that_column() -> None:
    """So that filters and look-ups that name it still work."""
    model = data("<a/>") + "<instance id='l'><root><item><value>x</value><label>X</label></item></root></instance>"
    itemset = "<itemset nodeset=\"instance('l')/root/item\"><value ref='value'/><label ref='label'/></itemset>"
    form = imported(model, f'<select1 ref="/data/a">{itemset}</select1>')
    assert form["choices"] == {"l": {"x": {"label": "X", "value": "x"}}}


def test_an_instance_that_is_no_choice_list_becomes_a_csv_file() -> None:
    """Attributes of its items are columns like any other; the `@` in front of them goes."""
    rows = "<instance id='t'><root><item zone='n'><v>1, 2</v></item><item zone='s'><v>3</v></item></root></instance>"
    bind = "<bind nodeset=\"/data/a\" calculate=\"pulldata('t', 'v', '@zone', 's')\"/>"
    result = from_xform(xform(data("<a/>") + rows + bind))
    assert result.files == {"t.csv": b'zone,v\nn,"1, 2"\ns,3\n'}
    assert 'type: "csv-external"' in result.text
    assert "pulldata('t', 'v', 'zone', 's')" in result.text


def test_items_of_another_name_are_called_root_and_item() -> None:
    """fieldkit's lists are always instance('x')/root/item."""
    model = data("<a/>") + "<instance id='t'><towns><town><name>x</name></town></towns></instance>"
    bind = "<bind nodeset='/data/a' calculate=\"count(instance('t')/towns/town[name = 'x'])\"/>"
    assert survey(model + bind) == [
        {"name": "a", "type": "calculate", "calculation": "count(instance('t')/root/item[name = 'x'])"}
    ]


@pytest.mark.parametrize(
    ("control", "bind", "nodes", "expected"),
    [
        (
            "input",
            "geopoint",
            "instance('l')/root/item[n = 1]",
            {"type": "geopoint", "parameters": "reference-geometry=l", "choice_filter": "n = 1"},
        ),
        ("input", "geoshape", "/data/r", {"type": "geoshape", "parameters": "reference-geometry=${r}"}),
        ("range", "int", "instance('l')/root/item", {"type": "range", "parameters": "tick_labelset=l"}),
    ],
)
def test_a_list_that_is_only_shown_is_a_parameter(
    control: str, bind: str, nodes: str, expected: dict[str, Json]
) -> None:
    """A map shows known places, a number line its labels."""
    itemset = f'<itemset nodeset="{nodes}"><value ref="name"/><label ref="label"/></itemset>'
    model = data("<a/><r><name/></r>") + LIST + f'<bind nodeset="/data/a" type="{bind}"/>'
    body = f'<{control} ref="/data/a">{itemset}</{control}><repeat nodeset="/data/r"><input ref="name"/></repeat>'
    items = survey(model, body)
    assert isinstance(items, list)
    assert items[0] == {"name": "a", **expected}


def test_a_file_outside_is_named_and_not_read() -> None:
    """Selects from it name the file; one that only expressions read becomes a row of its own."""
    itemset = "<itemset nodeset=\"instance('f')/root/item[x = 1]\"><value ref='id'/><label ref='label'/></itemset>"
    model = data("<a/>") + "<instance id='f' src='jr://file-csv/f.csv'/><instance id='g' src='jr://file/g.xml'/>"
    assert survey(model, f'<select1 ref="/data/a">{itemset}</select1>') == [
        {"name": "g", "type": "xml-external"},
        {"name": "a", "type": "select_one_from_file f.csv", "parameters": "value=id", "choice_filter": "x = 1"},
    ]


def test_what_a_label_shows_is_named_by_the_question() -> None:
    """A look-up in a label stays as XLSForm writes it; where a name is used twice, its group tells them apart."""
    labels = (
        '<input ref="/data/a"><label>1 <output value="../b"/></label></input>'
        '<input ref="/data/b"><label>2 <output value="/data/g/a"/></label></input>'
        '<input ref="/data/g/a"><label>3 <output value="instance(\'l\')/root/item[name = /data/b ]/label"/></label>'
        "</input>"
    )
    items = survey(data("<a/><b/><g><a/></g>") + LIST, labels)
    assert isinstance(items, list)
    assert [item.get("label") for item in items if isinstance(item, dict)] == ["1 ${b}", "2 ${g/a}", None]
    group = items[2]
    assert isinstance(group, dict)
    assert group["survey"] == [{"name": "a", "type": "text", "label": "3 instance('l')/root/item[name = ${b} ]/label"}]


def test_a_question_stands_in_the_group_of_its_node() -> None:
    """Relevance follows the model's nesting, whatever group of the body shows the question; the order is the body's."""
    body = '<group ref="/data/g"><input ref="/data/g/b"/><input ref="/data/a"/></group>'
    assert survey(data("<a/><g><b/></g>"), body) == [
        {"group": "g", "survey": [{"name": "b", "type": "text"}]},
        {"name": "a", "type": "text"},
    ]


def test_with_entities_of_two_lists_a_question_says_which_one_it_fills() -> None:
    """It fills the nearest: that of its own repeat before that of the form."""
    entity = '<meta><entity dataset="{}" create="1" id=""><label/></entity></meta>'
    nodes = f"<a/><r><b/>{entity.format('fruits')}</r>{entity.format('trees')}"
    namespace = 'xmlns:entities="http://www.opendatakit.org/xforms/entities"'
    binds = "".join(f'<bind nodeset="/data/{path}" entities:saveto="kind" {namespace}/>' for path in ("a", "r/b"))
    form = imported(data(nodes) + binds, '<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="b"/></repeat>')
    assert form["entities"] == [{"list_name": "fruits", "repeat": "${r}"}, {"list_name": "trees"}]
    assert form["survey"] == [
        {"name": "a", "type": "text", "save_to": "trees#kind"},
        {"repeat": "r", "survey": [{"name": "b", "type": "text", "save_to": "fruits#kind"}]},
    ]


def test_entities_are_kept_as_rows() -> None:
    """What a form makes of its answers in an entity list."""
    nodes = '<a/><meta><entity dataset="trees" create="1" id=""><label/></entity></meta>'
    binds = (
        '<bind nodeset="/data/a" entities:saveto="kind" xmlns:entities="http://www.opendatakit.org/xforms/entities"/>'
        '<bind nodeset="/data/meta/entity/@create" calculate="/data/a != \'\'"/>'
        '<bind nodeset="/data/meta/entity/label" calculate=" ../../../a "/>'
    )
    form = imported(data(nodes) + binds, INPUT)
    assert form["entities"] == [{"list_name": "trees", "label": "${a}", "create_if": "${a} != ''"}]
    assert form["survey"] == [{"name": "a", "type": "text", "save_to": "kind"}]


@pytest.mark.parametrize(
    ("model", "body", "expected"),
    [
        (data("<a/>") + '\n<bind nodeset="/data/@x"/>', "", "6: warning: the bind of '/data/@x' is left out"),
        (data("<a/>") + '\n<bind nodeset="/data/b"/>', "", "6: warning: the bind of '/data/b' is left out"),
        (
            data("<a/>") + '\n<setvalue event="odk-instance-first-load" ref="//a"/>',
            "",
            "6: warning: the action on '//a' is left out",
        ),
        (data("<a/>") + '\n<setvalue event="click" ref="/data/a"/>', "", "6: warning: the event 'click' is left out"),
        (
            data("<a/>") + '\n<setvalue event="xforms-value-changed" ref="/data/a"/>',
            "",
            "6: warning: the action on '/data/a' is left out",
        ),
        (
            data("<a/>") + '\n<bind nodeset="/data/a" relevant="abc"/>',
            "",
            "6: warning: 'abc' is no node of the form",
        ),
        (data("<a/>") + "\n<instance/>", "", "6: warning: a secondary instance without an id is left out"),
        (
            data("<a/>") + "<instance id='i'/>\n<instance id='i'/>",
            "",
            "6: error: the instance 'i' is given twice",
        ),
        (
            data("<a/>") + "\n<instance id='i'><root><item><a><b/></a></item></root></instance>",
            "",
            "6: warning: the instance 'i' is no flat list of items: it is kept as a file",
        ),
        (
            data("<a/>"),
            '\n<input ref="/data/c"/>',
            "10: warning: <input> names '/data/c', which is no node of the form: it is left out",
        ),
        (data("<a/>"), f"{INPUT}\n{INPUT}", "10: warning: a second control of one node is left out"),
        (
            data("<a/>"),
            "\n<group><label>G</label></group>",
            "10: warning: the label of a group without a node is left out",
        ),
        (data("<a/>"), "\n<switch/>", "10: warning: <switch> is left out"),
        (
            data("<a/>"),
            '\n<input ref="/data/a"><label>\n<output value="1 + 1"/></label></input>',
            "11: warning: the expression '1 + 1' in a text is left out",
        ),
        (
            data("<a/>"),
            "<select1 ref='/data/a'>\n<itemset nodeset=\"instance('no')/root/item\"/></select1>",
            "10: error: there is no instance 'no'",
        ),
        (
            data("<a/>"),
            "<select1 ref='/data/a'>\n<itemset nodeset=\"/data/no\"/></select1>",
            "10: error: '/data/no' are no nodes of the form",
        ),
        ("<instance/>", "", "4: error: the model has no primary instance"),
    ],
)
def test_what_cannot_be_expressed_is_said_with_its_line(model: str, body: str, expected: str) -> None:
    """Nothing is dropped silently."""
    assert found(xform(model, body)) == [expected]
