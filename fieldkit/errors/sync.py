"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError
from fieldkit.errors.bundle import BundleError


class WordInvalid(BundleError):
    """Headquarters' word to a laptop is forged, damaged, or for another laptop."""

    code, exit_status = "FK-926", 223
    message = "headquarters' word was not accepted: {why}"
    hint = "nothing was changed by it; sync with another stick, and tell your focal point if it comes again"


class ReceiptNumberWrong(FieldkitError):
    """A receipt number with a slip in it, or none at all."""

    code, exit_status = "FK-927", 224
    message = "this is no receipt number, or there is a slip in it"
    hint = "it looks like R-000042-7; read it again from the paper: the last digit checks the others"


class ReceiptNumberUnknown(FieldkitError):
    """A well-formed receipt number that is not known here."""

    code, exit_status = "FK-928", 225
    message = "receipt {number} is not known here"
    hint = "sync with a stick that was at headquarters, or ask there: fieldkit hq receipt {number}"


class HistoryChanged(FieldkitError):
    """Headquarters' journal does not have what laptops have proof of."""

    code, exit_status = "FK-929", 226
    message = "headquarters' history was changed or restored: {why}"
    hint = "keep a copy of this store as it is, and find out who restored or changed it before you go on"


class WitnessInvalid(FieldkitError):
    """A file that should hold the heads of headquarters' journal that a laptop was told."""

    code, exit_status = "FK-930", 227
    message = "{path} is no file of `fieldkit receipts --witness`"
    hint = "let the laptop write it again: fieldkit receipts --witness FILE"
