"""Synchronisation, policy, seizure: FK-9xx, exit statuses 200-254."""

from fieldkit.errors.base import FieldkitError


class PolicyFileInvalid(FieldkitError):
    """`policy.json`, or a key of it, is not as the format has it."""

    code, exit_status = "FK-901", 200
    message = "the policy is not usable: {why}"
    hint = "keep the policy as it is and tell whoever publishes it; keys and values are in docs/policy-format.md"
