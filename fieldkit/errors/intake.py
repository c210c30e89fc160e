"""The mailbox over HTTP: FK-91x, exit statuses 199 and 209-217."""

from fieldkit.errors.base import FieldkitError


class NobodyAnswers(FieldkitError):
    """Nothing takes a connection at an address: a wrong one, no network, or the service there is down."""

    code, exit_status = "FK-910", 199
    message = "nobody answers at {place}"
    hint = "nothing is lost; see that this laptop has a network and that the address is right, or use a stick"


class HqExtraMissing(FieldkitError):
    """`hq serve` without the libraries that answer HTTP."""

    code, exit_status = "FK-911", 209
    message = "this needs {library}, which is not installed here"
    hint = "install fieldkit with its extra hq: pip install 'fieldkit[hq]'"


class PlainHttp(FieldkitError):
    """HTTP without encryption over a network."""

    code, exit_status = "FK-912", 210
    message = "{place} would be reached without encryption"
    hint = "give a certificate (https), or, where a proxy before it has one, say --behind-proxy to `hq serve`"


class IntakeUnfit(FieldkitError):
    """The intake cannot start with what it was given."""

    code, exit_status = "FK-913", 211
    message = "the intake cannot run with this: {why}"
    hint = "put that right and do it again; `fieldkit hq publish -o FOLDER` puts the list of signers there"


class LinkFailed(FieldkitError):
    """The network gave way too often."""

    code, exit_status = "FK-914", 212
    message = "the connection to {place} gave way {tries} times in a row; {arrived} bytes of the last file came across"
    hint = "nothing is lost; give the same command again, it goes on where it stopped"


class IntakeRefused(FieldkitError):
    """The intake answered, and would not."""

    code, exit_status = "FK-915", 213
    message = "{place} refuses: {why}"
    hint = "nothing is lost; tell your focal point, and use a stick meanwhile"


class ClockAgainstCertificate(FieldkitError):
    """The certificate's dates do not fit because this laptop's clock is wrong."""

    code, exit_status = "FK-916", 214
    message = "this laptop's clock says {day}, which is too early: the certificate of {place} cannot be checked by it"
    hint = "set the date and time of this laptop, then do the same again; nothing was sent"


class CertificateRefused(FieldkitError):
    """Whoever answers cannot show that this is headquarters' intake."""

    code, exit_status = "FK-917", 215
    message = "whoever answers at {place} cannot show that this is headquarters: {why}"
    hint = "nothing was sent; try another network, use a stick, and tell your focal point"


class IntakeFull(FieldkitError):
    """The intake takes no more at present."""

    code, exit_status = "FK-918", 216
    message = "{place} takes no more today: {why}"
    hint = "nothing is lost; try tomorrow, or use a stick"


class NoAddress(FieldkitError):
    """A text that is no address of an intake."""

    code, exit_status = "FK-919", 217
    message = "{url} is no address of an intake"
    hint = "it looks like https://intake.example.org or https://intake.example.org:8443"
