"""Forms that come from or go to other programs: FK-42x, exit statuses 77, 78, 97 and 98."""

from fieldkit.errors.forms import FormError


class WorkbookUnreadable(FormError):
    """A file is not a workbook, or larger than any form."""

    code, exit_status = "FK-420", 77
    message = "{name} cannot be read as an XLSForm: {why}"
    hint = "save it as .xlsx from the spreadsheet program, and try again"


class WorkbookInvalid(FormError):
    """A workbook has mistakes; `facts["problems"]` holds all of them."""

    code, exit_status = "FK-421", 78
    message = "{name} has mistakes ({count}); the first: {first}"
    hint = "correct them in the spreadsheet, and import it again"


class XlsformMissing(FormError):
    """The optional packages for XLSForm are not installed."""

    code, exit_status = "FK-422", 97
    message = "reading and writing {what} needs packages that are not installed"
    hint = "pip install fieldkit[xlsform]"


class ExportFailed(FormError):
    """A form cannot be written as XForm; the peer's tool says why."""

    code, exit_status = "FK-423", 98
    message = "{name} cannot be written as an XForm: {why}"
    hint = "run `fieldkit form check {name}`"
