"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError


class NoVersions(FieldkitError):
    """An interview of which there is one version is nothing to merge."""

    code, exit_status = "FK-931", 228
    message = "{code} does not stand in several versions"
    hint = "`fieldkit hq conflicts` lists those that do; nothing was changed"


class NotOpen(FieldkitError):
    """A field that nobody has to decide, or nobody has decided."""

    code, exit_status = "FK-932", 229
    message = "there is nothing to decide, or to take back, about {field}"
    hint = "`fieldkit hq conflicts CODE` names the fields that are open; nothing was changed"


class VersionUnknown(FieldkitError):
    """No version, or more than one, begins so."""

    code, exit_status = "FK-933", 230
    message = "{code} has no one version that is named {revision}"
    hint = "name it by its number or by the beginning of its revision, as `fieldkit hq conflicts CODE` shows them"


class NotAPair(FieldkitError):
    """Only two different, confirmed interviews can be said to be with one person."""

    code, exit_status = "FK-934", 231
    message = "these are not two interviews that can be compared"
    hint = "give the codes of two different interviews that are not marked unconfirmed; nothing was changed"
