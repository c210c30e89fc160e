"""One whole XForm, as a converter of ODK makes it, and the fieldkit form that it becomes."""

from fieldkit.forms.interchange.xform_read import from_xform
from tests.interchange.xforms import xform

MODEL = """\
<itext>
<translation lang="French (fr)" default="true()">
<text id="/s/consent:label"><value>Acceptez-vous ?</value></text>
<text id="/s/consent:hint"><value>Lire à haute voix</value><value form="guidance">Page 3</value></text>
<text id="yn-0"><value>Oui</value></text><text id="yn-1"><value>Non</value></text>
<text id="/s/person/age:jr:constraintMsg"><value>Entre 0 et 120</value></text>
</translation>
<translation lang="English (en)">
<text id="/s/consent:label"><value>Do you agree?</value><value form="image">jr://images/agree.png</value></text>
<text id="/s/consent:hint"><value>-</value></text>
<text id="yn-0"><value>Yes</value></text><text id="yn-1"><value>No</value></text>
<text id="/s/person/age:jr:constraintMsg"><value>Between 0 and 120</value></text>
</translation>
</itext>
<instance><s id="screen" version="2026.11"><consent/><person><age/><is_child/></person>
<place jr:template=""><town/><weeks>1</weeks></place><place><town/><weeks>1</weeks></place>
<total/><day/><start/><meta><instanceID/><instanceName/></meta></s></instance>
<instance id="yn"><root>
<item><name>yes</name><itextId>yn-0</itextId><score>2</score></item>
<item><name>no</name><itextId>yn-1</itextId><score>0</score></item>
</root></instance>
<bind nodeset="/s/consent" type="string" required="true()" jr:requiredMsg="Please answer"/>
<bind nodeset="/s/person" relevant="/s/consent = 'yes'"/>
<bind nodeset="/s/person/age" type="int" constraint=". &gt;= 0 and . &lt;= 120"
 jr:constraintMsg="jr:itext('/s/person/age:jr:constraintMsg')"/>
<bind nodeset="/s/person/is_child" type="string" calculate="if( ../age  &lt; 18, 1, 0)"/>
<bind nodeset="/s/place/weeks" type="int"/>
<bind nodeset="/s/total" type="int" calculate="sum(/s/place/weeks)"/>
<bind nodeset="/s/day" type="date"/>
<setvalue event="odk-instance-first-load" ref="/s/day" value="today()"/>
<bind nodeset="/s/start" jr:preload="timestamp" type="dateTime" jr:preloadParams="start"/>
<bind nodeset="/s/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
<bind nodeset="/s/meta/instanceName" type="string" calculate="concat( /s/day , '!')"/>
<submission action="https://hq.example/submit" base64RsaPublicKey="MIIB"/>"""

BODY = """\
<select1 ref="/s/consent" appearance="minimal">
<label ref="jr:itext('/s/consent:label')"/><hint ref="jr:itext('/s/consent:hint')"/>
<itemset nodeset="instance('yn')/root/item[score &gt; 0]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset>
</select1>
<group ref="/s/person"><label>The person</label>
<input ref="/s/person/age"><label>Age</label></input>
</group>
<group ref="/s/place"><label>A place</label>
<repeat nodeset="/s/place" jr:count=" /s/total ">
<input ref="/s/place/town"><label>Town</label></input>
<input ref="/s/place/weeks"><label>Weeks in <output value=" ../town "/></label></input>
</repeat></group>
<input ref="/s/day"><label>Day</label></input>"""

EXPECTED = """\
form_id: "screen"
version: "2026.11"
title: "T"
default_language: "fr"
languages:
  - "fr"
  - "en"
languages_named:
  fr: "French (fr)"
  en: "English (en)"
public_key: "MIIB"
settings:
  name: "s"
  submission_url: "https://hq.example/submit"
instance_name: "concat( /s/day , '!')"
choices:
  yn:
    "yes":
      label:
        fr: "Oui"
        en: "Yes"
      score: "2"
    "no":
      label:
        fr: "Non"
        en: "No"
      score: "0"
survey:
  - name: "consent"
    type: "select_one yn"
    label:
      fr: "Acceptez-vous ?"
      en: "Do you agree?"
    hint:
      fr: "Lire à haute voix"
    guidance_hint:
      fr: "Page 3"
    media:
      image:
        en: "agree.png"
    required: "yes"
    required_message: "Please answer"
    choice_filter: "score > 0"
    appearance: "minimal"
  - group: "person"
    label: "The person"
    relevant: "/s/consent = 'yes'"
    survey:
      - name: "age"
        type: "integer"
        label: "Age"
        constraint: ". >= 0 and . <= 120"
        constraint_message:
          fr: "Entre 0 et 120"
          en: "Between 0 and 120"
      - name: "is_child"
        type: "calculate"
        calculation: "if( ../age  < 18, 1, 0)"
  - repeat: "place"
    label: "A place"
    repeat_count: "${total}"
    survey:
      - name: "town"
        type: "text"
        label: "Town"
      - name: "weeks"
        type: "integer"
        label: "Weeks in ${town}"
        default: "1"
  - name: "total"
    type: "calculate"
    calculation: "sum(/s/place/weeks)"
    bind:
      type: "int"
  - name: "day"
    type: "date"
    label: "Day"
    default: "today()"
  - name: "start"
    type: "start"
"""


def test_a_whole_form_becomes_yaml_with_its_paths_kept() -> None:
    """Texts, logic, choices, repeats and settings of an XForm are read; expressions keep their XPath paths."""
    result = from_xform(xform(MODEL, BODY))
    assert result.problems == ()
    assert result.text == EXPECTED
    assert result.files == {}
