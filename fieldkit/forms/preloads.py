"""What XLSForm's preloads are filled with when an interview starts. form-language 3.3."""

from fieldkit.forms.expression.code import Surroundings
from fieldkit.forms.question_types import PROPERTIES, QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer


def preloaded(kind: QuestionType, around: Surroundings) -> AnswerValue:
    """Return the value of a preload; blank for what this device does not tell, and for `end` and `audit`."""
    if kind is QuestionType.START:
        return around.now
    if kind is QuestionType.TODAY:
        return around.today
    if kind in PROPERTIES:
        return around.properties.get(kind.value) or NonAnswer.BLANK
    return NonAnswer.BLANK
