"""What headquarters decided, as this store knows it."""

from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import Policy, read_policy

POLICY = "policy.json"
"""Setting: the file of the newest policy that was taken, or that headquarters set."""


def policy_of(store: Store) -> Policy:
    """Return what headquarters decided; what is built in where it has said nothing. Raises: PolicyFileInvalid."""
    data = store.settings.get(POLICY)
    return Policy() if data is None else read_policy(data)
