"""Forms, answers and records: FK-40x and FK-41x, exit statuses 70-76, 99, 105, 106 and 109."""

from fieldkit.errors.base import FieldkitError


class FormError(FieldkitError):
    """A form cannot be used."""

    code, exit_status = "FK-400", 70
    message = "the form cannot be used: {what}"
    hint = "run `fieldkit form check` on it"


class FormInvalid(FormError):
    """A form has mistakes; `facts["problems"]` holds all of them."""

    code, exit_status = "FK-401", 71
    message = "{name} has mistakes ({count}); the first: {first}"
    hint = "run `fieldkit form check {name}` to see all of them with line and column"


class ExpressionInvalid(FormError):
    """An expression cannot be read; `facts["offset"]` is where."""

    code, exit_status = "FK-402", 72
    message = "the expression is wrong at character {offset}: {what}"
    hint = "{do}"


class UnknownLanguage(FormError):
    """A form is asked for in a language that it does not have."""

    code, exit_status = "FK-403", 73
    message = "the form {form} has no texts in {language!r}"
    hint = "choose one of: {languages}"


class AnswerDoesNotFit(FormError):
    """A stored answer does not fit its question (a draft of another version of the form)."""

    code, exit_status = "FK-404", 74
    message = "the stored answer to {question} does not fit the form {form} {version}"
    hint = "open the draft with the version of the form that it was started with"


class StoredAnswerUnreadable(FormError):
    """An answer in a file or store is not in fieldkit's shape."""

    code, exit_status = "FK-405", 75
    message = "a stored answer is not in a shape that fieldkit writes"
    hint = "the file or store was changed by something else; keep it and ask for help"


class FormTestsFailed(FormError):
    """At least one of a form's own tests failed, or cannot be run."""

    code, exit_status = "FK-406", 99
    message = "{failed} of {count} form tests failed"
    hint = "run `fieldkit form test` to see what was expected and what came"


class StarterImpossible(FormError):
    """A new form cannot be made as asked for."""

    code, exit_status = "FK-407", 105
    message = "cannot make the form {name!r}: {why}"
    hint = (
        "write the name in letters, digits and _, languages as codes: fieldkit form new market_visit --language en,rw"
    )


class KeptFormDamaged(FormError):
    """The form that is kept with an unfinished interview is not the one it was begun on."""

    code, exit_status = "FK-408", 106
    message = "the form {form} that is kept with an unfinished interview was changed outside fieldkit"
    hint = "copy the data folder away and tell your focal point; then `fieldkit draft upgrade CODE`"


class DataFileInvalid(FormError):
    """A file of shared data (services, border posts) has mistakes; `facts["problems"]` holds all of them."""

    code, exit_status = "FK-411", 109
    message = "{name} has mistakes ({count}); the first: {first}"
    hint = "put the file back that came with fieldkit, or correct it there"


class MalformedRecord(FieldkitError):
    """A record line of a bundle is not in the agreed shape."""

    code, exit_status = "FK-410", 76
    message = "a record is not in the agreed shape: {what}"
    hint = "the program that wrote it and this one may differ in version: update both"
