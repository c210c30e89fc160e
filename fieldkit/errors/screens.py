"""Screens and typed input: FK-5xx, exit statuses 80-84."""

from fieldkit.errors.base import FieldkitError


class AnswerRefused(FieldkitError):
    """An answer of a script was not accepted; the run stops at the first one."""

    code, exit_status = "FK-501", 80
    message = "the answer to {question} was not accepted: {why}"
    hint = "what was answered before is saved; correct {question} in the answers file"


class AnswerMissing(FieldkitError):
    """A script has no answer for a question that needs one."""

    code, exit_status = "FK-502", 81
    message = "the answers file has no answer for {question}, which needs one"
    hint = "add {question}, or a non-answer that the question allows: {allowed}"


class AnswersFileWrong(FieldkitError):
    """An answers file is not a mapping of question names to answers."""

    code, exit_status = "FK-503", 82
    message = "cannot use the answers in {path}: {why}"
    hint = "write one line per question, name: answer; see docs/interview.md"


class PassphraseUnusable(FieldkitError):
    """A passphrase is empty, too short, or not where it should be."""

    code, exit_status = "FK-504", 83
    message = "cannot use the passphrase: {why}"
    hint = "{advice}"


class PassphrasesDiffer(FieldkitError):
    """A new passphrase was typed differently every time."""

    code, exit_status = "FK-505", 84
    message = "the passphrase was not typed twice the same"
    hint = "nothing was changed; do it again and type slowly, nothing is shown while you type"
