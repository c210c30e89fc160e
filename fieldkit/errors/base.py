"""The root of every expected error: code FK-nnn, exit status, message, hint."""

from typing import ClassVar


class FieldkitError(Exception):
    """An expected error: says what is wrong and what to do next."""

    code: ClassVar[str] = "FK-000"
    exit_status: ClassVar[int] = 1
    message: ClassVar[str] = "something went wrong"
    hint: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))

    @property
    def advice(self) -> str:
        """What to do next, with the facts filled in."""
        return self.hint.format(**self.facts)
