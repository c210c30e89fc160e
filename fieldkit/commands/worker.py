"""In which roles people fill forms: on a laptop as field workers, or as trained child-protection workers too; at
headquarters as the focal point."""

from enum import Enum

from fieldkit.cases.words import Profile, Role
from fieldkit.forms.words import ROLES
from fieldkit.store.store import Store

SETTING = "device.worker"
FIELD_WORKER, FOCAL_POINT = "field_worker", "focal_point"


class Worker(str, Enum):
    """Who works with a laptop, as `fieldkit init --worker` has it."""

    FIELD_WORKER = "field_worker"
    CHILD_PROTECTION = "child_protection"


def roles_of(store: Store) -> tuple[str, ...]:
    """Return the roles in which forms may be begun in this store; in practice whoever learns may try every form."""
    if store.profile is Profile.PRACTICE:
        return ROLES
    if store.role is Role.HQ:
        return (FOCAL_POINT,)
    given = store.settings.get_json(SETTING)
    return (FIELD_WORKER,) if given is None else tuple(dict.fromkeys((FIELD_WORKER, str(given))))
